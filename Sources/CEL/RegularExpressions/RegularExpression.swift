/// A regular expression with the syntax and the meaning of RE2, as Go's package `regexp`.
///
/// Matching takes time proportional to the length of the text times the size of the expression,
/// whatever both are: all ways through the expression are followed at once (Thompson, Pike).
struct RegularExpression: Sendable {
  let program: RegexProgram

  /// How much work the compilation took, in rough steps.
  var effort: Int { program.instructions.count * 4 + program.effort }

  /// Reads an expression.
  init(_ pattern: String) throws(RegexError) {
    var parser = RegexParser(pattern)
    let node = try parser.parse()
    var compiler = RegexCompiler()
    program = try compiler.compile(node, effort: parser.effort)
  }

  /// Whether the expression matches anywhere in a text.
  func matches(_ text: String) -> Bool {
    var fuel = Int.max
    return matches(text, fuel: &fuel)
  }

  /// The same, using up fuel with every step; false once it is used up.
  func matches(_ text: String, fuel: inout Int) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var matcher = RegexMatcher(program, bytes)
      defer { fuel = matcher.fuel }
      matcher.fuel = fuel
      return matcher.find(from: 0, needsBounds: false) != nil
    }
  }

  /// The first match, of those that begin there the one that a backtracking search would find.
  func first(in text: String) -> String? {
    all(in: text, limit: 1).first
  }

  /// The matches that do not overlap.
  ///
  /// - Parameter limit: The number of matches; all if negative.
  func all(in text: String, limit: Int) -> [String] {
    var fuel = Int.max
    return all(in: text, limit: limit, fuel: &fuel)
  }

  /// The same, using up fuel with every step; not all matches once it is used up.
  func all(in text: String, limit: Int, fuel: inout Int) -> [String] {
    var text = text
    return text.withUTF8 { bytes in
      var matcher = RegexMatcher(program, bytes)
      defer { fuel = matcher.fuel }
      matcher.fuel = fuel
      var found: [String] = []
      var place = 0
      var previousEnd = -1
      while place <= bytes.count, limit < 0 || found.count < limit {
        guard let match = matcher.find(from: place, needsBounds: true) else { break }
        var isAccepted = true
        if match.upperBound == place {
          // No empty match right after another match.
          isAccepted = match.lowerBound != previousEnd
          place += place < bytes.count ? matcher.scalar(at: place).length : 1
        } else {
          place = match.upperBound
        }
        previousEnd = match.upperBound
        if isAccepted { found.append(String(decoding: bytes[match], as: UTF8.self)) }
      }
      return found
    }
  }
}

/// Why a text is no regular expression, in Go's words.
struct RegexError: Error, CustomStringConvertible {
  let problem: String
  let part: String

  var description: String { "error parsing regexp: \(problem): `\(part)`" }
}

/// What a regular expression is made of.
indirect enum RegexNode {
  case empty
  case characters(CharacterSet)
  case assertion(RegexAssertion)
  case sequence([RegexNode])
  case choice([RegexNode])
  /// At least `minimum` times, at most `maximum` times.
  case repetition(RegexNode, minimum: Int, maximum: Int?, isGreedy: Bool)
}

/// A condition on a place in the text.
enum RegexAssertion: UInt8, Sendable {
  case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}
