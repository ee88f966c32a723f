/// Demands on an object's fields, as `kubectl --field-selector` writes them.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/fields/selector.go` (ParseSelector).
public struct FieldSelector: Sendable, Hashable {
  /// One demand.
  public struct Requirement: Sendable, Hashable {
    /// The field, such as `metadata.name`.
    public var field: String
    /// The value it is compared with.
    public var value: String
    /// Whether it must be another value instead of this one.
    public var isNegated: Bool
  }

  /// The demands, all of which must hold.
  public var requirements: [Requirement]

  /// Reads `field=value,other!=value`; an empty text demands nothing.
  ///
  /// A backslash takes the following comma, equals sign or backslash as it is.
  public init(parsing text: String) throws(SelectorError) {
    requirements = []
    for part in Self.split(Array(text), at: ",") where !part.isEmpty {
      guard let sign = part.firstIndex(where: { $0 == "=" }) else {
        throw SelectorError("\"\(String(part))\" must be field=value or field!=value")
      }
      let isNegated = sign > 0 && part[sign - 1] == "!"
      let isDouble = !isNegated && sign + 1 < part.count && part[sign + 1] == "="
      let value = part[(sign + (isDouble ? 2 : 1))...]
      requirements.append(
        Requirement(
          field: String(part[..<(isNegated ? sign - 1 : sign)]),
          value: try Self.unescaped(value), isNegated: isNegated))
    }
  }

  /// Whether the fields, absent ones being empty, satisfy every demand.
  public func matches(_ fields: [String: String]) -> Bool {
    requirements.allSatisfy { ((fields[$0.field] ?? "") == $0.value) != $0.isNegated }
  }

  private static func split(_ text: [Character], at separator: Character) -> [[Character]] {
    var parts: [[Character]] = [[]]
    var isEscaped = false
    for character in text {
      if !isEscaped, character == separator {
        parts.append([])
      } else {
        parts[parts.count - 1].append(character)
      }
      isEscaped = !isEscaped && character == "\\"
    }
    return parts
  }

  private static func unescaped(
    _ text: ArraySlice<Character>
  ) throws(SelectorError) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
      if isEscaped {
        guard character == "\\" || character == "," || character == "=" else {
          throw SelectorError("invalid escape \"\\\(character)\" in a field selector")
        }
        result.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "=" {
        throw SelectorError("unescaped \"=\" in the value of a field selector")
      } else {
        result.append(character)
      }
    }
    if isEscaped { throw SelectorError("a field selector must not end with a backslash") }
    return result
  }
}
