import Documents
import KubernetesAPI

/// A cluster that has joined the fleet.
///
/// Mirrors: `kubefleet@e160c1cd apis/cluster/v1beta1/membercluster_types.go`.
public struct MemberCluster: KubernetesObject, Equatable {
  /// Name, labels …
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: MemberClusterSpec
  /// What its agents report.
  @OrZero public var status: MemberClusterStatus

  /// A cluster without any status.
  public init(metadata: ObjectMeta = ObjectMeta()) {
    self.metadata = metadata
  }
}

/// What is wanted of a member.
public struct MemberClusterSpec: Sendable, Equatable, ZeroValued {
  /// Seconds between two heartbeats; absent means 60.
  public var heartbeatPeriodSeconds: Int32?
  /// Marks that keep placements away; only `NoSchedule` exists.
  public var taints: [Taint] = []

  /// Nothing said.
  public static var zeroValue: MemberClusterSpec { MemberClusterSpec() }
}

/// What a member's agents report.
public struct MemberClusterStatus: Sendable, Equatable, ZeroValued {
  /// Conditions of the cluster as a whole.
  public var conditions: [Condition] = []
  /// Values that are not resources, by name; not all are quantities.
  public var properties: [String: PropertyValue] = [:]
  /// Amounts of resources.
  @OrZero public var resourceUsage: ResourceUsage
  /// The namespaces on the member, if they are collected; the value is unused here.
  public var namespaces: [String: String]?
  /// One entry per agent.
  public var agentStatus: [AgentStatus] = []

  /// Nothing reported.
  public static var zeroValue: MemberClusterStatus { MemberClusterStatus() }
}

/// One property's value.
public struct PropertyValue: Sendable, Equatable, Decodable {
  /// As text.
  @OrZero public var value: String
}

/// Amounts of resources of a whole cluster.
public struct ResourceUsage: Sendable, Equatable, ZeroValued {
  /// Of all nodes.
  public var capacity: ResourceList = [:]
  /// What pods may use.
  public var allocatable: ResourceList = [:]
  /// What pods do not request yet.
  public var available: ResourceList = [:]

  /// Nothing known.
  public static var zeroValue: ResourceUsage { ResourceUsage() }
}

/// What one agent reports.
public struct AgentStatus: Sendable, Equatable, Decodable {
  /// `MemberAgent` or a networking agent.
  @OrZero public var type: String
  /// `Joined`, `Healthy`.
  public var conditions: [Condition] = []
  /// RFC 3339, whole seconds.
  public var lastReceivedHeartbeat: String?

  /// What an agent reports.
  public init(type: String, conditions: [Condition], lastReceivedHeartbeat: String?) {
    self.conditions = conditions
    self.lastReceivedHeartbeat = lastReceivedHeartbeat
    self.type = type
  }
}
