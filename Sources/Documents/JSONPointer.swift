/// A path into a JSON document (RFC 6901): `/spec/containers/0/image`.
///
/// Mirrors: `go-openapi/jsonpointer@v0.23.1 pointer.go`.
public struct JSONPointer: Sendable, Equatable {
  /// The names and indices on the way, unescaped.
  public let tokens: [String]

  /// Reads a path; nil if it is neither empty nor begins with a slash.
  public init?(_ text: String) {
    if text.isEmpty {
      tokens = []
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.first == "" else { return nil }
    tokens = parts.dropFirst().map(Self.unescaped)
  }

  /// The value there; nil if nothing is.
  public func value(in document: Node) -> Node? {
    var node = document
    for token in tokens {
      switch node.content {
      case .object:
        guard let next = node[token] else { return nil }
        node = next
      case .array(let elements):
        guard let index = Int(token), elements.indices.contains(index) else { return nil }
        node = elements[index]
      default: return nil
      }
    }
    return node
  }

  /// Puts a value in place of the one that is there; does nothing if nothing is.
  public func replace(in document: inout Node, with value: Node) {
    Self.replace(tokens[...], in: &document, with: value)
  }

  private static func replace(
    _ tokens: ArraySlice<String>, in node: inout Node, with value: Node
  ) {
    guard let token = tokens.first else {
      node = value
      return
    }
    switch node.content {
    case .object(var members):
      guard let index = members.firstIndex(where: { $0.key == token }) else { return }
      node.content = .null  // Lets the members be changed in place.
      replace(tokens.dropFirst(), in: &members[index].value, with: value)
      node.content = .object(members)
    case .array(var elements):
      guard let index = Int(token), elements.indices.contains(index) else { return }
      node.content = .null
      replace(tokens.dropFirst(), in: &elements[index], with: value)
      node.content = .array(elements)
    default: return
    }
  }

  /// `~1` is a slash, `~0` a tilde.
  public static func unescaped(_ part: some StringProtocol) -> String {
    guard part.utf8.contains(UInt8(ascii: "~")) else { return String(part) }
    var result: [UInt8] = []
    var rest = Array(part.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "~"), let next = rest.first,
        next == UInt8(ascii: "0") || next == UInt8(ascii: "1")
      {
        rest.removeFirst()
        result.append(next == UInt8(ascii: "1") ? UInt8(ascii: "/") : UInt8(ascii: "~"))
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
