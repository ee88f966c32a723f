import Documents
import GoSemantics
import KubernetesAPI

/// The settings of a KubeFed control plane; what is absent keeps its default.
///
/// Mirrors: `kubefed@d6f10d2 pkg/apis/core/v1beta1/kubefedconfig_types.go`.
public struct KubeFedConfig: KubernetesObject {
  /// What is set.
  public struct Spec: Sendable, ZeroValued {
    /// `Cluster` or `Namespaced`.
    @OrZero public var scope: String
    /// How long changes of clusters wait.
    public var controllerDuration: ControllerDuration?
    /// Who leads.
    public var leaderElect: LeaderElect?
    /// How members are probed.
    public var clusterHealthCheck: ClusterHealthCheck?
    /// The controllers that propagate.
    public var syncController: SyncController?
    /// The controllers that collect status.
    public var statusController: StatusController?
    /// Which features are on.
    public var featureGates: [FeatureGate]

    /// All defaults.
    public init() { featureGates = [] }
    /// All defaults.
    public static var zeroValue: Spec { Spec() }
  }

  /// How long changes of clusters wait.
  public struct ControllerDuration: Sendable, Decodable {
    /// After a cluster became ready.
    public var availableDelay: ConfigDuration?
    /// After a cluster was lost.
    public var unavailableDelay: ConfigDuration?
    /// How long caches may take to fill.
    public var cacheSyncTimeout: ConfigDuration?
  }

  /// Who leads.
  public struct LeaderElect: Sendable, Decodable {
    /// How long a lease lasts.
    public var leaseDuration: ConfigDuration?
    /// How long the leader tries to renew it.
    public var renewDeadline: ConfigDuration?
    /// How often anyone tries.
    public var retryPeriod: ConfigDuration?
    /// `configmaps` or `endpoints`.
    public var resourceLock: String?
  }

  /// How members are probed.
  public struct ClusterHealthCheck: Sendable, Decodable {
    /// From the end of a pass to the next.
    public var period: ConfigDuration?
    /// For how many probes a state is held before bad news count.
    public var failureThreshold: Int64?
    /// For how many probes a state is held before good news count.
    public var successThreshold: Int64?
    /// How long a member may take to answer.
    public var timeout: ConfigDuration?
  }

  /// The controllers that propagate.
  public struct SyncController: Sendable, Decodable {
    /// Workers per federated kind.
    public var maxConcurrentReconciles: Int64?
    /// `Enabled` or `Disabled`: whether objects that exist already are taken over.
    public var adoptResources: String?
  }

  /// The controllers that collect status.
  public struct StatusController: Sendable, Decodable {
    /// Workers per federated kind.
    public var maxConcurrentReconciles: Int64?
  }

  /// A feature.
  public struct FeatureGate: Sendable, Decodable {
    /// `PushReconciler`, `SchedulerPreferences`, `RawResourceStatusCollection`.
    @OrZero public var name: String
    /// `Enabled` or `Disabled`.
    @OrZero public var configuration: String
  }

  /// Name, namespace.
  @OrZero public var metadata: ObjectMeta
  /// What is set.
  @OrZero public var spec: Spec
}

/// A duration as configuration objects write it: `10s`, `1m30s`.
public struct ConfigDuration: Sendable, Equatable, Decodable {
  /// The length.
  public var nanoseconds: Int64

  /// Reads Go's text of a duration.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      nanoseconds = try GoDuration.parse(container.decode(String.self))
    } catch let error as GoDuration.ParseError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }
}

/// Binds a federated kind to its target.
///
/// Mirrors: `kubefed@d6f10d2 pkg/apis/core/v1beta1/federatedtypeconfig_types.go`.
public struct FederatedTypeConfig: KubernetesObject {
  /// A kind.
  public struct APIResource: Sendable, Equatable, ZeroValued {
    /// The kind.
    @OrZero public var kind: String
    /// Its group.
    @OrZero public var group: String
    /// Its version.
    @OrZero public var version: String

    /// No kind.
    public init() {}
    /// No kind.
    public static var zeroValue: APIResource { APIResource() }
  }

  /// What is bound.
  public struct Spec: Sendable, Equatable, ZeroValued {
    /// What members get.
    @OrZero public var targetType: APIResource
    /// What users write.
    @OrZero public var federatedType: APIResource
    /// `Enabled` or `Disabled`; empty for the former.
    @OrZero public var propagation: String
    /// `Enabled` or `Disabled`.
    @OrZero public var statusCollection: String

    /// Nothing.
    public init() {}
    /// Nothing.
    public static var zeroValue: Spec { Spec() }
  }

  /// Name.
  @OrZero public var metadata: ObjectMeta
  /// What is bound.
  @OrZero public var spec: Spec

  /// Whether objects of the kind are propagated.
  public var propagates: Bool { spec.propagation != "Disabled" }
}
