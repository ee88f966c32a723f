import CEL

/// CEL expressions over a ManagedCluster that must all be true.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/helpers/cel.go`, `pkg/common/helpers/cel.go`.
struct ClusterExpressions: Sendable {
  private let programs: [CELProgram]

  /// Compiles expressions; the first one that is wrong is reported.
  init(_ expressions: [String]) throws(CELCompileError) {
    var programs: [CELProgram] = []
    for expression in expressions {
      programs.append(try CELProgram(compiling: expression, in: .placement))
    }
    self.programs = programs
  }

  /// Whether all expressions are true of a cluster. One that fails, is not Boolean or costs too
  /// much is not true; the budget is that of all of them together.
  func match(_ cluster: Int, _ state: PrioritizerState) -> Bool {
    if programs.isEmpty { return true }
    let table = state.table
    let object =
      table.objects.isEmpty
      ? ClusterObject.value(of: table.clusters[cluster]) : table.objects[cluster]
    let scores = StateScores(state: state)
    var budget = CELProgram.runtimeCostBudget
    for program in programs {
      let outcome = program.evaluate([object], scores: scores)
      if outcome.cost > budget { return false }
      budget -= outcome.cost
      guard case .success(.bool(true)) = outcome.result else { return false }
    }
    return true
  }

  /// The scores that `scores` finds. They count even when they are expired.
  private struct StateScores: CELScoreSource {
    let state: PrioritizerState

    func scores(cluster: String, resource: String) -> [CELScore]? {
      guard let index = state.table.index(of: cluster) else { return nil }
      return state.scores.items(of: resource, cluster: index)?.map {
        CELScore(name: $0.name, value: $0.value)
      }
    }
  }
}
