import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension OpenClusterManagementSuites {
  /// Which clusters get a change next.
  static let rollout: [VectorSuite] = [getRolloutCluster]

  private struct Existing: Decodable {
    struct Key: Decodable {
      @OrZero var groupName: String
      @OrZero var groupIndex: Int32
    }
    var clusterName: String
    var groupKey: Key?
    var status: String
    var lastTransitionTime: String?

    func entry() throws -> ClusterRolloutStatus {
      guard let status = RolloutStatus(rawValue: status) else {
        throw VectorInputError(member: "status", problem: "unknown")
      }
      return ClusterRolloutStatus(
        clusterName, status, since: lastTransitionTime.flatMap(GoInstant.init(rfc3339:)),
        in: GroupKey(name: groupKey?.groupName ?? "", index: groupKey?.groupIndex ?? 0))
    }
  }

  private static let getRolloutCluster = VectorSuite(
    algorithm: "ocm.rollout.getRolloutCluster", matches: Node.sameOrBothErrors
  ) { vector in
    let input = vector.input
    let now = try input.instant("now")
    let placement = try input.decoded(Placement.self, "placement")
    let decisions = try input.decodedList(PlacementDecision.self, "placementDecisions")
    let strategy = try input.decoded(RolloutStrategy.self, "rolloutStrategy")
    let existing = try input.decodedList(Existing.self, "existingClusterStatus").map {
      try $0.entry()
    }
    // The groups are kept by upstream's tracker, and read before the decision.
    let groups = Result { () throws(RolloutError) in
      try ClusterGroups(
        decisions, of: placement.metadata.name, namespace: placement.metadata.namespace)
    }
    let prepared = groups.map { ($0, RolloutEntries(existing, in: $0)) }
    let rollout = Rollout(strategy)
    return PreparedDecision { () -> Result<RolloutResult, RolloutError> in
      do throws(RolloutError) {
        let (groups, entries) = try prepared.get()
        return .success(try rollout.next(groups, entries, now: now))
      } catch {
        return .failure(error)
      }
    } answer: { outcome in
      switch outcome {
      case .success(let result):
        [
          "clustersToRollout": Node(result.clustersToRollout.map(node)),
          "clustersTimeOut": Node(result.clustersTimeOut.map(node)),
          "clustersRemoved": Node(result.clustersRemoved.map(node)),
          "maxFailureBreach": Node(result.maxFailureBreach),
          "recheckAfterSeconds": .seconds(result.recheckAfter),
        ]
      case .failure(let error): ["error": Node(error.description)]
      }
    }
  }

  private static func node(_ entry: ClusterRolloutStatus) -> Node {
    var members: [(String, Node)] = [
      ("clusterName", Node(entry.clusterName)), ("status", Node(entry.status.rawValue)),
    ]
    var key: [(String, Node)] = []
    if !entry.groupKey.name.isEmpty { key.append(("groupName", Node(entry.groupKey.name))) }
    if entry.groupKey.index != 0 { key.append(("groupIndex", Node(entry.groupKey.index))) }
    if !key.isEmpty { members.append(("groupKey", .members(key))) }
    if let time = entry.lastTransitionTime {
      members.append(("lastTransitionTime", Node(time.rfc3339)))
    }
    if let time = entry.recheckTime { members.append(("recheckTime", Node(time.rfc3339))) }
    return .members(members)
  }
}
