/// Whether two samples have the same law: the largest distance of their distribution functions
/// (Smirnov 1939).
public struct KolmogorovSmirnovTest: Sendable, Equatable {
  /// The largest distance of the empirical distribution functions.
  public let distance: Double
  private let larger: Int
  private let smaller: Int
  /// The distance in units of 1/lcm(larger, smaller).
  private let steps: Int

  /// Compares two samples of at least one value each.
  public init(_ first: [Double], _ second: [Double]) throws(SampleError) {
    try require(first, atLeast: 1)
    try require(second, atLeast: 1)
    let (a, b) = (first.sorted(), second.sorted())
    // One value of the first moves its function by `up` units, one of the second by `down`.
    let divisor = greatestCommonDivisor(a.count, b.count)
    let (up, down) = (b.count / divisor, a.count / divisor)
    var (i, j, level, most) = (0, 0, 0, 0)
    while i < a.count || j < b.count {
      let value =
        i == a.count ? b[j] : j == b.count ? a[i] : min(a[i], b[j])
      while i < a.count, a[i] == value { (i, level) = (i + 1, level + up) }
      while j < b.count, b[j] == value { (j, level) = (j + 1, level - down) }
      most = max(most, abs(level))
    }
    steps = most
    distance = Double(most) / Double(a.count) / Double(up)
    larger = max(a.count, b.count)
    smaller = min(a.count, b.count)
  }

  /// The exact probability of such a distance or a larger one, for untied values; with ties it is
  /// an upper bound.
  ///
  /// - Complexity: The number of pairs.
  public var exact: Double {
    guard steps > 0 else { return 1 }
    let divisor = greatestCommonDivisor(larger, smaller)
    let (up, down) = (smaller / divisor, larger / divisor)
    // The share of the orders of i + j values in which the distance reached `steps` on the way.
    var row = [Double](repeating: 0, count: smaller + 1)
    for i in 0...larger {
      for j in 0...smaller {
        if abs(i * up - j * down) >= steps {
          row[j] = 1
        } else if i + j > 0 {
          let before = (i > 0 ? Double(i) * row[j] : 0) + (j > 0 ? Double(j) * row[j - 1] : 0)
          row[j] = before / Double(i + j)
        }
      }
    }
    return row[smaller]
  }

  /// An approximation of ``exact``: the probability of such a distance between the law and one
  /// sample of mn/(m + n) values, rounded; NaN if that rounds to none.
  public var asymptotic: Double {
    let (m, n) = (Double(larger), Double(smaller))
    let effective = (m * n / (m + n)).rounded(.toNearestOrEven)
    guard effective >= 1 else { return .nan }
    return KolmogorovLaw.survival(distance, sampleSize: Int(effective))
  }

  /// ``exact`` up to 10⁶ pairs, else ``asymptotic``.
  public var pValue: Double { larger * smaller <= 1_000_000 ? exact : asymptotic }
}

/// The greatest common divisor of two positive integers.
func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (a, b)
  while y != 0 { (x, y) = (y, x % y) }
  return x
}
