import GoSemantics
import Karmada
import KubernetesAPI

extension PlaceKarmada {
  /// The column behind the labels.
  private static let indent = 13

  /// The decisions in words, one block per resource; resources that nothing claims come last, in
  /// one paragraph.
  public func text(_ options: PlaceOptions = PlaceOptions()) -> String {
    if decisions.isEmpty { return "No resource to place.\n" }
    var report = ReportText()
    var unclaimed: [String] = []
    for decision in decisions {
      let isPlain =
        decision.policy == nil && decision.running == nil && decision.nearMisses.isEmpty
        && decision.demand.replicas == 0
      if isPlain && !options.showsAll {
        unclaimed.append(decision.resource.title)
        continue
      }
      if !report.lines.isEmpty { report.gap() }
      add(decision, to: &report, options)
    }
    if !unclaimed.isEmpty {
      if !report.lines.isEmpty { report.gap() }
      report.paragraph(
        "No policy matches \(ReportText.count(unclaimed.count, "resource")):"
          + " \(ReportText.names(unclaimed, limit: 10)).", indent: 0)
    }
    report.gap()
    report.paragraph(summary, indent: 0)
    return report.text
  }

  /// How many resources found a place.
  private var summary: String {
    let problems = decisions.filter { $0.policy != nil && Self.problem($0) != nil }
      .map(\.resource.title)
    let unclaimed = decisions.count { $0.policy == nil }
    var parts = ["\(decisions.count - problems.count - unclaimed) placed"]
    if !problems.isEmpty {
      parts.append("\(problems.count) not (\(ReportText.names(problems, limit: 5)))")
    }
    if unclaimed > 0 { parts.append("\(unclaimed) without a policy") }
    return ReportText.count(clusters.count, "cluster") + ", "
      + ReportText.count(decisions.count, "resource") + ": " + parts.joined(separator: ", ") + "."
  }

  private func add(_ decision: Decision, to report: inout ReportText, _ options: PlaceOptions) {
    let limit = options.showsAll ? Int.max - 1 : 20
    func line(_ label: String, _ text: String) {
      report.paragraph(text, label: label, indent: Self.indent)
    }
    report.paragraph(
      "\(decision.resource.title): \(Self.text(decision.demand))", indent: 0, hanging: 13)
    if let policy = decision.policy {
      line(
        "policy",
        "\(policy.kind) \(policy.name), priority \(policy.priority): \(policy.closeness.text)"
          + (policy.isSticky ? ", and claimed it before" : ""))
      for other in policy.others.prefix(limit) {
        line("", "stands back: \(other.kind) \(other.name) (\(other.reason))")
      }
      if policy.others.count > limit {
        line("", "… and \(policy.others.count - limit) more; --all shows them")
      }
    } else {
      line("policy", "none")
      for miss in decision.nearMisses.prefix(options.showsAll ? .max : 5) {
        line("", "does not match: \(miss)")
      }
    }
    if let running = decision.running {
      let place =
        running.clusters.isEmpty ? "nowhere" : Self.list(running.clusters, limit: limit)
      line("runs", "\(place) (\(running.source))")
      if decision.policy != nil {
        line(
          "trigger",
          decision.trigger?.text
            ?? "none: the scheduler leaves it where it is; below is what it would see")
      }
    }
    for (index, attempt) in decision.attempts.enumerated() {
      if index == 0 { line("strategy", attempt.binding.strategyText) }
      AttemptText(attempt: attempt, clusters: clusters, options: options).add(to: &report)
    }
    if let result = decision.result {
      line("result", Self.text(result, limit: limit))
    } else if decision.policy != nil, decision.trigger == nil, decision.running != nil {
      line("result", "stays: \(Self.list(decision.targets, limit: limit))")
    }
    add(decision.rendered, to: &report, options)
    for note in decision.notes { line("note", note) }
  }

  /// What clusters get, those that get the same together.
  private func add(
    _ objects: [RenderedObject], to report: inout ReportText, _ options: PlaceOptions
  ) {
    struct Content: Hashable {
      var policies: [String]
      var diff: [String]
      var error: String?
    }
    var order: [Content] = []
    var clusters: [Content: [String]] = [:]
    for object in objects {
      let content = Content(policies: object.policies, diff: object.diff, error: object.error)
      if clusters[content] == nil { order.append(content) }
      clusters[content, default: []].append(object.cluster)
    }
    let limit = options.showsAll ? Int.max - 1 : 10
    for content in order.prefix(limit) {
      let names = ReportText.names(clusters[content] ?? [], limit: options.showsAll ? limit : 5)
      let policies =
        content.policies.isEmpty
        ? "no override" : content.policies.joined(separator: ", then ")
      let failure = content.error.map { "nothing is delivered: \($0)" }
      let same = content.diff.isEmpty ? ": the template" : ""
      report.paragraph(
        "\(names): \(failure ?? policies + same)", label: "object", indent: Self.indent)
      for line in content.diff {
        report.add(String(repeating: " ", count: Self.indent) + line)
      }
    }
    if order.count > limit {
      report.paragraph(
        "… and \(order.count - limit) more differences; --all shows them", indent: Self.indent)
    }
  }

  private static func text(_ demand: TemplateDemand) -> String {
    guard demand.replicas > 0 || demand.requests != nil else { return "runs no pods" }
    let replicas = ReportText.count(demand.replicas, "replica")
    var requests = (demand.requests ?? [:]).map { (name: $0, amount: $1.text) }
    stableSort(&requests) { bytewiseLess($0.name, $1.name) }
    guard !requests.isEmpty else { return replicas + " without requests" }
    let each = demand.replicas == 1 ? "with" : "of"
    return replicas + " \(each) "
      + requests.map { "\($0.name) \($0.amount)" }.joined(separator: ", ")
  }

  /// Targets with their replicas.
  static func list(_ targets: [TargetCluster], limit: Int) -> String {
    let parts = targets.sortedByName.map { target in
      target.replicas == 0 ? target.name : "\(target.name) \(target.replicas)"
    }
    return ReportText.names(parts, limit: limit)
  }

  private static func text(_ result: SchedulingResult, limit: Int) -> String {
    switch result.reason {
    case .success:
      let targets = result.targets ?? []
      return targets.isEmpty ? "no replicas anywhere" : list(targets, limit: limit)
    case .noClusterFit:
      return "NoClusterFit: \(result.message) Targets are cleared; only an event retries."
    case .unschedulable, .schedulerError, .quotaExceeded:
      let wait =
        result.retry == .unschedulable
        ? "after five minutes or an event" : "after a back-off of up to ten seconds"
      return "\(result.reason.rawValue): \(result.message) Targets stay; retried \(wait)."
    }
  }
}

extension BindingState {
  /// How replicas are divided, in words.
  var strategyText: String {
    let division =
      switch placement.strategy {
      case .duplicated: "Duplicated: every cluster runs all replicas"
      case .aggregated: "Divided, Aggregated: as few clusters as possible"
      case .dynamicWeight: "Divided, Weighted by AvailableReplicas: in proportion to what fits"
      case .staticWeight(let weights):
        weights.rules.isEmpty
          ? "Divided, Weighted: equal weights" : "Divided, Weighted: static weights"
      case .unsupported(let type, let preference): "unsupported: \(type) \(preference)"
      }
    return division + (isFresh ? ", afresh" : "")
  }
}
