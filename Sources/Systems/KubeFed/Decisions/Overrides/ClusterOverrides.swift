import Documents

/// One change to the object of one cluster.
public struct ClusterOverride: Sendable, Equatable {
  /// An RFC 6902 operation; empty for `replace`.
  public var op: String
  /// A JSON pointer.
  public var path: String
  /// What is put there; nil for none, which is also what `null` means.
  public var value: Node?

  /// A change.
  public init(op: String = "", path: String, value: Node?) {
    self.op = op
    self.path = path
    self.value = value
  }
}

/// `spec.overrides` of a federated object, by cluster.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/util/overrides.go` (GetOverrides).
public struct ClusterOverrides: Sendable, Equatable {
  /// What is wrong with overrides as written.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence, for the rules of overrides in upstream's words.
    public var description: String

    /// A problem.
    public init(_ description: String) { self.description = description }
  }

  /// One cluster's changes.
  public struct Item: Sendable, Equatable {
    /// The cluster.
    public var clusterName: String
    /// Its changes in order; nil if the list is absent.
    public var overrides: [ClusterOverride]?
  }

  /// Where the object's own name and kind stand, which no override may touch.
  public static let invalidPaths: Set = [
    "/metadata/namespace", "/metadata/name", "/metadata/generateName", "/kind",
  ]

  /// The clusters in the order in which they were written; new ones follow.
  public private(set) var items: [Item] = []
  private var positions: [String: Int] = [:]

  /// No overrides.
  public init() {}

  /// Reads `spec.overrides`.
  public init(_ written: Node?) throws(Problem) {
    guard let written, !written.isNull else { return }
    guard let elements = written.array else {
      throw Problem("spec.overrides must be a list, not \(written.kindDescription)")
    }
    for (index, element) in elements.enumerated() {
      let path = "spec.overrides[\(index)]"
      guard element.object != nil || element.isNull else {
        throw Problem("\(path) must be an object, not \(element.kindDescription)")
      }
      let name = try GoFields.text("clusterName", of: element, path)
      if positions[name] != nil { throw Problem("cluster \"\(name)\" appears more than once") }
      let overrides = try Self.overrides(element, path)
      try Self.check(overrides ?? [], of: name)
      positions[name] = items.count
      items.append(Item(clusterName: name, overrides: overrides))
    }
  }

  /// The changes of one cluster as upstream decodes a list of them.
  static func list(_ written: Node, _ path: String) throws(Problem) -> [ClusterOverride]? {
    if written.isNull { return nil }
    guard let elements = written.array else {
      throw Problem("\(path) must be a list, not \(written.kindDescription)")
    }
    var overrides: [ClusterOverride] = []
    for (index, element) in elements.enumerated() {
      let inside = "\(path)[\(index)]"
      guard element.object != nil || element.isNull else {
        throw Problem("\(inside) must be an object, not \(element.kindDescription)")
      }
      let value = GoFields.member("value", of: element).map(GoFields.withFloatingNumbers)
      overrides.append(
        ClusterOverride(
          op: try GoFields.text("op", of: element, inside),
          path: try GoFields.text("path", of: element, inside), value: value))
    }
    return overrides
  }

  private static func overrides(
    _ element: Node, _ path: String
  ) throws(Problem) -> [ClusterOverride]? {
    guard let written = GoFields.member("clusterOverrides", of: element) else { return nil }
    return try list(written, path + ".clusterOverrides")
  }

  private static func check(_ overrides: [ClusterOverride], of name: String) throws(Problem) {
    var paths: Set<String> = []
    for (index, override) in overrides.enumerated() {
      if invalidPaths.contains(override.path) {
        throw Problem(
          "override[\(index)] for cluster \"\(name)\" has an invalid path: \(override.path)")
      }
      guard paths.insert(override.path).inserted else {
        throw Problem("path \"\(override.path)\" appears more than once for cluster \"\(name)\"")
      }
    }
  }

  /// The changes of one cluster; setting them adds the cluster.
  public subscript(cluster: String) -> [ClusterOverride]? {
    get { positions[cluster].flatMap { items[$0].overrides } }
    set {
      if let position = positions[cluster] {
        items[position].overrides = newValue
      } else {
        positions[cluster] = items.count
        items.append(Item(clusterName: cluster, overrides: newValue))
      }
    }
  }
}

/// How Go's JSON decoder finds the fields of a struct.
///
/// Mirrors: `go src/encoding/json/decode.go`.
enum GoFields {
  /// The value of the last member whose name is the field's in any case; nil if there is none or
  /// it is null.
  static func member(_ field: String, of node: Node) -> Node? {
    let wanted = field.lowercased()
    var found: Node?
    for member in node.object ?? [] where !member.value.isNull {
      if member.key == field || member.key.lowercased() == wanted { found = member.value }
    }
    return found
  }

  /// A text; empty if absent or null.
  static func text(
    _ field: String, of node: Node, _ path: String
  ) throws(ClusterOverrides.Problem) -> String {
    guard let value = member(field, of: node) else { return "" }
    guard let text = value.string else {
      throw ClusterOverrides.Problem(
        "\(path).\(field) must be a string, not \(value.kindDescription)")
    }
    return text
  }

  /// The value after a passage through Go's `interface{}`, where every number is a 64-bit
  /// floating-point one.
  static func withFloatingNumbers(_ node: Node) -> Node {
    switch node.content {
    case .integer(let value):
      Node(Int64(exactly: Double(value)).map { .integer($0) } ?? .number(Double(value)))
    case .array(let elements): Node(elements.map(withFloatingNumbers))
    case .object(let members):
      Node(
        .object(
          members.map { Node.Member(key: $0.key, value: withFloatingNumbers($0.value)) }))
    case .null, .bool, .number, .string: node
    }
  }
}
