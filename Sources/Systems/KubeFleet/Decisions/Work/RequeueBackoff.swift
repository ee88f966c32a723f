import GoSemantics

/// How long the member agent waits before it applies a Work again.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/workapplier/backoff.go`, vectors
/// `work-requeue-backoff`.
public struct RequeueBackoff: Sendable {
  /// The flags of the member agent, `work-applier-requeue-rate-limiter-*`.
  public struct Parameters: Sendable, Equatable {
    /// First attempts with a fixed delay.
    public var attemptsWithFixedDelay: Int64 = 1
    /// Their delay in seconds.
    public var fixedDelaySeconds = 5.0
    /// The base while delays are short.
    public var exponentialBaseForSlowBackoff = 1.2
    /// The first delay after the fixed ones, in seconds.
    public var initialSlowBackoffDelaySeconds = 2.0
    /// Up to where delays are short, in seconds.
    public var maxSlowBackoffDelaySeconds = 15.0
    /// The base afterwards.
    public var exponentialBaseForFastBackoff = 1.5
    /// The longest delay in seconds.
    public var maxFastBackoffDelaySeconds = 900.0
    /// Whether a Work that is available or reported grows by the second base at once.
    public var skipToFastBackoff = true

    /// The defaults of the flags.
    public init() {}
  }

  /// What one pass over a Work found.
  public struct Pass: Sendable {
    /// The Work's generation.
    public var generation: Int64
    /// Whether it is available or its differences are reported, at this generation.
    public var isSettled: Bool
    /// Stands for the results of all its manifests: equal if all are.
    public var results: String

    /// A pass.
    public init(generation: Int64, isSettled: Bool, results: String) {
      self.generation = generation
      self.isSettled = isSettled
      self.results = results
    }
  }

  private let fixedAttempts: Int64
  private let fixedDelay: Int64
  private let slowBase: Double
  private let slowStart: Int64
  private let slowLimit: Int64
  private let fastBase: Double
  private let limit: Int64
  private let skipsSlow: Bool

  private var requeues: Int64 = 0
  private var last: Int64 = 0
  private var generation: Int64 = 0
  private var results = ""

  /// A back-off; parameters out of range fall back to upstream's.
  public init(_ parameters: Parameters = Parameters()) {
    let attempts = parameters.attemptsWithFixedDelay
    fixedAttempts = (1...40).contains(attempts) ? attempts : 1
    fixedDelay = Self.nanoseconds(
      parameters.fixedDelaySeconds < 2 ? 2 : parameters.fixedDelaySeconds)
    let (slow, fast) = (
      parameters.exponentialBaseForSlowBackoff, parameters.exponentialBaseForFastBackoff
    )
    if slow >= 1.05, slow <= fast, fast <= 100 {
      (slowBase, fastBase) = (slow, fast)
    } else {
      (slowBase, fastBase) = (1.2, 1.2)
    }
    let start = parameters.initialSlowBackoffDelaySeconds
    let middle = parameters.maxSlowBackoffDelaySeconds
    let end = parameters.maxFastBackoffDelaySeconds
    if start >= 2, start <= middle, middle <= end, end <= 3600 {
      slowStart = Self.nanoseconds(start)
      slowLimit = Self.nanoseconds(middle)
      limit = Self.nanoseconds(end)
    } else {
      slowStart = 2 * Timing.second
      slowLimit = 30 * Timing.second
      limit = 900 * Timing.second
    }
    skipsSlow = parameters.skipToFastBackoff
  }

  /// The delay in nanoseconds after a pass.
  public mutating func delay(after pass: Pass) -> Int64 {
    if generation != pass.generation || results != pass.results {
      requeues = 0
      last = 0
    }
    generation = pass.generation
    results = pass.results
    let delay = min(next(pass.isSettled), limit)
    if requeues + 1 < 200 { requeues += 1 }
    last = delay
    return delay
  }

  /// Starts anew, as for a Work that was deleted.
  public mutating func forget() {
    requeues = 0
    last = 0
    generation = 0
    results = ""
  }

  private func next(_ isSettled: Bool) -> Int64 {
    if requeues < fixedAttempts { return fixedDelay }
    if requeues == fixedAttempts { return slowStart }
    if last >= limit { return limit }
    if (skipsSlow && isSettled) || last >= slowLimit { return grown(fastBase) }
    let slow = grown(slowBase)
    return slow > slowLimit ? grown(fastBase) : slow
  }

  private func grown(_ base: Double) -> Int64 { GoArithmetic.int64(Double(last) * base) }

  private static func nanoseconds(_ seconds: Double) -> Int64 {
    GoArithmetic.int64(seconds * 1e9)
  }
}
