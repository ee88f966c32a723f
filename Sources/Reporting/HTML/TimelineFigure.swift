import Experiments

/// The failure as it unfolded: one lane of stacked areas per region, one row of marks per kind of
/// event, and below them the counts at one instant. Drawn here; the script moves the instant.
struct TimelineFigure {
  var model: TimelineModel
  /// Its number in the page, which makes identifiers unique.
  var number: Int

  /// The picture with its controls.
  var markup: Markup {
    let total = model.total
    let most = model.lanes.map { Self.height($0) }
    let (largest, smallest) = (most.max() ?? 1, most.filter { $0 > 0 }.min() ?? 1)
    // Where one region dwarfs another, each has its own scale: shapes matter more than heights.
    let shared = largest <= 8 * smallest
    let lanes = zip(model.lanes, most).map { lane, most in
      area(lane, most: shared ? largest : most, wanted: nil)
    }
    let fleet = area(
      total, most: max(Self.height(total), model.wanted.max() ?? 0), wanted: model.wanted)
    let rows = model.kinds.map(marks)
    return """
      <div class="timeline" id="timeline-\(number)" data-timeline="\(number)" \
      style="--lane:\(laneHeight)px">
      \(patterns)
      \(legend)
      <div class="tools" role="group" aria-label="Move along the timeline">
      <button type="button" data-do="previous">◂ previous event</button>
      <button type="button" data-do="next">next event ▸</button>
      <button type="button" data-do="in">zoom in</button>
      <button type="button" data-do="out">zoom out</button>
      <button type="button" data-do="whole">whole run</button>
      <span class="window"></span></div>
      <div class="stage">
      \(fleet)\(lanes)\(rows)<div class="lane axis"><div class="name">time</div><div class="ticks">\
      \(ticks)</div></div>
      <div class="overlay" aria-hidden="true"><div class="rail"><div class="cursor" style="left:\(share(startSeconds))%">\
      <span>\(Figures.clock(startSeconds))</span></div></div></div>
      </div>
      <div class="scrub"><input type="range" min="\(origin)" max="\(model.end)" \
      step="\(span / 1000)" value="\(startSeconds)" aria-label="Instant of the run"></div>
      <p class="hint">Drag on the picture or use the arrow keys; <kbd>,</kbd> and <kbd>.</kbd> go from \
      event to event, <kbd>+</kbd> and <kbd>-</kbd> zoom, <kbd>0</kbd> shows the whole run. A click on \
      a mark or an event zooms to it. The address bar then holds a link to that instant.</p>
      <div class="instant"><div class="counts"><h3>At <output>\(Figures.clock(startSeconds))</output></h3>
      \(counts(total))</div>
      <div class="near"><h3>Events around it</h3><ol>\(nearby)</ol></div></div>
      </div>

      """
  }

  private var origin: Double { model.origin }
  private var span: Double { model.end - origin }
  private var startSeconds: Double { model.seconds[model.worst] }
  private var laneHeight: Int {
    model.lanes.count <= 4 ? 84 : model.lanes.count <= 12 ? 52 : 30
  }

  /// The share of the picture's width, in per cent.
  private func share(_ seconds: Double) -> Double { (seconds - origin) / span * 100 }

  private static func height(_ lane: TimelineModel.Lane) -> Int {
    lane.serving.indices.map { lane.serving[$0] + lane.pending[$0] + lane.unreachable[$0] }.max()
      ?? 0
  }

  /// Fills that differ without colour. The areas are stretched, so the script keeps the patterns
  /// square; until then a usual width is assumed.
  private var patterns: Markup {
    let transform: Markup =
      "patternTransform=\"scale(\(span / 900) \(1000 / Double(laneHeight)))\""
    return """
      <svg class="defs" width="0" height="0" aria-hidden="true"><defs>
      <pattern id="pending-\(number)" width="7" height="7" patternUnits="userSpaceOnUse" \(transform)>\
      <rect class="pending-ground" width="7" height="7"/>\
      <path class="pending-line" d="M-1 1L1 -1M0 7L7 0M6 8L8 6"/></pattern>
      <pattern id="unreachable-\(number)" width="6" height="6" patternUnits="userSpaceOnUse" \(transform)>\
      <rect class="unreachable-ground" width="6" height="6"/>\
      <path class="unreachable-line" d="M0 0L6 6M0 6L6 0"/></pattern></defs></svg>
      """
  }

  private var legend: Markup {
    """
    <ul class="legend"><li><i class="swatch serving"></i> serving</li>\
    <li><i class="swatch unreachable"></i> unreachable: on a node that is down, not given up</li>\
    <li><i class="swatch pending"></i> pending: without a node</li>\
    <li><i class="swatch wanted"></i> wanted, whole fleet</li></ul>
    """
  }

  private func area(_ lane: TimelineModel.Lane, most: Int, wanted: [Int]?) -> Markup {
    let top = Double(max(1, most))
    let reach = zip(lane.serving, lane.unreachable).map { $0 + $1 }
    let all = zip(reach, lane.pending).map { $0 + $1 }
    var paths: Markup = ""
    if all != reach {
      paths +=
        "<path class=\"pending\" fill=\"url(#pending-\(number))\" d=\"\(steps(all, top, closed: true))\"/>"
    }
    if reach != lane.serving {
      paths +=
        "<path class=\"unreachable\" fill=\"url(#unreachable-\(number))\" d=\"\(steps(reach, top, closed: true))\"/>"
    }
    paths += "<path class=\"serving\" d=\"\(steps(lane.serving, top, closed: true))\"/>"
    if let wanted {
      paths += "<path class=\"wanted\" d=\"\(steps(wanted, top, closed: false))\"/>"
    }
    let row = model.lanes.firstIndex { $0.region == lane.region }
    let here = model.marks.filter {
      ($0.kind == "failure" || $0.kind == "repair") && (wanted != nil || $0.lane == row)
    }
    // More lines than these would hide the areas; the rows of marks have them all.
    for mark in here.count > 12 ? [] : here {
      let kind = mark.kind == "failure" ? "failure" : "repair"
      paths += "<path class=\"\(kind)-line\" d=\"M\(mark.seconds - origin) 0V1000\"/>"
    }
    let (least, last) = (lane.serving.min() ?? 0, lane.serving.last ?? 0)
    let described =
      "\(lane.region): \(Figures.whole(lane.serving.first ?? 0)) serving at the start, at least "
      + "\(Figures.whole(least)), \(Figures.whole(last)) at the end"
    return """
      <div class="lane"><div class="name" title="\(lane.region)"><b>\(lane.region)</b>\
      <small>0–\(Figures.whole(most))</small></div>\
      <svg class="areas" viewBox="0 0 \(span) 1000" preserveAspectRatio="none" role="img" \
      aria-label="\(described)">\(paths)</svg></div>

      """
  }

  /// A stepped line over the run, closed to an area if wanted.
  private func steps(_ values: [Int], _ top: Double, closed: Bool) -> Markup {
    func height(_ value: Int) -> Int { Int((1000 - Double(value) / top * 960).rounded()) }
    var path = closed ? "M0 1000V\(height(values[0]))" : "M0 \(height(values[0]))"
    for index in values.indices.dropFirst() where values[index] != values[index - 1] {
      path += "H\(Markup.coordinate(model.seconds[index] - origin))V\(height(values[index]))"
    }
    path += "H\(Markup.coordinate(span))" + (closed ? "V1000Z" : "")
    return Markup(trusted: path)
  }

  private func marks(_ kind: String) -> Markup {
    let events = model.marks.filter { $0.kind == kind }
    // Without the script, at most this many; with it, marks that would touch are drawn as one.
    let shown = Charts.thinned(events, to: 60).map { event -> Markup in
      "<i style=\"left:\(share(event.seconds))%\">\(Self.symbol(kind))</i>"
    }
    return """
      <div class="lane marks" data-kind="\(kind)"><div class="name"><b>\(Self.symbol(kind)) \
      \(Self.plural(kind))</b><small>\(Figures.whole(events.count))</small></div>\
      <div class="row">\(shown)</div></div>

      """
  }

  private var ticks: [Markup] {
    Scale.durations(origin, model.end).ticks
      .filter { $0.value >= origin && $0.value <= model.end }
      .map { "<span style=\"left:\(share($0.value))%\">\($0.label)</span>" }
  }

  private func counts(_ total: TimelineModel.Lane) -> Markup {
    let index = model.worst
    let most = max(1, (model.lanes + [total]).dropLast().map { Self.height($0) }.max() ?? 1)
    let rows = (model.lanes + [total]).enumerated().map { position, lane -> Markup in
      let figures = [lane.serving[index], lane.pending[index], lane.unreachable[index]]
      let scale = position == model.lanes.count ? max(1, Self.height(lane)) : most
      let bars = zip(["serving", "unreachable", "pending"], [figures[0], figures[2], figures[1]])
        .map {
          kind, value -> Markup in
          "<i class=\"swatch \(kind)\" style=\"width:\(Double(value) / Double(scale) * 100)%\"></i>"
        }
      return """
        <tr><th scope="row">\(lane.region)</th><td>\(Figures.whole(figures[0]))</td>\
        <td>\(Figures.whole(figures[1]))</td><td>\(Figures.whole(figures[2]))</td>\
        <td class="bar" data-most="\(scale)"><div>\(bars)</div></td></tr>

        """
    }
    return """
      <div class="scroll"><table><thead><tr><th scope="col">region</th><th scope="col">serving</th>\
      <th scope="col">pending</th><th scope="col">unreachable</th><td></td></tr></thead><tbody>
      \(rows)</tbody></table></div>
      <p class="sum">\(Figures.whole(total.serving[index])) of \
      \(Figures.whole(model.wanted[index])) wanted replicas serve.</p>
      """
  }

  private var nearby: [Markup] {
    let before = model.marks.filter { $0.seconds <= startSeconds }.suffix(5)
    let after = model.marks.filter { $0.seconds > startSeconds }.prefix(5)
    return (before + after).map { mark in
      "<li>\(Figures.clock(mark.seconds)) \(Self.symbol(mark.kind)) \(mark.text)</li>"
    }
  }

  /// A shape per kind of event.
  static func symbol(_ kind: String) -> Markup {
    let name =
      TimelineModel.usualKinds.contains(kind) ? kind.replacing(" ", with: "-") : "other"
    return "<svg class=\"symbol \(name)\" aria-hidden=\"true\"><use href=\"#mark-\(name)\"/></svg>"
  }

  private static func plural(_ kind: String) -> String {
    switch kind {
    case "failure": "failures"
    case "repair": "repairs"
    case "drain": "drains"
    case "drain failed": "failed drains"
    case "roll-out": "roll-outs"
    default: kind
    }
  }
}
