import EventKernel
import FleetModel
import KubeFed
import KubernetesControllers

/// What the control plane knows of one member.
struct MemberRecord {
  /// The cache of a member's objects, which exists only while the member is reported ready.
  enum Cache {
    case absent
    /// Asked for, but not listed yet.
    case filling
    case filled
  }

  let name: String
  let labels: [String: String]
  /// The reported health; nil conditions before the first probe.
  var health: ReportedHealth
  /// Whether the reported health is ready: what every controller acts on.
  var isReady = false
  var cache = Cache.absent
  /// One client per member.
  var client: ClientLimit
  /// What the last probe found.
  var lastProbe: ProbeResult?
}

/// The health of a member by the rules of either generation.
enum ReportedHealth {
  case kubeFed(ClusterHealth)
  case federation(FederationClusterHealth)

  var isReady: Bool {
    switch self {
    case .kubeFed(let health): health.isReady
    case .federation(let health): health.isReady
    }
  }

  var conditions: [ClusterCondition]? {
    switch self {
    case .kubeFed(let health): health.conditions
    case .federation(let health): health.conditions
    }
  }
}

/// A service as the control plane holds it: the federated object, its preference, its plan.
struct FederatedRecord {
  /// `namespace/name`, the salt of the planner's ties.
  var key = ""
  var exists = false
  /// Deleted by a user, with copies that have to go first.
  var isDeleting = false
  /// The queue of its kind.
  var queue = 0
  /// The template's replicas, which every selected cluster gets unless something else is said.
  var templateReplicas: Int64 = 0
  /// The preference; nil if the object has none.
  var preference: ReplicaSchedulingPreference?
  /// The shares of federation v1; nil for kinds of which every cluster gets a whole copy.
  var allocation: AllocationPreferences?
  /// Whether federation v1 looks at what runs before it plans; for Jobs it does not.
  var looksAtReplicas = true
  /// Whether the last plan places fewer replicas than are wanted.
  var isShort = false
  /// The clusters that the object's own placement selects, by position; empty if the placement
  /// cannot be computed.
  var placed: [Bool] = []
  /// The same with the list of clusters ignored, for preferences that intersect.
  var placedBySelector: [Bool] = []
  /// Whether the namespace is federated where it has to be.
  var isNamespaceFederated = true
  /// The clusters of the namespace; nil where they do not matter.
  var namespacePlaced: [Bool]?
  /// The placement cannot be computed.
  var hasPlacementProblem = false
  /// Replicas that overrides say, by cluster; nil means that the override does not apply.
  var overridden: [Int32: Int64?] = [:]
  /// The preference's last result, sorted by cluster; nil before there is one.
  var plan: [PlannedShare]?
  /// The propagation of the last pass, sorted by cluster.
  var statuses: [ClusterStatus] = []

  struct PlannedShare: Equatable {
    var cluster: ClusterID
    var replicas: Int64
  }

  struct ClusterStatus: Equatable {
    var cluster: ClusterID
    var status: PropagationStatus
  }

  /// What the plan says for a cluster.
  func planned(for cluster: ClusterID) -> Int64? {
    guard let plan else { return nil }
    var (low, high) = (0, plan.count)
    while low < high {
      let middle = (low + high) / 2
      if plan[middle].cluster.rawValue < cluster.rawValue {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < plan.count && plan[low].cluster == cluster ? plan[low].replicas : nil
  }
}

/// When the pods of a workload were created lately, which tells for how long those that have no
/// node have been unschedulable.
struct CreationLog {
  private var entries: [(at: VirtualTime, count: Int64)] = []
  private(set) var known: Int32 = 0

  /// The workload now has `replicas` pods.
  mutating func observe(_ replicas: Int32, at now: VirtualTime) {
    if replicas > known {
      let added = Int64(replicas - known)
      if let last = entries.indices.last, entries[last].at == now {
        entries[last].count += added
      } else {
        entries.append((now, added))
      }
    }
    known = replicas
  }

  /// Of `pending` pods without a node, how many have been so for longer than the threshold.
  /// Pods that wait are the newest ones. Times are kept in whole seconds, as conditions are.
  mutating func unschedulable(of pending: Int64, at now: VirtualTime) -> Int64 {
    entries.removeAll { Self.isOld($0.at, now) }
    let recent = entries.reduce(Int64(0)) { $0 + $1.count }
    return max(0, pending - recent)
  }

  private static func isOld(_ time: VirtualTime, _ now: VirtualTime) -> Bool {
    let since = time.nanoseconds - time.nanoseconds % 1_000_000_000
    return now.nanoseconds - since > PodAnalysis.unschedulableThresholdNanoseconds
  }
}

/// The pods of a workload that its member's API server lists.
public protocol MemberPods: AnyObject {
  /// Pods of the phase Running, and pods without a node.
  func pods(of service: ServiceID, in cluster: ClusterID) -> (running: Int64, pending: Int64)
}
