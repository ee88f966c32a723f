#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Kim and Nelson's fully sequential selection (2001, KN with c = 1): eliminates arms one
/// replication at a time until one is left whose true mean is within `indifference` of the best
/// with probability 1 − α.
///
/// Replication r of all arms may share its random numbers; it then ends sooner.
public struct KimNelsonSelection: SelectionProcedure {
  /// When variances of differences are estimated.
  public enum VarianceEstimate: Sendable, Equatable {
    /// From the first replications alone (KN 2001): right for normal values at any size.
    case initial
    /// Again after every replication (KN++ 2006): right in the limit, for batch means too.
    case updated
  }

  /// The probability of a wrong selection.
  public let alpha: Double
  /// The difference that does not matter, in the unit of the values.
  public let indifference: Double
  /// The replications of every arm before the first elimination.
  public let initialReplications: Int
  /// When variances of differences are estimated.
  public let varianceEstimate: VarianceEstimate
  /// Whether the largest mean is the best.
  public let largerIsBetter: Bool
  /// The arms not eliminated, ascending.
  public private(set) var survivors: [Int]
  /// After how many replications each arm was eliminated; nil if it was not.
  public private(set) var eliminatedAt: [Int?]
  /// The replications of each surviving arm that have been compared.
  public private(set) var replications = 0
  /// Whether an arm is selected.
  public private(set) var outcome = SelectionOutcome.undecided
  /// Values not yet compared, by arm.
  private var waiting: [[Double]]
  private var sums: [ExactSum]
  /// Of the differences of arms i > l, at i (i − 1)/2 + l.
  private var differences: [Summary]
  /// Their variances as of ``varianceEstimate``.
  private var variances: [Double]

  /// A selection among some arms.
  ///
  /// - Parameters:
  ///   - arms: How many, at least two, at most 1024.
  ///   - alpha: The probability of a wrong selection, below 1 − 1/arms.
  public init(
    arms: Int, alpha: Double = 0.05, indifference: Double, initialReplications: Int = 10,
    varianceEstimate: VarianceEstimate = .initial, largerIsBetter: Bool
  ) throws(SampleError) {
    _ = try Self.constants(arms: arms, initialReplications: initialReplications, alpha: alpha)
    // Every pair keeps its exact sums.
    guard arms <= 1 << 10 else { throw .tooMany(found: arms, allowed: 1 << 10) }
    try require(positive: indifference, "indifference")
    self.alpha = alpha
    self.indifference = indifference
    self.initialReplications = initialReplications
    self.varianceEstimate = varianceEstimate
    self.largerIsBetter = largerIsBetter
    survivors = Array(0..<arms)
    eliminatedAt = Array(repeating: nil, count: arms)
    waiting = Array(repeating: [], count: arms)
    sums = Array(repeating: ExactSum(), count: arms)
    differences = Array(repeating: Summary(), count: arms * (arms - 1) / 2)
    variances = Array(repeating: .nan, count: arms * (arms - 1) / 2)
  }

  /// η and h² = 2η(n₀ − 1).
  public static func constants(
    arms: Int, initialReplications: Int, alpha: Double
  ) throws(SampleError) -> (eta: Double, squaredH: Double) {
    guard arms > 1 else { throw .tooFew(found: arms, needed: 2) }
    guard alpha > 0, alpha < 1 - 1 / Double(arms) else {
      throw .outOfRange(parameter: "alpha", allowed: "between 0 and 1 − 1/arms")
    }
    guard initialReplications > 1 else {
      throw .outOfRange(parameter: "initialReplications", allowed: "at least 2")
    }
    return constants(arms, initialReplications, alpha)
  }

  private static func constants(
    _ arms: Int, _ replications: Int, _ alpha: Double
  ) -> (eta: Double, squaredH: Double) {
    let freedom = Double(replications - 1)
    let eta = (pow(2 * alpha / Double(arms - 1), -2 / freedom) - 1) / 2
    return (eta, 2 * eta * freedom)
  }

  /// How many more replications each arm needs now: one round, or what is left of the first ones.
  public var needed: [Int] {
    var result = waiting.map { _ in 0 }
    guard outcome == .undecided else { return result }
    let round = max(1, initialReplications - replications)
    for arm in survivors { result[arm] = max(0, round - waiting[arm].count) }
    return result
  }

  /// Hands over the next replications of an arm; those of an eliminated one are ignored.
  public mutating func add(_ values: [Double], arm: Int) throws(SampleError) {
    try require(values, arm: arm, of: waiting.count)
    guard outcome == .undecided, eliminatedAt[arm] == nil else { return }
    waiting[arm] += values
    var rounds = survivors.reduce(Int.max) { min($0, waiting[$1].count) }
    var used = 0
    while rounds > 0, outcome == .undecided {
      take(used)
      used += 1
      rounds -= 1
      if replications >= initialReplications { compare() }
    }
    for arm in waiting.indices {
      waiting[arm] = eliminatedAt[arm] == nil ? Array(waiting[arm].dropFirst(used)) : []
    }
  }

  /// Adds one waiting replication of every survivor.
  private mutating func take(_ replication: Int) {
    replications += 1
    for arm in survivors { sums[arm].add(waiting[arm][replication]) }
    guard varianceEstimate == .updated || replications <= initialReplications else { return }
    for arm in survivors {
      for other in survivors where other < arm {
        let index = pair(arm, other)
        differences[index].add(waiting[arm][replication] - waiting[other][replication])
        if replications >= initialReplications {
          variances[index] = differences[index].variance
        }
      }
    }
  }

  /// Eliminates by the arms that survive at the start of the round.
  private mutating func compare() {
    let r = Double(replications)
    let estimatedFrom = varianceEstimate == .updated ? replications : initialReplications
    let squaredH = Self.constants(waiting.count, estimatedFrom, alpha).squaredH
    let means = sums.map { (largerIsBetter ? 1 : -1) * $0.value / r }
    /// The replications after which two arms can no longer be told apart.
    func horizon(_ arm: Int, _ other: Int) -> Double {
      squaredH * variances[pair(arm, other)] / (indifference * indifference)
    }
    let before = survivors
    survivors = before.filter { arm in
      before.allSatisfy { other in
        guard other != arm else { return true }
        let slack = max(0, indifference / (2 * r) * (horizon(arm, other) - r))
        return means[arm] >= means[other] - slack
      }
    }
    for arm in before where !survivors.contains(arm) { eliminatedAt[arm] = replications }
    let best = survivors.reduce(survivors.first ?? 0) { means[$1] > means[$0] ? $1 : $0 }
    var longest = -Double.infinity
    for arm in survivors {
      for other in survivors where other < arm {
        longest = max(longest, horizon(arm, other).rounded(.down))
      }
    }
    if r > longest { outcome = .selected(best) }
  }

  private func pair(_ arm: Int, _ other: Int) -> Int {
    let (high, low) = (max(arm, other), min(arm, other))
    return high * (high - 1) / 2 + low
  }

  /// The mean of every arm over the replications compared; of an eliminated arm up to then; NaN
  /// before the first.
  public var means: [Double] {
    sums.enumerated().map { arm, sum in
      sum.value / Double(eliminatedAt[arm] ?? replications)
    }
  }
}
