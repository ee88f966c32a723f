import Documents

/// One way in which a run of ours is not what was recorded.
public struct TimelineDifference: Sendable, Equatable {
  /// What is wrong.
  public enum Kind: String, Sendable {
    /// A certain change did not come at all.
    case missing
    /// A certain change came outside its window.
    case mistimed
    /// A change came that was never recorded.
    case unexpected
    /// Two changes came in an order that was never recorded.
    case misordered
  }

  /// What is wrong.
  public var kind: Kind
  /// The recorded change, if there is one.
  public var recorded: TimelineRecording.Entry?
  /// Our change, if there is one.
  public var ours: TimelineChange?
  /// One sentence.
  public var text: String
}

/// A run of ours beside what was recorded, matched change by change.
///
/// The rules, with the allowances of `TimelineRules`:
///
/// - Every certain change comes, the n-th occurrence of a value inside the n-th window (plus
///   allowance) that can take it.
/// - Nothing comes that is neither among the certain changes nor among those seen sometimes, unless
///   the rules say that the recording is a part only.
/// - Values of one field that race at one instant count by their last value: recorded values
///   that another one replaced at once may be absent, and so may the last one if the field
///   held it already; ours that are replaced at once may be extra.
/// - Certain changes keep their order where the recording's order was the same in all runs.
public struct TimelineComparison: Sendable {
  /// What the real controllers did.
  public let recording: TimelineRecording
  /// What ours did, in order.
  public let ours: [TimelineChange]
  /// For each entry of the recording, the index of our change that matches it.
  public private(set) var matchOfEntry: [Int?]
  /// For each of our changes, the index of the entry that it matches.
  public private(set) var matchOfOurs: [Int?]
  /// Everything that differs, in the order of time.
  public private(set) var differences: [TimelineDifference] = []

  private let vector: VectorCase
  private let rules: TimelineRules
  private let allowances: [Double]

  /// Whether nothing differs.
  public var agrees: Bool { differences.isEmpty }

  /// Compares a run with the recording of `vector`.
  public init(
    _ vector: VectorCase, ours: [TimelineChange], rules: TimelineRules
  ) throws(DocumentError) {
    let recording = try TimelineRecording(vector.expected)
    self.init(vector, recording: recording, ours: ours, rules: rules)
  }

  private init(
    _ vector: VectorCase, recording: TimelineRecording, ours: [TimelineChange],
    rules: TimelineRules
  ) {
    self.recording = recording
    self.ours = Self.inOrder(ours)
    self.vector = vector
    self.rules = rules
    allowances = recording.entries.map { rules.allowance(of: $0, in: vector) }
    matchOfEntry = Array(repeating: nil, count: recording.entries.count)
    matchOfOurs = Array(repeating: nil, count: ours.count)
    match()
    let changesByField = fieldHistories()
    findMissing(replaced: replacedEntries(), histories: changesByField)
    if !rules.isSubset(vector) { findUnexpected(histories: changesByField) }
    if recording.isOrderStable { findMisordered(replaced: replacedEntries()) }
    differences.sort { Self.instant($0) < Self.instant($1) }
  }

  /// Ours by time; changes at one instant keep the order in which they came.
  private static func inOrder(_ changes: [TimelineChange]) -> [TimelineChange] {
    changes.enumerated()
      .sorted { ($0.element.seconds, $0.offset) < ($1.element.seconds, $1.offset) }
      .map(\.element)
  }

  private static func instant(_ difference: TimelineDifference) -> Double {
    difference.ours?.seconds ?? difference.recorded?.earliest ?? 0
  }

  // MARK: Matching

  private struct Key: Hashable {
    var object: String
    var field: String
    var value: String
  }

  /// A largest matching that covers as many certain entries, then as many of ours, as any can.
  private mutating func match() {
    let choice = rules.choice(vector)
    var candidates: [Key: [Int]] = [:]
    for (index, change) in ours.enumerated() {
      var key = Key(object: change.object, field: change.field, value: change.value.json())
      candidates[key, default: []].append(index)
      if let group = choice(change.object, change.field) {
        key.object = group
        candidates[key, default: []].append(index)
      }
    }
    var takersOfOurs = Array(repeating: [Int](), count: ours.count)
    var oursOfEntry = Array(repeating: [Int](), count: recording.entries.count)
    for (index, entry) in recording.entries.enumerated() {
      var key = Key(object: entry.object, field: entry.field, value: entry.value.json())
      if !entry.isCertain || entry.latest - entry.earliest > rules.narrowWidth,
        let group = choice(entry.object, entry.field)
      {
        key.object = group
      }
      for change in candidates[key] ?? [] where accepts(index, ours[change].seconds) {
        oursOfEntry[index].append(change)
        takersOfOurs[change].append(index)
      }
    }
    for entry in recording.entries.indices where recording.entries[entry].isCertain {
      var visited: Set<Int> = []
      assign(entry: entry, oursOfEntry, &visited)
    }
    for change in ours.indices where matchOfOurs[change] == nil {
      var visited: Set<Int> = []
      assign(ours: change, takersOfOurs, &visited)
    }
  }

  private func accepts(_ entry: Int, _ seconds: Double) -> Bool {
    let rounding = 1e-6
    return seconds >= recording.entries[entry].earliest - allowances[entry] - rounding
      && seconds <= recording.entries[entry].latest + allowances[entry] + rounding
  }

  @discardableResult
  private mutating func assign(
    entry: Int, _ choices: [[Int]], _ visited: inout Set<Int>
  ) -> Bool {
    for change in choices[entry] where visited.insert(change).inserted {
      if let other = matchOfOurs[change], !assign(entry: other, choices, &visited) { continue }
      matchOfOurs[change] = entry
      matchOfEntry[entry] = change
      return true
    }
    return false
  }

  @discardableResult
  private mutating func assign(
    ours change: Int, _ choices: [[Int]], _ visited: inout Set<Int>
  ) -> Bool {
    for entry in choices[change] where visited.insert(entry).inserted {
      if let other = matchOfEntry[entry], !assign(ours: other, choices, &visited) { continue }
      matchOfEntry[entry] = change
      matchOfOurs[change] = entry
      return true
    }
    return false
  }

  // MARK: Races

  private func span(_ object: String, _ field: String) -> Double {
    rules.isLastValueOnly(object, field) ? rules.lastValueSpan : rules.raceSpan
  }

  /// Certain entries of a field's race; `isLast` tells the one that counts from those replaced.
  private func replacedEntries() -> (replaced: Set<Int>, lastOfRace: Set<Int>) {
    var replaced: Set<Int> = []
    var last: Set<Int> = []
    var previous: [String: Int] = [:]
    for (index, entry) in recording.entries.enumerated() where entry.isCertain {
      let name = "\(entry.object) \(entry.field)"
      if let before = previous[name] {
        let span = span(entry.object, entry.field) + 1e-9
        let earlier = recording.entries[before]
        if abs(earlier.earliest - entry.earliest) <= span,
          abs(earlier.latest - entry.latest) <= span
        {
          replaced.insert(before)
          last.remove(before)
          last.insert(index)
        }
      }
      previous[name] = index
    }
    return (replaced, last)
  }

  /// For each field, our changes in order.
  private func fieldHistories() -> [String: [Int]] {
    var histories: [String: [Int]] = [:]
    for (index, change) in ours.enumerated() {
      histories["\(change.object) \(change.field)", default: []].append(index)
    }
    return histories
  }

  // MARK: Differences

  private mutating func findMissing(
    replaced: (replaced: Set<Int>, lastOfRace: Set<Int>), histories: [String: [Int]]
  ) {
    for (index, entry) in recording.entries.enumerated()
    where entry.isCertain && matchOfEntry[index] == nil && !replaced.replaced.contains(index) {
      let name = "\(entry.object) \(entry.field)"
      let history = histories[name] ?? []
      if replaced.lastOfRace.contains(index) {
        let end = entry.latest + allowances[index]
        let inForce =
          history.last { ours[$0].seconds <= end }.map { ours[$0].value }
          ?? recording.initial[name]
        if inForce == entry.value { continue }
      }
      let strays = history.filter { matchOfOurs[$0] == nil && ours[$0].value == entry.value }
      let nearest = strays.min {
        distance(ours[$0].seconds, entry) < distance(ours[$1].seconds, entry)
      }
      let what = "\(entry.object) \(entry.field) = \(entry.value.json())"
      if let nearest {
        differences.append(
          TimelineDifference(
            kind: .mistimed, recorded: entry, ours: ours[nearest],
            text: "\(what) came at \(seconds(ours[nearest].seconds)), recorded in "
              + "\(window(entry)) with an allowance of \(seconds(allowances[index]))"))
      } else {
        differences.append(
          TimelineDifference(
            kind: .missing, recorded: entry, ours: nil,
            text: "\(what) did not come; recorded in \(window(entry))"))
      }
    }
  }

  private mutating func findUnexpected(histories: [String: [Int]]) {
    // order-free: the differences are sorted by time afterwards.
    let transient = histories.reduce(into: Set<Int>()) { set, history in
      set.formUnion(transients(history.value, name: history.key))
    }
    for (index, change) in ours.enumerated()
    where matchOfOurs[index] == nil && !transient.contains(index) {
      if differences.contains(where: { $0.kind == .mistimed && $0.ours == change }) { continue }
      differences.append(
        TimelineDifference(
          kind: .unexpected, recorded: nil, ours: change,
          text: "\(change.object) \(change.field) = \(change.value.json()) came at "
            + "\(seconds(change.seconds)) but was never recorded"))
    }
  }

  /// Our unmatched changes of one field that another change replaced at once, and the last of
  /// such a race if the field already held that value before.
  private func transients(_ history: [Int], name: String) -> Set<Int> {
    var found: Set<Int> = []
    var first = 0
    var inForce = recording.initial[name]
    while first < history.count {
      let start = ours[history[first]]
      let span = span(start.object, start.field) + 1e-9
      var last = first
      while last + 1 < history.count,
        ours[history[last + 1]].seconds - ours[history[last]].seconds <= span
      {
        last += 1
      }
      if last > first {
        found.formUnion(history[first..<last])
        if ours[history[last]].value == inForce { found.insert(history[last]) }
      }
      inForce = ours[history[last]].value
      first = last + 1
    }
    return found
  }

  private mutating func findMisordered(replaced: (replaced: Set<Int>, lastOfRace: Set<Int>)) {
    var latest: (seconds: Double, entry: Int)?
    var pending: [(earliest: Double, seconds: Double, entry: Int)] = []
    let certain = recording.entries.indices.filter {
      recording.entries[$0].isCertain && !replaced.replaced.contains($0)
        && !replaced.lastOfRace.contains($0)
    }
    for index in certain {
      guard let match = matchOfEntry[index] else { continue }
      let entry = recording.entries[index]
      let came = ours[match].seconds
      // Entries whose windows begin together may come in either order.
      pending.removeAll { before in
        guard before.earliest < entry.earliest - rules.orderTolerance else { return false }
        if latest.map({ before.seconds > $0.seconds }) ?? true {
          latest = (before.seconds, before.entry)
        }
        return true
      }
      if let latest, came < latest.seconds - rules.orderTolerance - 1e-9 {
        let other = recording.entries[latest.entry]
        differences.append(
          TimelineDifference(
            kind: .misordered, recorded: entry, ours: ours[match],
            text: "\(entry.object) \(entry.field) = \(entry.value.json()) came at "
              + "\(seconds(came)), before \(other.object) \(other.field) = "
              + "\(other.value.json()) at \(seconds(latest.seconds))"))
      }
      pending.append((entry.earliest, came, index))
    }
  }

  private func distance(_ seconds: Double, _ entry: TimelineRecording.Entry) -> Double {
    max(entry.earliest - seconds, seconds - entry.latest)
  }

  private func window(_ entry: TimelineRecording.Entry) -> String {
    "[\(seconds(entry.earliest)), \(seconds(entry.latest))]"
  }

  private func seconds(_ value: Double) -> String { TimelineText.seconds(value) }
}

extension TimelineRules {
  /// How far outside its window a recorded change may come, in seconds.
  public func allowance(of entry: TimelineRecording.Entry, in vector: VectorCase) -> Double {
    let width = entry.latest - entry.earliest
    if width <= narrowWidth + 1e-9 { return narrowAllowance }
    if let share = wideShare(vector) { return max(share * width, narrowAllowance) }
    if let period = loopPeriod(vector, entry.object, entry.field) {
      return max(period, narrowAllowance)
    }
    let period = loopPeriods.first { $0 >= width - narrowWidth } ?? loopPeriods.last
    return max(period ?? 0, narrowAllowance)
  }
}
