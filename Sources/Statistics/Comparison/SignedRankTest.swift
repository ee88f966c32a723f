/// Whether paired values differ in location (Wilcoxon 1945): the signed-rank test, for pairs whose
/// differences are symmetric but not normal. Pairs without difference are left out.
public struct SignedRankTest: Sendable, Equatable {
  /// The ranks of pairs in which the first value is larger.
  public let positiveRanks: Double
  /// The ranks of pairs in which the second value is larger.
  public let negativeRanks: Double
  /// The pairs that differ.
  public let count: Int
  /// Whether differences tie in magnitude or are zero: then no p-value is exact.
  public let hasTies: Bool
  private let tieSum: Double

  /// Compares value i of both.
  public init(_ first: [Double], _ second: [Double]) throws(SampleError) {
    guard first.count == second.count else {
      throw .unequalCounts(first.count, second.count)
    }
    try require(first, atLeast: 1)
    try require(second, atLeast: 1)
    let all = zip(first, second).map { $0 - $1 }
    let differences = all.filter { $0 != 0 }
    let ranks = MidRanks(differences.map(abs))
    var (positive, negative) = (0.0, 0.0)
    for (difference, rank) in zip(differences, ranks.ranks) {
      if difference > 0 { positive += rank } else { negative += rank }
    }
    positiveRanks = positive
    negativeRanks = negative
    count = differences.count
    tieSum = ranks.tieSum
    hasTies = tieSum > 0 || differences.count < all.count
  }

  /// The smaller of the two sums of ranks.
  public var statistic: Double { min(positiveRanks, negativeRanks) }

  /// The two-sided p-value by the null distribution for untied ranks; conservative for ties. Nil
  /// for more than 500 pairs.
  ///
  /// - Complexity: The cube of the number of pairs.
  public var exact: Double? {
    guard count <= 500 else { return nil }
    // Each rank is positive with probability ½: the probability of every sum of ranks.
    var masses = [1.0]
    for rank in 0..<count {
      var next = [Double](repeating: 0, count: masses.count + rank + 1)
      for (sum, mass) in masses.enumerated() {
        next[sum] += mass / 2
        next[sum + rank + 1] += mass / 2
      }
      masses = next
    }
    // The distribution is symmetric: the tail beyond the larger sum is that below the smaller one.
    let tail = masses.prefix(Int(statistic.rounded(.up)) + 1).reduce(0, +)
    return min(1, 2 * tail)
  }

  /// The two-sided p-value of the normal approximation with corrections for ties and continuity; 1
  /// if no pair differs.
  public var asymptotic: Double {
    guard count > 0 else { return 1 }
    let n = Double(count)
    let mean = n * (n + 1) / 4
    let spread = ((n * (n + 1) * (2 * n + 1) - tieSum / 2) / 24).squareRoot()
    return min(1, 2 * StandardNormal.survival((mean - statistic - 0.5) / spread))
  }

  /// The two-sided p-value: exact for at most 50 pairs without ties, else approximate.
  public var pValue: Double {
    if count <= 50, !hasTies, let exact { return exact }
    return asymptotic
  }
}
