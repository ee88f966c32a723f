/// One value of a YAML or JSON document, with the place where it was written.
///
/// Equality compares values only: positions and the order of object members do not
/// matter, and `integer(1)` equals `number(1.0)`: where one side is a floating-point number, the
/// other counts as the one nearest to it.
public struct Node: Sendable {
  /// The value itself.
  public enum Content: Sendable {
    /// `null`, `~` or nothing at all.
    case null
    /// A Boolean.
    case bool(Bool)
    /// A whole number that fits in 64 bits.
    case integer(Int64)
    /// Any other finite number.
    case number(Double)
    /// Text.
    case string(String)
    /// A list.
    case array([Node])
    /// A mapping, in the order in which it was written.
    case object([Member])
  }

  /// One entry of an object.
  public struct Member: Sendable {
    /// The entry's name.
    public var key: String
    /// Where the name was written.
    public var keyPosition: Position
    /// The entry's value.
    public var value: Node

    /// Creates an entry.
    public init(key: String, keyPosition: Position = .none, value: Node) {
      self.key = key
      self.keyPosition = keyPosition
      self.value = value
    }
  }

  /// A place in a text, counted from 1; 0 means that the node was not read from a text.
  public struct Position: Sendable, Equatable {
    /// The line, from 1.
    public var line: Int32
    /// The column in characters, from 1.
    public var column: Int32

    /// The position of a node that was never written down.
    public static let none = Position(line: 0, column: 0)

    /// Creates a position.
    public init(line: Int32, column: Int32) {
      self.line = line
      self.column = column
    }
  }

  /// The value.
  public var content: Content
  /// Where the value begins.
  public var position: Position

  /// Creates a node.
  public init(_ content: Content, position: Position = .none) {
    self.content = content
    self.position = position
  }

  /// The null node.
  public static let null = Node(.null)
}

// MARK: - Looking inside

extension Node {
  /// The value of the first member named `key`; nil if there is none or this is no object.
  public subscript(key: String) -> Node? {
    guard case .object(let members) = content else { return nil }
    for member in members where member.key == key { return member.value }
    return nil
  }

  /// The text, if this is a string.
  public var string: String? {
    if case .string(let value) = content { return value }
    return nil
  }

  /// The number, if it is whole and fits in 64 bits.
  public var int64: Int64? {
    switch content {
    case .integer(let value): value
    case .number(let value): Int64(exactly: value)
    default: nil
    }
  }

  /// The number as a floating-point value, if this is a number.
  public var double: Double? {
    switch content {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The Boolean, if this is one.
  public var bool: Bool? {
    if case .bool(let value) = content { return value }
    return nil
  }

  /// The elements, if this is a list.
  public var array: [Node]? {
    if case .array(let elements) = content { return elements }
    return nil
  }

  /// The members, if this is an object.
  public var object: [Member]? {
    if case .object(let members) = content { return members }
    return nil
  }

  /// Whether this is `null`.
  public var isNull: Bool {
    if case .null = content { return true }
    return false
  }

  /// What kind of value this is, in words for a message: "an object", "the string \"a\"".
  public var kindDescription: String {
    switch content {
    case .null: "null"
    case .bool(let value): "the Boolean \(value)"
    case .integer(let value): "the number \(value)"
    case .number(let value): "the number \(value)"
    case .string(let value): "the string \"\(value.count > 40 ? value.prefix(40) + "…" : value)\""
    case .array: "a list"
    case .object: "an object"
    }
  }
}

// MARK: - Changing

extension Node {
  /// Replaces the value of the first member named `key`, or adds one at the end.
  ///
  /// A node that is no object becomes one.
  public mutating func set(_ key: String, _ value: Node) {
    guard case .object(var members) = content else {
      content = .object([Member(key: key, value: value)])
      return
    }
    content = .null  // Lets the array be changed in place.
    if let index = members.firstIndex(where: { $0.key == key }) {
      members[index].value = value
    } else {
      members.append(Member(key: key, value: value))
    }
    content = .object(members)
  }

  /// Removes every member named `key`.
  public mutating func remove(_ key: String) {
    guard case .object(var members) = content else { return }
    members.removeAll { $0.key == key }
    content = .object(members)
  }
}

// MARK: - Equality

extension Node: Equatable {
  /// Whether both stand for the same JSON value.
  public static func == (left: Node, right: Node) -> Bool {
    switch (left.content, right.content) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)):
      Double(a) == b
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): sameMembers(a, b)
    default: false
    }
  }

  private static func sameMembers(_ left: [Member], _ right: [Member]) -> Bool {
    guard left.count == right.count else { return false }
    // Usually both sides list their members in the same order.
    var index = 0
    while index < left.count, left[index].key == right[index].key {
      guard left[index].value == right[index].value else { return false }
      index += 1
    }
    if index == left.count { return true }
    var byKey: [String: Node] = [:]
    for member in right[index...] { byKey[member.key] = member.value }
    return left[index...].allSatisfy { byKey[$0.key] == $0.value }
  }
}
