import Documents
import KubernetesAPI

/// One placed resource: what the scheduler reads and writes.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/work/v1alpha2/binding_types.go`.
public struct ResourceBinding: KubernetesObject {
  /// Name, namespace, generation.
  @OrZero public var metadata: ObjectMeta
  /// What is wanted and where it is placed.
  public var spec: ResourceBindingSpec
  /// How far the system is.
  public var status: ResourceBindingStatus?
}

/// What is wanted and where it is placed.
public struct ResourceBindingSpec: Sendable, Decodable {
  /// The resource.
  public var resource: ObjectReference
  /// The replicas wanted.
  public var replicas: Int32?
  /// What one replica asks for.
  public var replicaRequirements: ReplicaRequirements?
  /// The pod templates of a workload that has several.
  public var components: [Component]?
  /// Where it is placed.
  public var clusters: [TargetCluster]?
  /// Where it may be placed.
  public var placement: Placement?
  /// The clusters that it is leaving.
  public var gracefulEvictionTasks: [GracefulEvictionTask]?
  /// When somebody asked for a new placement.
  public var rescheduleTriggeredAt: String?
  /// How urgent scheduling is.
  public var schedulePriority: SchedulePriority?
  /// What is held back.
  public var suspension: Suspension?
  /// What to do when something fails.
  public var failover: FailoverBehavior?
  /// Whether resources that it needs go with it.
  public var propagateDeps: Bool?
  /// Which scheduler places it.
  public var schedulerName: String?
  /// Bindings that need this resource, with their clusters.
  public var requiredBy: [BindingSnapshot]?
  /// Which other workloads it wants to be with, or apart from.
  public var workloadAffinityGroups: WorkloadAffinityGroups?
  /// `Abort` or `Overwrite` objects that exist in a member already.
  public var conflictResolution: String?
  /// Whether members keep the object when the template is deleted.
  public var preserveResourcesOnDeletion: Bool?
}

/// A binding that needs a resource, with its clusters.
public struct BindingSnapshot: Sendable, Equatable, Decodable {
  /// Empty for cluster-scoped bindings.
  public var namespace: String?
  /// The binding.
  public var name: String
  /// Its clusters.
  public var clusters: [TargetCluster]?

  /// - Parameters:
  ///   - namespace: Empty for cluster-scoped bindings.
  ///   - name: The binding.
  ///   - clusters: Its clusters.
  public init(namespace: String, name: String, clusters: [TargetCluster]) {
    self.namespace = namespace
    self.name = name
    self.clusters = clusters
  }
}

/// Which other workloads a workload wants to be with, or apart from; empty for none.
public struct WorkloadAffinityGroups: Sendable, Equatable, Decodable {
  /// `<label key>=<value>`: all of the group run in the same clusters.
  @OrZero public var affinityGroup: String
  /// `<label key>=<value>`: all of the group run in different clusters.
  @OrZero public var antiAffinityGroup: String

  /// - Parameters:
  ///   - affinityGroup: Those to be with; empty for none.
  ///   - antiAffinityGroup: Those to be apart from; empty for none.
  public init(affinityGroup: String = "", antiAffinityGroup: String = "") {
    self.affinityGroup = affinityGroup
    self.antiAffinityGroup = antiAffinityGroup
  }
}

/// The resource of a binding.
public struct ObjectReference: Sendable, Decodable {
  /// Group and version, kind, namespace and name.
  public var apiVersion: String
  public var kind: String
  public var namespace: String?
  public var name: String?
  /// The resource's unique identifier.
  public var uid: String?
}

/// What one replica asks for.
public struct ReplicaRequirements: Sendable, Decodable {
  /// Requests by resource.
  public var resourceRequest: [String: Quantity]?
  /// Which nodes it may stand on; looked at by accurate estimators only.
  public var nodeClaim: NodeClaim?
}

/// Which nodes a replica may stand on.
public struct NodeClaim: Sendable, Equatable, Decodable {
  /// What a node must satisfy.
  public var hardNodeAffinity: NodeSelector?
  /// Labels that the node must have.
  public var nodeSelector: [String: String]?
  /// Which taints are endured.
  public var tolerations: [Toleration]?
}

/// One pod template of several.
public struct Component: Sendable, Decodable {
  /// The template's name.
  public var name: String
  /// Its replicas.
  public var replicas: Int32?
  /// What one replica asks for.
  public var replicaRequirements: ReplicaRequirements?
}

/// A cluster that a binding is leaving.
public struct GracefulEvictionTask: Sendable, Decodable {
  /// The cluster.
  public var fromCluster: String
  /// `Directly`, `Gracefully` or `Never`.
  public var purgeMode: String?
  /// The replicas that it had.
  public var replicas: Int32?
  /// Why, in a word and in a sentence, and who says so.
  public var reason: String?
  public var message: String?
  public var producer: String?
  /// How long the task may last.
  public var gracePeriodSeconds: Int32?
  /// Keeps the task for ever, or ends it.
  public var suppressDeletion: Bool?
  /// When it was first looked at.
  public var creationTimestamp: String?
  /// Labels that take the application's state to its next cluster.
  public var preservedLabelState: [String: String]?
  /// Where it ran before; these clusters do not get the labels.
  public var clustersBeforeFailover: [String]?
}

/// How urgent scheduling is.
public struct SchedulePriority: Sendable, Equatable, Decodable {
  /// Higher first.
  public var priority: Int32?
}

/// How far the system is with a binding.
public struct ResourceBindingStatus: Sendable, Decodable {
  /// The generation that was scheduled.
  public var schedulerObservedGeneration: Int64?
  /// The group of clusters in use; upstream's Go name says "Observed".
  public var schedulerObservingAffinityName: String?
  /// When it was scheduled last.
  public var lastScheduledTime: String?
  /// `Scheduled` and `FullyApplied`.
  public var conditions: [Condition]?
  /// The state in each cluster.
  public var aggregatedStatus: [AggregatedStatusItem]?
}

/// The state of a resource in one cluster.
public struct AggregatedStatusItem: Sendable, Decodable {
  /// The cluster.
  public var clusterName: String
  /// Whether it was applied.
  public var applied: Bool?
  /// `Healthy`, `Unhealthy` or `Unknown`.
  public var health: String?
  /// The object's own status, as the member reports it.
  public var status: Node?
}
