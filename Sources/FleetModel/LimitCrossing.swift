import EventKernel
import Kubernetes

/// A cluster came to be beyond one of its limits, or was kept from it.
public struct LimitCrossing: Sendable, Equatable {
  /// The cluster.
  public var cluster: ClusterID
  /// Which limit.
  public var dimension: ScaleDimension
  /// How much there was, or would have been.
  public var amount: Double
  /// The limit.
  public var bound: Double
  /// What was done about it.
  public var verdict: ScaleVerdict

  /// Creates a crossing.
  public init(
    cluster: ClusterID, dimension: ScaleDimension, amount: Double, bound: Double,
    verdict: ScaleVerdict
  ) {
    self.cluster = cluster
    self.dimension = dimension
    self.amount = amount
    self.bound = bound
    self.verdict = verdict
  }
}

/// How a member's API server answers a request.
public struct RequestAnswer: Sendable, Equatable {
  /// What it answers.
  public enum Outcome: UInt8, Sendable {
    /// Done.
    case answered
    /// 429: its queue is full, or the wait was too long. Clients try again.
    case tooManyRequests
    /// The store is full, and takes no writes.
    case noSpace
  }
  /// From the request until its answer.
  public var latency: VirtualDuration
  /// The answer.
  public var outcome: Outcome

  /// Creates an answer.
  public init(latency: VirtualDuration, outcome: Outcome) {
    self.latency = latency
    self.outcome = outcome
  }
}

/// What a member's control plane under a queueing model tells those who measure.
public enum ControlPlaneSample: Sendable {
  /// A request was answered.
  case answered(RequestClass, RequestAnswer)
  /// The scheduler dealt with one pod, which took so long.
  case scheduled(took: VirtualDuration)
  /// A pod runs and its watchers know, so long after it was created.
  case podStarted(after: VirtualDuration)
  /// The size of the store in bytes.
  case storeSize(Double)
}
