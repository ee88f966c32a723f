import Experiments

/// How an objective came out, in the words of reports.
enum Verdict: String {
  case met = "met"
  case probablyMet = "probably met"
  case probablyMissed = "probably missed"
  case missed = "missed"
  /// Nothing was measured that could break it.
  case unjudged = "nothing to judge"

  /// Reads the verdict of an experiment.
  init(_ outcome: ObjectiveOutcome) {
    switch (outcome.estimate, outcome.met, outcome.certain) {
    case (nil, _, _): self = outcome.met ? .unjudged : .probablyMissed
    case (_, true, true): self = .met
    case (_, true, false): self = .probablyMet
    case (_, false, false): self = .probablyMissed
    case (_, false, true): self = .missed
    }
  }

  /// Whether more replications could hardly change it.
  var isCertain: Bool { self != .probablyMet && self != .probablyMissed }
}

/// What an arm's numbers say, in sentences: computed from the result, never written by hand.
struct Narrative {
  /// One sentence: what happened and how it ended.
  var headline: String
  /// What failed, how long each phase took, what users lost, who took the load, what to conclude;
  /// each under its topic.
  var sentences: [(topic: String, text: String)]
  /// What a reader must know before trusting the numbers.
  var caveats: [String]

  /// Tells the story of `arm`.
  init(_ result: ExperimentResult, arm: ArmResult) {
    let outages = Outage.all(in: arm.timeline)
    headline = Self.headline(result, arm, outages)
    let stories: [(String, String?)] = [
      ("What failed", Self.failed(arm, outages)),
      ("How long it took", Self.phases(arm, confidence: result.confidence)),
      ("What users lost", Self.losses(result, arm)),
      ("Who took the load", Self.absorption(arm, outages)),
      ("What was beyond its limits", Self.limits(arm)),
      ("How it ended", Self.ending(arm)),
      ("Why it went so", Self.reaction(arm.fleet ?? result.fleet)),
      ("Objectives", Self.objectives(arm)),
    ]
    sentences = stories.compactMap { topic, text in text.map { (topic, $0) } }
    caveats = Self.caveats(result, arm)
  }

  /// A failure of the first replication and its repair.
  struct Outage {
    var event: Timeline.Event
    /// When it was repaired; nil if that lies beyond the horizon.
    var repaired: Double?

    /// How far it reaches, as far as its text says: the hub and regions before zones and the rest.
    var gravity: Int {
      let text = event.text.lowercased()
      if text.hasPrefix("region") || text.hasPrefix("the hub") { return 2 }
      return text.hasPrefix("zone") ? 1 : 0
    }

    /// Every failure, in order of time, with its repair: the next one of the same thing, or, where
    /// texts do not tell (several things at once), of the same kind of thing in the same region.
    static func all(in timeline: Timeline?) -> [Outage] {
      guard let timeline else { return [] }
      var exact: [String: [Int]] = [:]
      var similar: [String: [Int]] = [:]
      func kind(_ event: Timeline.Event) -> String {
        event.region + "\n" + (event.text.split(separator: " ").first ?? "")
      }
      let events = timeline.events.filter { $0.seconds.isFinite }
      let failures = events.filter { $0.kind == "failure" }
      let repairs = events.filter { $0.kind == "repair" }
      let subjects = Set(failures.map { subject($0) })
      for (index, repair) in repairs.enumerated().reversed() {
        var words = repair.text.split(separator: " ")
        while !words.isEmpty, !subjects.contains(words.joined(separator: " ")) {
          words.removeLast()
        }
        if !words.isEmpty { exact[words.joined(separator: " "), default: []].append(index) }
        similar[kind(repair), default: []].append(index)
      }
      var used: Set<Int> = []
      func take(_ queue: inout [Int], after seconds: Double) -> Double? {
        while let next = queue.popLast() {
          if !used.contains(next), repairs[next].seconds >= seconds {
            used.insert(next)
            return repairs[next].seconds
          }
        }
        return nil
      }
      return failures.map { failure in
        let repaired =
          take(&exact[subject(failure), default: []], after: failure.seconds)
          ?? take(&similar[kind(failure), default: []], after: failure.seconds)
        return Outage(event: failure, repaired: repaired)
      }
    }

    /// `Region eu-west` of `Region eu-west failed`.
    private static func subject(_ event: Timeline.Event) -> String {
      event.text.split(separator: " ").dropLast().joined(separator: " ")
    }
  }

  private static func headline(
    _ result: ExperimentResult, _ arm: ArmResult, _ outages: [Outage]
  ) -> String {
    var text: String
    let isRecorded = arm.timeline != nil
    let wasHit = arm.metrics.contains { $0.group == "failover" && $0.estimate != nil }
    switch outages.count {
    case 0 where isRecorded: text = "Nothing failed in the first replication"
    case 0: text = wasHit ? "Failures struck" : "No failure was recorded"
    case 1: text = sentence(outages[0].event.text)
    default: text = counted(failures(arm, outages), "failure") + " struck in the first replication"
    }
    if !outages.isEmpty || (wasHit && !isRecorded) {
      if let recover = arm.metric("failover.recover.p50"), recover.estimate != nil {
        text +=
          (outages.count == 1
            ? ": half of the replicas that it took" : ": half of the replicas lost")
          + " were made up for within \(recover.estimateText)"
      } else {
        text += ", and no recovery was measured"
      }
    }
    if let availability = arm.mainAvailability, let ratio = availability.estimate {
      let interval = availability.halfWidth == 0 ? "" : availability.intervalText
      let figure = [availability.estimateText, interval]
        .filter { !$0.isEmpty }.joined(separator: " ")
      text += "; availability came to " + figure
      if let nines = Figures.nines(ratio) { text += " (\(nines)\u{A0}nines)" }
    } else if let wait = arm.metric("jobs.wait.mean"), wait.estimate != nil {
      text += "; jobs waited \(wait.estimateText) \(wait.intervalText) on average"
    }
    let verdicts = arm.objectives.map(Verdict.init)
    if verdicts.contains(.missed) {
      text += ". An objective is missed"
    } else if verdicts.contains(where: { !$0.isCertain }) {
      text += ". An objective is undecided"
    } else if !verdicts.isEmpty {
      text += verdicts.count == 1 ? ". The objective holds" : ". Every objective holds"
    }
    return text + "."
  }

  /// How many failures there were in the first replication: as counted, or as the timeline shows.
  private static func failures(_ arm: ArmResult, _ outages: [Outage]) -> Int {
    let index = arm.metrics.firstIndex { $0.name == "failover.failures" && $0.dimensions.isEmpty }
    guard let index, let counted = arm.values(of: index).first ?? nil, counted.isFinite
    else { return outages.count }
    return max(outages.count, Int(min(counted, 1e12)))
  }

  private static func failed(_ arm: ArmResult, _ outages: [Outage]) -> String? {
    guard !outages.isEmpty else { return nil }
    func told(_ outage: Outage) -> String {
      var text = "\(lowercasedFirst(outage.event.text)) at \(Figures.clock(outage.event.seconds))"
      if let repaired = outage.repaired {
        text += ", repaired after \(Figures.duration(repaired - outage.event.seconds))"
      } else {
        text += ", not repaired before the end"
      }
      return text
    }
    if outages.count <= 3 {
      return "In the first replication, " + list(outages.map(told), separator: "; ") + "."
    }
    let ranked = outages.enumerated().sorted {
      ($1.element.gravity, $0.offset) < ($0.element.gravity, $1.offset)
    }
    let gravest = ranked.prefix(2).sorted { $0.offset < $1.offset }.map { told($0.element) }
    return "\(counted(failures(arm, outages), "failure")) struck in the first replication, among "
      + "them: " + list(gravest, separator: "; ") + "."
  }

  private static func phases(_ arm: ArmResult, confidence: Double) -> String? {
    let verbs = [
      ("detect", "the control plane noticed the failure after"),
      ("evict", "a service was told to leave after"),
      ("reschedule", "its replicas were placed elsewhere after"),
      ("recover", "a replica that had been lost was made up for after"),
    ]
    var steps: [String] = []
    for (phase, verb) in verbs {
      guard let metric = arm.metric("failover.\(phase).p50"), metric.estimate != nil else {
        continue
      }
      var step = "\(verb) \(metric.estimateText)"
      if metric.halfWidth != 0, let ends = metric.endsText { step += " (\(ends))" }
      steps.append(step)
    }
    guard !steps.isEmpty else { return nil }
    var text = "In the median case, " + list(steps, separator: ", ") + "."
    if let tail = arm.metric("failover.recover.p99"), tail.estimate != nil {
      text += " One replica in a hundred waited longer than \(tail.estimateText)"
      if tail.halfWidth != 0, let ends = tail.endsText { text += " (\(ends))" }
      text += "."
    }
    if text.contains("(") {
      text += " Brackets hold \(Figures.roundPercent(confidence)) confidence intervals."
    }
    return text
  }

  private static func losses(_ result: ExperimentResult, _ arm: ArmResult) -> String? {
    guard let main = arm.mainAvailability, let ratio = main.estimate else { return nil }
    let observed = result.horizonSeconds - result.warmupSeconds
    guard ratio < 1 else {
      return "Users lost nothing: availability was 100\u{A0}%."
    }
    var text = "Users lost \(Figures.percent(1 - ratio)) of the service they asked for, as much as "
    text +=
      "\(Figures.duration((1 - ratio) * observed)) of complete outage in \(Figures.duration(observed))"
    let parts = arm.metrics.filter {
      $0.name == main.name && $0.dimensions.count == 1 && $0.estimate != nil
    }
    for kind in ["region", "tenant"] {
      let rows = parts.filter { $0.subjectKind == kind }
      guard rows.count > 1,
        let worst = rows.min(by: { ($0.estimate ?? 1) < ($1.estimate ?? 1) }),
        let low = worst.estimate, low < ratio
      else { continue }
      text += "; the worst served \(kind) was \(worst.subject) with \(worst.estimateText)"
    }
    return text + "."
  }

  private static func absorption(_ arm: ArmResult, _ outages: [Outage]) -> String? {
    guard let timeline = arm.timeline, let first = outages.first, !timeline.seconds.isEmpty
    else { return nil }
    let before = timeline.index(at: first.event.seconds.nextDown)
    let end = timeline.index(at: first.repaired ?? .infinity)
    guard before <= end else { return nil }
    let gains = timeline.series.compactMap { series -> (region: String, gain: Int)? in
      guard end < series.serving.count, series.region != first.event.region else { return nil }
      let gain = Int(series.serving[end]) - Int(series.serving[before])
      return gain > 0 ? (series.region, gain) : nil
    }.sorted { ($1.gain, $0.region) < ($0.gain, $1.region) }
    guard !gains.isEmpty else {
      return timeline.series.count > 1 ? "No other region took over any replicas." : nil
    }
    let shown = gains.prefix(3).map { "\($0.region) (+\(Figures.whole($0.gain)) replicas)" }
    let others = gains.count - shown.count
    let rest = others > 0 ? ["\(Figures.whole(others)) more regions"] : []
    return "The load went to " + list(shown + rest, separator: ", ") + "."
  }

  /// Which limits were crossed in the first replication, and what the queues made of it.
  private static func limits(_ arm: ArmResult) -> String? {
    let crossings = (arm.timeline?.events ?? []).filter { $0.kind == "limit" }
    var texts: [String] = []
    if !crossings.isEmpty {
      let told = crossings.prefix(3).map { "\($0.text) at \(Figures.clock($0.seconds))" }
      var text = "In the first replication " + list(told, separator: "; ")
      if crossings.count > 3 { text += "; \(counted(crossings.count - 3, "later event")) like it" }
      texts.append(text + ".")
    }
    func value(_ name: String) -> String? {
      arm.metric(name).flatMap { $0.estimate == nil ? nil : $0.estimateText }
    }
    if let median = value("pods.startup.p50"), let tail = value("pods.startup.p99") {
      texts.append(
        "From its creation until it ran a pod took \(median) in the median and \(tail) at the 99th"
          + " percentile.")
    }
    if let latency = value("api.latency.p99") {
      var text = "Members answered 99\u{A0}% of the writes within \(latency)"
      if let rejected = arm.metric("api.rejected"), (rejected.estimate ?? 0) > 0 {
        text += " and rejected \(rejected.estimateText)"
      }
      if let busy = value("scheduler.utilisation") {
        text += "; the busiest scheduler was busy \(busy) of the time"
      }
      texts.append(text + ".")
    }
    return texts.isEmpty ? nil : texts.joined(separator: " ")
  }

  private static func ending(_ arm: ArmResult) -> String? {
    guard let timeline = arm.timeline, let wanted = timeline.wanted.last, wanted > 0
    else { return nil }
    let serving = timeline.series.reduce(0) { $0 + Int($1.serving.last ?? 0) }
    let counts = "\(Figures.whole(serving)) of \(Figures.whole(Int(wanted))) wanted replicas served"
    return serving >= Int(wanted)
      ? "At the end of the first replication all was well: \(counts)."
      : "At the end of the first replication the fleet was not whole: \(counts)."
  }

  /// What the control plane's constants say about the figures above.
  private static func reaction(_ fleet: FleetSummary) -> String? {
    guard let steps = fleet.reaction, !steps.isEmpty else { return nil }
    return "How \(controlPlane(fleet)) reacts: " + steps.joined(separator: " ")
  }

  private static func objectives(_ arm: ArmResult) -> String? {
    guard !arm.objectives.isEmpty else { return nil }
    func named(_ verdicts: Verdict...) -> [String] {
      arm.objectives.filter { verdicts.contains(Verdict($0)) }.map(\.objective)
    }
    let (missed, undecided) = (named(.missed), named(.probablyMet, .probablyMissed))
    if missed.isEmpty, undecided.isEmpty {
      return arm.objectives.count == 1 ? "The objective holds." : "All objectives hold."
    }
    let kept = named(.met, .unjudged).count
    var parts = [
      "Of \(counted(arm.objectives.count, "objective")) \(Figures.whole(kept)) "
        + (kept == 1 ? "holds" : "hold")
    ]
    if !missed.isEmpty { parts.append("missed: " + list(missed, separator: ", ")) }
    if !undecided.isEmpty {
      parts.append("within the uncertainty of the estimate: " + list(undecided, separator: ", "))
    }
    return parts.joined(separator: "; ") + "."
  }

  private static func caveats(_ result: ExperimentResult, _ arm: ArmResult) -> [String] {
    var texts = result.notes
    if arm.replications < 1 {
      texts.append("No replication was run.")
    } else if arm.replications < 2 {
      texts.append(
        "One replication is one throw of the dice: there are no intervals. Run more replications.")
    } else if arm.replications < 10 {
      texts.append(
        "Intervals over \(arm.replications) replications rest on the assumption that the values "
          + "of replications are nearly normal; run 20 or more to lean on it less.")
    }
    let defined = arm.metrics.filter { $0.count > 1 }
    if arm.replications > 1, !defined.isEmpty, defined.allSatisfy({ $0.minimum == $0.maximum }) {
      texts.append(
        "All replications gave the same values: no chance in this scenario matters to its metrics.")
    }
    if let broken = arm.metrics.first(where: {
      $0.group == "invariants" && ($0.maximum ?? $0.estimate ?? 0) > 0
    }) {
      texts.append(
        "An invariant of the simulation was violated (\(broken.qualifiedName)): do not trust this "
          + "result before the cause is known.")
    }
    let partial = arm.metrics.filter { $0.count > 0 && $0.count < arm.replications }
    if let example = partial.first {
      texts.append(
        "\(Figures.whole(partial.count)) "
          + (partial.count == 1 ? "metric is" : "metrics are")
          + " defined in only some replications, such as \(example.qualifiedName) in "
          + "\(example.count) of \(arm.replications); such an estimate speaks of those only.")
    }
    return texts
  }

  /// `a`, `a and b`, `a, b and c`.
  static func list(_ parts: [String], separator: String) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: separator)
      + (separator == "; " ? "; and " : " and ") + last
  }

  /// The control plane's kind, or that there is none.
  static func controlPlane(_ fleet: FleetSummary) -> String {
    fleet.controlPlane.isEmpty || fleet.controlPlane == "None"
      ? "No control plane" : fleet.controlPlane
  }

  /// The control planes of all arms, each once.
  static func controlPlanes(_ result: ExperimentResult) -> String {
    var names = [controlPlane(result.fleet)]
    for arm in result.arms {
      let name = controlPlane(arm.fleet ?? result.fleet)
      if !names.contains(name) { names.append(name) }
    }
    return names.joined(separator: " | ")
  }

  /// `1 region`, `3 regions`.
  static func counted(_ number: Int, _ noun: String) -> String {
    Figures.whole(number) + " " + noun + (number == 1 ? "" : "s")
  }

  private static func sentence(_ text: String) -> String {
    let trimmed = text.last == "." ? String(text.dropLast()) : text
    return trimmed.prefix(1).uppercased() + trimmed.dropFirst()
  }

  /// The text as the continuation of a sentence; names and abbreviations keep their capitals.
  private static func lowercasedFirst(_ text: String) -> String {
    let trimmed = text.last == "." ? String(text.dropLast()) : text
    let second = trimmed.dropFirst().first
    guard let second, second.isLowercase, trimmed.first?.isUppercase == true else { return trimmed }
    return trimmed.prefix(1).lowercased() + trimmed.dropFirst()
  }
}

extension Timeline {
  /// The last instant at or before `seconds`; the first one if there is none.
  func index(at seconds: Double) -> Int {
    var (low, high) = (0, self.seconds.count)
    while low < high {
      let middle = (low + high) / 2
      if self.seconds[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }
}
