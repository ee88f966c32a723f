/// What the eviction API answers.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/registry/core/pod/storage/eviction.go`.
public enum Eviction {
  /// At most so many evictions may wait for the disruption controller: MaxDisruptedPodSize.
  public static let maximumDisruptedPods = 2_000

  /// What matters of the pod.
  public struct Pod: Sendable, Equatable {
    /// Its phase.
    public var phase: String
    /// Whether its condition `Ready` is `True`.
    public var isReady: Bool
    /// Whether it is being deleted.
    public var isDeleting: Bool

    /// Creates a pod.
    public init(phase: String = "Running", isReady: Bool, isDeleting: Bool = false) {
      self.phase = phase
      self.isReady = isReady
      self.isDeleting = isDeleting
    }
  }

  /// What matters of a budget that selects the pod.
  public struct Budget: Sendable, Equatable {
    /// Its status.
    public var status: DisruptionBudget.Status
    /// Whether `spec.unhealthyPodEvictionPolicy` is `AlwaysAllow`.
    public var alwaysAllowsUnhealthy: Bool
    /// Whether its controller has not seen the current spec yet.
    public var isStale: Bool

    /// Creates a budget.
    public init(
      status: DisruptionBudget.Status, alwaysAllowsUnhealthy: Bool = false, isStale: Bool = false
    ) {
      self.status = status
      self.alwaysAllowsUnhealthy = alwaysAllowsUnhealthy
      self.isStale = isStale
    }
  }

  /// The answer.
  public enum Answer: Sendable, Equatable {
    /// The pod is marked (`DisruptionTarget`, `EvictionByEvictionAPI`) and deleted; no budget is
    /// touched.
    case allowed
    /// First the budget loses one disruption and notes the pod, then the pod is deleted. If
    /// writing the budget conflicts, the decision is made again after 500 ms (and 10 %).
    case allowedFromBudget
    /// 429; `retryAfterSeconds` is 0 if the budget is used up, 10 if it is not up to date.
    case tooManyRequests(retryAfterSeconds: Int)
    /// 403.
    case forbidden
    /// 500: more than one budget selects the pod.
    case internalError
  }

  /// Decides on one eviction.
  public static func decide(_ pod: Pod, budgets: [Budget]) -> Answer {
    if pod.isDeleting || ["Succeeded", "Failed", "Pending"].contains(pod.phase) { return .allowed }
    if budgets.count > 1 { return .internalError }
    guard let budget = budgets.first else { return .allowed }
    let status = budget.status
    if !pod.isReady {
      let isHealthy = status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0
      if budget.alwaysAllowsUnhealthy || isHealthy { return .allowed }
    }
    if budget.isStale { return .tooManyRequests(retryAfterSeconds: 10) }
    if status.disruptionsAllowed < 0 || status.disruptedPods.count > maximumDisruptedPods {
      return .forbidden
    }
    return status.disruptionsAllowed == 0
      ? .tooManyRequests(retryAfterSeconds: 0) : .allowedFromBudget
  }

  /// The budget's status after ``Answer/allowedFromBudget``.
  public static func spend(
    _ status: DisruptionBudget.Status, pod: String, at now: Int64
  ) -> DisruptionBudget.Status {
    var status = status
    status.disruptionsAllowed &-= 1
    status.disruptedPods[pod] = now
    return status
  }
}
