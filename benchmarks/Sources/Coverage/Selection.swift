import Dispatch
import Statistics
import Stochastic
import Synchronization

/// How often a selection finds the best arm where that is hardest: all others are exactly the
/// indifference worse (the slippage configuration).
struct Selection {
  /// The procedure, under the name that the table has.
  var name: String
  var arms: Int
  /// The correlation of the arms within a replication, as common random numbers give.
  var correlation: Double
  var makeProcedure: @Sendable () throws -> any SelectionProcedure

  /// The share of repetitions that selected the best arm, and the mean number of replications.
  func measure(repetitions: Int) throws -> (correct: Double, replications: Double) {
    let outcomes = Mutex([(isCorrect: Bool, replications: Int)]())
    let failure = Mutex((any Error)?.none)
    DispatchQueue.concurrentPerform(iterations: repetitions) { repetition in
      do {
        let outcome = try select(master: UInt64(repetition + 1))
        outcomes.withLock { $0.append(outcome) }
      } catch { failure.withLock { $0 = error } }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return outcomes.withLock { outcomes in
      (
        Double(outcomes.count { $0.isCorrect }) / Double(repetitions),
        Double(outcomes.reduce(0) { $0 + $1.replications }) / Double(repetitions)
      )
    }
  }

  private func select(master: UInt64) throws -> (isCorrect: Bool, replications: Int) {
    let seed = StreamSeed(master: master, scenario: 31)
    var common = RandomStream(seed, entity: "common", purpose: "selection")
    var own = (0..<arms).map { RandomStream(seed, entity: "arm-\($0)", purpose: "selection") }
    var shared: [Double] = []
    var taken = [Int](repeating: 0, count: arms)
    var procedure = try makeProcedure()
    while procedure.outcome == .undecided {
      for (arm, count) in procedure.needed.enumerated() where count > 0 {
        let values = (0..<count).map { _ -> Double in
          while shared.count <= taken[arm] { shared.append(Self.normal(&common)) }
          let noise =
            correlation.squareRoot() * shared[taken[arm]]
            + (1 - correlation).squareRoot() * Self.normal(&own[arm])
          taken[arm] += 1
          // The last arm is the best, so that no tie helps.
          return noise + (arm == arms - 1 ? 0.5 : 0)
        }
        try procedure.add(values, arm: arm)
      }
    }
    return (procedure.outcome == .selected(arms - 1), taken.reduce(0, +))
  }

  private static func normal(_ stream: inout RandomStream) -> Double {
    StandardNormal.quantile(stream.uniformPositive())
  }
}
