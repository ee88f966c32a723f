extension WarmUp {
  /// Finds one cut for all replications, from their average (White, Cobb and Spratt 2000): cutting
  /// them alike keeps them comparable.
  ///
  /// - Parameter replications: At least one; equally long, each of at least one whole batch.
  public init(replications: [[Double]], batchSize: Int = 5) throws(SampleError) {
    let average = try averageOverReplications(replications)
    guard batchSize > 0 else { throw .outOfRange(parameter: "batchSize", allowed: "positive") }
    guard average.count >= batchSize else {
      throw .tooFew(found: average.count, needed: batchSize)
    }
    self.init(average, batchSize: batchSize)
  }

  /// How many values to cut if some are cut in any case.
  public func truncatedValues(atLeast minimum: Int) -> Int { max(truncatedValues, minimum) }

  /// Doubles a run until its cut no longer lies at the limit of half of it.
  ///
  /// - Parameters:
  ///   - length: The number of values of the first run, at least one batch.
  ///   - doublings: After how many to give up; the cut is then still at the limit.
  ///   - run: A run of a length, or the average of several.
  public static func lengthening(
    from length: Int, batchSize: Int = 5, doublings: Int = 6,
    run: (_ length: Int) throws -> [Double]
  ) throws -> (values: [Double], warmUp: WarmUp) {
    var values = try run(length)
    var warmUp = try WarmUp(replications: [values], batchSize: batchSize)
    var length = length
    for _ in 0..<max(0, doublings) where warmUp.isAtLimit {
      let (doubled, overflow) = length.multipliedReportingOverflow(by: 2)
      if overflow { break }
      length = doubled
      values = try run(length)
      warmUp = try WarmUp(replications: [values], batchSize: batchSize)
    }
    return (values, warmUp)
  }
}
