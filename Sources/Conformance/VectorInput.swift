import Documents

/// The input of a vector, read by the names of its members.
///
/// Every error names the member, so that a case that is not understood says why.
public struct VectorInput: Sendable {
  private let node: Node

  /// Reads the members of an object.
  public init(_ node: Node) {
    self.node = node
  }

  /// The member of that name.
  public func member(_ name: String) throws(VectorInputError) -> Node {
    guard let value = node[name] else { throw VectorInputError(member: name, problem: "missing") }
    return value
  }

  /// An object.
  public func inside(_ name: String) throws(VectorInputError) -> VectorInput {
    VectorInput(try member(name))
  }

  /// A text.
  public func text(_ name: String) throws(VectorInputError) -> String {
    guard let value = try member(name).string else { throw wrong(name, "a string") }
    return value
  }

  /// A Boolean.
  public func flag(_ name: String) throws(VectorInputError) -> Bool {
    guard let value = try member(name).bool else { throw wrong(name, "a Boolean") }
    return value
  }

  /// A number.
  public func number(_ name: String) throws(VectorInputError) -> Double {
    guard let value = try member(name).double else { throw wrong(name, "a number") }
    return value
  }

  /// A whole number.
  public func integer(_ name: String) throws(VectorInputError) -> Int {
    guard let value = try member(name).int64 else { throw wrong(name, "a whole number") }
    return Int(value)
  }

  /// A list of numbers.
  public func numbers(_ name: String) throws(VectorInputError) -> [Double] {
    let elements = try member(name).array
    guard let elements, case let numbers = elements.compactMap(\.double),
      numbers.count == elements.count
    else { throw wrong(name, "a list of numbers") }
    return numbers
  }

  /// A list of 64-bit words in hexadecimal, `"0x…"`.
  public func words(_ name: String) throws(VectorInputError) -> [UInt64] {
    let elements = try member(name).array
    let words = elements?.compactMap { element in
      element.string.flatMap { UInt64($0.dropFirst(2), radix: 16) }
    }
    guard let words, words.count == elements?.count else { throw wrong(name, "a list of words") }
    return words
  }

  private func wrong(_ name: String, _ kind: String) -> VectorInputError {
    VectorInputError(member: name, problem: "must be \(kind)")
  }
}

/// What a vector's input lacks.
public struct VectorInputError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The member's name.
  public var member: String
  /// What is wrong with it.
  public var problem: String

  /// An error about one member.
  public init(member: String, problem: String) {
    self.member = member
    self.problem = problem
  }

  /// The member and what is wrong with it.
  public var description: String { "\(member): \(problem)" }
}
