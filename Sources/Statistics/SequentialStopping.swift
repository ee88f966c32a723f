/// When a mean is known precisely enough (Law 2015, §9.4.1).
///
/// Coverage of a sequential rule lies slightly below its confidence when it may stop early: ten
/// replications or more before the first look are the usual compromise.
public struct StoppingRule: Sendable, Equatable {
  /// How precise the mean has to be.
  public enum Precision: Sendable, Equatable {
    /// The half-width is at most this share of the true mean, above 0: stops when it is at most
    /// γ/(1 + γ) of the estimate, which errs itself. A mean of zero never stops.
    case relative(Double)
    /// The half-width is at most this, in the unit of the values; not negative.
    case absolute(Double)
  }

  /// How precise the mean has to be.
  public let precision: Precision
  /// The confidence of the interval whose half-width counts, between 0 and 1.
  public let confidence: Double
  /// The number of replications before the first look, at least 2.
  public let initialReplications: Int
  /// The number of replications after which to give up.
  public let maximumReplications: Int

  /// A rule.
  public init(
    _ precision: Precision, confidence: Double = 0.95, initialReplications: Int = 10,
    maximumReplications: Int = .max
  ) throws(SampleError) {
    switch precision {
    case .relative(let share): try require(positive: share, "relative half-width")
    case .absolute(let width):
      guard width >= 0, width.isFinite else {
        throw .outOfRange(parameter: "absolute half-width", allowed: "finite, not negative")
      }
    }
    try require(probability: confidence, "confidence")
    guard initialReplications > 1 else {
      throw .outOfRange(parameter: "initialReplications", allowed: "at least 2")
    }
    guard maximumReplications >= initialReplications else {
      throw .outOfRange(
        parameter: "maximumReplications", allowed: "at least initialReplications")
    }
    self.precision = precision
    self.confidence = confidence
    self.initialReplications = initialReplications
    self.maximumReplications = maximumReplications
  }

  /// The threshold: the adjusted share γ/(1 + γ), or the half-width itself.
  public var threshold: Double {
    switch precision {
    case .relative(let share): share / (1 + share)
    case .absolute(let width): width
    }
  }

  /// Whether replications are enough and precise enough, whatever the maximum.
  ///
  /// For several metrics or arms, ask for each and stop at the first replication where all are.
  public func isMet(by summary: Summary) -> Bool {
    guard summary.count >= initialReplications else { return false }
    let interval = meanInterval(summary, confidence: confidence)
    switch precision {
    case .relative:
      return interval.estimate != 0 && interval.relativeHalfWidth <= threshold
    case .absolute:
      return interval.halfWidth <= threshold
    }
  }
}

/// Stops replications by a rule, looking after each of them.
///
/// Feed it in the order of the replications' indices; one that ends early waits. The stop then
/// depends on nothing but the values.
///
///     var stopper = SequentialStopper(try StoppingRule(.relative(0.05)))
///     while stopper.status == .running { try stopper.add(nextReplication()) }
public struct SequentialStopper: Sendable, Equatable {
  /// Whether more replications are needed.
  public enum Status: Sendable, Equatable {
    /// Another replication is needed.
    case running
    /// Precise enough.
    case reached
    /// The maximum came first.
    case notReached
  }

  /// The rule.
  public let rule: StoppingRule
  /// Whether more replications are needed.
  public private(set) var status = Status.running
  /// The replications up to the stop.
  public private(set) var summary = Summary()

  /// Before the first replication.
  public init(_ rule: StoppingRule) {
    self.rule = rule
  }

  /// Adds the next replication; after the stop it is ignored.
  ///
  /// - Throws: If the value is not finite; nothing has changed then.
  @discardableResult
  public mutating func add(_ value: Double) throws(SampleError) -> Status {
    guard value.isFinite else { throw .notFinite(index: summary.count) }
    guard status == .running else { return status }
    summary.add(value)
    if rule.isMet(by: summary) {
      status = .reached
    } else if summary.count >= rule.maximumReplications {
      status = .notReached
    }
    return status
  }

  /// The mean up to the stop with its t-interval.
  public var interval: Interval { meanInterval(summary, confidence: rule.confidence) }

  /// About how many replications more it takes if the variance stays: 0 after the stop.
  ///
  /// For batches of parallel work; the stop itself is decided one by one.
  public var estimatedRemaining: Int {
    guard status == .running else { return 0 }
    let most = rule.maximumReplications - summary.count
    let fewest = max(1, rule.initialReplications - summary.count)
    guard summary.count > 1 else { return min(fewest, most) }
    let allowed =
      switch rule.precision {
      case .relative: rule.threshold * abs(summary.mean)
      case .absolute: rule.threshold
      }
    let ratio = interval.halfWidth / allowed
    let total = saturatingCount(Double(summary.count) * ratio * ratio, .up)
    return min(max(fewest, total - summary.count), most)
  }
}
