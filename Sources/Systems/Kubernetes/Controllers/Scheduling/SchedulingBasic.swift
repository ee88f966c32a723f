import EventKernel
import KubernetesAPI
import Stochastic

/// Upstream's performance test of the same name, for measuring how fast the scheduler is simulated:
/// equal nodes, many equal pods at once, and the whole loop from the informers to the bindings.
///
/// Mirrors: `kubernetes@v1.36.2 test/integration/scheduler_perf/misc/performance-config.yaml`
/// (SchedulingBasic) and its templates: nodes of 4 cores, 32 GiB and 110 pods; pods of 100m and
/// 500 MiB.
public final class SchedulingBasic {
  private let simulation = Simulation()
  private let server: APIServer
  private let scheduler: KubeScheduler
  private let template: PodTemplate
  private var podCount = 0

  /// A cluster of that many nodes with a scheduler whose client is not limited.
  public init(nodes: Int) {
    server = APIServer(simulation: simulation)
    scheduler = KubeScheduler(
      server: server, client: APIClient(latency: .milliseconds(1), at: .zero),
      stream: RandomStream(
        StreamSeed(master: 1), entity: "scheduler-perf", purpose: StreamPurpose("scheduler")))
    template = PodTemplate(PodTemplateSpec(metadata: ObjectMeta(), spec: Self.pod.spec))
    for node in Self.nodes(nodes) { server.createNode(node) }
    scheduler.start()
  }

  /// The nodes, equal but for their names.
  public static func nodes(_ count: Int) -> [ClusterNode] {
    (0..<count).map { index in
      let name = "scheduler-perf-\(index)"
      var node = ClusterNode(metadata: ObjectMeta(name: name, labels: [WellKnown.hostname: name]))
      node.status.allocatable = [
        "cpu": Quantity(4), "memory": Quantity(32 << 30), "pods": Quantity(110),
      ]
      return node
    }
  }

  /// A pod like all of them.
  public static var pod: Pod {
    Pod(
      metadata: ObjectMeta(namespace: "default"),
      spec: PodSpec(containers: [
        Container(
          name: "pause", image: "registry.k8s.io/pause:3.10.2",
          requests: ["cpu": Quantity(milli: 100), "memory": Quantity(500 << 20)])
      ]))
  }

  /// Creates pods and runs until each is bound or has failed.
  ///
  /// - Returns: How many pods stand on nodes now.
  public func schedule(pods: Int) -> Int {
    for _ in 0..<pods {
      server.createPod(name: "pod-\(podCount)", namespace: "default", template: template)
      podCount += 1
    }
    simulation.run(until: simulation.now + .seconds(10))
    return podCount - server.unboundPods.count
  }

  /// The events that happened so far.
  public var eventCount: UInt64 { simulation.eventCount }
}
