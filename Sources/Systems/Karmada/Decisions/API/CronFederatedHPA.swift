import Documents
import KubernetesAPI

/// Times at which a FederatedHPA gets other limits, or a workload another number of replicas.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/autoscaling/v1alpha1/cronfederatedhpa_types.go`.
public struct CronFederatedHPA: KubernetesObject {
  /// What is changed.
  public struct Target: Sendable, Equatable, Decodable {
    /// Group and version.
    @OrZero public var apiVersion: String
    /// The kind.
    public var kind: String
    /// The name, in the same namespace.
    public var name: String
  }

  /// What is wanted.
  public struct Spec: Sendable, Decodable {
    /// What is changed.
    public var scaleTargetRef: Target
    /// When, and how.
    public var rules: [CronFederatedHPARule]
  }

  /// Name and namespace.
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  public var spec: Spec
}

/// A time that recurs, and what happens then.
public struct CronFederatedHPARule: Sendable, Equatable, Decodable {
  /// Unique in the object.
  public var name: String
  /// When: five fields or a descriptor.
  public var schedule: String
  /// The new number of replicas of a workload.
  public var targetReplicas: Int32?
  /// The new `minReplicas` of a FederatedHPA.
  public var targetMinReplicas: Int32?
  /// The new `maxReplicas` of a FederatedHPA.
  public var targetMaxReplicas: Int32?
  /// Whether nothing happens for now.
  public var suspend: Bool?
  /// Whose clock counts; nil for that of the controller.
  public var timeZone: String?
  /// How many successes are remembered; nil for 3.
  public var successfulHistoryLimit: Int32?
  /// How many failures are remembered; nil for 3.
  public var failedHistoryLimit: Int32?

  /// A rule.
  public init(name: String, schedule: String) {
    self.name = name
    self.schedule = schedule
  }
}
