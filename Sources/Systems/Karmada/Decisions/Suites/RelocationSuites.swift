import Conformance
import Documents

extension KarmadaSuites {
  /// Moving replicas away from where they fail or wait.
  static let relocation: [VectorSuite] = [applicationFailover, descheduler]

  private static let applicationFailover = VectorSuite(algorithm: "applicationFailover") {
    vector in
    let binding = try vector.input.decoded(ResourceBinding.self, "binding")
    let policy = binding.spec.failover?.application
    let ages =
      try vector.input.decodedIfPresent(
        [String: Double].self, "firstObservedUnhealthySecondsAgo") ?? [:]
    let gates = vector.input["featureGates"]
    let keepsState = gates?["StatefulFailoverInjection"]?.bool ?? false
    let rules = try (policy?.statePreservation?.rules ?? []).map { try PreservedState.Rule($0) }
    let options = ApplicationFailover.Options(
      tolerationSeconds: policy?.decisionConditions?.tolerationSeconds ?? 0,
      purgeMode: policy?.purgeMode ?? "", gracePeriodSeconds: policy?.gracePeriodSeconds,
      statePreservation: keepsState ? rules : [],
      gracefulEvictionEnabled: gates?["GracefulEviction"]?.bool ?? true)
    let now: Int64 = 1 << 60
    let since = UnhealthySince(ages.mapValues { now - Int64($0 * 1e9) })
    let targets = EvictableTargets(
      clusters: binding.spec.clusters ?? [],
      tasks: (binding.spec.gracefulEvictionTasks ?? []).map { EvictionTask($0) })
    let members = (binding.status?.aggregatedStatus ?? []).map {
      ApplicationFailover.MemberHealth(
        cluster: $0.clusterName, health: $0.health ?? "", status: $0.status)
    }
    return PreparedDecision {
      var since = since
      // The real clock had moved on a little.
      return Result { () throws(ApplicationFailover.Failure) in
        try ApplicationFailover.assess(
          targets, members: members, options: options, since: &since, now: now + 1)
      }
    } answer: { result in
      let names = { (names: [String]) -> Node in .list(names.map { Node($0) }) }
      switch result {
      case .failure(let failure): return ["error": Node(failure.message)]
      case .success(let outcome):
        return [
          "unhealthy": names(outcome.unhealthy), "others": names(outcome.others),
          "requeueSeconds": Node(outcome.requeueSeconds), "evict": names(outcome.evicted),
          "clustersAfter": .list(outcome.targets.clusters.map(\.answer)),
          "gracefulEvictionTasksAfter": .list(outcome.targets.tasks.map(\.answer)),
        ]
      }
    }
  }

  private static let descheduler = VectorSuite(algorithm: "descheduler") { vector in
    let binding = try vector.input.decoded(ResourceBinding.self, "binding")
    let targets = binding.spec.clusters ?? []
    let ready = binding.status?.readyReplicas ?? [:]
    let waiting =
      try vector.input.decodedIfPresent([String: Int32].self, "unschedulableReplicas") ?? [:]
    return PreparedDecision {
      (
        Descheduler.undesired(targets, ready: ready),
        Descheduler.deschedule(targets, ready: ready) { waiting[$0] }.targets
      )
    } answer: { undesired, after in
      [
        "undesiredClusters": .list(undesired.map { Node($0) }),
        "clustersAfter": .list(after.map(\.answer)),
      ]
    }
  }
}

extension EvictionTask {
  /// The task as the vectors write it.
  fileprivate var answer: Node {
    let optional = { (text: String) -> Node in text.isEmpty ? .null : Node(text) }
    return .members([
      ("fromCluster", Node(fromCluster)), ("purgeMode", optional(purgeMode)),
      ("replicas", Node(orNull: replicas.map { Node($0) })), ("producer", Node(producer)),
      ("reason", Node(reason)),
      ("gracePeriodSeconds", Node(orNull: gracePeriodSeconds.map { Node($0) })),
      ("suppressDeletion", Node(orNull: suppressDeletion.map { Node($0) })),
      (
        "preservedLabelState",
        Node(orNull: preservedLabelState.map { Node($0.mapValues { Node($0) }) })
      ),
      (
        "clustersBeforeFailover",
        Node(orNull: clustersBeforeFailover.map { .list($0.map { Node($0) }) })
      ),
    ])
  }
}
