import KubernetesAPI

/// What is left of the disruption budgets while removals are planned.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/core/scaledown/pdb/basic.go`.
public struct RemainingDisruptions: Sendable {
  private struct Budget {
    var namespace: String
    var selector: Selector
    var allowed: Int32

    func matches(_ pod: Pod) -> Bool {
      namespace == pod.metadata.namespace && selector.matches(pod.metadata.labels)
    }
  }

  private var budgets: [Budget] = []

  /// No budgets.
  public init() {}

  /// The budgets as their status has them.
  ///
  /// - Throws: A selector that is not valid.
  public init(_ objects: [PodDisruptionBudget]) throws(SelectorError) {
    for object in objects {
      budgets.append(
        Budget(
          namespace: object.metadata.namespace, selector: try Selector(object.spec.selector),
          allowed: object.status.disruptionsAllowed))
    }
  }

  /// Whether any budget is about the pod.
  public func cover(_ pod: Pod) -> Bool { budgets.contains { $0.matches(pod) } }

  /// Whether a budget of the pod allows nothing any more.
  public func isUsedUp(for pod: Pod) -> Bool {
    budgets.contains { $0.allowed < 1 && $0.matches(pod) }
  }

  /// Whether the pods can go: at all (one after the other), and all at once.
  public func canRemove(_ pods: [Pod]) -> (ever: Bool, atOnce: Bool) {
    var atOnce = true
    for budget in budgets {
      let count = pods.count { budget.matches($0) }
      if count > 0, budget.allowed < 1 { return (false, false) }
      if count > Int(budget.allowed) { atOnce = false }
    }
    return (true, atOnce)
  }

  /// Counts the pods as removed.
  public mutating func remove(_ pods: [Pod]) {
    for index in budgets.indices {
      let count = pods.count { budgets[index].matches($0) }
      budgets[index].allowed = budgets[index].allowed &- Int32(clamping: count)
    }
  }
}
