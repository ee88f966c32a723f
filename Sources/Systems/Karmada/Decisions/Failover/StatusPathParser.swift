/// Reads JSONPath templates.
///
/// Mirrors: `k8s.io/client-go@v0.36.2 util/jsonpath/parser.go`.
struct StatusPathParser {
  private typealias Failure = StatusPath.Failure
  private let input: [Character]
  private var position = 0

  init(_ template: String) {
    input = Array(template)
  }

  /// The whole template: text and actions.
  mutating func template() throws(StatusPath.Failure) -> [[StatusPath.Step]] {
    var parts: [[StatusPath.Step]] = []
    var text = ""
    while position < input.count {
      if input[position] == "{" {
        if !text.isEmpty { parts.append([.text(text)]) }
        text = ""
        position += 1
        parts.append(try action())
      } else {
        text.append(input[position])
        position += 1
      }
    }
    if !text.isEmpty { parts.append([.text(text)]) }
    return parts
  }

  /// What stands up to the closing brace.
  private mutating func action() throws(StatusPath.Failure) -> [StatusPath.Step] {
    var steps: [StatusPath.Step] = []
    while true {
      guard position < input.count, !input[position].isNewline else {
        throw Failure(message: "unclosed action")
      }
      let next = input[position]
      switch next {
      case "}":
        position += 1
        return steps
      case " ", "@", "$": position += 1
      case ".":
        if position + 1 < input.count, input[position + 1] == "." {
          if case .recursive = steps.last {
            throw Failure(message: "invalid multiple recursive descent")
          }
          steps.append(.recursive)
          position += 2
          guard position < input.count, isWord(input[position]) else { continue }
        } else {
          position += 1
        }
        steps.append(Self.step(named: field()))
      case "[": steps.append(contentsOf: try bracketed())
      case "\"", "'": steps.append(.text(try quoted(next)))
      default:
        throw Failure(message: "unrecognized character in action: \(next)")
      }
    }
  }

  private func isWord(_ character: Character) -> Bool {
    character == "_" || character.isLetter || character.isNumber
  }

  private static func step(named name: String) -> StatusPath.Step {
    name == "*" ? .wildcard : .field(name)
  }

  /// A name up to a character that ends it; a backslash takes the next one along.
  private mutating func field() -> String {
    var name = ""
    while position < input.count {
      let next = input[position]
      if next == "\\" {
        position += 1
        if position < input.count {
          name.append(input[position])
          position += 1
        }
        continue
      }
      if " \t\r\n.,[]$@{}".contains(next) { break }
      name.append(next)
      position += 1
    }
    return name
  }

  private mutating func quoted(_ quote: Character) throws(StatusPath.Failure) -> String {
    position += 1
    var text = ""
    while position < input.count, !input[position].isNewline {
      var next = input[position]
      position += 1
      if next == quote { return text }
      if next == "\\", position < input.count {
        next = input[position]
        position += 1
        if next == "n" { next = "\n" }
        if next == "t" { next = "\t" }
      }
      text.append(next)
    }
    throw Failure(message: "unterminated quoted string")
  }

  /// What stands in square brackets.
  private mutating func bracketed() throws(StatusPath.Failure) -> [StatusPath.Step] {
    guard let end = input[position...].firstIndex(of: "]"),
      !input[position..<end].contains(where: \.isNewline)
    else { throw Failure(message: "unterminated array") }
    let text = String(input[(position + 1)..<end])
    position = end + 1
    if text.hasPrefix("?(") { throw Failure(message: "filters are not understood: [\(text)]") }
    let branches = text.split(separator: ",", omittingEmptySubsequences: false)
    if branches.count > 1 {
      var union: [[StatusPath.Step]] = []
      for branch in branches {
        let trimmed = branch.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
        union.append([try Self.element(String(trimmed))])
      }
      return [.union(union)]
    }
    return [try Self.element(text)]
  }

  /// A key in single quotes, an index or a slice.
  private static func element(_ text: String) throws(StatusPath.Failure) -> StatusPath.Step {
    if text == "*" { return .slice(from: nil, to: nil, step: nil) }
    if text.count >= 2, text.hasPrefix("'"), text.hasSuffix("'") {
      return step(named: String(text.dropFirst().dropLast()))
    }
    let bounds = text.split(separator: ":", omittingEmptySubsequences: false)
    var numbers: [Int?] = []
    for bound in bounds {
      if bound.isEmpty {
        numbers.append(nil)
      } else if let number = Int(bound), number.magnitude < 1 << 31 {
        numbers.append(number)
      } else {
        throw Failure(message: "invalid array index \(text)")
      }
    }
    switch numbers.count {
    case 1:
      guard let index = numbers[0] else {
        throw Failure(message: "invalid array index \(text)")
      }
      return .index(index)
    case 2: return .slice(from: numbers[0], to: numbers[1], step: nil)
    case 3: return .slice(from: numbers[0], to: numbers[1], step: numbers[2])
    default: throw Failure(message: "invalid array index \(text)")
    }
  }
}
