import GoSemantics
import Karmada

/// One step of a division in words.
struct DivisionText {
  let step: DivisionStep
  let binding: BindingState
  let clusters: ClusterSnapshots

  /// What is divided, by what, and what earlier replicas do.
  var sentence: String {
    let wanted = ReportText.count(step.replicas, "replica")
    let earlier = total(step.earlier)
    let runs = step.earlier.isEmpty ? "" : list(step.earlier)
    let sentence =
      switch step.kind {
      case .duplicated:
        "\(wanted) on \(step.given.count == 1 ? "the cluster" : "each of \(step.given.count) clusters")"
      case .staticWeight:
        "\(wanted) by static weights; what fits and what runs does not count"
      case .fresh:
        "all \(wanted) afresh, in proportion to what fits"
          + (earlier > 0 ? ", where earlier replicas count as room (\(runs))" : "") + room
      case .scaleUp where earlier == 0:
        "\(wanted) for the first time, in proportion to what fits" + room
      case .scaleUp:
        "\(earlier) stay (\(runs)), \(wanted) more in proportion to what still fits" + room
      case .scaleDown:
        "\(earlier) run (\(runs)), \(step.replicas) are wanted: in proportion to what runs" + room
      case .unchanged:
        "\(earlier) run on clusters that still qualify and as many are wanted: nothing moves,"
          + " whatever fits where"
      }
    guard let order = step.overflowOrder else { return sentence }
    return (order == 0 ? "own clusters: " : "overflow \(order): ") + sentence
  }

  private var room: String { " (\(total(step.weights)) in all)" }

  /// Which clusters are used and which are spared, if as few as possible are wanted.
  func spared(limit: Int) -> String? {
    guard binding.placement.strategy == .aggregated, !step.weights.isEmpty, !step.given.isEmpty,
      step.kind != .unchanged
    else { return nil }
    let used = step.weights.map { clusters[$0.index].name }
    let prefers = step.kind == .scaleUp && total(step.earlier) > 0
    return "as few clusters as possible, "
      + (prefers ? "those that have some first, then " : "") + "roomiest first: "
      + ReportText.names(used, limit: limit)
      + (used.count == 1 ? " suffices" : " suffice") + "; \(step.spared.count) spared"
  }

  /// Weights, exact shares and what rounding made of them.
  func table(_ rounding: WebsterRounding, limit: Int) -> TextTable {
    let earlier = Dictionary(step.earlier.map { ($0.index, $0.amount) }) { _, last in last }
    let adds = step.kind == .scaleUp && total(step.earlier) > 0
    var table = TextTable([
      .text("cluster"), .number("weight"), .number("share"), .number("rounding"),
      .number("given"), .number("has"), .number("replicas"),
    ])
    var shares = rounding.shares
    if shares.count > limit {
      shares = Array(
        (shares.filter { $0.given > 0 } + shares.filter { $0.given == 0 }).prefix(limit))
    }
    for share in shares {
      let has = adds ? earlier[share.index] ?? 0 : 0
      let step = share.rounding
      table.rows.append([
        clusters[share.index].name, "\(share.weight)", Self.decimal(share.exact),
        step == 0 ? "" : step > 0 ? "+\(step)" : "\(step)", "\(share.given)",
        adds ? "\(has)" : "", adds ? "\(share.given &+ has)" : "",
      ])
    }
    if rounding.shares.count > shares.count {
      table.footnote = "… and \(rounding.shares.count - shares.count) more; --all shows them"
    }
    table.dropEmptyColumns()
    return table
  }

  /// Why the last replica went where it went.
  func last(_ rounding: WebsterRounding) -> String? {
    guard rounding.isRounded, let last = rounding.last, let next = rounding.next else { return nil }
    let (winner, runnerUp) = (clusters[last.index].name, clusters[next.index].name)
    guard last.quotient != next.quotient else {
      let order =
        binding.nameOrder == .largerFirst
        ? "the larger name comes first" : "the smaller name comes first"
      return "the last replica was a tie (\(Self.decimal(last.quotient))) of \(winner) and"
        + " \(runnerUp): fewer replicas come first, then \(order), as the uid says"
    }
    return "the last replica went to \(winner) (Webster's quotient \(Self.decimal(last.quotient)))"
      + " before \(runnerUp) (\(Self.decimal(next.quotient)))"
  }

  private func total(_ entries: [DivisionStep.Entry]) -> Int64 {
    entries.reduce(0) { $0 &+ $1.amount }
  }

  private func list(_ entries: [DivisionStep.Entry]) -> String {
    var sorted = entries
    stableSort(&sorted) { $0.index < $1.index }
    return ReportText.names(
      sorted.map { "\(clusters[$0.index].name) \($0.amount)" }, limit: 5)
  }

  /// Two decimals, rounded half up.
  static func decimal(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
    let hundredths = Int64((value * 100).rounded())
    let fraction = hundredths.magnitude % 100
    return "\(hundredths / 100)." + (fraction < 10 ? "0\(fraction)" : "\(fraction)")
  }
}
