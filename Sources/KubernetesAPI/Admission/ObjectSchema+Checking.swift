import Documents
import GoSemantics

// What the schema of a custom resource definition does with an object.

extension ObjectSchema {
  /// The object with the defaults of the schema: where an object is given, its absent fields get
  /// theirs.
  ///
  /// - Parameters:
  ///   - node: The object as written.
  ///   - type: Its type.
  public func defaulted(_ node: Node, as type: String) -> Node {
    var node = node
    fill(&node, .structure(type))
    return node
  }

  private func fill(_ node: inout Node, _ shape: Shape) {
    switch shape {
    case .pointer(let target): fill(&node, target)
    case .list(let element):
      guard var elements = node.array else { return }
      node.content = .null  // Lets the elements be changed in place.
      for index in elements.indices { fill(&elements[index], element) }
      node.content = .array(elements)
    case .map(let element):
      guard var members = node.object else { return }
      node.content = .null
      for index in members.indices { fill(&members[index].value, element) }
      node.content = .object(members)
    case .structure(let type):
      guard var members = node.object else { return }
      node.content = .null
      for field in fields(of: type) {
        if let index = members.firstIndex(where: { $0.key == field.name }) {
          // Null stands for nothing where there is a default.
          if members[index].value.isNull, let value = field.defaultValue {
            members[index].value = value
          }
          fill(&members[index].value, field.shape)
        } else if let value = field.defaultValue {
          members.append(Node.Member(key: field.name, value: value))
        }
      }
      node.content = .object(members)
    case .text, .flag, .quantity, .time, .json, .integer: return
    }
  }

  /// What the schema finds wrong with an object, in the order of the type's fields.
  ///
  /// Mirrors: `k8s.io/apiextensions-apiserver@v0.36.2 pkg/apiserver/validation/validation.go`.
  public func errors(_ node: Node, as type: String) -> [FieldError] {
    var errors: [FieldError] = []
    checkFields(node, type, nil, &errors)
    return errors
  }

  private func checkFields(
    _ node: Node, _ type: String, _ path: FieldPath?, _ errors: inout [FieldError]
  ) {
    for field in fields(of: type) {
      let path = path?.child(field.name) ?? FieldPath(field.name)
      guard let value = node[field.name], !value.isNull else {
        if field.isRequired { errors.append(.required(path)) }
        continue
      }
      check(value, field, path, &errors)
    }
  }

  private func check(
    _ value: Node, _ field: Field, _ path: FieldPath, _ errors: inout [FieldError]
  ) {
    let place = path.description
    func wrong(_ value: Node, _ problem: String) {
      errors.append(.invalid(path, value, "\(place) in body \(problem)"))
    }
    guard check(value, field.shape, path, &errors) else { return }
    if let text = value.string {
      if !field.allowed.isEmpty, !field.allowed.contains(text) {
        errors.append(.notSupported(path, value, field.allowed))
      }
      let length = text.unicodeScalars.count
      if let least = field.minimumLength, length < least {
        wrong(value, "should be at least \(least) chars long")
      }
      if let most = field.maximumLength, length > most {
        errors.append(.tooLong(path, maximumBytes: most))
      }
    }
    if let number = value.int64, value.double != nil {
      if let least = field.minimum, number < least {
        wrong(value, "should be greater than or equal to \(least)")
      }
      if let most = field.maximum, number > most {
        wrong(value, "should be less than or equal to \(most)")
      }
    }
    if let least = field.minimumItems, let count = value.array?.count, count < least {
      wrong(Node(count), "should have at least \(least) items")
    }
  }

  /// Checks a value's type and what is in it; false if the type is wrong.
  @discardableResult
  private func check(
    _ value: Node, _ shape: Shape, _ path: FieldPath, _ errors: inout [FieldError]
  ) -> Bool {
    func isOf(_ type: String, _ isRight: Bool) -> Bool {
      if !isRight {
        let found = Self.typeName(value)
        errors.append(
          FieldError(
            .typeInvalid, path, .text(found),
            "\(path) in body must be of type \(type): \(GoQuote.text(found))"))
      }
      return isRight
    }
    switch shape {
    case .pointer(let target): return check(value, target, path, &errors)
    case .text, .time: return isOf("string", value.string != nil)
    case .flag: return isOf("boolean", value.bool != nil)
    case .integer: return isOf("integer", value.int64 != nil)
    case .quantity:
      return isOf("integer,string", value.string != nil || value.int64 != nil)
    case .json: return true
    case .list(let element):
      guard isOf("array", value.array != nil) else { return false }
      for (index, item) in (value.array ?? []).enumerated() {
        check(item, element, path.index(index), &errors)
      }
      return true
    case .map(let element):
      guard isOf("object", value.object != nil) else { return false }
      var members = value.object ?? []
      stableSort(&members) { bytewiseLess($0.key, $1.key) }
      for member in members { check(member.value, element, path.child(member.key), &errors) }
      return true
    case .structure(let type):
      guard isOf("object", value.object != nil) else { return false }
      checkFields(value, type, path, &errors)
      return true
    }
  }

  /// The first field of an object, in the order in which they are written, that its type does not
  /// have; nil if the type is not described.
  public func unknownField(in node: Node, as type: String) -> UnknownField? {
    describes(type) ? unknownField(in: node, .structure(type), nil) : nil
  }

  private func unknownField(
    in node: Node, _ shape: Shape, _ path: FieldPath?
  ) -> UnknownField? {
    switch shape {
    case .pointer(let target): return unknownField(in: node, target, path)
    case .list(let element):
      for (index, item) in (node.array ?? []).enumerated() {
        let place = path?.index(index) ?? FieldPath("")
        if let found = unknownField(in: item, element, place) { return found }
      }
      return nil
    case .structure(let type):
      let fields = fields(of: type)
      for member in node.object ?? [] {
        let place = path?.child(member.key) ?? FieldPath(member.key)
        guard let field = fields.first(where: { $0.name == member.key }) else {
          if path == nil, member.key == "status" { continue }
          return UnknownField(
            path: place.description, position: member.keyPosition, name: member.key,
            valid: fields.map(\.name))
        }
        if let found = unknownField(in: member.value, field.shape, place) { return found }
      }
      return nil
    case .map, .text, .flag, .quantity, .time, .json, .integer: return nil
    }
  }

  private static func typeName(_ value: Node) -> String {
    switch value.content {
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

/// A field that a type does not have.
public struct UnknownField: Sendable, Equatable {
  /// The way to it.
  public var path: String
  /// Where its name was written.
  public var position: Node.Position
  /// Its name.
  public var name: String
  /// The names that would be valid there.
  public var valid: [String]
}
