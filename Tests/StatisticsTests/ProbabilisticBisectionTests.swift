import Statistics
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Probabilistic bisection")
struct ProbabilisticBisectionTests {
  @Test("one answer moves the certainty to its side")
  func posterior() throws {
    var search = try ProbabilisticBisection(
      in: 0...8, target: 0.5, tolerance: 0.001, certainty: 0.8, block: 20)
    #expect(search.posterior.masses == [1] && search.estimate == 4)
    let request = try #require(search.request)
    #expect(request.value == 4 && request.firstReplication == 0 && request.replications == 20)
    try search.add(successes: 0)
    // Too few succeed at 4: the root is larger with probability 0.8.
    #expect(search.posterior.edges == [0, 4, 8])
    #expect(abs(search.posterior.masses[0] - 0.2) < 1e-15)
    #expect(search.probes.map(\.isSufficient) == [false])
    // The median has 0.3 of 0.8 below it.
    #expect(abs(search.estimate - 5.5) < 1e-12)
    try search.add(successes: 20)
    #expect(abs(search.posterior.masses.reduce(0, +) - 1) < 1e-12)
    // Below 5.5 now 0.8, of which two fifths lie below 4.
    #expect(abs(search.posterior.quantile(0.32) - 4) < 1e-9)
    #expect(search.replications == 40 && search.outcome == .running)
  }

  @Test("a sharp threshold is found to the last bit, wherever it lies", arguments: [0.1, 3.3, 7.9])
  func sharp(_ threshold: Double) throws {
    var search = try ProbabilisticBisection(
      in: 0...8, target: 0.9, tolerance: 1e-9, maximumReplications: 100_000)
    let found = try search.run { value, _ in value >= threshold }
    #expect(search.outcome == .found)
    #expect(abs(found - threshold) < 1e-8)
    #expect(search.probes.count < 200)
  }

  @Test("where the share of successes is known, the answer is as near as asked")
  func known() throws {
    // Logistic around 4: the share is 0.9 at 4 + ln(9)/2.
    func share(_ value: Double) -> Double { 1 / (1 + exp(-2 * (value - 4))) }
    let root = 4 + log(9.0) / 2
    var sampler = Sampler(1)
    var (covered, near, found) = (0, 0, 0)
    for _ in 0..<40 {
      var search = try ProbabilisticBisection(
        in: 0...10, target: 0.9, tolerance: 0.05, indifference: 0.04)
      let estimate = try search.run { value, _ in sampler.uniform() < share(value) }
      covered += search.interval.contains(root) ? 1 : 0
      near += abs(share(estimate) - 0.9) <= 0.04 ? 1 : 0
      found += search.outcome == .found ? 1 : 0
    }
    // At most 5 % may err each way; more than 6 of 40 would happen once in 300 times.
    #expect(covered >= 34, "\(covered)")
    #expect(near >= 34, "\(near)")
    #expect(found == 40, "\(found)")
  }

  @Test("a share that equals the target everywhere spends the replications and decides nothing")
  func undecidable() throws {
    var sampler = Sampler(2)
    var wrong = 0
    for _ in 0..<50 {
      var search = try ProbabilisticBisection(
        in: 0...1, target: 0.5, tolerance: 0.01, indifference: 0, certainty: 0.9,
        maximumReplications: 1_000)
      while search.probes.isEmpty, let request = search.request {
        try search.add(
          successes: (0..<request.replications).count { _ in sampler.uniform() < 0.5 })
      }
      wrong += search.probes.isEmpty ? 0 : 1
    }
    // The test ever ends with probability 0.2 at most: more than 19 happens once in 2000 times.
    #expect(wrong <= 19, "\(wrong)")
  }

  @Test("bad parameters are refused, a search beyond all numbers ends")
  func edges() throws {
    #expect(throws: SampleError.self) {
      try ProbabilisticBisection(in: 1...1, target: 0.5, tolerance: 1)
    }
    #expect(throws: SampleError.self) {
      try ProbabilisticBisection(in: 0...(.infinity), target: 0.5, tolerance: 1)
    }
    #expect(throws: SampleError.self) {
      try ProbabilisticBisection(in: 0...1, target: 1, tolerance: 1)
    }
    #expect(throws: SampleError.self) {
      try ProbabilisticBisection(in: 0...1, target: 0.5, tolerance: 0)
    }
    #expect(throws: SampleError.self) {
      try ProbabilisticBisection(in: 0...1, target: 0.5, tolerance: 1, certainty: 0.5)
    }
    #expect(throws: SampleError.self) {
      try ProbabilisticBisection(in: 0...1, target: 0.5, tolerance: 1, indifference: -1)
    }
    var search = try ProbabilisticBisection(in: 0...1, target: 0.5, tolerance: 1e-300)
    #expect(throws: SampleError.self) { try search.add(successes: 6) }
    #expect(search.request?.replications == 5)
    let high = try search.run { _, _ in false }
    #expect(search.outcome != .running && high > 0.999_999)
    try search.add(successes: 1_000)
    #expect(search.request == nil)
  }
}
