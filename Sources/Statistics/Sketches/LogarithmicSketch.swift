#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Quantiles of any real values to a relative accuracy, in little memory (DDSketch; Masson, Rim and
/// Lee, VLDB 2019).
///
///     var sketch = LogarithmicSketch(relativeAccuracy: 0.01)
///     sketch.record(12.5)
///     sketch.quantile(0.99)
///
/// Magnitudes fall into bins whose bounds are powers of γ = (1 + α)/(1 − α), so the estimate of a
/// quantile lies within a share α of an observed value of that rank. Merging adds counts: the
/// result does not depend on how the values were split or ordered.
public struct LogarithmicSketch: Sendable, Equatable {
  /// α, the largest relative error of a quantile.
  public let relativeAccuracy: Double
  /// How many neighbouring bins are kept apart on either side of zero; nil for all of them.
  ///
  /// Values of lesser magnitude are counted in the lowest bin kept, and their quantiles are then
  /// estimated too large in magnitude.
  public let binLimit: Int?
  /// How many values were NaN or infinite and are not counted.
  public private(set) var rejectedCount = 0
  private let gamma: Double
  private let binsPerDoubling: Double
  private var positive = Side()
  private var negative = Side()
  private var zeroCount = 0
  private var values = ExactSum()

  /// The bins of one sign, by magnitude.
  private struct Side: Sendable, Equatable {
    var bins = BinCounts()
    var highest = Int.min

    mutating func add(_ count: Int, to bin: Int, limit: Int?) {
      highest = max(highest, bin)
      bins.add(count, to: bin)
      shrink(limit)
    }

    mutating func merge(_ other: Side, limit: Int?) {
      highest = max(highest, other.highest)
      bins.merge(other.bins)
      shrink(limit)
    }

    /// Only when there are too many; whatever lies below the floor is read as if it lay there.
    private mutating func shrink(_ limit: Int?) {
      if let limit, bins.binCount > limit { bins.collapse(below: highest - limit + 1) }
    }

    func bin(limit: Int?, where reaches: (Int) -> Bool) -> Int {
      let bin = bins.bin(where: reaches) ?? 0
      guard let limit else { return bin }
      return max(bin, highest - limit + 1)
    }
  }

  /// An empty sketch.
  ///
  /// - Parameters:
  ///   - relativeAccuracy: Clamped to 1e-6 … 0.5.
  ///   - binLimit: Clamped to 1 … 2³⁰, where given.
  public init(relativeAccuracy: Double = 0.01, binLimit: Int? = nil) {
    let alpha =
      relativeAccuracy.isNaN ? 0.01 : min(max(relativeAccuracy, 1e-6), 0.5)
    self.relativeAccuracy = alpha
    self.binLimit = binLimit.map { min(max(1, $0), 1 << 30) }
    let excess = 2 * alpha / (1 - alpha)
    gamma = 1 + excess
    binsPerDoubling = log(2) / log1p(excess)
  }

  /// How many values are counted.
  public var count: Int { positive.bins.total + zeroCount + negative.bins.total }

  /// The exact sum of the values, rounded once.
  public var sum: Double { values.value }

  /// The exact mean; NaN for no values.
  public var mean: Double { sum / Double(count) }

  /// Counts a value, `count` times.
  public mutating func record(_ value: Double, count: Int = 1) {
    guard count > 0 else { return }
    guard value.isFinite else {
      rejectedCount += count
      return
    }
    values.addProduct(value, Double(count))
    // Below this a bin's bound would not be a normal number.
    if abs(value) <= Double.leastNormalMagnitude * gamma {
      zeroCount += count
    } else if value > 0 {
      positive.add(count, to: bin(of: value), limit: binLimit)
    } else {
      negative.add(count, to: bin(of: -value), limit: binLimit)
    }
  }

  /// Adds the values of another sketch.
  ///
  /// - Returns: False, and nothing changes, if the two have different bins.
  @discardableResult
  public mutating func merge(_ other: LogarithmicSketch) -> Bool {
    guard other.relativeAccuracy == relativeAccuracy, other.binLimit == binLimit else {
      return false
    }
    positive.merge(other.positive, limit: binLimit)
    negative.merge(other.negative, limit: binLimit)
    zeroCount += other.zeroCount
    rejectedCount += other.rejectedCount
    values.merge(other.values)
    return true
  }

  /// An estimate of the value of rank q(n − 1), counted from zero and rounded down; NaN for no
  /// values or unless 0 ≤ q ≤ 1.
  public func quantile(_ q: Double) -> Double {
    guard q >= 0, q <= 1, count > 0 else { return .nan }
    let rank = q * Double(count - 1)
    let below = negative.bins.total
    if rank < Double(below) {
      // Magnitudes ascend where values descend.
      let reversed = Double(below) - rank - 1
      return -value(of: negative.bin(limit: binLimit) { Double($0) >= reversed + 1 })
    }
    if rank < Double(below + zeroCount) { return 0 }
    let rest = rank - Double(below + zeroCount)
    return value(of: positive.bin(limit: binLimit) { Double($0) > rest })
  }

  private func bin(of magnitude: Double) -> Int {
    Int((log(magnitude) / log(2) * binsPerDoubling).rounded(.up))
  }

  /// The value within a share α of everything in a bin.
  private func value(of bin: Int) -> Double {
    exp2(Double(bin) / binsPerDoubling) * (2 / (1 + gamma))
  }
}
