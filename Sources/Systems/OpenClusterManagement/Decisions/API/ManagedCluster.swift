import Documents
import KubernetesAPI

/// A cluster registered with the hub.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/api/cluster/v1/types.go`.
public struct ManagedCluster: KubernetesObject {
  /// Name, labels, deletion.
  @OrZero public var metadata: ObjectMeta
  /// What the administrator says.
  @OrZero public var spec: ManagedClusterSpec
  /// What the agent reports.
  @OrZero public var status: ManagedClusterStatus

  /// As it was read, for CEL, which also sees what no decision knows by name.
  let written: Documents.Node?

  private enum CodingKeys: String, CodingKey {
    case metadata, spec, status
  }

  /// A cluster of this name, with nothing else said.
  public init(_ metadata: ObjectMeta) {
    written = nil
    self.metadata = metadata
  }

  public init(from decoder: any Decoder) throws {
    written = try decoder.singleValueContainer().decode(Documents.Node.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    _metadata = try container.decode(OrZero<ObjectMeta>.self, forKey: .metadata)
    _spec = try container.decode(OrZero<ManagedClusterSpec>.self, forKey: .spec)
    _status = try container.decode(OrZero<ManagedClusterStatus>.self, forKey: .status)
  }
}

/// What the administrator says of a cluster.
public struct ManagedClusterSpec: Sendable, ZeroValued {
  /// Where the cluster's API server is.
  public var managedClusterClientConfigs: [ClientConfig]
  /// Whether the hub lets the agent in.
  @OrZero public var hubAcceptsClient: Bool
  /// How often the agent renews its lease; 0 counts as 60.
  @OrZero public var leaseDurationSeconds: Int32
  /// What keeps placements away; ``Taint/effect`` is `NoSelect`, `PreferNoSelect` or
  /// `NoSelectIfNew`.
  public var taints: [Taint]

  /// Nothing said.
  public static var zeroValue: ManagedClusterSpec {
    ManagedClusterSpec(managedClusterClientConfigs: [], taints: [])
  }
}

/// Where a cluster's API server is.
public struct ClientConfig: Sendable, Decodable {
  /// The address.
  @OrZero public var url: String
  /// The certificates, in base64.
  @OrZero public var caBundle: String
}

/// What the agent reports of a cluster.
public struct ManagedClusterStatus: Sendable, ZeroValued {
  /// `HubAcceptedManagedCluster`, `ManagedClusterConditionAvailable` and others.
  public var conditions: [Condition]
  /// What all nodes have.
  public var capacity: ResourceList
  /// What the schedulable nodes offer.
  public var allocatable: ResourceList
  /// The cluster's Kubernetes version.
  @OrZero public var version: ManagedClusterVersion
  /// What the cluster says of itself.
  public var clusterClaims: [ManagedClusterClaim]

  /// Nothing reported.
  public static var zeroValue: ManagedClusterStatus {
    ManagedClusterStatus(conditions: [], capacity: [:], allocatable: [:], clusterClaims: [])
  }
}

/// A cluster's versions.
public struct ManagedClusterVersion: Sendable, ZeroValued {
  /// Of Kubernetes, such as `v1.31.2`.
  @OrZero public var kubernetes: String

  /// Unknown.
  public static var zeroValue: ManagedClusterVersion { ManagedClusterVersion() }
}

/// One thing that a cluster says of itself.
public struct ManagedClusterClaim: Sendable, Decodable {
  /// Its name, such as `region.open-cluster-management.io`.
  @OrZero public var name: String
  /// Its value.
  @OrZero public var value: String
}

/// The types of a ManagedCluster's conditions that decisions read or write.
public enum ManagedClusterConditionType {
  /// Whether the hub ever accepted the cluster.
  public static let hubAccepted = "HubAcceptedManagedCluster"
  /// Whether the agent joined.
  public static let joined = "ManagedClusterJoined"
  /// Whether the cluster is alive.
  public static let available = "ManagedClusterConditionAvailable"
  /// Whether the agent's clock agrees with the hub's.
  public static let clockSynced = "ManagedClusterConditionClockSynced"
}
