import GoSemantics

/// A feasible cluster with what the selection and the division need to know about it.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/core/spreadconstraint/util.go` (sortClusters).
public struct ClusterCandidate: Sendable, Equatable {
  /// The cluster's place among ``ClusterSnapshots``, which stand in name order, so that it also
  /// orders candidates by name.
  public var index: Int
  /// The sum of the score plug-ins.
  public var score: Int64
  /// `allocatable` and the replicas that the cluster has already.
  public var available: Int64
  /// How many more replicas fit.
  public var allocatable: Int32
  /// Zero for the cluster affinity itself, *k* for the *k*-th overflow affinity, 1000 for none.
  public var overflowOrder: Int32

  /// - Parameters:
  ///   - index: The cluster's place among the snapshots.
  ///   - overflowOrder: Which affinity let it in.
  ///   - score: The sum of the score plug-ins.
  ///   - allocatable: How many more replicas fit.
  ///   - available: `allocatable` and the replicas that the cluster has already.
  public init(
    index: Int, overflowOrder: Int32 = 0, score: Int64 = 0, allocatable: Int32, available: Int64
  ) {
    self.index = index
    self.overflowOrder = overflowOrder
    self.score = score
    self.allocatable = allocatable
    self.available = available
  }

  /// The order of preference: overflow order, score, available replicas, name.
  @inline(__always)
  static func isPreferred(_ left: ClusterCandidate, _ right: ClusterCandidate) -> Bool {
    if left.overflowOrder != right.overflowOrder { return left.overflowOrder < right.overflowOrder }
    if left.score != right.score { return left.score > right.score }
    if left.available != right.available { return left.available > right.available }
    return left.index < right.index
  }
}

/// The order of preference. It is total, as no two candidates are the same cluster, so every way
/// of sorting gives the same.
enum PreferenceOrder {
  /// Up to so many are put in order by insertion.
  private static let few = 24

  static func sort(_ candidates: inout [ClusterCandidate]) {
    guard candidates.count > few else {
      candidates.withUnsafeMutableBufferPointer(insert)
      return
    }
    guard let ranking = Ranking(candidates) else {
      unstableSort(&candidates, by: ClusterCandidate.isPreferred)
      return
    }
    candidates = candidates.withUnsafeBufferPointer { unordered in
      RankedPositions.withOrder(
        of: unordered.count, bits: ranking.bits, key: { ranking.key(of: unordered[$0]) }
      ) { order in
        [ClusterCandidate](unsafeUninitializedCapacity: order.count) { ordered, count in
          for place in 0..<order.count {
            let position = Int(UInt32(truncatingIfNeeded: order[place]))
            (ordered.baseAddress! + place).initialize(to: unordered[position])
          }
          count = order.count
        }
      }
    }
  }

  private static func insert(_ candidates: inout UnsafeMutableBufferPointer<ClusterCandidate>) {
    var next = 1
    while next < candidates.count {
      let moving = candidates[next]
      var place = next
      while place > 0, ClusterCandidate.isPreferred(moving, candidates[place - 1]) {
        candidates[place] = candidates[place - 1]
        place -= 1
      }
      candidates[place] = moving
      next += 1
    }
  }

  /// Preference as one number, where the numbers of all candidates fit into 32 bits.
  private struct Ranking {
    private var orders: (least: Int32, greatest: Int32)
    private var scores: (least: Int64, greatest: Int64)
    private var rooms: (least: Int64, greatest: Int64)
    private var scoreShift: UInt32 = 0
    private var orderShift: UInt32 = 0
    private(set) var bits = 0

    /// `nil` if they do not fit, or if candidates do not stand in name order, which is what ties
    /// keep.
    init?(_ candidates: [ClusterCandidate]) {
      let first = candidates[0]
      orders = (first.overflowOrder, first.overflowOrder)
      scores = (first.score, first.score)
      rooms = (first.available, first.available)
      var index = -1
      for candidate in candidates {
        if candidate.index <= index { return nil }
        index = candidate.index
        orders.least = min(orders.least, candidate.overflowOrder)
        orders.greatest = max(orders.greatest, candidate.overflowOrder)
        scores.least = min(scores.least, candidate.score)
        scores.greatest = max(scores.greatest, candidate.score)
        rooms.least = min(rooms.least, candidate.available)
        rooms.greatest = max(rooms.greatest, candidate.available)
      }
      let room = Self.bits(from: rooms.least, to: rooms.greatest)
      let score = Self.bits(from: scores.least, to: scores.greatest)
      let order = Self.bits(from: Int64(orders.least), to: Int64(orders.greatest))
      bits = room + score + order
      if bits > 32 { return nil }
      scoreShift = UInt32(room)
      orderShift = UInt32(room + score)
    }

    private static func bits(from least: Int64, to greatest: Int64) -> Int {
      Int64.bitWidth - (greatest &- least).leadingZeroBitCount
    }

    /// The smaller, the more preferred.
    func key(of candidate: ClusterCandidate) -> UInt32 {
      let room = UInt32(truncatingIfNeeded: rooms.greatest &- candidate.available)
      let score = UInt32(truncatingIfNeeded: scores.greatest &- candidate.score)
      let order = UInt32(bitPattern: candidate.overflowOrder &- orders.least)
      return room | score << scoreShift | order << orderShift
    }
  }
}
