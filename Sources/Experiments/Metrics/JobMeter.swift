import FleetModel
import Statistics

/// Jobs that arrive during a run: how long they wait, and how many are done.
///
/// Waiting is from the arrival of the Job at the hub until its first pod runs: placement, room in
/// the member, start-up. Deployments that come and go are not counted here.
struct JobMeter: Sendable {
  private struct Job: Sendable {
    var arrival: Int64
    /// Pods that are not done; 0 for what is no job.
    var remaining: Int32
    var isWaiting: Bool
  }

  private(set) var waits: [Double] = []
  private(set) var arrivals: Int64 = 0
  private(set) var completions: Int64 = 0
  private(set) var waiting: Level
  private var jobs: [Job] = []
  private let start: Int64

  init(from start: Int64) {
    self.start = start
    waiting = Level(from: start)
  }

  /// The next workload arrives; they are numbered from 0.
  mutating func arrived(_ replicas: Int32, isJob: Bool, at now: Int64) {
    jobs.append(Job(arrival: now, remaining: isJob ? replicas : 0, isWaiting: isJob))
    guard isJob else { return }
    waiting.change(by: 1, at: now)
    if now >= start { arrivals += 1 }
  }

  /// A pod of a workload runs.
  mutating func runs(_ index: Int, at now: Int64) {
    guard jobs[index].isWaiting else { return }
    jobs[index].isWaiting = false
    waiting.change(by: -1, at: now)
    if jobs[index].arrival >= start { waits.append(Double(now - jobs[index].arrival) / 1e9) }
  }

  /// A pod of a job is done.
  ///
  /// - Returns: Whether it was the last one.
  mutating func podCompleted(_ index: Int, at now: Int64) -> Bool {
    guard jobs[index].remaining > 0 else { return false }
    jobs[index].remaining -= 1
    guard jobs[index].remaining == 0 else { return false }
    if now >= start { completions += 1 }
    return true
  }

  mutating func finish(at now: Int64) { waiting.advance(to: now) }

  static let families: [MetricFamily] =
    [
      family("jobs.arrived", "jobs", better: .neither, "Jobs that arrived.") {
        Double($0.arrivals)
      },
      family(
        "jobs.completed", "jobs", better: .larger,
        "Jobs that arrived and of which all pods are done."
      ) {
        Double($0.completions)
      },
      family(
        "jobs.waiting.mean", "jobs", better: .smaller,
        "Jobs of which no pod has run yet, averaged over time."
      ) {
        $0.waiting.average
      },
      family("jobs.wait.mean", "seconds", better: .smaller, "\(help); the mean of a run.") {
        $0.waits.isEmpty ? nil : $0.waits.reduce(0, +) / Double($0.waits.count)
      },
    ]
    + [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)].map { name, share in
      family("jobs.wait.\(name)", "seconds", better: .smaller, "\(help); the \(name) of a run.") {
        $0.waits.isEmpty ? nil : SortedSample($0.waits).quantile(share)
      }
    }

  private static let help =
    "From the arrival of a Job until its first pod runs, over Jobs that got so far"

  /// A line that there is only where jobs arrive.
  private static func family(
    _ name: String, _ unit: String, better: Better, _ help: String,
    _ value: @escaping @Sendable (JobMeter) -> Double?
  ) -> MetricFamily {
    MetricFamily(
      name, unit: unit, better: better, help,
      dimensions: { $0.arrivals.contains(where: \.isJob) ? [[:]] : [] },
      value: { recorder, _ in value(recorder.jobs) })
  }
}
