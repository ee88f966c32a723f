/// Words that tests draw from: SplitMix64, the same on every machine.
struct Sampler: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }

  /// A number in [0, 1).
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Roughly normal with mean 0 and variance 1.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

  mutating func normals(_ count: Int, mean: Double = 0, deviation: Double = 1) -> [Double] {
    (0..<count).map { _ in mean + deviation * normal() }
  }
}
