import GoSemantics
import KubernetesAPI

/// One member as the scheduler sees it, made from a ``MemberCluster`` once.
///
/// Mirrors: `kubefleet@e160c1cd apis/cluster/v1beta1/membercluster_types.go`.
public struct ClusterRow: Sendable {
  /// What the member agent reports.
  struct Agent: Sendable {
    /// Nanoseconds since 1970; nil if there never was one.
    var heartbeat: Int64?
    var isJoined: Bool
    /// Nil if the agent does not report its health.
    var health: (isHealthy: Bool, since: Int64?)?
  }

  /// A property as read: not every text is a quantity.
  enum Property: Sendable {
    case quantity(Quantity)
    case text(String)
  }

  /// The cluster's name.
  public let name: String
  /// The cluster's labels.
  public let labels: [String: String]
  /// The cluster's taints, in order.
  public let taints: [Taint]
  /// Whether the cluster is leaving.
  public let isDeleting: Bool
  let agent: Agent?
  let properties: [String: Property]
  let usage: ResourceUsage
  let collectsNamespaces: Bool
  let namespaces: [String: String]?

  /// The row of an object.
  public init(_ cluster: MemberCluster) {
    name = cluster.metadata.name
    labels = cluster.metadata.labels
    taints = cluster.spec.taints
    isDeleting = cluster.metadata.deletionTimestamp != nil
    agent = cluster.status.agentStatus.first { $0.type == "MemberAgent" }.map { status in
      Agent(
        heartbeat: status.lastReceivedHeartbeat.flatMap { GoTime.nanoseconds(rfc3339: $0) },
        isJoined: status.conditions.isTrue("Joined"),
        health: status.conditions["Healthy"].map { condition in
          (
            condition.status == "True",
            condition.lastTransitionTime.flatMap { GoTime.nanoseconds(rfc3339: $0) }
          )
        })
    }
    properties = cluster.status.properties.mapValues { property in
      if let quantity = try? Quantity(parsing: property.value) { return .quantity(quantity) }
      return .text(property.value)
    }
    usage = cluster.status.resourceUsage
    collectsNamespaces = cluster.status.conditions["NamespaceCollectionSucceeded"] != nil
    namespaces = cluster.status.namespaces
  }
}

/// All members, in the order of the list, with what every placement asks of them.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/framework.go`.
public struct SchedulingFleet: Sendable {
  /// The members.
  public let clusters: [ClusterRow]
  /// Each member's place in the order of names.
  let nameRanks: [Int32]
  /// The members in the order of names.
  public let byNameOrder: [Int]
  private let indexes: [String: Int]

  /// A fleet of members.
  public init(_ clusters: [ClusterRow]) {
    self.clusters = clusters
    var order = Array(clusters.indices)
    unstableSort(&order) { bytewiseLess(clusters[$0].name, clusters[$1].name) }
    var ranks = [Int32](repeating: 0, count: clusters.count)
    for (rank, index) in order.enumerated() { ranks[index] = Int32(truncatingIfNeeded: rank) }
    nameRanks = ranks
    byNameOrder = order
    indexes = Dictionary(clusters.enumerated().map { ($1.name, $0) }) { _, last in last }
  }

  /// A fleet of members.
  public init(_ clusters: [MemberCluster]) {
    self.init(clusters.map(ClusterRow.init))
  }

  /// The member of a name.
  public func index(of name: String) -> Int? { indexes[name] }
}
