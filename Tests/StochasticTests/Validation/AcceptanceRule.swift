import Statistics
import Stochastic
import Testing
import ValidationModels

/// The acceptance rule of the validation models.
///
/// Thirty replications; the exact value lies in the t-interval at confidence 1 − 0.01 / (number of
/// quantities); the interval is narrow enough to say something. And over 20 master seeds the
/// z-scores have mean zero (t-test at 0.001), which finds errors that single intervals hide.
/// Seeds are fixed, hence a pass stays a pass until the code changes.
enum AcceptanceRule {
  static let replications = 30

  static func check(
    _ model: some ValidationModel, start: Start, master: UInt64 = 20_240_917,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let confidence = 1 - 0.01 / Double(model.quantities.count)
    let samples = replicate(model, start: start, master: master)
    for (quantity, values) in zip(model.quantities, samples) {
      let interval = meanInterval(values, confidence: confidence)
      #expect(
        interval.contains(quantity.exact),
        "\(quantity.name): \(quantity.exact) is not in \(interval.lower) … \(interval.upper)",
        sourceLocation: sourceLocation)
      #expect(
        interval.halfWidth <= quantity.precision * quantity.exact,
        "\(quantity.name): ±\(interval.halfWidth / quantity.exact) is too imprecise",
        sourceLocation: sourceLocation)
    }
  }

  static func probeBias(
    _ model: some ValidationModel, start: Start = .stationary,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var scores = [[Double]](repeating: [], count: model.quantities.count)
    for master in 1...20 {
      let samples = replicate(model, start: start, master: UInt64(master))
      for (index, values) in samples.enumerated() {
        let summary = Summary(values)
        scores[index].append(
          (summary.mean - model.quantities[index].exact) / summary.standardError)
      }
    }
    for (quantity, values) in zip(model.quantities, scores) {
      let interval = meanInterval(values, confidence: 0.999)
      #expect(
        interval.contains(0), "\(quantity.name): mean z-score \(interval)",
        sourceLocation: sourceLocation)
    }
  }

  /// One sample per quantity, one value per replication.
  private static func replicate(
    _ model: some ValidationModel, start: Start, master: UInt64
  ) -> [[Double]] {
    let recordings = (0..<replications).map { replication in
      model.run(
        StreamSeed(master: master, scenario: 11, replication: UInt64(replication)), start: start)
    }
    let intervals = recordings[0].count - 1
    var cut = 0
    if start == .empty {
      let series = (0..<intervals).map { index in
        recordings.reduce(0) { sum, marks in
          sum + model.estimate(growth(marks, index, index + 1))[0]
        } / Double(replications)
      }
      cut = max(1, WarmUp(series, batchSize: 5).truncatedValues)
    }
    let values = recordings.map { model.estimate(growth($0, cut, intervals)) }
    return model.quantities.indices.map { index in values.map { $0[index] } }
  }

  private static func growth(_ marks: [[Double]], _ from: Int, _ to: Int) -> [Double] {
    zip(marks[to], marks[from]).map { $0 - $1 }
  }
}
