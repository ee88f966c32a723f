import FleetModel
import Kubernetes

/// Records one replication for the report's timeline, thinned while it runs.
struct TimelineRecorder: Sendable {
  private struct Counts: Sendable {
    var serving: Int32 = 0
    var pending: Int32 = 0
    var unreachable: Int32 = 0
  }

  /// Events that say the same of the same place at the same instant become one.
  private struct Entry: Sendable {
    var at: Int64
    var kind: String
    var region: Int
    var subject: String
    var count: Int
    var amount: Int64
  }

  private let topology: Topology
  private let services: [String]
  private let bucket: Int64
  private var now: [Counts]
  private var wanted: Int32 = 0
  private var lastChange: Int64 = 0
  private var isDirty = true
  private var instants: [Int64] = []
  private var rows: [[Counts]] = []
  private var wantedRows: [Int32] = []
  private var entries: [Entry] = []
  private var dropped = 0

  /// How many events are kept; node failures stop being told first.
  private static let limit = 4000

  init(_ topology: Topology, services: [String], horizon: Int64, points: Int) {
    self.topology = topology
    self.services = services
    bucket = max(1, horizon / Int64(points))
    now = Array(repeating: Counts(), count: topology.regions.count)
  }

  // MARK: Levels

  mutating func want(_ replicas: Int32, at instant: Int64) {
    move(to: instant)
    wanted += replicas
  }
  mutating func serve(_ delta: Int32, in region: Int, at instant: Int64) {
    move(to: instant)
    now[region].serving += delta
  }
  mutating func pend(_ delta: Int32, in region: Int, at instant: Int64) {
    move(to: instant)
    now[region].pending += delta
  }
  mutating func lose(_ delta: Int32, in region: Int, at instant: Int64) {
    move(to: instant)
    now[region].unreachable += delta
  }

  /// Keeps the last state of every bucket of time.
  private mutating func move(to instant: Int64) {
    if instant / bucket != lastChange / bucket, isDirty { keep() }
    lastChange = instant
    isDirty = true
  }

  private mutating func keep() {
    instants.append(lastChange)
    rows.append(now)
    wantedRows.append(wanted)
    isDirty = false
  }

  mutating func finish(at end: Int64) {
    if isDirty { keep() }
    if instants.last != end {
      lastChange = end
      keep()
    }
  }

  // MARK: Events

  mutating func begin(_ disruption: Disruption, at instant: Int64) {
    // What was before the failure is kept, so that its edge is sharp.
    if case .node = disruption.target {} else if isDirty, lastChange < instant { keep() }
    note("failure", disruption.target, at: instant)
  }

  mutating func end(_ disruption: Disruption, at instant: Int64) {
    note("repair", disruption.target, at: instant)
  }

  private mutating func note(_ kind: String, _ target: DisruptionTarget, at instant: Int64) {
    add(kind, region: topology.region(of: target), topology.words(for: target), 1, at: instant)
  }

  mutating func reach(_ milestone: Milestone, at instant: Int64) {
    func region(_ cluster: ClusterID) -> Int {
      topology.clusters[cluster.position].region.position
    }
    func name(_ cluster: ClusterID) -> String { topology.clusters[cluster.position].name }
    switch milestone {
    case .detected(let cluster):
      add("detected", region: region(cluster), name(cluster), 1, at: instant)
    case .readmitted(let cluster):
      add("readmitted", region: region(cluster), name(cluster), 1, at: instant)
    case .evicted(let service, let cluster):
      add("evicted", region: region(cluster), services[service.position], 1, at: instant)
    case .placed(let service, let moved):
      add("placed", region: -1, services[service.position], Int64(moved), at: instant)
    case .unschedulable(let service):
      add("unschedulable", region: -1, services[service.position], 1, at: instant)
    case .draining(let node): note("drain", .node(node), at: instant)
    case .drainFailed(let node): note("drain failed", .node(node), at: instant)
    case .uncordoned(let node): note("uncordon", .node(node), at: instant)
    case .rolledOut(let service, let cluster):
      add("roll-out", region: region(cluster), services[service.position], 1, at: instant)
    }
  }

  mutating func cross(_ limit: LimitCrossing, at instant: Int64) {
    let cluster = topology.clusters[limit.cluster.position]
    add("limit", region: cluster.region.position, limit.words(in: cluster.name), 1, at: instant)
  }

  private mutating func add(
    _ kind: String, region: Int, _ subject: String, _ amount: Int64, at instant: Int64
  ) {
    // Within a second the reader sees one instant.
    for index in entries.indices.reversed().prefix(8) {
      let entry = entries[index]
      guard instant / 1_000_000_000 == entry.at / 1_000_000_000 else { break }
      if entry.kind == kind, entry.region == region {
        entries[index].count += 1
        entries[index].amount += amount
        return
      }
    }
    guard entries.count < Self.limit else {
      dropped += 1
      return
    }
    entries.append(
      Entry(
        at: instant, kind: kind, region: region, subject: subject, count: 1, amount: amount))
  }

  // MARK: Result

  var result: Timeline {
    Timeline(
      seconds: instants.map { Double($0) / 1e9 },
      series: topology.regions.enumerated().map { index, region in
        Timeline.Series(
          region: region.name, serving: rows.map { $0[index].serving },
          pending: rows.map { $0[index].pending }, unreachable: rows.map { $0[index].unreachable })
      },
      wanted: wantedRows, events: entries.map(event))
  }

  private func event(_ entry: Entry) -> Timeline.Event {
    let subject = entry.subject
    let others = entry.count == 1 ? "" : " and \(entry.count - 1) more"
    let text =
      switch entry.kind {
      case "failure": "\(subject)\(others) failed"
      case "repair": "\(subject)\(others) came back"
      case "detected": "\(subject)\(others) found not ready"
      case "readmitted": "\(subject)\(others) ready again"
      case "evicted": "\(subject)\(others) told to leave"
      case "drain": "\(subject)\(others) cordoned and drained"
      case "drain failed": "\(subject)\(others) could not be drained"
      case "uncordon": "\(subject)\(others) uncordoned"
      case "roll-out": "\(subject)\(others) rolled out"
      case "limit": entry.count == 1 ? subject : "\(subject); \(entry.count - 1) more limits"
      case "placed":
        entry.amount > 0
          ? "\(subject)\(others) placed anew, \(entry.amount) replicas moved"
          : "\(subject)\(others) placed"
      default: "\(subject)\(others) found no place"
      }
    return Timeline.Event(
      seconds: Double(entry.at) / 1e9, kind: entry.kind, text: text,
      region: entry.region >= 0 ? topology.regions[entry.region].name : "")
  }
}

extension LimitCrossing {
  /// What happened, as one sentence.
  func words(in cluster: String) -> String {
    let bound = Self.number(bound, bytes: dimension == .store)
    let amount = Self.number(amount, bytes: dimension == .store)
    switch (dimension, verdict) {
    case (.churn, _): return "\(cluster) had more than \(bound) \(dimension.words)"
    case (_, .rejected(.noSpace)):
      return "\(cluster) took no more writes: \(amount) \(dimension.words), quota \(bound)"
    case (_, .rejected(let reason)):
      return "\(cluster) refused a pod: \(reason.rawValue), \(bound) \(dimension.words)"
    case (_, .allowed), (_, .warned):
      return "\(cluster) had \(amount) \(dimension.words), more than \(bound)"
    }
  }

  private static func number(_ value: Double, bytes: Bool) -> String {
    if bytes { return "\((value / 1e8).rounded() / 10) GB" }
    let whole = Int64(max(-1e15, min(1e15, value.rounded())))
    var digits = String(whole)
    var text = ""
    while digits.count > 3 {
      text = "," + digits.suffix(3) + text
      digits.removeLast(3)
    }
    return digits + text
  }
}

extension Topology {
  /// The region a target stands in; −1 for the hub.
  func region(of target: DisruptionTarget) -> Int {
    switch target {
    case .node(let node):
      clusters[pools[pool(of: node).position].cluster.position].region.position
    case .zone(let zone): zones[zone.position].region.position
    case .region(let region): region.position
    case .clusterControlPlane(let cluster), .link(let cluster):
      clusters[cluster.position].region.position
    case .hub: -1
    }
  }

  /// A target as a sentence begins with it.
  func words(for target: DisruptionTarget) -> String {
    switch target {
    case .node(let node): "Node \(name(of: node))"
    case .zone(let zone): "Zone \(zones[zone.position].name)"
    case .region(let region): "Region \(regions[region.position].name)"
    case .clusterControlPlane(let cluster):
      "The control plane of \(clusters[cluster.position].name)"
    case .link(let cluster): "The link to \(clusters[cluster.position].name)"
    case .hub: "The hub"
    }
  }
}
