import EventKernel
import Kubernetes
import KubernetesAPI
import Stochastic

/// The eviction subresource of pods.
///
/// It reads and writes budgets by requests of its own, which take their time, so evictions at the
/// same instant meet conflicts.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/registry/core/pod/storage/eviction.go`.
final class EvictionHandler {
  /// How an eviction ends.
  enum Result: Equatable {
    /// The pod is being deleted.
    case accepted
    case notFound
    case tooManyRequests
    /// Anything else, which a client does not try again.
    case failed
  }

  private unowned let server: APIServer
  private let requests: RequestLine
  private var stream: RandomStream

  /// `EvictionsRetry`: tries, the shortest delay before the next one, and how much longer it may be.
  private static let tries = 20
  private static let retryDelay = VirtualDuration.milliseconds(500)
  private static let jitter = 0.1
  /// The reason of the condition that an evicted pod gets.
  static let reason = "EvictionByEvictionAPI"

  /// - Parameter client: The API server's own client.
  init(server: APIServer, client: APIClient, seed: StreamSeed) {
    self.server = server
    requests = RequestLine("eviction requests", client: client, server.simulation)
    stream = RandomStream(seed, entity: "eviction", purpose: "conflict back-off")
  }

  /// Handles an eviction that has reached the server; `done` is called when it is answered.
  func evict(_ pod: PodObject, _ done: @escaping (Result) -> Void) {
    guard server.pods[pod.id] === pod else { return done(.notFound) }
    let asked = Eviction.Pod(
      phase: pod.phase.rawValue, isReady: pod.isReady == true, isDeleting: pod.isTerminating)
    let revision = pod.revision
    if asked.isBeyondProtection { return done(delete(pod)) }
    requests.send { [unowned self] in
      let budgets = server.budgets.filter { $0.selects(pod) }
      switch Eviction.decide(asked, budgets: budgets.map(Eviction.Budget.init)) {
      case .allowed:
        // A pod that was not ready must not have become ready meanwhile.
        let isChanged = server.pods[pod.id] === pod && pod.revision != revision
        done(isChanged && !budgets.isEmpty ? .tooManyRequests : delete(pod))
      case .allowedFromBudget: spend(budgets[0], on: pod, tries: Self.tries, done)
      case .tooManyRequests: done(.tooManyRequests)
      case .forbidden, .internalError: done(.failed)
      }
    }
  }

  /// Takes one disruption from the budget as it is now, then deletes the pod.
  private func spend(
    _ budget: DisruptionBudgetObject, on pod: PodObject, tries: Int,
    _ done: @escaping (Result) -> Void
  ) {
    let revision = budget.revision
    let status = Eviction.spend(budget.status, pod: pod.name, at: server.now.nanoseconds)
    requests.send { [unowned self] in
      guard server.budgets[budget.id] === budget else { return done(.failed) }
      let isWritten = server.write(status, of: budget, ifRevision: revision) {
        if status.disruptionsAllowed == 0 { $0.condition = $0.freshCondition }
      }
      if isWritten { return done(delete(pod)) }
      guard tries > 1 else { return done(.failed) }
      let delay = Self.retryDelay.scaled(by: 1 + Self.jitter * stream.uniform())
      requests.wait(delay) { [unowned self] in
        readAgain(budget, for: pod, tries: tries - 1, done)
      }
    }
  }

  private func readAgain(
    _ budget: DisruptionBudgetObject, for pod: PodObject, tries: Int,
    _ done: @escaping (Result) -> Void
  ) {
    requests.send { [unowned self] in
      guard server.budgets[budget.id] === budget else { return done(.notFound) }
      // Whether the pod is ready was settled before.
      switch Eviction.decide(Eviction.Pod(isReady: true), budgets: [Eviction.Budget(budget)]) {
      case .allowedFromBudget, .allowed: spend(budget, on: pod, tries: tries, done)
      case .tooManyRequests: done(.tooManyRequests)
      case .forbidden, .internalError: done(.failed)
      }
    }
  }

  private func delete(_ pod: PodObject) -> Result {
    guard server.pods[pod.id] === pod else { return .notFound }
    if pod.disruptionReason != Self.reason {
      server.update(pod, .conditions) { $0.disruptionReason = Self.reason }
    }
    return server.delete(pod) ? .accepted : .notFound
  }
}

extension Eviction.Pod {
  /// Whether no budget is asked for it.
  fileprivate var isBeyondProtection: Bool { isDeleting || phase != "Running" }
}

extension Eviction.Budget {
  init(_ budget: DisruptionBudgetObject) {
    self.init(
      status: budget.status,
      alwaysAllowsUnhealthy: budget.spec.unhealthyPodEvictionPolicy == "AlwaysAllow",
      isStale: budget.observedGeneration < budget.generation)
  }
}
