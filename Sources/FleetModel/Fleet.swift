import EventKernel
import Stochastic

/// The world of one run: topology, state and who watches it. It knows no policy.
///
/// Rows of trivial values hold nodes, pods and workloads; a pod costs 32 bytes and its slot is
/// reused. Who runs a simulation owns its fleet; what acts in it does not, so that a finished run
/// is freed. Truth (what serves) and what the members' API servers report are kept apart: the first
/// follows disruptions at once, the second follows what ``MemberClusters`` reports.
public final class Fleet {
  /// The kernel that carries this run.
  public let simulation: Simulation
  /// The seed of this run; every stream in it is derived from here.
  public let seed: StreamSeed
  /// What stands where.
  public let topology: Topology
  /// When the run ends; models need not schedule anything later.
  public let horizon: VirtualTime
  /// Who owns services.
  public internal(set) var tenants: [Tenant]
  /// The workload templates, by `ServiceID`; removed ones stay, with zero replicas.
  public internal(set) var services: [Service]

  @exclusivity(unchecked) var pods = Rows(repeating: PodRow(), count: 0)
  @exclusivity(unchecked) var nodes: Rows<NodeRow>
  @exclusivity(unchecked) var workloads: Rows<WorkloadRow>
  @exclusivity(unchecked) var clusters: Rows<ClusterRow>
  @exclusivity(unchecked) var poolRows: Rows<PoolRow>
  @exclusivity(unchecked) var serviceRows: Rows<ServiceRow>
  @exclusivity(unchecked) var workloadIndex = WorkloadIndex()
  /// Whether a roll-out may make more pods than wanted for a while, by `ClusterID`.
  public var allowsSurge: [Bool]
  /// The workload whose status was reported last.
  @exclusivity(unchecked) var reported = 0
  @exclusivity(unchecked) var freePod: Int32 = -1
  /// Pods that exist, terminating ones included.
  @exclusivity(unchecked) public internal(set) var podCount = 0

  @exclusivity(unchecked) var observers = Rows<FleetObserverReference>()
  @exclusivity(unchecked) var memberObservers = Rows<MemberObserverReference>()
  @exclusivity(unchecked) var infrastructureObservers: [any InfrastructureObserver] = []
  /// Keeps the observers alive, which the hot arrays do not.
  private var owned: [AnyObject] = []
  @exclusivity(unchecked) var isBatching = false
  @exclusivity(unchecked) var touchedWorkloads: [Int32] = []
  @exclusivity(unchecked) var touchedClusters: [Int32] = []

  var disruptions = DisruptionTable()
  var zoneCauses: [OutcomeCounts]
  var zoneCauseCounts: [Int32]
  var regionCauseCounts: [Int32]
  var regionClusters: [[ClusterID]]
  var hubCauses = OutcomeCounts()
  var hubRequests: UInt64 = 0

  /// Creates a fleet in which everything is up and nothing runs.
  public init(
    simulation: Simulation, seed: StreamSeed, topology: Topology, tenants: [Tenant],
    horizon: VirtualTime = .latest
  ) {
    self.simulation = simulation
    self.seed = seed
    self.topology = topology
    self.tenants = tenants
    self.horizon = horizon
    services = []
    nodes = Rows(repeating: NodeRow(), count: topology.nodeCount)
    clusters = Rows(repeating: ClusterRow(), count: topology.clusters.count)
    allowsSurge = Array(repeating: false, count: topology.clusters.count)
    poolRows = Rows(repeating: PoolRow(), count: topology.pools.count)
    workloads = Rows(repeating: WorkloadRow(service: -1, cluster: -1, stream: 0), count: 0)
    serviceRows = Rows(repeating: ServiceRow(), count: 0)
    zoneCauses = Array(repeating: OutcomeCounts(), count: topology.zones.count)
    zoneCauseCounts = Array(repeating: 0, count: topology.zones.count)
    regionCauseCounts = Array(repeating: 0, count: topology.regions.count)
    regionClusters = Array(repeating: [], count: topology.regions.count)
    for (position, pool) in topology.pools.enumerated() {
      poolRows[position] = PoolRow(pool)
      for node in pool.nodes { nodes[node].pool = Int32(position) }
      for node in pool.nodes.dropFirst(pool.initialCount) {
        nodes[node].isAbsent = true
        nodes[node].downLevels = 1
      }
      clusters[pool.cluster.position].allocatable +=
        pool.allocatable * Int64(pool.initialCount)
      clusters[pool.cluster.position].nodes += Int32(pool.initialCount)
    }
    for (position, cluster) in topology.clusters.enumerated() {
      regionClusters[cluster.region.position].append(ClusterID(position))
      clusters[position].readyNodes = clusters[position].nodes
      clusters[position].nodesUp = clusters[position].nodes
      clusters[position].zonesUp = Int32(cluster.zones.count)
    }
  }

  // MARK: Who watches

  /// Adds someone who measures; observers are called in order of adding and kept alive by the
  /// fleet, so they must not own it.
  public func add(_ observer: any FleetObserver) {
    owned.append(observer)
    _ = observers.append(FleetObserverReference(observer: observer))
  }

  /// Adds a control plane to be told about its members.
  public func add(_ observer: any MemberObserver) {
    owned.append(observer)
    _ = memberObservers.append(MemberObserverReference(observer: observer))
  }

  /// Adds what runs inside the members.
  public func add(_ observer: any InfrastructureObserver) {
    infrastructureObservers.append(observer)
  }

  /// Passes a step of the control plane's reaction to all who measure.
  public func reach(_ milestone: Milestone) {
    for index in 0..<observers.count { observers[index].observer.reached(milestone) }
  }

  /// Passes a violation found by a checker to all who measure.
  public func report(violationOf invariant: String, _ detail: String) {
    for index in 0..<observers.count { observers[index].observer.violated(invariant, detail) }
  }

  /// Passes the crossing of a limit to all who measure.
  public func report(_ crossing: LimitCrossing) {
    for index in 0..<observers.count { observers[index].observer.crossed(crossing) }
  }

  /// Passes what a member's control plane did to all who measure.
  public func report(_ sample: ControlPlaneSample, in cluster: ClusterID) {
    for index in 0..<observers.count { observers[index].observer.measured(sample, in: cluster) }
  }

  // MARK: API servers

  /// Counts requests sent to the API server of a member, or of the hub (nil).
  public func countRequests(_ count: Int = 1, of cluster: ClusterID?) {
    if let cluster {
      clusters[cluster.position].requests &+= UInt64(count)
    } else {
      hubRequests &+= UInt64(count)
    }
    for index in 0..<observers.count { observers[index].observer.requested(count, of: cluster) }
  }

  /// Requests sent so far to the API server of a member, or of the hub (nil).
  public func requestCount(of cluster: ClusterID?) -> UInt64 {
    cluster.map { clusters[$0.position].requests } ?? hubRequests
  }

  /// How long the next request and its answer take between hub and member.
  ///
  /// The n-th request of a link takes the same time in every arm of a comparison.
  public func roundTrip(to cluster: ClusterID) -> VirtualDuration {
    guard let law = topology.clusters[cluster.position].roundTrip else { return .zero }
    let draw = clusters[cluster.position].latencyDraws
    clusters[cluster.position].latencyDraws = draw &+ 1
    var stream = RandomStream(
      seed, entity: topology.clusters[cluster.position].name, purpose: .network, phase: draw)
    return .seconds(max(0, law.sample(using: &stream)))
  }

  // MARK: Services

  /// Adds a service; nothing runs until a control plane places it.
  ///
  /// - Precondition: The tenant exists and the numbers are not negative.
  public func add(_ service: Service) -> ServiceID {
    precondition(
      service.tenant.position >= 0 && service.tenant.position < tenants.count,
      "a service belongs to a tenant of its fleet")
    precondition(
      service.replicas >= 0 && !service.request.hasNegative,
      "a service has no negative replicas or requests")
    services.append(service)
    return ServiceID(serviceRows.append(ServiceRow(service)))
  }

  /// Changes the replicas wanted in the whole fleet; the control plane has to act on it.
  public func scale(_ service: ServiceID, to replicas: Int32) {
    precondition(replicas >= 0, "a service has no negative replicas")
    services[service.position].replicas = replicas
  }
}

/// An observer as the hot paths hold it: calling it counts no references.
struct FleetObserverReference: BitwiseCopyable {
  unowned(unsafe) let observer: any FleetObserver
}

/// The same for a control plane.
struct MemberObserverReference: BitwiseCopyable {
  unowned(unsafe) let observer: any MemberObserver
}

/// The hot part of a node pool.
struct PoolRow: BitwiseCopyable {
  var allocatable = NodeResources.zero
  var cluster: Int32 = 0
  var zone: Int32 = 0

  init() {}

  init(_ pool: Topology.Pool) {
    allocatable = pool.allocatable
    cluster = pool.cluster.rawValue
    zone = pool.zone.rawValue
  }
}

/// The hot part of a service.
struct ServiceRow: BitwiseCopyable {
  /// With `pods` equal to one.
  var request = NodeResources.zero
  /// What upstream's LeastAllocated counts beyond the request.
  var assumedMilliCPU: Int32 = 0
  var assumedMemory: Int64 = 0

  init() {}

  init(_ service: Service) {
    request = service.request
    request.pods = 1
    assumedMilliCPU = Int32(service.request.nonZeroMilliCPU - service.request.milliCPU)
    assumedMemory = service.request.nonZeroMemory - service.request.memory
  }
}

extension NodeResources {
  /// The CPU that upstream's LeastAllocated counts: 100m where nothing is requested.
  ///
  /// Upstream applies the default per container; a service counts as one container.
  /// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/util/pod_resources.go`.
  public var nonZeroMilliCPU: Int64 { milliCPU == 0 ? 100 : milliCPU }
  /// The memory that upstream's LeastAllocated counts: 200 MiB where nothing is requested.
  public var nonZeroMemory: Int64 { memory == 0 ? 200 << 20 : memory }
}
