import EventKernel
import Kubernetes
import KubernetesAPI

/// The disruption controller of one member: keeps the status of PodDisruptionBudgets.
///
/// It does not take back DisruptionTarget conditions of pods that were then not deleted.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/disruption/disruption.go`.
final class DisruptionController: Reconciler, APIWatcher {
  private unowned let server: APIServer
  private var loop: ControllerLoop!

  /// The first delay of the queue, which a recheck passes through as a failure does.
  private static let recheckDelay = VirtualDuration.milliseconds(5)

  init(server: APIServer, client: APIClient) {
    self.server = server
    loop = ControllerLoop("disruption", self, workers: 1, client: client, server.simulation)
    server.watch(self)
  }

  /// Starts its worker.
  func start() { loop.start() }
  /// Stops it after what it is doing.
  func stop() { loop.stop() }

  // MARK: Changes

  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    guard server.budgets.count > 0 else { return }
    // Of several budgets one is taken: upstream an arbitrary one, here the oldest.
    if let budget = server.budgets.first(where: { $0.selects(pod) }) { loop.add(budget.id) }
  }

  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    if let budget = object as? DisruptionBudgetObject { loop.add(budget.id) }
  }

  // MARK: One budget

  func reconcile(_ key: Int32, _ work: Reconciliation) {
    guard let budget = server.budgets[key] else { return }
    let revision = budget.revision
    let generation = budget.generation
    guard let status = status(of: budget) else {
      return work.request { [unowned server] in
        var failed = budget.status
        failed.disruptionsAllowed = 0
        return server.write(failed, of: budget, ifRevision: revision) {
          $0.condition = DisruptionBudgetObject.Condition(
            reason: .syncFailed, observedGeneration: $0.observedGeneration)
        }
      }
    }
    if let recheck = status.recheck {
      work.outcome = .requeueAfter(
        VirtualDuration(nanoseconds: recheck - server.now.nanoseconds) + Self.recheckDelay)
    }
    var written = status
    written.recheck = nil
    if written == budget.status, budget.observedGeneration == generation,
      budget.condition == budget.freshCondition
    {
      return
    }
    work.request { [unowned server] in
      server.write(status, of: budget, ifRevision: revision) {
        $0.observedGeneration = generation
        $0.condition = $0.freshCondition
      }
    }
  }

  /// Counts the pods; nil where their controllers cannot be told.
  private func status(of budget: DisruptionBudgetObject) -> DisruptionBudget.Status? {
    var pods: [DisruptionBudget.Pod] = []
    var scales: [String: Int32] = [:]
    for pod in server.pods where budget.selects(pod) {
      let scale = pod.owner?.scale
      // A controller without a scale is one that is not known.
      let controller = scale?.controller ?? pod.owner.map { "\($0.kind)/\($0.id)" }
      if let scale { scales[scale.controller] = scale.replicas }
      pods.append(
        DisruptionBudget.Pod(
          name: pod.name, controller: controller, isReady: pod.isReady == true,
          isDeleting: pod.isTerminating))
    }
    let budgets = DisruptionBudget(
      minAvailable: budget.spec.minAvailable, maxUnavailable: budget.spec.maxUnavailable)
    return try? budgets.status(
      pods: pods, scales: scales, disrupted: budget.status.disruptedPods,
      at: server.now.nanoseconds)
  }
}
