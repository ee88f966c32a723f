import GoSemantics
import KubeFleet
import KubernetesAPI

extension PlaceKubeFleet {
  /// The column behind the labels.
  private static let indent = 13

  /// The decisions in words, one block per placement.
  public func text(_ options: PlaceOptions = PlaceOptions()) -> String {
    var report = ReportText()
    if decisions.isEmpty { report.add("No placement among the manifests.") }
    for decision in decisions {
      if !report.lines.isEmpty { report.gap() }
      add(decision, to: &report, options)
    }
    for service in services {
      report.gap()
      report.paragraph(
        "MultiClusterService \(service.name): imports \(service.service)", indent: 0, hanging: 13)
      let clusters = service.clusters.isEmpty ? "none" : service.clusters.joined(separator: ", ")
      report.paragraph(
        "\(clusters); every ready pod there has the same chance", label: "backends",
        indent: Self.indent)
      if let problem = service.problem {
        report.paragraph(problem, label: "problem", indent: Self.indent)
      }
    }
    if !notes.isEmpty { report.gap() }
    for note in notes { report.paragraph("Note: \(note).", indent: 0) }
    return report.text
  }

  private func add(
    _ decision: Decision, to report: inout ReportText, _ options: PlaceOptions
  ) {
    let limit = options.showsAll ? Int.max - 1 : 20
    func line(_ label: String, _ text: String) {
      report.paragraph(text, label: label, indent: Self.indent)
    }
    report.paragraph(
      "\(decision.title): \(Self.policyText(decision.placement.spec.policy))", indent: 0,
      hanging: 13)
    line(
      "selects",
      decision.selected.isEmpty
        ? "nothing among the manifests" : ReportText.names(decision.selected, limit: 5))
    if !decision.before.isEmpty {
      line("runs", Self.bindingsText(decision.before, limit: limit))
    }
    addFilters(decision, to: &report, options)
    if !decision.scores.isEmpty {
      report.table(scoreTable(decision, limit: limit), label: "clusters", indent: Self.indent)
    }
    if let failure = decision.failure {
      line("result", "the scheduler fails, and tries again when something changes: \(failure)")
      return
    }
    line(
      "result",
      decision.clusters.isEmpty
        ? "no cluster" : ReportText.names(decision.clusters, limit: limit))
    if let status = decision.status, !status.isFulfilled { line("problem", status.message) }
    for choice in decision.choices
    where !choice.selected && decision.snapshot.spec.policy?.placementType == "PickFixed" {
      line("", choice.reason)
    }
    if !decision.leaving.isEmpty {
      line("leaves", ReportText.names(decision.leaving, limit: limit))
    }
    if decision.leavesFirst.count > 1 {
      line(
        "then first", "with a smaller N: \(ReportText.names(decision.leavesFirst, limit: 5))")
    }
    addOverrides(decision, to: &report, limit)
    addWaves(decision, to: &report, limit)
    for plan in decision.stagePlans { add(plan, to: &report, limit) }
  }

  private static func policyText(_ policy: PlacementPolicy?) -> String {
    switch policy?.placementType ?? "PickAll" {
    case "PickN":
      "PickN, \(ReportText.count(policy?.numberOfClusters ?? 0, "cluster"))"
    case "PickFixed": "PickFixed, \(ReportText.count(policy?.clusterNames.count ?? 0, "cluster"))"
    case let type: type
    }
  }

  private static func bindingsText(_ bindings: [BindingRow], limit: Int) -> String {
    ReportText.names(
      bindings.map { binding in
        let state = binding.isDeleting ? "being deleted" : binding.state.lowercased()
        return "\(binding.targetCluster) (\(state))"
      }, limit: limit)
  }

  // MARK: Filters and scores

  private func addFilters(
    _ decision: Decision, to report: inout ReportText, _ options: PlaceOptions
  ) {
    guard !decision.verdicts.isEmpty else { return }
    let names = options.showsAll ? Int.max - 1 : 5
    let passing = decision.verdicts.count { $0.isEmpty }
    report.paragraph(
      "\(passing) of \(ReportText.count(fleet.clusters.count, "cluster"))"
        + " \(passing == 1 ? "passes" : "pass")", label: "filters", indent: Self.indent)
    var order: [String] = []
    var failing: [String: [String]] = [:]
    for index in fleet.byNameOrder where !decision.verdicts[index].isEmpty {
      let verdict = decision.verdicts[index].map {
        "\($0.plugin.rawValue): \($0.reason)"
      }.joined(separator: "; ")
      if failing[verdict] == nil { order.append(verdict) }
      failing[verdict, default: []].append(fleet.clusters[index].name)
    }
    for verdict in order {
      let clusters = failing[verdict] ?? []
      report.paragraph(
        "\(clusters.count) \(clusters.count == 1 ? "fails" : "fail") \(verdict):"
          + " \(ReportText.names(clusters, limit: names))", indent: Self.indent)
    }
  }

  private func scoreTable(_ decision: Decision, limit: Int) -> TextTable {
    var table = TextTable([
      .text("cluster"), .number("spread"), .number("affinity"), .number("stays"),
      .number("picked"),
    ])
    for score in decision.scores.prefix(limit) {
      table.rows.append([
        fleet.clusters[score.cluster].name, "\(score.scored.topologySpread)",
        "\(score.scored.affinity)", "\(score.scored.obsoleteAffinity)",
        score.order.map { "\($0)." } ?? "no",
      ])
    }
    if decision.scores.count > limit {
      table.footnote = "… and \(decision.scores.count - limit) more that pass; --all shows them"
    }
    return table
  }

  // MARK: Overrides, waves, stages

  private func addOverrides(_ decision: Decision, to report: inout ReportText, _ limit: Int) {
    for (index, entry) in decision.overrides.prefix(limit).enumerated() {
      var text = entry.names.isEmpty ? "none" : entry.names.joined(separator: ", ")
      if !entry.deleted.isEmpty {
        text += "; not there: \(ReportText.names(entry.deleted, limit: 5))"
      }
      if let problem = entry.problem { text += "; \(problem)" }
      report.paragraph(
        "\(entry.cluster): \(text)", label: index == 0 ? "overrides" : "", indent: Self.indent)
      for line in entry.diff {
        report.add(String(repeating: " ", count: Self.indent + 2) + line)
      }
    }
  }

  private func addWaves(_ decision: Decision, to report: inout ReportText, _ limit: Int) {
    for (label, waves) in [("rollout", decision.rollout), ("update", decision.update)] {
      guard let waves, !waves.waves.isEmpty || !waves.held.isEmpty else { continue }
      for (index, wave) in waves.waves.prefix(limit).enumerated() {
        var parts: [String] = []
        func part(_ verb: String, _ names: [String]) {
          if !names.isEmpty { parts.append(verb + ReportText.names(names, limit: 5)) }
        }
        part("", wave.updated)
        part(decision.before.isEmpty ? "" : "adds ", wave.added)
        part("removes ", wave.removed)
        report.paragraph(
          "wave \(index + 1): \(parts.joined(separator: "; "))", label: index == 0 ? label : "",
          indent: Self.indent)
      }
      if waves.waves.count > limit {
        report.paragraph(
          "… and \(waves.waves.count - limit) more waves; --all shows them", indent: Self.indent)
      }
      if !waves.held.isEmpty {
        report.paragraph(
          "held back until others are available: \(ReportText.names(waves.held, limit: 5))",
          label: waves.waves.isEmpty ? label : "", indent: Self.indent)
      }
    }
  }

  private func add(_ plan: StagePlan, to report: inout ReportText, _ limit: Int) {
    let run = plan.name.isEmpty ? "an update run" : "run \(plan.name)"
    report.paragraph(
      "strategy \(plan.strategy), \(run)", label: "stages", indent: Self.indent)
    if let problem = plan.problem {
      report.paragraph(problem, label: "problem", indent: Self.indent)
      return
    }
    for (index, stage) in plan.stages.enumerated() {
      var text = "\(index + 1). \(stage.name): "
      if stage.clusters.isEmpty {
        text += "no clusters, skipped with its tasks"
      } else {
        if !stage.before.isEmpty { text += stage.before.joined(separator: " and ") + ", then " }
        text += stage.waves.prefix(limit).map { $0.joined(separator: " + ") }.joined(
          separator: ", then ")
        if stage.waves.count > limit { text += " and \(stage.waves.count - limit) more waves" }
        text += " (\(stage.concurrency) at once)"
        if !stage.after.isEmpty { text += ", then " + stage.after.joined(separator: " and ") }
      }
      report.paragraph(text, indent: Self.indent)
    }
    if !plan.deleted.isEmpty {
      report.paragraph(
        "\(plan.stages.count + 1). deletion, all at once: "
          + ReportText.names(plan.deleted, limit: limit), indent: Self.indent)
    }
  }
}
