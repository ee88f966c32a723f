import Documents

/// Replays vectors with the suites that know their algorithms.
public struct VectorRunner: Sendable {
  private let suites: [String: VectorSuite]
  private let timelines: [String: TimelineSuite]

  /// Creates a runner. Of two suites for one algorithm the later one counts.
  public init(suites: [VectorSuite], timelines: [TimelineSuite] = []) {
    self.suites = Dictionary(suites.map { ($0.algorithm, $0) }) { _, last in last }
    self.timelines = Dictionary(timelines.map { ($0.algorithm, $0) }) { _, last in last }
  }

  /// The algorithms that can be replayed, in alphabetical order.
  public var algorithms: [String] {
    (Array(suites.keys) + Array(timelines.keys)).sorted()
  }

  /// Replays one case, once.
  public func replay(_ vector: VectorCase) -> VectorOutcome {
    if let suite = suites[vector.algorithm] {
      do {
        return judge(vector, try suite.prepare(vector), with: suite)
      } catch {
        return VectorOutcome(vector, .failed("\(error)"))
      }
    }
    if let suite = timelines[vector.algorithm] { return replay(vector, with: suite) }
    return VectorOutcome(vector, .unsupported)
  }

  /// Replays the cases of one algorithm and times their decisions.
  ///
  /// All inputs are decoded first. Then all decisions are made, pass after pass, until the
  /// passes took `measurable` together; the time reported is that of one pass.
  ///
  /// - Parameters:
  ///   - cases: Cases of one algorithm.
  ///   - clock: The time in nanoseconds, counted from any instant; nil times nothing.
  ///   - measurable: How long to measure, in nanoseconds.
  public func replay(
    _ cases: [VectorCase], clock: (() -> UInt64)? = nil, measurable: UInt64 = 20_000_000
  ) -> (outcomes: [VectorOutcome], nanoseconds: UInt64) {
    guard let suite = cases.first.flatMap({ suites[$0.algorithm] }) else {
      let start = clock?() ?? 0
      let outcomes = cases.map { replay($0) }
      return (outcomes, (clock?() ?? 0) &- start)
    }
    var prepared: [Result<PreparedDecision, any Error>] = []
    for vector in cases { prepared.append(Result { try suite.prepare(vector) }) }
    let decisions = prepared.compactMap { try? $0.get() }
    var perPass: UInt64 = 0
    if let clock {
      var passes: UInt64 = 0
      var elapsed: UInt64 = 0
      let start = clock()
      repeat {
        for decision in decisions { try? decision.decide() }
        passes += 1
        elapsed = clock() &- start
      } while elapsed < measurable && passes < 100_000
      perPass = elapsed / passes
    }
    let outcomes = zip(cases, prepared).map { vector, prepared in
      do {
        return judge(vector, try prepared.get(), with: suite)
      } catch {
        return VectorOutcome(vector, .failed("\(error)"))
      }
    }
    return (outcomes, perPass)
  }

  private func judge(
    _ vector: VectorCase, _ decision: PreparedDecision, with suite: VectorSuite
  ) -> VectorOutcome {
    do {
      let answer = try decision.answer()
      let status: VectorOutcome.Status =
        suite.matches(vector.expected, answer) ? .agreed : .disagreed
      return VectorOutcome(vector, status, answer: answer)
    } catch {
      return VectorOutcome(vector, .failed("\(error)"))
    }
  }

  private func replay(_ vector: VectorCase, with suite: TimelineSuite) -> VectorOutcome {
    var outcome = VectorOutcome(vector, .agreed)
    do {
      for seed in suite.seeds {
        let comparison = try TimelineComparison(
          vector, ours: try suite.run(vector, seed), rules: suite.rules)
        outcome.runs.append(VectorOutcome.Run(seed: seed, comparison: comparison))
        if !comparison.agrees { outcome.status = .disagreed }
      }
    } catch {
      outcome.status = .failed("\(error)")
    }
    return outcome
  }
}
