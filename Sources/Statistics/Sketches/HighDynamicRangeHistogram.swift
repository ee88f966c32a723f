/// Quantiles of whole numbers over many magnitudes to some significant figures (HDR histogram).
///
///     var latencies = HighDynamicRangeHistogram()
///     latencies.record(1_250_000)
///     latencies.value(atPercentile: 99)
///
/// The default for durations in nanoseconds. A value v of L bits lies in a bin of width
/// 2^max(0, L − log₂ B), where B is the power of two that resolves the figures. Counts are whole,
/// so merging is exact and does not depend on any order.
///
/// The package hdrhistogram-swift is not used: it cannot merge, brings swift-numerics along and
/// traps on parameters that are out of range.
public struct HighDynamicRangeHistogram: Sendable, Equatable {
  /// The size of the range in which values need not be told apart; rounded down to a power of two.
  public let lowestDiscernible: Int64
  /// The largest value that must be recordable; the bins may reach further.
  public let highestTrackable: Int64
  /// How many decimal digits are kept, 1 … 5.
  public let significantFigures: Int
  /// How many values were negative or too large and are not counted.
  public private(set) var rejectedCount = 0
  private let unitBits: Int
  /// log₂ B.
  private let resolutionBits: Int
  private let highestRecordable: Int64
  private var bins = BinCounts()
  private var smallest = Int64.max
  private var largest: Int64 = 0

  /// For values from 0 up to about 2⁶² with three significant figures.
  public init() {
    self.init(lowest: 1, highest: 1 << 62, figures: 3)
  }

  /// For values from 0 to `highestTrackable`.
  ///
  /// Nil unless `lowestDiscernible` is positive, `highestTrackable` at least twice as large, and
  /// `significantFigures` lies in 1 … 5.
  public init?(
    lowestDiscernible: Int64 = 1, highestTrackable: Int64, significantFigures: Int = 3
  ) {
    guard lowestDiscernible >= 1, highestTrackable / 2 >= lowestDiscernible,
      (1...5).contains(significantFigures)
    else { return nil }
    self.init(
      lowest: lowestDiscernible, highest: highestTrackable, figures: significantFigures)
  }

  private init(lowest: Int64, highest: Int64, figures: Int) {
    lowestDiscernible = lowest
    highestTrackable = highest
    significantFigures = figures
    unitBits = 63 - lowest.leadingZeroBitCount
    let resolved = (0..<figures).reduce(2) { product, _ in product * 10 }
    resolutionBits = Int.bitWidth - (resolved - 1).leadingZeroBitCount
    // Bins double in width until they cover the highest value.
    let bits = max(64 - highest.leadingZeroBitCount, resolutionBits + unitBits)
    highestRecordable = bits >= 63 ? .max : (1 << Int64(bits)) - 1
  }

  /// How many values are counted.
  public var count: Int { bins.total }

  /// Counts a value, `count` times.
  ///
  /// - Returns: False if the value is negative or too large and hence only adds to
  ///   ``rejectedCount``.
  @discardableResult
  public mutating func record(_ value: Int64, count: Int = 1) -> Bool {
    guard count > 0 else { return true }
    guard value >= 0, value <= highestRecordable else {
      rejectedCount += count
      return false
    }
    bins.add(count, to: Int(lowestEquivalent(value)))
    smallest = min(smallest, value)
    largest = max(largest, value)
    return true
  }

  /// Adds the values of another histogram.
  ///
  /// - Returns: False, and nothing changes, if the two have different bins.
  @discardableResult
  public mutating func merge(_ other: HighDynamicRangeHistogram) -> Bool {
    guard other.unitBits == unitBits, other.resolutionBits == resolutionBits,
      other.highestRecordable == highestRecordable
    else { return false }
    bins.merge(other.bins)
    rejectedCount += other.rejectedCount
    smallest = min(smallest, other.smallest)
    largest = max(largest, other.largest)
    return true
  }

  /// The smallest value that shares a bin with the smallest one recorded; 0 for none.
  public var minimum: Int64 { count > 0 ? lowestEquivalent(smallest) : 0 }

  /// The largest value that shares a bin with the largest one recorded; 0 for none.
  public var maximum: Int64 { largest > 0 ? highestEquivalent(largest) : 0 }

  /// The mean of the bins' middles; 0 for no values.
  public var mean: Double {
    guard count > 0 else { return 0 }
    let sum = bins.ascending.reduce(Int128(0)) {
      $0 + Int128(middle(Int64($1.bin))) * Int128($1.count)
    }
    return Double(sum) / Double(count)
  }

  /// The population standard deviation of the bins' middles; 0 for no values.
  public var standardDeviation: Double {
    guard count > 0 else { return 0 }
    let mean = mean
    var squares = ExactSum()
    for (bin, count) in bins.ascending {
      let distance = Double(middle(Int64(bin))) - mean
      squares.addProduct(distance * distance, Double(count))
    }
    return (squares.value / Double(count)).squareRoot()
  }

  /// The value that a percentage of the values does not exceed: the largest one that shares a bin
  /// with the value of rank ⌊p/100 · n + ½⌋, counted from one. 0 for no values.
  ///
  /// - Parameter percentile: Clamped to 0 … 100. At 0 it is ``minimum``.
  public func value(atPercentile percentile: Double) -> Int64 {
    guard count > 0, !percentile.isNaN else { return 0 }
    let share = min(max(percentile, 0), 100)
    let rank = max(1, Int(share * Double(count) / 100 + 0.5))
    let bin = Int64(bins.bin { $0 >= rank } ?? 0)
    return share == 0 ? bin : highestEquivalent(bin)
  }

  /// As ``value(atPercentile:)`` for q between 0 and 1.
  public func quantile(_ q: Double) -> Int64 { value(atPercentile: 100 * q) }

  /// The number of low bits in which values of one bin differ.
  private func widthBits(_ value: Int64) -> Int {
    max(unitBits, 64 - value.leadingZeroBitCount - resolutionBits)
  }

  private func lowestEquivalent(_ value: Int64) -> Int64 {
    value & ~((1 << widthBits(value)) - 1)
  }

  private func highestEquivalent(_ value: Int64) -> Int64 {
    value | ((1 << widthBits(value)) - 1)
  }

  private func middle(_ value: Int64) -> Int64 {
    lowestEquivalent(value) + ((1 << widthBits(value)) >> 1)
  }
}
