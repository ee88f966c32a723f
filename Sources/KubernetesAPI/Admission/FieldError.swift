import Documents
import GoSemantics

/// What is wrong with one field of an object, in the words of the API server.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/util/validation/field/errors.go`.
public struct FieldError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of mistake it is.
  public enum Kind: String, Sendable {
    /// A value that should exist does not.
    case notFound = "FieldValueNotFound"
    /// A value is missing.
    case required = "FieldValueRequired"
    /// A value that must be unique is not.
    case duplicate = "FieldValueDuplicate"
    /// A value is malformed.
    case invalid = "FieldValueInvalid"
    /// A value is none of the allowed ones.
    case notSupported = "FieldValueNotSupported"
    /// A value is not permitted here.
    case forbidden = "FieldValueForbidden"
    /// A text is too long.
    case tooLong = "FieldValueTooLong"
    /// A list has too many elements.
    case tooMany = "FieldValueTooMany"
    /// A list has too few elements.
    case tooFew = "FieldValueTooFew"
    /// The fault is not the user's.
    case internalError = "InternalError"
    /// A value is of another type.
    case typeInvalid = "FieldValueTypeInvalid"
    /// A text is too short.
    case tooShort = "FieldValueTooShort"

    /// The kind in words.
    public var text: String {
      switch self {
      case .notFound: "Not found"
      case .required: "Required value"
      case .duplicate: "Duplicate value"
      case .invalid, .typeInvalid: "Invalid value"
      case .notSupported: "Unsupported value"
      case .forbidden: "Forbidden"
      case .tooLong: "Too long"
      case .tooMany: "Too many"
      case .tooFew: "Too few"
      case .internalError: "Internal error"
      case .tooShort: "Too short"
      }
    }

    var showsValue: Bool {
      switch self {
      case .required, .forbidden, .tooLong, .tooShort, .internalError: false
      default: true
      }
    }
  }

  /// The offending value, by the way in which it is printed.
  public enum Value: Sendable, Equatable {
    /// A string, quoted as Go quotes it.
    case text(String)
    /// Anything else, as JSON in the order of the type's fields: named types, pointers, objects.
    case json(Node)
  }

  /// What kind of mistake it is.
  public var kind: Kind
  /// The field.
  public var field: String
  /// The offending value.
  public var value: Value
  /// What is wrong; may be empty.
  public var detail: String

  /// An error.
  public init(_ kind: Kind, _ field: FieldPath, _ value: Value, _ detail: String = "") {
    self.kind = kind
    self.field = field.description
    self.value = value
    self.detail = detail
  }

  /// The field, the kind, the value and the detail.
  public var description: String { "\(field): \(body)" }

  /// The text without the field.
  public var body: String {
    var text = kind.text
    if kind.showsValue {
      switch value {
      case .text(let value): text += ": \(GoQuote.text(value))"
      case .json(let value): text += ": \(value.json(sortedKeys: false, escapesHTML: true))"
      }
    }
    return detail.isEmpty ? text : "\(text): \(detail)"
  }

  // MARK: Making them

  /// A malformed text.
  public static func invalid(
    _ field: FieldPath, _ value: String, _ detail: String
  ) -> FieldError {
    FieldError(.invalid, field, .text(value), detail)
  }

  /// A malformed value.
  public static func invalid(_ field: FieldPath, _ value: Node, _ detail: String) -> FieldError {
    FieldError(.invalid, field, .json(value), detail)
  }

  /// A missing value.
  public static func required(_ field: FieldPath, _ detail: String = "") -> FieldError {
    FieldError(.required, field, .text(""), detail)
  }

  /// A value that is there already.
  public static func duplicate(_ field: FieldPath, _ value: String) -> FieldError {
    FieldError(.duplicate, field, .text(value))
  }

  /// A value that is none of some; the list is printed in the order given.
  public static func notSupported(
    _ field: FieldPath, _ value: Node, _ supported: [String]
  ) -> FieldError {
    let list = supported.map(GoQuote.text).joined(separator: ", ")
    return FieldError(
      .notSupported, field, .json(value), list.isEmpty ? "" : "supported values: \(list)")
  }

  /// A value that is not permitted here.
  public static func forbidden(_ field: FieldPath, _ detail: String) -> FieldError {
    FieldError(.forbidden, field, .text(""), detail)
  }

  /// A text that is longer than so many bytes.
  public static func tooLong(_ field: FieldPath, maximumBytes: Int) -> FieldError {
    FieldError(.tooLong, field, .text(""), "may not be more than \(maximumBytes) bytes")
  }
}

extension Sequence where Element == FieldError {
  /// All errors as one text: a single one alone, several in brackets, equal ones once.
  ///
  /// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/util/errors/errors.go` (aggregate).
  public var aggregateText: String {
    var seen: Set<String> = []
    var texts: [String] = []
    for error in self {
      let text = error.description
      if seen.insert(text).inserted { texts.append(text) }
    }
    return texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
  }
}
