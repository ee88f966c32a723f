import GoSemantics
import Karmada
import KubernetesAPI

extension PlaceKarmada {
  /// The decisions in words, with one table of clusters per attempt.
  public func text() -> String {
    if decisions.isEmpty { return "No resource to place.\n" }
    return decisions.map(text).joined(separator: "\n")
  }

  private func text(_ decision: Decision) -> String {
    var lines = ["\(decision.resource.title): \(Self.text(decision.demand))"]
    if let policy = decision.policy {
      lines.append(
        "  policy     \(policy.kind) \(policy.name), priority \(policy.priority):"
          + " \(policy.closeness.text)")
      for other in policy.others { lines.append("             stands back: \(other)") }
    }
    for attempt in decision.attempts { lines += text(attempt) }
    if let result = decision.result { lines.append("  result     \(text(result))") }
    for note in decision.notes { lines.append("  note       \(note)") }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func text(_ demand: TemplateDemand) -> String {
    guard demand.replicas > 0 || demand.requests != nil else { return "runs no pods" }
    let replicas = "\(demand.replicas) \(demand.replicas == 1 ? "replica" : "replicas")"
    var requests = (demand.requests ?? [:]).map { (name: $0, amount: $1.text) }
    stableSort(&requests) { bytewiseLess($0.name, $1.name) }
    guard !requests.isEmpty else { return replicas + " without requests" }
    return replicas + " of " + requests.map { "\($0.name) \($0.amount)" }.joined(separator: ", ")
  }

  private func text(_ attempt: Attempt) -> [String] {
    var lines = ["  strategy   \(attempt.binding.strategyText)"]
    if !attempt.affinityName.isEmpty { lines.append("  group      \(attempt.affinityName)") }
    lines += table(attempt).map { "  " + $0 }
    if let error = attempt.steps.selectionError { lines.append("  selection  \(error)") }
    if case .unschedulable(let message) = attempt.outcome {
      lines.append("  division   \(message)")
    }
    return lines
  }

  private func table(_ attempt: Attempt) -> [String] {
    let placed = attempt.targets
    var rows = [["cluster", "score", "fits", "has", "selected", "replicas", "filter"]]
    for index in clusters.indices {
      let name = clusters[index].name
      var row = [name]
      if let candidate = attempt.steps.candidates.first(where: { $0.index == index }) {
        let has = candidate.available - Int64(candidate.allocatable)
        let isSelected = attempt.steps.selected.contains { $0.index == index }
        row += [
          "\(candidate.score)",
          candidate.allocatable == .max ? "any" : "\(candidate.allocatable)", "\(has)",
          isSelected ? "yes" : "no", placed[name].map { "\($0)" } ?? "-",
        ]
      } else {
        row += ["-", "-", "-", "no", "-"]
      }
      rows.append(row + [filterText(attempt, index)])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private func filterText(_ attempt: Attempt, _ index: Int) -> String {
    if clusters[index].isDeleting { return "is being deleted" }
    let reasons = attempt.reasons[index]
    return reasons.isEmpty ? "passes" : reasons.map(\.text).joined(separator: "; ")
  }

  private func text(_ result: SchedulingResult) -> String {
    switch result.reason {
    case .success:
      let targets = result.targets ?? []
      if targets.isEmpty { return "no replicas anywhere" }
      let parts = targets.sortedByName.map { target in
        target.replicas == 0 ? target.name : "\(target.name) \(target.replicas)"
      }
      return parts.joined(separator: ", ")
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

extension WorkloadReference {
  /// Kind, namespace and name.
  var title: String { "\(kind) \(namespace.isEmpty ? name : "\(namespace)/\(name)")" }
}

extension BindingState {
  /// How replicas are divided, in words.
  var strategyText: String {
    let division =
      switch placement.strategy {
      case .duplicated: "Duplicated: every cluster runs all replicas"
      case .aggregated: "Divided, Aggregated: as few clusters as possible"
      case .dynamicWeight: "Divided, Weighted: in proportion to what fits"
      case .staticWeight(let weights):
        weights.rules.isEmpty
          ? "Divided, Weighted: equal weights" : "Divided, Weighted: static weights"
      case .unsupported(let type, let preference): "unsupported: \(type) \(preference)"
      }
    return division + (isFresh ? ", afresh" : "")
  }
}

extension PlaceKarmada.Attempt {
  /// The replicas given to each cluster, if any were.
  var targets: [String: Int32] {
    guard case .placed(let targets) = outcome else { return [:] }
    return Dictionary(targets.map { ($0.name, $0.replicas) }) { first, _ in first }
  }
}

extension [TargetCluster] {
  /// The targets in byte-wise name order; upstream's own order is partly random.
  var sortedByName: [TargetCluster] {
    var sorted = self
    stableSort(&sorted) { bytewiseLess($0.name, $1.name) }
    return sorted
  }
}
