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
