import Documents

/// What the real controllers did in one case: the `expected` of a timeline vector.
public struct TimelineRecording: Sendable {
  /// A change that came in every run, or in some.
  public struct Entry: Sendable, Equatable {
    /// The earliest and latest instant over the runs, in seconds.
    public var earliest: Double
    /// The latest instant over the runs, in seconds.
    public var latest: Double
    /// What changed.
    public var object: String
    /// Which of its fields.
    public var field: String
    /// The new value.
    public var value: Node
    /// Whether it came in every run, so that it must come in ours.
    public var isCertain: Bool
  }

  /// Certain changes first, then the others, each part in the order of the recording.
  public var entries: [Entry]
  /// Values before the first instant, by `"<object> <field>"`.
  public var initial: [String: Node]
  /// Whether the certain changes came in the same order in every run.
  public var isOrderStable: Bool

  /// Reads the `expected` of a timeline vector.
  public init(_ expected: Node) throws(DocumentError) {
    entries = []
    for (list, isCertain) in [("changes", true), ("sometimes", false)] {
      for (index, node) in (expected[list]?.array ?? []).enumerated() {
        let path = "expected.\(list)[\(index)]"
        guard let window = node["atSeconds"]?.array, window.count == 2,
          let earliest = window[0].double, let latest = window[1].double,
          let object = node["object"]?.string, let field = node["field"]?.string
        else {
          throw DocumentError(
            file: "timeline", position: node.position, path: path,
            problem: "must have atSeconds [earliest, latest], object, field and value")
        }
        entries.append(
          Entry(
            earliest: earliest, latest: latest, object: object, field: field,
            value: node["value"] ?? .null, isCertain: isCertain))
      }
    }
    initial = [:]
    for member in expected["initial"]?.object ?? [] { initial[member.key] = member.value }
    isOrderStable = expected["orderStable"]?.bool ?? false
  }
}
