import Statistics
import Testing

@Suite("Quantile sketches")
struct SketchTests {
  /// Values over nine magnitudes, of both signs.
  static let values: [Double] = {
    var state: UInt64 = 1
    return (0..<3000).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let magnitude = Double(state >> 40) * [1e-6, 1, 1e3][index % 3]
      return index % 5 == 0 ? -magnitude : magnitude
    }
  }()

  @Test("every quantile lies within the accuracy", arguments: [0.001, 0.01, 0.1])
  func accuracy(_ accuracy: Double) {
    var sketch = LogarithmicSketch(relativeAccuracy: accuracy)
    for value in Self.values { sketch.record(value) }
    let sorted = Self.values.sorted()
    for q in stride(from: 0, through: 1, by: 0.01) {
      let exact = sorted[Int(q * Double(sorted.count - 1))]
      let error = abs(sketch.quantile(q) - exact)
      #expect(error <= accuracy * abs(exact) * (1 + 1e-9), "\(q)")
    }
    #expect(sketch.sum == ExactSum(Self.values).value)
  }

  @Test("merging does not depend on the split, even when bins collapse", arguments: [nil, 64])
  func merging(_ limit: Int?) {
    var whole = LogarithmicSketch(relativeAccuracy: 0.01, binLimit: limit)
    var parts = [LogarithmicSketch](repeating: whole, count: 7)
    for (index, value) in Self.values.enumerated() {
      whole.record(value)
      parts[index * index % 7].record(value)
    }
    var merged = LogarithmicSketch(relativeAccuracy: 0.01, binLimit: limit)
    for part in parts.reversed() { merged.merge(part) }
    for q in stride(from: 0, through: 1, by: 0.05) {
      #expect(merged.quantile(q) == whole.quantile(q))
    }
    #expect(merged.sum == whole.sum && merged.count == whole.count)
  }

  @Test("what cannot be counted is rejected and said so")
  func rejected() {
    var sketch = LogarithmicSketch()
    #expect(sketch.quantile(0.5).isNaN)
    for value in [Double.nan, .infinity, -.infinity] { sketch.record(value) }
    #expect(sketch.rejectedCount == 3 && sketch.count == 0)
    for value in [
      Double.leastNonzeroMagnitude, -0.0, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ] {
      sketch.record(value)
    }
    #expect(sketch.quantile(0.5) == 0)
    #expect(sketch.quantile(0) < -1e308 && sketch.quantile(1) > 1e308)
    #expect(sketch.quantile(2).isNaN && sketch.quantile(.nan).isNaN)
    let merged = sketch.merge(LogarithmicSketch(relativeAccuracy: 0.02))
    #expect(!merged && sketch.count == 4)
    _ = LogarithmicSketch(relativeAccuracy: .nan, binLimit: -1)

    var histogram = HighDynamicRangeHistogram()
    #expect(histogram.value(atPercentile: 50) == 0 && histogram.mean == 0)
    histogram.record(-1)
    histogram.record(.min)
    #expect(histogram.rejectedCount == 2 && histogram.count == 0)
    histogram.record(.max)
    #expect(histogram.maximum == .max)
    #expect(histogram.value(atPercentile: .nan) == 0)
    #expect(histogram.value(atPercentile: 1e9) == .max)
    #expect(HighDynamicRangeHistogram(highestTrackable: 1) == nil)
    #expect(HighDynamicRangeHistogram(lowestDiscernible: 0, highestTrackable: 10) == nil)
    #expect(HighDynamicRangeHistogram(highestTrackable: 10, significantFigures: 6) == nil)
  }

  @Test("a histogram keeps its figures and merges exactly", arguments: 1...5)
  func histogram(_ figures: Int) throws {
    let empty = try #require(
      HighDynamicRangeHistogram(highestTrackable: 1 << 40, significantFigures: figures))
    var (whole, odd, even) = (empty, empty, empty)
    for index in 0..<2000 {
      let value = Int64(index) * Int64(index) * Int64(index)
      whole.record(value)
      if index % 2 == 1 { odd.record(value) } else { even.record(value) }
    }
    let tolerance = (0..<figures).reduce(1.0) { error, _ in error / 10 }
    for percentile in [10.0, 50, 90, 99.9] {
      let exact = Double(Int(percentile / 100 * 2000 + 0.5) - 1)
      let cube = exact * exact * exact
      let found = Double(whole.value(atPercentile: percentile))
      #expect(found >= cube && found - cube <= tolerance * cube + 1)
    }
    even.merge(odd)
    #expect(even == whole)
    let merged = whole.merge(HighDynamicRangeHistogram())
    #expect(!merged && even == whole)
  }
}
