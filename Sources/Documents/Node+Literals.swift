// Literals, so that answers and tests are written as they read in JSON.

extension Node: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// `nil` is null.
  public init(nilLiteral: ()) {
    self.init(.null)
  }

  /// A Boolean.
  public init(booleanLiteral value: Bool) {
    self.init(.bool(value))
  }

  /// A whole number.
  public init(integerLiteral value: Int64) {
    self.init(.integer(value))
  }

  /// A number.
  public init(floatLiteral value: Double) {
    self.init(.number(value))
  }

  /// A string.
  public init(stringLiteral value: String) {
    self.init(.string(value))
  }

  /// A list.
  public init(arrayLiteral elements: Node...) {
    self.init(.array(elements))
  }

  /// An object, in the order written.
  public init(dictionaryLiteral elements: (String, Node)...) {
    self.init(.object(elements.map { Member(key: $0.0, value: $0.1) }))
  }
}

extension Node: ExpressibleByStringInterpolation {}

extension Node {
  /// A Boolean node.
  public init(_ value: Bool) {
    self.init(.bool(value))
  }

  /// A number node.
  public init(_ value: some FixedWidthInteger) {
    if let exact = Int64(exactly: value) {
      self.init(.integer(exact))
    } else {
      self.init(.number(Double(value)))
    }
  }

  /// A number node. Values that are not finite become the strings `NaN`, `Infinity` and
  /// `-Infinity`, because JSON has no word for them.
  public init(_ value: Double) {
    if value.isFinite {
      self.init(.number(value))
    } else {
      self.init(.string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"))
    }
  }

  /// A string node.
  public init(_ value: String) {
    self.init(.string(value))
  }

  /// A list node.
  public init(_ elements: [Node]) {
    self.init(.array(elements))
  }

  /// A list of strings.
  public init(_ elements: [String]) {
    self.init(.array(elements.map { Node($0) }))
  }

  /// An object node with its members in name order.
  public init(_ members: [String: Node]) {
    // order-free: sorted by name.
    self.init(
      .object(
        members.sorted { $0.key < $1.key }.map { Member(key: $0.key, value: $0.value) }))
  }

  /// The node of an optional value: `null` if there is none.
  public init(orNull value: Node?) {
    self = value ?? .null
  }
}
