import Documents
import KubernetesAPI

/// A member cluster.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/cluster/v1alpha1/types.go`.
public struct Cluster: KubernetesObject {
  /// Name, labels, deletion.
  @OrZero public var metadata: ObjectMeta
  /// What the administrator says.
  public var spec: ClusterSpec?
  /// What the control plane sees.
  public var status: ClusterStatus?
}

/// What the administrator says of a cluster.
public struct ClusterSpec: Sendable, Decodable {
  /// `Push` or `Pull`.
  public var syncMode: String?
  /// Who runs it.
  public var provider: String?
  /// Where it is.
  public var region: String?
  /// The old, single zone.
  public var zone: String?
  /// Its zones.
  public var zones: [String]?
  /// Its taints.
  public var taints: [Taint]?
  /// Grades of free resources by which nodes are counted.
  public var resourceModels: [ResourceModel]?
}

/// One grade of free resources.
public struct ResourceModel: Sendable, Decodable {
  /// The span of one resource in a grade.
  public struct Range: Sendable, Decodable {
    /// The resource.
    public var name: String
    /// At least so much.
    public var min: Quantity
    /// Less than so much.
    public var max: Quantity
  }
  /// The grade's number.
  public var grade: Int
  /// Its resources.
  public var ranges: [Range]
}

/// What the control plane sees of a cluster.
public struct ClusterStatus: Sendable, Decodable {
  /// `Ready`, `CompleteAPIEnablements` and others.
  public var conditions: [Condition]?
  /// The kinds it serves.
  public var apiEnablements: [APIEnablement]?
  /// How many nodes it has.
  public var nodeSummary: NodeSummary?
  /// Its resources.
  public var resourceSummary: ResourceSummary?
}

/// The kinds of one API version that a cluster serves.
public struct APIEnablement: Sendable, Decodable {
  /// A kind.
  public struct Resource: Sendable, Decodable {
    /// Its plural name.
    public var name: String?
    /// Its kind.
    public var kind: String
  }
  /// The version, with group.
  public var groupVersion: String
  /// Its kinds.
  public var resources: [Resource]?
}

/// How many nodes a cluster has.
public struct NodeSummary: Sendable, Equatable, Decodable {
  /// All nodes.
  public var totalNum: Int32?
  /// Those that are ready.
  public var readyNum: Int32?
}

/// The resources of a cluster.
public struct ResourceSummary: Sendable, Decodable {
  /// What all nodes offer.
  public var allocatable: [String: Quantity]?
  /// What pods without a node ask for.
  public var allocating: [String: Quantity]?
  /// What pods on nodes ask for.
  public var allocated: [String: Quantity]?
  /// How many nodes are of which grade.
  public var allocatableModelings: [AllocatableModeling]?
}

/// How many nodes are of a grade.
public struct AllocatableModeling: Sendable, Equatable, Decodable {
  /// The grade's number.
  public var grade: Int
  /// How many nodes.
  public var count: Int
}

/// Taints that follow from conditions.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/policy/v1alpha1/clustertaint_types.go`.
public struct ClusterTaintPolicy: KubernetesObject {
  /// Name and creation time.
  @OrZero public var metadata: ObjectMeta
  /// The policy.
  public var spec: ClusterTaintPolicySpec
}

/// The body of a ClusterTaintPolicy.
public struct ClusterTaintPolicySpec: Sendable, Decodable {
  /// A condition on conditions.
  public struct MatchCondition: Sendable, Decodable {
    /// The type of the condition.
    public var conditionType: String
    /// `In` or `NotIn`.
    public var `operator`: String
    /// The statuses.
    public var statusValues: [String]?
  }
  /// A taint to add or remove.
  public struct PolicyTaint: Sendable, Decodable {
    /// Key, effect and value.
    public var key: String
    public var effect: String
    public var value: String?
  }
  /// Which clusters; absent for all.
  public var targetClusters: ClusterAffinity?
  /// When to add the taints.
  public var addOnConditions: [MatchCondition]?
  /// When to remove them.
  public var removeOnConditions: [MatchCondition]?
  /// The taints.
  public var taints: [PolicyTaint]?
}
