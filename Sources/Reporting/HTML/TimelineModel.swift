import Experiments

/// A timeline as the report shows it: thinned to a bearable size, with safe lengths.
struct TimelineModel {
  /// One region's counts at every instant.
  struct Lane {
    var region: String
    var serving: [Int]
    var pending: [Int]
    var unreachable: [Int]
  }

  /// An event with the lane it belongs to; nil when it concerns the whole fleet.
  struct Mark {
    var seconds: Double
    var kind: String
    var text: String
    var lane: Int?
  }

  var seconds: [Double]
  var wanted: [Int]
  var lanes: [Lane]
  var marks: [Mark]
  /// Events that were left out because there are too many.
  var omittedMarks: Int
  var isThinned: Bool
  /// The ends of the time axis.
  var origin: Double
  var end: Double
  /// The fleet's sum at every instant.
  var total: Lane
  /// The index of the instant that shows most: from the first failure on, where the fleet serves
  /// least of what is wanted.
  var worst: Int

  /// The kinds of events that have a shape of their own, in the order in which a failover meets them.
  static let usualKinds = [
    "failure", "detected", "evicted", "placed", "unschedulable", "limit", "repair", "readmitted",
    "drain", "drain failed", "uncordon", "roll-out",
  ]

  /// The kinds of events there are, in that order.
  var kinds: [String] {
    let usual = Self.usualKinds
    var found: [String] = []
    for mark in marks where !found.contains(mark.kind) { found.append(mark.kind) }
    return usual.filter(found.contains) + found.filter { !usual.contains($0) }
  }

  /// About as many counts as a report can carry.
  static let countBudget = 16_000
  static let markLimit = 2_000

  /// Takes what a report can show of `timeline`; nil if that is nothing.
  init?(_ timeline: Timeline, horizon: Double) {
    guard let first = timeline.seconds.first, let last = timeline.seconds.last,
      !timeline.series.isEmpty
    else { return nil }
    let limit = max(150, Self.countBudget / (3 * timeline.series.count))
    let picks = Self.picks(timeline, limit: limit)
    isThinned = picks.count < timeline.seconds.count
    seconds = picks.map { timeline.seconds[$0] }
    end = max(last, horizon.isFinite ? horizon : last, first + 1)
    origin = min(0, first)
    func taken(_ values: [Int32]) -> [Int] {
      picks.map { $0 < values.count ? max(0, Int(values[$0])) : 0 }
    }
    wanted = taken(timeline.wanted)
    lanes = timeline.series.map {
      Lane(
        region: $0.region, serving: taken($0.serving), pending: taken($0.pending),
        unreachable: taken($0.unreachable))
    }
    total = Self.sum(lanes, count: seconds.count)
    // While a fleet starts up it serves nothing, which is not what a reader looks for.
    let struck = timeline.events.filter { $0.kind == "failure" }.map(\.seconds).min() ?? -.infinity
    let instants = seconds
    let candidates = instants.indices.filter { instants[$0] >= struck }
    worst = candidates.first ?? 0
    for index in candidates
    where total.serving[index] - wanted[index] < total.serving[worst] - wanted[worst] {
      worst = index
    }
    let rows = Dictionary(
      timeline.series.enumerated().map { ($0.element.region, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    let known = timeline.events.filter { $0.seconds.isFinite }
    let kept = Self.kept(known)
    omittedMarks = known.count - kept.count
    marks = kept.map {
      Mark(
        seconds: $0.seconds, kind: $0.kind, text: String($0.text.prefix(200)), lane: rows[$0.region]
      )
    }
  }

  private static func sum(_ lanes: [Lane], count: Int) -> Lane {
    let zeros = [Int](repeating: 0, count: count)
    var sum = Lane(region: "Whole fleet", serving: zeros, pending: zeros, unreachable: zeros)
    for lane in lanes {
      for index in 0..<count {
        sum.serving[index] += lane.serving[index]
        sum.pending[index] += lane.pending[index]
        sum.unreachable[index] += lane.unreachable[index]
      }
    }
    return sum
  }

  /// Instants to keep: the ends, each failure and repair, and of every stretch its last instant and
  /// the one at which least is served.
  private static func picks(_ timeline: Timeline, limit: Int) -> [Int] {
    let count = timeline.seconds.count
    guard count > limit else { return Array(0..<count) }
    let serving = (0..<count).map { index in
      timeline.series.reduce(0) { $0 + (index < $1.serving.count ? Int($1.serving[index]) : 0) }
    }
    var keep: Set<Int> = [0, count - 1]
    for event in timeline.events.filter({ $0.kind == "failure" || $0.kind == "repair" }).prefix(50)
    {
      keep.insert(timeline.index(at: event.seconds))
    }
    let stretch = (2 * count + limit - 1) / limit
    for start in stride(from: 0, to: count, by: stretch) {
      let range = start..<min(count, start + stretch)
      keep.insert(range.upperBound - 1)
      if let least = range.min(by: { (serving[$0], $0) < (serving[$1], $1) }) { keep.insert(least) }
    }
    return keep.sorted()
  }

  /// Events in order of time: every failure and repair if there is room, then the first others.
  private static func kept(_ events: [Timeline.Event]) -> [Timeline.Event] {
    let order = events.indices.sorted {
      (events[$0].seconds, $0) < (events[$1].seconds, $1)
    }
    guard order.count > markLimit else { return order.map { events[$0] } }
    let major = order.filter { events[$0].kind == "failure" || events[$0].kind == "repair" }
    let majorKept = major.prefix(markLimit / 2)
    let minor = order.filter { events[$0].kind != "failure" && events[$0].kind != "repair" }
    let chosen = Set(majorKept).union(minor.prefix(markLimit - majorKept.count))
    return order.filter(chosen.contains).map { events[$0] }
  }
}

extension TimelineModel {
  /// What the script needs: counts as changes, `[[indices], [values]]`.
  var json: String {
    let kinds = self.kinds
    let lanes = self.lanes.map { lane in
      "{\"n\":\(EmbeddedJSON.string(lane.region)),\"s\":\(Self.changes(lane.serving)),"
        + "\"p\":\(Self.changes(lane.pending)),\"u\":\(Self.changes(lane.unreachable))}"
    }
    let events = marks.map { mark in
      "[\(Markup.coordinate(mark.seconds)),\(kinds.firstIndex(of: mark.kind) ?? 0),"
        + "\(mark.lane ?? -1),\(EmbeddedJSON.string(mark.text))]"
    }
    return
      "{\"t\":\(EmbeddedJSON.array(seconds)),\"from\":\(Markup.coordinate(origin)),\"end\":\(Markup.coordinate(end)),"
      + "\"start\":\(worst),\"w\":\(Self.changes(wanted)),\"s\":[\(lanes.joined(separator: ","))],"
      + "\"k\":[\(kinds.map(EmbeddedJSON.string).joined(separator: ","))],"
      + "\"e\":[\(events.joined(separator: ","))]}"
  }

  private static func changes(_ values: [Int]) -> String {
    var indices: [Int] = []
    for index in values.indices where index == 0 || values[index] != values[index - 1] {
      indices.append(index)
    }
    return "[\(EmbeddedJSON.array(indices)),\(EmbeddedJSON.array(indices.map { values[$0] }))]"
  }
}
