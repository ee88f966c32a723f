/// Where a transient seems to end, by eye: the smoothed average over replications (Welch 1983; Law
/// 2015, §9.5.1).
///
/// For reports; ``WarmUp`` is the automatic choice. With a window too narrow the curve is too rough
/// to stay within the tolerance, with one too wide it hides the transient.
public struct WelchPlot: Sendable, Equatable {
  /// How many neighbours on either side are averaged.
  public let halfWidth: Int
  /// The share of ``level`` by which the settled curve may differ from it.
  public let tolerance: Double
  /// The average over replications at every index.
  public let average: [Double]
  /// The moving average: 2w + 1 values around index i, only 2i + 1 near the left end. It ends w
  /// values before the right end.
  public let smoothed: [Double]
  /// The mean of the last half of ``smoothed``.
  public let level: Double
  /// The first index from which on the smoothed curve stays within the tolerance of its level: how
  /// many values to cut. Nil if even its last value lies outside.
  public let warmUp: Int?

  /// Averages and smooths replications.
  ///
  /// - Parameters:
  ///   - replications: At least one; equally long, each of more than `halfWidth` values.
  ///   - halfWidth: Not negative; at most a quarter of the length is advised.
  ///   - tolerance: Not negative.
  public init(
    _ replications: [[Double]], halfWidth: Int, tolerance: Double = 0.01
  ) throws(SampleError) {
    guard halfWidth >= 0 else {
      throw .outOfRange(parameter: "halfWidth", allowed: "not negative")
    }
    guard tolerance >= 0, tolerance.isFinite else {
      throw .outOfRange(parameter: "tolerance", allowed: "finite, not negative")
    }
    let average = try averageOverReplications(replications)
    guard average.count > halfWidth else {
      throw .tooFew(found: average.count, needed: halfWidth == .max ? .max : halfWidth + 1)
    }
    var smoothed: [Double] = []
    var window = ExactSum()
    // At index i the window ends at 2i until it is full, then at i + w.
    var end = 0
    for index in 0..<(average.count - halfWidth) {
      let reach = min(index, halfWidth)
      while end <= index + reach {
        window.add(average[end])
        end += 1
      }
      if index > halfWidth { window.add(-average[index - halfWidth - 1]) }
      smoothed.append(window.value / Double(2 * reach + 1))
    }
    let half = smoothed.count / 2
    let level = ExactSum(smoothed[half...]).value / Double(smoothed.count - half)
    let band = tolerance * abs(level)
    let settled = smoothed.lastIndex { !(abs($0 - level) <= band) }.map { $0 + 1 } ?? 0
    self.halfWidth = halfWidth
    self.tolerance = tolerance
    self.average = average
    self.smoothed = smoothed
    self.level = level
    warmUp = settled < smoothed.count ? settled : nil
  }
}

/// The mean over replications at every index, from exact sums.
func averageOverReplications(_ replications: [[Double]]) throws(SampleError) -> [Double] {
  guard let first = replications.first else { throw .tooFew(found: 0, needed: 1) }
  for values in replications {
    try require(values, atLeast: 1)
    guard values.count == first.count else { throw .unequalCounts(first.count, values.count) }
  }
  return first.indices.map { index in
    ExactSum(replications.map { $0[index] }).value / Double(replications.count)
  }
}
