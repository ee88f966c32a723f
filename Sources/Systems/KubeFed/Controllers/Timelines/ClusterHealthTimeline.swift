import Conformance
import Documents
import EventKernel
import FleetModel
import KubeFed
import Stochastic

/// Replays a recording of the cluster controller: members whose health endpoints follow a script,
/// and every change of what their KubeFedClusters report.
final class ClusterHealthTimeline: EventHandler, KubeFedTrace {
  private unowned let simulation: Simulation
  private let input: Documents.Node
  private let expected: Documents.Node
  private let core: ControlPlaneCore
  private let world = EmptyWorld()
  private var names: [String] = []
  private var objects: [String] = []
  private var healthz: [String] = []
  private var events: [Documents.Node] = []
  private var component = ComponentID(rawValue: 0)
  private var reported: [String: [(type: String, status: String, since: Int64)]] = [:]
  private var changes: [TimelineChange] = []
  private var failure: (any Error)?

  /// The controller starts a minute before second 0.
  private static let start: Int64 = 60_000_000_000

  /// A case that cannot be replayed.
  struct Unsupported: Error, CustomStringConvertible {
    var description: String
  }

  /// Replays a case and returns every change, in order.
  static func changes(
    of vector: VectorCase, seed: UInt64, mode: LoopMode = .parked
  ) throws -> [TimelineChange] {
    let simulation = Simulation()
    let timeline = try ClusterHealthTimeline(vector, mode: mode, simulation: simulation)
    return try withExtendedLifetime(simulation) {
      try timeline.replay(StreamSeed(master: seed), vector.id)
    }
  }

  private init(_ vector: VectorCase, mode: LoopMode, simulation: Simulation) throws {
    self.simulation = simulation
    input = vector.input
    expected = vector.expected
    var settings = KubeFedSettings()
    settings.loopMode = mode
    for member in vector.input["settings"]?.object ?? [] {
      try settings.set(member.key, to: member.value.string ?? member.value.json())
    }
    core = ControlPlaneCore(
      simulation: simulation, members: world, connectivity: world, settings: settings)
    component = simulation.register(self, name: "script")
  }

  private func replay(_ seed: StreamSeed, _ identity: String) throws -> [TimelineChange] {
    for object in input["objects"]?.array ?? [] where object["kind"]?.string == "KubeFedCluster" {
      let metadata = object["metadata"]
      let name = metadata?["name"]?.string ?? ""
      _ = core.declareCluster(name: name, labels: [:])
      names.append(name)
      objects.append("KubeFedCluster/\(metadata?["namespace"]?.string ?? "")/\(name)")
      healthz.append("ok")
    }
    core.trace = self
    core.probe = { [unowned self] in answer(of: $0) }
    events = input["events"]?.array ?? []
    let phase =
      input["phases"]?["clusterControllerStartSeconds"]?.double ?? phase(seed, identity)
    core.startHealth(at: VirtualTime(seconds: max(0, min(phase, 1e6))))
    for (index, event) in events.enumerated() {
      let seconds = event["atSeconds"]?.double ?? 0
      simulation.schedule(
        component, code: 0, argument: UInt64(index),
        at: VirtualTime(nanoseconds: Self.start) + .seconds(max(-60, min(seconds, 1e9))),
        priority: .urgent)
    }
    let duration = max(0, min(input["durationSeconds"]?.double ?? 0, 1e7))
    simulation.run(until: VirtualTime(nanoseconds: Self.start) + .seconds(duration))
    if let failure { throw failure }
    return settled(input["settleSeconds"]?.double ?? 0)
  }

  /// A phase of the loop where the recorded runs drew theirs anew: one of those that they drew.
  ///
  /// Sixteen runs do not cover every second of a period, and the times that objects keep are whole
  /// seconds: a phase that no run had gives values that none could record. The phases themselves
  /// are not recorded, but a change of `lastTransitionTime` tells the start of its pass: the value
  /// is its second, and time-outs are whole seconds, so the instant has its fraction.
  private func phase(_ seed: StreamSeed, _ identity: String) -> Double {
    var stream = RandomStream(seed, entity: identity, purpose: "phase")
    let draw = stream.uniform()
    let period = core.timing.probePeriod.inSeconds
    let entries = (try? TimelineRecording(expected).entries) ?? []
    let starts = entries.flatMap { entry -> [Double] in
      guard entry.field.hasSuffix("lastTransitionTime"), let second = entry.value.int64 else {
        return []
      }
      return [entry.earliest, entry.latest].map { Double(second) + $0 - $0.rounded(.down) }
    }
    let firstEvent = events.first?["atSeconds"]?.double ?? 0
    let first = starts.filter { $0 >= firstEvent && $0 < firstEvent + period }.sorted()
    guard !first.isEmpty else { return draw * period }
    let start = first[min(first.count - 1, Int(draw * Double(first.count)))] + 60
    return start - (start / period).rounded(.down) * period
  }

  func handle(_ event: Event, in simulation: Simulation) {
    let event = events[Int(event.argument)]
    guard event["action"]?.string == "memberHealth",
      let word = event["params"]?["healthz"]?.string
    else {
      failure = failure ?? Unsupported(description: "action \(event["action"]?.string ?? "")")
      simulation.stop()
      return
    }
    for node in event["nodes"]?.array ?? [] {
      guard let place = names.firstIndex(of: node.string ?? "") else { continue }
      healthz[place] = word
      core.connectivityChanged(of: ClusterID(place))
    }
  }

  /// A healthy probe makes two requests, each as slow as the script says.
  private func answer(of cluster: ClusterID) -> ControlPlaneCore.ProbeAnswer {
    let word = healthz[cluster.position]
    switch word {
    case "ok": return .answers(.ready, after: .zero)
    case "notOk": return .answers(.notReady, after: .zero)
    case "error500", "refused": return .answers(.offline, after: .zero)
    case "hang": return .hangs
    default:
      guard word.hasPrefix("slow:"), let seconds = Double(word.dropFirst(5)), seconds >= 0,
        seconds < 1e6
      else {
        failure = failure ?? Unsupported(description: "healthz \(word)")
        simulation.stop()
        return .hangs
      }
      let request = VirtualDuration.seconds(seconds)
      return request < core.timing.probeTimeout ? .answers(.ready, after: request * 2) : .hangs
    }
  }

  // MARK: Recording

  func changed(_ change: KubeFedChange) {
    guard case .clusterStatus(let cluster, let conditions) = change else { return }
    let object = objects[cluster.position]
    let new = conditions.map { condition in
      (
        type: condition.type.rawValue, status: condition.isTrue ? "True" : "False",
        since: Self.second(condition.lastTransitionTime)
      )
    }
    let old = reported[object] ?? []
    reported[object] = new
    for condition in old where !new.contains(where: { $0.type == condition.type }) {
      record(object, condition.type, "lastTransitionTime", .null)
      record(object, condition.type, "status", .null)
    }
    for condition in new {
      let before = old.first { $0.type == condition.type }
      if before?.since != condition.since {
        record(object, condition.type, "lastTransitionTime", Node(condition.since))
      }
      if before?.status != condition.status {
        record(object, condition.type, "status", Node(condition.status))
      }
    }
  }

  /// The whole second of the recording that an API object would keep.
  private static func second(_ nanoseconds: Int64) -> Int64 {
    let shifted = nanoseconds - start
    return shifted >= 0 ? shifted / 1_000_000_000 : -((999_999_999 - shifted) / 1_000_000_000)
  }

  private func record(
    _ object: String, _ type: String, _ field: String, _ value: Documents.Node
  ) {
    let seconds = Double(simulation.now.nanoseconds - Self.start) / 1e9
    changes.append(
      TimelineChange(
        seconds: seconds, object: object, field: "status.conditions[\(type)].\(field)",
        value: value))
  }

  /// The changes from second 0 on whose value was kept for long enough, each only if it differs
  /// from the value that was kept before.
  private func settled(_ span: Double) -> [TimelineChange] {
    var kept: [String: Documents.Node] = [:]
    var result: [TimelineChange] = []
    for (index, change) in changes.enumerated() {
      let key = change.object + " " + change.field
      let next = changes[(index + 1)...].first {
        $0.object == change.object && $0.field == change.field
      }
      if let next, next.seconds - change.seconds < span { continue }
      if let before = kept[key], before == change.value { continue }
      kept[key] = change.value
      if change.seconds >= 0 { result.append(change) }
    }
    return result
  }
}

/// No workloads, and everybody can be reached.
private final class EmptyWorld: MemberClusters, Connectivity {
  func apply(_ service: ServiceID, replicas: Int32, to cluster: ClusterID) {}
  func remove(_ service: ServiceID, from cluster: ClusterID) {}
  func status(of service: ServiceID, in cluster: ClusterID) -> WorkloadStatus? { nil }
  func capacity(of cluster: ClusterID) -> ClusterCapacity {
    ClusterCapacity(
      allocatable: .zero, allocated: .zero, allocating: .zero, nodes: 0, readyNodes: 0)
  }
  func hubToMember(_ cluster: ClusterID) -> RequestOutcome { .succeeds }
  func agentToHub(_ cluster: ClusterID) -> RequestOutcome { .succeeds }
  func agentToMember(_ cluster: ClusterID) -> RequestOutcome { .succeeds }
  var hubIsUp: Bool { true }
}
