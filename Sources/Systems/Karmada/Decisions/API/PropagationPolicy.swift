import Documents
import KubernetesAPI

/// What to place where, for resources of one namespace or, as a ClusterPropagationPolicy, of any.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/policy/v1alpha1/propagation_types.go`.
public struct PropagationPolicy: KubernetesObject {
  /// Name, namespace, labels.
  @OrZero public var metadata: ObjectMeta
  /// The policy.
  public var spec: PropagationSpec
}

/// The body of a PropagationPolicy.
public struct PropagationSpec: Sendable, Equatable, Decodable {
  /// What the policy is for.
  public var resourceSelectors: [ResourceSelector]?
  /// Whether resources that a workload needs go with it.
  public var propagateDeps: Bool?
  /// Where to.
  public var placement: Placement?
  /// Which of several matching policies wins; higher first.
  public var priority: Int32?
  /// `Always` or `Never`: whether the policy takes resources from others.
  public var preemption: String?
  /// Which scheduler places the resources.
  public var schedulerName: String?
  /// What to do when something fails.
  public var failover: FailoverBehavior?
  /// `Abort` or `Overwrite` objects that exist in a member already.
  public var conflictResolution: String?
  /// `Lazy` waits for the resource to change before it acts.
  public var activationPreference: String?
  /// How urgent scheduling is.
  public var schedulePriority: PolicySchedulePriority?
  /// What is held back.
  public var suspension: Suspension?
  /// The OverridePolicies, or cluster-wide ones, that must be there first.
  public var dependentOverrides: [String]?
}

/// Which resources are meant.
public struct ResourceSelector: Sendable, Equatable, Decodable {
  /// Group and version, exactly.
  public var apiVersion: String
  /// The kind, exactly.
  public var kind: String
  /// The namespace; empty for any.
  public var namespace: String?
  /// The name; empty for any.
  public var name: String?
  /// Conditions on labels; looked at only without a name.
  public var labelSelector: LabelSelector?

  /// A selector of a kind, and of what else is given.
  public init(
    apiVersion: String, kind: String, namespace: String? = nil, name: String? = nil,
    labelSelector: LabelSelector? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.labelSelector = labelSelector
  }
}

/// What to do when a cluster or an application fails.
public struct FailoverBehavior: Sendable, Equatable, Decodable {
  /// When the application is unhealthy.
  public var application: ApplicationFailoverBehavior?
  /// When a cluster has untolerated taints.
  public var cluster: ClusterFailoverBehavior?
}

/// What to do when an application is unhealthy.
public struct ApplicationFailoverBehavior: Sendable, Equatable, Decodable {
  /// When it counts as failed.
  public struct DecisionConditions: Sendable, Equatable, Decodable {
    /// How long it may be unhealthy.
    public var tolerationSeconds: Int32?
  }
  /// When it counts as failed.
  public var decisionConditions: DecisionConditions?
  /// `Directly`, `Gracefully` or `Never`.
  public var purgeMode: String?
  /// How long the old copy stays.
  public var gracePeriodSeconds: Int32?
  /// What of its state goes along.
  public var statePreservation: StatePreservation?
}

/// What to do when a cluster fails.
public struct ClusterFailoverBehavior: Sendable, Equatable, Decodable {
  /// `Directly` or `Gracefully`.
  public var purgeMode: String?
  /// What of the application's state goes along.
  public var statePreservation: StatePreservation?
}

/// What of an application's state goes along when it moves.
public struct StatePreservation: Sendable, Equatable, Decodable {
  /// A part of the status that becomes a label.
  public struct Rule: Sendable, Equatable, Decodable {
    /// The label's key.
    public var aliasLabelName: String
    /// Where its value stands in the status, such as `{.availableReplicas}`.
    public var jsonPath: String

    /// - Parameters:
    ///   - aliasLabelName: The label's key.
    ///   - jsonPath: Where its value stands in the status.
    public init(aliasLabelName: String, jsonPath: String) {
      self.aliasLabelName = aliasLabelName
      self.jsonPath = jsonPath
    }
  }
  /// One label each.
  public var rules: [Rule]?

  /// - Parameter rules: One label each.
  public init(rules: [Rule]) {
    self.rules = rules
  }
}

/// How urgent scheduling is.
public struct PolicySchedulePriority: Sendable, Equatable, Decodable {
  /// `KubePriorityClass`.
  public var priorityClassSource: String?
  /// The PriorityClass.
  public var priorityClassName: String?
}

/// What is held back.
public struct Suspension: Sendable, Equatable, Decodable {
  /// Clusters whose Works are not applied.
  public struct Clusters: Sendable, Equatable, Decodable {
    /// The clusters.
    public var clusterNames: [String]?
  }
  /// No Work is applied.
  public var dispatching: Bool?
  /// Works are not applied to these clusters.
  public var dispatchingOnClusters: Clusters?
  /// The scheduler leaves the binding alone.
  public var scheduling: Bool?
}
