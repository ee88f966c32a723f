import FleetModel
import KubeFed

/// A write to the host's API, for tests and recordings.
public enum KubeFedChange: Sendable, Equatable {
  /// A cluster's status was written; the conditions' times are whole seconds of the run.
  case clusterStatus(ClusterID, [ClusterCondition])
  /// The plan of a preference was written: replicas by cluster.
  case plan(ServiceID, [String: Int64])
  /// The propagation of a service was reported.
  case propagation(ServiceID, AggregateReason)
}

/// Told every write.
public protocol KubeFedTrace: AnyObject {
  /// A write at this instant.
  func changed(_ change: KubeFedChange)
}

/// Told what the run's observers want to know.
public protocol KubeFedReporter: AnyObject {
  /// A step of the reaction to a disturbance.
  func reached(_ milestone: Milestone)
  /// Requests to the API server of a member, or of the host (nil).
  func requested(_ count: Int, of cluster: ClusterID?)
}
