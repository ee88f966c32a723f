/// The other members of the counter-based families, kept to cross-check the one in use.
///
/// Mirrors: `random123@9545ff6 include/Random123/{philox,threefry}.h`, vectors
/// `statistics/rng-kat.jsonl.gz`.
public enum CounterGenerators {
  /// Philox4x32: four words of counter, two of key.
  ///
  /// - Precondition: Four words of counter and two of key.
  public static func philox4x32(rounds: Int, counter: [UInt32], key: [UInt32]) -> [UInt32] {
    philox4(
      rounds: rounds, counter: counter, key: key, multipliers: (0xD251_1F53, 0xCD9E_8D57),
      increments: (0x9E37_79B9, 0xBB67_AE85))
  }

  /// Philox4x64: four words of counter, two of key.
  ///
  /// - Precondition: Four words of counter and two of key.
  public static func philox4x64(rounds: Int, counter: [UInt64], key: [UInt64]) -> [UInt64] {
    philox4(
      rounds: rounds, counter: counter, key: key,
      multipliers: (0xD2E7_470E_E14C_6C93, 0xCA5A_8263_9512_1157),
      increments: (0x9E37_79B9_7F4A_7C15, 0xBB67_AE85_84CA_A73B))
  }

  /// Philox2x64: two words of counter, one of key.
  ///
  /// - Precondition: Two words of counter and one of key.
  public static func philox2x64(rounds: Int, counter: [UInt64], key: [UInt64]) -> [UInt64] {
    precondition(counter.count == 2 && key.count == 1, "Philox2x64 takes 2 + 1 words")
    var (c0, c1, k) = (counter[0], counter[1], key[0])
    for _ in 0..<rounds {
      let product = (0xD2B7_4407_B1CE_6E93 as UInt64).multipliedFullWidth(by: c0)
      (c0, c1) = (product.high ^ k ^ c1, product.low)
      k &+= 0x9E37_79B9_7F4A_7C15
    }
    return [c0, c1]
  }

  /// Threefry4x64: four words of counter, four of key.
  ///
  /// - Precondition: Four words of counter and four of key.
  public static func threefry4x64(rounds: Int, counter: [UInt64], key: [UInt64]) -> [UInt64] {
    threefry4(
      rounds: rounds, counter: counter, key: key, parity: 0x1BD1_1BDA_A9FC_1A22,
      rotations: [
        (14, 16), (52, 57), (23, 40), (5, 37), (25, 33), (46, 12), (58, 22), (32, 32),
      ])
  }

  /// Threefry4x32: four words of counter, four of key.
  ///
  /// - Precondition: Four words of counter and four of key.
  public static func threefry4x32(rounds: Int, counter: [UInt32], key: [UInt32]) -> [UInt32] {
    threefry4(
      rounds: rounds, counter: counter, key: key, parity: 0x1BD1_1BDA,
      rotations: [
        (10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20),
      ])
  }

  /// Threefry2x64: two words of counter, two of key.
  ///
  /// - Precondition: Two words of counter and two of key.
  public static func threefry2x64(rounds: Int, counter: [UInt64], key: [UInt64]) -> [UInt64] {
    precondition(counter.count == 2 && key.count == 2, "Threefry2x64 takes 2 + 2 words")
    let rotations: [UInt64] = [16, 42, 12, 31, 16, 32, 24, 21]
    let schedule = key + [key[0] ^ key[1] ^ 0x1BD1_1BDA_A9FC_1A22]
    var x0 = counter[0] &+ schedule[0]
    var x1 = counter[1] &+ schedule[1]
    for round in 0..<rounds {
      x0 &+= x1
      x1 = rotate(x1, by: rotations[round % 8]) ^ x0
      guard round % 4 == 3 else { continue }
      let injection = round / 4 + 1
      x0 &+= schedule[injection % 3]
      x1 &+= schedule[(injection + 1) % 3] &+ UInt64(injection)
    }
    return [x0, x1]
  }

  private static func philox4<Word: FixedWidthInteger & UnsignedInteger>(
    rounds: Int, counter: [Word], key: [Word], multipliers: (Word, Word),
    increments: (Word, Word)
  ) -> [Word] where Word.Magnitude == Word {
    precondition(counter.count == 4 && key.count == 2, "Philox4 takes 4 + 2 words")
    var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<rounds {
      let a = multipliers.0.multipliedFullWidth(by: c0)
      let b = multipliers.1.multipliedFullWidth(by: c2)
      (c0, c1, c2, c3) = (b.high ^ c1 ^ k0, b.low, a.high ^ c3 ^ k1, a.low)
      k0 &+= increments.0
      k1 &+= increments.1
    }
    return [c0, c1, c2, c3]
  }

  private static func threefry4<Word: FixedWidthInteger & UnsignedInteger>(
    rounds: Int, counter: [Word], key: [Word], parity: Word, rotations: [(Word, Word)]
  ) -> [Word] {
    precondition(counter.count == 4 && key.count == 4, "Threefry4 takes 4 + 4 words")
    let schedule = key + [key.reduce(parity, ^)]
    var x = zip(counter, schedule).map { $0 &+ $1 }
    for round in 0..<rounds {
      // Words 1 and 3 change partners every round.
      let (first, second) = round % 2 == 0 ? (1, 3) : (3, 1)
      let (r0, r1) = rotations[round % 8]
      x[0] &+= x[first]
      x[first] = rotate(x[first], by: r0) ^ x[0]
      x[2] &+= x[second]
      x[second] = rotate(x[second], by: r1) ^ x[2]
      guard round % 4 == 3 else { continue }
      let injection = round / 4 + 1
      for word in 0..<4 { x[word] &+= schedule[(injection + word) % 5] }
      x[3] &+= Word(injection)
    }
    return x
  }

  private static func rotate<Word: FixedWidthInteger>(_ value: Word, by count: Word) -> Word {
    (value &<< count) | (value &>> (Word(Word.bitWidth) - count))
  }
}
