import EventKernel
import FleetModel
import Kubernetes
import Stochastic

/// What runs in every member cluster: replica sets and jobs, the scheduler, kubelets, the node
/// lifecycle and taint eviction controllers, over the nodes of a fleet.
///
///     let members = MemberControllers(fleet: fleet)
///     members.apply(service, replicas: 3, to: cluster)
///     fleet.simulation.run(until: horizon)
///
/// The simulation keeps the members alive; the fleet must outlive it.
///
/// Kubelet leases, the node monitor and the tainting loop are parked: in a healthy cluster nothing
/// is pending. `mode: .ticking` polls as the real ones do and makes the same changes at the same
/// instants, which a test proves.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/{replicaset,nodelifecycle,tainteviction}`,
/// `pkg/scheduler`.
public final class MemberControllers {
  unowned(unsafe) let fleet: Fleet
  unowned(unsafe) let simulation: Simulation
  let mode: LoopMode
  let members: [Member]
  /// Which clusters are simulated here, by `ClusterID`; the others are somebody else's.
  let handles: [Bool]
  var component = ComponentID(rawValue: 0)
  @exclusivity(unchecked) var shapes = ShapeTable()

  /// The score tables of all members.
  private let scoreMemory: UnsafeMutableRawPointer
  let decisionMemory: DecisionMemory

  // By node.
  let flags: UnsafeMutablePointer<NodeFlags>
  /// Counts the NoExecute taints a node got, so that evictions of an earlier one are stale.
  let taintEpochs: UnsafeMutablePointer<UInt16>
  /// When the monitor finds a silent node, unless it is heard again before.
  let dueTimes: UnsafeMutablePointer<VirtualTime>
  /// When the kubelet last came back: it renews its lease at once.
  let lastRecoveries: UnsafeMutablePointer<VirtualTime>
  /// Workloads that are in their member's creation queue.
  @exclusivity(unchecked) var isQueued: [Bool] = []
  /// Whether what is created now has been there for long.
  @exclusivity(unchecked) var isEstablishing = false
  @exclusivity(unchecked) var victims: [Victim] = []
  @exclusivity(unchecked) var evictionDelays: [Int64] = []
  var polling: Polling?
  /// By workload, the number of its namespace; −1 for not asked yet.
  @exclusivity(unchecked) var namespaces: [Int32] = []
  var namespaceNumbers: [String: Int32] = [:]
  /// By pod, when it was created; only where requests cost something.
  @exclusivity(unchecked) var creations: [VirtualTime] = []

  /// Puts equal controllers into every cluster of a fleet; they act from now on.
  public convenience init(
    fleet: Fleet, timing: KubernetesTiming = .release136, mode: LoopMode = .parked
  ) {
    let count = fleet.topology.clusters.count
    self.init(fleet: fleet, timings: Array(repeating: timing, count: count), mode: mode)
  }

  /// Puts controllers into clusters of a fleet; they act from now on.
  ///
  /// - Parameters:
  ///   - timings: The flags of each cluster's programs, by `ClusterID`.
  ///   - handles: Which clusters, by `ClusterID`; nil for all.
  public init(
    fleet: Fleet, timings: [KubernetesTiming], handles: [Bool]? = nil, mode: LoopMode = .parked
  ) {
    let handles = handles ?? Array(repeating: true, count: timings.count)
    self.handles = handles
    precondition(
      timings.count == fleet.topology.clusters.count, "every cluster has its own constants")
    precondition(
      fleet.topology.pools.allSatisfy {
        $0.scaling == nil || !handles[$0.cluster.position]
      }, "pools scale only in members simulated as objects")
    self.fleet = fleet
    simulation = fleet.simulation
    self.mode = mode
    decisionMemory = DecisionMemory(
      nodes: fleet.topology.clusters.map(\.nodes.count).max() ?? 0)
    let sizes = fleet.topology.clusters.map { ScoreTable.byteCount(nodes: $0.nodes.count) }
    scoreMemory = LargeBlock.allocate(byteCount: sizes.reduce(0, +))
    var next = scoreMemory
    var members: [Member] = []
    members.reserveCapacity(sizes.count)
    for (position, size) in sizes.enumerated() {
      members.append(
        Member(ClusterID(position), fleet: fleet, timing: timings[position], memory: next))
      next += size
    }
    self.members = members
    let count = fleet.topology.nodeCount
    flags = .allocate(capacity: count)
    flags.initialize(repeating: [], count: count)
    taintEpochs = .allocate(capacity: count)
    taintEpochs.initialize(repeating: 0, count: count)
    dueTimes = .allocate(capacity: count)
    dueTimes.initialize(repeating: .never, count: count)
    lastRecoveries = .allocate(capacity: count)
    lastRecoveries.initialize(repeating: VirtualTime(nanoseconds: -1), count: count)
    component = simulation.register(self, name: "members")
    fleet.add(self as any InfrastructureObserver)
    if mode == .ticking { startPolling() }
    for member in members where member.nodes.count > member.limits.limits.nodes {
      schedule(.announceLimits, member, at: simulation.now)
    }
  }

  deinit {
    scoreMemory.deallocate()
    decisionMemory.deallocate()
    flags.deallocate()
    taintEpochs.deallocate()
    dueTimes.deallocate()
    lastRecoveries.deallocate()
  }

  /// What can happen to a member.
  enum Code: UInt16 {
    /// The containers of a pod are ready (`PodReference`).
    case podStarts
    /// A pod of a job has done its work (`PodReference`).
    case podCompletes
    /// The replica set controller's client has a token again (cluster).
    case createPods
    /// Something changed that may make room for waiting pods (cluster).
    case retryWaiting
    /// The node monitor looks at its nodes (cluster).
    case monitorPass
    /// The tainting loop has a token for some zone (cluster).
    case taintPass
    /// Toleration of a node's taint ends (node, epoch, delay).
    case evict
    /// The taint eviction controller's client has its tokens (`PodReference`).
    case deleteEvicted
    /// The cluster had more of something than its limits from the start (cluster).
    case announceLimits
    /// A quota may have room again (cluster).
    case retryRefused
    /// The scheduler hears of a new pod (`PodReference`); this and the next two only with a cost.
    case podSeen
    /// The scheduler is done with a pod (cluster).
    case schedulePod
    /// The API server has heard that a pod is ready (`PodReference`).
    case podReports
    /// Only when ticking: a kubelet renews its lease (node).
    case leaseTick
    /// Only when ticking: the node monitor (cluster).
    case monitorTick
    /// Only when ticking: the tainting loop (cluster).
    case taintTick
  }

  func schedule(
    _ code: Code, _ argument: UInt64, at time: VirtualTime, priority: EventPriority = .normal
  ) {
    simulation.schedule(
      component, code: code.rawValue, argument: argument, at: time, priority: priority)
  }

  func schedule(
    _ code: Code, _ member: Member, at time: VirtualTime, priority: EventPriority = .normal
  ) {
    schedule(code, UInt64(member.id.position), at: time, priority: priority)
  }

  var blocked: BlockedNodes { BlockedNodes(flags: UnsafePointer(flags)) }
}

extension MemberControllers: EventHandler {
  /// Handles the events of this component.
  public func handle(_ event: Event, in simulation: Simulation) {
    guard let code = Code(rawValue: event.code) else {
      preconditionFailure("members are sent only their own events")
    }
    switch code {
    case .podStarts: startPod(PodReference(argument: event.argument))
    case .podCompletes: completePod(PodReference(argument: event.argument))
    case .deleteEvicted: deleteEvicted(PodReference(argument: event.argument))
    case .createPods:
      let member = members[Int(event.argument)]
      member.creationIsScheduled = false
      if fleet.isServerUp(member.id) { createPods(in: member, hasToken: true) }
    case .retryWaiting: retryWaiting(in: members[Int(event.argument)])
    case .monitorPass: monitorPass(of: members[Int(event.argument)])
    case .taintPass: taintPass(of: members[Int(event.argument)])
    case .evict: evict(EvictionArgument(event.argument))
    case .announceLimits: announceLimits(of: members[Int(event.argument)])
    case .retryRefused: retryRefused(in: members[Int(event.argument)])
    case .podSeen: podSeen(PodReference(argument: event.argument))
    case .schedulePod: schedulePod(in: members[Int(event.argument)])
    case .podReports: podReports(PodReference(argument: event.argument))
    case .leaseTick: leaseTick(of: NodeID(Int(event.argument)))
    case .monitorTick: monitorTick(of: members[Int(event.argument)])
    case .taintTick: taintTick(of: members[Int(event.argument)])
    }
  }
}

extension MemberControllers: MemberClusters {
  /// Creates the Deployment or Job of a service in a member, or changes its replicas.
  public func apply(_ service: ServiceID, replicas: Int32, to cluster: ClusterID) {
    let member = members[cluster.position]
    let isNew = !(fleet.workload(of: service, in: cluster).map { fleet.exists($0) } ?? false)
    let workload = fleet.declare(service, replicas: replicas, in: cluster)
    if isNew { countService(by: 1, service, in: member) }
    reconcile(workload, in: member)
  }

  /// The pods of the workload run already, scheduled one after the other.
  public func establish(_ service: ServiceID, replicas: Int32, in cluster: ClusterID) {
    isEstablishing = true
    apply(service, replicas: replicas, to: cluster)
    isEstablishing = false
  }

  /// Deletes the workload of a service in a member, and its pods.
  public func remove(_ service: ServiceID, from cluster: ClusterID) {
    guard let workload = fleet.workload(of: service, in: cluster) else { return }
    let member = members[cluster.position]
    if fleet.exists(workload) { countService(by: -1, service, in: member) }
    fleet.withdraw(workload)
    reconcile(workload, in: member)
  }

  /// The workload's status as the member's API server reports it now.
  public func status(of service: ServiceID, in cluster: ClusterID) -> WorkloadStatus? {
    fleet.status(of: service, in: cluster)
  }

  /// The member's capacity as its listers see it now.
  public func capacity(of cluster: ClusterID) -> ClusterCapacity { fleet.capacity(of: cluster) }
}
