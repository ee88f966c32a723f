import Conformance
import Documents
import EventKernel
import FleetModel
import Karmada
import KubernetesAPI
import Stochastic

/// Replays one timeline: builds the system from the case, warms it up, follows the script and
/// records every change.
///
/// No request takes time; every reconcile takes 1 µs. The phases of all loops come from the seed.
final class TimelineRun: EventHandler {
  private unowned let simulation: Simulation
  private let input: Documents.Node
  private let seed: StreamSeed
  private let identity: String
  private let connectivity = TimelineConnectivity()
  private let members: TimelineMembers
  private let recorder: TimelineRecorder
  private let core: ControlPlaneCore
  private let registry = KindRegistry.kubernetes.adding(KarmadaKinds.all)
  private var objects: [String: Documents.Node] = [:]
  private var services: [String: ServiceID] = [:]
  private var serviceTemplates: [(key: String, kind: String, request: NodeResources)] = []
  private var clusters: [String: ClusterID] = [:]
  private var events: [Documents.Node] = []
  private var warmupObjects: [Documents.Node] = []
  private var component = ComponentID(rawValue: 0)
  private var failure: (any Error)?

  /// A case that cannot be replayed.
  struct Unsupported: Error, CustomStringConvertible {
    var description: String
  }

  private enum Code {
    static let script: UInt16 = 0
    static let warmup: UInt16 = 1
  }

  private init(
    _ vector: VectorCase, seed: UInt64, mode: LoopMode, simulation: Simulation
  ) throws {
    self.simulation = simulation
    input = vector.input
    identity = vector.id
    self.seed = StreamSeed(master: seed)
    var settings = KarmadaSettings()
    settings.loopMode = mode
    for member in vector.input["settings"]?.object ?? [] {
      try settings.set(member.key, to: member.value.string ?? member.value.json())
    }
    members = TimelineMembers(simulation: simulation)
    recorder = TimelineRecorder(simulation: simulation)
    core = ControlPlaneCore(
      simulation: simulation, members: members, connectivity: connectivity, settings: settings,
      seed: self.seed, servedKinds: ServedKinds(Self.kinds))
    component = simulation.register(self, name: "script")
  }

  /// What members serve.
  static let kinds: [(apiVersion: String, kind: String)] = [
    ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet"),
    ("batch/v1", "Job"), ("batch/v1", "CronJob"), ("v1", "Pod"), ("v1", "ConfigMap"),
    ("v1", "Secret"), ("v1", "Service"), ("v1", "ServiceAccount"), ("v1", "Namespace"),
  ]

  /// Replays a case and returns every change, in order.
  static func changes(
    of vector: VectorCase, seed: UInt64, mode: LoopMode = .parked
  ) throws -> [TimelineChange] {
    let simulation = Simulation()
    let run = try TimelineRun(vector, seed: seed, mode: mode, simulation: simulation)
    return try withExtendedLifetime(simulation) { try run.replay() }
  }

  private func replay() throws -> [TimelineChange] {
    core.trace = recorder
    core.nodes = members
    members.observer = core
    members.report = { [recorder] cluster, service, field, value in
      recorder.memberChanged(cluster, service, field, value)
    }
    members.request = { [unowned self] in serviceTemplates[$0.position].request }
    recorder.template = { [unowned self] service in
      let template = serviceTemplates[service.position]
      return (template.key, template.kind)
    }

    let warmup = input["warmupSeconds"]?.double ?? 0
    let duration = input["durationSeconds"]?.double ?? 0
    // The warm-up and a fraction of a second; programs start in its first seconds, members join one
    // after the other, objects are created 12 s after the last one.
    let isCold = warmup == 0
    let start = VirtualTime(seconds: isCold ? 0 : warmup + draw("fraction"))
    recorder.start = start
    core.wallClockStart = Int64(draw("wall clock") * 1e9)

    // The manager starts at a random instant of eight seconds; the first member joins soon after.
    let managerDelay = 1 + 8 * draw("manager")
    let startDelay = managerDelay + 0.8
    var names: [String] = []
    var joinTime = isCold ? VirtualTime.zero : start - .seconds(warmup) + .seconds(startDelay)
    for (index, member) in (input["members"]?.array ?? []).enumerated() {
      let cluster = try declare(member)
      names.append(core.clusters[cluster.position].name)
      if let later = member["joinAtSeconds"]?.double {
        core.planJoin(cluster, at: start + .seconds(later))
        continue
      }
      if index > 0, !isCold { joinTime += .seconds(draw("join \(index)") * 4) }
      core.planJoin(cluster, at: joinTime)
    }
    recorder.clusterName = { names[$0.position] }

    warmupObjects = input["objects"]?.array ?? []
    simulation.schedule(
      component, code: Code.warmup, at: isCold ? .zero : joinTime + .seconds(12.2))
    events = input["events"]?.array ?? []
    for (index, event) in events.enumerated() {
      simulation.schedule(
        component, code: Code.script, argument: UInt64(index),
        at: start + .seconds(event["atSeconds"]?.double ?? 0), priority: .urgent)
    }
    if !isCold { simulation.run(until: VirtualTime(seconds: 1 + draw("scheduler") * 4.3)) }
    core.start(
      monitorPhase: isCold
        ? .zero + .seconds(draw("monitor") * core.monitorLoop.period.inSeconds)
        : start - .seconds(warmup) + .seconds(managerDelay))
    simulation.run(until: start + .seconds(duration))
    if let failure { throw failure }
    return recorder.changes
  }

  private func draw(_ purpose: String) -> Double {
    var stream = RandomStream(seed, entity: identity, purpose: purpose)
    return stream.uniform()
  }

  // MARK: Members

  private func declare(_ member: Documents.Node) throws -> ClusterID {
    let name = member["name"]?.string ?? ""
    let spec = member["clusterSpec"]
    var zones = spec?["zones"]?.array?.compactMap(\.string) ?? []
    if zones.isEmpty, let zone = spec?["zone"]?.string { zones = [zone] }
    let cluster = core.declareCluster(
      ClusterSnapshot(
        name: name, labels: Self.labels(member["labels"]),
        provider: spec?["provider"]?.string ?? "", region: spec?["region"]?.string ?? "",
        zones: zones,
        taints: (spec?["taints"]?.array ?? []).map { ClusterTaint(Self.taint($0)) }),
      syncMode: member["mode"]?.string == "pull" ? .pull : .push)
    clusters[name] = cluster
    members.add(
      nodes: try (member["nodes"]?.array ?? []).map(Self.node),
      startSeconds: member["podStartSeconds"]?.double ?? 0)
    connectivity.members.append(member["reachable"]?.bool == false ? .refuses : .answers)
    connectivity.cutOff.append(false)
    connectivity.stopped.append(member["noAgent"]?.bool ?? false)
    return cluster
  }

  private static func node(_ node: Documents.Node) throws -> TimelineMembers.Node {
    func quantity(_ field: String) throws -> Quantity {
      try Quantity(parsing: node[field]?.string ?? "0")
    }
    return TimelineMembers.Node(
      name: node["name"]?.string ?? "",
      allocatable: NodeResources(
        milliCPU: try quantity("cpu").milliValue, memory: try quantity("memory").value,
        pods: try quantity("pods").value))
  }

  private static func taint(_ node: Documents.Node) -> Taint {
    Taint(
      key: node["key"]?.string ?? "", value: node["value"]?.string ?? "",
      effect: node["effect"]?.string ?? "")
  }

  private static func labels(_ node: Documents.Node?) -> [String: String] {
    var labels: [String: String] = [:]
    for member in node?.object ?? [] { labels[member.key] = member.value.string ?? "" }
    return labels
  }

  // MARK: Script

  func handle(_ event: Event, in simulation: Simulation) {
    do {
      if event.code == Code.warmup {
        for object in warmupObjects { try apply(object) }
      } else {
        try act(events[Int(event.argument)])
      }
    } catch {
      failure = failure ?? error
      simulation.stop()
    }
  }

  private func act(_ event: Documents.Node) throws {
    let action = event["action"]?.string ?? ""
    switch action {
    case "apply": return try apply(event["object"] ?? .null)
    case "delete": return try delete(event["target"]?.string ?? "")
    default: break
    }
    guard let cluster = event["cluster"]?.string.flatMap({ clusters[$0] }) else {
      throw Unsupported(description: "action \(action) without a cluster")
    }
    let place = cluster.position
    switch action {
    case "memberUnreachable":
      connectivity.members[place] =
        event["mode"]?.string == "blackhole" ? .hangs : .refuses
      core.connectivityChanged(cluster)
    case "memberNotReady":
      connectivity.members[place] = .failsHealth
      core.connectivityChanged(cluster)
    case "memberRecovers":
      connectivity.members[place] = .answers
      core.connectivityChanged(cluster)
    case "hubAgentPartitioned":
      connectivity.cutOff[place] = true
      core.connectivityChanged(cluster)
    case "hubAgentHealed":
      connectivity.cutOff[place] = false
      core.connectivityChanged(cluster)
    case "agentStops":
      connectivity.stopped[place] = true
      core.connectivityChanged(cluster)
    case "taint":
      core.editTaints(
        of: cluster, add: (event["taints"]?.array ?? []).map(Self.taint), remove: [])
    case "untaint":
      core.editTaints(
        of: cluster, add: [], remove: (event["taints"]?.array ?? []).map(Self.taint))
    case "podsNotReady", "podsReady":
      guard let service = try service(event["target"]?.string) else { return }
      members.hold(service, of: cluster, notReady: action == "podsNotReady")
    case "nodes":
      members.setNodes(try (event["nodes"]?.array ?? []).map(Self.node), of: cluster)
    case "nodeRemoved":
      let names =
        event["nodes"]?.array?.compactMap { $0.string ?? $0["name"]?.string }
        ?? [event["node"]?.string ?? event["target"]?.string ?? ""]
      for name in names { members.removeNode(name, of: cluster) }
    default:
      throw Unsupported(description: "action \(action)")
    }
  }

  private func service(_ target: String?) throws -> ServiceID? {
    guard let target else { return nil }
    return services[target]
  }

  private func key(_ object: Documents.Node) -> String {
    let metadata = object["metadata"]
    let name = metadata?["name"]?.string ?? ""
    let kind = object["kind"]?.string ?? ""
    guard let namespace = metadata?["namespace"]?.string else { return "\(kind)/\(name)" }
    return "\(kind)/\(namespace)/\(name)"
  }

  private func apply(_ object: Documents.Node) throws {
    let key = key(object)
    let kind = object["kind"]?.string ?? ""
    if kind == "Cluster" { return editCluster(object) }
    let merged = objects[key].map { Self.overwrite($0, with: object) } ?? object
    objects[key] = merged
    guard
      let manifest = try registry.objects(in: [merged], file: identity).first
    else { return }
    if let template = TemplateRecord(manifest) {
      let service = services[key] ?? ServiceID(services.count)
      if services[key] == nil {
        services[key] = service
        serviceTemplates.append(
          (template.key, template.workload.kind, Self.request(template.requirements)))
      }
      core.applyTemplate(service, template)
      return
    }
    let manifests = KarmadaManifests([manifest])
    for priorityClass in manifests.priorityClasses {
      core.priorityClasses[priorityClass.name] = priorityClass.value
    }
    for policy in manifests.taintPolicies {
      core.applyTaintPolicy(name: policy.name, policy.rule)
    }
    for policy in manifests.policies { core.applyPolicy(policy) }
    if !manifests.ignoredKinds.isEmpty {
      throw Unsupported(description: "kind \(kind)")
    }
  }

  private static func request(_ amounts: ResourceAmounts?) -> NodeResources {
    NodeResources(
      milliCPU: amounts?.cpu?.milli ?? 0, memory: amounts?.memory?.whole ?? 0, pods: 1)
  }

  /// The given metadata and top-level fields of the spec replace the old ones.
  private static func overwrite(
    _ old: Documents.Node, with new: Documents.Node
  ) -> Documents.Node {
    var merged = old
    for section in new.object ?? [] {
      guard section.key == "metadata" || section.key == "spec", var part = merged[section.key]
      else {
        merged.set(section.key, section.value)
        continue
      }
      for member in section.value.object ?? [] { part.set(member.key, member.value) }
      merged.set(section.key, part)
    }
    return merged
  }

  private func editCluster(_ object: Documents.Node) {
    guard let cluster = clusters[object["metadata"]?["name"]?.string ?? ""] else { return }
    if let labels = object["metadata"]?["labels"] {
      core.editLabels(of: cluster, Self.labels(labels))
    }
    guard let spec = object["spec"],
      let place = core.snapshots.index(of: core.clusters[cluster.position].name)
    else { return }
    let snapshot = core.snapshots[place]
    if spec["provider"] != nil || spec["region"] != nil || spec["zones"] != nil {
      core.editTopology(
        of: cluster, provider: spec["provider"]?.string ?? snapshot.provider,
        region: spec["region"]?.string ?? snapshot.region,
        zones: spec["zones"]?.array?.compactMap(\.string) ?? snapshot.zones)
    }
    if let taints = spec["taints"]?.array?.map(Self.taint) {
      let kept = snapshot.taints.map(\.taint).filter { taint in
        !taints.contains { $0.key == taint.key && $0.effect == taint.effect }
      }
      core.editTaints(of: cluster, add: taints, remove: kept)
    }
  }

  private func delete(_ target: String) throws {
    let parts = target.split(separator: "/").map(String.init)
    guard let kind = parts.first, let name = parts.last else { return }
    objects[target] = nil
    switch kind {
    case "Cluster":
      if let cluster = clusters[name] { core.deleteCluster(cluster) }
    case "PropagationPolicy":
      core.removePolicy(name: name, namespace: parts.count > 2 ? parts[1] : "default")
    case "ClusterPropagationPolicy": core.removePolicy(name: name, namespace: nil)
    case "ClusterTaintPolicy": core.removeTaintPolicy(name: name)
    // Nothing collects the binding: the recorded API server had no garbage collector.
    case "Deployment", "StatefulSet", "Job": break
    default: throw Unsupported(description: "deletion of a \(kind)")
    }
  }
}
