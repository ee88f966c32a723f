import Documents
import EventKernel
import Stochastic

/// One of `spec.failures`: a failure at a fixed time, or a kind of failure that keeps coming.
public struct FailureSection: Sendable, Equatable {
  package var name = ""
  package var at: VirtualDuration?
  package var target: FailureTarget?
  package var duration: Distribution?
  package var preset: String?
  package var each: Level?
  package var rackNodes: Int?
  package var timeToFailure: Distribution?
  package var timeToRepair: Distribution?
  package var hit: Double?
  package var betaFactor: Double?
  package var partition = Partition.refuse

  /// What can break.
  public enum Level: String, Sendable, CaseIterable {
    case node
    /// Neighbouring nodes of a pool that share a switch or power supply.
    case rack
    case zone, region
    /// The API server and controllers of a member; its pods go on serving.
    case clusterControlPlane
    /// The network between hub and member.
    case link
    /// The hub.
    case hub
  }

  /// How a request ends whose way is cut.
  public enum Partition: String, Sendable, CaseIterable {
    /// Refused at once.
    case refuse
    /// No answer until the client gives up.
    case blackhole
  }

  static let declaration = Declaration<FailureSection>(
    "Failure",
    "Either one failure (`at`, `target`, `for`), or a kind of failure that keeps coming"
      + " (`each` with `timeToFailure` and `timeToRepair`, or a `preset`).",
    initial: FailureSection.init,
    fields: [
      .field("name", \.name, .text, "What it is called in events and reports"),
      .optional("at", \.at, .duration, "When a single failure begins"),
      .optional("target", \.target, FailureTarget.shape, "What a single failure hits"),
      .optional(
        "for", \.duration, .durations,
        "How long a single failure lasts; absent: to the end of the run"),
      .optional(
        "preset", \.preset, .text,
        "Laws from the data sheet: `cloud-default`, or one of its laws: `cloud-default/zone`;"
          + " `regatta list presets` names them"),
      .optional("each", \.each, .choice, "The things that fail, each on its own"),
      .optional(
        "rackNodes", \.rackNodes, .integer(1...10_000),
        "With `each: rack`: nodes of one rack; absent: 40"),
      .optional(
        "timeToFailure", \.timeToFailure, .durations, "From being repaired to the next failure"),
      .optional("timeToRepair", \.timeToRepair, .durations, "From failure to being repaired"),
      .optional(
        "hit", \.hit, .share,
        "With `each: zone` or `region`: the probability that a failure takes a node of the zone, or"
          + " a zone of the region; all that it takes come back together;"
          + " absent: 100%"),
      .optional(
        "betaFactor", \.betaFactor, .share,
        "The share of failures with a common cause, which strike all peers of one provider at the"
          + " same time; absent: 0%"),
      .field(
        "partition", \.partition, .choice,
        "How requests to something that is cut off end: refused at once, or after a time-out"),
    ],
    check: { failure, node, reading in failure.validate(node, reading) })

  /// The list, in which a preset of several laws stands for all of them.
  static let list = Shape<[FailureSection]>.list(of: declaration.shape).map(
    { sections, _, _ in sections.flatMap(\.expanded) }, back: { $0 })

  private mutating func validate(_ node: Node, _ reading: Reading) {
    func forbid(_ fields: [String], _ why: String) {
      for field in fields {
        if let given = node[field] { reading.problem(in: field, given, why) }
      }
    }
    if at != nil {
      forbid(
        ["each", "preset", "rackNodes", "timeToFailure", "timeToRepair", "hit", "betaFactor"],
        "has no place in a failure at a fixed time")
      guard let target else {
        reading.problem(node, "a failure at a fixed time needs a target, such as {region: eu-west}")
        return
      }
      if name.isEmpty { name = target.description }
      return
    }
    forbid(["target", "for"], "belongs to a failure at a fixed time, which also needs \"at\"")
    if let preset {
      applyPreset(preset, node, reading)
    }
    guard each != nil else {
      if preset != nil { return }
      reading.problem(node, "needs \"at\", \"each\" or \"preset\"")
      return
    }
    if timeToFailure == nil || timeToRepair == nil {
      reading.problem(node, "\"each\" needs timeToFailure and timeToRepair")
    } else if let law = timeToFailure, !(law.mean > 0) {
      reading.problem(
        in: "timeToFailure", node["timeToFailure"] ?? node, "must be longer than 0s on average")
    }
    if name.isEmpty { name = each?.rawValue ?? "" }
    hit = hit ?? 1
    betaFactor = betaFactor ?? 0
    if each == .rack { rackNodes = rackNodes ?? 40 }
    let isPartial = (hit ?? 1) < 1
    if isPartial, (betaFactor ?? 0) > 0 {
      reading.problem(node, "hit and betaFactor cannot be combined in one failure; write two")
    }
    if isPartial, each != .zone, each != .region {
      reading.problem(in: "hit", node["hit"] ?? node, "is for zones and regions only")
    }
  }
}

extension FailureSection {
  /// Which of a preset's laws this version can simulate, and on what.
  ///
  /// The hit shares are those of the data sheet's shock tree; all are assumptions.
  static let levels: [(subject: String, level: Level, hit: Double)] = [
    ("node", .node, 1), ("node-transient", .node, 1), ("node-permanent", .node, 1),
    ("node-permanent-replaced", .node, 1), ("rack", .rack, 1), ("zone", .zone, 0.95),
    ("region-degraded", .region, 0.7), ("region-full", .region, 1),
    ("member-api-server", .clusterControlPlane, 1), ("hub-member-link", .link, 1),
    ("global-control-plane", .hub, 1),
  ]

  private mutating func applyPreset(_ preset: String, _ node: Node, _ reading: Reading) {
    let parts = preset.split(separator: "/", maxSplits: 1).map(String.init)
    guard let named = parts.first.flatMap(FailurePreset.named) else {
      reading.problem(
        in: "preset", node["preset"] ?? node, "unknown preset \"\(preset)\"",
        suggestion: nearestName(to: parts.first ?? "", among: FailurePreset.all.map(\.name)))
      return
    }
    if parts.count == 1 && named.laws.count > 1 {
      if each != nil || timeToFailure != nil || timeToRepair != nil {
        reading.problem(
          node,
          "\(preset) stands for several laws; choose one, such as"
            + " \(preset)/\(named.laws[0].subject), to change it")
      }
      return
    }
    let subject = parts.count > 1 ? parts[1] : named.laws[0].subject
    guard let law = named.law(for: subject) else {
      reading.problem(
        in: "preset", node["preset"] ?? node, "\(named.name) has no law for \"\(subject)\"",
        suggestion: nearestName(to: subject, among: named.laws.map(\.subject))
          .map { named.name + "/" + $0 })
      return
    }
    let usual = Self.levels.first { $0.subject == subject }
    each = each ?? usual?.level
    if hit == nil, let usual, each == usual.level, betaFactor ?? 0 == 0 { hit = usual.hit }
    if each == nil {
      reading.problem(
        in: "preset", node["preset"] ?? node,
        "\"\(subject)\" is no level of this version's fleet; say what fails with \"each\"")
    }
    timeToFailure = timeToFailure ?? law.timeToFailure
    timeToRepair = timeToRepair ?? law.repair
    if name.isEmpty { name = subject }
  }

  /// One section per law, for a preset of several.
  var expanded: [FailureSection] {
    guard each == nil, at == nil, let named = preset.flatMap(FailurePreset.named) else {
      return [self]
    }
    return Self.levels.compactMap { entry in
      // A machine is either repaired or replaced; the set takes the repair.
      guard entry.subject != "node-permanent-replaced", let law = named.law(for: entry.subject)
      else { return nil }
      var section = self
      section.preset = named.name + "/" + entry.subject
      section.each = entry.level
      section.hit = entry.hit
      section.betaFactor = section.betaFactor ?? 0
      section.rackNodes = entry.level == .rack ? section.rackNodes ?? 40 : nil
      section.timeToFailure = law.timeToFailure
      section.timeToRepair = law.repair
      section.name = entry.subject
      return section
    }
  }
}

/// What one failure hits.
public enum FailureTarget: Sendable, Equatable, CustomStringConvertible {
  case region(String)
  /// A zone by its full name, `<region>-<zone>`.
  case zone(String)
  /// A node: its cluster and its number from 0 within the cluster.
  case node(cluster: String, index: Int)
  /// The API server and controllers of a member.
  case clusterControlPlane(String)
  /// The network between the hub and a member.
  case link(String)
  case hub

  /// The target in words, such as `region eu-west`.
  public var description: String {
    switch self {
    case .region(let name): "region \(name)"
    case .zone(let name): "zone \(name)"
    case .node(let cluster, let index): "node \(cluster)/\(index)"
    case .clusterControlPlane(let name): "control plane of \(name)"
    case .link(let name): "link to \(name)"
    case .hub: "hub"
    }
  }

  private static let keys = ["region", "zone", "node", "clusterControlPlane", "link"]

  static let shape = Shape<FailureTarget>(
    word: "target",
    schema: { _ in
      [
        "oneOf": [
          ["const": "hub"],
          [
            "type": "object", "minProperties": 1, "maxProperties": 1,
            "additionalProperties": false,
            "properties": Node(
              .object(keys.map { Node.Member(key: $0, value: ["type": "string"]) })),
          ],
        ]
      ]
    },
    read: { node, reading in
      if node.string == "hub" { return .hub }
      guard let members = node.object, members.count == 1 else {
        reading.problem(
          node,
          "expected hub, or one of \(keys.joined(separator: ", ")) with a name, such as"
            + " {region: eu-west}; got \(node.kindDescription)")
        return nil
      }
      let key = members[0].key
      let value = members[0].value
      return reading.within(key) {
        guard keys.contains(key) else {
          reading.problem(
            at: members[0].keyPosition, "unknown kind of target",
            suggestion: nearestName(to: key, among: keys + ["hub"]))
          return nil
        }
        guard let name = Shape.text.read(value, reading) else { return nil }
        switch key {
        case "region": return .region(name)
        case "zone": return .zone(name)
        case "link": return .link(name)
        case "clusterControlPlane": return .clusterControlPlane(name)
        default:
          let parts = name.split(separator: "/", omittingEmptySubsequences: false)
          guard parts.count == 2, let index = Int(parts[1]), index >= 0 else {
            reading.problem(value, "a node is named by its cluster and number: edge-1/0")
            return nil
          }
          return .node(cluster: String(parts[0]), index: index)
        }
      }
    },
    write: { target in
      switch target {
      case .region(let name): ["region": Node(name)]
      case .zone(let name): ["zone": Node(name)]
      case .node(let cluster, let index): ["node": Node("\(cluster)/\(index)")]
      case .clusterControlPlane(let name): ["clusterControlPlane": Node(name)]
      case .link(let name): ["link": Node(name)]
      case .hub: "hub"
      }
    })
}
