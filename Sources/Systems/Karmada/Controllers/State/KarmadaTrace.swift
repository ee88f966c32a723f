import FleetModel
import Karmada
import KubernetesAPI

/// Health of a workload in one cluster, as the resource interpreter sees it.
public enum ResourceHealth: String, Sendable {
  case healthy = "Healthy"
  case unhealthy = "Unhealthy"
  case unknown = "Unknown"
}

/// One write of the control plane that changed something.
public enum KarmadaChange: Sendable {
  /// A Cluster object appears or is gone.
  case clusterExists(ClusterID, Bool)
  /// A Cluster object got its deletion time stamp.
  case clusterDeleting(ClusterID)
  /// The condition `Ready`.
  case clusterReady(ClusterID, ReadyStatus, reason: String)
  /// A taint was added or removed.
  case clusterTaint(ClusterID, Taint, isAdded: Bool)
  /// The replicas of a template.
  case templateReplicas(ServiceID, Int32)
  /// A binding appears or is gone.
  case bindingExists(ServiceID, Bool)
  /// `spec.replicas` of a binding.
  case bindingReplicas(ServiceID, Int32)
  /// `spec.clusters` of a binding.
  case bindingClusters(ServiceID, [TargetCluster])
  /// An eviction task is added, or dropped (nil).
  case bindingTask(ServiceID, String, EvictionTask?)
  /// The condition `Scheduled`.
  case bindingScheduled(ServiceID, SchedulingResult.Reason)
  /// `status.schedulerObservingAffinityName`.
  case bindingAffinity(ServiceID, String)
  /// Health in the aggregated status; nil when the entry is gone.
  case bindingHealth(ServiceID, ClusterID, ResourceHealth?)
  /// The condition `FullyApplied`.
  case bindingFullyApplied(ServiceID, Bool)
  /// A Work appears or is gone.
  case workExists(ServiceID, ClusterID, Bool)
  /// A Work got its deletion time stamp.
  case workDeleting(ServiceID, ClusterID)
  /// The replicas in the manifest of a Work.
  case workReplicas(ServiceID, ClusterID, Int32)
  /// The condition `Applied` of a Work.
  case workApplied(ServiceID, ClusterID, Bool)
}

/// Is told every change of state that the control plane writes, in order.
public protocol KarmadaTrace: AnyObject {
  /// Called at the instant of the write; must not act on the control plane.
  func changed(_ change: KarmadaChange)
}

/// Is told what the control plane achieves and what it costs.
public protocol KarmadaReporter: AnyObject {
  /// A step of the reaction to a disturbance.
  func reached(_ milestone: Milestone)
  /// Requests were sent to the hub's API server (nil) or a member's.
  func requested(_ count: Int, of cluster: ClusterID?)
}
