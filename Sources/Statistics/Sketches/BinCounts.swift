/// How many values fell into each of some numbered bins.
struct BinCounts: Sendable, Equatable {
  private var counts: [Int: Int] = [:]
  /// How many values.
  private(set) var total = 0

  mutating func add(_ count: Int, to bin: Int) {
    counts[bin, default: 0] += count
    total += count
  }

  mutating func merge(_ other: BinCounts) {
    // order-free: additions to different bins do not see each other.
    for (bin, count) in other.counts { counts[bin, default: 0] += count }
    total += other.total
  }

  /// Moves everything below a bin into it.
  mutating func collapse(below floor: Int) {
    // order-free: the counts are added up.
    for (bin, count) in counts where bin < floor {
      counts[bin] = nil
      counts[floor, default: 0] += count
    }
  }

  /// How many bins are in use.
  var binCount: Int { counts.count }

  /// The bins in use, in ascending order.
  var ascending: [(bin: Int, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The first bin at which a condition on the running count holds, otherwise the last.
  func bin(where reaches: (_ running: Int) -> Bool) -> Int? {
    let bins = ascending
    var running = 0
    for (bin, count) in bins {
      running += count
      if reaches(running) { return bin }
    }
    return bins.last?.bin
  }
}
