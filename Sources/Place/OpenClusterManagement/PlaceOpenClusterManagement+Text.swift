import GoSemantics
import KubernetesAPI
import OpenClusterManagement

extension PlaceOpenClusterManagement {
  /// The column behind the labels.
  private static let indent = 13

  /// The decisions in words, one block per placement, set and policy.
  public func text(_ options: PlaceOptions = PlaceOptions()) -> String {
    if placements.isEmpty && replicaSets.isEmpty && policies.isEmpty {
      return "No placement among the manifests.\n"
    }
    var report = ReportText()
    let limit = options.showsAll ? Int.max - 1 : 20
    for outcome in placements {
      if !report.lines.isEmpty { report.gap() }
      add(outcome, to: &report, limit: limit)
    }
    for outcome in replicaSets {
      if !report.lines.isEmpty { report.gap() }
      Self.add(outcome, to: &report, limit: limit)
    }
    for outcome in policies {
      if !report.lines.isEmpty { report.gap() }
      Self.add(outcome, to: &report, limit: limit)
    }
    return report.text
  }

  // MARK: Placements

  private func add(_ outcome: PlacementOutcome, to report: inout ReportText, limit: Int) {
    func line(_ label: String, _ text: String) {
      report.paragraph(text, label: label, indent: Self.indent)
    }
    let wanted = outcome.placement.spec.numberOfClusters
    report.paragraph(
      "\(outcome.title): wants "
        + (wanted.map { ReportText.count($0, "cluster") } ?? "all clusters"), indent: 0)
    if let sync = outcome.sync {
      let candidates = ReportText.count(sync.sets.available.count, "candidate")
      line(
        "sets",
        sync.sets.eligible.isEmpty
          ? "none" : "\(sync.sets.eligible.joined(separator: ", ")): \(candidates)")
      for filter in sync.schedule.filters {
        line(
          filter.name == sync.schedule.filters.first?.name ? "filters" : "",
          "\(filter.name.split(separator: ",").last ?? ""): "
            + "\(ReportText.count(filter.clusters.count, "cluster")) left")
      }
      for rejection in Self.rejections(outcome, sync, table) {
        line(
          "",
          "\(ReportText.count(rejection.clusters.count, "cluster")): \(rejection.reason): "
            + ReportText.names(rejection.clusters, limit: limit))
      }
      addRanking(sync, to: &report, limit: limit)
      line("result", Self.result(sync, table, limit: limit))
      for group in sync.groups.groups
      where sync.groups.groups.count > 1 || !group.decisionGroupName.isEmpty {
        line("group \(group.decisionGroupIndex)", groupText(group, sync, limit: limit))
      }
      line("writes", Self.writes(sync.writes))
      for condition in sync.conditions {
        line(
          condition.type == sync.conditions.first?.type ? "conditions" : "",
          "\(condition.type) \(condition.status), \(condition.reason): \(condition.message)")
      }
      if sync.status.code == .warning { line("warning", sync.status.message) }
      if let time = sync.schedule.requeueTime {
        line("again", "at \(time.rfc3339), when a toleration ends")
      }
    }
    for note in outcome.notes { line("note", note) }
  }

  /// The reasons against candidates, the most frequent first.
  static func rejections(
    _ outcome: PlacementOutcome, _ sync: PlacementSync, _ table: ClusterTable
  ) -> [(reason: String, clusters: [String])] {
    var places: [String: Int] = [:]
    var rejections: [(reason: String, clusters: [String])] = []
    for (place, cluster) in sync.sets.available.enumerated() {
      let reason = outcome.reason(at: place)
      if reason.isEmpty { continue }
      let known = places[reason] ?? rejections.count
      if known == rejections.count {
        places[reason] = known
        rejections.append((reason, []))
      }
      rejections[known].clusters.append(table.name(cluster))
    }
    stableSort(&rejections) { $0.clusters.count > $1.clusters.count }
    return rejections
  }

  private func addRanking(_ sync: PlacementSync, to report: inout ReportText, limit: Int) {
    let schedule = sync.schedule
    guard let ranking = schedule.ranking, !ranking.isEmpty else { return }
    var places: [Int: Int] = [:]
    for (place, cluster) in (schedule.filters.last?.clusters ?? []).enumerated() {
      places[cluster] = place
    }
    var table = TextTable(
      [.number("rank"), .text("cluster")]
        + schedule.prioritizers.map { .number(Self.heading($0)) }
        + [.number("total"), .text("chosen")])
    // The cut is what a reader looks for: the rows before it come first, then some behind it.
    for (rank, cluster) in ranking.enumerated().prefix(limit) {
      guard let place = places[cluster] else { continue }
      let scores = schedule.prioritizers.map { scores -> String in
        guard let score = scores.score(at: place) else { return "-" }
        let weighted = score &* Int64(scores.weight)
        return scores.weight == 1 ? "\(score)" : "\(score) → \(weighted)"
      }
      table.rows.append(
        ["\(rank + 1)", self.table.name(cluster)] + scores
          + ["\(schedule.totals[rank])", rank < schedule.selectedCount ? "yes" : "no"])
    }
    if ranking.count > limit {
      table.footnote = "… and \(ranking.count - limit) more clusters; --all shows them"
    }
    report.table(table, label: "scores", indent: Self.indent)
  }

  /// A prioritizer's name, short enough for a table of all of them.
  private static func heading(_ scores: PrioritizerScores) -> String {
    var name = scores.name
    for prefix in ["ResourceAllocatable", "AddOn/"] where name.hasPrefix(prefix) {
      name.removeFirst(prefix.count)
    }
    return scores.weight == 1 ? name : "\(name) ×\(scores.weight)"
  }

  private static func result(
    _ sync: PlacementSync, _ table: ClusterTable, limit: Int
  ) -> String {
    let names = sync.schedule.selected.sorted().map(table.name)
    let missing =
      sync.schedule.unscheduled > 0
      ? "; \(ReportText.count(sync.schedule.unscheduled, "more cluster")) wanted" : ""
    if names.isEmpty { return "no cluster" + missing }
    return "\(ReportText.count(names.count, "cluster")): "
      + ReportText.names(names, limit: limit) + missing
  }

  private func groupText(
    _ group: DecisionGroupStatus, _ sync: PlacementSync, limit: Int
  ) -> String {
    let clusters = sync.groups.slices.filter { $0.groupIndex == Int(group.decisionGroupIndex) }
      .flatMap(\.clusters).map(table.name)
    let name = group.decisionGroupName.isEmpty ? "" : "\(group.decisionGroupName): "
    return name + "\(ReportText.count(clusters.count, "cluster")): "
      + ReportText.names(clusters, limit: limit)
  }

  private static func writes(_ writes: DecisionWrites) -> String {
    if writes.writes.isEmpty { return "nothing" }
    let words: [(DecisionWrites.Action, String)] = [
      (.create, "created"), (.updateDecisions, "changed"), (.updateLabels, "relabelled"),
      (.delete, "deleted"), (.keep, "unchanged"),
    ]
    return words.compactMap { action, word in
      let names = writes.writes.filter { $0.action == action }.map(\.object.metadata.name)
      return names.isEmpty ? nil : "\(word) \(ReportText.names(names, limit: 5))"
    }.joined(separator: "; ")
  }

  // MARK: Sets and policies

  private static func add(
    _ outcome: ReplicaSetOutcome, to report: inout ReportText, limit: Int
  ) {
    func line(_ label: String, _ text: String) {
      report.paragraph(text, label: label, indent: indent)
    }
    func list(_ label: String, _ names: [String]) {
      if !names.isEmpty { line(label, ReportText.names(names, limit: limit)) }
    }
    report.paragraph(
      "\(outcome.title): a ManifestWork on \(ReportText.count(outcome.clusters.count, "cluster"))",
      indent: 0)
    list("creates", outcome.pass.created)
    list("updates", outcome.pass.updated)
    list("deletes", outcome.pass.deleted)
    for plan in outcome.plans {
      line("rollout", "placement \(plan.placement), \(plan.strategy)")
      for (number, wave) in plan.waves.prefix(limit).enumerated() {
        let time =
          wave.start == 0 ? "now" : "after \(GoDuration.format(nanoseconds: wave.start))"
        line(
          "wave \(number + 1)",
          "\(time), \(ReportText.count(wave.clusters.count, "cluster")): "
            + ReportText.names(wave.clusters, limit: limit))
      }
      if plan.waves.count > limit {
        line("", "… and \(plan.waves.count - limit) more waves; --all shows them")
      }
      if plan.waves.isEmpty && plan.blocking.isEmpty && plan.problem == nil {
        line("", "every cluster has the template")
      }
      if !plan.blocking.isEmpty {
        line("waits for", ReportText.names(plan.blocking, limit: limit))
      }
      if let problem = plan.problem { line("error", problem) }
    }
    for condition in outcome.pass.status.conditions {
      line(
        condition.type == outcome.pass.status.conditions.first?.type ? "conditions" : "",
        "\(condition.type) \(condition.status), \(condition.reason)"
          + (condition.message.isEmpty ? "" : ": \(condition.message)"))
    }
    if let wait = outcome.pass.requeueAfter {
      line("again", "after \(GoDuration.format(nanoseconds: wait))")
    }
  }

  private static func add(_ outcome: PolicyOutcome, to report: inout ReportText, limit: Int) {
    func line(_ label: String, _ text: String) {
      report.paragraph(text, label: label, indent: indent)
    }
    let action = outcome.policy.spec.remediationAction
    report.paragraph(
      "\(outcome.title): "
        + (outcome.policy.spec.disabled
          ? "disabled" : action.isEmpty ? "each template's own action" : action),
      indent: 0)
    for isEnforced in [false, true] {
      let replicas = outcome.placement.replicas.filter { ($0.overriddenBy != nil) == isEnforced }
      if replicas.isEmpty { continue }
      let binding = replicas.compactMap(\.overriddenBy).first
      line(
        isEnforced ? "enforced" : "clusters",
        "\(ReportText.count(replicas.count, "cluster")): "
          + ReportText.names(replicas.map(\.cluster), limit: limit)
          + (binding.map { " (PlacementBinding \($0))" } ?? ""))
    }
    if outcome.placement.replicas.isEmpty { line("clusters", "none") }
    let listed = Set(outcome.placement.replicas.map(\.cluster))
    let extra = outcome.placement.listed.map(\.cluster).filter { !listed.contains($0) }
    if !extra.isEmpty {
      line("note", "listed in the status without a copy: \(ReportText.names(extra, limit: limit))")
    }
    line(
      "compliance", outcome.root == .unknown ? "unknown" : outcome.root.rawValue)
  }
}
