import EventKernel
import FleetModel
import Kubernetes
import Stochastic

/// One member cluster at work: its controllers' state, apart from the pods and nodes themselves.
final class Member {
  let id: ClusterID
  let nodes: Range<Int>
  let timing: KubernetesTiming
  @exclusivity(unchecked) var scheduler: MemberScheduler
  /// Decides instead, once a pod asks for more than resources.
  @exclusivity(unchecked) var engine: MemberEngine?
  /// Workloads that lost pods to more important ones and have not replaced them yet.
  var preempted: [WorkloadID] = []

  // Replica sets: the work queue of workloads that lack pods, and the client's budget.
  @exclusivity(unchecked) var creationQueue = Fifo<WorkloadID>()
  @exclusivity(unchecked) var creationIsScheduled = false
  @exclusivity(unchecked) var replicaSetClient: Kubernetes.TokenBucket
  @exclusivity(unchecked) var schedulerClient: Kubernetes.TokenBucket
  /// Workloads changed while nobody could act on it.
  var backlog: [WorkloadID] = []

  // Pods that found no node, by workload in order of their first failure.
  @exclusivity(unchecked) var waiting: [WaitingPods] = []
  @exclusivity(unchecked) var retryIsScheduled = false

  /// The images on its nodes, as far as services say how long a pull takes.
  @exclusivity(unchecked) var images = NodeImages()

  // What its size does.
  @exclusivity(unchecked) var limits: MemberLimits
  /// What requests cost; nil for nothing at all.
  @exclusivity(unchecked) var cost: RequestCost?
  let parameters: ControlPlaneParameters
  let controllerBudget: ClientBudget
  let schedulerBudget: ClientBudget
  /// Nodes that a cycle of the scheduler looks at.
  let examined: Int
  /// Pods that the scheduler has heard of and not dealt with; only with a cost.
  @exclusivity(unchecked) var schedulingQueue = Fifo<PodReference>()
  @exclusivity(unchecked) var cycleIsScheduled = false
  @exclusivity(unchecked) var schedulerFree = VirtualTime.zero
  /// Workloads whose pods a quota refused, and how often in a row.
  var refused: [WorkloadID] = []
  var refusals = 0
  var refusalIsScheduled = false
  var storeTold = 0.0

  // Node lifecycle.
  let monitorLoop: PeriodicLoop
  let taintLoop: PeriodicLoop
  var zones: [ZoneEviction]
  var disruption: ZoneDisruption
  /// Nodes that the next passes have something to do with, in order.
  var watched: [NodeID] = []
  var lastPass = VirtualTime(nanoseconds: -1)
  var nextPass = VirtualTime.never
  var nextTaintPass = VirtualTime.never
  /// When the controllers last started.
  var started = VirtualTime(nanoseconds: -1)
  var evictionClient: Kubernetes.TokenBucket

  init(
    _ id: ClusterID, fleet: Fleet, timing: KubernetesTiming, memory: UnsafeMutableRawPointer
  ) {
    let site = fleet.topology.clusters[id.position]
    self.id = id
    self.timing = timing
    nodes = site.nodes
    scheduler = MemberScheduler(
      fleet: fleet, cluster: id, percentage: timing.percentageOfNodesToScore,
      memory: memory)
    parameters = site.limits.controlPlane
    controllerBudget =
      parameters.controllerClient(
        ClientBudget(qps: timing.controllerQPS, burst: timing.controllerBurst))
    schedulerBudget =
      parameters.schedulerClient(
        ClientBudget(qps: timing.schedulerQPS, burst: timing.schedulerBurst))
    replicaSetClient = controllerBudget.client(at: fleet.simulation.now)
    evictionClient = controllerBudget.client(at: fleet.simulation.now)
    schedulerClient = schedulerBudget.client(at: fleet.simulation.now)
    let slots = fleet.topology.pools[site.pools].map(\.allocatable.pods).max() ?? 0
    limits = MemberLimits(site.limits, slots: slots)
    examined = NodeScoring.feasibleNodesToFind(
      among: site.nodes.count, percentage: timing.percentageOfNodesToScore)
    if site.limits.model == .queueing {
      cost = RequestCost(
        nodes: site.nodes.count, limits: site.limits, seed: fleet.seed, entity: site.name,
        from: fleet.simulation.now)
    }
    // Every controller manager started at its own instant; its loops tick from there.
    var phases = RandomStream(fleet.seed, entity: site.name, purpose: .phase)
    let start = VirtualTime(
      seconds: phases.uniform() * timing.nodeMonitorPeriod.inSeconds)
    monitorLoop = PeriodicLoop(period: timing.nodeMonitorPeriod, phase: start)
    taintLoop = PeriodicLoop(period: timing.taintPeriod, phase: start)
    var sizes: [ZoneID: Int32] = [:]
    for node in site.nodes { sizes[fleet.zone(of: NodeID(node)), default: 0] += 1 }
    zones = site.zones.compactMap { zone in
      sizes[zone].map { ZoneEviction(zone: zone, size: $0, rate: timing.nodeEvictionRate) }
    }
    disruption = ZoneDisruption(zoneCount: zones.count, configuration: timing.zoneConfiguration)
  }

  /// Forgets what a new process does not know.
  func restart(at now: VirtualTime) {
    started = now
    replicaSetClient = controllerBudget.client(at: now)
    evictionClient = controllerBudget.client(at: now)
    schedulerClient = schedulerBudget.client(at: now)
    disruption = ZoneDisruption(zoneCount: zones.count, configuration: timing.zoneConfiguration)
    for index in zones.indices {
      let old = zones[index]
      zones[index] = ZoneEviction(zone: old.zone, size: old.size, rate: timing.nodeEvictionRate)
      zones[index].notReady = old.notReady
    }
    nextPass = .never
    nextTaintPass = .never
  }

  /// Tells the scheduler that a node's requests, pods or taints changed.
  func noteChange(of node: NodeID) {
    scheduler.noteChange(of: node)
    engine?.noteChange(of: node)
  }

  /// How long the scheduler takes for one pod.
  func cycleTime(among pods: Int) -> VirtualDuration {
    .seconds(
      parameters.scheduler.seconds(
        parameters.schedulerFeature, lookingAt: examined, among: pods))
  }

  /// What a cycle takes longer when no node is feasible.
  var vainTime: VirtualDuration {
    .seconds(parameters.scheduler.perNode * Double(max(0, nodes.count - examined)))
  }

  func zoneIndex(of zone: ZoneID) -> Int {
    guard let index = zones.firstIndex(where: { $0.zone == zone }) else {
      preconditionFailure("a node stands in a zone of its cluster")
    }
    return index
  }
}

/// The pods of one workload that found no node. They are alike, so when the first fails to fit the
/// others would too.
struct WaitingPods {
  let workload: WorkloadID
  let shape: Int
  var pods = Fifo<PodReference>()
  /// Whether something changed that may make room.
  var shouldRetry = false
}

/// A pod in one life of its slot; packs into an event's argument.
struct PodReference {
  let pod: PodID
  let life: UInt16

  init(_ pod: PodID, in fleet: Fleet) {
    self.pod = pod
    life = fleet.life(of: pod)
  }

  init(argument: UInt64) {
    pod = PodID(rawValue: Int32(truncatingIfNeeded: argument))
    life = UInt16(truncatingIfNeeded: argument >> 32)
  }

  var argument: UInt64 { UInt64(life) << 32 | UInt64(UInt32(bitPattern: pod.rawValue)) }

  /// Whether the slot still holds this pod.
  func isCurrent(in fleet: Fleet) -> Bool {
    fleet.life(of: pod) == life && fleet.state(of: pod).isActive
  }
}

/// A first-in-first-out queue that allocates only when it grows.
struct Fifo<Element> {
  private var elements: [Element] = []
  private var head = 0

  var isEmpty: Bool { head == elements.count }
  var first: Element? { isEmpty ? nil : elements[head] }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func removeFirst() {
    head += 1
    if head == elements.count {
      elements.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 64, head * 2 > elements.count {
      elements.removeFirst(head)
      head = 0
    }
  }
}
