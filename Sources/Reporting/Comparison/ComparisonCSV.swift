import Experiments

/// One row per metric and arm: the estimate, the difference to the baseline and to the best of the
/// others, each with its interval, in the metric's own unit with every digit (RFC 4180).
public struct ComparisonCSV: Renderer {
  /// `--format csv` of a comparison.
  public let format = "csv"
  /// Its name in the results directory of a comparison.
  public let fileName: String? = "comparison.csv"

  /// Creates the renderer.
  public init() {}

  /// The whole table.
  public func render(_ result: ExperimentResult) -> String {
    var text = ReplicationsCSV.line([
      "metric", "unit", "arm", "replications", "estimate", "lower", "upper", "difference",
      "difference.lower", "difference.upper", "pairs", "p", "p.holm", "correlation",
      "variance.ratio", "detectable", "best", "to.best", "to.best.lower", "to.best.upper",
    ])
    for metric in result.comparison?.metrics ?? [] {
      for (index, arm) in metric.arms.enumerated() {
        let summary = result.arms[index].metrics.first {
          $0.name == metric.name && $0.dimensions == metric.dimensions
        }
        let difference = arm.difference
        let numbers: [Double?] = [
          difference?.pValue, difference?.adjustedPValue, difference?.correlation,
          difference?.varianceRatio, difference?.detectable,
        ]
        text += ReplicationsCSV.line(
          [
            metric.qualifiedName, metric.unit, arm.name, String(summary?.count ?? 0),
            number(summary?.estimate), number(summary?.lower), number(summary?.upper),
            number(difference?.estimate), number(difference?.lower), number(difference?.upper),
            difference.map { String($0.pairs) } ?? "",
          ] + numbers.map(number) + [
            arm.toBest?.word ?? "", number(arm.toBest?.estimate), number(arm.toBest?.lower),
            number(arm.toBest?.upper),
          ])
      }
    }
    return text
  }

  private func number(_ value: Double?) -> String {
    value.flatMap { $0.isFinite ? ReplicationsCSV.number($0) : nil } ?? ""
  }
}
