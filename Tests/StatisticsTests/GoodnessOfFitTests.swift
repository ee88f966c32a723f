import Statistics
import Testing

@Suite("Goodness of fit")
struct GoodnessOfFitTests {
  @Test("what is no sample of probabilities has no fit")
  func undefined() {
    #expect(GoodnessOfFit(probabilities: []) == nil)
    #expect(GoodnessOfFit(probabilities: [0.5, .nan]) == nil)
    #expect(GoodnessOfFit(probabilities: [0.5, 1.1]) == nil)
    #expect(ChiSquareTest(observed: [1, 2], expected: [1]) == nil)
    #expect(ChiSquareTest(observed: [1], expected: [1]) == nil)
    #expect(ChiSquareTest(observed: [1, 2], expected: [0, 3]) == nil)
  }

  @Test("values that the law excludes are rejected, not trapped")
  func excluded() throws {
    let fit = try #require(GoodnessOfFit(probabilities: [0, 1, 0.5]))
    #expect(fit.andersonDarling == .infinity)
    #expect(fit.andersonDarlingPValue < 1e-3)
  }

  @Test("the order of the values does not matter")
  func order() {
    let u = [0.9, 0.1, 0.5, 0.3]
    #expect(GoodnessOfFit(probabilities: u) == GoodnessOfFit(probabilities: u.sorted()))
  }

  @Test("Kolmogorov's law of one value is elementary, and falls everywhere")
  func kolmogorov() {
    for d in [0.5, 0.6, 0.75, 0.99] {
      #expect(abs(KolmogorovLaw.survival(d, sampleSize: 1) - 2 * (1 - d)) < 1e-14)
    }
    for n in [2, 5, 20, 140, 141, 1000] {
      var last = 1.0
      for z in stride(from: 0.02, to: 6, by: 0.07) {
        let p = KolmogorovLaw.survival(z / Double(n).squareRoot(), sampleSize: n)
        #expect(p <= last + 1e-7 && p >= 0, "n \(n), z \(z)")
        last = p
      }
    }
    // Where the expansion for large samples begins, it agrees with the limit law.
    let large = KolmogorovLaw.survival(1 / 200_000.0.squareRoot(), sampleSize: 200_000)
    #expect(abs(large / KolmogorovLaw.limitSurvival(1) - 1) < 3e-3)
    #expect(abs(KolmogorovLaw.limitSurvival(1) - 0.26999967167735456) < 1e-14)
    #expect(KolmogorovLaw.survival(.nan, sampleSize: 3).isNaN)
  }

  @Test("simulated p-values count themselves")
  func simulated() {
    #expect(GoodnessOfFit.simulatedPValue(2, among: [1, 2, 3]) == 0.75)
    #expect(GoodnessOfFit.simulatedPValue(2, among: []) == 1)
  }

  @Test("the studentized range of two groups is Student's t times √2")
  func studentizedRange() {
    for freedom in [1.0, 2, 7, 100] {
      for p in [0.5, 0.9, 0.999] {
        let q = StudentizedRange.quantile(p, groups: 2, degreesOfFreedom: freedom)
        let t = StudentT.quantile((1 + p) / 2, degreesOfFreedom: freedom)
        #expect(abs(q / (2.0.squareRoot() * t) - 1) < 1e-7, "\(freedom) \(p) \(q)")
      }
    }
    #expect(StudentizedRange.quantile(1, groups: 3, degreesOfFreedom: 5) == .infinity)
    #expect(StudentizedRange.quantile(0.5, groups: 1, degreesOfFreedom: 5).isNaN)
  }

  @Test("F is a ratio whose inverse is F again")
  func fisher() {
    for (a, b) in [(1.0, 1.0), (3, 40), (1e4, 1)] {
      for p in [1e-9, 0.2, 0.975] {
        let x = FisherF.quantile(p, numerator: a, denominator: b)
        #expect(abs(FisherF.cumulative(x, numerator: a, denominator: b) / p - 1) < 1e-9)
        #expect(abs(FisherF.survival(1 / x, numerator: b, denominator: a) / p - 1) < 1e-9)
      }
    }
  }
}
