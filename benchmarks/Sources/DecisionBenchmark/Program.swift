import ProcessUsage

/// Decisions of the systems that Regatta simulates, on inputs that the real ones were measured on.
///
///     DecisionBenchmark list
///     DecisionBenchmark measure NAME VECTORS
///
/// The first prints name, label and the real code's HOLD operations of every decision, separated by
/// tabs; the second the median nanoseconds of processor time of one decision. VECTORS is the folder of
/// golden vectors. What a controller has at hand is prepared beforehand: decoded objects, snapshots
/// of clusters, compiled selectors.
@main struct DecisionBenchmark {
  /// Every system's decisions; a system is one file and one word here.
  static let decisions: [MeasuredDecision] =
    KarmadaDecisions.all + KubeFleetDecisions.all + OpenClusterManagementDecisions.all

  static func main() throws {
    let arguments = CommandLine.arguments
    switch (arguments.count, arguments.count > 1 ? arguments[1] : "") {
    case (2, "list"):
      for decision in decisions {
        print(decision.name, decision.label, decision.real, separator: "\t")
      }
    case (4, "measure"):
      guard let decision = decisions.first(where: { $0.name == arguments[2] }) else {
        print("unknown decision \(arguments[2])")
        return
      }
      print(Int(try measure(decision.prepare(arguments[3])).rounded()))
    default: print("usage: DecisionBenchmark list | measure NAME VECTORS")
    }
  }

  /// The median over some batches of at least a hundredth of a second.
  private static func measure(_ work: MeasuredDecision.Work) throws -> Double {
    let began = Usage.cpuNanoseconds
    var decisions = try work()
    let first = max(1, Usage.cpuNanoseconds - began)
    let repetitions = Int(max(1, min(100_000, 10_000_000 / first)))
    var sample = Sample(reserving: 21)
    for _ in 0..<21 {
      try sample.measure(operations: repetitions * decisions) {
        for _ in 0..<repetitions { decisions = try work() }
      }
    }
    return sample.quantile(0.5)
  }
}
