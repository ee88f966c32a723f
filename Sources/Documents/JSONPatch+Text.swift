extension JSONPatch {
  /// A JSON text with all changes, in the order in which its members stood and with its numbers
  /// and strings as they were written; blanks between values go.
  ///
  /// - Throws: A text that is no JSON, or the first failing operation.
  public func applied(toText text: String) throws(Failure) -> String {
    if text.isEmpty { return text }
    let source = Array(text.utf8)
    let document: Node
    do throws(DocumentError) {
      document = try DocumentReader.readJSON(source, file: "text")
    } catch {
      throw Failure(description: "invalid state detected: \(error.problem)")
    }
    // Only a list that begins with the very first byte is read as one.
    if document.array != nil, source.first != UInt8(ascii: "[") {
      throw Failure(description: "json: cannot unmarshal array")
    }
    var operations = operations
    for index in operations.indices {
      operations[index].value = operations[index].value.withoutPositions
    }
    let result = try JSONPatch(operations, dialect).applied(to: document)
    guard !result.isNull else { throw Failure(description: "invalid value, expected object") }
    var writer = PatchedTextWriter(source: source)
    writer.write(result)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension Node {
  /// The value as if it had never been read from a text.
  fileprivate var withoutPositions: Node {
    switch content {
    case .array(let elements): Node(elements.map(\.withoutPositions))
    case .object(let members):
      Node(.object(members.map { Member(key: $0.key, value: $0.value.withoutPositions) }))
    case .null, .bool, .integer, .number, .string: Node(content)
    }
  }
}

/// Writes a patched document, copying the words that were there from the source.
private struct PatchedTextWriter {
  let source: [UInt8]
  var bytes: [UInt8] = []
  // Where the last copied word began; words mostly follow each other.
  private var offset = 0
  private var place = Node.Position(line: 1, column: 1)

  init(source: [UInt8]) {
    self.source = source
    if source.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  mutating func write(_ node: Node) {
    switch node.content {
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        write(element)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(Node(member.key).json().utf8)
        bytes.append(UInt8(ascii: ":"))
        write(member.value)
      }
      bytes.append(UInt8(ascii: "}"))
    case .null, .bool, .integer, .number, .string:
      if node.position != .none, let word = word(at: node.position) {
        append(word)
      } else {
        append(node.json().utf8)
      }
    }
  }

  /// Appends a word; what HTML could mistake is escaped, as Go's encoder does.
  private mutating func append(_ word: some Collection<UInt8>) {
    var pending: [UInt8] = []
    for byte in word {
      switch byte {
      case UInt8(ascii: "<"): bytes.append(contentsOf: "\\u003c".utf8)
      case UInt8(ascii: ">"): bytes.append(contentsOf: "\\u003e".utf8)
      case UInt8(ascii: "&"): bytes.append(contentsOf: "\\u0026".utf8)
      case 0xE2 where pending.isEmpty: pending = [byte]
      case 0x80 where pending == [0xE2]: pending.append(byte)
      case 0xA8 where pending.count == 2, 0xA9 where pending.count == 2:
        bytes.append(contentsOf: byte == 0xA8 ? "\\u2028".utf8 : "\\u2029".utf8)
        pending = []
      default:
        bytes += pending
        pending = []
        bytes.append(byte)
      }
    }
    bytes += pending
  }

  /// The word that begins at a position of the source.
  private mutating func word(at position: Node.Position) -> ArraySlice<UInt8>? {
    if (position.line, position.column) < (place.line, place.column) {
      offset = source.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      place = Node.Position(line: 1, column: 1)
    }
    while offset < source.count, (place.line, place.column) < (position.line, position.column) {
      if source[offset] == UInt8(ascii: "\n") {
        place = Node.Position(line: place.line &+ 1, column: 1)
        offset += 1
      } else {
        offset += 1
        while offset < source.count, source[offset] & 0xC0 == 0x80 { offset += 1 }
        place.column &+= 1
      }
    }
    guard place == position, offset < source.count else { return nil }
    var end = offset + 1
    if source[offset] == UInt8(ascii: "\"") {
      while end < source.count, source[end] != UInt8(ascii: "\"") {
        end += source[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      end = min(end + 1, source.count)
    } else {
      while end < source.count, !",]} \t\r\n".utf8.contains(source[end]) { end += 1 }
    }
    return source[offset..<end]
  }
}
