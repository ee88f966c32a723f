import Documents
import KubernetesAPI

/// The types of KubeFleet's kinds: the fields that the custom resource definitions have.
///
/// What else the definitions demand of a value is not described: `PlacementDefaults` and the web
/// hooks' validations hold what decisions depend on. A status is not looked at.
///
/// Mirrors: `kubefleet@e160c1cd apis/{cluster,placement}, config/crd/bases`,
/// `fleet-networking@4fcffcf api, config/crd/bases`.
public enum KubeFleetSchemas {
  /// The first field of an object that its kind does not have; nil if its kind is not described.
  ///
  /// The API server drops such fields, and `kubectl apply` refuses them.
  ///
  /// - Parameters:
  ///   - object: The object as written.
  ///   - kind: Its kind, whose version matters: `v1` has not all that `v1beta1` has.
  public static func unknownField(in object: Node, kind: GroupVersionKind) -> UnknownField? {
    guard let schema = schemas[kind.group] else { return nil }
    let version = kind.apiVersion.dropFirst(kind.group.count + 1)
    let versioned = "\(kind.kind)/\(version)"
    return schema.unknownField(in: object, as: schema.describes(versioned) ? versioned : kind.kind)
  }

  /// By group.
  private static let schemas = [
    "cluster.kubernetes-fleet.io": ObjectSchema(ObjectSchema.commonTypes + members),
    "placement.kubernetes-fleet.io": ObjectSchema(
      ObjectSchema.commonTypes + selectors + policies + placements + bindings + overrides
        + stagedUpdates + evictions),
    "networking.fleet.azure.com": ObjectSchema(ObjectSchema.commonTypes + networking),
  ]

  private static let members = """
    Subject
    kind string
    apiGroup string
    name string
    namespace string
    Taint
    key string
    value string
    effect string
    DeleteOptions
    validationMode string
    MemberClusterSpec/v1
    identity Subject
    heartbeatPeriodSeconds int32
    taints []Taint
    MemberCluster/v1
    inline Object
    spec MemberClusterSpec/v1
    MemberClusterSpec
    inline MemberClusterSpec/v1
    deleteOptions *DeleteOptions
    MemberCluster
    inline Object
    spec MemberClusterSpec

    """

  private static let selectors = """
    ResourceSelector
    group string
    version string
    kind string
    name string
    ResourceSelectorTerm
    inline ResourceSelector
    labelSelector *LabelSelector
    selectionScope string
    PropertySelectorRequirement
    name string
    operator string
    values []string
    PropertySelector
    matchExpressions []PropertySelectorRequirement
    PropertySorter
    name string
    sortOrder string
    ClusterSelectorTerm
    labelSelector *LabelSelector
    propertySelector *PropertySelector
    propertySorter *PropertySorter
    ClusterSelector
    clusterSelectorTerms []ClusterSelectorTerm

    """

  private static let policies = """
    PreferredClusterSelector
    weight int32
    preference ClusterSelectorTerm
    ClusterAffinity
    requiredDuringSchedulingIgnoredDuringExecution *ClusterSelector
    preferredDuringSchedulingIgnoredDuringExecution []PreferredClusterSelector
    Affinity
    clusterAffinity *ClusterAffinity
    TopologySpreadConstraint
    maxSkew *int32
    topologyKey string
    whenUnsatisfiable string
    PlacementToleration
    key string
    operator string
    value string
    effect string
    PlacementPolicy
    placementType string
    clusterNames []string
    numberOfClusters *int32
    affinity *Affinity
    topologySpreadConstraints []TopologySpreadConstraint
    tolerations []PlacementToleration
    SchedulingPolicySnapshotSpec
    policy *PlacementPolicy
    policyHash string
    ClusterSchedulingPolicySnapshot
    inline Object
    spec SchedulingPolicySnapshotSpec
    SchedulingPolicySnapshot
    inline Object
    spec SchedulingPolicySnapshotSpec

    """

  private static let placements = """
    RollingUpdateConfig
    maxUnavailable json
    maxSurge json
    unavailablePeriodSeconds *int
    ServerSideApplyConfig
    force bool
    ApplyStrategy
    comparisonOption string
    whenToApply string
    type string
    allowCoOwnership bool
    serverSideApplyConfig *ServerSideApplyConfig
    whenToTakeOver string
    DeleteStrategy
    propagationPolicy string
    ReportBackStrategy
    type string
    destination *string
    RolloutStrategy/v1
    type string
    rollingUpdate *RollingUpdateConfig
    applyStrategy *ApplyStrategy
    RolloutStrategy
    inline RolloutStrategy/v1
    deleteStrategy *DeleteStrategy
    reportBackStrategy *ReportBackStrategy
    PlacementTarget
    resourceSelectors []ResourceSelectorTerm
    policy *PlacementPolicy
    revisionHistoryLimit *int32
    statusReportingScope string
    PlacementSpec/v1
    inline PlacementTarget
    strategy RolloutStrategy/v1
    PlacementSpec
    inline PlacementTarget
    strategy RolloutStrategy
    ClusterResourcePlacement/v1
    inline Object
    spec PlacementSpec/v1
    ClusterResourcePlacement
    inline Object
    spec PlacementSpec
    ResourcePlacement/v1
    inline Object
    spec PlacementSpec/v1
    ResourcePlacement
    inline Object
    spec PlacementSpec

    """

  private static let bindings = """
    NamespacedName
    name string
    namespace string
    ClusterScore
    affinityScore *int32
    priorityScore *int32
    ClusterDecision
    clusterName string
    selected bool
    clusterScore *ClusterScore
    reason string
    ResourceBindingSpec
    state string
    resourceSnapshotName string
    resourceOverrideSnapshots []NamespacedName
    clusterResourceOverrideSnapshots []string
    schedulingPolicySnapshotName string
    targetCluster string
    clusterDecision ClusterDecision
    applyStrategy *ApplyStrategy
    ClusterResourceBinding
    inline Object
    spec ResourceBindingSpec
    ResourceBinding
    inline Object
    spec ResourceBindingSpec

    """

  private static let overrides = """
    JSONPatchOverride
    op string
    path string
    value json
    OverrideRule
    clusterSelector *ClusterSelector
    overrideType string
    jsonPatchOverrides []JSONPatchOverride
    OverridePolicy
    overrideRules []OverrideRule
    PlacementRef
    name string
    scope string
    ClusterResourceOverrideSpec
    placement *PlacementRef
    clusterResourceSelectors []ResourceSelectorTerm
    policy *OverridePolicy
    ClusterResourceOverride
    inline Object
    spec ClusterResourceOverrideSpec
    ClusterResourceOverrideSnapshotSpec
    overrideSpec ClusterResourceOverrideSpec
    overrideHash string
    ClusterResourceOverrideSnapshot
    inline Object
    spec ClusterResourceOverrideSnapshotSpec
    ResourceOverrideSpec
    placement *PlacementRef
    resourceSelectors []ResourceSelector
    policy *OverridePolicy
    ResourceOverride
    inline Object
    spec ResourceOverrideSpec
    ResourceOverrideSnapshotSpec
    overrideSpec ResourceOverrideSpec
    overrideHash string
    ResourceOverrideSnapshot
    inline Object
    spec ResourceOverrideSnapshotSpec

    """

  private static let stagedUpdates = """
    StageTask
    type string
    waitTime *string
    StageConfig
    name string
    labelSelector *LabelSelector
    sortingLabelKey *string
    maxConcurrency json
    afterStageTasks []StageTask
    beforeStageTasks []StageTask
    UpdateStrategySpec
    stages []StageConfig
    ClusterStagedUpdateStrategy
    inline Object
    spec UpdateStrategySpec
    StagedUpdateStrategy
    inline Object
    spec UpdateStrategySpec
    UpdateRunSpec
    placementName string
    resourceSnapshotIndex string
    stagedRolloutStrategyName string
    state string
    ClusterStagedUpdateRun
    inline Object
    spec UpdateRunSpec
    StagedUpdateRun
    inline Object
    spec UpdateRunSpec
    ApprovalRequestSpec
    parentStageRollout string
    targetStage string
    ClusterApprovalRequest
    inline Object
    spec ApprovalRequestSpec
    ApprovalRequest
    inline Object
    spec ApprovalRequestSpec

    """

  private static let evictions = """
    PlacementEvictionSpec
    placementName string
    clusterName string
    ClusterResourcePlacementEviction
    inline Object
    spec PlacementEvictionSpec
    PlacementDisruptionBudgetSpec
    maxUnavailable json
    minAvailable json
    ClusterResourcePlacementDisruptionBudget
    inline Object
    spec PlacementDisruptionBudgetSpec

    """

  private static let networking = """
    ServiceExport
    inline Object
    ServiceImport
    inline Object
    ServicePort
    name string
    protocol string
    appProtocol *string
    port int32
    targetPort json
    ExportedObjectReference
    clusterId string
    apiVersion string
    kind string
    namespace string
    name string
    resourceVersion string
    generation int64
    uid string
    namespacedName string
    exportedSince time
    InternalServiceExportSpec
    ports []ServicePort
    serviceReference ExportedObjectReference
    type string
    isDNSLabelConfigured bool
    isInternalLoadBalancer bool
    publicIPResourceID *string
    weight *int64
    InternalServiceExport
    inline Object
    spec InternalServiceExportSpec
    NamedReference
    name string
    MultiClusterServiceSpec
    serviceImport NamedReference
    MultiClusterService
    inline Object
    spec MultiClusterServiceSpec
    MonitorHeader
    name string
    value string
    MonitorConfig
    intervalInSeconds *int64
    path *string
    port *int64
    protocol *string
    timeoutInSeconds *int64
    toleratedNumberOfFailures *int64
    customHeaders []MonitorHeader
    TrafficManagerProfileSpec
    monitorConfig *MonitorConfig
    resourceGroup string
    TrafficManagerProfile
    inline Object
    spec TrafficManagerProfileSpec
    TrafficManagerBackendSpec
    profile NamedReference
    backend NamedReference
    weight *int64
    TrafficManagerBackend
    inline Object
    spec TrafficManagerBackendSpec

    """
}
