import GoSemantics
import Karmada

/// One attempt of the scheduler in words: filters, clusters, regions, division.
struct AttemptText {
  let attempt: ScheduleAttempt
  let clusters: ClusterSnapshots
  let options: PlaceOptions

  private let indent = 13
  private var limit: Int { options.showsAll ? .max - 1 : 20 }
  private var explanation: PlacementExplanation {
    PlacementExplanation(attempt: attempt, clusters: clusters)
  }

  /// Adds everything.
  func add(to report: inout ReportText) {
    if !attempt.affinityName.isEmpty {
      report.paragraph(attempt.affinityName, label: "group", indent: indent)
    }
    addFilters(to: &report)
    if !attempt.steps.candidates.isEmpty {
      report.table(candidates(), label: "clusters", indent: indent)
    }
    addGroups(to: &report)
    addSelection(to: &report)
    for step in attempt.steps.division { add(step, to: &report) }
    if case .unschedulable(let message) = attempt.outcome {
      report.paragraph(message, label: "division", indent: indent)
    }
  }

  private func line(_ label: String, _ text: String, to report: inout ReportText) {
    report.paragraph(text, label: label, indent: indent)
  }

  // MARK: Filters

  private func addFilters(to report: inout ReportText) {
    let feasible = attempt.steps.feasible.count
    line(
      "filters",
      "\(feasible) of \(ReportText.count(clusters.count, "cluster"))"
        + " \(feasible == 1 ? "passes" : "pass")", to: &report)
    var order: [String] = []
    var names: [String: [String]] = [:]
    for index in clusters.indices {
      let verdict =
        clusters[index].isDeleting
        ? "is being deleted"
        : attempt.reasons[index].map { "\($0.plugin.rawValue): \($0.reason.text)" }
          .joined(separator: "; ")
      guard !verdict.isEmpty else { continue }
      if names[verdict] == nil { order.append(verdict) }
      names[verdict, default: []].append(clusters[index].name)
    }
    // The commonest reason first, equal ones in the order of their first cluster.
    stableSort(&order) { (names[$0]?.count ?? 0) > (names[$1]?.count ?? 0) }
    for verdict in order.prefix(limit) {
      let failing = names[verdict] ?? []
      line(
        "",
        "\(failing.count) \(failing.count == 1 ? "fails" : "fail") \(verdict):"
          + " \(ReportText.names(failing, limit: options.showsAll ? .max - 1 : 5))", to: &report)
    }
    if order.count > limit {
      let rest = order.dropFirst(limit).reduce(0) { $0 + (names[$1]?.count ?? 0) }
      line("", "… and \(rest) fail for other reasons; --all shows them", to: &report)
    }
  }

  // MARK: Candidates

  private func candidates() -> TextTable {
    let placed = attempt.targets
    let selected = Set(attempt.steps.selected.map(\.index))
    let all = attempt.steps.candidates
    let runs = attempt.binding.clusters.isEmpty == false
    let hasTiers = all.contains { $0.overflowOrder != 0 }
    let isWorkload = attempt.binding.replicas > 0
    let somebodyWaits = !attempt.steps.selected.isEmpty && selected.count < all.count
    var table = TextTable([
      .text("cluster"), .text("region"), .number("score"), .number("fits"), .text("limited by"),
      .number("has"), .number("tier"), .text("selected"), .number("replicas"),
    ])
    // Where there are too many, those that are selected say most.
    var shown = Array(all.indices)
    if shown.count > limit {
      let chosen = shown.filter { selected.contains(all[$0].index) }
      let others = shown.filter { !selected.contains(all[$0].index) }
      shown = Array((chosen + others).prefix(limit))
    }
    for place in shown {
      let candidate = all[place]
      let cluster = clusters[candidate.index]
      table.rows.append([
        cluster.name, cluster.region, runs ? "\(candidate.score)" : "",
        isWorkload ? "\(candidate.allocatable)" : "", explanation.limit(of: candidate),
        runs ? "\(candidate.available &- Int64(candidate.allocatable))" : "",
        hasTiers ? tier(candidate.overflowOrder) : "",
        somebodyWaits ? (selected.contains(candidate.index) ? "yes" : "no") : "",
        isWorkload ? placed[cluster.name].map { "\($0)" } ?? "-" : "",
      ])
    }
    if all.count > shown.count {
      table.footnote = "… and \(all.count - shown.count) more that pass; --all shows them"
    }
    table.dropEmptyColumns()
    return table
  }

  private func tier(_ order: Int32) -> String {
    order == 1000 ? "none" : order == 0 ? "own" : "overflow \(order)"
  }

  // MARK: Groups

  private func addGroups(to report: inout ReportText) {
    let placement = attempt.binding.placement
    guard !attempt.steps.candidates.isEmpty else { return }
    if placement.ignoresSpreadConstraints {
      if !placement.spreadConstraints.isEmpty {
        line("spread", "static weights ignore spread constraints", to: &report)
      }
      return
    }
    let chosen = Set(explanation.chosenRegions)
    for field in [SpreadField.region, .zone, .provider] {
      guard let limits = placement.spreadConstraint(field) else { continue }
      let groups = explanation.groups(by: field)
      line(
        "\(field.rawValue)s",
        "at least \(limits.minGroups)"
          + (limits.maxGroups > 0 ? ", at most \(limits.maxGroups)" : "")
          + (field == .region
            ? "" : ": the scheduler only asks that clusters have one, and chooses none"),
        to: &report)
      var table = TextTable([
        .text(field.rawValue), .number("score"), .number("clusters"), .number("room"),
        .text("chosen"),
      ])
      for group in groups.prefix(limit) {
        table.rows.append([
          group.name, "\(group.score)", "\(group.members.count)", "\(group.available)",
          field == .region ? (chosen.contains(group.name) ? "yes" : "no") : "",
        ])
      }
      if groups.count > limit {
        table.footnote = "… and \(groups.count - limit) more; --all shows them"
      }
      table.dropEmptyColumns()
      report.table(table, indent: indent)
    }
    addCombinations(to: &report)
  }

  private func addCombinations(to report: inout ReportText) {
    guard let found = explanation.combinations(limit: 3), !found.best.isEmpty else { return }
    let best = found.best.map { combination in
      combination.groups.map(\.name).joined(separator: " + ")
        + " (score \(combination.weight), \(ReportText.count(combination.value, "cluster")))"
    }
    line(
      "",
      "\(ReportText.count(found.count, "combination")) will do;"
        + (found.count == 1 ? " it is " : " the best: ") + best.joined(separator: ", then ")
        + (found.count > best.count ? " …" : ""), to: &report)
  }

  // MARK: Selection

  private func addSelection(to report: inout ReportText) {
    if let error = attempt.steps.selectionError {
      line("selection", error, to: &report)
      return
    }
    let placement = attempt.binding.placement
    guard !placement.ignoresSpreadConstraints, let limits = placement.spreadConstraint(.cluster),
      !attempt.steps.selected.isEmpty
    else { return }
    var text =
      "\(ReportText.count(attempt.steps.selected.count, "cluster")), of at least"
      + " \(limits.minGroups)" + (limits.maxGroups > 0 ? " and at most \(limits.maxGroups)" : "")
    let swapped = explanation.swappedIn.map { clusters[$0].name }
    if !swapped.isEmpty {
      text += "; the first in order of preference have too little room, so in came"
      text += " \(ReportText.names(swapped, limit: limit)) for theirs"
    }
    line("selection", text, to: &report)
  }

  // MARK: Division

  private func add(_ step: DivisionStep, to report: inout ReportText) {
    let text = DivisionText(step: step, binding: attempt.binding, clusters: clusters)
    line("division", text.sentence, to: &report)
    if let spared = text.spared(limit: limit) { line("", spared, to: &report) }
    guard let rounding = WebsterRounding(step) else { return }
    if rounding.shares.count > 1 {
      report.table(text.table(rounding, limit: limit), indent: indent)
      if let last = text.last(rounding) { line("", last, to: &report) }
    }
  }
}
