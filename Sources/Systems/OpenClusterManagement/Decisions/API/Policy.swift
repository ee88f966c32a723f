import Documents
import KubernetesAPI

/// A policy of the governance add-on.
///
/// Mirrors: `governance-policy-propagator@19b1b7b api/v1/policy_types.go`.
public struct Policy: KubernetesObject {
  /// Name and namespace.
  @OrZero public var metadata: ObjectMeta
  /// What it asks for.
  @OrZero public var spec: PolicySpec
  /// What came of it.
  @OrZero public var status: PolicyStatus
}

/// What a policy asks for.
public struct PolicySpec: Sendable, ZeroValued {
  /// Whether it is on no cluster at all.
  @OrZero public var disabled: Bool
  /// `inform` or `enforce`, in any case; empty leaves it to the templates.
  @OrZero public var remediationAction: String
  /// The policies of the clusters, as they were written.
  public var policyTemplates: [PolicyTemplate]

  private enum CodingKeys: String, CodingKey {
    case disabled, remediationAction
    case policyTemplates = "policy-templates"
  }

  /// Nothing.
  public static var zeroValue: PolicySpec { PolicySpec(policyTemplates: []) }
}

/// One policy of the clusters.
public struct PolicyTemplate: Sendable, Decodable {
  /// A ConfigurationPolicy or another kind.
  public var objectDefinition: Documents.Node?
}

/// What came of a policy.
public struct PolicyStatus: Sendable, ZeroValued {
  /// `Compliant`, `NonCompliant`, `Pending`, or empty if unknown.
  @OrZero public var compliant: String

  /// Unknown.
  public static var zeroValue: PolicyStatus { PolicyStatus() }
}

/// Several policies under one name.
///
/// Mirrors: `governance-policy-propagator@19b1b7b api/v1beta1/policyset_types.go`.
public struct PolicySet: KubernetesObject {
  /// Clusters on which a policy of the set is not.
  public struct Exclusion: Sendable, Decodable {
    /// The policy's name.
    @OrZero public var policyName: String
    /// The clusters.
    public var clusterNames: [String]
  }

  /// The policies of a set.
  public struct Spec: Sendable, ZeroValued {
    /// Their names, in the set's namespace.
    public var policies: [String]
    /// Clusters on which one of them is not.
    public var exclusions: [Exclusion]

    /// No policies.
    public static var zeroValue: Spec { Spec(policies: [], exclusions: []) }
  }

  /// Name and namespace.
  @OrZero public var metadata: ObjectMeta
  /// The policies.
  @OrZero public var spec: Spec
}

/// Brings policies to the clusters of a placement.
///
/// Mirrors: `governance-policy-propagator@19b1b7b api/v1/placementbinding_types.go`.
public struct PlacementBinding: KubernetesObject {
  /// An object in the binding's namespace.
  public struct Reference: Sendable, ZeroValued {
    /// Its group, without a version.
    @OrZero public var apiGroup: String
    /// Its kind.
    @OrZero public var kind: String
    /// Its name.
    @OrZero public var name: String

    /// No object.
    public static var zeroValue: Reference { Reference() }
  }

  /// What the binding changes in its policies.
  public struct Overrides: Sendable, ZeroValued {
    /// `enforce`, in any case, or empty.
    @OrZero public var remediationAction: String

    /// Nothing.
    public static var zeroValue: Overrides { Overrides() }
  }

  /// Name and namespace.
  @OrZero public var metadata: ObjectMeta
  /// The placement.
  @OrZero public var placementRef: Reference
  /// Policies and PolicySets.
  public var subjects: [Reference]
  /// What the binding changes.
  @OrZero public var bindingOverrides: Overrides
  /// `restricted`: only clusters that another binding selects.
  @OrZero public var subFilter: String
}
