import Documents
import KubernetesAPI

/// A placement's claim on one cluster: a ClusterResourceBinding, or a ResourceBinding, which has
/// a namespace.
///
/// Mirrors: `kubefleet@e160c1cd apis/placement/v1beta1/binding_types.go`.
public struct ResourceBinding: KubernetesObject, Equatable {
  /// Name, generation …
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: ResourceBindingSpec
  /// How far it has come.
  @OrZero public var status: ResourceBindingStatus

  /// An empty binding.
  public init(
    metadata: ObjectMeta = ObjectMeta(), spec: ResourceBindingSpec = ResourceBindingSpec()
  ) {
    self.metadata = metadata
    self.spec = spec
  }

  /// Records the state that a binding had before it was unscheduled.
  public static let previousStateAnnotation = "kubernetes-fleet.io/previous-binding-state"
}

/// How far a binding has come.
public enum BindingState {
  /// The scheduler chose the cluster; nothing is there yet.
  public static let scheduled = "Scheduled"
  /// Released: the resources are there or on their way.
  public static let bound = "Bound"
  /// No longer wanted; the resources are still there.
  public static let unscheduled = "Unscheduled"
}

/// What is wanted on one cluster.
public struct ResourceBindingSpec: Sendable, Equatable, ZeroValued {
  /// See ``BindingState``.
  @OrZero public var state: String
  /// The resources' version.
  @OrZero public var resourceSnapshotName: String
  /// Overrides of namespaced resources, in order.
  public var resourceOverrideSnapshots: [NamespacedName] = []
  /// Overrides of cluster-scoped resources, in order.
  public var clusterResourceOverrideSnapshots: [String] = []
  /// The policy by which the cluster was chosen.
  @OrZero public var schedulingPolicySnapshotName: String
  /// The cluster.
  @OrZero public var targetCluster: String
  /// Why the cluster was chosen.
  @OrZero public var clusterDecision: ClusterDecision
  /// How resources are applied.
  public var applyStrategy: ApplyStrategy?

  /// Nothing said.
  public init() {}

  /// Nothing said.
  public static var zeroValue: ResourceBindingSpec { ResourceBindingSpec() }
}

/// How far a binding has come.
public struct ResourceBindingStatus: Sendable, Equatable, ZeroValued {
  /// RolloutStarted, Overridden, WorkSynchronized, Applied, Available, DiffReported.
  public var conditions: [Condition] = []

  /// Nothing reported.
  public static var zeroValue: ResourceBindingStatus { ResourceBindingStatus() }
}

/// A name in a namespace.
public struct NamespacedName: Sendable, Hashable, Decodable {
  /// The name.
  @OrZero public var name: String
  /// The namespace.
  @OrZero public var namespace: String

  /// A name in a namespace.
  public init(namespace: String, name: String) {
    self.name = name
    self.namespace = namespace
  }
}

/// The scheduler's word on one cluster.
public struct ClusterDecision: Sendable, Equatable, ZeroValued {
  /// The cluster.
  @OrZero public var clusterName: String
  /// Whether it was chosen.
  @OrZero public var selected: Bool
  /// Of `PickAll` and `PickN`.
  public var clusterScore: DecisionScore?
  /// Why.
  @OrZero public var reason: String

  /// A decision.
  public init(
    clusterName: String = "", selected: Bool = false, clusterScore: DecisionScore? = nil,
    reason: String = ""
  ) {
    self.clusterScore = clusterScore
    self.clusterName = clusterName
    self.selected = selected
    self.reason = reason
  }

  /// No decision.
  public static var zeroValue: ClusterDecision { ClusterDecision() }
}

/// The scores kept with a decision.
public struct DecisionScore: Sendable, Equatable, Decodable {
  /// The sum of the wishes.
  public var affinityScore: Int32?
  /// The score of the topology spread, under its surprising name.
  public var priorityScore: Int32?

  /// Both scores.
  public init(affinityScore: Int32?, priorityScore: Int32?) {
    self.affinityScore = affinityScore
    self.priorityScore = priorityScore
  }
}
