import Documents
import KubernetesAPI

/// A value of the Common Expression Language.
///
/// Equality of the language differs from Swift's (`1 == 1.0`, not-a-number is unequal to itself,
/// some comparisons are errors); use ``equals(_:)``.
///
/// Mirrors: `google/cel-go@v0.29.2 common/types`.
public enum CELValue: Sendable {
  /// `null`.
  case null
  /// `true`, `false`.
  case bool(Bool)
  /// A signed 64-bit integer.
  case int(Int64)
  /// An unsigned 64-bit integer.
  case uint(UInt64)
  /// A 64-bit floating-point number.
  case double(Double)
  /// Text, compared by its bytes.
  case string(String)
  /// A sequence of bytes.
  case bytes([UInt8])
  /// A list.
  case list([CELValue])
  /// A map.
  case map(CELMap)
  /// An instant.
  case timestamp(CELTimestamp)
  /// A length of time in nanoseconds.
  case duration(Int64)
  /// A type, such as `int`.
  case type(CELType)
  /// A value that may be absent.
  case optional(CELOptional)
  /// A value of a library's own type; kept apart, so that other values stay small.
  indirect case opaque(CELOpaque)
}

/// The contents of an optional value.
public final class CELOptional: Sendable {
  /// The value, if there is one.
  public let value: CELValue?

  /// Creates an optional value.
  public init(_ value: CELValue?) { self.value = value }

  /// `optional.none()`.
  static let none = CELOptional(nil)
}

/// A value of a type that a library defines.
public enum CELOpaque: Sendable {
  /// `kubernetes.Quantity`.
  case quantity(Quantity)
  /// `kubernetes.Semver`.
  case semanticVersion(SemanticVersion)
  /// `kubernetes.URL`.
  case url(UniformLocator)
  /// `net.IP`.
  case ip(NetworkAddress)
  /// `net.CIDR`.
  case cidr(NetworkPrefix)
  /// `kubernetes.NamedFormat`.
  case format(NamedFormat)
}

/// An instant: seconds since 1970 and the clock that it was written with.
public struct CELTimestamp: Sendable {
  /// Whole seconds since 1970, rounded down.
  public var seconds: Int64
  /// Nanoseconds beyond `seconds`, 0 to 999,999,999.
  public var nanoseconds: Int32
  /// Seconds ahead of UTC, which only the instant's text shows.
  public var offset: Int32

  /// Creates an instant.
  public init(seconds: Int64, nanoseconds: Int32 = 0, offset: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
    self.offset = offset
  }
}

// MARK: - Types

extension CELValue {
  /// The value's type; that of a list or map has elements of type `dyn`.
  public var type: CELType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .list: .list(.dyn)
    case .map: .map(.dyn, .dyn)
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type(nil)
    case .optional: .opaque("optional_type", [.dyn])
    case .opaque(let value): value.type
    }
  }

  /// The name of the value's type, such as `int` or `google.protobuf.Timestamp`.
  public var typeName: String { type.runtimeName }

  /// The number of elements, characters or bytes, if the value has a size.
  var size: Int? {
    switch self {
    case .string(let text): text.unicodeScalars.count
    case .bytes(let bytes): bytes.count
    case .list(let elements): elements.count
    case .map(let map): map.count
    default: nil
    }
  }

  /// Whether the value is what a field holds that was never set.
  var isZero: Bool {
    switch self {
    case .null: true
    case .bool(let value): !value
    case .int(let value): value == 0
    case .uint(let value): value == 0
    case .double(let value): value == 0
    case .string(let text): text.isEmpty
    case .bytes(let bytes): bytes.isEmpty
    case .list(let elements): elements.isEmpty
    case .map(let map): map.count == 0
    case .timestamp(let time): time.seconds == -62_135_596_800 && time.nanoseconds == 0
    case .duration(let length): length == 0
    case .type, .optional, .opaque: false
    }
  }
}

extension CELOpaque {
  var type: CELType {
    switch self {
    case .quantity: .object("kubernetes.Quantity")
    case .semanticVersion: .object("kubernetes.Semver")
    case .url: .object("kubernetes.URL")
    case .ip: .opaque("net.IP", [])
    case .cidr: .opaque("net.CIDR", [])
    case .format: .object("kubernetes.NamedFormat")
    }
  }
}

// MARK: - From documents

extension CELValue {
  /// The value of a document: whole numbers are `int`, others `double`, objects are maps.
  public init(_ node: Node) {
    switch node.content {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .int(value)
    case .number(let value): self = .double(value)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .list(elements.map { CELValue($0) })
    case .object(let members):
      self = .map(CELMap(strings: members.map { ($0.key, CELValue($0.value)) }))
    }
  }
}
