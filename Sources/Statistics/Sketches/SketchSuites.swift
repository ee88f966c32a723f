import Conformance
import Documents

/// How to replay the vectors of the quantile sketches.
enum SketchSuites {
  static let all: [VectorSuite] = [logarithmic, highDynamicRange]

  private static let logarithmic = StatisticsSuites.suite("sketch.ddsketch.logarithmic") { input in
    let values = try input.numbers("values")
    let accuracy = try input.number("relativeAccuracy")
    let quantiles = try input.numbers("quantiles")
    guard !values.isEmpty, quantiles.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      throw VectorInputError(member: "quantiles", problem: "must lie in 0 … 1, of some values")
    }
    return {
      // The reference keeps at most 2048 bins.
      var sketch = LogarithmicSketch(relativeAccuracy: accuracy, binLimit: 2048)
      for value in values { sketch.record(value) }
      let sorted = values.sorted()
      return [
        "estimates": Node(quantiles.map { Node(sketch.quantile($0)) }),
        "exactLowerRank": Node(
          quantiles.map { Node(sorted[Int($0 * Double(sorted.count - 1))]) }),
        "count": Node(sketch.count), "sum": Node(sketch.sum),
      ]
    }
  }

  private static let highDynamicRange = StatisticsSuites.suite("sketch.hdrhistogram") { input in
    let values = try input.numbers("values").compactMap { Int64(exactly: $0) }
    let percentiles = try input.numbers("percentiles")
    let empty = HighDynamicRangeHistogram(
      lowestDiscernible: Int64(try input.integer("lowestDiscernible")),
      highestTrackable: Int64(try input.integer("highestTrackable")),
      significantFigures: try input.integer("significantFigures"))
    guard let empty else {
      throw VectorInputError(member: "highestTrackable", problem: "makes no histogram")
    }
    return {
      var histogram = empty
      for value in values { histogram.record(value) }
      return [
        "valuesAtPercentiles": Node(
          percentiles.map { Node(histogram.value(atPercentile: $0)) }),
        "min": Node(histogram.minimum), "max": Node(histogram.maximum),
        "mean": Node(histogram.mean), "stdDev": Node(histogram.standardDeviation),
        "count": Node(histogram.count),
      ]
    }
  }
}
