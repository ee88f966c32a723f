import Documents
import KubernetesAPI

/// How many replicas a federated workload has in all and how clusters share them.
///
/// Mirrors: `kubefed@d6f10d2 pkg/apis/scheduling/v1alpha1/replicaschedulingpreference_types.go`.
public struct ReplicaSchedulingPreference: KubernetesObject {
  /// What is wanted.
  public struct Spec: Sendable, Equatable, ZeroValued {
    /// `FederatedDeployment` or `FederatedReplicaSet`, of this object's namespace and name.
    @OrZero public var targetKind: String
    /// Over all clusters.
    @OrZero public var totalReplicas: Int32
    /// Whether replicas that run may move so that the shares are met.
    @OrZero public var rebalance: Bool
    /// Whether the placement's cluster selectors limit the candidates.
    @OrZero public var intersectWithClusterSelector: Bool
    /// By cluster, or `*` for clusters without an entry of their own.
    public var clusters: [String: ClusterPreferences]

    /// Nothing for nobody.
    public init() { clusters = [:] }
    /// Nothing for nobody.
    public static var zeroValue: Spec { Spec() }
  }

  /// Name, namespace.
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: Spec

  /// A preference with nothing in it.
  public init(metadata: ObjectMeta = ObjectMeta(), spec: Spec = Spec()) {
    self.metadata = metadata
    self.spec = spec
  }

  /// What the planner reads of it.
  public var allocation: AllocationPreferences {
    AllocationPreferences(rebalance: spec.rebalance, clusters: spec.clusters)
  }
}

/// The share of one cluster.
public struct ClusterPreferences: Sendable, Equatable, Decodable {
  /// Assigned before anything is shared by weight.
  @OrZero public var minReplicas: Int64
  /// Never more; nil for no bound.
  public var maxReplicas: Int64?
  /// The share of what remains.
  @OrZero public var weight: Int64

  /// A share.
  public init(minReplicas: Int64 = 0, maxReplicas: Int64? = nil, weight: Int64 = 0) {
    self.maxReplicas = maxReplicas
    self.minReplicas = minReplicas
    self.weight = weight
  }
}

/// Shares of all clusters: what both generations of the planner work from.
///
/// Mirrors: `federation@804bb9f apis/federation/types.go` (ReplicaAllocationPreferences).
public struct AllocationPreferences: Sendable, Equatable {
  /// Whether replicas that run may move so that the shares are met.
  public var rebalance: Bool
  /// By cluster, or `*` for clusters without an entry of their own.
  public var clusters: [String: ClusterPreferences]

  /// Preferences.
  public init(rebalance: Bool = false, clusters: [String: ClusterPreferences]) {
    self.rebalance = rebalance
    self.clusters = clusters
  }

  /// Equal shares for all: what holds where nobody said anything.
  public static let equalShares = AllocationPreferences(
    clusters: ["*": ClusterPreferences(weight: 1)])
}
