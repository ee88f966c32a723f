/// Runs a regular expression over a text: all ways through it at once, each state at most once
/// for every place in the text.
struct RegexMatcher {
  /// The states at one place of the text, the preferred first.
  private struct Threads {
    var states: [Int] = []
    var starts: [Int] = []
    /// For which place each state was last added.
    var marks: [Int]

    init(count: Int) { marks = [Int](repeating: -1, count: count) }

    mutating func clear() {
      states.removeAll(keepingCapacity: true)
      starts.removeAll(keepingCapacity: true)
    }
  }

  private let program: RegexProgram
  private let text: UnsafeBufferPointer<UInt8>
  private var current: Threads
  private var following: Threads
  private var stack: [Int] = []
  /// Numbers the places that were visited, over all searches.
  private var generation = 0
  /// How many more steps are allowed.
  var fuel = Int.max

  init(_ program: RegexProgram, _ text: UnsafeBufferPointer<UInt8>) {
    self.program = program
    self.text = text
    current = Threads(count: program.instructions.count)
    following = Threads(count: program.instructions.count)
  }

  /// The scalar that begins at a place.
  func scalar(at place: Int) -> (value: UInt32, length: Int) {
    let first = text[place]
    if first < 0x80 { return (UInt32(first), 1) }
    func next(_ offset: Int) -> UInt32 {
      place + offset < text.count ? UInt32(text[place + offset] & 0x3F) : 0
    }
    if first < 0xE0 { return (UInt32(first & 0x1F) << 6 | next(1), 2) }
    if first < 0xF0 { return (UInt32(first & 0x0F) << 12 | next(1) << 6 | next(2), 3) }
    return (UInt32(first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
  }

  /// The first match at or after a place.
  ///
  /// - Parameter needsBounds: If false, any match will do and its bounds mean nothing.
  mutating func find(from start: Int, needsBounds: Bool) -> Range<Int>? {
    current.clear()
    following.clear()
    var found: Range<Int>?
    var place = start
    generation += 1
    while true {
      if found == nil, !program.isAnchored || place == 0 { add(0, place, place) }
      if current.states.isEmpty, found != nil || program.isAnchored { return found }
      let character = place < text.count ? scalar(at: place) : nil
      generation += 1
      var index = 0
      stepping: while index < current.states.count {
        let state = current.states[index]
        switch program.instructions[state] {
        case .match:
          found = current.starts[index]..<place
          if !needsBounds { return found }
          // Ways after this one are not preferred.
          break stepping
        case .characters(let set):
          if let character, program.sets[set].contains(character.value) {
            swap(&current, &following)
            add(state + 1, following.starts[index], place + character.length)
            swap(&current, &following)
          }
        default: break
        }
        index += 1
      }
      fuel -= current.states.count + 1
      guard let character, fuel > 0 else { return found }
      place += character.length
      swap(&current, &following)
      following.clear()
    }
  }

  /// Adds a state and all that are reached from it without reading, to `current`.
  private mutating func add(_ state: Int, _ start: Int, _ place: Int) {
    stack.append(state)
    while let state = stack.popLast() {
      if current.marks[state] == generation { continue }
      current.marks[state] = generation
      fuel -= 1
      switch program.instructions[state] {
      case .jump(let target): stack.append(target)
      case .split(let first, let second):
        stack.append(second)
        stack.append(first)
      case .assertion(let assertion):
        if holds(assertion, place) { stack.append(state + 1) }
      case .characters, .match:
        current.states.append(state)
        current.starts.append(start)
      }
    }
  }

  private func holds(_ assertion: RegexAssertion, _ place: Int) -> Bool {
    switch assertion {
    case .textStart: place == 0
    case .textEnd: place == text.count
    case .lineStart: place == 0 || text[place - 1] == 10
    case .lineEnd: place == text.count || text[place] == 10
    case .wordBoundary: isWord(place - 1) != isWord(place)
    case .noWordBoundary: isWord(place - 1) == isWord(place)
    }
  }

  private func isWord(_ place: Int) -> Bool {
    guard place >= 0, place < text.count, text[place] < 0x80 else { return false }
    return CharacterSet.words.contains(UInt32(text[place]))
  }
}
