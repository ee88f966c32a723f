/// Whether two samples have the same mean, by dealing their values out anew (Fisher 1935): exact
/// whatever their law, as long as it is the same for both.
public struct PermutationTest: Sendable, Equatable {
  /// The mean of the first sample minus that of the second.
  public let statistic: Double
  /// Twice the smaller of the shares of deals with a difference at most, or at least, as large; at
  /// most 1.
  public let pValue: Double
  /// How many deals were tried.
  public let deals: Int
  /// Whether they were all there are.
  public let isExact: Bool

  /// How many deals are tried one by one before they are drawn at random instead.
  public static let exactLimit = 20_000

  /// Compares the means of two samples of at least one value each.
  ///
  /// - Parameters:
  ///   - randomDeals: How many deals to draw if there are more than ``exactLimit``; the given one
  ///     counts besides.
  ///   - generator: Where they are drawn from; not touched by an exact test.
  public init(
    meanDifference first: [Double], _ second: [Double], randomDeals: Int = 9_999,
    using generator: inout some RandomNumberGenerator
  ) throws(SampleError) {
    try require(first, atLeast: 1)
    try require(second, atLeast: 1)
    guard randomDeals > 0 else {
      throw .outOfRange(parameter: "randomDeals", allowed: "positive")
    }
    let pooled = first + second
    let observed = pairwiseMean(first) - pairwiseMean(second)
    // Deals that differ by rounding alone count as equal.
    let slack = abs(100 * Double.ulpOfOne * observed)
    var (atMost, atLeast) = (0, 0)
    func count(_ difference: Double) {
      if difference <= observed + slack { atMost += 1 }
      if difference >= observed - slack { atLeast += 1 }
    }
    statistic = observed
    if let all = Self.combinations(pooled.count, first.count) {
      var chosen = Array(0..<first.count)
      repeat {
        count(Self.difference(pooled, chosen))
      } while Self.advance(
        &chosen, below: pooled.count)
      deals = all
      isExact = true
      pValue = min(1, 2 * Double(min(atMost, atLeast)) / Double(all))
    } else {
      var order = Array(pooled.indices)
      for _ in 0..<randomDeals {
        for index in 0..<first.count {
          order.swapAt(index, index + generator.index(below: order.count - index))
        }
        count(Self.difference(pooled, order.prefix(first.count).sorted()))
      }
      deals = randomDeals
      isExact = false
      pValue = min(1, 2 * Double(min(atMost, atLeast) + 1) / Double(randomDeals + 1))
    }
  }

  /// How many ways there are to choose k of n; nil if more than the limit.
  private static func combinations(_ n: Int, _ k: Int) -> Int? {
    var result = 1
    for step in 0..<min(k, n - k) {
      // Exact: the product of consecutive integers is divisible.
      result = result * (n - step) / (step + 1)
      if result > exactLimit { return nil }
    }
    return result
  }

  /// The next choice in lexicographic order; false after the last.
  private static func advance(_ chosen: inout [Int], below count: Int) -> Bool {
    var position = chosen.count - 1
    while position >= 0, chosen[position] == count - chosen.count + position { position -= 1 }
    guard position >= 0 else { return false }
    chosen[position] += 1
    for later in (position + 1)..<chosen.count {
      chosen[later] = chosen[later - 1] + 1
    }
    return true
  }

  /// The difference of means if the chosen values, ascending by index, were the first sample.
  private static func difference(_ pooled: [Double], _ chosen: [Int]) -> Double {
    var (first, second): ([Double], [Double]) = ([], [])
    var next = 0
    for (index, value) in pooled.enumerated() {
      if next < chosen.count, chosen[next] == index {
        first.append(value)
        next += 1
      } else {
        second.append(value)
      }
    }
    return pairwiseMean(first) - pairwiseMean(second)
  }
}

extension RandomNumberGenerator {
  /// An integer in 0 ..< `bound`, by the rule of `gsl_rng_uniform_int`: the result depends on the
  /// generator's words alone, not on the standard library's version.
  mutating func index(below bound: Int) -> Int {
    let scale = UInt64.max / UInt64(max(bound, 1))
    while true {
      let value = next() / scale
      if value < UInt64(max(bound, 1)) { return Int(value) }
    }
  }
}
