import GoSemantics

/// The kind and identity of what is placed.
public struct WorkloadReference: Sendable, Equatable, Hashable {
  /// Group and version.
  public var apiVersion: String
  /// The kind.
  public var kind: String
  /// Empty for cluster-scoped objects.
  public var namespace: String
  /// The name.
  public var name: String
  /// Decides ties between clusters of equal weight.
  public var uid: String

  /// - Parameters:
  ///   - apiVersion: Group and version.
  ///   - kind: The kind.
  ///   - namespace: Empty for cluster-scoped objects.
  ///   - name: The name.
  ///   - uid: The unique identifier.
  public init(
    apiVersion: String, kind: String, namespace: String = "", name: String = "", uid: String = ""
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.uid = uid
  }
}

/// What the scheduler reads of one binding, ready for deciding.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/work/v1alpha2/binding_types.go`.
public struct BindingState: Sendable {
  /// What is placed.
  public var workload: WorkloadReference {
    didSet { nameOrder = WeightDispensing.NameOrder(uid: workload.uid) }
  }
  /// Where it may go.
  public var placement: PlacementRules
  /// The replicas wanted.
  public var replicas: Int32
  /// What one replica asks for; `nil` if `replicaRequirements` is absent.
  public var requirements: ResourceAmounts?
  /// The pod templates of a workload that has several.
  public var components: [WorkloadComponent]
  /// The present targets.
  public var clusters: [TargetCluster]
  /// Clusters in graceful eviction tasks.
  public var evictingClusters: [String]
  /// `status.schedulerObservingAffinityName`.
  public var observedAffinityName: String
  /// Whether a reschedule was asked for after the last scheduling: the earlier result is then
  /// only counted as free room.
  public var isFresh: Bool
  /// Gate `MultiplePodTemplatesScheduling`.
  public var multiplePodTemplatesEnabled: Bool
  /// Which cluster name wins ties.
  public private(set) var nameOrder: WeightDispensing.NameOrder

  /// A binding; what is not given is empty.
  public init(
    workload: WorkloadReference, placement: PlacementRules, replicas: Int32 = 0,
    requirements: ResourceAmounts? = nil, components: [WorkloadComponent] = [],
    clusters: [TargetCluster] = [], evictingClusters: [String] = [],
    observedAffinityName: String = "", isFresh: Bool = false,
    multiplePodTemplatesEnabled: Bool = false
  ) {
    self.workload = workload
    self.placement = placement
    self.replicas = replicas
    self.requirements = requirements
    self.components = components
    self.clusters = clusters
    self.evictingClusters = evictingClusters
    self.observedAffinityName = observedAffinityName
    self.isFresh = isFresh
    self.multiplePodTemplatesEnabled = multiplePodTemplatesEnabled
    nameOrder = WeightDispensing.NameOrder(uid: workload.uid)
  }

  /// Whether the object runs pods.
  public var isWorkload: Bool {
    replicas > 0 || requirements != nil || !components.isEmpty
  }

  /// Whether the workload is placed as whole sets of components: the gate is on, there are
  /// components and exactly one cluster is wanted.
  public var schedulesComponentSets: Bool {
    multiplePodTemplatesEnabled && !components.isEmpty
      && placement.spreadConstraints.contains {
        $0.field == .cluster && $0.limits == SpreadLimits(minGroups: 1, maxGroups: 1)
      }
  }

  /// The room that the selected clusters must have together.
  var replicasToFit: Int32 { schedulesComponentSets ? 1 : replicas }

  /// Whether clusters of overflow affinities are filled after the others.
  var hasOverflow: Bool {
    placement.affinity == nil && !observedAffinityName.isEmpty
      && placement.affinityTerms.contains {
        $0.name == observedAffinityName && $0.overflow != nil
      }
  }
}
