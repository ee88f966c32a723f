/// Durations of one operation, measured again and again.
public struct Sample {
  private var nanoseconds: [Int64] = []

  /// No durations yet.
  public init(reserving count: Int = 0) {
    nanoseconds.reserveCapacity(count)
  }

  /// Adds a duration.
  public mutating func add(_ duration: Int64) { nanoseconds.append(duration) }

  /// The duration that a share of all does not exceed; 0 without any.
  public func quantile(_ share: Double) -> Int64 {
    let sorted = nanoseconds.sorted()
    if sorted.isEmpty { return 0 }
    return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
  }

  /// The median and the 95th percentile, in nanoseconds.
  public var summary: String { "\(quantile(0.5)) \(quantile(0.95))" }
}
