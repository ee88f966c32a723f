import Conformance
import Documents

/// How to replay the vectors of statistics that this module covers.
public enum StatisticsSuites {
  /// Every suite of this module.
  public static let all: [VectorSuite] =
    [
      meanInterval, varianceInterval, welch, paired, proportion, quantile, moments, timeWeighted,
      warmUp,
    ] + ClosedFormSuites.all + DistributionSuites.all + SketchSuites.all
    + SensitivitySuites.all + ComparisonSuites.all

  static let moment = NumericTolerance(relative: 1e-9, absolute: 1e-12)

  static let meanInterval = suite("ci.mean.t") { input in
    let values = try input.numbers("values")
    let confidence = try input.number("confidence")
    return {
      let summary = Summary(values)
      let interval = Statistics.meanInterval(summary, confidence: confidence)
      return [
        "n": Node(summary.count), "mean": Node(summary.mean), "variance": Node(summary.variance),
        "halfWidth": Node(interval.halfWidth), "low": Node(interval.lower),
        "high": Node(interval.upper),
      ]
    }
  }

  static let varianceInterval = suite("ci.variance.chi2") { input in
    let values = try input.numbers("values")
    let confidence = try input.number("confidence")
    return {
      let interval = Statistics.varianceInterval(Summary(values), confidence: confidence)
      return [
        "variance": Node(interval.estimate), "low": Node(interval.lower),
        "high": Node(interval.upper),
      ]
    }
  }

  static let welch = difference("welch", DifferenceInterval.welch)
  static let paired = difference("paired", DifferenceInterval.paired)

  private static func difference(
    _ name: String,
    _ compute: @escaping @Sendable ([Double], [Double], Double) -> DifferenceInterval
  ) -> VectorSuite {
    // p-values have the wider tolerance of quantile functions.
    suite(
      "ci.difference." + name, NumericTolerance(relative: 1e-8, absolute: 1e-12)
    ) { input in
      let (first, second) = (try input.numbers("first"), try input.numbers("second"))
      let confidence = try input.number("confidence")
      return {
        let result = compute(first, second, confidence)
        return [
          "difference": Node(result.interval.estimate), "t": Node(result.statistic),
          "degreesOfFreedom": Node(result.degreesOfFreedom), "pValue": Node(result.pValue),
          "low": Node(result.interval.lower), "high": Node(result.interval.upper),
        ]
      }
    }
  }

  static let proportion = suite("ci.proportion") { input in
    let intervals = ProportionInterval(
      successes: try input.integer("successes"), trials: try input.integer("trials"),
      confidence: try input.number("confidence"))
    func pair(_ interval: Interval) -> Node { [Node(interval.lower), Node(interval.upper)] }
    return {
      [
        "clopperPearson": pair(intervals.clopperPearson), "wilson": pair(intervals.wilson),
        "wilsonContinuity": pair(intervals.wilsonContinuity),
        "agrestiCoull": pair(intervals.agrestiCoull), "jeffreys": pair(intervals.jeffreys),
        "oneSidedLowerExact": Node(intervals.oneSidedLower),
        "oneSidedUpperExact": Node(intervals.oneSidedUpper),
      ]
    }
  }

  static let quantile = suite("ci.quantile.binomial") { input in
    let values = try input.numbers("values")
    let (p, confidence) = (try input.number("p"), try input.number("confidence"))
    // The reference writes "nan" for a limit that does not exist.
    func limit(_ value: Double) -> Node { value.isFinite ? Node(value) : "nan" }
    return {
      let sample = SortedSample(values)
      let interval = sample.quantileInterval(p, confidence: confidence)
      return [
        "low": limit(interval.lower), "high": limit(interval.upper),
        "type7": Node(sample.quantile(p)), "type8": Node(sample.quantile(p, method: .type8)),
        "type1": Node(sample.quantile(p, method: .type1)),
      ]
    }
  }

  static let moments = suite(
    "moments.exact",
    NumericTolerance(
      relative: 1e-9, absolute: 1e-12, exactMembers: ["exactSum", "n", "min", "max"])
  ) { input in
    let values = try input.numbers("values")
    let boundaries = try input.numbers("shardBoundaries").map { Int($0) }
    return {
      var summary = Summary()
      for (start, end) in zip([0] + boundaries, boundaries + [values.count]) {
        summary.merge(Summary(values[start..<end]))
      }
      var answer: Node = [
        "n": Node(summary.count), "exactSum": Node(summary.sum), "mean": Node(summary.mean),
        "min": Node(summary.minimum), "max": Node(summary.maximum),
        "sumSquaredDeviations": Node(summary.sumOfSquaredDeviations),
      ]
      if values.count > 1 { answer.set("variance", Node(summary.variance)) }
      let shape = CentralMoments(values)
      if shape.skewness.isFinite, values.count > 2 {
        answer.set("skewness", Node(shape.skewness))
        answer.set("kurtosisExcess", Node(shape.excessKurtosis))
      }
      return answer
    }
  }

  static let timeWeighted = suite("timeWeighted.stepFunction") { input in
    let (times, values) = (try input.numbers("times"), try input.numbers("values"))
    let (end, warmUp) = (try input.number("end"), try input.number("warmup"))
    return {
      guard let result = TimeWeighted(times: times, values: values, end: end, warmUp: warmUp)
      else { return ["error": "emptyInterval"] }
      return [
        "integral": Node(result.integral), "average": Node(result.average),
        "variance": Node(result.variance), "max": Node(result.maximum),
        "min": Node(result.minimum), "fractionPositive": Node(result.fractionPositive),
      ]
    }
  }

  static let warmUp = suite("warmup.mser") { input in
    let values = try input.numbers("values")
    let batchSize = try input.integer("batchSize")
    return {
      let result = WarmUp(values, batchSize: batchSize)
      return [
        "batches": Node(result.batchCount),
        "truncationBatches": Node(result.truncatedBatches),
        "truncationObservations": Node(result.truncatedValues),
        "atLimit": Node(result.isAtLimit),
        "statisticAtTruncation": Node(result.statistics[result.truncatedBatches]),
        "statisticFirst10": Node(result.statistics.prefix(10).map { Node($0) }),
        "truncatedMean": Node(result.truncatedMean),
      ]
    }
  }

  /// A suite whose input is read first and whose answer is computed when asked for.
  static func suite(
    _ algorithm: String, _ tolerance: NumericTolerance = moment,
    _ prepare: @escaping @Sendable (VectorInput) throws -> () -> Node
  ) -> VectorSuite {
    VectorSuite(algorithm: algorithm, matches: tolerance.matches) { vector in
      PreparedDecision(decide: try prepare(VectorInput(vector.input)), answer: { $0 })
    }
  }
}
