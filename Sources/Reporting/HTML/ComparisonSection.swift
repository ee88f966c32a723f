import Experiments

/// The arms of a result beside each other; empty when there is one.
struct ComparisonSection {
  var result: ExperimentResult

  var markup: Markup? {
    guard result.arms.count > 1 else { return nil }
    return "\(result.comparison.map(verdict))\(result.comparison.map(differences))\(estimates)"
  }

  /// Which arm to choose, in words.
  private func verdict(_ comparison: ComparisonResult) -> Markup {
    let narrative = ComparisonNarrative(comparison, result)
    let story = narrative.sentences.map { "<dt>\($0.topic)</dt><dd>\($0.text)</dd>" as Markup }
    let caveats = narrative.caveats.map { "<p class=\"caveat\"><b>Note.</b> \($0)</p>" as Markup }
    return """
      <section class="story"><p class="headline">\(narrative.headline)</p>
      <dl>\(story)</dl>\(caveats)</section>

      """
  }

  // MARK: Differences

  private func differences(_ comparison: ComparisonResult) -> Markup {
    let confidence = Figures.roundPercent(result.confidence)
    let cards = comparison.metrics.map { metric -> Markup in
      let direction =
        switch metric.better {
        case .larger: "Larger is better."
        case .smaller: "Smaller is better."
        case .neither: "Neither larger nor smaller is better."
        }
      return """
        <section class="card"><h3>\(ComparisonNarrative.title(metric))</h3>
        <p class="about">\(metric.help) \(direction)</p>
        <div class="beside"><div><h4>Minus \(comparison.baseline)\(points(metric))</h4>
        \(toBaseline(metric, comparison))</div>\(toBest(metric))</div></section>

        """
    }
    return """
      <section><h2>The differences</h2>
      <p class="about">Every arm met the same chances: replication by replication, the baseline's \
      value was taken from the arm's, and the mark is the mean of that, between the ends of its \
      \(confidence) interval. The dashed line is no difference. A diamond is a difference beyond doubt \
      (its p-value, adjusted by Holm's method over everything here, is below \
      \(Figures.roundPercent(1 - result.confidence))), a dot one that may be chance. “CRN” is how many \
      times the replications independent seeds would have taken.</p>
      <div class="differences">\(cards)</div></section>

      """
  }

  private func points(_ metric: ComparedMetric) -> String {
    metric.unit == "ratio" ? ", in percentage points (pp)" : ""
  }

  private func toBaseline(_ metric: ComparedMetric, _ comparison: ComparisonResult) -> Markup {
    let shown = metric.arms.compactMap { arm in arm.difference.map { (arm.name, $0) } }
    guard !shown.isEmpty else {
      return "<p class=\"about\">No replication defines it in two arms.</p>"
    }
    let scale = Scale.differences(
      shown.flatMap { [$0.1.estimate, $0.1.lower, $0.1.upper].compactMap { $0 } },
      unit: metric.unit)
    let rows = shown.map { name, difference -> Markup in
      let standing = Standing(difference, metric)
      let sign: Markup =
        switch standing {
        case .better: "<span class=\"good\">▲ better</span>"
        case .worse: "<span class=\"bad\">▼ worse</span>"
        case .open: "<span class=\"open\">? open</span>"
        case .same: "<span>= same</span>"
        case .higher, .lower: "<span>\(standing.rawValue)</span>"
        }
      let half = difference.halfWidth
      let figure = Figures.difference(difference.estimate, unit: metric.unit, halfWidth: half)
      let margin = half.map { "±\u{A0}" + Figures.distance($0, unit: metric.unit, halfWidth: $0) }
      let pValue = difference.adjustedPValue.map(Figures.probability) ?? ""
      let times = difference.varianceRatio.map(Figures.times) ?? ""
      let picture = Charts.picture(
        difference.estimate, difference.lower, difference.upper,
        shape: difference.isSignificant ? .diamond : .dot, bound: 0, scale)
      return """
        <tr><th scope="row" title="\(name)">\(name)</th><td class="picture">\(picture)</td>\
        <td class="figure"><b>\(figure)</b> <span class="margin">\(margin ?? "")</span></td>\
        <td class="standing">\(sign)</td><td class="p">\(pValue)</td><td class="p">\(times)</td></tr>

        """
    }
    return """
      <table class="chart compared"><thead><tr><th scope="col">arm</th><td></td>\
      <th scope="col" class="figure">difference</th><td></td><th scope="col" class="p">p</th>\
      <th scope="col" class="p">CRN</th></tr></thead><tbody>
      \(rows)</tbody><tfoot aria-hidden="true"><tr><td></td><td class="picture">\(Charts.axis(scale))</td>\
      <td colspan="4"></td></tr></tfoot></table>

      """
  }

  /// Every arm against the best of the others.
  private func toBest(_ metric: ComparedMetric) -> Markup? {
    let shown = metric.arms.compactMap { arm in arm.toBest.map { (arm.name, $0) } }
    guard !shown.isEmpty else { return nil }
    let scale = Scale.differences(
      shown.flatMap { [$0.1.estimate, $0.1.lower, $0.1.upper] }, unit: metric.unit)
    let rows = shown.map { name, best -> Markup in
      let picture = Charts.picture(
        best.estimate, best.lower, best.upper, shape: best.mayBeBest ? .diamond : .dot, bound: 0,
        scale)
      let figure = Figures.difference(
        best.estimate, unit: metric.unit, halfWidth: (best.upper - best.lower) / 2)
      let word: Markup = best.mayBeBest ? "<b>\(best.word)</b>" : "\(best.word)"
      return """
        <tr><th scope="row" title="\(name)">\(name)</th><td class="picture">\(picture)</td>\
        <td class="figure"><b>\(figure)</b></td><td class="standing">\(word)</td></tr>

        """
    }
    return """
      <div><h4>Minus the best of the others, all at one joint confidence</h4>
      <table class="chart compared"><tbody>
      \(rows)</tbody><tfoot aria-hidden="true"><tr><td></td><td class="picture">\(Charts.axis(scale))</td>\
      <td colspan="2"></td></tr></tfoot></table></div>

      """
  }

  // MARK: Estimates

  private var names: [(name: String, dimensions: [String: String])] {
    if let comparison = result.comparison {
      return comparison.metrics.map { ($0.name, $0.dimensions) }
    }
    let main = result.arms.first?.mainAvailability?.name
    return
      ([main].compactMap { $0 } + [
        "failover.detect.p50", "failover.recover.p50", "failover.recover.p99", "replicas.moved",
      ]).map { ($0, [:]) }
  }

  private var estimates: Markup {
    let tables = names.compactMap { name, dimensions -> Markup? in
      let rows = result.arms.compactMap { arm in
        arm.metrics.first { $0.name == name && $0.dimensions == dimensions }.map {
          Charts.Row(label: arm.name, metric: $0)
        }
      }
      guard let metric = rows.first?.metric, rows.contains(where: { $0.metric.estimate != nil })
      else { return nil }
      let values = rows.flatMap { row in
        [row.metric.estimate, row.metric.lower, row.metric.upper].compactMap { $0 }
      }
      let about: Markup? = dimensions.isEmpty ? nil : " (\(metric.subject))"
      return """
        <section class="card"><h3>\(MetricGroups.title(metric.group)): \(metric.shortName)\(about)</h3>
        <p class="about">\(metric.help)</p>
        \(Charts.intervals(rows, scale: Scale.fitting(values, unit: metric.unit, group: metric.group)))\
        </section>

        """
    }
    return """
      <section><h2>The arms beside each other</h2>
      <p class="about">All arms met the same failures at the same instants. Each interval is about one \
      arm; intervals that overlap do not prove two arms equal.</p>
      <div class="charts">\(tables)</div></section>

      """
  }
}
