import EventKernel
import FleetModel
import GoSemantics
import Karmada
import KubernetesAPI

/// Karmada at work on a fleet: one Cluster object per member, one template per service, policies
/// from manifests.
///
/// It joins all members at the start and from then on lives by events and `MemberObserver` calls,
/// for which it registers with the fleet. It reports milestones and requests through the
/// fleet.
public final class KarmadaControlPlane: ControlPlane {
  private let fleet: Fleet
  private let core: ControlPlaneCore
  /// Creates the control plane; nothing happens before ``start()``.
  ///
  /// - Parameters:
  ///   - fleet: The world; clusters join under their index in its topology.
  ///   - members: Where Works are applied.
  ///   - manifests: Karmada's own objects, and PriorityClasses: what the hub's users apply.
  ///   - templates: The workload templates by service, in the order of the fleet's services; a
  ///     service without one gets a template made from what the fleet knows.
  ///   - settings: Flags and gates.
  public init(
    fleet: Fleet, members: any MemberClusters, manifests: [ManifestObject],
    templates: [ManifestObject?] = [], settings: KarmadaSettings = KarmadaSettings()
  ) {
    self.fleet = fleet
    core = ControlPlaneCore(
      simulation: fleet.simulation, members: members, connectivity: fleet, settings: settings,
      seed: fleet.seed, servedKinds: ServedKinds(Self.servedKinds))
    core.observer = FleetReporter(fleet)
    core.nodes = FleetNodes(fleet)
    core.latencies.member = { [unowned fleet] in fleet.roundTrip(to: $0) }
    core.latencies.agent = { [unowned fleet] in fleet.roundTrip(to: $0) }

    let objects = KarmadaManifests(manifests)
    for priorityClass in objects.priorityClasses {
      core.priorityClasses[priorityClass.name] = priorityClass.value
    }
    for policy in objects.taintPolicies {
      core.applyTaintPolicy(name: policy.name, policy.rule)
    }
    for policy in objects.policies { core.applyPolicy(policy) }
    for position in fleet.topology.clusters.indices {
      declare(ClusterID(position), objects.clusters)
    }
    pendingTemplates = fleet.services.indices.map { position in
      let given = position < templates.count ? templates[position] : nil
      return given.flatMap { TemplateRecord($0) }
        ?? TemplateRecord(fleet.services[position])
    }
  }

  private var pendingTemplates: [TemplateRecord] = []
  /// How long after the start the templates are applied, so that members can join before.
  public var templateDelay = VirtualDuration.zero
  /// How long it takes to apply them all, one after the other at equal distances.
  public var templateSpan = VirtualDuration.zero

  /// The kinds that every member serves.
  static let servedKinds: [(apiVersion: String, kind: String)] = [
    ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet"),
    ("batch/v1", "Job"), ("batch/v1", "CronJob"), ("v1", "Pod"), ("v1", "ConfigMap"),
    ("v1", "Secret"), ("v1", "Service"), ("v1", "ServiceAccount"), ("v1", "Namespace"),
  ]

  private func declare(_ cluster: ClusterID, _ manifests: [Cluster]) {
    let place = fleet.topology.clusters[cluster.position]
    let manifest = manifests.first { $0.metadata.name == place.name }
    var labels = place.labels
    labels.merge(manifest?.metadata.labels ?? [:]) { _, given in given }
    var taints = place.taints
    for taint in manifest?.spec?.taints ?? []
    where !taints.contains(where: { $0.key == taint.key && $0.effect == taint.effect }) {
      taints.append(taint)
    }
    let region = fleet.topology.regions[place.region.position].name
    core.declareCluster(
      ClusterSnapshot(
        name: place.name, labels: labels, provider: manifest?.spec?.provider ?? place.provider,
        region: manifest?.spec?.region ?? region,
        zones: manifest?.spec?.zones ?? place.zones.map { fleet.topology.zones[$0.position].name },
        taints: taints.map { ClusterTaint($0, addedNanoseconds: 0) }),
      syncMode: place.syncMode)
  }

  // MARK: ControlPlane

  /// Begins with members that are ready and templates that are placed, as after a long time of
  /// operation; with `settings.startsCold` members join and templates are created now.
  public func start() {
    fleet.add(CoreObserver(core))
    core.start()
    let period = Double(core.settings.timing.clusterStatusUpdateNanoseconds) / 1e9
    for position in fleet.topology.clusters.indices {
      let phase = core.draw(fleet.topology.clusters[position].name, "karmada join")
      if core.settings.startsCold {
        core.planJoin(ClusterID(position), at: core.now + .seconds(phase * period))
      } else {
        core.joinWarm(ClusterID(position), phase: phase)
      }
    }
    let templates = pendingTemplates
    pendingTemplates = []
    let comesLater = templateDelay > .zero || templateSpan > .zero
    if !comesLater {
      for (position, template) in templates.enumerated() {
        if core.settings.startsCold {
          core.applyTemplate(ServiceID(position), template)
        } else {
          core.placeWarm(ServiceID(position), template)
        }
      }
    }
    if !core.settings.startsCold { core.finishWarmStart() }
    if comesLater { plan(templates) }
  }

  private func plan(_ templates: [TemplateRecord]) {
    let arrivals = TemplateArrivals(core, templates)
    let component = fleet.simulation.register(arrivals, name: "karmada templates")
    for position in templates.indices {
      let share = Double(position) / Double(templates.count)
      fleet.simulation.schedule(
        component, code: 0, argument: UInt64(position),
        after: templateDelay + templateSpan.scaled(by: share))
    }
  }

  /// The users' `kubectl apply`, one event per template.
  private final class TemplateArrivals: EventHandler {
    private unowned let core: ControlPlaneCore
    private let templates: [TemplateRecord]

    init(_ core: ControlPlaneCore, _ templates: [TemplateRecord]) {
      self.core = core
      self.templates = templates
    }

    func handle(_ event: Event, in simulation: Simulation) {
      let position = Int(event.argument)
      core.applyTemplate(ServiceID(position), templates[position])
    }
  }

  /// A snapshot figure such as `bindings.unschedulable`; nil when unknown.
  public func gauge(_ name: String) -> Double? { core.gauge(name) }

  /// A service was added to the fleet, or its replicas changed.
  public func serviceChanged(_ service: ServiceID, template: ManifestObject? = nil) {
    var record =
      template.flatMap { TemplateRecord($0) } ?? TemplateRecord(fleet.services[service.position])
    record.replicas = fleet.services[service.position].replicas
    core.applyTemplate(service, record)
  }

  /// A user applies a template made from what the fleet knows of the service.
  public func serviceAdded(_ service: ServiceID) { serviceChanged(service) }

  /// A user deletes the template of a service.
  public func serviceRemoved(_ service: ServiceID) {
    core.removeTemplate(service)
  }

  /// Told every write; for tests and traces, not for large runs.
  public var trace: (any KarmadaTrace)? {
    get { core.trace }
    set { core.trace = newValue }
  }

  // MARK: MemberObserver

  /// Carries the status of a workload to its binding.
  public func workloadStatusChanged(_ service: ServiceID, in cluster: ClusterID) {
    core.workloadStatusChanged(service, in: cluster)
  }

  /// Has the capacity published with the next probe.
  public func capacityChanged(_ cluster: ClusterID) { core.capacityChanged(cluster) }

  /// Breaks or mends watches, leases and probes.
  public func connectivityChanged(_ cluster: ClusterID) { core.connectivityChanged(cluster) }

  /// Stops or restarts the hub's programs.
  public func hubChanged() { core.hubChanged() }
}

extension TemplateRecord {
  /// A template made from what the fleet knows of a service.
  init(_ service: Service) {
    let parts = service.name.split(separator: "/", maxSplits: 1).map(String.init)
    let (namespace, name) = parts.count == 2 ? (parts[0], parts[1]) : ("default", service.name)
    var amounts = ResourceAmounts(
      cpu: ResourceAmount(milli: service.request.milliCPU),
      memory: ResourceAmount(whole: service.request.memory, isBinary: true))
    if service.request.ephemeralStorage > 0 {
      amounts["ephemeral-storage"] = ResourceAmount(
        whole: service.request.ephemeralStorage, isBinary: true)
    }
    if service.request.gpu > 0 {
      amounts["nvidia.com/gpu"] = ResourceAmount(whole: service.request.gpu)
    }
    self.init(
      workload: WorkloadReference(
        apiVersion: service.kind == "Job" ? "batch/v1" : "apps/v1", kind: service.kind,
        namespace: namespace, name: name, uid: Self.inventedUID(service.name)),
      labels: service.labels.merging(["app": name]) { _, name in name },
      replicas: service.replicas, requirements: amounts)
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
  func capacityChanged(_ cluster: ClusterID) { core.capacityChanged(cluster) }
  func connectivityChanged(_ cluster: ClusterID) { core.connectivityChanged(cluster) }
  func hubChanged() { core.hubChanged() }
}

/// Passes what the control plane reports to the fleet.
private final class FleetReporter: KarmadaReporter {
  private unowned let fleet: Fleet

  init(_ fleet: Fleet) {
    self.fleet = fleet
  }

  func reached(_ milestone: Milestone) { fleet.reach(milestone) }

  func requested(_ count: Int, of cluster: ClusterID?) {
    fleet.countRequests(count, of: cluster)
  }
}

/// The fleet's nodes as members list them.
private final class FleetNodes: MemberNodes {
  private unowned let fleet: Fleet

  init(_ fleet: Fleet) {
    self.fleet = fleet
  }

  func forEachNode(
    of cluster: ClusterID, _ body: (NodeResources, NodeResources) -> Void
  ) {
    for position in fleet.topology.clusters[cluster.position].nodes
    where fleet.isPresent(NodeID(position)) {
      let node = NodeID(position)
      body(fleet.allocatable(of: node), fleet.requested(on: node))
    }
  }
}
