#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How p-values of several tests are kept honest together.
///
/// All but ``benjaminiHochberg`` bound the probability of any false rejection.
public enum PValueAdjustment: String, Sendable, CaseIterable {
  /// m · p; holds whatever the dependence.
  case bonferroni
  /// 1 − (1 − p)^m; for independent tests.
  case sidak
  /// Step-down (Holm 1979); holds whatever the dependence, never weaker than Bonferroni. The
  /// default.
  case holm
  /// Step-up (Hochberg 1988); for independent or positively dependent tests.
  case hochberg
  /// Bounds the expected share of false rejections only (Benjamini and Hochberg 1995): to explore.
  case benjaminiHochberg

  /// The adjusted p-values, in the order given.
  public func adjusted(_ pValues: [Double]) throws(SampleError) -> [Double] {
    try Self.check(pValues)
    let count = pValues.count
    switch self {
    case .bonferroni:
      return pValues.map { min(1, $0 * Double(count)) }
    case .sidak:
      return pValues.map { Self.anyOf(count, $0) }
    case .holm:
      var largest = 0.0
      return scatter(pValues) { rank, p in
        largest = max(largest, p * Double(count - rank))
        return min(1, largest)
      }
    case .hochberg, .benjaminiHochberg:
      var smallest = 1.0
      return scatter(pValues, fromLargest: true) { rank, p in
        smallest = min(
          smallest,
          self == .hochberg
            ? p * Double(count - rank) : p / (Double(rank + 1) / Double(count)))
        return smallest
      }
    }
  }

  /// Which null hypotheses to reject at the joint level `alpha`, in the order given.
  ///
  /// Compares each p-value with its share of `alpha`, which where rounding is concerned is not
  /// always the same as comparing the adjusted one with `alpha`.
  public func rejected(_ pValues: [Double], alpha: Double = 0.05) throws(SampleError) -> [Bool] {
    try Self.check(pValues)
    try require(probability: alpha, "alpha")
    let count = pValues.count
    switch self {
    case .bonferroni:
      return pValues.map { $0 <= alpha / Double(count) }
    case .sidak:
      let share = -expm1(log1p(-alpha) / Double(max(count, 1)))
      return pValues.map { $0 <= share }
    case .holm:
      var rejects = true
      return scatter(pValues) { rank, p in
        rejects = rejects && p <= alpha / Double(count - rank)
        return rejects
      }
    case .hochberg, .benjaminiHochberg:
      var rejects = false
      return scatter(pValues, fromLargest: true) { rank, p in
        let share =
          self == .hochberg
          ? alpha / Double(count - rank) : Double(rank + 1) / Double(count) * alpha
        rejects = rejects || p <= share
        return rejects
      }
    }
  }

  private static func check(_ pValues: [Double]) throws(SampleError) {
    try require(pValues, atLeast: 0)
    guard pValues.allSatisfy({ 0 <= $0 && $0 <= 1 }) else {
      throw .outOfRange(parameter: "a p-value", allowed: "between 0 and 1")
    }
  }

  /// The probability of at least one of `count` independent events of probability `p`.
  private static func anyOf(_ count: Int, _ p: Double) -> Double {
    -expm1(Double(count) * log1p(-p))
  }

  /// Visits values by rank, counted from 0 for the smallest, and puts results where values were.
  private func scatter<Result>(
    _ values: [Double], fromLargest: Bool = false, _ visit: (Int, Double) -> Result
  ) -> [Result] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    let ranks = order.indices
    var results = [(index: Int, result: Result)]()
    for rank in fromLargest ? Array(ranks.reversed()) : Array(ranks) {
      results.append((order[rank], visit(rank, values[order[rank]])))
    }
    return results.sorted { $0.index < $1.index }.map(\.result)
  }
}
