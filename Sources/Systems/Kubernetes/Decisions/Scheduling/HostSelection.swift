/// Which of the scored nodes becomes the host.
///
/// Upstream puts the nodes on a heap in the order in which the search found them and takes the
/// root. Without extenders no random number breaks ties, so the order of the list decides.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/schedule_one.go` (newSortedNodeScores), vectors
/// `kubernetes-scheduler/schedule_one.jsonl.gz`.
public enum HostSelection {
  /// The index of the host in the list of totals; nil for an empty list.
  public static func host(_ totals: [Int32]) -> Int? {
    var heap: [Int64] = []
    return host(totals, scratch: &heap)
  }

  /// The same with memory that is used again.
  static func host(_ totals: [Int32], scratch heap: inout [Int64]) -> Int? {
    let count = totals.count
    guard count > 0 else { return nil }
    // The first node gives way only to a greater total.
    guard let highest = totals.max(), totals[0] < highest else { return 0 }
    heap.removeAll(keepingCapacity: true)
    for index in 0..<count { heap.append(Int64(totals[index]) << 32 | Int64(index)) }
    heap.withUnsafeMutableBufferPointer { heap in
      var start = count / 2 - 1
      while start >= 0 {
        siftDown(heap, from: start)
        start -= 1
      }
    }
    return Int(heap[0] & 0xffff_ffff)
  }

  private static func siftDown(_ heap: UnsafeMutableBufferPointer<Int64>, from start: Int) {
    var parent = start
    while true {
      var child = 2 &* parent &+ 1
      if child >= heap.count { return }
      let right = child &+ 1
      if right < heap.count, heap[right] >> 32 > heap[child] >> 32 { child = right }
      if heap[child] >> 32 <= heap[parent] >> 32 { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
