#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Rinott's two stages (1978): selects an arm whose true mean is within `indifference` of the best
/// with the promised probability, from independent arms of unequal variances.
public struct RinottSelection: SelectionProcedure {
  /// Rinott's constant h.
  public let constant: Double
  /// The difference that does not matter, in the unit of the values.
  public let indifference: Double
  /// The replications of every arm in the first stage.
  public let initialReplications: Int
  /// Whether the largest mean is the best.
  public let largerIsBetter: Bool
  /// The replications of every arm over both stages, once all have ended the first.
  public private(set) var totalReplications: [Int]?
  /// Whether an arm is selected.
  public private(set) var outcome = SelectionOutcome.undecided
  private var values: [[Double]]
  private let maximumReplications: Int

  /// A selection among some arms.
  ///
  /// - Parameters:
  ///   - arms: How many, at least two.
  ///   - probability: Of a correct selection, between 1/arms and 1.
  ///   - maximumReplications: Of one arm; what the second stage asks for is cut there, and with
  ///     it the promise.
  public init(
    arms: Int, probability: Double = 0.95, indifference: Double, initialReplications: Int = 10,
    maximumReplications: Int = .max, largerIsBetter: Bool
  ) throws(SampleError) {
    constant = try Self.constant(
      arms: arms, probability: probability, initialReplications: initialReplications)
    guard arms <= 1 << 20 else { throw .tooMany(found: arms, allowed: 1 << 20) }
    try require(positive: indifference, "indifference")
    self.indifference = indifference
    self.initialReplications = initialReplications
    self.maximumReplications = max(maximumReplications, initialReplications)
    self.largerIsBetter = largerIsBetter
    values = Array(repeating: [], count: arms)
  }

  /// Rinott's constant: how many standard deviations of the estimated variances the indifference
  /// has to hold.
  ///
  /// - Complexity: Some 10⁵ evaluations of the normal law.
  public static func constant(
    arms: Int, probability: Double, initialReplications: Int
  ) throws(SampleError) -> Double {
    guard arms > 1 else { throw .tooFew(found: arms, needed: 2) }
    guard probability > 1 / Double(arms), probability < 1 else {
      throw .outOfRange(parameter: "probability", allowed: "between 1/arms and 1")
    }
    guard initialReplications > 1 else {
      throw .outOfRange(parameter: "initialReplications", allowed: "at least 2")
    }
    let freedom = Double(initialReplications - 1)
    // Both estimated variances enter through (n₀ − 1)(1/x + 1/y), x and y being χ² variates.
    let nodes = EstimatedDeviation.nodes(degreesOfFreedom: freedom, refinement: 2)
    let inverses = nodes.map { 1 / ($0.deviation * $0.deviation) }
    return increasingRoot(from: 0, near: 4, tolerance: 1e-10) { h in
      // The probability to beat one arm, given the own estimate; the normal law is symmetric in the
      // two estimates.
      var inner = [Double](repeating: 0, count: nodes.count)
      for i in nodes.indices {
        for j in 0...i {
          let p = StandardNormal.cumulative(h / (inverses[i] + inverses[j]).squareRoot())
          inner[i] += nodes[j].weight * p
          if j < i { inner[j] += nodes[i].weight * p }
        }
      }
      return zip(nodes, inner).reduce(-probability) {
        $0 + $1.0.weight * pow($1.1, Double(arms - 1))
      }
    }
  }

  /// The replications of an arm over both stages, from the variance of the first.
  public static func totalReplications(
    variance: Double, constant: Double, indifference: Double, initialReplications: Int
  ) -> Int {
    let ratio = constant / indifference
    return max(initialReplications, saturatingCount(ratio * ratio * variance, .up))
  }

  /// How many more replications each arm needs now.
  public var needed: [Int] {
    guard outcome == .undecided else { return values.map { _ in 0 } }
    return values.enumerated().map { arm, known in
      max(0, (totalReplications?[arm] ?? initialReplications) - known.count)
    }
  }

  /// Hands over the next replications of an arm.
  public mutating func add(_ values: [Double], arm: Int) throws(SampleError) {
    try require(values, arm: arm, of: self.values.count)
    guard outcome == .undecided else { return }
    self.values[arm] += values
    if totalReplications == nil, needed.allSatisfy({ $0 == 0 }) {
      totalReplications = self.values.map {
        min(
          maximumReplications,
          Self.totalReplications(
            variance: Summary($0.prefix(initialReplications)).variance, constant: constant,
            indifference: indifference, initialReplications: initialReplications))
      }
    }
    guard totalReplications != nil, needed.allSatisfy({ $0 == 0 }) else { return }
    outcome = .selected(indexOfBest(means, largerIsBetter: largerIsBetter))
  }

  /// The mean of every arm over the replications asked for; NaN before the first.
  public var means: [Double] {
    values.enumerated().map { arm, known in
      Summary(known.prefix(totalReplications?[arm] ?? initialReplications)).mean
    }
  }
}
