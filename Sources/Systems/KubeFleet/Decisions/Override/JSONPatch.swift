import Documents

/// JSON patches with the reach and the errors of the library that upstream uses.
///
/// Mirrors: `evanphx/json-patch@v5.9.11 v5/patch.go`, vectors `override-apply`.
public enum JSONPatch {
  /// Why a patch does not apply.
  public enum Failure: String, Error, Sendable {
    /// The parent of an added value, or any part of a replaced one's parent, is not there.
    case missingPath = "missing path"
    /// The replaced member is not there.
    case missingKey = "missing key"
    /// The removed member is not there.
    case missingValue = "missing value"
    /// There are fewer elements.
    case invalidIndex = "invalid index"
    /// An element's name is no number.
    case invalidSyntax = "invalid syntax"
    /// The operation is unknown.
    case unsupported = "unsupported operation"
  }

  private enum Operation {
    case add(Node)
    case replace(Node)
    case remove
  }

  /// Applies operations in order; if one fails, the document stays as it was.
  public static func apply(
    _ operations: [JSONPatchOverride], to document: inout Node
  ) throws(Failure) {
    var patched = document
    for operation in operations {
      let value = operation.value ?? .null
      switch operation.op {
      case "add": try apply(.add(value), at: operation.path, to: &patched)
      case "replace": try apply(.replace(value), at: operation.path, to: &patched)
      case "remove": try apply(.remove, at: operation.path, to: &patched)
      default: throw .unsupported
      }
    }
    document = patched
  }

  private static func apply(
    _ operation: Operation, at path: String, to document: inout Node
  ) throws(Failure) {
    if path.isEmpty {
      switch operation {
      case .add(let value), .replace(let value):
        guard value.object != nil || value.array != nil else { throw .unsupported }
        document = value
        return
      case .remove: throw .missingValue
      }
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(unescaped)
    guard parts.count >= 2 else { throw .missingPath }
    try descend(parts[1...], operation, &document)
  }

  private static func unescaped(_ part: Substring) -> String {
    guard part.utf8.contains(UInt8(ascii: "~")) else { return String(part) }
    // Both at once, left to right: `~01` is `~1`.
    var result: [UInt8] = []
    var bytes = part.utf8.makeIterator()
    while let byte = bytes.next() {
      guard byte == UInt8(ascii: "~") else {
        result.append(byte)
        continue
      }
      switch bytes.next() {
      case UInt8(ascii: "0"): result.append(UInt8(ascii: "~"))
      case UInt8(ascii: "1"): result.append(UInt8(ascii: "/"))
      case let other?: result += [byte, other]
      case nil: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func descend(
    _ path: ArraySlice<String>, _ operation: Operation, _ node: inout Node
  ) throws(Failure) {
    // An empty name stands for the container itself.
    var parts = path
    while parts.count > 1, parts.first?.isEmpty ?? false { parts = parts.dropFirst() }
    guard let key = parts.first else { throw .missingPath }
    if parts.count == 1 {
      try change(key, operation, &node)
      return
    }
    let rest = parts.dropFirst()
    switch node.content {
    case .object(var members):
      guard let index = members.firstIndex(where: { $0.key == key }) else { throw .missingPath }
      node.content = .null
      defer { node.content = .object(members) }
      try descend(rest, operation, &members[index].value)
    case .array(var elements):
      guard let index = try? position(key, count: elements.count) else { throw .missingPath }
      node.content = .null
      defer { node.content = .array(elements) }
      try descend(rest, operation, &elements[index])
    default: throw .missingPath
    }
  }

  private static func change(
    _ key: String, _ operation: Operation, _ node: inout Node
  ) throws(Failure) {
    switch node.content {
    case .object(let members):
      let exists = members.contains { $0.key == key }
      switch operation {
      case .add(let value): node.set(key, value)
      case .replace(let value):
        guard exists || key.isEmpty else { throw .missingKey }
        node.set(key, value)
      case .remove:
        guard exists else { throw .missingValue }
        node.remove(key)
      }
    case .array(var elements):
      switch operation {
      case .add(let value):
        if key == "-" {
          elements.append(value)
        } else {
          guard let index = Int(key) else { throw .invalidSyntax }
          let count = elements.count + 1
          guard index < count, index >= -count else { throw .invalidIndex }
          elements.insert(value, at: index < 0 ? index + count : index)
        }
      case .replace(let value):
        guard let index = try? position(key, count: elements.count) else { throw .missingKey }
        elements[index] = value
      case .remove: elements.remove(at: try position(key, count: elements.count))
      }
      node.content = .array(elements)
    default: throw .missingPath
    }
  }

  /// The place of an element; negative ones count from the end.
  private static func position(_ key: String, count: Int) throws(Failure) -> Int {
    guard let index = Int(key) else { throw .invalidSyntax }
    guard index < count, index >= -count else { throw .invalidIndex }
    return index < 0 ? index + count : index
  }
}
