import Foundation
import Statistics
import Stochastic
import Testing

@Suite("Arrivals")
struct ArrivalTests {
  /// Rescaled by the integral of the rate, gaps of a non-homogeneous Poisson process are
  /// exponential with mean 1 (Brown et al. 2005).
  @Test(
    "thinned processes follow their rate",
    arguments: [
      "nhpp(rate: 0.5/s, amplitude: 0.9, period: 1h, phase: 0.5)",
      "nhpp(rate: 1/m, profile: business-week, offset: 5h)",
      "nhpp(rate: 1/m, profile: nightly-batch)",
      "nhpp(rate: 1/s, factors: [0, 0, 1, 3], period: 100s)",
    ])
  func rescaling(_ text: String) throws {
    let process = try ArrivalProcess(parsing: text)
    guard case .nonHomogeneous(let base, let profile) = process.kind else { return }
    var generator = ArrivalGenerator(process, seed: StreamSeed(master: 7), entity: "load")
    var before = 0.0
    var values: [Double] = []
    for _ in 0..<20_000 {
      let next = generator.next()
      let time = try #require(next)
      let integral = base * profile.integral(to: time)
      values.append(1 - exp(-(integral - before)))
      before = integral
    }
    values.sort()
    var largest = 0.0
    for (index, p) in values.enumerated() {
      largest = max(largest, abs(p - (Double(index) + 0.5) / 20_000))
    }
    #expect(largest < 2.23 / 20_000.0.squareRoot())
    // Few candidates are drawn in vain, since the bound is that of the hour.
    if case .table = profile { #expect(generator.candidateCount < 40_000) }
  }

  @Test("the integral of a profile is that of its factor")
  func integral() throws {
    for profile in [
      RateProfile.table(try #require(FactorTable.named("business-week", offset: 7_200))),
      .sinusoid(amplitude: 0.9, period: 86_400, phase: 0),
    ] {
      var sum = 0.0
      let step = 60.0
      for index in 0..<(10 * 1_440) {
        sum += profile.factor(at: (Double(index) + 0.5) * step) * step
      }
      #expect(abs(profile.integral(to: 864_000) / sum - 1) < 1e-6)
      #expect(abs(profile.integral(to: 14 * 604_800) / (14 * 604_800) - 1) < 1e-9)
    }
    let table = RateProfile.sinusoid(amplitude: 0.4, period: 86_400, phase: 0)
    #expect(abs(100 * table.integral(to: 21_600) - 2_710_039.483) < 1e-3)
  }

  /// Index of dispersion of counts over windows much longer than the chain's memory.
  @Test("the modulated process has its mean rate and dispersion")
  func modulated() throws {
    let process = try ArrivalProcess(parsing: "mmpp([10/s, 1/s], [0.1/s, 0.1/s])")
    var generator = ArrivalGenerator(process, seed: StreamSeed(master: 8), entity: "load")
    let window = 400.0
    var counts = [Double](repeating: 0, count: 600)
    while let time = generator.next(), time < window * 600 { counts[Int(time / window)] += 1 }
    let summary = Summary(counts)
    #expect(abs(summary.mean / window - 5.5) < 4.5 * summary.standardError / window)
    // 1 + 2·0.1·0.1·81/(0.04·1.1) = 37.8, less the edges of windows of 400 s.
    #expect(abs(summary.variance / summary.mean - 37.8) < 37.8 * 4.5 * (2.0 / 599).squareRoot())
  }

  @Test("renewals, batches and traces")
  func others() throws {
    let seed = StreamSeed(master: 2)
    var renewal = ArrivalGenerator(
      try ArrivalProcess(parsing: "renewal(2s)"), seed: seed, entity: "a")
    #expect([renewal.next(), renewal.next()] == [2, 4])
    var trace = ArrivalGenerator(
      try ArrivalProcess(parsing: "trace(1s, 1s, 5s)"), seed: seed, entity: "a")
    #expect([trace.next(), trace.next(), trace.next(), trace.next()] == [1, 1, 5, nil])
    var batches = ArrivalGenerator(
      try ArrivalProcess(parsing: "batch(trace(1s, 4s), size: 3)"), seed: seed, entity: "a")
    #expect((0..<7).map { _ in batches.next() } == [1, 1, 1, 4, 4, 4, nil])
    var never = ArrivalGenerator(
      try ArrivalProcess(parsing: "batch(poisson(1/s), size: 0.3)"), seed: seed, entity: "a")
    #expect(never.next() == nil)
    var silent = ArrivalGenerator(
      try ArrivalProcess(parsing: "mmpp([0/s, 1/s], [0/s, 1/s])"), seed: seed, entity: "a")
    #expect(silent.next() == nil)
  }

}
