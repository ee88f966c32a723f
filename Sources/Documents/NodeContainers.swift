// The three container kinds of Swift's decoding protocol, over nodes.

struct KeyedNodeContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let reading: NodeReading

  var codingPath: [any CodingKey] { reading.codingPath }

  var allKeys: [Key] {
    (reading.node.object ?? []).compactMap {
      reading.request($0.key)
      return Key(stringValue: $0.key)
    }
  }

  func contains(_ key: Key) -> Bool {
    reading.request(key.stringValue)
    return reading.node[key.stringValue] != nil
  }

  func decodeNil(forKey key: Key) throws -> Bool {
    reading.request(key.stringValue)
    return reading.node[key.stringValue]?.isNull ?? true
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try child(key).boolean() }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try child(key).text() }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try child(key).number() }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
    Float(try child(key).number())
  }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try child(key).integer(type) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try child(key).integer(type) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try child(key).integer(type) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try child(key).integer(type) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try child(key).integer(type) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try child(key).integer(type) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try child(key).integer(type) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
    try child(key).integer(type)
  }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
    try child(key).integer(type)
  }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
    try child(key).integer(type)
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    if let absentType = type as? any DecodesWhenAbsent.Type {
      reading.request(key.stringValue)
      if reading.node[key.stringValue]?.isNull ?? true, let absent = absentType.whenAbsent as? T {
        return absent
      }
    }
    let child = try child(key)
    return try NodeReading.decode(
      type, node: child.node, path: child.codingPath, context: child.context)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try child(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try child(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { reading }
  func superDecoder(forKey key: Key) throws -> any Decoder { try child(key) }

  private func child(_ key: Key) throws -> NodeReading {
    reading.request(key.stringValue)
    guard let node = reading.node[key.stringValue] else {
      let unread = (reading.node.object ?? []).map(\.key).filter {
        !reading.requested.contains($0)
      }
      let similar = nearestName(to: key.stringValue, among: unread)
      throw reading.failure(
        "missing field \"\(key.stringValue)\""
          + (similar.map { " (there is \"\($0)\")" } ?? ""))
    }
    return NodeReading(node, path: reading.codingPath + [key], context: reading.context)
  }
}

struct UnkeyedNodeContainer: UnkeyedDecodingContainer {
  let reading: NodeReading
  let elements: [Node]
  private(set) var currentIndex = 0

  init(reading: NodeReading, elements: [Node]) {
    self.reading = reading
    self.elements = elements
  }

  var codingPath: [any CodingKey] { reading.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let child = try next()
    return try NodeReading.decode(
      type, node: child.node, path: child.codingPath, context: child.context)
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }

  private mutating func next() throws -> NodeReading {
    guard !isAtEnd else { throw reading.failure("must have more elements") }
    defer { currentIndex += 1 }
    return NodeReading(
      elements[currentIndex], path: reading.codingPath + [IndexKey(currentIndex)],
      context: reading.context)
  }
}

struct SingleNodeContainer: SingleValueDecodingContainer {
  let reading: NodeReading

  var codingPath: [any CodingKey] { reading.codingPath }

  func decodeNil() -> Bool { reading.node.isNull }
  func decode(_ type: Bool.Type) throws -> Bool { try reading.boolean() }
  func decode(_ type: String.Type) throws -> String { try reading.text() }
  func decode(_ type: Double.Type) throws -> Double { try reading.number() }
  func decode(_ type: Float.Type) throws -> Float { Float(try reading.number()) }
  func decode(_ type: Int.Type) throws -> Int { try reading.integer(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try reading.integer(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try reading.integer(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try reading.integer(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try reading.integer(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try reading.integer(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try reading.integer(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try reading.integer(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try reading.integer(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try reading.integer(type) }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    _ = reading.wholeNode()
    return try NodeReading.decode(
      type, node: reading.node, path: reading.codingPath, context: reading.context)
  }
}

extension Node: Decodable {
  /// Takes the value as it is; only `NodeDecoder` can do this.
  public init(from decoder: any Decoder) throws {
    guard let reading = decoder as? NodeReading else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "only NodeDecoder decodes nodes"))
    }
    self = reading.wholeNode()
  }
}
