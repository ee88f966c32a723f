import FleetModel

/// The scores of a cluster's nodes for the last few shapes of pods asked for, and the nodes that
/// changed since: one block of memory per cluster, so that a decision touches few cache lines.
struct ScoreTable: ~Copyable {
  /// Shapes kept; more than this evict the one used longest ago.
  static let limit = 8

  private struct Header: BitwiseCopyable {
    var shape: Int32 = -1
    /// How many changes the scores include; −1 for none of the nodes.
    var seen: Int = -1
    var lastUse: Int = 0
  }

  private let headers: UnsafeMutablePointer<Header>
  private let scores: UnsafeMutablePointer<Int16>
  /// The offsets of the nodes that changed last, as a ring.
  private let ring: UnsafeMutablePointer<Int32>
  private let count: Int
  private var changes = 0
  private var clock = 0

  init(nodes: Int) {
    count = nodes
    headers = .allocate(capacity: Self.limit)
    headers.initialize(repeating: Header(), count: Self.limit)
    scores = .allocate(capacity: Self.limit * nodes)
    scores.initialize(repeating: -1, count: Self.limit * nodes)
    ring = .allocate(capacity: nodes)
    ring.initialize(repeating: 0, count: nodes)
  }

  deinit {
    headers.deallocate()
    scores.deallocate()
    ring.deallocate()
  }

  /// Notes that the node at an offset changed.
  mutating func noteChange(at offset: Int) {
    ring[changes % count] = Int32(truncatingIfNeeded: offset)
    changes += 1
  }

  /// The scores for a shape, by node offset, after `score` has been asked for every node that
  /// changed.
  mutating func scores(
    forShape shape: Int, _ score: (Int) -> Int16
  ) -> UnsafePointer<Int16> {
    clock += 1
    let slot = slot(forShape: Int32(truncatingIfNeeded: shape))
    let row = scores + slot * count
    let seen = headers[slot].seen
    if seen < 0 || changes - seen > count {
      for offset in 0..<count { row[offset] = score(offset) }
    } else {
      for change in seen..<changes {
        let offset = Int(ring[change % count])
        row[offset] = score(offset)
      }
    }
    headers[slot].seen = changes
    headers[slot].lastUse = clock
    return UnsafePointer(row)
  }

  private func slot(forShape shape: Int32) -> Int {
    var oldest = 0
    for slot in 0..<Self.limit {
      if headers[slot].shape == shape { return slot }
      if headers[slot].lastUse < headers[oldest].lastUse { oldest = slot }
    }
    headers[oldest] = Header(shape: shape, seen: -1, lastUse: 0)
    return oldest
  }
}
