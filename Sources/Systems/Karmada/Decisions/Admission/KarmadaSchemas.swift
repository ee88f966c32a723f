import KubernetesAPI

/// The types of Karmada's kinds: their fields in Go's order, and what the custom resource
/// definitions demand.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/{policy,autoscaling}/v1alpha1`, `charts/karmada/_crds/bases`.
enum KarmadaSchemas {
  static let all = ObjectSchema(
    ObjectSchema.commonTypes + selectors + propagation + overrides + taints + quotas + autoscaling)

  private static let selectors = """
    FieldSelector
    matchExpressions []NodeSelectorRequirement
    ClusterAffinity
    labelSelector *LabelSelector
    fieldSelector *FieldSelector
    clusterNames []string
    exclude []string
    ResourceSelector
    apiVersion string always required
    kind string always required
    namespace string
    name string
    labelSelector *LabelSelector

    """

  private static let propagation = """
    OverflowClusterAffinity
    affinityName string always required minLength=1 maxLength=32
    inline ClusterAffinity
    ClusterAffinityTerm
    affinityName string always required minLength=1 maxLength=32
    inline ClusterAffinity
    overflowAffinities []OverflowClusterAffinity
    SpreadConstraint
    spreadByField string enum=cluster|region|zone|provider
    spreadByLabel string
    maxGroups int
    minGroups int
    StaticClusterWeight
    targetCluster ClusterAffinity always required
    weight int64 always required minimum=1
    ClusterPreferences
    staticWeightList []StaticClusterWeight
    dynamicWeight string enum=AvailableReplicas
    ReplicaSchedulingStrategy
    replicaSchedulingType string enum=Duplicated|Divided default="Divided"
    replicaDivisionPreference string enum=Aggregated|Weighted
    weightPreference *ClusterPreferences
    WorkloadAffinityTerm
    groupByLabelKey string always required
    WorkloadAffinity
    affinity *WorkloadAffinityTerm
    antiAffinity *WorkloadAffinityTerm
    Placement
    clusterAffinity *ClusterAffinity
    clusterAffinities []ClusterAffinityTerm
    clusterTolerations []Toleration
    spreadConstraints []SpreadConstraint
    replicaScheduling *ReplicaSchedulingStrategy
    workloadAffinity *WorkloadAffinity
    StatePreservationRule
    aliasLabelName string always required
    jsonPath string always required
    StatePreservation
    rules []StatePreservationRule always required
    DecisionConditions
    tolerationSeconds *int32 default=300
    ApplicationFailoverBehavior
    decisionConditions DecisionConditions always required
    purgeMode string enum=Directly|Gracefully|Never default="Gracefully"
    gracePeriodSeconds *int32
    statePreservation *StatePreservation
    ClusterFailoverBehavior
    purgeMode string enum=Directly|Gracefully default="Gracefully"
    statePreservation *StatePreservation
    FailoverBehavior
    application *ApplicationFailoverBehavior
    cluster *ClusterFailoverBehavior
    SuspendClusters
    clusterNames []string
    Suspension
    dispatching *bool
    dispatchingOnClusters *SuspendClusters
    SchedulePriority
    priorityClassSource string always required enum=KubePriorityClass
    priorityClassName string always required
    PropagationSpec
    resourceSelectors []ResourceSelector always required minItems=1
    association bool
    propagateDeps bool
    placement Placement
    priority *int32 default=0
    preemption string enum=Always|Never default="Never"
    dependentOverrides []string
    schedulerName string default="default-scheduler"
    failover *FailoverBehavior
    conflictResolution string enum=Abort|Overwrite default="Abort"
    activationPreference string enum=Lazy
    suspension *Suspension
    preserveResourcesOnDeletion *bool
    schedulePriority *SchedulePriority
    PropagationPolicy
    inline Object
    spec PropagationSpec always required
    ClusterPropagationPolicy
    inline Object
    spec PropagationSpec always required

    """

  private static let overrides = """
    PlaintextOverrider
    path string always required
    operator string always required enum=add|remove|replace
    value json
    ImagePredicate
    path string always required
    ImageOverrider
    predicate *ImagePredicate
    component string always required enum=Registry|Repository|Tag
    operator string always required enum=add|remove|replace
    value string
    CommandArgsOverrider
    containerName string always required
    operator string always required enum=add|remove
    value []string
    LabelAnnotationOverrider
    operator string always required enum=add|remove|replace
    value map[string]string always required
    PatchOperation
    subPath string always required
    operator string always required enum=add|remove|replace
    value json
    FieldOverrider
    fieldPath string always required
    json []PatchOperation
    yaml []PatchOperation
    Overriders
    plaintext []PlaintextOverrider
    imageOverrider []ImageOverrider
    commandOverrider []CommandArgsOverrider
    argsOverrider []CommandArgsOverrider
    labelsOverrider []LabelAnnotationOverrider
    annotationsOverrider []LabelAnnotationOverrider
    fieldOverrider []FieldOverrider
    RuleWithCluster
    targetCluster *ClusterAffinity
    overriders Overriders always required
    OverrideSpec
    resourceSelectors []ResourceSelector
    overrideRules []RuleWithCluster
    targetCluster *ClusterAffinity
    overriders Overriders always
    OverridePolicy
    inline Object
    spec OverrideSpec always required
    ClusterOverridePolicy
    inline Object
    spec OverrideSpec always required

    """

  private static let taints = """
    MatchCondition
    conditionType string always required
    operator string always required
    statusValues []string always required
    PolicyTaint
    key string always required
    effect string always required
    value string
    ClusterTaintPolicySpec
    targetClusters *ClusterAffinity
    addOnConditions []MatchCondition
    removeOnConditions []MatchCondition
    taints []PolicyTaint always required minItems=1
    ClusterTaintPolicy
    inline Object
    spec ClusterTaintPolicySpec always required

    """

  private static let quotas = """
    StaticClusterAssignment
    clusterName string always required
    hard map[string]quantity always required
    FederatedResourceQuotaSpec
    overall map[string]quantity always required
    staticAssignments []StaticClusterAssignment
    ClusterQuotaStatus
    clusterName string always required
    hard map[string]quantity
    used map[string]quantity
    FederatedResourceQuotaStatus
    overall map[string]quantity
    overallUsed map[string]quantity
    aggregatedStatus []ClusterQuotaStatus
    FederatedResourceQuota
    inline Object
    spec FederatedResourceQuotaSpec always required
    status FederatedResourceQuotaStatus

    """

  private static let autoscaling = """
    CrossVersionObjectReference
    kind string always required
    name string always required
    apiVersion string
    MetricIdentifier
    name string always required
    selector *LabelSelector
    MetricTarget
    type string always required
    value *quantity
    averageValue *quantity
    averageUtilization *int32
    ObjectMetricSource
    describedObject CrossVersionObjectReference always required
    target MetricTarget always required
    metric MetricIdentifier always required
    PodsMetricSource
    metric MetricIdentifier always required
    target MetricTarget always required
    ResourceMetricSource
    name string always required
    target MetricTarget always required
    ContainerResourceMetricSource
    name string always required
    target MetricTarget always required
    container string always required
    MetricSpec
    type string always required
    object *ObjectMetricSource
    pods *PodsMetricSource
    resource *ResourceMetricSource
    containerResource *ContainerResourceMetricSource
    external *PodsMetricSource
    HPAScalingPolicy
    type string always required
    value int32 always required
    periodSeconds int32 always required
    HPAScalingRules
    stabilizationWindowSeconds *int32
    selectPolicy *string
    policies []HPAScalingPolicy
    tolerance *quantity
    HorizontalPodAutoscalerBehavior
    scaleUp *HPAScalingRules
    scaleDown *HPAScalingRules
    FederatedHPASpec
    scaleTargetRef CrossVersionObjectReference always required
    minReplicas *int32
    maxReplicas int32 always required
    metrics []MetricSpec
    behavior *HorizontalPodAutoscalerBehavior
    FederatedHPA
    inline Object
    spec FederatedHPASpec always required
    CronFederatedHPARule
    name string always required minLength=1 maxLength=32
    schedule string always required
    targetReplicas *int32
    targetMinReplicas *int32
    targetMaxReplicas *int32
    suspend *bool default=false
    timeZone *string
    successfulHistoryLimit *int32 default=3 minimum=1 maximum=32
    failedHistoryLimit *int32 default=3 minimum=0 maximum=32
    CronFederatedHPASpec
    scaleTargetRef CrossVersionObjectReference always required
    rules []CronFederatedHPARule always required
    CronFederatedHPA
    inline Object
    spec CronFederatedHPASpec always required

    """
}
