import Dispatch
import EventKernel
import Statistics
import Stochastic
import Synchronization
import ValidationModels

/// How often the t-intervals that `regatta run` gives contain the truth.
///
/// As `run` does it: replications that start empty, or with everything up; a fixed warm-up, here a
/// fifth of a replication; `meanInterval` over what the replications measured.
struct Coverage {
  /// A model, under the name that the table has.
  var name: String
  var model: any ValidationModel
  /// Replications behind one interval.
  var replications = 30

  /// For each quantity, the share of repetitions whose interval contains its exact value, and the
  /// mean relative half-width.
  func measure(repetitions: Int) -> [(quantity: String, covered: Double, width: Double)] {
    let intervals = Mutex([[Interval]?](repeating: nil, count: repetitions))
    DispatchQueue.concurrentPerform(iterations: repetitions) { repetition in
      let found = self.intervals(master: UInt64(repetition + 1))
      intervals.withLock { $0[repetition] = found }
    }
    let all = intervals.withLock { $0.compactMap { $0 } }
    return model.quantities.enumerated().map { index, quantity in
      let column = all.map { $0[index] }
      let covered = column.count { $0.contains(quantity.exact) }
      let width = Summary(column.map { $0.halfWidth / quantity.exact }).mean
      return (quantity.name, Double(covered) / Double(column.count), width)
    }
  }

  private func intervals(master: UInt64) -> [Interval] {
    let values = (0..<replications).map { replication in
      let marks = model.run(
        StreamSeed(master: master, scenario: 29, replication: UInt64(replication)), start: .empty)
      let first = marks[marks.count / 5]
      return model.estimate(zip(marks[marks.count - 1], first).map { $0 - $1 })
    }
    return model.quantities.indices.map { index in
      meanInterval(values.map { $0[index] }, confidence: 0.95)
    }
  }
}
