import Documents
import EventKernel
import Kubernetes

// `spec.fleet.clusters[].limits`: how large a cluster may be, and what happens beyond. The values
// are the model's own, so that its defaults stand in one place.

enum LimitsSection {
  static let declaration = Declaration<ScaleLimits>(
    "Limits",
    "Limits of one cluster; the defaults are the thresholds that Kubernetes is tested with.",
    initial: ScaleLimits.init,
    fields: [
      .field("nodes", \.nodes, .integer(1...1_000_000), "Nodes; more are told, never refused"),
      .field("pods", \.pods, .integer(1...10_000_000), "Pods that exist in the cluster"),
      .field(
        "podsPerNode", \.podsPerNode, .integer(1...10_000),
        "Pods on one node; with `reject` it bounds the slots of every pool"),
      .field(
        "services", \.services, .integer(1...10_000_000),
        "Services; every Deployment counts as one. More are told, never refused"),
      .field(
        "objectsPerNamespace", \.objectsPerNamespace, .integer(1...10_000_000),
        "Pods of one namespace"),
      .field(
        "churnPerSecond", \.churnPerSecond, .number(0...1_000_000),
        "Pods created and deleted per second, over a minute; more are told, never refused"),
      .field(
        "etcdQuota", \.storeQuota, .wholeBytes(1 << 20...1 << 40),
        "Bytes that etcd takes (`--quota-backend-bytes`) before it refuses all writes; needs the"
          + " queueing model"),
      .field(
        "onExceeded", \.action, .choice,
        "warn: crossing a limit is counted and told; reject: a further pod is refused, as by a"
          + " ResourceQuota"),
      .field(
        "model", \.model, .choice,
        "queueing: requests, scheduling and storage take their time and may be overloaded; none:"
          + " only clients' own limits and the network delay"),
      .field(
        "controlPlane", \.controlPlane, controlPlane.shape, "The parameters of the queueing model"),
    ])

  static let controlPlane = Declaration<ControlPlaneParameters>(
    "ControlPlaneSize", "The size of a member's control plane, for the queueing model.",
    initial: ControlPlaneParameters.init,
    fields: [
      .optional(
        "cores", \.cores, .number(0.1...10_000),
        "Cores of the API server; absent: as many as the project's scripts give a cluster of that"
          + " size, from 1 to 64"),
      .field(
        "maxRequestsInflight", \.maxRequestsInflight, .integer(1...1_000_000),
        "`--max-requests-inflight`"),
      .field(
        "maxMutatingRequestsInflight", \.maxMutatingRequestsInflight, .integer(1...1_000_000),
        "`--max-mutating-requests-inflight`; the seats of all priority levels are the sum"),
      .optional(
        "schedulerQPS", \.schedulerQPS, .number(0...1_000_000),
        "`clientConnection.qps` of kube-scheduler, 0 for no limit; absent: 50"),
      .optional(
        "schedulerBurst", \.schedulerBurst, .integer(1...1_000_000),
        "`clientConnection.burst` of kube-scheduler; absent: in proportion to the rate"),
      .optional(
        "controllerQPS", \.controllerQPS, .number(0...1_000_000),
        "`--kube-api-qps` of kube-controller-manager, 0 for no limit; absent: 20"),
      .optional(
        "controllerBurst", \.controllerBurst, .integer(1...1_000_000),
        "`--kube-api-burst` of kube-controller-manager; absent: in proportion to the rate"),
      .field(
        "schedulerFeature", \.schedulerFeature, .choice, "What pods ask of the scheduler"),
      .field(
        "etcdCommit", \.etcdCommit, .duration,
        "How long etcd takes to commit, however little (fdatasync and a round trip)"),
      .field(
        "nodesWatchEndpoints", \.nodesWatchEndpoints, .boolean,
        "Whether every node hears of every change of endpoints, as with kube-proxy"),
      .field(
        "userReads", \.userReads, .number(0...1_000_000), "Reads per second by others"),
      .field(
        "userLists", \.userLists, .number(0...1_000_000),
        "Lists of all pods per second by others"),
    ])
}

extension ControlPlaneParameters {
  fileprivate var etcdCommit: VirtualDuration {
    get { .seconds(etcd.commit) }
    set { etcd.commit = newValue.inSeconds }
  }
}

extension Shape where Value == Int64 {
  /// Bytes within bounds.
  static func wholeBytes(_ bounds: ClosedRange<Int64>) -> Shape {
    Shape<Amount>.bytes.map(
      { amount, node, reading in
        guard bounds.contains(amount.value) else {
          reading.problem(
            node, "\(amount.text) is outside \(bounds.lowerBound) to \(bounds.upperBound) bytes")
          return nil
        }
        return amount.value
      },
      back: { Amount(text: Self.text($0), value: $0) })
  }

  private static func text(_ bytes: Int64) -> String {
    for (unit, shift) in [("Ti", Int64(40)), ("Gi", 30), ("Mi", 20), ("Ki", 10)]
    where bytes > 0 && bytes % (1 << shift) == 0 {
      return "\(bytes >> shift)\(unit)"
    }
    return "\(bytes)"
  }
}
