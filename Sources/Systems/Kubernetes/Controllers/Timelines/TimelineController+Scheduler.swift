import EventKernel
import Kubernetes
import Stochastic

extension TimelineController {
  /// The whole scheduler, with the gates of the release; a cycle takes no time.
  static let scheduler = TimelineController(
    name: "scheduler", phase: "schedulerStartSeconds",
    make: { run in
      var configuration = KubeScheduler.Configuration()
      let backoff = configuration.queue.backoff
      configuration.queue.backoff.initial =
        try seconds("podInitialBackoffSeconds", in: run) ?? backoff.initial
      configuration.queue.backoff.most =
        try seconds("podMaxBackoffSeconds", in: run) ?? backoff.most
      let scheduler = KubeScheduler(
        server: run.server, client: try run.client(), configuration: configuration,
        stream: RandomStream(run.seed, entity: run.script.identity, purpose: "scheduler"))
      scheduler.report = { [unowned run] reason, pod in
        // What is gone has no events any more.
        guard run.server.pods[pod.id] != nil else { return }
        run.recorder.count(reason, of: "Pod/\(pod.namespace)/\(pod.name)")
      }
      run.keep(scheduler)
      return { scheduler.start() }
    })

  private static func seconds(_ name: String, in run: TimelineRun) throws -> Int64? {
    guard let text = run.script.setting(name) else { return nil }
    guard let seconds = Int64(text), (0...1_000_000_000).contains(seconds) else {
      throw UnsupportedTimeline(description: "\(name) is no number of seconds: \(text)")
    }
    return seconds * SchedulingBackoff.window
  }
}
