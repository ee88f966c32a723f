/// Four 64-bit words: a counter, or one block of output.
@frozen
public struct Block4x64: Hashable, Sendable {
  /// The words, index 0 first.
  public var word0: UInt64
  /// Word 1.
  public var word1: UInt64
  /// Word 2.
  public var word2: UInt64
  /// Word 3.
  public var word3: UInt64

  /// A block of four words.
  @inlinable
  public init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
    self.word3 = word3
  }
}

/// Philox4x64-10, the generator of every random stream.
///
/// Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11.
/// Mirrors: `random123@9545ff6 include/Random123/philox.h`, vectors `statistics/rng-kat.jsonl.gz`.
public enum Philox4x64 {
  /// The block of output that belongs to a counter and a key.
  public static func block(counter: Block4x64, key0: UInt64, key1: UInt64) -> Block4x64 {
    var (c0, c1, c2, c3) = (counter.word0, counter.word1, counter.word2, counter.word3)
    var (k0, k1) = (key0, key1)
    for _ in 0..<10 {
      let a = (0xD2E7_470E_E14C_6C93 as UInt64).multipliedFullWidth(by: c0)
      let b = (0xCA5A_8263_9512_1157 as UInt64).multipliedFullWidth(by: c2)
      (c0, c1, c2, c3) = (b.high ^ c1 ^ k0, b.low, a.high ^ c3 ^ k1, a.low)
      k0 &+= 0x9E37_79B9_7F4A_7C15
      k1 &+= 0xBB67_AE85_84CA_A73B
    }
    return Block4x64(c0, c1, c2, c3)
  }
}
