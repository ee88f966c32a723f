import KubernetesAPI

/// Which clusters a resource may go to, and how it is divided among them.
///
/// Optional properties are absent when the manifest leaves them out; an empty selector means
/// something else than none.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/policy/v1alpha1/propagation_types.go`.
public struct Placement: Sendable, Equatable, Decodable {
  /// The one group of clusters; all clusters if neither this nor the ordered groups are given.
  public var clusterAffinity: ClusterAffinity?
  /// Groups of clusters, tried in order.
  public var clusterAffinities: [ClusterAffinityTerm]?
  /// Taints that are no obstacle.
  public var clusterTolerations: [Toleration]?
  /// How many regions, zones, providers and clusters to use.
  public var spreadConstraints: [SpreadConstraint]?
  /// How replicas are divided; absent means that every cluster runs all of them.
  public var replicaScheduling: ReplicaSchedulingStrategy?
  /// Who wants to be together with whom, or apart.
  public var workloadAffinity: WorkloadAffinity?
}

/// Conditions on a cluster that must all hold.
public struct ClusterAffinity: Sendable, Equatable, Decodable {
  /// Conditions on the cluster's labels.
  public var labelSelector: LabelSelector?
  /// Conditions on provider, region and zone.
  public var fieldSelector: ClusterFieldSelector?
  /// The clusters meant; empty for all.
  public var clusterNames: [String]?
  /// The clusters never meant.
  public var exclude: [String]?
}

/// Conditions on provider, region and zone.
public struct ClusterFieldSelector: Sendable, Equatable, Decodable {
  /// All must hold.
  public var matchExpressions: [ClusterFieldRequirement]?
}

/// A condition on one field.
public struct ClusterFieldRequirement: Sendable, Equatable, Decodable {
  /// `provider`, `region` or `zone`.
  public var key: String
  /// `In`, `NotIn`, `Exists` …
  public var `operator`: String
  /// What it is compared with.
  public var values: [String]?
}

/// A named group of clusters; its affinity stands inline.
public struct ClusterAffinityTerm: Sendable, Equatable, Decodable {
  /// The group's name.
  public var affinityName: String?
  /// Conditions as in ``ClusterAffinity``.
  public var labelSelector: LabelSelector?
  public var fieldSelector: ClusterFieldSelector?
  public var clusterNames: [String]?
  public var exclude: [String]?
  /// Further clusters for replicas that do not fit.
  public var overflowAffinities: [OverflowAffinityTerm]?

  /// The conditions of the group itself.
  public var affinity: ClusterAffinity {
    ClusterAffinity(
      labelSelector: labelSelector, fieldSelector: fieldSelector, clusterNames: clusterNames,
      exclude: exclude)
  }
}

/// Clusters that take what does not fit into the group.
public struct OverflowAffinityTerm: Sendable, Equatable, Decodable {
  /// The name of the overflow.
  public var affinityName: String?
  /// Conditions as in ``ClusterAffinity``.
  public var labelSelector: LabelSelector?
  public var fieldSelector: ClusterFieldSelector?
  public var clusterNames: [String]?
  public var exclude: [String]?

  /// The conditions.
  public var affinity: ClusterAffinity {
    ClusterAffinity(
      labelSelector: labelSelector, fieldSelector: fieldSelector, clusterNames: clusterNames,
      exclude: exclude)
  }
}

/// How many groups of a kind to use.
public struct SpreadConstraint: Sendable, Equatable, Decodable {
  /// `cluster`, `region`, `zone` or `provider`.
  public var spreadByField: String?
  /// A label to group by; no decision of the scheduler looks at it.
  public var spreadByLabel: String?
  /// At least so many groups.
  public var minGroups: Int?
  /// At most so many groups.
  public var maxGroups: Int?
}

/// How replicas are divided.
public struct ReplicaSchedulingStrategy: Sendable, Equatable, Decodable {
  /// `Duplicated` or `Divided`.
  public var replicaSchedulingType: String?
  /// `Aggregated` or `Weighted`.
  public var replicaDivisionPreference: String?
  /// The weights.
  public var weightPreference: ClusterPreferences?
}

/// Weights of clusters.
public struct ClusterPreferences: Sendable, Equatable, Decodable {
  /// Fixed weights.
  public var staticWeightList: [StaticClusterWeight]?
  /// `AvailableReplicas`: in proportion to what fits.
  public var dynamicWeight: String?
}

/// The weight of some clusters.
public struct StaticClusterWeight: Sendable, Equatable, Decodable {
  /// Which clusters.
  public var targetCluster: ClusterAffinity?
  /// Their weight.
  public var weight: Int64?
}

/// Labels whose values tell which workloads belong together, or apart.
public struct WorkloadAffinity: Sendable, Equatable, Decodable {
  /// A label to group by.
  public struct Term: Sendable, Equatable, Decodable {
    /// The label's key.
    public var groupByLabelKey: String?
  }
  /// Those with the same value run in the same clusters.
  public var affinity: Term?
  /// Those with the same value run in different clusters.
  public var antiAffinity: Term?
}
