import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KarmadaSuites {
  /// The scheduler and its queue.
  static let scheduling: [VectorSuite] = [
    schedule, scheduleBinding, assignReplicas, backoff, order,
  ]

  private static func snapshots(_ input: Node) throws -> ClusterSnapshots {
    ClusterSnapshots(
      try (input.decodedIfPresent([Cluster].self, "clusters") ?? []).map { ClusterSnapshot($0) })
  }

  private static func targets(_ targets: [TargetCluster]) -> Node {
    var sorted = targets
    stableSort(&sorted) { bytewiseLess($0.name, $1.name) }
    return .list(sorted.map(\.answer))
  }

  // MARK: The whole scheduler

  private static let schedule = VectorSuite(algorithm: "schedule") { vector in
    let clusters = try snapshots(vector.input)
    let object = try vector.input.decoded(ResourceBinding.self, "binding")
    let gates = vector.input["featureGates"]
    let binding = BindingState(
      object.spec, status: object.status,
      multiplePodTemplatesEnabled: gates?["MultiplePodTemplatesScheduling"]?.bool ?? false)
    var flags = SchedulerOptions()
    flags.propagatesEmptyWorkloads =
      vector.input["enableEmptyWorkloadPropagation"]?.bool ?? false
    let options = flags
    return PreparedDecision {
      Scheduler.explain(binding, on: clusters, options: options)
    } answer: { outcome, steps in
      var members: [(String, Node)] = []
      switch outcome {
      case .placed(let placed):
        members.append(("clusters", targets(placed)))
      case .noClusterFit(let failure):
        members.append(("error", Node(failure.summary)))
        members.append(("errorType", "FitError"))
      case .unschedulable(let message):
        members.append(("error", Node(message)))
        members.append(("errorType", "UnschedulableError"))
      case .failed(let message):
        members.append(("error", Node(message)))
        members.append(("errorType", "other"))
      }
      members.append(("steps", answer(steps, clusters)))
      return .members(members)
    }
  }

  private static func answer(_ steps: ScheduleSteps, _ clusters: ClusterSnapshots) -> Node {
    let name = { (index: Int) in Node(clusters[index].name) }
    var members: [(String, Node)] = [
      ("feasible", .list(steps.feasible.map(name))),
      ("rejected", .list(steps.rejected.map { name($0.index) })),
    ]
    if !steps.feasible.isEmpty {
      members.append(
        (
          "scores",
          .members(steps.candidates.map { (clusters[$0.index].name, Node($0.score)) })
        ))
    }
    if let error = steps.selectionError {
      members.append(("selectError", Node(error)))
    } else if !steps.feasible.isEmpty {
      members.append(
        (
          "selected",
          .list(
            steps.selected.map { candidate in
              .members([
                ("name", name(candidate.index)), ("score", Node(candidate.score)),
                ("availableReplicas", Node(candidate.available)),
                ("allocatableReplicas", Node(candidate.allocatable)),
                (
                  "overflowOrder",
                  candidate.overflowOrder == 0 ? .null : Node(candidate.overflowOrder)
                ),
              ])
            })
        ))
    }
    return .members(members)
  }

  private static let scheduleBinding = VectorSuite(
    algorithm: "scheduler.scheduleResourceBinding"
  ) { vector in
    let clusters = try snapshots(vector.input)
    let object = try vector.input.decoded(ResourceBinding.self, "binding")
    let binding = BindingState(object.spec, status: object.status)
    return PreparedDecision {
      BindingScheduling.attempt(binding, on: clusters)
    } answer: { result in
      let isScheduled = result.reason == .success
      let observed = object.status?.schedulerObservedGeneration ?? 0
      return .members([
        ("clusters", targets(result.targets ?? binding.clusters)),
        ("schedulerObservingAffinityName", Node(result.observedAffinityName)),
        (
          "scheduledCondition",
          [
            "type": "Scheduled", "status": Node(isScheduled ? "True" : "False"),
            "reason": Node(result.reason.rawValue),
          ]
        ),
        ("lastScheduledTimeUpdated", Node(isScheduled)),
        (
          "schedulerObservedGeneration",
          Node(isScheduled ? object.metadata.generation : observed)
        ),
        ("retry", Node(result.retry != nil)),
        ("retryQueue", result.retry.map { Node($0.rawValue) } ?? .null),
      ])
    }
  }

  // MARK: Assignment

  private struct CandidateInput: Decodable {
    var name: String
    var labels: [String: String]?
    var availableReplicas: Int64?
    var allocatableReplicas: Int32?
    var overflowOrder: Int32?
  }

  private static let assignReplicas = VectorSuite(algorithm: "assignReplicas") { vector in
    let inputs =
      try vector.input.decodedIfPresent([CandidateInput].self, "candidates") ?? []
    let object = try vector.input.decoded(ResourceBinding.self, "binding")
    let binding = BindingState(object.spec, status: object.status)
    let clusters = ClusterSnapshots(
      inputs.map { ClusterSnapshot(name: $0.name, labels: $0.labels ?? [:]) })
    let candidates = inputs.compactMap { input in
      clusters.index(of: input.name).map { index in
        ClusterCandidate(
          index: index, overflowOrder: input.overflowOrder ?? 0,
          allocatable: input.allocatableReplicas ?? 0, available: input.availableReplicas ?? 0)
      }
    }
    return PreparedDecision {
      Result { () throws(ReplicaDivision.Failure) in
        try ReplicaDivision.assign(to: candidates, for: binding, among: clusters)
      }
    } answer: { result in
      switch result {
      case .success(let placed): ["clusters": targets(placed)]
      case .failure(.unschedulable(let message)):
        ["error": Node(message), "errorType": "UnschedulableError"]
      case .failure(.other(let message)):
        ["error": Node(message), "errorType": "other"]
      }
    }
  }

  // MARK: The queue

  private static let backoff = VectorSuite(algorithm: "queue.backoff") { vector in
    let attempts = Int(vector.input["attempts"]?.int64 ?? 0)
    return PreparedDecision {
      SchedulingQueueOrder.backoffNanoseconds(attempts: attempts)
    } answer: {
      ["backoffSeconds": Node(Double($0) / 1e9)]
    }
  }

  private static let order = VectorSuite(algorithm: "queue.less") { vector in
    func item(_ key: String) -> QueuedBinding {
      QueuedBinding(
        priority: Int32(vector.input[key]?["priority"]?.int64 ?? 0),
        timestampNanoseconds: Int64(
          (vector.input[key]?["timestampSeconds"]?.double ?? 0) * 1e9))
    }
    let (a, b) = (item("a"), item("b"))
    return PreparedDecision {
      SchedulingQueueOrder.precedes(a, b)
    } answer: {
      ["aBeforeB": Node($0)]
    }
  }
}
