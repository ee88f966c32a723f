import Experiments

/// `sweep.html`: one file for a browser, with no network and no script.
struct SweepPage {
  var result: SweepResult

  var html: String {
    let variables = result.variables.map {
      "<li><code>\($0.path)</code>: \($0.values)</li>" as Markup
    }
    let sections: Markup = result.sensitivity.isEmpty ? curves : tornadoes
    let notes = result.notes.map { "<p class=\"caveat\"><b>Note.</b> \($0)</p>" as Markup }
    return PlainPage(
      title: "\(result.scenario) – sweep", eyebrow: "Regatta sweep", heading: result.scenario,
      provenance: "Regatta \(result.engineVersion), scenario \(result.scenario) (digest"
        + " \(result.digest)), seed \(result.seed), design \(result.design),"
        + " \(Narrative.counted(result.points.count, "setting")).",
      body: """
        <section><h2>What was varied</h2><p class="about">Every setting ran with the same random \
        numbers, so that what differs between settings is theirs.</p><ul>\(variables)</ul>\(notes)</section>
        \(sections)\(table)
        """
    ).html
  }

  /// One chart per metric: a row per setting.
  private var curves: Markup {
    var out: Markup = ""
    let shown = Charts.thinned(result.points, to: 60)
    for (index, metric) in (result.points.first?.metrics ?? []).enumerated() {
      let rows = shown.map {
        Charts.Row(
          label: $0.settings.joined(separator: ", "), metric: $0.metrics[index],
          bound: bound(metric))
      }
      let values = rows.flatMap {
        [$0.metric.estimate, $0.metric.lower, $0.metric.upper, $0.bound]
      }
      let scale = Scale.fitting(
        values.compactMap { $0 }, unit: metric.unit, group: metric.group)
      let omitted: Markup? =
        shown.count < result.points.count
        ? " \(shown.count) of \(result.points.count) settings are shown." : nil
      let limit: Markup? = bound(metric) == nil ? nil : " The dashed line is the objective."
      out += """
        <section><h2><code>\(metric.qualifiedName)</code></h2><p class="about">\(metric.help) Rows are \
        settings of \(result.variables.map(\.path).joined(separator: ", ")); bars are \
        \(Figures.roundPercent(result.confidence)) intervals.\(limit)\(omitted)</p>
        \(Charts.intervals(rows, scale: scale))</section>

        """
    }
    return out
  }

  private func bound(_ metric: MetricSummary) -> Double? {
    result.points.first?.objectives.first {
      $0.metric == metric.name && $0.dimensions == metric.dimensions
    }?.bound
  }

  /// One chart per metric: a bar per variable, the most influential first.
  private var tornadoes: Markup {
    var out: Markup = ""
    for sensitivity in result.sensitivity {
      let isMorris = result.design == "morris"
      let metrics = sensitivity.factors.map {
        sensitivity.summary($0.influence, of: result.design)
      }
      let ends = metrics.flatMap { [$0.estimate, $0.upper] }.compactMap { $0 }
      let scale =
        isMorris
        ? Scale.fitting(
          [0] + ends, unit: sensitivity.unit == "ratio" ? "" : sensitivity.unit, group: "")
        : Scale.numbers(0, max(1, ends.max() ?? 1))
      let meaning: Markup =
        isMorris
        ? """
        How far the metric moves, on average, while a variable goes from one end of its range to the \
        other (Morris's μ*). σ of about the same size says that it depends on the other variables, or on \
        where in the range.
        """
        : """
        The share of the variance in which a variable has any part (Sobol's total index T). What exceeds \
        its share alone (S) is interaction with others.
        """
      let rows = zip(sensitivity.factors, metrics).map { factor, metric -> Markup in
        let alone = sensitivity.summary(factor.alone, of: result.design)
        let second: String =
          isMorris
          ? "μ \(alone.estimateText)"
            + (factor.spread.map { ", σ " + Figures.value($0, unit: sensitivity.unit) } ?? "")
          : "S \(alone.estimateText)"
        return """
          <tr><th scope="row" title="\(factor.path)">\(factor.path)</th>\
          <td class="picture">\(bar(metric, scale))</td><td class="figure">\(Charts.figure(metric)) \
          <small>\(second)</small></td></tr>

          """
      }
      out += """
        <section><h2>What matters for <code>\(metrics.first?.qualifiedName ?? "")</code></h2>
        <p class="about">\(meaning) Whiskers are \(Figures.roundPercent(result.confidence)) bootstrap \
        intervals.</p>
        <table class="chart" style="\(Charts.intervalWidth(metrics))"><tbody>
        \(rows)</tbody><tfoot aria-hidden="true"><tr><td></td><td class="picture">\(Charts.axis(scale))\
        </td><td></td></tr></tfoot></table></section>

        """
    }
    return out
  }

  private func bar(_ metric: MetricSummary, _ scale: Scale) -> Markup {
    let start = scale.position(0) * 100
    let end = scale.position(metric.estimate ?? 0) * 100
    var whisker: Markup = ""
    if let lower = metric.lower, let upper = metric.upper {
      let (left, right) = (scale.position(lower) * 100, scale.position(upper) * 100)
      whisker =
        "<line class=\"whisker\" x1=\"\(left)%\" x2=\"\(right)%\" y1=\"50%\" y2=\"50%\"/>"
    }
    return """
      <svg class="plot" aria-hidden="true">\(Charts.gridLines(scale))<rect class="band" x="\(start)%" \
      y="20%" width="\(max(0, end - start))%" height="60%"/>\(whisker)</svg>
      """
  }

  private var table: Markup {
    let metrics = result.points.first?.metrics ?? []
    let shown = Charts.thinned(result.points, to: 500)
    let head =
      result.variables.map { "<th scope=\"col\"><code>\($0.path)</code></th>" as Markup }
      + metrics.map { "<th scope=\"col\"><code>\($0.qualifiedName)</code></th>" as Markup }
      + ["<th scope=\"col\">objectives</th><th scope=\"col\">n</th>"]
    let rows = shown.map { point -> Markup in
      let settings = point.settings.map { "<td>\($0)</td>" as Markup }
      let figures = point.metrics.map { "<td>\(Charts.figure($0))</td>" as Markup }
      let verdict = point.objectives.isEmpty ? "–" : SweepReports.verdict(point.objectives)
      return """
        <tr>\(settings)\(figures)<td>\(verdict)</td><td>\(Figures.whole(point.replications))</td></tr>

        """
    }
    return """
      <section><h2>Every setting</h2><p class="about">Every digit is in sweep.json and sweep.csv.</p>
      <div class="scroll"><table class="metrics"><thead><tr>\(head)</tr></thead><tbody>
      \(rows)</tbody></table></div></section>

      """
  }
}

/// A page of sections in the style of the report, without script.
struct PlainPage {
  var title: String
  var eyebrow: String
  var heading: String
  var provenance: String
  var body: Markup

  var html: String {
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; img-src data:">
      <title>\(title)</title>
      <link rel="icon" href="data:,">
      <style>
      \(Markup(trusted: reportStyle))
      </style>
      </head>
      <body>
      \(Markup(trusted: HTMLReport.shapes))
      <header><p class="eyebrow">\(eyebrow)</p><h1>\(heading)</h1>
      <p class="provenance"><span>Reproduce</span> <code>\(provenance)</code></p></header>
      <main>
      \(body)</main>
      </body>
      </html>

      """
    return page.html
  }
}
