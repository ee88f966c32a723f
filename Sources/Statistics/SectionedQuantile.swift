#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension SortedSample {
  /// The interval of the `p`-quantile of values that depend on one another, by sectioning (Asmussen
  /// and Glynn 2007, §III.5a).
  ///
  /// Sections are independent, or nearly so: replications, or batches of one long run. The quantile
  /// of all values is the estimate; the quantiles of the sections tell, by Student's t, how far it
  /// may err. Centring at the estimate has less bias than at the mean of the sections' quantiles.
  ///
  /// - Parameters:
  ///   - p: Between 0 and 1.
  ///   - sections: At least two, each of at least one finite value; 10 … 30 are usual, each of many
  ///     more than 1/(1 − p) values.
  public static func sectionedInterval(
    _ p: Double, sections: [[Double]], confidence: Double = 0.95, method: Method = .type7
  ) throws(SampleError) -> Interval {
    guard sections.count > 1 else { throw .tooFew(found: sections.count, needed: 2) }
    try require(probability: p, "p")
    try require(probability: confidence, "confidence")
    for section in sections { try require(section, atLeast: 1) }
    let estimate = SortedSample(sections.flatMap { $0 }).quantile(p, method: method)
    var squares = ExactSum()
    for section in sections {
      let distance = SortedSample(section).quantile(p, method: method) - estimate
      squares.addProduct(distance, distance)
    }
    let count = Double(sections.count)
    let error = (squares.value / (count - 1) / count).squareRoot()
    let halfWidth =
      error * StudentT.quantile(0.5 + confidence / 2, degreesOfFreedom: count - 1)
    return Interval(estimate: estimate, lower: estimate - halfWidth, upper: estimate + halfWidth)
  }

  /// The same from one long run, cut into equal sections; values that do not fill the last section
  /// are left out.
  public static func sectionedInterval(
    _ p: Double, run: [Double], sections: Int = 20, confidence: Double = 0.95,
    method: Method = .type7
  ) throws(SampleError) -> Interval {
    guard sections > 1 else { throw .tooFew(found: sections, needed: 2) }
    try require(run, atLeast: sections)
    let size = run.count / sections
    return try sectionedInterval(
      p, sections: (0..<sections).map { Array(run[($0 * size)..<(($0 + 1) * size)]) },
      confidence: confidence, method: method)
  }

  /// How many independent values it takes until the largest of them bounds the `p`-quantile from
  /// above: n ≥ ln(α)/ln(p), 299 for the 99th percentile at 95 %.
  public static func valuesForUpperLimit(
    _ p: Double, confidence: Double = 0.95
  ) throws(SampleError) -> Int {
    try require(probability: p, "p")
    try require(probability: confidence, "confidence")
    return saturatingCount(log(1 - confidence) / log(p), .up)
  }
}
