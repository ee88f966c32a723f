import Documents

/// A case that cannot be replayed.
struct UnsupportedTimeline: Error, CustomStringConvertible {
  var description: String
}

/// The `input` of a member's timeline, read.
struct TimelineScript {
  let identity: String
  let controllers: [String]
  let objects: [Node]
  let events: [Event]
  let duration: Double
  let settle: Double
  /// Kinds, or `Kind:field`, that are recorded; empty for all.
  let recorded: [String]
  let settings: [(name: String, value: Node)]
  let phases: Node
  let podBehaviour: Node
  /// The whole input, for what only one controller reads.
  let input: Node

  /// One scripted fault or act of a user.
  struct Event {
    var at: Double
    var action: String
    var object: Node?
    var nodes: [String]
    var node: Node
  }

  init(identity: String, input: Node) throws {
    self.identity = identity
    self.input = input
    func list(_ field: String) -> [Node] { input[field]?.array ?? [] }
    controllers = list("controllers").compactMap(\.string)
    objects = list("objects")
    duration = input["durationSeconds"]?.double ?? 0
    settle = input["settleSeconds"]?.double ?? 0
    recorded = list("recorded").compactMap(\.string)
    settings = (input["settings"]?.object ?? []).map { ($0.key, $0.value) }
    phases = input["phases"] ?? .null
    podBehaviour = input["podBehaviour"] ?? .null
    events = try list("events").map { event in
      guard let at = event["atSeconds"]?.double, let action = event["action"]?.string else {
        throw UnsupportedTimeline(description: "an event without atSeconds and action")
      }
      return Event(
        at: at, action: action, object: event["object"],
        nodes: event["nodes"]?.array?.compactMap(\.string) ?? [], node: event)
    }
  }

  /// A setting as text, such as `50s`.
  func setting(_ name: String) -> String? {
    settings.first { $0.name == name }.map { $0.value.string ?? $0.value.json() }
  }
}

/// The apiserver's strategic merge of a patch into an object: members are merged, lists whose
/// elements have a merge key element by element, other lists are replaced.
///
/// Mirrors: the `patchMergeKey` tags of `k8s.io/api@v0.36.2 core/v1/types.go`.
enum StrategicMergePatch {
  private static let mergeKeys = [
    "containers": "name", "initContainers": "name", "volumes": "name", "env": "name",
    "conditions": "type", "topologySpreadConstraints": "topologyKey", "schedulingGates": "name",
  ]

  static func apply(_ patch: Node, to object: Node) -> Node {
    guard let members = patch.object, object.object != nil else { return patch }
    var merged = object
    for member in members {
      if member.value.isNull {
        merged.remove(member.key)
      } else if let old = merged[member.key] {
        merged.set(member.key, merge(member.value, into: old, field: member.key))
      } else {
        merged.set(member.key, member.value)
      }
    }
    return merged
  }

  private static func merge(_ patch: Node, into old: Node, field: String) -> Node {
    if patch.object != nil { return apply(patch, to: old) }
    guard let elements = patch.array, let key = mergeKeys[field], var merged = old.array else {
      return patch
    }
    for element in elements {
      let place = merged.firstIndex { $0[key] != nil && $0[key] == element[key] }
      if let directive = element["$patch"]?.string, directive == "delete" {
        if let place { merged.remove(at: place) }
      } else if let place {
        merged[place] = apply(element, to: merged[place])
      } else {
        merged.append(element)
      }
    }
    return Node(merged)
  }
}
