import Experiments

/// Every metric of every arm, for reading, sorting and filtering.
struct MetricTable {
  var result: ExperimentResult

  var markup: Markup {
    let arms = result.arms.count > 1
    let headings =
      (arms ? ["arm"] : []) + [
        "metric", "about", "estimate", "from", "to", "least", "most", "n", "method",
      ]
    let head = headings.map {
      "<th scope=\"col\"><button type=\"button\">\($0)</button></th>" as Markup
    }
    var rows: Markup = ""
    for arm in result.arms {
      for metric in arm.metrics { rows += row(metric, arm: arms ? arm.name : nil) }
    }
    let count = result.arms.reduce(0) { $0 + $1.metrics.count }
    return """
      <section class="all"><h2>All metrics</h2>
      <p class="about">Every digit is in result.json, every replication in replications.csv. “from” and \
      “to” are the ends of the interval, “least” and “most” the extremes over replications, “n” the \
      replications that define the metric.</p>
      <p class="filter"><label>Show rows with <input type="search" id="filter" autocomplete="off" \
      placeholder="such as eu-west or p99"></label> <span id="shown" role="status">\
      \(Figures.whole(count)) rows</span></p>
      <div class="scroll"><table class="metrics" id="metrics"><thead><tr>\(head)</tr></thead><tbody>
      \(rows)</tbody></table></div></section>

      """
  }

  private func row(_ metric: MetricSummary, arm: String?) -> Markup {
    let first: Markup? = arm.map { "<td>\($0)</td>" }
    return """
      <tr>\(first)<td title="\(metric.help)"><code>\(metric.name)</code></td>\
      <td>\(metric.subject)</td>\(cell(metric.estimate, metric, unit: true))\
      \(cell(metric.lower, metric))\(cell(metric.upper, metric))\(cell(metric.minimum, metric))\
      \(cell(metric.maximum, metric))<td data-value="\(metric.count)">\(Figures.whole(metric.count))</td>\
      <td>\(metric.method)</td></tr>

      """
  }

  private func cell(_ value: Double?, _ metric: MetricSummary, unit: Bool = false) -> Markup {
    guard let value else { return "<td>–</td>" }
    let half = metric.lower.flatMap { lower in metric.upper.map { ($0 - lower) / 2 } }
    let text = Figures.value(value, unit: metric.unit, halfWidth: half)
    let word: Markup? =
      unit && !metric.unitWord.isEmpty ? " <small>\(metric.unitWord)</small>" : nil
    return "<td data-value=\"\(Markup(trusted: "\(value)"))\">\(text)\(word)</td>"
  }
}
