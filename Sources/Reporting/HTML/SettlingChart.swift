import Experiments

/// Welch's plot: a level averaged over replications, smoothed, with the places where the transient
/// seems to end.
enum SettlingChart {
  /// Draws one curve.
  ///
  /// - Parameters:
  ///   - horizon: Seconds.
  ///   - warmUp: What the metrics left out, in seconds.
  static func plot(_ curve: SettlingCurve, horizon: Double, warmUp: Double) -> Markup {
    let time = Scale.durations(0, horizon)
    let height = Scale.numbers(curve.average.min() ?? 0, curve.average.max() ?? 1)
    let width = horizon / Double(max(1, curve.average.count))
    func path(_ values: [Double]) -> Markup {
      var text = ""
      for (index, value) in values.enumerated() {
        let x = Markup.coordinate(time.position((Double(index) + 0.5) * width) * 1000)
        let y = Markup.coordinate(1000 - height.position(value) * 1000)
        text += "\(index == 0 ? "M" : "L")\(x) \(y)"
      }
      return Markup(trusted: text)
    }
    let cuts: [(seconds: Double?, kind: Markup, name: String)] = [
      (warmUp > 0 ? warmUp : nil, "cut-run", "run.warmup"),
      (curve.isAtLimit ? nil : curve.mserSeconds, "cut-mser", "MSER-5"),
      (curve.welchSeconds, "cut-welch", "Welch, within 1 %"),
    ]
    var lines: Markup = ""
    var legend: Markup = """
      <li><svg width="34" height="10" aria-hidden="true"><path class="curve raw" d="M0 5H34"/></svg> \
      average</li><li><svg width="34" height="10" aria-hidden="true"><path class="curve curve-3" \
      d="M0 5H34"/></svg> smoothed</li>
      """
    for case (let seconds?, let kind, let name) in cuts {
      let x = time.position(seconds) * 100
      lines += "<line class=\"cut \(kind)\" x1=\"\(x)%\" x2=\"\(x)%\" y1=\"0\" y2=\"100%\"/>"
      legend += """
        <li><svg width="34" height="10" aria-hidden="true"><path class="cut \(kind)" d="M0 5H34"/></svg> \
        \(name): \(Figures.duration(seconds))</li>
        """
    }
    let levels = height.ticks.map { tick -> Markup in
      "<span style=\"top:\((1 - tick.position) * 100)%\">\(tick.label)</span>"
    }
    let rules = height.ticks.map { tick -> Markup in
      let y = (1 - tick.position) * 100
      return "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"\(y)%\" y2=\"\(y)%\"/>"
    }
    let settled =
      curve.welchSeconds.map { "within 1 % of it from \(Figures.duration($0)) on" }
      ?? "never within 1 % of it for good"
    let described = "\(curve.subject): level \(Figures.number(curve.level)), \(settled)"
    return """
      <ul class="legend">\(legend)</ul>
      <div class="curves"><div class="shares" aria-hidden="true">\(levels)</div>
      <div class="field" role="img" aria-label="\(described)">
      <svg class="under" aria-hidden="true">\(Charts.gridLines(time))\(rules)</svg>
      <svg class="lines" viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">\
      <path class="curve raw" d="\(path(curve.average))"/>\
      <path class="curve curve-3" d="\(path(curve.smoothed))"/></svg>
      <svg class="over" aria-hidden="true">\(lines)</svg></div>
      <div class="below">\(Charts.axis(time))</div></div>

      """
  }
}
