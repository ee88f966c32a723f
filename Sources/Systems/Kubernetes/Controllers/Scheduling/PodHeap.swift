import Kubernetes

/// A heap of queued pods, ordered by the end of their back-off and then as they are scheduled.
///
/// Equal pods come out in the order that Go's `container/heap` gives them.
///
/// Mirrors: `go src/container/heap/heap.go`, `kubernetes@v1.36.2 pkg/scheduler/backend/heap/heap.go`.
struct PodHeap {
  private struct Entry {
    let expiry: Int64
    let order: SchedulingOrder
    let pod: Int32

    static func < (left: Entry, right: Entry) -> Bool {
      left.expiry < right.expiry || (left.expiry == right.expiry && left.order < right.order)
    }
  }

  private var entries: [Entry] = []

  var isEmpty: Bool { entries.isEmpty }
  var count: Int { entries.count }
  /// When the first pod's back-off ends.
  var firstExpiry: Int64? { entries.first?.expiry }

  mutating func push(
    _ pod: Int32, expiry: Int64, order: SchedulingOrder, in pods: inout [QueuedPod]
  ) {
    entries.append(Entry(expiry: expiry, order: order, pod: pod))
    pods[Int(pod)].position = Int32(entries.count - 1)
    raise(entries.count - 1, in: &pods)
  }

  mutating func pop(in pods: inout [QueuedPod]) -> Int32? {
    if entries.isEmpty { return nil }
    let last = entries.count - 1
    exchange(0, last, in: &pods)
    _ = lower(0, count: last, in: &pods)
    return removeLast(in: &pods)
  }

  /// Takes out the pod at a position.
  mutating func remove(at position: Int32, in pods: inout [QueuedPod]) {
    let (index, last) = (Int(position), entries.count - 1)
    if index != last {
      exchange(index, last, in: &pods)
      if !lower(index, count: last, in: &pods) { raise(index, in: &pods) }
    }
    _ = removeLast(in: &pods)
  }

  private mutating func removeLast(in pods: inout [QueuedPod]) -> Int32 {
    let pod = entries.removeLast().pod
    pods[Int(pod)].position = -1
    return pod
  }

  private mutating func exchange(_ left: Int, _ right: Int, in pods: inout [QueuedPod]) {
    entries.swapAt(left, right)
    pods[Int(entries[left].pod)].position = Int32(left)
    pods[Int(entries[right].pod)].position = Int32(right)
  }

  private mutating func raise(_ index: Int, in pods: inout [QueuedPod]) {
    var index = index
    while index > 0 {
      let parent = (index - 1) / 2
      if !(entries[index] < entries[parent]) { return }
      exchange(parent, index, in: &pods)
      index = parent
    }
  }

  /// Whether it moved.
  private mutating func lower(_ start: Int, count: Int, in pods: inout [QueuedPod]) -> Bool {
    var index = start
    while true {
      let left = 2 * index + 1
      if left >= count { break }
      let right = left + 1
      let child = right < count && entries[right] < entries[left] ? right : left
      if !(entries[child] < entries[index]) { break }
      exchange(index, child, in: &pods)
      index = child
    }
    return index > start
  }
}
