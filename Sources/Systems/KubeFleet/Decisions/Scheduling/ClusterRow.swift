import GoSemantics
import KubernetesAPI

/// One member as the scheduler sees it, made from a ``MemberCluster`` once.
///
/// Mirrors: `kubefleet@e160c1cd apis/cluster/v1beta1/membercluster_types.go`.
public struct ClusterRow: Sendable {
  /// Whether a member can be reached and is well, as far as the hub knows, in few bytes.
  struct Standing: Sendable, BitwiseCopyable {
    /// The time of the last heartbeat in nanoseconds since 1970.
    var heartbeat: Int64 = 0
    /// Since when the agent has been well, or ill, in nanoseconds since 1970.
    var healthSince: Int64 = 0
    /// The member's place in the order of names.
    var nameRank: Int32 = 0
    var flags: Flags = []

    /// What is true of a member.
    struct Flags: OptionSet, Sendable, BitwiseCopyable {
      var rawValue: UInt8

      /// The cluster is leaving.
      static let isDeleting = Flags(rawValue: 1)
      /// The member agent has reported.
      static let hasAgent = Flags(rawValue: 2)
      /// There was a heartbeat.
      static let hasHeartbeat = Flags(rawValue: 4)
      /// The member agent has joined.
      static let isJoined = Flags(rawValue: 8)
      /// The agent reports its health.
      static let hasHealth = Flags(rawValue: 16)
      /// The agent is well.
      static let isHealthy = Flags(rawValue: 32)
      /// It is known since when.
      static let hasHealthSince = Flags(rawValue: 64)
      /// The hub collects the namespaces of the member.
      static let collectsNamespaces = Flags(rawValue: 128)
    }
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
  /// Nil if none were ever collected.
  let namespaces: [String]?

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
    namespaces = cluster.status.namespaces?.map(\.key)
  }
}

extension ClusterRow.Standing {
  fileprivate init(_ cluster: MemberCluster) {
    if cluster.metadata.deletionTimestamp != nil { flags.insert(.isDeleting) }
    if cluster.status.conditions["NamespaceCollectionSucceeded"] != nil {
      flags.insert(.collectsNamespaces)
    }
    guard let agent = cluster.status.agentStatus.first(where: { $0.type == "MemberAgent" }) else {
      return
    }
    flags.insert(.hasAgent)
    if let time = agent.lastReceivedHeartbeat.flatMap({ GoTime.nanoseconds(rfc3339: $0) }) {
      flags.insert(.hasHeartbeat)
      heartbeat = time
    }
    if agent.conditions.isTrue("Joined") { flags.insert(.isJoined) }
    guard let health = agent.conditions["Healthy"] else { return }
    flags.insert(.hasHealth)
    if health.status == "True" { flags.insert(.isHealthy) }
    if let time = health.lastTransitionTime.flatMap({ GoTime.nanoseconds(rfc3339: $0) }) {
      flags.insert(.hasHealthSince)
      healthSince = time
    }
  }
}
