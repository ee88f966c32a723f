#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Splitmix64, the generator of the HOLD workload.
struct Splitmix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// In (0, 1).
  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }
}

/// The increments of the HOLD workload: 65,536 ones in whole nanoseconds, so that generating random
/// numbers is not measured.
struct Increments {
  enum Kind: String {
    /// Mean one second.
    case exponential
    /// 90 % a thousandth of these, as heartbeats; 10 % a hundredfold, as failures.
    case bimodal
    /// Heavy tail: shape 1.1, from zero, at most 10⁷ s.
    case pareto
    /// Whole seconds from 1 to 10: masses of equal times.
    case ties
  }

  private let table: UnsafeMutablePointer<Int64>
  private(set) var used = 0

  init(_ kind: Kind = .exponential) {
    table = .allocate(capacity: 65_536)
    var random = Splitmix(state: 42)
    var sum: Int64 = 0
    for index in 0..<65_536 {
      let exponential = -log(random.uniform())
      let increment = Int64(exponential * 1e9)
      sum += increment
      switch kind {
      case .exponential: table[index] = increment
      case .bimodal: table[index] = index % 10 == 9 ? increment * 100 : increment / 1000
      case .pareto: table[index] = Int64(min(exp(exponential / 1.1) - 1, 1e7) * 1e9)
      case .ties: table[index] = 1_000_000_000 * (1 + increment % 10)
      }
    }
    if sum != 65_480_982_889_879 {
      print("note: the table's sum differs on this C library: \(sum)")
    }
  }

  @inline(__always)
  mutating func next() -> Int64 {
    let increment = table[used & 65_535]
    used &+= 1
    return increment
  }
}

/// What one measurement found.
struct Outcome {
  var operationsPerSecond: Double
  var check: UInt64
}
