/// Reads a regular expression without recursion.
///
/// Mirrors: `go src/regexp/syntax/parse.go` with the flags of `regexp.Compile`.
struct RegexParser {
  struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesNewline = false
    var isLazy = false
  }

  /// A group that is still open.
  private struct Group {
    var alternatives: [RegexNode] = []
    var sequence: [RegexNode] = []
    /// The flags that hold again after the group.
    var outerFlags: Flags
    /// How deep and how often repeated what is inside may still be.
    var repeats: [Int] = []
  }

  private static let maximumDepth = 1000
  private static let maximumRepeat = 1000

  let scalars: [Unicode.Scalar]
  var place = 0
  var flags = Flags()
  var effort = 0
  private var groups: [Group] = [Group(outerFlags: Flags())]
  private var names: Set<String> = []
  /// Where the repetition began that was read last, if nothing followed it.
  private var lastRepeat: Int?

  init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

  func failure(_ problem: String, _ range: Range<Int>? = nil) -> RegexError {
    let part = range.map { scalars[$0.clamped(to: 0..<scalars.count)] } ?? scalars[...]
    var text = String.UnicodeScalarView()
    text.append(contentsOf: part)
    return RegexError(problem: problem, part: String(text))
  }

  var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  func peek(_ count: Int) -> Unicode.Scalar? {
    place + count < scalars.count ? scalars[place + count] : nil
  }

  mutating func parse() throws(RegexError) -> RegexNode {
    while let scalar = next {
      let start = place
      var repeated: Int?
      switch scalar {
      case "(": try open()
      case ")":
        guard groups.count > 1, let group = groups.popLast() else {
          throw failure("unexpected )")
        }
        place += 1
        flags = group.outerFlags
        append(Self.node(of: group), repeats: group.repeats.max() ?? 1)
      case "|":
        place += 1
        let last = groups.count - 1
        groups[last].alternatives.append(Self.sequence(groups[last].sequence))
        groups[last].sequence = []
        groups[last].repeats = [groups[last].repeats.max() ?? 1]
      case "[": append(.characters(try characterClass()))
      case ".":
        place += 1
        append(.characters(flags.dotMatchesNewline ? .any : .anyButNewline))
      case "^":
        place += 1
        append(.assertion(flags.isMultiline ? .lineStart : .textStart))
      case "$":
        place += 1
        append(.assertion(flags.isMultiline ? .lineEnd : .textEnd))
      case "*", "+", "?":
        place += 1
        try repetition(
          scalar == "+" ? 1 : 0, scalar == "?" ? 1 : nil, start: start)
        repeated = start
      case "{":
        if let (minimum, maximum) = bounds() {
          guard minimum <= Self.maximumRepeat, maximum.map({ $0 <= Self.maximumRepeat }) ?? true,
            maximum.map({ $0 >= minimum }) ?? true
          else { throw failure("invalid repeat count", start..<place) }
          try repetition(minimum, maximum, start: start)
          repeated = start
        } else {
          place += 1
          append(literal(scalar))
        }
      case "\\": try escape()
      default:
        place += 1
        append(literal(scalar))
      }
      lastRepeat = repeated
    }
    guard groups.count == 1, let group = groups.popLast() else {
      throw failure("missing closing )")
    }
    return Self.node(of: group)
  }

  private static func sequence(_ nodes: [RegexNode]) -> RegexNode {
    nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private static func node(of group: Group) -> RegexNode {
    let last = sequence(group.sequence)
    return group.alternatives.isEmpty ? last : .choice(group.alternatives + [last])
  }

  mutating func append(_ node: RegexNode, repeats: Int = 1) {
    groups[groups.count - 1].sequence.append(node)
    groups[groups.count - 1].repeats.append(repeats)
  }

  mutating func literal(_ scalar: Unicode.Scalar) -> RegexNode {
    let set = CharacterSet(scalar.value)
    return .characters(flags.ignoresCase ? set.foldingCase(&effort) : set)
  }

  // MARK: Repetition

  private mutating func repetition(
    _ minimum: Int, _ maximum: Int?, start: Int
  ) throws(RegexError) {
    var isLazy = flags.isLazy
    if next == "?" {
      place += 1
      isLazy.toggle()
    }
    if let lastRepeat {
      throw failure("invalid nested repetition operator", lastRepeat..<place)
    }
    let last = groups.count - 1
    guard let node = groups[last].sequence.popLast(), let inner = groups[last].repeats.popLast()
    else {
      throw failure("missing argument to repetition operator", start..<place)
    }
    // `x{a,b}` inside of `{c,d}` is repeated a·c times at least; this bounds the expansion.
    var repeats = inner
    let isBounded = scalars[start] == "{"
    if isBounded {
      repeats = max(1, maximum ?? minimum) * inner
      if repeats > Self.maximumRepeat {
        throw failure("invalid repeat count", start..<place)
      }
    }
    groups[last].sequence.append(
      .repetition(node, minimum: minimum, maximum: maximum, isGreedy: !isLazy))
    groups[last].repeats.append(repeats)
  }

  /// `{n}`, `{n,}` or `{n,m}`; nil, and nothing read, if something else stands here.
  private mutating func bounds() -> (Int, Int?)? {
    let start = place
    place += 1
    guard let minimum = number() else {
      place = start
      return nil
    }
    var maximum: Int? = minimum
    if next == "," {
      place += 1
      if next == "}" {
        maximum = nil
      } else {
        guard let bound = number() else {
          place = start
          return nil
        }
        maximum = bound
      }
    }
    guard next == "}" else {
      place = start
      return nil
    }
    place += 1
    return (minimum, maximum)
  }

  /// A number without leading zeros; those beyond the limit become one beyond it.
  private mutating func number() -> Int? {
    let start = place
    var value = 0
    while let digit = next, ("0"..."9").contains(digit) {
      value = min(value * 10 + Int(digit.value - 48), Self.maximumRepeat + 1)
      place += 1
    }
    let count = place - start
    return count == 0 || (count > 1 && scalars[start] == "0") ? nil : value
  }

  // MARK: Groups

  private mutating func open() throws(RegexError) {
    let start = place
    guard groups.count < Self.maximumDepth else {
      throw failure("expression nests too deeply")
    }
    guard peek(1) == "?" else {
      place += 1
      groups.append(Group(outerFlags: flags))
      return
    }
    if peek(2) == "<" || (peek(2) == "P" && peek(3) == "<") {
      place += peek(2) == "<" ? 3 : 4
      return try openNamed(start)
    }
    place += 2
    var changed = flags
    var sign = true
    var sawFlag = false
    while let scalar = next {
      place += 1
      switch scalar {
      case "i": changed.ignoresCase = sign
      case "m": changed.isMultiline = sign
      case "s": changed.dotMatchesNewline = sign
      case "U": changed.isLazy = sign
      case "-":
        guard sign else { throw unsupported(start) }
        sign = false
        sawFlag = false
        continue
      case ":", ")":
        guard sign || sawFlag else { throw unsupported(start) }
        if scalar == ":" { groups.append(Group(outerFlags: flags)) }
        flags = changed
        return
      default: throw unsupported(start)
      }
      sawFlag = true
    }
    throw failure("missing closing )")
  }

  private func unsupported(_ start: Int) -> RegexError {
    failure("invalid or unsupported Perl syntax", start..<place)
  }

  private mutating func openNamed(_ start: Int) throws(RegexError) {
    let first = place
    while let scalar = next, scalar != ">" { place += 1 }
    guard next == ">" else {
      throw failure("invalid named capture", start..<scalars.count)
    }
    let name = scalars[first..<place]
    place += 1
    guard !name.isEmpty, name.allSatisfy({ CharacterSet.words.contains($0.value) }) else {
      throw failure("invalid named capture", start..<place)
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: name)
    guard names.insert(String(text)).inserted else {
      throw RegexError(problem: "duplicate capture group name", part: String(text))
    }
    groups.append(Group(outerFlags: flags))
  }
}
