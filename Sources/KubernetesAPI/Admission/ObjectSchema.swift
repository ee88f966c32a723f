import Documents
import GoSemantics

/// The types of a kind's objects: what Go's structs keep of them, and what the schema of the API
/// server demands.
///
/// One text describes both, a type per paragraph:
///
///     SpreadConstraint
///     spreadByField string enum=cluster|region|zone|provider
///     maxGroups int
///     StaticClusterWeight
///     targetCluster ClusterAffinity always required
///     weight int64 always required minimum=1
///
/// A line names a type if it holds one word; otherwise it is a field: name, Go type, and in any
/// order
/// - `always`: Go writes it even if it is zero (no `omitempty`);
/// - `required`, `default=JSON`, `enum=a|b`, `minimum=`, `maximum=`, `minLength=`, `maxLength=`,
///   `minItems=`: what the schema says.
///
/// Types: `string`, `bool`, `int`, `int32`, `int64`, `quantity`, `time`, `json`, other types of
/// the text, and `*T`, `[]T`, `map[string]T` of them. `inline T` puts the fields of T there.
public struct ObjectSchema: Sendable {
  /// What a value is.
  indirect enum Shape: Sendable {
    case text, flag, quantity, time, json
    case integer(bits: Int)
    case list(Shape)
    case map(Shape)
    case structure(String)
    case pointer(Shape)
  }

  /// One field of a type.
  struct Field: Sendable {
    var name: String
    var shape: Shape
    /// Whether Go writes it even if it is zero.
    var isAlwaysWritten = false
    var isRequired = false
    var defaultValue: Node?
    var allowed: [String] = []
    var minimum: Int64?
    var maximum: Int64?
    var minimumLength: Int?
    var maximumLength: Int?
    var minimumItems: Int?
  }

  private let structures: [String: [Field]]

  /// Reads a description; what it does not understand counts as any JSON value.
  public init(_ text: String) {
    var structures: [String: [Field]] = [:]
    var current = ""
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard let first = words.first else { continue }
      if words.count == 1 {
        current = first
        structures[current] = []
      } else if first == "inline" {
        structures[current, default: []] += structures[words[1]] ?? []
      } else {
        structures[current, default: []].append(Self.field(first, words[1], words.dropFirst(2)))
      }
    }
    self.structures = structures
  }

  /// The fields of a type in Go's order; none if there is no such type.
  func fields(of type: String) -> [Field] { structures[type] ?? [] }

  /// Whether a type is described.
  public func describes(_ type: String) -> Bool { structures[type] != nil }

  private static func field(
    _ name: String, _ type: String, _ flags: ArraySlice<String>
  ) -> Field {
    var field = Field(name: name, shape: shape(type[...]))
    for flag in flags {
      let parts = flag.split(separator: "=", maxSplits: 1).map(String.init)
      let value = parts.count > 1 ? parts[1] : ""
      switch parts[0] {
      case "always": field.isAlwaysWritten = true
      case "required": field.isRequired = true
      case "default": field.defaultValue = try? DocumentReader.readJSON(value)
      case "enum": field.allowed = value.split(separator: "|").map(String.init)
      case "minimum": field.minimum = Int64(value)
      case "maximum": field.maximum = Int64(value)
      case "minLength": field.minimumLength = Int(value)
      case "maxLength": field.maximumLength = Int(value)
      case "minItems": field.minimumItems = Int(value)
      default: assertionFailure("unknown word \(flag) in a schema")
      }
    }
    return field
  }

  private static func shape(_ type: Substring) -> Shape {
    if type.hasPrefix("*") { return .pointer(shape(type.dropFirst())) }
    if type.hasPrefix("[]") { return .list(shape(type.dropFirst(2))) }
    let map = "map[string]"
    if type.hasPrefix(map) { return .map(shape(type.dropFirst(map.count))) }
    switch type {
    case "string": return .text
    case "bool": return .flag
    case "int", "int64": return .integer(bits: 64)
    case "int32": return .integer(bits: 32)
    case "quantity": return .quantity
    case "time": return .time
    case "json": return .json
    default: return .structure(String(type))
    }
  }

  /// The types of Kubernetes' own that many kinds use.
  public static let commonTypes = """
    OwnerReference
    apiVersion string always
    kind string always
    name string always
    uid string always
    controller *bool
    blockOwnerDeletion *bool
    ObjectMeta
    name string
    generateName string
    namespace string
    selfLink string
    uid string
    resourceVersion string
    generation int64
    creationTimestamp time
    deletionTimestamp *time
    deletionGracePeriodSeconds *int64
    labels map[string]string
    annotations map[string]string
    ownerReferences []OwnerReference
    finalizers []string
    managedFields []json
    Object
    kind string
    apiVersion string
    metadata ObjectMeta
    LabelSelectorRequirement
    key string always required
    operator string always required
    values []string
    LabelSelector
    matchLabels map[string]string
    matchExpressions []LabelSelectorRequirement
    NodeSelectorRequirement
    key string always required
    operator string always required
    values []string
    Toleration
    key string
    operator string
    value string
    effect string
    tolerationSeconds *int64

    """
}

// MARK: - As Go writes it

extension ObjectSchema {
  /// A value as Go writes it after reading it: fields in the order of the type, zero values
  /// dropped where the type says so, unknown fields gone, quantities in their canonical form.
  /// Values of a wrong type stay as they are.
  ///
  /// - Parameters:
  ///   - node: The value as a document has it.
  ///   - type: Its type; `[]T` and others are understood too.
  public func written(_ node: Node, as type: String) -> Node {
    written(node, Self.shape(type[...]))
  }

  private func written(_ node: Node?, _ shape: Shape) -> Node {
    let node = node.flatMap { $0.isNull ? nil : $0 }
    switch shape {
    case .text: return node ?? ""
    case .flag: return node ?? false
    case .integer: return node ?? 0
    case .quantity: return quantity(node)
    case .time, .json: return node ?? .null
    case .pointer(let target): return node == nil ? .null : written(node, target)
    case .list(let element):
      guard let node else { return .null }
      guard let elements = node.array else { return node }
      return Node(elements.map { written($0, element) })
    case .map(let element):
      guard let node else { return .null }
      guard var members = node.object else { return node }
      stableSort(&members) { bytewiseLess($0.key, $1.key) }
      return Node(
        .object(members.map { .init(key: $0.key, value: written($0.value, element)) }))
    case .structure(let type):
      if let node, node.object == nil { return node }
      var members: [Node.Member] = []
      for field in fields(of: type) {
        let value = node?[field.name]
        guard field.isAlwaysWritten || !isZero(value, field.shape) else { continue }
        members.append(Node.Member(key: field.name, value: written(value, field.shape)))
      }
      return Node(.object(members))
    }
  }

  private func quantity(_ node: Node?) -> Node {
    guard let node else { return "0" }
    let text: String
    switch node.content {
    case .string(let string): text = string
    case .integer(let value): text = String(value)
    case .number(let value): text = GoNumber.json(value)
    default: return node
    }
    return (try? Quantity(parsing: text)).map { Node($0.text) } ?? node
  }

  /// Whether `omitempty` drops a value.
  private func isZero(_ node: Node?, _ shape: Shape) -> Bool {
    guard let node, !node.isNull else {
      switch shape {
      // Structs are never empty, and neither are types that write themselves.
      case .structure, .json, .quantity: return false
      default: return true
      }
    }
    switch shape {
    case .text: return node.string == ""
    case .flag: return node.bool == false
    case .integer: return node.int64 == 0
    case .list: return node.array?.isEmpty ?? false
    case .map: return node.object?.isEmpty ?? false
    default: return false
    }
  }
}
