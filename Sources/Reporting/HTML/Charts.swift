import Experiments

/// Charts as HTML tables whose middle column is SVG in percentages: text keeps its size at every
/// width, and without pictures the figures are still there to read.
enum Charts {
  /// The shape of an estimate, so that rows differ without colour.
  enum Shape: String, CaseIterable {
    case dot, square, triangle, diamond
  }

  /// One estimate with its interval.
  struct Row {
    var label: String
    var metric: MetricSummary
    var shape = Shape.dot
    /// Whether a rule separates it from the rows above.
    var startsGroup = false
    /// A limit to mark, in the metric's unit.
    var bound: Double? = nil
  }

  /// Rows of estimates with intervals on one scale.
  static func intervals(_ rows: [Row], scale: Scale) -> Markup {
    let body = rows.map { row -> Markup in
      let rule: Markup = row.startsGroup ? " class=\"rule\"" : ""
      return """
        <tr\(rule)><th scope="row" title="\(row.label)">\(row.label)</th><td class="picture">\(picture(row, scale))</td>\
        <td class="figure">\(figure(row.metric))</td></tr>

        """
    }
    return """
      <table class="chart" style="\(intervalWidth(rows.map(\.metric)))"><tbody>
      \(body)</tbody><tfoot aria-hidden="true"><tr><td></td><td class="picture">\(axis(scale))</td>\
      <td></td></tr></tfoot></table>

      """
  }

  /// The estimate of one row with its interval and its limit.
  static func picture(_ row: Row, _ scale: Scale) -> Markup {
    """
    <svg class="plot" aria-hidden="true">\(gridLines(scale))\(bound(row, scale))\(mark(row, scale))</svg>
    """
  }

  /// One estimate with its interval, and a dashed line at a limit.
  static func picture(
    _ estimate: Double, _ lower: Double?, _ upper: Double?, shape: Shape, bound: Double,
    _ scale: Scale
  ) -> Markup {
    let x = scale.position(bound) * 100
    return """
      <svg class="plot" aria-hidden="true">\(gridLines(scale))\
      <line class="bound" x1="\(x)%" x2="\(x)%" y1="0" y2="100%"/>\
      \(mark(estimate, lower, upper, shape, scale))</svg>
      """
  }

  /// One strip per metric: each replication a dot, the estimate a bar with its interval as a band.
  static func strips(_ rows: [(metric: MetricSummary, values: [Double?])]) -> Markup {
    let body = rows.map { row -> Markup in
      let values = row.values.compactMap { $0 }.filter(\.isFinite)
      let metric = row.metric
      let ends = [metric.lower, metric.upper, metric.estimate].compactMap { $0 }
      let scale = Scale.plain(values + ends)
      var picture: Markup = ""
      if let lower = metric.lower, let upper = metric.upper {
        let (left, right) = (scale.position(lower) * 100, scale.position(upper) * 100)
        picture +=
          "<rect class=\"band\" x=\"\(left)%\" y=\"2\" width=\"\(max(0, right - left))%\" height=\"22\"/>"
      }
      if let estimate = metric.estimate {
        let x = scale.position(estimate) * 100
        picture += "<line class=\"mean\" x1=\"\(x)%\" x2=\"\(x)%\" y1=\"1\" y2=\"25\"/>"
      }
      for (index, value) in thinned(values, to: 120).enumerated() {
        // A fixed pattern of heights keeps equal values apart.
        let height = 6 + (index * 5) % 15
        picture +=
          "<circle class=\"seen\" cx=\"\(scale.position(value) * 100)%\" cy=\"\(height)\" r=\"2.5\"/>"
      }
      let (least, most) = (values.min(), values.max())
      return """
        <tr><th scope="row" title="\(metric.help)">\(metric.group) \(metric.shortName)</th><td class="end">\
        \(end(least, metric))</td><td class="picture"><svg class="plot strip" aria-hidden="true">\
        \(picture)</svg></td><td class="end right">\(end(most, metric))</td>\
        <td class="figure">\(figure(metric))</td></tr>

        """
    }
    return """
      <table class="chart strips" style="\(intervalWidth(rows.map(\.metric)))"><thead><tr><th scope="col">metric</th><th scope="col" class="end">\
      least</th><th scope="col">replications</th><th scope="col" class="end right">most</th>\
      <th scope="col" class="figure">estimate</th></tr></thead><tbody>
      \(body)</tbody></table>

      """
  }

  /// Estimate and interval as words in two weights.
  static func figure(_ metric: MetricSummary) -> Markup {
    let unit: Markup =
      metric.estimate == nil || metric.unitWord.isEmpty
      ? "" : " <small>\(metric.unitWord)</small>"
    return "<b>\(metric.estimateText)</b>\(unit) <span class=\"ci\">\(metric.intervalText)</span>"
  }

  /// Room for the longest interval, so that estimates end at one place.
  static func intervalWidth(_ metrics: [MetricSummary]) -> Markup {
    "--interval:\(metrics.map(\.intervalText.count).max() ?? 0)"
  }

  /// At most `limit` of the values, evenly spread, in their order.
  static func thinned<Value>(_ values: [Value], to limit: Int) -> [Value] {
    guard values.count > limit, limit > 1 else { return values }
    return (0..<limit).map { values[$0 * (values.count - 1) / (limit - 1)] }
  }

  static func axis(_ scale: Scale) -> Markup {
    let ticks = scale.ticks.map { tick -> Markup in
      "<span style=\"left:\(tick.position * 100)%\">\(tick.label)</span>"
    }
    return "<div class=\"ticks\">\(ticks)</div>"
  }

  static func gridLines(_ scale: Scale) -> Markup {
    var path: Markup = ""
    for tick in scale.ticks {
      let x = tick.position * 100
      path += "<line class=\"grid\" x1=\"\(x)%\" x2=\"\(x)%\" y1=\"0\" y2=\"100%\"/>"
    }
    return path
  }

  private static func mark(_ row: Row, _ scale: Scale) -> Markup {
    guard let estimate = row.metric.estimate else { return "" }
    return mark(estimate, row.metric.lower, row.metric.upper, row.shape, scale)
  }

  private static func mark(
    _ estimate: Double, _ lower: Double?, _ upper: Double?, _ shape: Shape, _ scale: Scale
  ) -> Markup {
    var out: Markup = ""
    if let lower, let upper {
      let (left, right) = (scale.position(lower) * 100, scale.position(upper) * 100)
      out += "<line class=\"whisker\" x1=\"\(left)%\" x2=\"\(right)%\" y1=\"50%\" y2=\"50%\"/>"
      for end in [left, right] {
        out += "<line class=\"whisker\" x1=\"\(end)%\" x2=\"\(end)%\" y1=\"28%\" y2=\"72%\"/>"
      }
    }
    out += """
      <svg x="\(scale.position(estimate) * 100)%" y="50%" overflow="visible">\
      <use href="#shape-\(shape.rawValue)"/></svg>
      """
    return out
  }

  private static func bound(_ row: Row, _ scale: Scale) -> Markup {
    guard let bound = row.bound else { return "" }
    let x = scale.position(bound) * 100
    return "<line class=\"bound\" x1=\"\(x)%\" x2=\"\(x)%\" y1=\"0\" y2=\"100%\"/>"
  }

  private static func end(_ value: Double?, _ metric: MetricSummary) -> String {
    value.map { Figures.value($0, unit: metric.unit) } ?? ""
  }
}

extension Scale {
  /// A scale that just holds the values, without ticks.
  static func plain(_ values: [Double]) -> Scale {
    let (least, most) = (values.min() ?? 0, values.max() ?? 1)
    // Equal values stand in the middle.
    var scale = least == most ? numbers(least - 1, most + 1) : numbers(least, most)
    scale.ticks = []
    return scale
  }
}
