/// A type of the Common Expression Language.
///
/// Mirrors: `google/cel-go@v0.29.2 common/types/types.go`.
public indirect enum CELType: Sendable, Hashable {
  /// Any type; known only when the expression is evaluated.
  case dyn
  /// The type of `null`.
  case null
  /// The simple types.
  case bool, int, uint, double, string, bytes, timestamp, duration
  /// The type of an expression with a fault.
  case error
  /// A list.
  case list(CELType)
  /// A map.
  case map(CELType, CELType)
  /// The type of a type.
  case type(CELType?)
  /// A type of a library with parameters, such as `optional_type(int)`.
  case opaque(String, [CELType])
  /// A structure known by its name only.
  case object(String)
  /// A parameter of a declared overload.
  case parameter(String)
  /// A type that checking has yet to find.
  case variable(Int)

  /// An optional value of a type.
  public static func optional(_ type: CELType) -> CELType { .opaque("optional_type", [type]) }

  /// The name that `string(type(x))` gives: without parameters.
  public var runtimeName: String {
    switch self {
    case .dyn: "dyn"
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .error: "error"
    case .list: "list"
    case .map: "map"
    case .type: "type"
    case .opaque(let name, _), .object(let name), .parameter(let name): name
    case .variable(let number): "_var\(number)"
    }
  }

  /// The type as messages show it.
  var messageText: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    guard text.utf8.count < 2048 else { return }
    switch self {
    case .timestamp: text += "timestamp"
    case .duration: text += "duration"
    case .null: text += "null"
    case .error: text += "!error!"
    case .list(let element): Self.write("list", [element], to: &text)
    case .map(let key, let value): Self.write("map", [key, value], to: &text)
    case .type(let type?): Self.write("type", [type], to: &text)
    case .opaque(let name, let parameters) where !parameters.isEmpty:
      Self.write(name, parameters, to: &text)
    default: text += runtimeName
    }
  }

  private static func write(_ name: String, _ parameters: [CELType], to text: inout String) {
    text += name + "("
    for (place, parameter) in parameters.enumerated() {
      if place > 0 { text += ", " }
      parameter.write(to: &text)
    }
    text += ")"
  }

  var isDyn: Bool { if case .dyn = self { true } else { false } }

  var isDynOrError: Bool {
    switch self {
    case .dyn, .error: true
    default: false
    }
  }

  /// What an optional type may hold; nil if this is no optional type.
  var optionalElement: CELType? {
    if case .opaque("optional_type", let parameters) = self { return parameters.first }
    return nil
  }

  /// Whether upstream lets `null` stand for a value of this type.
  var isNullable: Bool {
    switch self {
    case .opaque, .object, .duration, .timestamp, .null: true
    default: false
    }
  }

  /// The types directly inside.
  var parts: [CELType] {
    switch self {
    case .list(let element): [element]
    case .map(let key, let value): [key, value]
    case .type(let type?): [type]
    case .opaque(_, let parameters): parameters
    default: []
    }
  }
}
