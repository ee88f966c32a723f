/// What all random streams of one replication have in common.
///
/// Streams are addressed, never split: a stream is named by its seed, its entity and its purpose,
/// so adding an entity or a purpose leaves every other stream as it was. Arms of a comparison use
/// the same `scenario` value, which makes them meet the same failures at the same instants.
@frozen
public struct StreamSeed: Hashable, Sendable {
  /// The master seed of the experiment.
  public var master: UInt64
  /// The scenario's number; equal in all compared arms.
  public var scenario: UInt64
  /// The replication's index, from 0.
  public var replication: UInt64

  /// Names the streams of one replication.
  public init(master: UInt64, scenario: UInt64 = 0, replication: UInt64 = 0) {
    self.master = master
    self.scenario = scenario
    self.replication = replication
  }
}

/// The hash by which streams are addressed: FNV-1a, 64 bits, over UTF-8.
public enum StreamName {
  /// The hash of an entity's stable name or of a purpose.
  ///
  /// Entities that draw often keep the result and pass it instead of the text.
  public static func hash(_ name: String) -> UInt64 {
    extend(0xcbf2_9ce4_8422_2325, by: name)
  }

  /// The hash of a longer name, from the hash of its beginning.
  ///
  ///     StreamName.extend(StreamName.hash("region-1/"), by: "node-3")
  ///       == StreamName.hash("region-1/node-3")
  public static func extend(_ hash: UInt64, by suffix: String) -> UInt64 {
    var state = hash
    for byte in suffix.utf8 {
      state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return state
  }
}

/// The physical cause that a stream serves, already hashed.
///
/// One purpose is one cause: tie-breaks of placement and failures never share a stream.
@frozen
public struct StreamPurpose: Hashable, Sendable {
  /// FNV-1a-64 of the purpose's name.
  public let hash: UInt64

  /// The purpose of a given name.
  public init(_ name: String) {
    hash = StreamName.hash(name)
  }

  /// Times to failure.
  public static let failure = StreamPurpose("failure")
  /// Durations of repair.
  public static let repair = StreamPurpose("repair")
  /// Instants of arrival, and candidates of a thinned arrival process.
  public static let arrival = StreamPurpose("arrival")
  /// Acceptance of candidates of a thinned arrival process.
  public static let arrivalThinning = StreamPurpose("arrival-thin")
  /// Dwell times of the chain that modulates an arrival process.
  public static let arrivalModulation = StreamPurpose("arrival-modulation")
  /// Sizes of batches that arrive together.
  public static let arrivalBatch = StreamPurpose("arrival-batch")
  /// Service times and lifetimes.
  public static let service = StreamPurpose("service")
  /// Choices among equals when placing.
  public static let placement = StreamPurpose("placement")
  /// Latencies and losses of links.
  public static let network = StreamPurpose("network")
  /// Phases and jitter of periodic loops.
  public static let phase = StreamPurpose("phase")
  /// Which values of a sample a resample takes.
  public static let bootstrap = StreamPurpose("bootstrap")
}

/// A registry that refuses two live entities whose names have the same hash.
///
/// With n names a collision has probability n²/2⁶⁵; when it happens two entities would draw the
/// same numbers, so it must be loud.
public struct StreamRegistry: Sendable {
  private var names: [UInt64: String] = [:]

  /// An empty registry.
  public init() {}

  /// Records an entity and returns its hash.
  ///
  /// - Throws: ``StreamCollision`` if a different name with the same hash is recorded.
  public mutating func register(_ name: String) throws(StreamCollision) -> UInt64 {
    let hash = StreamName.hash(name)
    if let other = names.updateValue(name, forKey: hash), other != name {
      throw StreamCollision(first: other, second: name)
    }
    return hash
  }
}

/// Two entity names that would share their random streams.
public struct StreamCollision: Error, Sendable, Equatable, CustomStringConvertible {
  /// The name recorded first.
  public let first: String
  /// The name refused.
  public let second: String

  /// What happened and what to do.
  public var description: String {
    "entities \"\(first)\" and \"\(second)\" would draw the same random numbers; rename one"
  }
}
