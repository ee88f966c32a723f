import KubernetesAPI

/// How much of a node its pods ask for.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/simulator/utilization/info.go`
/// without GPUs and claimed devices, vectors `kubernetes-scheduler/ca_scaledown_backoff.jsonl.gz`.
public struct NodeUtilization: Sendable, Equatable {
  /// Which pods do not count; what they ask for is taken off the node instead.
  public struct Options: Sendable, Equatable {
    /// Pods of daemon sets.
    public var ignoresDaemonSets: Bool
    /// Mirror pods.
    public var ignoresMirrors: Bool

    /// Creates options.
    public init(ignoresDaemonSets: Bool = false, ignoresMirrors: Bool = false) {
      self.ignoresDaemonSets = ignoresDaemonSets
      self.ignoresMirrors = ignoresMirrors
    }
  }

  /// Why there is no utilisation.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Upstream's words.
    public var description: String
  }

  /// The share of cpu.
  public var cpu: Double
  /// The share of memory.
  public var memory: Double

  /// The larger share.
  public var highest: Double { cpu > memory ? cpu : memory }
  /// The resource with the larger share; memory if they are equal.
  public var dominant: String { cpu > memory ? "cpu" : "memory" }

  /// Computes the shares; pods that should be gone by now do not count.
  public init(
    _ node: ClusterNode, pods: [ObservedPod], options: Options = Options(), now: Int64
  ) throws(Failure) {
    let requests = pods.map { PodRequests.total($0.pod) }
    cpu = try Self.share("cpu", node, pods, requests, options, now)
    memory = try Self.share("memory", node, pods, requests, options, now)
  }

  private static func share(
    _ name: String, _ node: ClusterNode, _ pods: [ObservedPod], _ requests: [ResourceList],
    _ options: Options, _ now: Int64
  ) throws(Failure) -> Double {
    guard let allocatable = node.status.allocatable[name] else {
      throw Failure(description: "failed to get \(name) from \(node.metadata.name)")
    }
    if allocatable.milliValue == 0 {
      throw Failure(description: "\(name) is 0 at \(node.metadata.name)")
    }
    var requested = Quantity.zero
    var ignored = Quantity.zero
    for (pod, requests) in zip(pods, requests) {
      let amount = requests[name] ?? .zero
      if options.ignoresDaemonSets && pod.pod.isOfDaemonSet
        || options.ignoresMirrors && pod.pod.isMirror
      {
        ignored += amount
      } else if !DrainRules.isLongTerminating(pod, now: now) {
        requested += amount
      }
    }
    return Double(requested.milliValue) / Double(allocatable.milliValue &- ignored.milliValue)
  }
}
