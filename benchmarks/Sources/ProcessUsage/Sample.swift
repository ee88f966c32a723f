/// Processor times of one operation, measured again and again.
public struct Sample {
  private var nanoseconds: [Double] = []
  /// What is measured of nothing.
  private let overhead: Int64

  /// No times yet.
  public init(reserving count: Int = 0) {
    nanoseconds.reserveCapacity(count)
    let empty = (0..<1001).map { _ in
      let began = Usage.cpuNanoseconds
      return Usage.cpuNanoseconds - began
    }
    overhead = empty.sorted()[500]
  }

  /// Measures some operations together.
  public mutating func measure(operations: Int = 1, _ body: () throws -> Void) rethrows {
    let began = Usage.cpuNanoseconds
    try body()
    let time = max(0, Usage.cpuNanoseconds - began - overhead)
    nanoseconds.append(Double(time) / Double(operations))
  }

  /// The time that a share of all operations does not exceed; 0 without any.
  public func quantile(_ share: Double) -> Double {
    let sorted = nanoseconds.sorted()
    if sorted.isEmpty { return 0 }
    return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
  }

  /// The median and the 95th percentile, in nanoseconds.
  public var summary: String {
    "\(Int(quantile(0.5).rounded())) \(Int(quantile(0.95).rounded()))"
  }
}
