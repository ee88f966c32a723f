/// Positions of a list put in order of 32-bit keys, by a radix sort: what costs most in a decision
/// about thousands of clusters is comparing them, and ranks need no comparing.
///
/// Keys that are equal keep their order, so the result is that of any stable sort.
///
/// Mirrors: the results of the sorts of `karmada@f8fdd02 pkg/scheduler/core/spreadconstraint`.
enum RankedPositions {
  /// Calls with the positions in order of their keys.
  ///
  /// - Parameters:
  ///   - count: How many positions there are.
  ///   - bits: How many bits of the keys count; the others are zero.
  ///   - key: The key of a position.
  ///   - body: Receives the positions, each in the lower half of a number.
  static func withOrder<Result>(
    of count: Int, bits: Int, key: (Int) -> UInt32,
    _ body: (UnsafeMutableBufferPointer<UInt64>) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * count) { buffer in
      var source = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      var target = UnsafeMutableBufferPointer(rebasing: buffer[count...])
      for position in 0..<count {
        source[position] = UInt64(key(position)) << 32 | UInt64(UInt32(position))
      }
      var shift: UInt64 = 32
      while shift < 32 + UInt64(bits) {
        pass(from: source, to: target, shift)
        swap(&source, &target)
        shift += 8
      }
      return body(source)
    }
  }

  /// Moves everything to its place by eight bits of the keys.
  private static func pass(
    from source: UnsafeMutableBufferPointer<UInt64>, to target: UnsafeMutableBufferPointer<UInt64>,
    _ shift: UInt64
  ) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 256) { next in
      next.initialize(repeating: 0)
      for entry in source { next[Int(entry &>> shift & 255)] &+= 1 }
      var sum: Int32 = 0
      for digit in 0..<256 { (next[digit], sum) = (sum, sum &+ next[digit]) }
      for entry in source {
        let digit = Int(entry &>> shift & 255)
        target[Int(next[digit])] = entry
        next[digit] &+= 1
      }
    }
  }
}
