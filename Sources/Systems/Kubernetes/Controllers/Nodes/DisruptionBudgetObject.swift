import Documents
import EventKernel
import Kubernetes
import KubernetesAPI

/// A PodDisruptionBudget as the API server keeps it.
final class DisruptionBudgetObject: APIObject {
  /// The condition DisruptionAllowed.
  struct Condition: Equatable {
    enum Reason: Equatable {
      case sufficientPods
      case insufficientPods
      case syncFailed
    }

    var reason: Reason
    var observedGeneration: Int64
  }

  var id: Int32 = -1
  let name: String
  let namespace: String
  private(set) var spec: PodDisruptionBudget.Spec
  private(set) var selector: Selector?
  /// Counts changes of the spec.
  private(set) var generation: Int64 = 1
  /// What the disruption controller, and evictions, write.
  var status = DisruptionBudget.Status()
  var observedGeneration: Int64 = 0
  var condition: Condition?
  /// Counts its changes, as a resource version does.
  var revision: UInt32 = 0

  init(_ budget: PodDisruptionBudget) {
    name = budget.metadata.name
    namespace = budget.metadata.namespace
    spec = budget.spec
    selector = try? Selector(budget.spec.selector)
  }

  /// Takes over a new spec.
  func apply(_ spec: PodDisruptionBudget.Spec) {
    if spec == self.spec { return }
    self.spec = spec
    selector = try? Selector(spec.selector)
    generation += 1
  }

  /// Whether it protects a pod; without a valid selector it protects nothing.
  func selects(_ pod: PodObject) -> Bool {
    pod.namespace == namespace && selector?.matches(pod.labels) == true
  }

  /// The condition that tells what the status says.
  var freshCondition: Condition {
    Condition(
      reason: status.disruptionsAllowed > 0 ? .sufficientPods : .insufficientPods,
      observedGeneration: observedGeneration)
  }
}

extension APIServer {
  /// Creates the budget of a manifest; nil where the name is taken.
  ///
  /// - Parameter file: Where the manifest comes from, for messages.
  @discardableResult
  func createBudget(_ manifest: Documents.Node, file: String = "manifest") throws
    -> DisruptionBudgetObject?
  {
    let budget = DisruptionBudgetObject(
      try NodeDecoder(file: file).decode(PodDisruptionBudget.self, from: manifest))
    return create(budget, in: \.budgets) ? budget : nil
  }

  /// Writes the status of a budget if nobody has written since `revision`; false for a conflict.
  func write(
    _ status: DisruptionBudget.Status, of budget: DisruptionBudgetObject,
    ifRevision revision: UInt32,
    _ more: (DisruptionBudgetObject) -> Void = { _ in }
  ) -> Bool {
    guard budget.revision == revision else { return false }
    return update(budget, in: \.budgets, .status) {
      $0.revision &+= 1
      $0.status = status
      // The API keeps whole seconds; the recheck is the controller's own affair.
      $0.status.disruptedPods = status.disruptedPods.mapValues { $0 - $0 % 1_000_000_000 }
      $0.status.recheck = nil
      more($0)
    }
  }
}
