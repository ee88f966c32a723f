import Kubernetes

/// A pod as the scheduling queue knows it.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/types.go` (QueuedPodInfo).
struct QueuedPod {
  /// Where it is.
  enum Place: UInt8 {
    /// Not in the queue: unknown, assumed or bound.
    case absent
    /// To be scheduled next.
    case active
    /// Waits for the end of its back-off after a rejection.
    case backoff
    /// Waits for the end of its back-off after an error.
    case errorBackoff
    /// Waits for an event that helps, or for its gates.
    case unschedulable
    /// Being scheduled.
    case inFlight
  }

  var place = Place.absent
  /// Higher goes first.
  var priority: Int32 = 0
  /// Pods of one shape get the same hints.
  var shape: Int32 = 0
  /// When it came, or last came back from an attempt.
  var timestamp: Int64 = 0
  /// When its back-off ends; the distant past if it need not wait.
  var backoffExpiry = Int64.min
  /// How often it was taken out to be scheduled.
  var attempts: Int32 = 0
  /// How often it was rejected.
  var unschedulableCount: Int32 = 0
  /// How often in a row it failed with an error.
  var consecutiveErrors: Int32 = 0
  /// Who rejected it at its last attempt, and who kept it out of the queue since.
  var rejectors: SchedulerPlugins = []
  /// Who keeps it out of the queue now.
  var gating: SchedulerPlugins = []

  /// Its place in the heap it is in.
  var position: Int32 = -1
  /// Its group among the unschedulable ones, and its neighbours there.
  var group: Int32 = -1
  var previous: Int32 = -1
  var next: Int32 = -1
  /// Its neighbours among those that the flush looks at.
  var older: Int32 = -1
  var newer: Int32 = -1

  var order: SchedulingOrder { SchedulingOrder(priority: priority, timestamp: timestamp) }
}
