import Documents

/// The declaration of one section: its fields with their shapes, defaults and explanations.
///
/// Decoding, `regatta explain`, the reference page and the JSON Schema are all read off this one
/// value. Defaults are whatever `initial()` holds.
public struct Declaration<Root: Sendable>: Sendable {
  /// The section's name in the schema, such as `Region`.
  public let name: String
  /// What the section is, in one sentence.
  public let help: String
  let initial: @Sendable () -> Root
  let fields: [Field<Root>]
  /// Rules between fields; it may also normalise.
  let check: @Sendable (inout Root, Node, Reading) -> Void

  init(
    _ name: String, _ help: String, initial: @escaping @Sendable () -> Root,
    fields: [Field<Root>],
    check: @escaping @Sendable (inout Root, Node, Reading) -> Void = { _, _, _ in }
  ) {
    self.name = name
    self.help = help
    self.initial = initial
    self.fields = fields
    self.check = check
  }

  /// Reads an object; nil only if it is no object or a field that has no default is missing.
  func read(_ node: Node, _ reading: Reading) -> Root? {
    guard let members = node.object else {
      reading.problem(node, "expected an object (\(name)), got \(node.kindDescription)")
      return nil
    }
    var value = initial()
    let before = reading.problems.count
    var seen: Set<String> = []
    var misspelt: Set<String> = []
    for member in members {
      guard let field = fields.first(where: { $0.name == member.key }) else {
        let meant = nearestName(to: member.key, among: fields.map(\.name))
        reading.within(member.key) {
          reading.problem(at: member.keyPosition, "unknown field", suggestion: meant)
        }
        // A misspelt field is not missing as well.
        if let meant { misspelt.insert(meant) }
        continue
      }
      guard seen.insert(member.key).inserted else {
        reading.within(member.key) {
          reading.problem(at: member.keyPosition, "the field is given twice")
        }
        continue
      }
      reading.within(member.key) {
        if member.value.isNull, !field.isRequired, field.reserved == nil { return }
        field.read(&value, member.value, reading)
      }
    }
    let absent = fields.filter { $0.isRequired && !seen.contains($0.name) }
    for field in absent where !misspelt.contains(field.name) {
      reading.problem(node, "the field \"\(field.name)\" is missing (\(field.help))")
    }
    if reading.problems.count == before { check(&value, node, reading) }
    return reading.problems.count == before ? value : nil
  }

  /// The normal form, with every default written out.
  func write(_ value: Root) -> Node {
    Node(
      .object(
        fields.compactMap { field in
          field.write(value).map { Node.Member(key: field.name, value: $0) }
        }))
  }

  /// The JSON Schema of the object.
  func schema(_ collector: SchemaCollector) -> Node {
    let defaults = initial()
    var properties: [Node.Member] = []
    for field in fields {
      var schema = field.schema(collector)
      schema.set("description", Node(field.help))
      if !field.isRequired, let value = field.write(defaults) { schema.set("default", value) }
      properties.append(Node.Member(key: field.name, value: schema))
    }
    var result: Node = ["type": "object"]
    result.set("description", Node(help))
    result.set("additionalProperties", false)
    result.set("properties", Node(.object(properties)))
    let required = fields.filter(\.isRequired).map(\.name)
    if !required.isEmpty { result.set("required", Node(required)) }
    return result
  }

  /// The shape of a value of this section.
  var shape: Shape<Root> {
    Shape(
      word: name, declaration: self,
      schema: { $0.reference(to: name, schema) },
      read: read, write: write)
  }
}

/// A declaration whose value type does not matter: what the reference page walks through.
protocol AnyDeclaration: Sendable {
  var name: String { get }
  var help: String { get }
  var rows: [ReferenceRow] { get }
}

/// One field as the reference page shows it.
struct ReferenceRow: Sendable {
  var name: String
  var word: String
  /// The default as JSON, `required`, or empty when the field may simply be absent.
  var preset: String
  var help: String
  var declaration: (any AnyDeclaration)?
}

extension Declaration: AnyDeclaration {
  var rows: [ReferenceRow] {
    let defaults = initial()
    return fields.map { field in
      ReferenceRow(
        name: field.name, word: field.word,
        preset: field.isRequired ? "required" : field.write(defaults)?.json() ?? "",
        help: field.help, declaration: field.declaration)
    }
  }
}

/// One field of a section.
struct Field<Root: Sendable>: Sendable {
  let name: String
  let help: String
  let isRequired: Bool
  /// Why the field is refused, for sections whose place is kept.
  let reserved: String?
  let word: String
  let declaration: (any AnyDeclaration)?
  let schema: @Sendable (SchemaCollector) -> Node
  let read: @Sendable (inout Root, Node, Reading) -> Void
  let write: @Sendable (Root) -> Node?

  /// A field that must be given.
  static func required<Value>(
    _ name: String, _ path: WritableKeyPath<Root, Value> & Sendable, _ shape: Shape<Value>,
    _ help: String
  ) -> Field {
    field(name, path, shape, help, isRequired: true)
  }

  /// A field with a default: the value that `initial()` has there.
  static func field<Value>(
    _ name: String, _ path: WritableKeyPath<Root, Value> & Sendable, _ shape: Shape<Value>,
    _ help: String, isRequired: Bool = false
  ) -> Field {
    Field(
      name: name, help: help, isRequired: isRequired, reserved: nil, word: shape.word,
      declaration: shape.declaration, schema: shape.schema,
      read: { root, node, reading in
        if let value = shape.read(node, reading) { root[keyPath: path] = value }
      },
      write: { shape.write($0[keyPath: path]) })
  }

  /// A field that may be absent.
  static func optional<Value>(
    _ name: String, _ path: WritableKeyPath<Root, Value?> & Sendable, _ shape: Shape<Value>,
    _ help: String
  ) -> Field {
    Field(
      name: name, help: help, isRequired: false, reserved: nil, word: shape.word,
      declaration: shape.declaration, schema: shape.schema,
      read: { root, node, reading in
        if let value = shape.read(node, reading) { root[keyPath: path] = value }
      },
      write: { $0[keyPath: path].map(shape.write) })
  }

  /// A section whose place is kept for a later version.
  static func reserved(_ name: String, _ help: String) -> Field {
    let text = "the section \"\(name)\" is not in this version of Regatta (\(help))"
    return Field(
      name: name, help: help + ". Not in this version.", isRequired: false, reserved: text,
      word: "reserved", declaration: nil, schema: { _ in ["not": [:]] },
      read: { _, node, reading in reading.problem(node, text) }, write: { _ in nil })
  }
}
