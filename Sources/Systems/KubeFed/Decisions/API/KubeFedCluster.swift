import Documents
import KubernetesAPI

/// A member cluster of KubeFed v2.
///
/// Mirrors: `kubefed@d6f10d2 pkg/apis/core/v1beta1/kubefedcluster_types.go`.
public struct KubeFedCluster: KubernetesObject {
  /// How to reach it.
  public struct Spec: Sendable, Equatable, ZeroValued {
    /// The address of its API server.
    @OrZero public var apiEndpoint: String
    /// Through which proxy.
    @OrZero public var proxyURL: String
    /// Which checks of its certificate are left out.
    public var disabledTLSValidations: [String]

    /// Nothing known.
    public init() { disabledTLSValidations = [] }
    /// Nothing known.
    public static var zeroValue: Spec { Spec() }
  }

  /// What the cluster controller last reported.
  public struct Status: Sendable, Equatable, ZeroValued {
    /// `Ready`, `Offline`, `ConfigMalformed`.
    public var conditions: [Condition]
    /// The version its API server gave.
    @OrZero public var kubernetesVersion: String

    /// Nothing yet.
    public init() { conditions = [] }
    /// Nothing yet.
    public static var zeroValue: Status { Status() }
  }

  /// Name, labels for placement, annotations.
  @OrZero public var metadata: ObjectMeta
  /// How to reach it.
  @OrZero public var spec: Spec
  /// What the cluster controller last reported.
  @OrZero public var status: Status

  /// A cluster of that name and those labels.
  public init(name: String, labels: [String: String] = [:]) {
    metadata = ObjectMeta(name: name, labels: labels)
  }

  /// Whether a `Ready` condition that is true exists: what "ready" means everywhere.
  public var isReady: Bool {
    status.conditions.contains { $0.type == "Ready" && $0.status == "True" }
  }
}

/// A member cluster of federation v1.
///
/// Mirrors: `federation@804bb9f apis/federation/v1beta1/types.go`.
public struct FederationCluster: KubernetesObject {
  /// How to reach it.
  public struct Spec: Sendable, Equatable, ZeroValued {
    /// One address for a range of clients.
    public struct ServerAddress: Sendable, Equatable, Decodable {
      /// Whose address it is.
      @OrZero public var clientCIDR: String
      /// The address.
      @OrZero public var serverAddress: String
    }
    /// Its API server.
    public var serverAddressByClientCIDRs: [ServerAddress]

    /// Nothing known.
    public init() { serverAddressByClientCIDRs = [] }
    /// Nothing known.
    public static var zeroValue: Spec { Spec() }
  }

  /// What the cluster controller last reported.
  public struct Status: Sendable, Equatable, ZeroValued {
    /// `Ready`, `Offline`.
    public var conditions: [Condition]
    /// Where its nodes are.
    public var zones: [String]
    /// Where its nodes are.
    @OrZero public var region: String

    /// Nothing yet.
    public init() { (conditions, zones) = ([], []) }
    /// Nothing yet.
    public static var zeroValue: Status { Status() }
  }

  /// Name, and labels for the cluster selector.
  @OrZero public var metadata: ObjectMeta
  /// How to reach it.
  @OrZero public var spec: Spec
  /// What the cluster controller last reported.
  @OrZero public var status: Status
}
