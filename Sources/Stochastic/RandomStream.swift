/// A stream of random numbers: Philox4x64-10 at an address.
///
/// The address is (master seed, scenario) as the key and (block, purpose, entity, replication) as
/// the counter, so a stream needs no state to exist: making one costs nothing and the draws depend
/// on nothing but the address. Each phase of an entity's life (first failure, second failure, …)
/// starts at block `phase` · 2³², whatever earlier phases consumed; a strategy that cancels a phase
/// therefore cannot shift the next one.
///
///     var stream = RandomStream(seed, entity: "region-1/node-3", purpose: .failure, phase: 4)
///     let u = stream.uniform()
///
/// The struct is trivial (no references) and 88 bytes; keep hashes and phases, not streams, where
/// there are millions of entities.
@frozen
public struct RandomStream: Sendable {
  @usableFromInline var counter: Block4x64
  @usableFromInline let key0: UInt64
  @usableFromInline let key1: UInt64
  /// The words not yet handed out, the next one first.
  @usableFromInline var pending: Block4x64
  @usableFromInline var pendingCount: Int

  /// The stream of an entity, given the hash of its name.
  public init(_ seed: StreamSeed, entity: UInt64, purpose: StreamPurpose, phase: UInt32 = 0) {
    self.init(
      key0: seed.master, key1: seed.scenario,
      counter: Block4x64(UInt64(phase) << 32, purpose.hash, entity, seed.replication))
  }

  /// The stream of a named entity.
  public init(_ seed: StreamSeed, entity: String, purpose: StreamPurpose, phase: UInt32 = 0) {
    self.init(seed, entity: StreamName.hash(entity), purpose: purpose, phase: phase)
  }

  /// The stream of a named entity for a purpose given by name.
  public init(_ seed: StreamSeed, entity: String, purpose: String, phase: UInt32 = 0) {
    self.init(
      seed, entity: StreamName.hash(entity), purpose: StreamPurpose(purpose), phase: phase)
  }

  /// The stream of an entity, given the hash of its name, for a purpose given by name.
  public init(_ seed: StreamSeed, entity: UInt64, purpose: String, phase: UInt32 = 0) {
    self.init(seed, entity: entity, purpose: StreamPurpose(purpose), phase: phase)
  }

  /// The stream that starts at a given block.
  public init(key0: UInt64, key1: UInt64, counter: Block4x64) {
    self.key0 = key0
    self.key1 = key1
    self.counter = counter
    pending = Block4x64(0, 0, 0, 0)
    pendingCount = 0
  }

  /// The next 64-bit word.
  @inlinable
  public mutating func next() -> UInt64 {
    if pendingCount == 0 { refill() }
    let word = pending.word0
    pending.word0 = pending.word1
    pending.word1 = pending.word2
    pending.word2 = pending.word3
    pendingCount &-= 1
    return word
  }

  /// A number in [0, 1), from the upper 53 bits of one word.
  @inlinable
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number in (0, 1): as ``uniform()``, drawing again in the one case in 2⁵³ of a zero.
  @inlinable
  public mutating func uniformPositive() -> Double {
    while true {
      let value = uniform()
      if value > 0 { return value }
    }
  }

  /// An integer in [0, `bound`), every one equally likely.
  ///
  /// Draws again, with probability below `bound`/2⁶⁴, exactly as `gsl_rng_uniform_int` does.
  ///
  /// - Precondition: `bound` is positive.
  public mutating func uniformInteger(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "an integer below 0 cannot be drawn")
    let scale = UInt64.max / bound
    while true {
      let value = next() / scale
      if value < bound { return value }
    }
  }

  /// An index into something of `count` elements, every one equally likely.
  ///
  /// - Precondition: `count` is positive.
  public mutating func index(below count: Int) -> Int {
    Int(uniformInteger(below: UInt64(count)))
  }

  @usableFromInline
  mutating func refill() {
    pending = Philox4x64.block(counter: counter, key0: key0, key1: key1)
    pendingCount = 4
    let (next, overflow) = counter.word0.addingReportingOverflow(1)
    precondition(!overflow, "a random stream has used up its 2^64 blocks")
    counter.word0 = next
  }
}

/// Lets the standard library's algorithms draw from a stream: `array.shuffle(using: &stream)`.
extension RandomStream: RandomNumberGenerator {}
