import EventKernel
import FleetModel
import Scenarios

/// Watches one run and keeps what the metrics need, at constant cost per change.
final class Recorder: FleetObserver {
  private(set) var availability: AvailabilityMeter
  private(set) var outages: OutageMeter
  private(set) var failover: FailoverMeter
  private(set) var pods: PodMeter
  private(set) var jobs: JobMeter
  private(set) var traffic: TrafficMeter
  private(set) var utilisation: UtilisationMeter
  private(set) var nodes: NodeMeter
  private(set) var cost: CostMeter
  private(set) var activity = ActivityMeter()
  private(set) var controlPlane: ControlPlaneMeter
  private(set) var timeline: TimelineRecorder?
  private(set) var settling: SettlingMeter?

  private let simulation: Simulation
  private let topology: Topology
  private let plan: Plan
  private let start: Int64
  private let regionOf: [Int32]
  private var tenantOf: [Int32]
  private let mayRun: [[Bool]]
  private var wanted: [Int32]
  private var needed: [Int32]
  private var serving: [Int32]
  private let regionNames: [String: Int]
  private let tenantNames: [String: Int]
  private let serviceNames: [String: Int]
  private var arrivedNames: [String] = []
  /// Is told when all pods of a job that arrived are done.
  var jobIsDone: ((ServiceID) -> Void)?

  init(_ plan: Plan, simulation: Simulation, recordsTimeline: Bool) {
    self.plan = plan
    self.simulation = simulation
    topology = plan.topology
    start = plan.warmup.nanoseconds
    let services = plan.services.count
    availability = AvailabilityMeter(
      tenants: plan.tenants.count, services: services, regions: topology.regions.count, from: start)
    outages = OutageMeter(services: services, from: start)
    failover = FailoverMeter(clusters: topology.clusters.count, services: services, from: start)
    pods = PodMeter(from: start)
    jobs = JobMeter(from: start)
    traffic = TrafficMeter(
      plan.services, regions: topology.regions.count, from: start)
    utilisation = UtilisationMeter(topology, from: start)
    nodes = NodeMeter(topology, from: start)
    cost = CostMeter(plan.prices, topology, from: start)
    controlPlane = ControlPlaneMeter(clusters: topology.clusters.count, from: start)
    regionOf = topology.clusters.map(\.region.rawValue)
    tenantOf = plan.services.map(\.tenant.rawValue)
    mayRun = plan.tenants.map { tenant in
      plan.topology.regions.map {
        tenant.jurisdictions.isEmpty || tenant.jurisdictions.contains($0.jurisdiction)
      }
    }
    wanted = Array(repeating: 0, count: services)
    needed = Array(repeating: 0, count: services)
    serving = Array(repeating: 0, count: services)
    func index(_ names: [String]) -> [String: Int] {
      Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
    regionNames = index(topology.regions.map(\.name))
    tenantNames = index(plan.tenants.map(\.name))
    serviceNames = index(plan.services.map(\.name))
    if recordsTimeline {
      timeline = TimelineRecorder(
        plan.topology, services: plan.services.map(\.name), horizon: plan.horizon.nanoseconds,
        points: plan.scenario.spec.metrics.timelinePoints)
    }
    if plan.run.study == .steadyState {
      settling = SettlingMeter(horizon: plan.horizon.nanoseconds)
    }
    for (index, service) in plan.services.enumerated() { want(service, index) }
  }

  private var now: Int64 { simulation.now.nanoseconds }

  /// Counted time in nanoseconds.
  var span: Int64 { plan.horizon.nanoseconds - start }

  /// Jobs end by themselves; only what runs for good can be available.
  private func want(_ service: Service, _ index: Int) {
    guard case .forever = service.lifetime, service.replicas > 0 else { return }
    wanted[index] = service.replicas
    needed[index] = Int32(
      (Double(service.replicas) * plan.scenario.spec.metrics.availableAt).rounded(.up))
    let workloads = plan.scenario.spec.workloads
    let share = Double(index) / Double(plan.services.count)
    let applied = (workloads.at + workloads.over.scaled(by: share)).nanoseconds
    availability.want(service.replicas, of: index, tenant: Int(tenantOf[index]), at: applied)
    if needed[index] > 0 {
      outages.begin(index, at: applied)
    } else {
      availability.becomeAvailable(true, index, tenant: Int(tenantOf[index]), at: now)
    }
    timeline?.want(service.replicas, at: now)
  }

  /// Closes every account at the end of the run.
  func finish() {
    let end = plan.horizon.nanoseconds
    availability.finish(at: end)
    outages.finish(at: end)
    pods.finish(at: end)
    jobs.finish(at: end)
    traffic.finish(at: end)
    utilisation.finish(at: end)
    nodes.finish(at: end)
    cost.finish(at: end)
    timeline?.finish(at: end)
    settling?.finish(at: end)
  }

  // MARK: Arrivals

  /// A workload came after the start; it takes the next number.
  func arrived(_ service: Service, _ id: ServiceID) {
    precondition(id.position == tenantOf.count, "services are numbered in order")
    tenantOf.append(service.tenant.rawValue)
    arrivedNames.append(service.name)
    var isJob = false
    if case .completes = service.lifetime { isJob = true }
    jobs.arrived(service.replicas, isJob: isJob, at: now)
    settling?.wait(jobs.waiting.value, at: now)
  }

  /// Which of those that arrived a service is; nil if it was there from the start.
  private func arrival(_ service: ServiceID) -> Int? {
    service.position < wanted.count ? nil : service.position - wanted.count
  }

  private func name(of service: ServiceID) -> String {
    arrival(service).map { arrivedNames[$0] } ?? plan.services[service.position].name
  }

  func podCompleted(_ service: ServiceID, in cluster: ClusterID) {
    guard let index = arrival(service), jobs.podCompleted(index, at: now) else { return }
    jobIsDone?(service)
  }

  // MARK: Looking up

  func region(_ dimensions: [String: String]) -> Int? {
    dimensions["region"].flatMap { regionNames[$0] }
  }

  func service(_ dimensions: [String: String]) -> Int? {
    dimensions["service"].flatMap { serviceNames[$0] }
  }

  func account(_ dimensions: [String: String]) -> AvailabilityMeter.Account? {
    if let name = dimensions["tenant"] { return tenantNames[name].map { availability.tenants[$0] } }
    if let name = dimensions["service"] {
      return serviceNames[name].map { availability.services[$0] }
    }
    return availability.fleet
  }

  // MARK: FleetObserver

  /// The replicas that the control plane wants in a cluster changed.
  func placedChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    guard arrival(service) == nil, wanted[service.position] > 0 else { return }
    availability.place(Int64(delta), in: Int(regionOf[cluster.position]), at: now)
  }

  func servingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    let now = now
    if let arrival = arrival(service) {
      if delta > 0 {
        jobs.runs(arrival, at: now)
        settling?.wait(jobs.waiting.value, at: now)
      }
      return
    }
    let index = service.position
    let region = Int(regionOf[cluster.position])
    traffic.serve(delta, of: index, in: region, at: now)
    guard wanted[index] > 0 else { return }
    timeline?.serve(delta, in: region, at: now)
    settling?.serve(Int64(delta), at: now)
    availability.serve(Int64(delta), in: region, at: now)
    let before = serving[index]
    let after = before + delta
    serving[index] = after
    let tenant = Int(tenantOf[index])
    let counted = min(after, wanted[index]) - min(before, wanted[index])
    if counted != 0 {
      availability.serve(Int64(counted), of: index, tenant: tenant, at: now)
      if counted < 0 {
        failover.lost(-counted, of: index, in: cluster.position, at: now)
      } else {
        failover.gained(counted, of: index, at: now)
      }
    }
    if before < needed[index], after >= needed[index] {
      availability.becomeAvailable(true, index, tenant: tenant, at: now)
      outages.end(index, at: now)
    } else if before >= needed[index], after < needed[index] {
      availability.becomeAvailable(false, index, tenant: tenant, at: now)
      outages.begin(index, at: now)
    }
  }

  func pendingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    pods.pending.change(by: Int64(delta), at: now)
    timeline?.pend(delta, in: Int(regionOf[cluster.position]), at: now)
    if delta > 0 { checkJurisdiction(service, cluster) }
  }

  func unreachableChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    pods.unreachable.change(by: Int64(delta), at: now)
    timeline?.lose(delta, in: Int(regionOf[cluster.position]), at: now)
  }

  func usageChanged(in cluster: ClusterID, by delta: NodeResources) {
    utilisation.change(by: delta, in: Int(regionOf[cluster.position]), at: now)
  }

  func capacityChanged(in cluster: ClusterID, by delta: NodeResources, nodes count: Int32) {
    let region = Int(regionOf[cluster.position])
    utilisation.offer(delta, in: region, at: now)
    nodes.change(by: Int64(count), in: region, at: now)
    cost.change(
      by: count, offering: delta, in: topology.clusters[cluster.position], topology, at: now)
  }

  func crossed(_ limit: LimitCrossing) {
    controlPlane.cross(limit, at: now)
    timeline?.cross(limit, at: now)
  }

  func measured(_ sample: ControlPlaneSample, in cluster: ClusterID) {
    controlPlane.measure(sample, in: cluster.position, at: now)
  }

  func disruptionBegan(_ disruption: Disruption) {
    failover.begin(disruption, in: topology.clusters(hitBy: disruption.target), at: now)
    timeline?.begin(disruption, at: now)
  }

  func disruptionEnded(_ disruption: Disruption) {
    failover.end(disruption, in: topology.clusters(hitBy: disruption.target))
    timeline?.end(disruption, at: now)
  }

  func reached(_ milestone: Milestone) {
    switch milestone {
    case .detected(let cluster): failover.detected(cluster, at: now)
    case .readmitted, .draining, .drainFailed, .uncordoned, .rolledOut: break
    case .evicted(let service, let cluster):
      if arrival(service) != nil { return }
      failover.evicted(service, from: cluster, at: now)
    case .placed(let service, let moved):
      if now >= start { activity.decide(succeeded: true) }
      // What comes by and by would drown the timeline.
      if arrival(service) != nil { return }
      failover.placed(service, moved: moved, at: now)
    case .unschedulable(let service):
      if now >= start { activity.decide(succeeded: false) }
      if arrival(service) != nil { return }
    }
    timeline?.reach(milestone, at: now)
  }

  func requested(_ count: Int, of cluster: ClusterID?) {
    if now >= start { activity.request(count, ofHub: cluster == nil) }
  }

  func violated(_ invariant: String, _ detail: @autoclosure () -> String) {
    activity.violate(invariant, detail)
  }

  private func checkJurisdiction(_ service: ServiceID, _ cluster: ClusterID) {
    let tenant = Int(tenantOf[service.position])
    let region = Int(regionOf[cluster.position])
    if !mayRun[tenant][region] {
      violated(
        "jurisdiction",
        "\(name(of: service)) runs in"
          + " \(topology.clusters[cluster.position].name)")
    }
  }
}

extension Topology {
  /// The clusters that a failure reaches.
  func clusters(hitBy target: DisruptionTarget) -> [ClusterID] {
    switch target {
    case .node(let node): [pools[pool(of: node).position].cluster]
    case .zone(let zone): zones[zone.position].clusters
    case .region(let region):
      parts(of: region).flatMap { part in
        clusters.indices.filter { clusters[$0].region == part }.map { ClusterID($0) }
      }
    case .clusterControlPlane(let cluster), .link(let cluster): [cluster]
    case .hub: []
    }
  }
}

/// Members that tell the recorder how many replicas the control plane wants where.
final class CountedMembers: MemberClusters {
  private let members: any MemberClusters
  private let recorder: Recorder

  init(_ members: any MemberClusters, _ recorder: Recorder) {
    self.members = members
    self.recorder = recorder
  }

  func apply(_ service: ServiceID, replicas: Int32, to cluster: ClusterID) {
    let before = members.status(of: service, in: cluster)?.desired ?? 0
    members.apply(service, replicas: replicas, to: cluster)
    if replicas != before { recorder.placedChanged(service, in: cluster, by: replicas - before) }
  }

  func establish(_ service: ServiceID, replicas: Int32, in cluster: ClusterID) {
    let before = members.status(of: service, in: cluster)?.desired ?? 0
    members.establish(service, replicas: replicas, in: cluster)
    if replicas != before { recorder.placedChanged(service, in: cluster, by: replicas - before) }
  }

  func remove(_ service: ServiceID, from cluster: ClusterID) {
    let before = members.status(of: service, in: cluster)?.desired ?? 0
    members.remove(service, from: cluster)
    if before != 0 { recorder.placedChanged(service, in: cluster, by: -before) }
  }

  func status(of service: ServiceID, in cluster: ClusterID) -> WorkloadStatus? {
    members.status(of: service, in: cluster)
  }

  func capacity(of cluster: ClusterID) -> ClusterCapacity { members.capacity(of: cluster) }
}
