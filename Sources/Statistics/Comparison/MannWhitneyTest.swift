/// Whether one sample tends to be larger than another (Mann and Whitney 1947), by ranks: nothing is
/// assumed about the shape of either.
public struct MannWhitneyTest: Sendable, Equatable {
  /// The pairs in which the first sample's value is larger, plus half of those that tie.
  public let statistic: Double
  /// How many values the first sample has.
  public let firstCount: Int
  /// How many values the second sample has.
  public let secondCount: Int
  /// Whether any two of all values are equal; exact p-values exist only if not.
  public let hasTies: Bool
  /// Σ(t³ − t) over the groups of t equal values.
  private let tieSum: Double

  /// Compares two samples of at least one value each.
  public init(_ first: [Double], _ second: [Double]) throws(SampleError) {
    try require(first, atLeast: 1)
    try require(second, atLeast: 1)
    let ranks = MidRanks(first + second)
    let n = Double(first.count)
    // Midranks are halves, their sum is exact.
    statistic = ranks.ranks.prefix(first.count).reduce(0, +) - n * (n + 1) / 2
    firstCount = first.count
    secondCount = second.count
    tieSum = ranks.tieSum
    hasTies = tieSum > 0
  }

  private var pairs: Double { Double(firstCount) * Double(secondCount) }

  /// The probability that a value of the first sample is larger than one of the second, a tie
  /// counting half (Vargha and Delaney 2000): ½ for no effect, 0.56 small, 0.64 medium, 0.71 large.
  public var probabilityOfLarger: Double { statistic / pairs }

  /// How much more often the first is larger than smaller, from −1 to 1 (Cliff 1993).
  public var cliffsDelta: Double { 2 * probabilityOfLarger - 1 }

  /// The p-values of the exact null distribution.
  public struct Exact: Sendable, Equatable {
    /// That the samples differ.
    public let twoSided: Double
    /// That the first sample tends to be smaller.
    public let less: Double
    /// That the first sample tends to be larger.
    public let greater: Double
  }

  /// The exact p-values; nil if values tie or the null distribution is too large to tabulate.
  ///
  /// - Complexity: The square of the number of pairs.
  public var exact: Exact? {
    guard !hasTies, pairs <= 2_000 else { return nil }
    let upper = Self.upperTails(firstCount, secondCount)
    let (u, mirrored) = (Int(statistic), Int(pairs - statistic))
    return Exact(
      twoSided: min(1, 2 * upper[max(u, mirrored)]), less: upper[mirrored], greater: upper[u])
  }

  /// The two-sided p-value of the normal approximation, with correction for ties; NaN if without
  /// the correction for continuity all values are equal.
  public func asymptotic(continuity: Bool = true) -> Double {
    let total = Double(firstCount + secondCount)
    let spread = (pairs / 12 * ((total + 1) - tieSum / (total * (total - 1)))).squareRoot()
    let distance = max(statistic, pairs - statistic) - pairs / 2 - (continuity ? 0.5 : 0)
    let z = distance / spread
    return z.isNaN ? .nan : min(1, 2 * StandardNormal.survival(z))
  }

  /// The two-sided p-value: exact without ties and for at most 400 pairs, else approximate.
  public var pValue: Double {
    if pairs <= 400, let exact { return exact.twoSided }
    return asymptotic()
  }

  /// P(U ≥ u) for u = 0, 1, … if both samples have the same law.
  private static func upperTails(_ m: Int, _ n: Int) -> [Double] {
    // The largest of i + j values is from the first sample with probability i/(i + j), and then
    // exceeds j others.
    var row: [[Double]] = Array(repeating: [1], count: n + 1)
    for i in 1...m {
      row[0] = [1]
      for j in 1...n {
        let (above, left) = (row[j], row[j - 1])
        let (p, q) = (Double(i) / Double(i + j), Double(j) / Double(i + j))
        var masses = [Double](repeating: 0, count: i * j + 1)
        for (u, mass) in above.enumerated() { masses[u + j] += p * mass }
        for (u, mass) in left.enumerated() { masses[u] += q * mass }
        row[j] = masses
      }
    }
    var tails = row[n]
    for u in stride(from: tails.count - 2, through: 0, by: -1) { tails[u] += tails[u + 1] }
    return tails
  }
}

/// The shift between two samples, robust against outliers: the median of all differences between a
/// value of the first and one of the second (Hodges and Lehmann 1963).
///
/// - Complexity: The number of pairs, in memory too.
public func hodgesLehmannShift(
  _ first: [Double], _ second: [Double]
) throws(SampleError) -> Double {
  try require(first, atLeast: 1)
  try require(second, atLeast: 1)
  return median(first.flatMap { x in second.map { x - $0 } })
}

/// The median, between the two middle values of an even number; NaN for none, or if any value is.
func median(_ values: [Double]) -> Double {
  guard !values.isEmpty, !values.contains(where: \.isNaN) else { return .nan }
  let sorted = values.sorted()
  let upper = sorted[sorted.count / 2]
  return sorted.count % 2 == 1 ? upper : (sorted[sorted.count / 2 - 1] + upper) / 2
}

/// Ranks from 1, equal values sharing the mean of theirs.
struct MidRanks {
  /// The rank of each value, in the order given.
  let ranks: [Double]
  /// Σ(t³ − t) over the groups of t equal values.
  let tieSum: Double

  init(_ values: [Double]) {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    var tieSum = 0.0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for position in start..<end { ranks[order[position]] = Double(start + end + 1) / 2 }
      let ties = Double(end - start)
      tieSum += ties * ties * ties - ties
      start = end
    }
    self.ranks = ranks
    self.tieSum = tieSum
  }
}
