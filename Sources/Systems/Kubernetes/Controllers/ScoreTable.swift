import FleetModel

/// The scores of a cluster's nodes for the last few shapes of pods asked for, and the nodes that
/// changed since.
///
/// All of it lies in one block, a slice of the memory of all members, so that a decision touches
/// few cache lines and few pages.
struct ScoreTable: BitwiseCopyable {
  /// Shapes kept; more than this evict the one used longest ago.
  static let limit = 16

  private let shapes: UnsafeMutablePointer<Int32>
  private let lastUses: UnsafeMutablePointer<UInt32>
  /// How many changes the scores of a shape include; −1 for none of the nodes.
  private let seen: UnsafeMutablePointer<Int>
  /// The offsets of the nodes that changed last, as a ring.
  private let ring: UnsafeMutablePointer<Int32>
  private let scores: UnsafeMutablePointer<Int16>
  private let count: Int
  private var changes = 0
  private var clock: UInt32 = 0

  /// The bytes that a table for so many nodes needs, a multiple of 64.
  static func byteCount(nodes: Int) -> Int {
    (limit * 16 + nodes * 4 + limit * nodes * 2 + 63) & ~63
  }

  /// Lays a table out in memory that starts at a multiple of 64 and outlives it.
  init(nodes: Int, in memory: UnsafeMutableRawPointer) {
    let limit = Self.limit
    count = nodes
    shapes = memory.bindMemory(to: Int32.self, capacity: limit)
    lastUses = (memory + limit * 4).bindMemory(to: UInt32.self, capacity: limit)
    seen = (memory + limit * 8).bindMemory(to: Int.self, capacity: limit)
    ring = (memory + limit * 16).bindMemory(to: Int32.self, capacity: nodes)
    scores = (memory + limit * 16 + nodes * 4).bindMemory(
      to: Int16.self, capacity: limit * nodes)
    shapes.initialize(repeating: -1, count: limit)
    lastUses.initialize(repeating: 0, count: limit)
    seen.initialize(repeating: -1, count: limit)
    // Ring and scores are written before they are read.
  }

  /// Notes that the node at an offset changed.
  mutating func noteChange(at offset: Int) {
    ring[changes % count] = Int32(truncatingIfNeeded: offset)
    changes &+= 1
  }

  /// The scores for a shape, by node offset, after `score` has been asked for every node that
  /// changed.
  mutating func scores(
    forShape shape: Int, _ score: (Int) -> Int16
  ) -> UnsafePointer<Int16> {
    clock &+= 1
    let slot = slot(forShape: Int32(truncatingIfNeeded: shape))
    let row = scores + slot * count
    let seen = seen[slot]
    if seen < 0 || changes - seen > count {
      for offset in 0..<count { row[offset] = score(offset) }
    } else {
      for change in seen..<changes {
        let offset = Int(ring[change % count])
        row[offset] = score(offset)
      }
    }
    self.seen[slot] = changes
    lastUses[slot] = clock
    return UnsafePointer(row)
  }

  private func slot(forShape shape: Int32) -> Int {
    for slot in 0..<Self.limit where shapes[slot] == shape { return slot }
    var oldest = 0
    for slot in 1..<Self.limit where lastUses[slot] < lastUses[oldest] { oldest = slot }
    shapes[oldest] = shape
    seen[oldest] = -1
    return oldest
  }
}
