import KubernetesAPI

/// Whether the nodes of two groups are so alike that growth may be shared between the groups.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6
/// cluster-autoscaler/processors/nodegroupset/compare_nodegroups.go`, vectors
/// `kubernetes-scheduler/ca_balancing.jsonl.gz`.
public enum NodeGroupSimilarity {
  /// By how much two nodes may differ, as shares of the larger amount.
  public struct Ratios: Sendable, Equatable {
    /// What pods may use.
    public var allocatable: Double
    /// What a fresh node has left for pods.
    public var free: Double
    /// The memory of the machine.
    public var capacityMemory: Double

    /// Upstream's defaults.
    public init(allocatable: Double = 0.05, free: Double = 0.05, capacityMemory: Double = 0.015) {
      self.allocatable = allocatable
      self.free = free
      self.capacityMemory = capacityMemory
    }
  }

  /// Labels that differ between nodes of one kind.
  public static let ignoredLabels: Set<String> = [
    WellKnown.hostname, WellKnown.zone, WellKnown.region, "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region", "beta.kubernetes.io/fluentd-ds-ready",
    "kops.k8s.io/instancegroup",
  ]

  /// Compares two fresh nodes by labels alone: both must have all of them, with equal values.
  public static func areSimilar(
    _ left: ClusterNode, _ right: ClusterNode, byLabels labels: [String]
  ) -> Bool {
    labels.allSatisfy { label in
      let value = left.metadata.labels[label]
      return value != nil && value == right.metadata.labels[label]
    }
  }

  /// Compares two fresh nodes, each with the pods that every such node runs.
  public static func areSimilar(
    _ left: ClusterNode, pods leftPods: [Pod], _ right: ClusterNode, pods rightPods: [Pod],
    ratios: Ratios = Ratios(), extraIgnoredLabels: [String] = []
  ) -> Bool {
    let capacities = (left.status.capacity, right.status.capacity)
    guard haveSameKeys(capacities.0, capacities.1) else { return false }
    // order-free: all must hold.
    for (name, amount) in capacities.0 {
      guard let other = capacities.1[name] else { return false }
      if name == "memory" {
        guard areClose(amount, other, ratios.capacityMemory) else { return false }
      } else if amount != other {
        return false
      }
    }
    return areClose(left.status.allocatable, right.status.allocatable, ratios.allocatable)
      && areClose(free(left, leftPods), free(right, rightPods), ratios.free)
      && haveSameLabels(left, right, ignored: ignoredLabels.union(extraIgnoredLabels))
  }

  /// What the node has left of everything that its pods can ask for.
  private static func free(_ node: ClusterNode, _ pods: [Pod]) -> ResourceList {
    var usage = NodeUsage(allocatable: ResourceAmounts())
    for pod in pods { usage.add(pod) }
    var requested: ResourceList = [
      "cpu": Quantity(milli: usage.requested.milliCPU),
      "memory": Quantity(usage.requested.memory), "pods": .zero,
      "ephemeral-storage": Quantity(usage.requested.ephemeralStorage),
    ]
    // order-free: each entry is written to its own.
    for (name, amount) in usage.requested.scalars { requested[name] = Quantity(amount) }
    return requested.reduce(into: [:]) { free, entry in
      free[entry.key] = (node.status.allocatable[entry.key] ?? .zero) - entry.value
    }
  }

  private static func haveSameKeys<Left, Right>(
    _ left: [String: Left], _ right: [String: Right]
  ) -> Bool {
    // order-free: all must hold.
    left.count == right.count && left.keys.allSatisfy { right[$0] != nil }
  }

  private static func areClose(
    _ left: ResourceList, _ right: ResourceList, _ ratio: Double
  ) -> Bool {
    // order-free: all must hold.
    haveSameKeys(left, right)
      && left.allSatisfy { entry in
        right[entry.key].map { areClose(entry.value, $0, ratio) } ?? false
      }
  }

  private static func areClose(_ left: Quantity, _ right: Quantity, _ ratio: Double) -> Bool {
    let amounts = (Double(left.milliValue), Double(right.milliValue))
    let larger = max(amounts.0, amounts.1)
    return larger - min(amounts.0, amounts.1) <= larger * ratio
  }

  private static func haveSameLabels(
    _ left: ClusterNode, _ right: ClusterNode, ignored: Set<String>
  ) -> Bool {
    // order-free: a dictionary is made of it again.
    let kept = [left, right].map { $0.metadata.labels.filter { !ignored.contains($0.key) } }
    return kept[0] == kept[1]
  }
}
