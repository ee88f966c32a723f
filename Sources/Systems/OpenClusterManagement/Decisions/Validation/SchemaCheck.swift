import Documents
import GoSemantics

/// One thing that the API server would object to.
///
/// Mirrors: `k8s.io/apiextensions-apiserver pkg/apiserver/validation/validation.go`
/// (ValidateCustomResource), `k8s.io/kube-openapi pkg/validation/errors/schema.go`.
public struct SchemaIssue: Sendable, Equatable, CustomStringConvertible {
  /// The field, such as `spec.tolerations[0].effect`.
  public var path: String
  /// The API server's message behind the field.
  public var problem: String
  /// Where the value was written.
  public var position: Node.Position

  /// The field and the message, as `kubectl` shows them.
  public var description: String { "\(path): \(problem)" }
}

extension ResourceSchema {
  /// The objects that the API server would make of one: with the defaults filled in.
  func defaulted(_ node: Node) -> Node {
    switch self {
    case .object(let fields):
      guard node.object != nil else { return node }
      var node = node
      for field in fields {
        var value = node[field.name]
        // A null where null is not allowed counts as absent if there is a default.
        if value?.isNull ?? true, let fallback = field.fallback { value = fallback.node }
        if let value, !value.isNull { node.set(field.name, field.schema.defaulted(value)) }
      }
      return node
    case .map(let schema):
      guard let members = node.object else { return node }
      return Node(
        .object(
          members.map { member in
            var member = member
            member.value = schema.defaulted(member.value)
            return member
          }), position: node.position)
    case .array(let schema, _, _):
      guard let elements = node.array else { return node }
      return Node(.array(elements.map(schema.defaulted)), position: node.position)
    default: return node
    }
  }

  /// What the API server objects to, in the order of the schema.
  func issues(_ node: Node, path: String) -> [SchemaIssue] {
    func issue(_ problem: String) -> [SchemaIssue] {
      [SchemaIssue(path: path, problem: problem, position: node.position)]
    }
    func wrongType(_ type: String) -> [SchemaIssue] {
      issue(
        "Invalid value: \"\(node.schemaType)\": \(path) in body must be of type \(type): "
          + "\"\(node.schemaType)\"")
    }
    switch self {
    case .any: return []
    case .object(let fields):
      guard node.object != nil else { return wrongType("object") }
      return fields.flatMap { field -> [SchemaIssue] in
        let inside = path.isEmpty ? field.name : "\(path).\(field.name)"
        guard let value = node[field.name], !value.isNull else {
          return field.isRequired
            ? [SchemaIssue(path: inside, problem: "Required value", position: node.position)] : []
        }
        return field.schema.issues(value, path: inside)
      }
    case .map(let schema):
      guard let members = node.object else { return wrongType("object") }
      return members.flatMap { schema.issues($0.value, path: "\(path).\($0.key)") }
    case .array(let schema, let minimum, let maximum):
      guard let elements = node.array else { return wrongType("array") }
      if elements.count < minimum {
        return issue(
          "Invalid value: \(elements.count): \(path) in body should have at least \(minimum) items")
      }
      if elements.count > maximum {
        return issue("Too many: \(elements.count): must have at most \(maximum) items")
      }
      return elements.enumerated().flatMap { schema.issues($1, path: "\(path)[\($0)]") }
    case .boolean: return node.bool == nil ? wrongType("boolean") : []
    case .integer(let minimum, let maximum):
      guard let value = node.int64 else { return wrongType("integer") }
      if value < minimum {
        return issue(
          "Invalid value: \(value): \(path) in body should be greater than or equal to \(minimum)")
      }
      if value > maximum {
        return issue(
          "Invalid value: \(value): \(path) in body should be less than or equal to \(maximum)")
      }
      return []
    case .integerOrText(let pattern):
      if node.int64 != nil { return [] }
      guard let text = node.string else { return wrongType("integer,string") }
      guard let pattern, !pattern.matches(text) else { return [] }
      return issue(
        "Invalid value: \"\(text)\": \(path) in body should match '\(pattern.expression)'")
    case .text(let rule):
      guard let text = node.string else { return wrongType("string") }
      return rule.problems(text, path: path).map {
        SchemaIssue(path: path, problem: $0, position: node.position)
      }
    }
  }
}

extension ResourceSchema {
  /// Fields that the schema does not know, which the API server would drop with a warning.
  func unknownFields(_ node: Node, path: String) -> [(
    path: String, member: Node.Member, known: [String]
  )] {
    switch self {
    case .object(let fields):
      return (node.object ?? []).flatMap { member in
        let inside = path.isEmpty ? member.key : "\(path).\(member.key)"
        guard let field = fields.first(where: { $0.name == member.key }) else {
          return [(inside, member, fields.map(\.name))]
        }
        return field.schema.unknownFields(member.value, path: inside)
      }
    case .array(let schema, _, _):
      return (node.array ?? []).enumerated().flatMap {
        schema.unknownFields($1, path: "\(path)[\($0)]")
      }
    default: return []
    }
  }
}

extension TextRule {
  fileprivate func problems(_ text: String, path: String) -> [String] {
    var problems: [String] = []
    let length = text.unicodeScalars.count
    if length > maximumLength {
      problems.append("Too long: may not be more than \(maximumLength) bytes")
    }
    if length < minimumLength {
      problems.append(
        "Invalid value: \"\(text)\": \(path) in body should be at least \(minimumLength) chars "
          + "long")
    }
    if let pattern, !pattern.matches(text) {
      problems.append(
        "Invalid value: \"\(text)\": \(path) in body should match '\(pattern.expression)'")
    }
    if !allowed.isEmpty, !allowed.contains(text) {
      var supported = allowed
      stableSort(&supported, by: bytewiseLess)
      let list = supported.map { "\"\($0)\"" }.joined(separator: ", ")
      problems.append("Unsupported value: \"\(text)\": supported values: \(list)")
    }
    return problems
  }
}

extension Node {
  /// The JSON type in the words of OpenAPI.
  fileprivate var schemaType: String {
    switch content {
    case .null: "null"
    case .bool: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}
