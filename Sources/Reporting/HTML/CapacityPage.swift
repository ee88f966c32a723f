import Experiments

/// `plan.html`: the answer, and the curve from setting to estimate that led to it.
struct CapacityPage {
  var result: CapacityResult

  var html: String {
    let variables = result.variables.map {
      "<li><code>\($0.path)</code>: \($0.values)</li>" as Markup
    }
    let notes = result.notes.map { "<p class=\"caveat\"><b>Note.</b> \($0)</p>" as Markup }
    let tried = Narrative.counted(result.settings.count, "setting")
    return PlainPage(
      title: "\(result.scenario) – plan", eyebrow: "Regatta plan", heading: result.scenario,
      provenance: "Regatta \(result.engineVersion), scenario \(result.scenario) (digest"
        + " \(result.digest)), seed \(result.seed), confidence \(result.confidence).",
      body: """
        <section class="story"><p class="headline">\(CapacityReports.answer(result))</p>
        <p class="about">\(CapacityReports.meaning(result)) \(tried) of \
        \(Figures.whole(result.candidates)) were tried, all with the same random numbers.</p>
        <ul>\(variables)</ul>\(notes)</section>
        \(shares)\(curves)
        """
    ).html
  }

  private var shares: Markup? {
    guard let target = result.share else { return nil }
    let rows = result.settings.enumerated().compactMap { index, setting in
      setting.shareSummary.map { (index, setting, $0, target) }
    }
    return section(
      "Runs that meet all objectives",
      "Bars are exact intervals of the share of runs; the dashed line is the share wanted.", rows)
  }

  private var curves: Markup {
    var out: Markup = ""
    for (place, objective) in (result.settings.first?.objectives ?? []).enumerated() {
      let rows = result.settings.enumerated().map { index, setting in
        (index, setting, setting.metrics[place], objective.bound)
      }
      out += section(
        objective.objective,
        "The mean of the metric at every setting that was tried, with the interval that decided; the"
          + " dashed line is the bound.", rows)
    }
    return out
  }

  private func section(
    _ title: String, _ about: String,
    _ rows: [(index: Int, setting: PlannedSetting, metric: MetricSummary, bound: Double)]
  ) -> Markup {
    let values = rows.flatMap { [$0.metric.estimate, $0.metric.lower, $0.metric.upper, $0.bound] }
      .compactMap { $0 }
    let first = rows.first?.metric
    let scale = Scale.fitting(values, unit: first?.unit ?? "", group: first?.group ?? "")
    let lines = rows.map { row -> Markup in
      let isAnswer = row.index == result.found
      let kind: Markup =
        switch row.setting.verdict {
        case .holds: "good"
        case .fails: "bad"
        case .open: "open"
        }
      let sign: Markup =
        switch row.setting.verdict {
        case .holds: "✓"
        case .fails: "✗"
        case .open: "?"
        }
      let label = row.setting.settings.joined(separator: ", ")
      let name: Markup = isAnswer ? "<b>\(label)</b>" : "\(label)"
      let picture = Charts.picture(
        Charts.Row(label: label, metric: row.metric, bound: row.bound), scale)
      return """
        <tr><th scope="row" title="\(label)">\(name)</th><td class="picture">\(picture)</td>\
        <td class="figure">\(Charts.figure(row.metric))</td><td class="verdict \(kind)">\
        <span>\(sign)</span> \(CapacityReports.verdict(row.setting, isAnswer))</td></tr>

        """
    }
    return """
      <section><h2><code>\(title)</code></h2><p class="about">\(about)</p>
      <table class="chart" style="\(Charts.intervalWidth(rows.map(\.metric)))"><tbody>
      \(lines)</tbody><tfoot aria-hidden="true"><tr><td></td><td class="picture">\(Charts.axis(scale))\
      </td><td></td><td></td></tr></tfoot></table></section>

      """
  }
}
