import KubernetesAPI

/// A node that can go.
public struct NodeToBeRemoved: Sendable {
  /// The node.
  public var node: ClusterNode
  /// Pods that must run elsewhere.
  public var podsToReschedule: [ObservedPod]
  /// How many pods are left to finish first.
  public var onCompletionPods: Int
  /// Whether its pods can only go one after the other, by their budgets.
  public var isRisky = false
}

/// Tries in thought whether a node can go.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/simulator/cluster.go`.
public struct RemovalSimulator: Sendable {
  /// Which pods hold a node.
  public var rules: DrainRules
  private var placement = HintingPlacement()

  /// A simulator.
  public init(rules: DrainRules) {
    self.rules = rules
  }

  /// Tries to remove a node. If it can go, it is gone from the snapshot and its pods stand
  /// elsewhere; otherwise the snapshot is as before.
  ///
  /// - Parameter isDestination: Whether pods may move to a node.
  /// - Returns: The node, or nil if it cannot go.
  public mutating func remove(
    _ name: String, from snapshot: inout AutoscalerSnapshot, isDestination: (String) -> Bool,
    budgets: RemainingDisruptions, controllers: DrainRules.ControllerLookup?, now: Int64
  ) -> NodeToBeRemoved? {
    guard let entry = snapshot.entries[name] else { return nil }
    let sorted = rules.podsToMove(
      entry.pods, budgets: budgets, controllers: controllers, now: now)
    if sorted.blocking != nil { return nil }
    let pods = sorted.pods.map { entry.pods[$0] }
    var fork = snapshot
    // The node stays while its pods move, so that it counts for spreading.
    var ghost = entry.node
    ghost.spec.taints.append(
      Taint(
        key: AutoscalerTaints.toBeDeleted, value: "\(now / AutoscalerOptions.second)",
        effect: "NoSchedule"))
    fork.replace(with: ghost)
    let homeless = pods.map { pod in
      var pod = pod
      pod.pod.spec.nodeName = ""
      return pod
    }
    let places = placement.place(
      homeless, in: &fork, stopsAtFailure: true, where: { $0 != name && isDestination($0) })
    guard places.allSatisfy({ $0 != nil }) else {
      snapshot.cursor = fork.cursor
      return nil
    }
    fork.remove(name)
    snapshot = fork
    return NodeToBeRemoved(
      node: entry.node, podsToReschedule: pods, onCompletionPods: sorted.onCompletionPods.count)
  }

  /// Forgets places that were not used since the last call.
  public mutating func dropOldHints() { placement.dropOldHints() }
}
