import GoSemantics
import KubernetesAPI

/// How many pods of a PodDisruptionBudget may be disrupted.
///
/// Times are nanoseconds of one clock.
///
/// Mirrors: `kubernetes@v1.28 pkg/controller/disruption/disruption.go`, vectors
/// `kubernetes/pdb.jsonl.gz`.
public struct DisruptionBudget: Sendable, Equatable {
  /// For how long a pod that was granted an eviction counts as gone: DeletionTimeout.
  public static let deletionTimeout: Int64 = 120_000_000_000

  /// A pod that the budget selects.
  public struct Pod: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Its controller's name or id; nil if it has none.
    public var controller: String?
    /// Whether its condition `Ready` is `True`.
    public var isReady: Bool
    /// Whether it is being deleted.
    public var isDeleting: Bool

    /// Creates a pod.
    public init(
      name: String, controller: String? = nil, isReady: Bool = false, isDeleting: Bool = false
    ) {
      self.name = name
      self.controller = controller
      self.isReady = isReady
      self.isDeleting = isDeleting
    }
  }

  /// What the controller writes down.
  public struct Status: Sendable, Equatable {
    /// `expectedPods`.
    public var expectedPods: Int32
    /// `desiredHealthy`.
    public var desiredHealthy: Int32
    /// `currentHealthy`.
    public var currentHealthy: Int32
    /// `disruptionsAllowed`.
    public var disruptionsAllowed: Int32
    /// `disruptedPods`, by name.
    public var disruptedPods: [String: Int64]
    /// When the first of them counts again, if it does not go; nil without any.
    public var recheck: Int64?

    /// Creates a status.
    public init(
      expectedPods: Int32 = 0, desiredHealthy: Int32 = 0, currentHealthy: Int32 = 0,
      disruptionsAllowed: Int32 = 0, disruptedPods: [String: Int64] = [:], recheck: Int64? = nil
    ) {
      self.expectedPods = expectedPods
      self.desiredHealthy = desiredHealthy
      self.currentHealthy = currentHealthy
      self.disruptionsAllowed = disruptionsAllowed
      self.disruptedPods = disruptedPods
      self.recheck = recheck
    }
  }

  /// Why there is no status; nothing may be disrupted then, and the other fields stay.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence.
    public var description: String
  }

  /// `spec.minAvailable`.
  public var minAvailable: IntOrString?
  /// `spec.maxUnavailable`, which goes first.
  public var maxUnavailable: IntOrString?

  /// Creates a budget.
  public init(minAvailable: IntOrString? = nil, maxUnavailable: IntOrString? = nil) {
    self.minAvailable = minAvailable
    self.maxUnavailable = maxUnavailable
  }

  /// Counts pods.
  ///
  /// - Parameters:
  ///   - scales: Wanted replicas by controller.
  ///   - disrupted: `status.disruptedPods`: when each eviction was granted.
  public func status(
    pods: [Pod], scales: [String: Int32], disrupted: [String: Int64], at now: Int64
  ) throws(Failure) -> Status {
    let (expected, desired) = try expectation(pods, scales)
    let kept = Self.stillDisrupted(disrupted, pods, at: now)
    let healthy = pods.count { pod in
      if pod.isDeleting || !pod.isReady { return false }
      guard let since = kept[pod.name] else { return true }
      return since &+ Self.deletionTimeout <= now
    }
    let current = Int32(clamping: healthy)
    let allowed = expected > 0 ? max(0, current &- desired) : 0
    return Status(
      expectedPods: expected, desiredHealthy: desired, currentHealthy: current,
      disruptionsAllowed: allowed, disruptedPods: kept,
      // order-free: a minimum.
      recheck: kept.values.min().map { $0 &+ Self.deletionTimeout })
  }

  private func expectation(
    _ pods: [Pod], _ scales: [String: Int32]
  ) throws(Failure) -> (expected: Int32, desired: Int32) {
    do {
      if let maxUnavailable {
        let expected = try Self.expectedScale(pods, scales)
        let missing = GoArithmetic.int32(
          try maxUnavailable.scaled(total: Int64(expected), roundUp: true))
        return (expected, max(0, expected &- missing))
      }
      switch minAvailable {
      case nil: return (0, 0)
      case .int(let count): return (Int32(clamping: pods.count), GoArithmetic.int32(count))
      case .string:
        let expected = try Self.expectedScale(pods, scales)
        let desired = try minAvailable?.scaled(total: Int64(expected), roundUp: true) ?? 0
        return (expected, GoArithmetic.int32(desired))
      }
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(description: "\(error)")
    }
  }

  /// The sum over the distinct controllers; pods without one are left out.
  private static func expectedScale(
    _ pods: [Pod], _ scales: [String: Int32]
  ) throws(Failure) -> Int32 {
    var seen: Set<String> = []
    var sum: Int32 = 0
    for pod in pods {
      guard let controller = pod.controller, !seen.contains(controller) else { continue }
      guard let scale = scales[controller] else {
        throw Failure(description: "the controller of pod \"\(pod.name)\" is not known")
      }
      seen.insert(controller)
      sum &+= scale
    }
    return sum
  }

  private static func stillDisrupted(
    _ disrupted: [String: Int64], _ pods: [Pod], at now: Int64
  ) -> [String: Int64] {
    var kept: [String: Int64] = [:]
    for pod in pods where !pod.isDeleting {
      guard let since = disrupted[pod.name], since &+ deletionTimeout >= now else { continue }
      kept[pod.name] = since
    }
    return kept
  }
}
