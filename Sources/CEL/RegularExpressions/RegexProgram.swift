/// A regular expression as instructions for a machine that follows all ways at once.
struct RegexProgram: Sendable {
  enum Instruction: Sendable {
    /// One scalar of a set.
    case characters(Int)
    /// Two ways, the first preferred.
    case split(Int, Int)
    case jump(Int)
    case assertion(RegexAssertion)
    case match
  }

  var instructions: [Instruction] = []
  var sets: [CharacterSet] = []
  var effort = 0
  /// Whether a match can begin only at the start of the text.
  var isAnchored = false
}

/// Turns what was read into instructions.
struct RegexCompiler {
  private var program = RegexProgram()
  /// Larger expressions are refused, as upstream refuses them at a similar size.
  private static let maximumSize = 1_000_000

  mutating func compile(_ node: RegexNode, effort: Int) throws(RegexError) -> RegexProgram {
    try emit(node)
    program.instructions.append(.match)
    program.effort = effort
    if case .assertion(.textStart)? = program.instructions.first { program.isAnchored = true }
    return program
  }

  private mutating func add(_ instruction: RegexProgram.Instruction) throws(RegexError) -> Int {
    guard program.instructions.count < Self.maximumSize else {
      throw RegexError(problem: "expression too large", part: "")
    }
    program.instructions.append(instruction)
    return program.instructions.count - 1
  }

  private var end: Int { program.instructions.count }

  private mutating func emit(_ node: RegexNode) throws(RegexError) {
    switch node {
    case .empty: break
    case .characters(let set):
      program.sets.append(set)
      try emitSet(program.sets.count - 1)
    case .assertion(let assertion): _ = try add(.assertion(assertion))
    case .sequence(let nodes): for node in nodes { try emit(node) }
    case .choice(let nodes):
      var jumps: [Int] = []
      for (place, node) in nodes.enumerated() {
        if place == nodes.count - 1 {
          try emit(node)
          break
        }
        let split = try add(.split(0, 0))
        try emit(node)
        jumps.append(try add(.jump(0)))
        program.instructions[split] = .split(split + 1, end)
      }
      for jump in jumps { program.instructions[jump] = .jump(end) }
    case .repetition(let inner, let minimum, let maximum, let isGreedy):
      try emitRepetition(inner, minimum, maximum, isGreedy)
    }
  }

  private mutating func emitSet(_ set: Int) throws(RegexError) { _ = try add(.characters(set)) }

  private mutating func emitRepetition(
    _ node: RegexNode, _ minimum: Int, _ maximum: Int?, _ isGreedy: Bool
  ) throws(RegexError) {
    func split(_ inside: Int, _ after: Int) -> RegexProgram.Instruction {
      isGreedy ? .split(inside, after) : .split(after, inside)
    }
    for _ in 0..<minimum { try emit(node) }
    guard let maximum else {
      if minimum > 0, case .characters = node {
        // `x+`: go back to the last copy.
        let start = end - 1
        let place = try add(.split(0, 0))
        program.instructions[place] = split(start, place + 1)
        return
      }
      let place = try add(.split(0, 0))
      try emit(node)
      _ = try add(.jump(place))
      program.instructions[place] = split(place + 1, end)
      return
    }
    // `(x(x(x)?)?)?`: once a copy is left out, all later ones are.
    var splits: [Int] = []
    for _ in minimum..<max(minimum, maximum) {
      splits.append(try add(.split(0, 0)))
      try emit(node)
    }
    for place in splits { program.instructions[place] = split(place + 1, end) }
  }
}
