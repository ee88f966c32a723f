import KubernetesAPI

/// What the limits of the whole cluster leave: nodes, cores and memory.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/resourcequotas/tracker.go`, without
/// custom resources.
public struct ResourceQuota: Sendable {
  /// What one node counts.
  private struct Amounts {
    var cores: Int64
    var memory: Int64

    init(_ node: ClusterNode) {
      cores = max(0, node.status.capacity["cpu"]?.value ?? 0)
      memory = max(0, node.status.capacity["memory"]?.value ?? 0)
    }
  }

  private var coresLeft: Int64
  private var memoryLeft: Int64
  /// What a node of a group counts; the first one seen stands for all.
  private var amounts: [String: Amounts] = [:]

  /// What growth may still add.
  public static func upward(
    _ nodes: [(node: ClusterNode, group: String?)], options: AutoscalerOptions
  ) -> ResourceQuota {
    ResourceQuota(nodes) { used in
      (options.coresTotal.upperBound &- used.cores, options.memoryTotal.upperBound &- used.memory)
    }
  }

  /// What shrinking may still remove.
  public static func downward(
    _ nodes: [(node: ClusterNode, group: String?)], options: AutoscalerOptions
  ) -> ResourceQuota {
    ResourceQuota(nodes) { used in
      (used.cores &- options.coresTotal.lowerBound, used.memory &- options.memoryTotal.lowerBound)
    }
  }

  private init(
    _ nodes: [(node: ClusterNode, group: String?)],
    left: ((cores: Int64, memory: Int64)) -> (Int64, Int64)
  ) {
    (coresLeft, memoryLeft) = (0, 0)
    var used: (cores: Int64, memory: Int64) = (0, 0)
    for (node, group) in nodes where node.metadata.labels["type"] != "virtual-kubelet" {
      let own = amounts(of: node, group)
      used.cores &+= own.cores
      used.memory &+= own.memory
    }
    (coresLeft, memoryLeft) = left(used)
    coresLeft = max(0, coresLeft)
    memoryLeft = max(0, memoryLeft)
  }

  private mutating func amounts(of node: ClusterNode, _ group: String?) -> Amounts {
    guard let group else { return Amounts(node) }
    if let known = amounts[group] { return known }
    let own = Amounts(node)
    amounts[group] = own
    return own
  }

  /// How many of `count` nodes like this one the limits allow.
  public mutating func allowed(_ count: Int, of node: ClusterNode, group: String?) -> Int {
    let own = amounts(of: node, group)
    var allowed = count
    if own.cores > 0,
      own.cores.multipliedReportingOverflow(by: Int64(count)).overflow
        || coresLeft < own.cores * Int64(count)
    {
      allowed = min(allowed, Int(coresLeft / own.cores))
    }
    if own.memory > 0,
      own.memory.multipliedReportingOverflow(by: Int64(count)).overflow
        || memoryLeft < own.memory * Int64(count)
    {
      allowed = min(allowed, Int(memoryLeft / own.memory))
    }
    return allowed
  }

  /// Takes `count` nodes off what is left, if the limits allow all of them.
  @discardableResult
  public mutating func consume(_ count: Int, of node: ClusterNode, group: String?) -> Bool {
    guard allowed(count, of: node, group: group) == count else { return false }
    let own = amounts(of: node, group)
    coresLeft = max(0, coresLeft &- own.cores &* Int64(count))
    memoryLeft = max(0, memoryLeft &- own.memory &* Int64(count))
    return true
  }
}
