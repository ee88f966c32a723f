import EventKernel
import FleetModel
import KubeFed
import KubernetesAPI
import Stochastic

/// KubeFed v2 or federation v1 at work on a fleet: one cluster object per member, one federated
/// object per service, everything else from manifests.
///
/// Members carry the labels of the fleet and of their manifests, and two that an administrator
/// would give: `topology.kubernetes.io/region` and `regatta.dev/jurisdiction`.
public final class KubeFedControlPlane: ControlPlane {
  private let fleet: Fleet
  let core: ControlPlaneCore
  private let manifests: KubeFedManifests
  private let templates: [WorkloadTemplate]
  private let settings: KubeFedSettings
  /// How long after the start the workloads are applied.
  public var templateDelay = VirtualDuration.zero
  /// How long it takes to apply them all, one after the other at equal distances.
  public var templateSpan = VirtualDuration.zero

  /// Creates the control plane; nothing happens before ``start()``.
  ///
  /// - Parameters:
  ///   - fleet: The world; clusters join under their index in its topology.
  ///   - members: Where objects are propagated to.
  ///   - manifests: The system's own objects.
  ///   - templates: The workloads by service, plain or federated, in the order of the fleet's
  ///     services; a service without one gets one made from what the fleet knows.
  ///   - settings: Generation, constants and switches.
  public init(
    fleet: Fleet, members: any MemberClusters, manifests: [ManifestObject],
    templates: [ManifestObject?] = [], settings: KubeFedSettings = KubeFedSettings()
  ) {
    self.fleet = fleet
    self.settings = settings
    self.manifests = KubeFedManifests(manifests)
    core = ControlPlaneCore(
      simulation: fleet.simulation, members: members, connectivity: fleet, settings: settings)
    core.observer = FleetReporter(fleet)
    core.pods = FleetPods(fleet)
    core.latencies.member = { [unowned fleet] in fleet.roundTrip(to: $0) }
    self.templates = fleet.services.indices.map { position in
      let given = position < templates.count ? templates[position] : nil
      return WorkloadTemplate(given) ?? WorkloadTemplate(fleet.services[position])
    }
    for cluster in fleet.topology.clusters {
      let region = fleet.topology.regions[cluster.region.position]
      var labels = cluster.labels
      labels["topology.kubernetes.io/region"] = region.name
      labels["regatta.dev/jurisdiction"] = region.jurisdiction
      labels.merge(self.manifests.clusterLabels[cluster.name] ?? [:]) { _, given in given }
      _ = core.declareCluster(name: cluster.name, labels: labels)
    }
  }

  private func record(_ template: WorkloadTemplate) -> FederatedRecord {
    let automatic = settings.federatesAutomatically
    return core.generation == .kubeFed
      ? core.kubeFedRecord(template, manifests, automatic: automatic)
      : core.federationRecord(template, automatic: automatic)
  }

  // MARK: ControlPlane

  /// Begins with members that are ready and workloads that are placed, as after a long time of
  /// operation; with `settings.startsCold` everything begins now.
  public func start() {
    fleet.add(CoreObserver(core))
    var stream = RandomStream(fleet.seed, entity: "kubefed", purpose: "health phase")
    let phase = core.timing.probePeriod.scaled(by: stream.uniform())
    if !settings.startsCold { core.joinWarm() }
    core.startHealth(at: core.now + phase)
    guard templateDelay <= .zero, templateSpan <= .zero else {
      plan()
      return
    }
    for (position, template) in templates.enumerated() {
      if settings.startsCold {
        core.apply(ServiceID(position), record(template))
      } else {
        core.placeWarm(ServiceID(position), record(template))
      }
    }
  }

  private func plan() {
    let arrivals = TemplateArrivals(core, templates.map(record))
    let component = fleet.simulation.register(arrivals, name: "kubefed templates")
    for position in templates.indices {
      let share = Double(position) / Double(templates.count)
      fleet.simulation.schedule(
        component, code: 0, argument: UInt64(position),
        after: templateDelay + templateSpan.scaled(by: share))
    }
  }

  /// The users' `kubectl apply`, one event per workload.
  private final class TemplateArrivals: EventHandler {
    private unowned let core: ControlPlaneCore
    private let records: [FederatedRecord]

    init(_ core: ControlPlaneCore, _ records: [FederatedRecord]) {
      self.core = core
      self.records = records
    }

    func handle(_ event: Event, in simulation: Simulation) {
      let position = Int(event.argument)
      core.apply(ServiceID(position), records[position])
    }
  }

  /// A user applies a workload made from what the fleet knows of the service.
  public func serviceAdded(_ service: ServiceID) {
    core.apply(service, record(WorkloadTemplate(fleet.services[service.position])))
  }

  /// A user deletes the federated object of a service.
  public func serviceRemoved(_ service: ServiceID) { core.remove(service) }

  /// A snapshot figure such as `clusters.ready`; nil when unknown.
  public func gauge(_ name: String) -> Double? { core.gauge(name) }

  /// Told every write; for tests and traces, not for large runs.
  public var trace: (any KubeFedTrace)? {
    get { core.trace }
    set { core.trace = newValue }
  }

  // MARK: MemberObserver

  /// Has the workload looked at again.
  public func workloadStatusChanged(_ service: ServiceID, in cluster: ClusterID) {
    core.workloadStatusChanged(service, in: cluster)
  }

  /// Nothing here looks at capacity.
  public func capacityChanged(_ cluster: ClusterID) { core.capacityChanged(cluster) }

  /// Breaks or mends probes and caches.
  public func connectivityChanged(_ cluster: ClusterID) {
    core.connectivityChanged(of: cluster)
  }

  /// Stops or restarts the controller manager.
  public func hubChanged() { core.hubChanged() }
}

extension ControlPlaneCore {
  /// A snapshot figure by name; nil when unknown.
  func gauge(_ name: String) -> Double? {
    func count(_ matches: (FederatedRecord) -> Bool) -> Double {
      Double(objects.reduce(0) { $0 + ($1.exists && matches($1) ? 1 : 0) })
    }
    return switch name {
    case "objects": count { _ in true }
    case "objects.unpropagated": count { $0.statuses.contains { $0.status != .ok } }
    case "bindings.unschedulable": count(\.isShort)
    case "clusters": Double(clusters.count)
    case "clusters.ready": Double(clusters.reduce(0) { $0 + ($1.isReady ? 1 : 0) })
    case "scheduler.decisions": Double(statistics.decisions)
    case "replicas.moved": Double(statistics.moved)
    default: nil
    }
  }
}

/// Passes what the fleet says to the core, which the simulation keeps alive: the fleet must not
/// own what owns the fleet.
private final class CoreObserver: MemberObserver {
  private unowned let core: ControlPlaneCore

  init(_ core: ControlPlaneCore) {
    self.core = core
  }

  func workloadStatusChanged(_ service: ServiceID, in cluster: ClusterID) {
    core.workloadStatusChanged(service, in: cluster)
  }
  func capacityChanged(_ cluster: ClusterID) {}
  func connectivityChanged(_ cluster: ClusterID) { core.connectivityChanged(of: cluster) }
  func hubChanged() { core.hubChanged() }
}

/// Passes what the control plane reports to the fleet.
private final class FleetReporter: KubeFedReporter {
  private unowned let fleet: Fleet

  init(_ fleet: Fleet) {
    self.fleet = fleet
  }

  func reached(_ milestone: Milestone) { fleet.reach(milestone) }

  func requested(_ count: Int, of cluster: ClusterID?) {
    fleet.countRequests(count, of: cluster)
  }
}

/// The fleet's pods as members list them; pods that are being deleted are not among them.
private final class FleetPods: MemberPods {
  private unowned let fleet: Fleet

  init(_ fleet: Fleet) {
    self.fleet = fleet
  }

  func pods(of service: ServiceID, in cluster: ClusterID) -> (running: Int64, pending: Int64) {
    var (running, pending): (Int64, Int64) = (0, 0)
    guard let workload = fleet.workload(of: service, in: cluster) else { return (0, 0) }
    var next = fleet.firstPod(of: workload)
    while let pod = next {
      switch fleet.state(of: pod) {
      case .running, .completionDue: running += 1
      case .pending: pending += 1
      case .free, .starting, .startDue, .terminating: break
      }
      next = fleet.nextPod(ofWorkloadAfter: pod)
    }
    return (running, pending)
  }
}
