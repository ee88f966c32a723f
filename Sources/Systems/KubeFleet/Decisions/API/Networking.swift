import Documents
import KubernetesAPI

/// The share of one exported service in a Traffic Manager profile.
///
/// Mirrors: `fleet-networking@4fcffcf api/v1beta1/trafficmanagerbackend_types.go`.
public struct TrafficManagerBackend: KubernetesObject, Equatable {
  /// Name, namespace, unique id, which is part of the endpoints' names.
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: TrafficManagerBackendSpec
}

/// What is wanted of a backend.
public struct TrafficManagerBackendSpec: Sendable, Equatable, ZeroValued {
  /// The profile, in the same namespace.
  @OrZero public var profile: NetworkingRef
  /// The service import, in the same namespace.
  @OrZero public var backend: NetworkingRef
  /// 0 … 1000; absent means 1, and 0 takes all endpoints away.
  public var weight: Int64?

  /// Nothing said.
  public static var zeroValue: TrafficManagerBackendSpec { TrafficManagerBackendSpec() }
}

/// A name in the same namespace.
public struct NetworkingRef: Sendable, Equatable, ZeroValued {
  /// The name.
  @OrZero public var name: String

  /// No name.
  public static var zeroValue: NetworkingRef { NetworkingRef() }
}

/// A DNS name in front of backends.
///
/// Mirrors: `fleet-networking@4fcffcf api/v1beta1/trafficmanagerprofile_types.go`.
public struct TrafficManagerProfile: KubernetesObject, Equatable {
  /// Name, namespace, unique id, which is part of the name in Azure.
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: TrafficManagerProfileSpec
  /// Whether it was set up.
  @OrZero public var status: ConditionsOnly
}

/// What is wanted of a profile.
public struct TrafficManagerProfileSpec: Sendable, Equatable, ZeroValued {
  /// Where it lives in Azure.
  @OrZero public var resourceGroup: String

  /// Nothing said.
  public static var zeroValue: TrafficManagerProfileSpec { TrafficManagerProfileSpec() }
}

/// A status of which only conditions matter.
public struct ConditionsOnly: Sendable, Equatable, ZeroValued {
  /// The conditions.
  public var conditions: [Condition] = []

  /// None.
  public static var zeroValue: ConditionsOnly { ConditionsOnly() }
}

/// A service that clusters export and others import.
///
/// Mirrors: `fleet-networking@4fcffcf api/v1alpha1/serviceimport_types.go`.
public struct ServiceImport: KubernetesObject, Equatable {
  /// Name, namespace.
  @OrZero public var metadata: ObjectMeta
  /// Who exports it.
  @OrZero public var status: ServiceImportStatus
}

/// What was resolved of an import.
public struct ServiceImportStatus: Sendable, Equatable, ZeroValued {
  /// The exporting clusters.
  public var clusters: [ServiceImportCluster] = []
  /// The ports that all exports agree on.
  public var ports: [ServiceImportPort] = []
  /// `ClusterSetIP` or `Headless`.
  @OrZero public var type: String

  /// Nothing resolved.
  public static var zeroValue: ServiceImportStatus { ServiceImportStatus() }
}

/// An exporting cluster.
public struct ServiceImportCluster: Sendable, Equatable, Decodable {
  /// The cluster's name.
  @OrZero public var cluster: String
}

/// A port of an exported service.
public struct ServiceImportPort: Sendable, Hashable, Decodable {
  /// The port's name.
  @OrZero public var name: String
  /// `TCP`, `UDP` or `SCTP`; empty means the first.
  @OrZero public var `protocol`: String
  /// What it speaks.
  public var appProtocol: String?
  /// The number.
  @OrZero public var port: Int32
  /// Where it leads on the pods.
  public var targetPort: IntOrString?
}

/// One cluster's export as the hub sees it.
///
/// Mirrors: `fleet-networking@4fcffcf api/v1alpha1/internalserviceexport_types.go`.
public struct InternalServiceExport: KubernetesObject, Equatable {
  /// Name, namespace of the member.
  @OrZero public var metadata: ObjectMeta
  /// What is exported.
  @OrZero public var spec: InternalServiceExportSpec
}

/// What a cluster exports.
public struct InternalServiceExportSpec: Sendable, Equatable, ZeroValued {
  /// The ports.
  public var ports: [ServiceImportPort] = []
  /// Which service of which cluster.
  @OrZero public var serviceReference: ExportedObjectReference
  /// The service's type.
  @OrZero public var type: String
  /// Whether the address is a private one.
  @OrZero public var isInternalLoadBalancer: Bool
  /// The public address in Azure, once there is one.
  public var publicIPResourceID: String?
  /// Whether the address has a DNS name.
  @OrZero public var isDNSLabelConfigured: Bool
  /// 0 … 1000; absent means 1.
  public var weight: Int64?

  /// Nothing said.
  public static var zeroValue: InternalServiceExportSpec { InternalServiceExportSpec() }
}

/// Which object of which cluster.
public struct ExportedObjectReference: Sendable, Equatable, ZeroValued {
  /// The cluster.
  @OrZero public var clusterId: String
  /// `namespace/name`.
  @OrZero public var namespacedName: String
  /// When the export was made, RFC 3339.
  public var exportedSince: String?

  /// No object.
  public static var zeroValue: ExportedObjectReference { ExportedObjectReference() }
}

/// A service that a member offers to the others; it has the service's name.
///
/// Mirrors: `fleet-networking@4fcffcf api/v1alpha1/serviceexport_types.go`.
public struct ServiceExport: KubernetesObject, Equatable {
  /// Name, namespace, annotations.
  @OrZero public var metadata: ObjectMeta
  /// `Valid`, `Conflict`.
  @OrZero public var status: ConditionsOnly

  /// The weight of the export, 0 … 1000; 0 takes the export back.
  public static let weightAnnotation = "networking.fleet.azure.com/weight"
}

/// A service of all exporting clusters behind one load balancer of one member.
///
/// Mirrors: `fleet-networking@4fcffcf api/v1alpha1/multiclusterservice_types.go`.
public struct MultiClusterService: KubernetesObject, Equatable {
  /// Name, namespace, annotations.
  @OrZero public var metadata: ObjectMeta
  /// What is imported.
  @OrZero public var spec: MultiClusterServiceSpec

  /// `true` asks for a private address.
  public static let internalAnnotation = "networking.fleet.azure.com/azure-load-balancer-internal"
}

/// What a service imports.
public struct MultiClusterServiceSpec: Sendable, Equatable, ZeroValued {
  /// The exported service's name, in the same namespace.
  @OrZero public var serviceImport: NetworkingRef

  /// Nothing said.
  public static var zeroValue: MultiClusterServiceSpec { MultiClusterServiceSpec() }
}
