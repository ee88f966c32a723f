/// The `Decoder` behind `NodeDecoder`.
final class NodeReading: Decoder {
  /// What all parts of one decoding share.
  struct Context {
    var file: String
    var prefix: String
    var mode: NodeDecoder.UnknownFields
  }

  let node: Node
  let codingPath: [any CodingKey]
  let context: Context
  /// The keys that the type being decoded has asked for, valid or not.
  private(set) var requested: Set<String> = []
  private var readsKeys = false
  private var readsWhole = false

  let userInfo: [CodingUserInfoKey: Any] = [:]

  init(_ node: Node, path: [any CodingKey], context: Context) {
    self.node = node
    self.codingPath = path
    self.context = context
  }

  /// Decodes a value and then checks that it has looked at every key.
  static func decode<T: Decodable>(
    _ type: T.Type, node: Node, path: [any CodingKey], context: Context
  ) throws -> T {
    if let node = node as? T { return node }
    let reading = NodeReading(node, path: path, context: context)
    let value: T
    do {
      value = try type.init(from: reading)
    } catch let error as DocumentError {
      throw error
    } catch let error as DecodingError {
      throw DocumentError(error, from: reading)
    } catch {
      throw reading.failure("\(error)")
    }
    try reading.checkUnknownFields()
    return value
  }

  /// Notes that `key` is a valid name here.
  func request(_ key: String) {
    if context.mode == .reject { requested.insert(key) }
  }

  private func checkUnknownFields() throws {
    guard context.mode == .reject, readsKeys, !readsWhole, let members = node.object else {
      return
    }
    for member in members where !requested.contains(member.key) {
      throw DocumentError(
        file: context.file, position: member.keyPosition,
        path: Self.text(of: codingPath, after: context.prefix),
        problem: "unknown field \"\(member.key)\"",
        suggestion: nearestName(
          to: member.key,
          // order-free: nearestName sorts.
          among: requested.filter { node[$0] == nil }))
    }
  }

  // MARK: Decoder

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object = node.content else {
      throw failure("must be an object, not \(node.kindDescription)")
    }
    readsKeys = true
    return KeyedDecodingContainer(KeyedNodeContainer(reading: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = node.content else {
      throw failure("must be a list, not \(node.kindDescription)")
    }
    return UnkeyedNodeContainer(reading: self, elements: elements)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    SingleNodeContainer(reading: self)
  }

  /// The node for a type that reads it as a whole.
  func wholeNode() -> Node {
    readsWhole = true
    return node
  }

  // MARK: Scalars

  func boolean() throws -> Bool {
    guard let value = node.bool else {
      throw failure("must be true or false, not \(node.kindDescription)")
    }
    return value
  }

  func text() throws -> String {
    guard let value = node.string else {
      throw failure("must be a string, not \(node.kindDescription)")
    }
    return value
  }

  func number() throws -> Double {
    guard let value = node.double else {
      throw failure("must be a number, not \(node.kindDescription)")
    }
    return value
  }

  func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
    switch node.content {
    case .integer(let value):
      if let exact = T(exactly: value) { return exact }
      throw failure("must be from \(T.min) to \(T.max), not \(value)")
    case .number(let value):
      if let exact = T(exactly: value) { return exact }
      if value.rounded() != value {
        throw failure("must be a whole number, not \(value)")
      }
      throw failure("must be from \(T.min) to \(T.max), not \(value)")
    default:
      throw failure("must be a whole number, not \(node.kindDescription)")
    }
  }

  // MARK: Errors

  func failure(_ problem: String) -> DocumentError {
    DocumentError(
      file: context.file, position: node.position,
      path: Self.text(of: codingPath, after: context.prefix), problem: problem)
  }

  /// `a.b[2].c`; names that are not simple words are put in brackets.
  static func text(of path: [any CodingKey], after prefix: String) -> String {
    path.reduce(into: prefix) { text, key in
      if let index = key.intValue, key is IndexKey {
        text += "[\(index)]"
      } else if key.stringValue.contains(where: { $0 == "." || $0 == "/" }) {
        text += "[\(key.stringValue)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
  }
}

/// The place of an element in a list.
struct IndexKey: CodingKey {
  let index: Int

  init(_ index: Int) {
    self.index = index
  }

  init?(intValue: Int) {
    index = intValue
  }

  init?(stringValue: String) {
    nil
  }

  var intValue: Int? { index }
  var stringValue: String { String(index) }
}
