import Documents

/// Prints a document as YAML that says which values were not written but are defaults.
struct Explanation {
  private var text = ""

  /// The YAML of `effective`; what `written` does not have is marked `# default`.
  static func yaml(_ effective: Node, written: Node) -> String {
    var explanation = Explanation()
    explanation.members(effective, written: written, indent: 0)
    return explanation.text
  }

  private mutating func members(_ node: Node, written: Node?, indent: Int, first: Bool = false) {
    var isFirst = first
    for member in node.object ?? [] {
      let given = written?[member.key].flatMap { $0.isNull ? nil : $0 }
      if !isFirst { text += String(repeating: " ", count: indent) }
      isFirst = false
      text += scalar(member.key) + ":"
      value(member.value, written: given, indent: indent)
    }
  }

  private mutating func value(_ node: Node, written: Node?, indent: Int) {
    let mark = written == nil ? "  # default" : ""
    switch node.content {
    case .object(let members) where !members.isEmpty:
      text += mark + "\n"
      self.members(node, written: shorthand(written, members), indent: indent + 2)
    case .array(let elements) where !elements.isEmpty:
      if elements.allSatisfy({ $0.object == nil && $0.array == nil }) {
        text += " [" + elements.map(inline).joined(separator: ", ") + "]" + mark + "\n"
        return
      }
      text += mark + "\n"
      let given = written?.array
      for (index, element) in elements.enumerated() {
        // A preset of several laws has become several entries; then nothing is marked.
        let counterpart = given?.count == elements.count ? given?[index] : element
        text += String(repeating: " ", count: indent + 2) + "- "
        if case .object(let members) = element.content, !members.isEmpty {
          self.members(
            element, written: shorthand(counterpart, members), indent: indent + 4, first: true)
        } else {
          text += inline(element) + "\n"
        }
      }
    default:
      text += " " + inline(node) + mark + "\n"
    }
  }

  /// What was written as a text alone stands for the object's first field.
  private func shorthand(_ written: Node?, _ members: [Node.Member]) -> Node? {
    guard let written, written.string != nil, let first = members.first else { return written }
    return Node(.object([.init(key: first.key, value: written)]))
  }

  private func inline(_ node: Node) -> String {
    switch node.content {
    case .string(let text): scalar(text)
    case .array(let elements): "[" + elements.map(inline).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { scalar($0.key) + ": " + inline($0.value) }.joined(separator: ", ") + "}"
    default: node.json()
    }
  }

  /// A text plain if YAML reads it back as the same text, otherwise quoted.
  private func scalar(_ text: String) -> String {
    let bytes = text.utf8
    let plain = bytes.allSatisfy { byte in
      (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
        || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z"))
        || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
        || "-_./ (){}=<>%+".utf8.contains(byte)
    }
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    guard plain, let first = text.first, first.isLetter || first == "/", text.last != " ",
      !text.contains("{"), !text.contains("}"), !reserved.contains(text.lowercased())
    else { return Node(text).json() }
    return text
  }
}
