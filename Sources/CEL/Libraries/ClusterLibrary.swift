/// Open Cluster Management's functions on clusters and on the conditions of objects.
///
/// Mirrors: `open-cluster-management.io/sdk-go@v1.3.1 pkg/cel/library/managedcluster.go`,
/// `pkg/cel/library/conditions.go`.
enum ClusterLibrary {
  static let scoreFunctions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "scores",
      [
        Overload(
          "cluster_scores", [.dyn, .string], .list(.dyn), isMember: true, cost: .scores, .scores)
      ])
  ]

  static let conditionFunctions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "hasConditions",
      [
        .function("status_has_conditions", .dyn, .bool) { (status) throws(CELEvaluationError) in
          guard case .map(let map) = status, case .list(let conditions)? = map.find("conditions")
          else { return .bool(false) }
          return .bool(!conditions.isEmpty)
        }
      ])
  ]

  /// A cluster of the wrong shape makes upstream panic, which nothing in the expression absorbs.
  private static func panic(_ what: String) -> CELEvaluationError {
    CELEvaluationError(.resourcesExhausted("internal error: \(what)"))
  }

  static func scores(
    of cluster: CELValue, named resource: CELValue, from source: (any CELScoreSource)?
  ) throws(CELEvaluationError) -> CELValue {
    guard case .string(let resource) = resource else { throw .noSuchOverload }
    guard let source else { throw CELEvaluationError("scoreLister is nil") }
    guard case .map(let cluster) = cluster else { throw panic("the cluster is not a map") }
    guard let metadata = cluster.find("metadata") else {
      throw CELEvaluationError("failed to get cluster metadata")
    }
    guard case .map(let metadata) = metadata else { throw panic("the metadata are not a map") }
    guard let name = metadata.find("name") else {
      throw CELEvaluationError("failed to get cluster name")
    }
    guard case .string(let name) = name else { throw panic("the cluster's name is not text") }
    guard let scores = source.scores(cluster: name, resource: resource) else {
      throw CELEvaluationError(
        "failed to get score: addonplacementscore.cluster.open-cluster-management.io "
          + "\"\(resource)\" not found")
    }
    return .list(
      scores.map { score in
        .map(
          CELMap(strings: [
            ("name", .string(score.name)), ("value", .int(Int64(score.value))),
          ]))
      })
  }
}
