import KubernetesAPI

/// The upgrade of one node pool: surge nodes are added, old nodes are cordoned, drained, left alone
/// for a while, and made new, as many at once as there are surge nodes; then those go again.
///
/// The service acts on nodes in their order (assumed). A pod disruption budget keeps a drain from
/// ending: that is an event that never comes, and the time-out decides.
///
/// Mirrors: documentation only, Azure Kubernetes Service `AgentPoolUpgradeSettings` and node pool
/// upgrades (2026).
public struct NodePoolUpgrade: Sendable, Equatable {
  /// What becomes of a node that cannot be drained in time (documented).
  public enum UndrainableNodeBehavior: String, Sendable {
    /// The upgrade fails; the node takes pods again.
    case schedule = "Schedule"
    /// The node stays as it is, closed, and the upgrade goes on.
    case cordon = "Cordon"
  }

  /// `AgentPoolUpgradeSettings`.
  public struct Settings: Sendable, Equatable {
    /// Nodes beyond the pool; percentages are rounded up. 10 % by default (documented).
    public var maxSurge: IntOrString = .string("10%")
    /// Old nodes that may be missing; percentages are rounded up (assumed). 0 by default
    /// (documented).
    public var maxUnavailable: IntOrString = .int(0)
    /// How long a drain may take; 30 minutes by default (documented).
    public var drainTimeoutSeconds: Int64 = 30 * 60
    /// How long a drained node is left alone; 0 by default (documented).
    public var nodeSoakSeconds: Int64 = 0
    /// What becomes of a node that cannot be drained.
    public var undrainable = UndrainableNodeBehavior.schedule

    /// The defaults.
    public init() {}
  }

  /// What happens to one node.
  public enum NodeState: Sendable, Equatable {
    /// As before.
    case old
    /// Closed and being emptied, until this time in nanoseconds.
    case draining(deadline: Int64)
    /// Empty, left alone until this time.
    case soaking(until: Int64)
    /// Being made new.
    case reimaging
    /// New.
    case upgraded
    /// Could not be emptied.
    case undrainable
  }

  /// What the upgrade wants done.
  public enum Action: Sendable, Equatable {
    /// Surge nodes are added.
    case addSurgeNodes(Int)
    /// A node is closed and its pods are evicted, under their budgets.
    case cordonAndDrain(Int)
    /// A node is made new.
    case reimage(Int)
    /// A node takes pods again.
    case uncordon(Int)
    /// The surge nodes go.
    case removeSurgeNodes(Int)
    /// The upgrade wants to be looked at again at this time, in nanoseconds.
    case wake(Int64)
  }

  /// How far the upgrade is.
  public enum State: String, Sendable {
    /// Surge nodes are being added.
    case surging
    /// Nodes are being made new.
    case running
    /// Done.
    case completed
    /// A node could not be drained.
    case failed
  }

  /// The nodes of the pool, without surge nodes.
  public private(set) var nodes: [NodeState]
  /// How far the upgrade is.
  public private(set) var state = State.surging
  /// Surge nodes.
  public let surge: Int
  /// How many old nodes are worked on at once.
  public let concurrency: Int
  private let settings: Settings
  private static let second: Int64 = 1_000_000_000

  /// The upgrade of a pool.
  public init(nodes: Int, settings: Settings = Settings()) {
    self.nodes = Array(repeating: .old, count: max(0, nodes))
    self.settings = settings
    func amount(_ value: IntOrString) -> Int {
      max(0, Int((try? value.scaled(total: Int64(nodes), roundUp: true)) ?? 0))
    }
    surge = amount(settings.maxSurge)
    concurrency = max(1, surge + amount(settings.maxUnavailable))
  }

  /// Begins; without surge nodes the first nodes are drained at once.
  public mutating func start(now: Int64) -> [Action] {
    if surge > 0, !nodes.isEmpty { return [.addSurgeNodes(surge)] }
    return surgeNodesReady(now: now)
  }

  /// The surge nodes have joined.
  public mutating func surgeNodesReady(now: Int64) -> [Action] {
    guard state == .surging else { return [] }
    state = .running
    return next(now)
  }

  /// A node is empty.
  public mutating func drained(_ node: Int, now: Int64) -> [Action] {
    guard nodes.indices.contains(node), case .draining = nodes[node] else { return [] }
    let soak = max(0, settings.nodeSoakSeconds) &* Self.second
    if soak == 0 {
      nodes[node] = .reimaging
      return [.reimage(node)]
    }
    nodes[node] = .soaking(until: now &+ soak)
    return [.wake(now &+ soak)]
  }

  /// A node is new and ready.
  public mutating func reimaged(_ node: Int, now: Int64) -> [Action] {
    guard nodes.indices.contains(node), nodes[node] == .reimaging else { return [] }
    nodes[node] = .upgraded
    return next(now)
  }

  /// Time passes: drains run out, soaks end.
  public mutating func tick(now: Int64) -> [Action] {
    guard state == .running else { return [] }
    var actions: [Action] = []
    for node in nodes.indices {
      switch nodes[node] {
      case .draining(let deadline) where now >= deadline:
        nodes[node] = .undrainable
        if settings.undrainable == .schedule {
          state = .failed
          actions.append(.uncordon(node))
        }
      case .soaking(let until) where now >= until:
        nodes[node] = .reimaging
        actions.append(.reimage(node))
      default: break
      }
    }
    return state == .failed ? actions : actions + next(now)
  }

  private mutating func next(_ now: Int64) -> [Action] {
    guard state == .running else { return [] }
    var actions: [Action] = []
    var busy = nodes.count { $0 != .old && $0 != .upgraded && $0 != .undrainable }
    for node in nodes.indices where nodes[node] == .old && busy < concurrency {
      let deadline = now &+ max(0, settings.drainTimeoutSeconds) &* Self.second
      nodes[node] = .draining(deadline: deadline)
      actions += [.cordonAndDrain(node), .wake(deadline)]
      busy += 1
    }
    if busy == 0 {
      state = .completed
      if surge > 0, !nodes.isEmpty { actions.append(.removeSurgeNodes(surge)) }
    }
    return actions
  }
}

/// The upgrade of one cluster: the control plane, then the node pools one after another (documented
/// for an upgrade of everything; the order of the pools is assumed to be that of the list).
///
/// Mirrors: documentation only, Azure Kubernetes Service, cluster upgrades (2026).
public struct ClusterUpgrade: Sendable, Equatable {
  /// What is upgraded.
  public enum Step: Sendable, Equatable {
    /// The control plane.
    case controlPlane
    /// A node pool.
    case nodePool(Int)
  }

  /// In order.
  public let steps: [Step]
  /// How many steps are done.
  public private(set) var done = 0
  /// Whether a step failed: then no further one begins (documented).
  public private(set) var hasFailed = false

  /// The steps of an upgrade of a cluster with so many node pools.
  public init(_ kind: FleetUpgrade.Kind, nodePools: Int) {
    let pools = (0..<max(0, nodePools)).map { Step.nodePool($0) }
    steps =
      switch kind {
      case .full: [.controlPlane] + pools
      case .controlPlaneOnly: [.controlPlane]
      case .nodeImageOnly: pools
      }
  }

  /// What is to be done now; nil if nothing is left.
  public var current: Step? { hasFailed || done >= steps.count ? nil : steps[done] }
  /// Whether everything is done.
  public var isCompleted: Bool { !hasFailed && done >= steps.count }

  /// The current step ended.
  public mutating func finished(succeeded: Bool) {
    guard current != nil else { return }
    if succeeded { done += 1 } else { hasFailed = true }
  }
}
