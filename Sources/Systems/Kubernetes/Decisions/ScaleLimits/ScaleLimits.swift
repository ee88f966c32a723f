/// What the size of a cluster is measured by.
///
/// Mirrors: `community@24e7d8f sig-scalability/configs-and-limits/thresholds.md` (facts only).
public enum ScaleDimension: UInt8, CaseIterable, Sendable {
  /// Nodes of the cluster.
  case nodes
  /// Pods of the cluster.
  case pods
  /// Pods of one node.
  case podsPerNode
  /// Services of the cluster.
  case services
  /// Pods of one namespace.
  case objectsPerNamespace
  /// Pod creations, updates and deletions per second.
  case churn
  /// Bytes in the store.
  case store

  /// The field of a scenario that sets the limit.
  public var name: String {
    switch self {
    case .nodes: "nodes"
    case .pods: "pods"
    case .podsPerNode: "podsPerNode"
    case .services: "services"
    case .objectsPerNamespace: "objectsPerNamespace"
    case .churn: "churnPerSecond"
    case .store: "etcdQuota"
    }
  }

  /// What is counted, as a sentence has it after a number.
  public var words: String {
    switch self {
    case .nodes: "nodes"
    case .pods: "pods"
    case .podsPerNode: "pods on one node"
    case .services: "Services"
    case .objectsPerNamespace: "pods in one namespace"
    case .churn: "pod changes per second"
    case .store: "in etcd"
    }
  }
}

/// What happens to a request that would take a cluster across a limit.
public enum ScaleVerdict: Sendable, Equatable {
  /// Within the limit.
  case allowed
  /// Beyond it, and let through.
  case warned
  /// Refused, with upstream's reason.
  case rejected(ScaleRejection)
}

/// Why a request is refused.
public enum ScaleRejection: String, Sendable, Equatable {
  /// 403 of the ResourceQuota admission plugin.
  case exceededQuota = "exceeded quota"
  /// The scheduler's filter: the node's allocatable pods are used up.
  case tooManyPods = "Too many pods"
  /// etcd raised the alarm NOSPACE: reads and deletions only.
  case noSpace = "etcdserver: mvcc: database space exceeded"
  /// One object is larger than the store takes.
  case tooLarge = "etcdserver: request is too large"
}

/// The limits of one cluster, and what crossing one does.
///
/// The defaults are the official thresholds, inside of which a cluster should meet its objectives.
/// Upstream enforces hardly any. The store's quota is hard always. With `.reject` pods per node are
/// the kubelet's `maxPods`, which the scheduler respects, and pods of the cluster and of a namespace
/// are a ResourceQuota. Nodes, Services and churn are never refused.
///
/// Mirrors: `community@24e7d8f sig-scalability/configs-and-limits/thresholds.md`, etcd.io "System
/// limits", `kubernetes@v1.36.2 pkg/kubelet/apis/config/v1beta1/defaults.go` (facts only).
public struct ScaleLimits: Sendable, Equatable {
  /// What crossing a limit does where upstream leaves the choice.
  public enum Action: String, CaseIterable, Sendable {
    /// It is counted and told.
    case warn
    /// What would cross it is refused, as by a ResourceQuota.
    case reject
  }
  /// How crossing a limit is felt.
  public enum Model: String, CaseIterable, Sendable {
    /// Not at all: requests take no time in the member.
    case none
    /// API server, etcd and scheduler are queues that fill.
    case queueing
  }

  /// Nodes of the cluster: 5,000.
  public var nodes = 5_000
  /// Pods of the cluster: 150,000.
  public var pods = 150_000
  /// Pods of one node: the kubelet's `maxPods`, 110.
  public var podsPerNode = 110
  /// Services of the cluster: 10,000.
  public var services = 10_000
  /// Pods of one namespace: 3,000.
  public var objectsPerNamespace = 3_000
  /// Pod creations, updates and deletions per second: 20.
  public var churnPerSecond = 20.0
  /// etcd's `--quota-backend-bytes`, 2 GiB; more than 8 GiB is not advised.
  public var storeQuota: Int64 = 2 << 30
  /// etcd's `--max-request-bytes`, 1.5 MiB.
  public var objectBytes: Int64 = 3 << 19
  /// What crossing a limit does.
  public var action = Action.warn
  /// How it is felt.
  public var model = Model.none
  /// The parameters of the queues.
  public var controlPlane = ControlPlaneParameters()

  /// The official thresholds, as warnings.
  public static let official = ScaleLimits()

  /// The official thresholds.
  public init() {}

  /// The bound of a dimension.
  public func bound(of dimension: ScaleDimension) -> Double {
    switch dimension {
    case .nodes: Double(nodes)
    case .pods: Double(pods)
    case .podsPerNode: Double(podsPerNode)
    case .services: Double(services)
    case .objectsPerNamespace: Double(objectsPerNamespace)
    case .churn: churnPerSecond
    case .store: Double(storeQuota)
    }
  }

  /// Whether a cluster may have that much of a dimension.
  public func verdict(_ dimension: ScaleDimension, at amount: Double) -> ScaleVerdict {
    guard amount > bound(of: dimension) else { return .allowed }
    switch dimension {
    case .store: return .rejected(.noSpace)
    case .podsPerNode: return action == .reject ? .rejected(.tooManyPods) : .warned
    case .pods, .objectsPerNamespace:
      return action == .reject ? .rejected(.exceededQuota) : .warned
    case .nodes, .services, .churn: return .warned
    }
  }

  /// Whether the store takes an object of that size.
  public func verdict(objectOf bytes: Int64) -> ScaleVerdict {
    bytes > objectBytes ? .rejected(.tooLarge) : .allowed
  }
}
