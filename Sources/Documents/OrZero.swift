/// A field that is at its type's zero value when the document does not give it, as in Go.
///
///     struct Taint: Decodable {
///       var key: String
///       @OrZero var value: String   // "" when absent or null
///     }
@propertyWrapper
public struct OrZero<Value: ZeroValued>: Sendable where Value: Sendable {
  /// The field's value.
  public var wrappedValue: Value

  /// A field with a value.
  public init(wrappedValue: Value) {
    self.wrappedValue = wrappedValue
  }

  /// A field at its zero value.
  public init() {
    wrappedValue = Value.zeroValue
  }
}

/// A type that Go would give a zero value.
public protocol ZeroValued: Decodable {
  /// What an absent field holds.
  static var zeroValue: Self { get }
}

extension OrZero: Decodable {
  public init(from decoder: any Decoder) throws {
    wrappedValue = try Value(from: decoder)
  }
}

extension OrZero: DecodesWhenAbsent {
  /// The zero value.
  public static var whenAbsent: OrZero<Value> { OrZero() }
}

extension OrZero: Equatable where Value: Equatable {}
extension OrZero: Hashable where Value: Hashable {}

extension String: ZeroValued {
  /// The empty string.
  public static var zeroValue: String { "" }
}

extension Bool: ZeroValued {
  /// False.
  public static var zeroValue: Bool { false }
}

extension Int: ZeroValued {
  /// 0.
  public static var zeroValue: Int { 0 }
}

extension Int32: ZeroValued {
  /// 0.
  public static var zeroValue: Int32 { 0 }
}

extension Int64: ZeroValued {
  /// 0.
  public static var zeroValue: Int64 { 0 }
}

extension Double: ZeroValued {
  /// 0.
  public static var zeroValue: Double { 0 }
}
