import Experiments

/// `report.html`: one file for a browser, with no network.
///
/// Text, figures and pictures are all there without the script; the script adds scrubbing and zoom
/// of the timeline, and sorting and filtering of the table.
public struct HTMLReport: Renderer {
  /// `--format html`.
  public let format = "html"
  /// Its name in a results directory.
  public let fileName: String? = "report.html"

  /// Creates the renderer.
  public init() {}

  /// The whole report.
  public func render(_ result: ExperimentResult) -> String {
    // A page with the timelines of many arms would be too large to be useful.
    let timelines = result.arms.prefix(4).map { arm in
      arm.timeline.flatMap { TimelineModel($0, horizon: result.horizonSeconds) }
    }
    let data = "{\"timelines\":[" + timelines.compactMap { $0?.json }.joined(separator: ",") + "]}"
    var number = 0
    var sections: Markup = ""
    for (index, arm) in result.arms.enumerated() {
      var figure: TimelineFigure?
      if index < timelines.count, let model = timelines[index] {
        figure = TimelineFigure(model: model, number: number)
        number += 1
      }
      let section = ArmSection(result: result, arm: arm, timeline: figure).markup
      sections +=
        result.comparison == nil
        ? section
        : "<details class=\"arm\"><summary>Arm \(arm.name), \(Narrative.controlPlane(arm.fleet ?? result.fleet))</summary>\n\(section)</details>\n"
    }
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
      <title>\(result.scenario) – Regatta report</title>
      <link rel="icon" href="data:,">
      <style>
      \(Markup(trusted: reportStyle))
      </style>
      </head>
      <body>
      \(Markup(trusted: Self.shapes))
      <header>\(head(result))</header>
      <main>
      \(ComparisonSection(result: result).markup)\(sections)\(MetricTable(result: result).markup)\
      \(ReportNotes(result: result).markup)</main>
      <footer><p>\(Provenance.line(result))</p></footer>
      <script type="application/json" id="data">\(Markup(trusted: data))</script>
      <script>
      \(Markup(trusted: reportScript))
      </script>
      </body>
      </html>

      """
    return page.html
  }

  private func head(_ result: ExperimentResult) -> Markup {
    let fleet = result.fleet
    let size = [
      Narrative.counted(fleet.regions.count, "region"),
      Narrative.counted(fleet.clusters, "cluster"),
      Narrative.counted(fleet.nodes, "node"), Narrative.counted(fleet.services, "service"),
      Narrative.counted(fleet.replicas, "replica"),
    ]
    let places = fleet.regions.map { region -> Markup in
      let sovereign: Markup = region.jurisdiction.isEmpty ? "" : " (\(region.jurisdiction))"
      let counts =
        "\(Narrative.counted(region.zones, "zone")), \(Narrative.counted(region.clusters, "cluster")), "
        + Narrative.counted(region.nodes, "node")
      return "<li><b>\(region.name)</b>\(sovereign): \(counts)</li>"
    }
    let summary: Markup? = result.summary.isEmpty ? nil : "<p class=\"lede\">\(result.summary)</p>"
    return """
      <p class="eyebrow">Regatta report</p>
      <h1>\(result.scenario)</h1>
      \(summary)
      <details class="fleet"><summary>\(Narrative.controlPlanes(result)) over \
      \(Narrative.list(size, separator: ", ")), simulated for \
      \(Figures.duration(result.horizonSeconds))</summary><ul>\(places)</ul></details>
      <p class="provenance"><span>Reproduce</span> <code>\(Provenance.line(result))</code></p>

      """
  }

  /// The shapes of estimates and events, used by reference.
  static let shapes = """
    <svg class="defs" width="0" height="0" aria-hidden="true"><defs>
    <circle id="shape-dot" r="4.5"/>
    <rect id="shape-square" x="-4" y="-4" width="8" height="8"/>
    <path id="shape-triangle" d="M0 -5L5 4H-5Z"/>
    <path id="shape-diamond" d="M0 -6L6 0L0 6L-6 0Z"/>
    <symbol id="mark-failure" viewBox="-8 -8 16 16"><path d="M-5 -5L5 5M-5 5L5 -5"/></symbol>
    <symbol id="mark-repair" viewBox="-8 -8 16 16"><path d="M-6 0L-2 5L6 -5"/></symbol>
    <symbol id="mark-detected" viewBox="-8 -8 16 16"><path d="M0 -6L6 0L0 6L-6 0Z"/></symbol>
    <symbol id="mark-readmitted" viewBox="-8 -8 16 16"><circle r="5"/></symbol>
    <symbol id="mark-evicted" viewBox="-8 -8 16 16"><path d="M-5 5L5 -5M-1 -5H5V1"/></symbol>
    <symbol id="mark-placed" viewBox="-8 -8 16 16"><path d="M0 -6V5M-5 0L0 6L5 0"/></symbol>
    <symbol id="mark-unschedulable" viewBox="-8 -8 16 16"><rect x="-5" y="-5" width="10" height="10"/>\
    <path d="M-5 5L5 -5"/></symbol>
    <symbol id="mark-limit" viewBox="-8 -8 16 16"><path d="M-6 -4H6M0 6V-1M-3 2L0 -1L3 2"/></symbol>
    <symbol id="mark-drain" viewBox="-8 -8 16 16"><path d="M-6 -5H6L0 5Z"/></symbol>
    <symbol id="mark-drain-failed" viewBox="-8 -8 16 16"><path d="M-6 -5H6L0 5Z"/>\
    <path d="M-6 6L6 -6"/></symbol>
    <symbol id="mark-uncordon" viewBox="-8 -8 16 16"><path d="M-6 5H6L0 -5Z"/></symbol>
    <symbol id="mark-roll-out" viewBox="-8 -8 16 16"><path d="M-6 -5L0 0L-6 5M0 -5L6 0L0 5"/></symbol>
    <symbol id="mark-other" viewBox="-8 -8 16 16"><path d="M0 -6V6"/></symbol>
    </defs></svg>
    """
}

/// Everything about one arm: story, key figures, timeline and charts.
struct ArmSection {
  var result: ExperimentResult
  var arm: ArmResult
  var timeline: TimelineFigure?

  var markup: Markup {
    let narrative = Narrative(result, arm: arm)
    let heading: Markup? = result.arms.count > 1 ? "<h2 class=\"arm\">Arm \(arm.name)</h2>" : nil
    let story = narrative.sentences.map { "<dt>\($0.topic)</dt><dd>\($0.text)</dd>" as Markup }
    let caveats = narrative.caveats.map { "<p class=\"caveat\"><b>Note.</b> \($0)</p>" as Markup }
    let figure: Markup? = timeline.map { timeline in
      let omitted = timeline.model.omittedMarks
      let left: Markup? =
        omitted == 0
        ? nil : " \(Figures.whole(omitted)) later events are left out of the picture."
      let thinned: Markup? =
        timeline.model.isThinned
        ? " Instants are thinned; the lowest points are kept." : nil
      let hasFailure = arm.timeline?.events.contains { $0.kind == "failure" } ?? false
      let title: Markup = hasFailure ? "The failure as it unfolded" : "The run as it unfolded"
      return """
        <section><h2>\(title)</h2>
        <p class="about">The first replication: where each region's replicas were, and what the control \
        plane did.\(left)\(thinned)</p>
        \(timeline.markup)</section>

        """
    }
    return """
      <section class="story">\(heading)<p class="headline">\(narrative.headline)</p>
      <dl>\(story)</dl>\(caveats)</section>
      \(KeyFigures(result: result, arm: arm).markup)\(figure)\
      <div class="charts">\(ArmCharts(
        arm: arm, horizon: result.horizonSeconds, warmUp: result.warmupSeconds
      ).markup)</div>

      """
  }
}

/// The few figures that most readers want, large.
struct KeyFigures {
  var result: ExperimentResult
  var arm: ArmResult

  var markup: Markup {
    let tiles = chosen.map { index -> Markup in
      let metric = arm.metrics[index]
      return """
        <li><span class="what" title="\(metric.help)">\(Self.title(metric))</span>\
        <b>\(metric.estimateText)</b><span class="ci">\(metric.intervalText) \(metric.unitWord)</span>\
        <span class="help">\(metric.help)</span></li>

        """
    }
    let list: Markup? =
      tiles.isEmpty
      ? nil
      : """
      <section><h2>Key figures</h2><p class="about">Means over \
      \(Narrative.counted(arm.replications, "replication")); ± and … give \
      \(Figures.roundPercent(result.confidence)) confidence intervals.</p>
      <ul class="tiles">\(tiles)</ul></section>

      """
    return "\(list)\(objectives)"
  }

  /// At most eight metrics about the whole fleet, the well-known ones first.
  private var chosen: [Int] {
    let overall = arm.metrics.indices.filter { arm.metrics[$0].dimensions.isEmpty }
    let isServing = arm.mainAvailability?.estimate != nil
    let wishes: [(MetricSummary) -> Bool] = [
      { $0.name == arm.mainAvailability?.name },
      { $0.name == "jobs.wait.mean" }, { $0.name == "jobs.wait.p95" },
      { $0.name == "jobs.waiting.mean" },
      { $0.name == "failover.detect.p50" }, { $0.name == "failover.recover.p50" },
      { $0.name == "failover.recover.p99" },
      { isServing && ($0.group.hasPrefix("outage") || $0.group.hasPrefix("unavailab")) },
      { !isServing && $0.name == "utilisation.cpu" },
      { isServing && $0.group == "replicas" }, { $0.group == "pods" && $0.name.contains("max") },
      { $0.group == "invariants" },
    ]
    var picks: [Int] = []
    for wish in wishes {
      let found = overall.first {
        !picks.contains($0) && arm.metrics[$0].estimate != nil && wish(arm.metrics[$0])
      }
      if let found { picks.append(found) }
    }
    if picks.count < 4 {
      picks += overall.filter { !picks.contains($0) && arm.metrics[$0].estimate != nil }
        .prefix(4 - picks.count)
    }
    return picks
  }

  private static func title(_ metric: MetricSummary) -> String {
    switch metric.name {
    case "failover.detect.p50": "Time to notice, median"
    case "failover.recover.p50": "Time to recover, median"
    case "failover.recover.p99": "Time to recover, slowest 1 %"
    case "jobs.wait.mean": "Time that jobs waited, mean"
    case "jobs.wait.p95": "Time that jobs waited, slowest 5 %"
    case "jobs.waiting.mean": "Jobs waiting, mean"
    default: MetricGroups.title(metric.group) + ", " + metric.shortName
    }
  }

  private var objectives: Markup? {
    guard !arm.objectives.isEmpty else { return nil }
    let judged = arm.objectives.compactMap { outcome in
      arm.metrics.first { $0.name == outcome.metric && $0.dimensions == outcome.dimensions }
    }
    let width = Charts.intervalWidth(judged)
    let rows = arm.objectives.map { outcome -> Markup in
      let verdict = Verdict(outcome)
      let metric = arm.metrics.first {
        $0.name == outcome.metric && $0.dimensions == outcome.dimensions
      }
      let sign: Markup =
        switch verdict {
        case .met, .unjudged: "✓"
        case .missed: "✗"
        case .probablyMet, .probablyMissed: "?"
        }
      let figure = metric.map(Charts.figure)
      let kind: Markup =
        switch verdict {
        case .met, .unjudged: "good"
        case .missed: "bad"
        case .probablyMet, .probablyMissed: "open"
        }
      let picture: Markup? = metric.map { metric in
        var values = [outcome.bound]
        values += [metric.estimate, metric.lower, metric.upper].compactMap { $0 }
        var scale = Scale.numbers(values.min() ?? 0, values.max() ?? 1)
        scale.ticks = []
        return Charts.picture(Charts.Row(label: "", metric: metric, bound: outcome.bound), scale)
      }
      return """
        <tr><td class="verdict \(kind)"><span>\(sign)</span> \(verdict.rawValue)</td>\
        <th scope="row">\(outcome.objective)</th><td class="picture">\(picture)</td>\
        <td class="figure">\(figure)</td></tr>

        """
    }
    return """
      <section><h2>Objectives</h2><p class="about">The dashed line is the limit. “Probably” means that \
      the limit lies inside the interval: more replications would tell.</p>
      <table class="chart objectives" style="\(width)"><tbody>\(rows)</tbody></table></section>

      """
  }
}
