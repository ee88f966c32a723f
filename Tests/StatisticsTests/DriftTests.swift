import Statistics
import Testing

@Suite("Drifts and false alarms")
struct DriftTests {
  @Test("a moving average and its limits, by hand")
  func average() throws {
    var detector = try MovingAverageDetector(reference: 10, deviation: 2, weight: 0.5)
    #expect(detector.average == 10 && detector.drift == .none)
    try detector.add(14)
    #expect(detector.average == 12)
    // The first average has half the deviation of a value.
    #expect(abs(detector.currentLimit - 1.5) < 1e-12)
    try detector.add(6)
    #expect(detector.average == 9 && detector.count == 2)
    var shewhart = try MovingAverageDetector(reference: 0, deviation: 1, weight: 1)
    #expect(try shewhart.add(2.9) == .none)
    #expect(try shewhart.add(3.1) == .upward)
    #expect(try shewhart.add(-3.1) == .downward)
  }

  @Test("a shift by one deviation is noticed after ten values, a false alarm comes after 550")
  func runLengths() throws {
    func meanRunLength(shift: Double, runs: Int, seed: UInt64) throws -> Double {
      var sampler = Sampler(seed)
      var total = 0
      for _ in 0..<runs {
        var detector = try MovingAverageDetector(reference: 0, deviation: 1)
        while try detector.add(shift + sampler.normal()) == .none {}
        total += detector.count
      }
      return Double(total) / Double(runs)
    }
    let shifted = try meanRunLength(shift: 1, runs: 200, seed: 1)
    #expect((7...13).contains(shifted), "\(shifted)")
    let steady = try meanRunLength(shift: 0, runs: 100, seed: 2)
    #expect((380...800).contains(steady), "\(steady)")
  }

  @Test("bad parameters and values are refused, outliers are forgotten")
  func edges() throws {
    #expect(throws: SampleError.self) { try MovingAverageDetector(history: [1, 1, 1]) }
    #expect(throws: SampleError.self) { try MovingAverageDetector(history: [1]) }
    for weight in [0, -1, 1.5, .nan] {
      #expect(throws: SampleError.self) {
        try MovingAverageDetector(reference: 0, deviation: 1, weight: weight)
      }
    }
    #expect(throws: SampleError.self) { try MovingAverageDetector(reference: 0, deviation: 0) }
    var detector = try MovingAverageDetector(history: [1, 2, 3, 4, 5])
    #expect(detector.reference == 3 && detector.deviation == 1.4826)
    #expect(throws: SampleError.notFinite(index: 0)) { try detector.add(.infinity) }
    var huge = try MovingAverageDetector(reference: -1e308, deviation: 1e-300)
    #expect(try huge.add(1e308) == .upward)
    for _ in 0..<10_000 { try huge.add(-1e308) }
    #expect(huge.drift == .none)
  }

  @Test("too many alarms among equal versions raise the threshold as far as needed")
  func falseAlarms() throws {
    let quiet = try RegressionCheck(
      baseline: [1, 2, 3, 4, 5], candidate: [1.5, 2.5, 3.5, 4.5, 0.5])
    func alarm(_ change: Double) throws -> RegressionCheck {
      let baseline = (0..<20).map { 100 + 0.01 * Double($0) }
      return try RegressionCheck(baseline: baseline, candidate: baseline.map { $0 * (1 + change) })
    }
    let accepted = try FalseAlarms(Array(repeating: quiet, count: 199) + [try alarm(0.05)])
    #expect(accepted.alarms == 1 && accepted.comparisons == 200)
    #expect(accepted.noiseThreshold == 0.02 && accepted.rate.contains(0.01))
    let noisy = try FalseAlarms(
      Array(repeating: quiet, count: 197) + [alarm(0.05), alarm(-0.04), alarm(0.03)])
    // Two of 200 are accepted: the threshold lets the third through.
    #expect(noisy.alarms == 3)
    #expect(abs(noisy.noiseThreshold - 0.03) < 1e-9)
    #expect(throws: SampleError.self) { try FalseAlarms([]) }
    #expect(throws: SampleError.self) { try FalseAlarms([quiet], accepted: 0) }
  }

  @Test("the bound of a correct selection is Bonferroni's, and holds")
  func correctSelection() throws {
    let (means, deviations) = ([1.0, 1.4, 2], [1.0, 1, 1])
    let allocation = try BudgetAllocation(
      means: means, standardDeviations: deviations, budget: 60, largerIsBetter: true)
    let n = allocation.replications.map(Double.init)
    let errors = [0, 1].map { arm in
      StandardNormal.cumulative(-(2 - means[arm]) / (1 / n[2] + 1 / n[arm]).squareRoot())
    }
    let bound = allocation.probabilityOfCorrectSelection
    #expect(abs(bound - (1 - errors[0] - errors[1])) < 1e-12)
    var sampler = Sampler(3)
    let correct = (0..<1_000).count { _ in
      let estimates = means.indices.map { means[$0] + sampler.normal() / n[$0].squareRoot() }
      return estimates[2] > max(estimates[0], estimates[1])
    }
    // Three standard deviations of a share among 1000.
    #expect(Double(correct) / 1_000 > bound - 3 * (bound * (1 - bound) / 1_000).squareRoot())
  }
}
