/// Which of the scored nodes becomes the host.
///
/// Upstream puts the nodes on a heap in the order in which the search found them and takes the
/// root. Without extenders no random number breaks ties, so the order of the list decides.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/schedule_one.go` (newSortedNodeScores), vectors
/// `kubernetes-scheduler/schedule_one.jsonl.gz`.
public enum HostSelection {
  /// The index of the host in the list of totals; nil for an empty list.
  ///
  /// A node leaves its place on the heap only for a greater total below it, and of two equal ones
  /// the left moves up. So of all nodes with the highest total, the root is the one that comes first
  /// when every node is read before what hangs on it, left before right; no heap needs to be built.
  public static func host(_ totals: [Int32]) -> Int? {
    totals.withUnsafeBufferPointer { host($0) }
  }

  /// The same in memory of the caller.
  public static func host(_ totals: UnsafeBufferPointer<Int32>) -> Int? {
    guard var highest = totals.first else { return nil }
    for total in totals { highest = max(highest, total) }
    if totals[0] == highest { return 0 }
    var best = 0
    var first = UInt64.max
    for index in totals.indices where totals[index] == highest {
      let position = Self.position(ofHeapIndex: index)
      if position < first {
        first = position
        best = index
      }
    }
    return best
  }

  /// A number that orders places of a heap by reading: the way from the root, bit by bit from the
  /// left, and then its length.
  private static func position(ofHeapIndex index: Int) -> UInt64 {
    let number = UInt64(index) &+ 1
    let zeros = UInt64(truncatingIfNeeded: number.leadingZeroBitCount)
    return (number &<< zeros) | (63 &- zeros)
  }
}
