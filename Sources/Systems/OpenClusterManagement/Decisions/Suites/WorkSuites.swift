import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension OpenClusterManagementSuites {
  /// ManifestWorks and their sets.
  static let work: [VectorSuite] = [clusterRolloutStatus, reconcile, aggregate]

  private static let clusterRolloutStatus = VectorSuite(
    algorithm: "ocm.work.replicaSet.clusterRolloutStatus"
  ) { vector in
    let work = try vector.input.decoded(ManifestWork.self, "manifestWork")
    return PreparedDecision {
      work.rolloutStatus
    } answer: {
      [
        "clusterName": Node($0.clusterName), "status": Node($0.status.rawValue),
        "lastTransitionTime": Node(orNull: $0.lastTransitionTime.map { Node($0.rfc3339) }),
      ]
    }
  }

  private static let reconcile = VectorSuite(
    algorithm: "ocm.work.replicaSet.reconcile", matches: sameButForTheWordsOfErrors
  ) { vector in
    let input = vector.input
    let set = try input.decoded(ManifestWorkReplicaSet.self, "manifestWorkReplicaSet")
    let works = try input.decodedList(ManifestWork.self, "manifestWorks")
    let placements = try input.decodedList(Placement.self, "placements")
    let decisions = try input.decodedList(PlacementDecision.self, "placementDecisions")
    let now = try input.instant("now")
    return PreparedDecision {
      ReplicaSetReconcile(
        set, works: works, placements: placements, decisions: decisions, now: now)
    } answer: {
      answer($0)
    }
  }

  private static func answer(_ pass: ReplicaSetReconcile) -> Node {
    let error: Node = pass.errors.isEmpty ? .null : Node(pass.errors.joined(separator: ", "))
    let summaries = pass.status.placementSummary.map { placement -> Node in
      .members([
        ("name", Node(placement.name)),
        ("availableDecisionGroups", Node(placement.availableDecisionGroups)),
        ("summary", summary(placement.summary)),
      ])
    }
    return .members([
      ("created", Node(pass.created)), ("updated", Node(pass.updated)),
      ("deleted", Node(pass.deleted)), ("stopped", Node(pass.isStopped)),
      ("requeueAfterSeconds", .seconds(pass.requeueAfter)), ("error", error),
      ("summary", summary(pass.status.summary)), ("placementSummary", Node(summaries)),
      ("conditions", conditions(pass.status.conditions)),
    ])
  }

  @Sendable private static func sameButForTheWordsOfErrors(
    _ expected: Node, _ answer: Node
  ) -> Bool {
    func plain(_ node: Node) -> Node {
      var node = node
      node.set("error", Node(node["error"]?.isNull == false))
      return node
    }
    return plain(expected) == plain(answer)
  }

  private static func summary(_ summary: ManifestWorkReplicaSetSummary) -> Node {
    [
      "total": Node(summary.total), "progressing": Node(summary.progressing),
      "available": Node(summary.available), "degraded": Node(summary.degraded),
      "applied": Node(summary.applied), "desiredTotal": Node(summary.desiredTotal),
      "updated": Node(summary.updated),
    ]
  }

  /// Types, statuses and reasons.
  static func conditions(_ conditions: [Condition]) -> Node {
    Node(
      conditions.map {
        ["type": Node($0.type), "status": Node($0.status), "reason": Node($0.reason)] as Node
      })
  }

  private static let aggregate = VectorSuite(algorithm: "ocm.work.conditions.aggregate") { vector in
    let manifests = try vector.input.decodedList(ManifestCondition.self, "manifests")
    let generation = Int64(try VectorInput(vector.input).integer("generation"))
    return PreparedDecision {
      ConditionAggregation.aggregate(manifests, generation: generation)
    } answer: { conditions in
      [
        "conditions": Node(
          conditions.map {
            [
              "type": Node($0.type), "status": Node($0.status), "reason": Node($0.reason),
              "message": Node($0.message), "observedGeneration": Node($0.observedGeneration ?? 0),
            ] as Node
          })
      ]
    }
  }
}
