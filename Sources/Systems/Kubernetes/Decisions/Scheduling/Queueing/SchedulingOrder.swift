/// Which pod is scheduled first.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/queuesort/priority_sort.go`, vectors
/// `kubernetes-scheduler/queue_order.jsonl.gz`.
public struct SchedulingOrder: Sendable, Hashable, Comparable {
  /// Higher goes first; pods without a priority have 0.
  public var priority: Int32
  /// When the pod came to the queue, or last came back to it; earlier goes first. Any unit.
  public var timestamp: Int64

  /// The place of a pod.
  @inlinable
  public init(priority: Int32, timestamp: Int64) {
    self.priority = priority
    self.timestamp = timestamp
  }

  /// Whether `left` is scheduled before `right`.
  @inlinable
  public static func < (left: SchedulingOrder, right: SchedulingOrder) -> Bool {
    left.priority > right.priority
      || (left.priority == right.priority && left.timestamp < right.timestamp)
  }
}
