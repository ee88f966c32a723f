import EventKernel
import Kubernetes
import KubernetesAPI
import Stochastic
import Testing

@testable import KubernetesControllers

/// The scheduler of a member over an API server, without kubelets: pods stand still once bound.
@Suite("The scheduler over time")
struct KubeSchedulerTests {
  /// A member with a scheduler, and all that happens in it.
  private final class World: APIWatcher {
    let simulation = Simulation()
    let server: APIServer
    let scheduler: KubeScheduler
    private(set) var log: [String] = []
    private var templates: [String: PodTemplate] = [:]

    init(
      _ configuration: KubeScheduler.Configuration = KubeScheduler.Configuration(),
      latency: VirtualDuration = .milliseconds(1)
    ) {
      server = APIServer(simulation: simulation)
      scheduler = KubeScheduler(
        server: server, client: APIClient(latency: latency, at: .zero),
        configuration: configuration,
        stream: RandomStream(
          StreamSeed(master: 1), entity: "member", purpose: StreamPurpose("scheduler")))
      server.watch(self)
      scheduler.report = { [unowned self] reason, pod in note("\(pod.name) \(reason)") }
      scheduler.start()
    }

    private func note(_ text: String) {
      log.append("\(simulation.now.inSeconds) \(text)")
    }

    func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
      switch event {
      case .added: break
      case .modified(let change):
        if change.contains(.bound) { note("\(pod.name) on \(pod.node?.name ?? "")") }
        if change == .conditions { note("\(pod.name) \(pod.scheduledReason)\(pod.nominatedNode)") }
      case .deleted: note("\(pod.name) gone")
      }
    }

    func run(to seconds: Double) { simulation.run(until: VirtualTime(seconds: seconds)) }

    @discardableResult
    func node(_ name: String, cpu: Int64 = 4, tainted: Bool = false) -> NodeObject? {
      var node = ClusterNode(
        metadata: ObjectMeta(name: name, labels: [WellKnown.hostname: name]))
      node.status.allocatable = [
        "cpu": Quantity(cpu), "memory": Quantity(1 << 34), "pods": Quantity(110),
      ]
      if tainted { node.spec.taints = [Taint(key: "k", effect: "NoSchedule")] }
      return server.createNode(node)
    }

    @discardableResult
    func pod(
      _ name: String, cpu: Int64 = 1, priority: Int32 = 0, selector: [String: String] = [:]
    ) -> PodObject? {
      let key = "\(cpu) \(priority) \(selector.keys.sorted())"
      let template =
        templates[key]
        ?? {
          var spec = PodSpec(containers: [Container(name: "c", requests: ["cpu": Quantity(cpu)])])
          spec.priority = priority
          spec.nodeSelector = selector
          spec.terminationGracePeriodSeconds = 0
          return PodTemplate(PodTemplateSpec(metadata: ObjectMeta(), spec: spec))
        }()
      templates[key] = template
      return server.createPod(name: name, namespace: "default", template: template)
    }
  }

  @Test("A pod is bound one request after it came, pods of an instant one after the other")
  func binding() {
    let world = World()
    world.node("n")
    world.pod("a")
    world.pod("b")
    world.run(to: 1)
    #expect(
      world.log == ["0.001 a on n", "0.001 a Scheduled", "0.001 b on n", "0.001 b Scheduled"])
  }

  @Test("A failure is written down once while nothing changes, and holds up the next cycle")
  func failure() {
    let world = World()
    world.node("n", cpu: 1)
    world.pod("big", cpu: 9)
    world.pod("small")
    world.run(to: 1)
    #expect(
      world.log == [
        "0.0 big FailedScheduling", "0.001 big Unschedulable", "0.002 small on n",
        "0.002 small Scheduled",
      ])
    world.run(to: 400)
    // Retried by the flush, with the same outcome: nothing to write.
    #expect(world.log.dropFirst(4) == ["330.0 big FailedScheduling"])
  }

  @Test("A preemptor waits behind its gate until the last victim goes")
  func preemption() {
    let world = World()
    world.node("n", cpu: 4)
    world.pod("low", cpu: 2)
    world.pod("mid", cpu: 2, priority: 1)
    world.run(to: 10)
    world.pod("high", cpu: 4, priority: 9)
    world.run(to: 20)
    #expect(
      world.log.dropFirst(4).map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
        == [
          "high FailedScheduling", "mid", "high Unschedulablen", "mid gone", "mid Preempted",
          "low", "low gone", "low Preempted", "high on n", "high Scheduled",
        ])
    #expect(world.log.last == "10.005 high Scheduled")
    #expect(world.scheduler.preemptions.isEmpty)
  }

  @Test("A pod that is deleted while it is being bound gives its room back")
  func deletedWhileBinding() {
    let world = World()
    world.node("n", cpu: 1)
    let pod = world.pod("a")
    world.run(to: 0)
    world.pod("b")
    if let pod { world.server.delete(pod) }
    world.run(to: 5)
    #expect(world.log == ["0.0 a gone", "0.001 b on n", "0.001 b Scheduled"])
  }

  @Test("A node that goes while a pod is being bound to it makes the pod an error, retried later")
  func nodeGoes() {
    let world = World()
    let node = world.node("n")
    world.pod("a")
    world.run(to: 0)
    if let node { world.server.remove(node) }
    world.run(to: 0.5)
    #expect(world.log == ["0.001 a FailedScheduling", "0.002 a SchedulerError"])
    world.node("m")
    world.run(to: 5)
    #expect(world.log.suffix(2) == ["2.001 a on m", "2.001 a Scheduled"])
  }

  @Test("Pods of a node that comes back under its name still count")
  func nodeReturns() {
    let world = World()
    let node = world.node("n", cpu: 1)
    world.pod("a")
    world.run(to: 1)
    if let node { world.server.remove(node) }
    world.node("n", cpu: 1)
    world.pod("b")
    world.run(to: 2)
    #expect(world.log.last == "1.001 b Unschedulable")
  }

  @Test("A cycle that takes time hears of what happens meanwhile")
  func slowCycle() {
    var configuration = KubeScheduler.Configuration()
    configuration.cycle = .seconds(2)
    let world = World(configuration)
    world.node("n", cpu: 1)
    world.run(to: 1)
    world.pod("big", cpu: 4)
    world.run(to: 2)
    world.node("m", cpu: 4)
    world.run(to: 20)
    // Decided at 1 for the node of then, concluded at 3, tried again at once thanks to the event.
    #expect(
      world.log == [
        "3.0 big FailedScheduling", "3.001 big Unschedulable", "5.002 big on m",
        "5.002 big Scheduled",
      ])
  }

  @Test("Parked flushes change the same things as ticking ones", arguments: 0..<6 as Range<UInt64>)
  func parked(seed: UInt64) {
    func history(_ mode: LoopMode) -> (log: [String], events: UInt64) {
      var configuration = KubeScheduler.Configuration()
      configuration.loops = mode
      configuration.cycle = .milliseconds(seed % 2 == 0 ? 0 : 700)
      let world = World(configuration)
      var stream = RandomStream(
        StreamSeed(master: seed), entity: "script", purpose: StreamPurpose("test"))
      var now = 0.0
      for step in 0..<150 {
        now += 50 * stream.uniform() * stream.uniform()
        world.run(to: now)
        switch stream.index(below: 6) {
        case 0: world.node("n\(step)", cpu: Int64(1 + stream.index(below: 6)))
        case 1:
          let nodes = Array(world.server.nodes)
          guard !nodes.isEmpty else { break }
          world.server.remove(nodes[stream.index(below: nodes.count)])
        case 2, 3, 4:
          world.pod(
            "p\(step)", cpu: Int64(1 + stream.index(below: 4)),
            priority: Int32(stream.index(below: 3)),
            selector: stream.index(below: 5) == 0 ? ["disk": "ssd"] : [:])
        default:
          let pods = Array(world.server.pods)
          guard !pods.isEmpty else { break }
          world.server.delete(pods[stream.index(below: pods.count)])
        }
      }
      world.run(to: now + 900)
      return (world.log, world.simulation.eventCount)
    }
    let parked = history(.parked)
    let ticking = history(.ticking)
    #expect(parked.log == ticking.log)
    #expect(parked.log.count > 100)
    #expect(parked.events < ticking.events)
  }
}
