import Experiments

/// The shares of pooled samples that took at most so long, one stepped line per phase.
enum DistributionChart {
  /// Draws the samples whose names share a first word, such as `failover.…`.
  static func curves(_ samples: [(name: String, sorted: [Double])], arm: ArmResult) -> Markup {
    let shown = Array(samples.prefix(6))
    let all = shown.flatMap { Array($0.sorted.prefix(1)) + Array($0.sorted.suffix(1)) }
    let scale = Scale.fitting(all, unit: "seconds", group: "")
    var paths: Markup = ""
    var whiskers: Markup = ""
    var legend: Markup = ""
    for (index, sample) in shown.enumerated() {
      paths +=
        "<path class=\"curve curve-\(index)\" d=\"\(Markup(trusted: path(sample.sorted, scale)))\"/>"
      legend += """
        <li><svg width="34" height="10" aria-hidden="true"><path class="curve curve-\(index)" \
        d="M0 5H34"/></svg> \(phase(sample.name)) <small>n = \(Figures.whole(sample.sorted.count))</small></li>
        """
      for (quantile, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)] {
        // An interval made from these very samples if there is one, else the mean over replications.
        let name = "\(sample.name).\(quantile)"
        let pooled = arm.metrics.first {
          $0.name == name && $0.dimensions.keys.elementsEqual(["over"])
        }
        guard let metric = pooled ?? arm.metric(name), let estimate = metric.estimate
        else { continue }
        let y = (1 - share) * 100
        if let lower = metric.lower, let upper = metric.upper {
          whiskers += """
            <line class="whisker" x1="\(scale.position(lower) * 100)%" \
            x2="\(scale.position(upper) * 100)%" y1="\(y)%" y2="\(y)%"/>
            """
        }
        whiskers +=
          "<circle class=\"seen\" cx=\"\(scale.position(estimate) * 100)%\" cy=\"\(y)%\" r=\"3\"/>"
      }
    }
    let shares = [(0.5, "50%"), (0.95, "95%"), (0, "0%")].map { share, label -> Markup in
      "<span style=\"top:\((1 - share) * 100)%\">\(label)</span>"
    }
    let described = shown.map { sample in
      let median = quantile(sample.sorted, 0.5)
      return "\(phase(sample.name)): half within \(Figures.duration(median)), all within "
        + Figures.duration(sample.sorted.last ?? 0)
    }.joined(separator: "; ")
    return """
      <ul class="legend">\(legend)</ul>
      <div class="curves"><div class="shares" aria-hidden="true">\(shares)</div>
      <div class="field" role="img" aria-label="\(described)">
      <svg class="under" aria-hidden="true">\(Charts.gridLines(scale))\
      <line class="grid" x1="0" x2="100%" y1="50%" y2="50%"/>\
      <line class="grid" x1="0" x2="100%" y1="5%" y2="5%"/></svg>
      <svg class="lines" viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">\
      \(paths)</svg>
      <svg class="over" aria-hidden="true">\(whiskers)</svg></div>
      <div class="below">\(Charts.axis(scale))</div></div>

      """
  }

  /// `recover` of `failover.recover`.
  static func phase(_ name: String) -> String {
    let rest = name.split(separator: ".").dropFirst()
    return rest.isEmpty ? name : rest.joined(separator: " ")
  }

  /// The smallest sample that at least this share of the samples do not exceed.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let rank = Int((share * Double(sorted.count)).rounded(.up))
    return sorted[min(sorted.count - 1, max(0, rank - 1))]
  }

  private static func path(_ sorted: [Double], _ scale: Scale) -> String {
    let count = sorted.count
    guard count > 0 else { return "M0 0" }
    let picks = Charts.thinned(Array(0..<count), to: 240)
    var text = ""
    for (number, index) in picks.enumerated() {
      let x = Markup.coordinate((scale.position(sorted[index]) * 10_000).rounded() / 10)
      let y = Int((1000 - Double(index + 1) / Double(count) * 1000).rounded())
      text += number == 0 ? "M\(x) 1000V\(y)" : "H\(x)V\(y)"
    }
    return text + "H1000"
  }
}
