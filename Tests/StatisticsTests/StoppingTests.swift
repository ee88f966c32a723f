import Statistics
import Testing

@Suite("One run and how long it must be")
struct StoppingTests {
  @Test("stops at the first replication that is precise enough, and stays there")
  func relative() throws {
    let rule = try StoppingRule(.relative(0.1), confidence: 0.9, initialReplications: 5)
    var sampler = Sampler(1)
    let values = sampler.normals(300, mean: 10, deviation: 4)
    var stopper = SequentialStopper(rule)
    for value in values { try stopper.add(value) }
    #expect(stopper.status == .reached)
    let count = stopper.summary.count
    // The first one: no shorter prefix is precise enough.
    let prefixes = (0...300).filter { rule.isMet(by: Summary(values.prefix($0))) }
    #expect(prefixes.first == count)
    #expect(count > 5 && count < 300)
    #expect(stopper.interval == meanInterval(Array(values.prefix(count)), confidence: 0.9))
    #expect(stopper.estimatedRemaining == 0)
  }

  @Test("gives up at the maximum")
  func maximum() throws {
    var stopper = SequentialStopper(
      try StoppingRule(.absolute(1e-9), initialReplications: 2, maximumReplications: 7))
    for value in 0..<20 { try stopper.add(Double(value)) }
    #expect(stopper.status == .notReached)
    #expect(stopper.summary.count == 7)
  }

  @Test("equal values are precise; a mean of zero is so in absolute terms only")
  func degenerate() throws {
    func status(_ precision: StoppingRule.Precision, _ value: Double) throws
      -> SequentialStopper.Status
    {
      var stopper = SequentialStopper(
        try StoppingRule(precision, initialReplications: 3, maximumReplications: 9))
      for _ in 0..<9 { try stopper.add(value) }
      return stopper.status
    }
    #expect(try status(.relative(0.05), 4) == .reached)
    #expect(try status(.relative(0.05), 0) == .notReached)
    #expect(try status(.absolute(0), 0) == .reached)
  }

  @Test("rules out of range and values that are no numbers are refused")
  func refused() throws {
    #expect(throws: SampleError.self) { try StoppingRule(.relative(0)) }
    #expect(throws: SampleError.self) { try StoppingRule(.relative(.nan)) }
    #expect(throws: SampleError.self) { try StoppingRule(.absolute(-1)) }
    #expect(throws: SampleError.self) { try StoppingRule(.absolute(1), confidence: 1) }
    #expect(throws: SampleError.self) { try StoppingRule(.absolute(1), initialReplications: 1) }
    #expect(throws: SampleError.self) {
      try StoppingRule(.absolute(1), initialReplications: 5, maximumReplications: 4)
    }
    var stopper = SequentialStopper(try StoppingRule(.absolute(1)))
    try stopper.add(1)
    #expect(throws: SampleError.notFinite(index: 1)) { try stopper.add(.nan) }
    #expect(throws: SampleError.notFinite(index: 1)) { try stopper.add(.infinity) }
    #expect(stopper.summary.count == 1)
  }

  @Test("what remains is estimated from the variance so far")
  func remaining() throws {
    var stopper = SequentialStopper(
      try StoppingRule(.absolute(0.5), initialReplications: 4, maximumReplications: 1_000))
    #expect(stopper.estimatedRemaining == 4)
    for value in [0.0, 4, 0, 4] { try stopper.add(value) }
    // Half-width 3.675 of 4 values: (3.675/0.5)² as many.
    #expect(stopper.estimatedRemaining == 213)
  }

  @Test("batch means of a dependent run grow until they look independent")
  func labatch() throws {
    var sampler = Sampler(2)
    var level = 0.0
    let run = (0..<8_000).map { _ in
      level = 0.9 * level + sampler.normal()
      return level
    }
    #expect(try BatchMeans(run, batchSize: 1).independenceStatistic ?? 0 > 10)
    let (batches, passed) = try BatchMeans.independent(run)
    #expect(passed)
    #expect(batches.batchSize >= 8)
    #expect(batches.means.count >= 20)
    let short = try BatchMeans.independent(Array(run.prefix(60)))
    #expect(!short.passed)
    // Both estimate the same variance of the mean: 1/(1 − 0.9)² = 100 times 1/n.
    let overlapping = try OverlappingBatchMeans(run, batchSize: 200)
    #expect(overlapping.longRunVariance > 50 && overlapping.longRunVariance < 200)
  }

  @Test("runs too short for two batches are refused, equal values have no ratio")
  func batchEdges() throws {
    #expect(throws: SampleError.tooFew(found: 1, needed: 2)) {
      try BatchMeans([1, 2, 3], batchSize: 2)
    }
    #expect(throws: SampleError.self) { try BatchMeans([], batchSize: 1) }
    #expect(throws: SampleError.self) { try BatchMeans([1, 2], batchSize: 0) }
    #expect(throws: SampleError.self) { try BatchMeans([1, .nan], batchSize: 1) }
    #expect(throws: SampleError.self) { try OverlappingBatchMeans([1, 2], batchSize: 2) }
    #expect(throws: SampleError.self) { try OverlappingBatchMeans([1, 2], batchSize: .max) }
    let equal = try BatchMeans([7, 7, 7], batchSize: 1)
    #expect(equal.interval == Interval(estimate: 7, lower: 7, upper: 7))
    #expect(equal.vonNeumannRatio.isNaN)
    #expect(try BatchMeans([1, 2], batchSize: 1).independenceStatistic == nil)
    #expect(try OverlappingBatchMeans([7, 7, 7], batchSize: 1).interval.halfWidth == 0)
  }

  @Test("autocorrelation of a periodic series, and of what has none")
  func autocorrelation() throws {
    let series = try Autocorrelation((0..<40).map { Double($0 % 2) }, lags: 2)
    #expect(abs(series.coefficients[1] + 0.975) < 1e-12)
    #expect(series.pValue < 1e-9)
    #expect(try Autocorrelation([5, 5, 5], lags: 1).pValue.isNaN)
    #expect(throws: SampleError.self) { try Autocorrelation([1, 2], lags: 2) }
    #expect(throws: SampleError.self) { try Autocorrelation([1, 2], lags: 0) }
    #expect(throws: SampleError.self) { try Autocorrelation([1, 2], lags: .max) }
    #expect(throws: SampleError.self) { try Autocorrelation([1, .infinity, 2], lags: 1) }
  }
}
