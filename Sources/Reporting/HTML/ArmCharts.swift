import Experiments

/// The charts of one arm, each present only if the arm has something to draw.
struct ArmCharts {
  var arm: ArmResult
  /// How long a replication is, and how much of it the metrics leave out, in seconds.
  var horizon: Double
  var warmUp: Double

  var markup: Markup {
    "\(availability)\(phases)\(distributions)\(utilisation)\(settling)\(replications)"
  }

  private func card(
    _ title: String, _ about: Markup, _ chart: Markup, wide: Bool = false
  ) -> Markup {
    let kind: Markup = wide ? "card wide" : "card"
    return """
      <section class="\(kind)"><h2>\(title)</h2><p class="about">\(about)</p>
      \(chart)</section>

      """
  }

  /// How many rows of one kind a chart shows.
  private static let rowLimit = 60

  private var availability: Markup? {
    let metrics =
      arm.metricGroups.first { $0.group == "availability" }?.metrics
      .filter { $0.unit == "ratio" && $0.estimate != nil } ?? []
    guard !metrics.isEmpty else { return nil }
    let main = arm.mainAvailability?.name
    let several = Set(metrics.map(\.name)).count > 1
    var previous: MetricSummary?
    var members: [String: Int] = [:]
    var omitted = 0
    var rows: [Charts.Row] = []
    for metric in metrics {
      let kind = metric.name + "\n" + metric.subjectKind
      // Services are many; one line each is enough here.
      if metric.subjectKind == "service", metric.name != main { continue }
      members[kind, default: 0] += 1
      if members[kind, default: 0] > Self.rowLimit {
        omitted += 1
        continue
      }
      let isNew =
        previous != nil
        && (previous?.name != metric.name || previous?.subjectKind != metric.subjectKind)
      let isNamed = several && (metric.dimensions.isEmpty || metric.name != main)
      rows.append(
        Charts.Row(
          label: isNamed ? "\(metric.subject), \(metric.shortName)" : metric.subject,
          metric: metric,
          shape: metric.dimensions.isEmpty ? .diamond : .dot, startsGroup: isNew))
      previous = metric
    }
    let rest: Markup? =
      omitted > 0 ? " \(omitted) more rows are in the table of all metrics." : nil
    return card(
      "Availability",
      """
      What was served of what was asked for. Further right is better; where regions differ by more \
      than a nine, each equal step to the right is a tenth of the loss.\(rest)
      """,
      Charts.intervals(rows, scale: scale(metrics, group: "availability")))
  }

  private var phases: Markup? {
    let quantiles: [(String, Charts.Shape)] = [
      ("mean", .diamond), ("p50", .dot), ("p95", .square), ("p99", .triangle),
    ]
    var rows: [Charts.Row] = []
    for phase in arm.failoverPhases {
      var isFirst = true
      for (quantile, shape) in quantiles {
        guard let metric = arm.metric("failover.\(phase).\(quantile)"), metric.estimate != nil
        else { continue }
        rows.append(
          Charts.Row(
            label: "\(phase) \(quantile)", metric: metric, shape: shape,
            startsGroup: isFirst && !rows.isEmpty))
        isFirst = false
      }
    }
    guard !rows.isEmpty else { return nil }
    return card(
      "How long failover took",
      """
      From the failure until the control plane noticed, told a service to leave, placed its replicas \
      elsewhere, and a new replica served for each lost one. p95: 95 of 100 took at most so long.
      """,
      Charts.intervals(
        rows, scale: Scale.fitting(spread(rows.map(\.metric)), unit: "seconds", group: "")))
  }

  private var distributions: Markup {
    var groups: [(group: String, samples: [(name: String, sorted: [Double])])] = []
    let order = ["detect", "evict", "reschedule", "recover"]
    let names = arm.samples.keys.sorted { left, right in
      func rank(_ name: String) -> (Int, String) {
        (order.firstIndex(of: DistributionChart.phase(name)) ?? order.count, name)
      }
      return rank(left) < rank(right)
    }
    for name in names {
      let sorted = (arm.samples[name] ?? []).filter(\.isFinite)
      guard !sorted.isEmpty else { continue }
      let group = String(name.prefix { $0 != "." })
      if let index = groups.firstIndex(where: { $0.group == group }) {
        groups[index].samples.append((name, sorted))
      } else {
        groups.append((group, [(name, sorted)]))
      }
    }
    let cards = groups.map { group, samples -> Markup in
      let omitted = samples.count - 6
      let rest: Markup? = omitted > 0 ? " \(omitted) more are in result.json." : nil
      return card(
        "Distribution: " + MetricGroups.title(group).lowercased(),
        """
        The share of cases (upwards) that were through within a time (to the right), over all \
        replications. Points with bars: estimates of the quantiles with their intervals.\(rest)
        """,
        DistributionChart.curves(samples, arm: arm))
    }
    var all: Markup = ""
    for card in cards { all += card }
    return all
  }

  private var utilisation: Markup? {
    let metrics =
      arm.metricGroups.first { $0.group == "utilisation" }?.metrics
      .filter { $0.unit == "ratio" && $0.estimate != nil } ?? []
    guard !metrics.isEmpty else { return nil }
    var previous = metrics[0].name
    let rows = metrics.map { metric -> Charts.Row in
      let isNew = metric.name != previous
      previous = metric.name
      return Charts.Row(
        label: metric.dimensions.isEmpty
          ? metric.shortName : "\(metric.shortName), \(metric.subject)",
        metric: metric, shape: metric.dimensions.isEmpty ? .diamond : .dot, startsGroup: isNew)
    }
    return card(
      "Utilisation", "The share of allocatable capacity that pods requested, averaged over time.",
      Charts.intervals(rows, scale: scale(metrics, group: "utilisation")))
  }

  private var settling: Markup {
    var all: Markup = ""
    for curve in arm.settling ?? [] {
      all += card(
        "How the runs settle: \(curve.subject)",
        """
        Averaged over replications, from the beginning of the runs: a metric may count once the smoothed \
        curve is level. Upright lines: where the warm-up ends, and where two rules would end it.
        """,
        SettlingChart.plot(curve, horizon: horizon, warmUp: warmUp))
    }
    return all
  }

  private var replications: Markup? {
    let overall = arm.metrics.indices.filter {
      arm.metrics[$0].dimensions.isEmpty && arm.metrics[$0].count > 0
    }
    guard !overall.isEmpty, !arm.values.isEmpty else { return nil }
    let rows = overall.prefix(30).map { (metric: arm.metrics[$0], values: arm.values(of: $0)) }
    let omitted = overall.count - rows.count
    let rest: Markup? =
      omitted > 0
      ? " \(omitted) more metrics are in replications.csv." : nil
    return card(
      "Replication by replication",
      """
      Each dot is one replication, each line on its own scale; the bar is the mean, the band its \
      interval. Lone dots far out are worth a look.\(rest)
      """,
      Charts.strips(rows), wide: true)
  }

  private func scale(_ metrics: [MetricSummary], group: String) -> Scale {
    Scale.fitting(spread(metrics), unit: "ratio", group: group)
  }

  private func spread(_ metrics: [MetricSummary]) -> [Double] {
    metrics.flatMap { [$0.estimate, $0.lower, $0.upper].compactMap { $0 } }
  }
}
