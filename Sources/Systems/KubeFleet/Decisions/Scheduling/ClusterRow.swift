import GoSemantics
import KubernetesAPI

/// One member as the scheduler sees it, made from a ``MemberCluster`` once.
///
/// Mirrors: `kubefleet@e160c1cd apis/cluster/v1beta1/membercluster_types.go`.
public struct ClusterRow: Sendable {
  /// Whether a member can be reached and is well, as far as the hub knows.
  struct Standing: Sendable, BitwiseCopyable {
    /// What the member agent reports.
    struct Agent: Sendable, BitwiseCopyable {
      /// Nanoseconds since 1970; nil if there never was one.
      var heartbeat: Int64?
      var isJoined: Bool
      /// Nil if the agent does not report its health.
      var health: Health?
    }

    /// Since when the agent has been well, or ill.
    struct Health: Sendable, BitwiseCopyable {
      var isHealthy: Bool
      /// Nanoseconds since 1970; nil if that was never set.
      var since: Int64?
    }

    /// Whether the cluster is leaving.
    var isDeleting: Bool
    /// Nil if the member agent never reported.
    var agent: Agent?
    /// Whether the hub collects the namespaces of the member.
    var collectsNamespaces: Bool
    /// Whether any namespaces were ever collected.
    var knowsNamespaces: Bool
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
  let standing: Standing
  let properties: [String: Property]
  let usage: ResourceUsage
  let namespaces: [String]

  /// The row of an object.
  public init(_ cluster: MemberCluster) {
    name = cluster.metadata.name
    labels = cluster.metadata.labels
    taints = cluster.spec.taints
    standing = Standing(cluster)
    properties = cluster.status.properties.mapValues { property in
      if let quantity = try? Quantity(parsing: property.value) { return .quantity(quantity) }
      return .text(property.value)
    }
    usage = cluster.status.resourceUsage
    // order-free: only looked for.
    namespaces = (cluster.status.namespaces ?? [:]).map(\.key)
  }
}

extension ClusterRow.Standing {
  fileprivate init(_ cluster: MemberCluster) {
    isDeleting = cluster.metadata.deletionTimestamp != nil
    agent = cluster.status.agentStatus.first { $0.type == "MemberAgent" }.map { status in
      Agent(
        heartbeat: status.lastReceivedHeartbeat.flatMap { GoTime.nanoseconds(rfc3339: $0) },
        isJoined: status.conditions.isTrue("Joined"),
        health: status.conditions["Healthy"].map { condition in
          ClusterRow.Standing.Health(
            isHealthy: condition.status == "True",
            since: condition.lastTransitionTime.flatMap { GoTime.nanoseconds(rfc3339: $0) })
        })
    }
    collectsNamespaces = cluster.status.conditions["NamespaceCollectionSucceeded"] != nil
    knowsNamespaces = cluster.status.namespaces != nil
  }
}
