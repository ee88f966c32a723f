import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KubeFedSuites {
  /// Who gets how many replicas.
  static let planning: [VectorSuite] = [planner, plannerV1, schedulingResult]

  private struct PlannerInput: Decodable {
    var availableClusters: [String]
    var currentReplicas: [String: Int64]
    var estimatedCapacity: [String: Int64]
    @OrZero var key: String
    var replicaSchedulingPreference: ReplicaSchedulingPreference?
    var preferencesAnnotation: String?
    @OrZero var replicas: Int64
  }

  private static func plan(
    _ input: PlannerInput, _ preferences: AllocationPreferences, _ total: Int64
  ) -> ReplicaPlanner.Plan {
    ReplicaPlanner(preferences).plan(
      total, clusters: input.availableClusters, current: input.currentReplicas,
      capacity: input.estimatedCapacity, key: input.key)
  }

  private static func answer(_ plan: ReplicaPlanner.Plan) -> Node {
    ["plan": answer(plan.plan), "overflow": answer(plan.overflow)]
  }

  private static let planner = VectorSuite(algorithm: "kubefed.v2.planner.plan") { vector in
    let input = try decode(PlannerInput.self, vector.input, "input")
    let preference = input.replicaSchedulingPreference ?? ReplicaSchedulingPreference()
    return PreparedDecision {
      plan(input, preference.allocation, Int64(preference.spec.totalReplicas))
    } answer: {
      answer($0)
    }
  }

  private static let plannerV1 = VectorSuite(algorithm: "federation.v1.planner.plan") { vector in
    let input = try decode(PlannerInput.self, vector.input, "input")
    return PreparedDecision {
      plan(
        input, AllocationAnnotation.preferences(input.preferencesAnnotation), input.replicas)
    } answer: {
      answer($0)
    }
  }

  private struct SchedulingInput: Decodable {
    struct Object: Decodable {
      struct Spec: Decodable { var replicas: Int64? }
      struct Status: Decodable { var readyReplicas: Int64? }
      var spec: Spec?
      var status: Status?
    }
    struct Member: Decodable {
      var object: Object?
      var pods: [Pod]
    }
    var replicaSchedulingPreference: ReplicaSchedulingPreference
    var clusters: [String]
    @OrZero var key: String
    var now: String
    var members: [String: Member]
  }

  private static let schedulingResult = VectorSuite(algorithm: "kubefed.v2.schedulingResult") {
    vector in
    let input = try decode(SchedulingInput.self, vector.input, "input")
    guard let now = GoTime.nanoseconds(rfc3339: input.now) else {
      throw VectorInputError(member: "now", problem: "is no instant")
    }
    return PreparedDecision {
      let state = ReplicaState(of: input.clusters) { name -> MemberWorkload? in
        guard let object = input.members[name]?.object else { return nil }
        return MemberWorkload(
          replicas: object.spec?.replicas ?? 0, readyReplicas: object.status?.readyReplicas ?? 0)
      } pods: { name in
        PodAnalysis(input.members[name]?.pods ?? [], now: now)
      }
      let result = SchedulingResult(
        input.replicaSchedulingPreference, clusters: input.clusters, state: state, key: input.key)
      return (state: state, result: result)
    } answer: { outcome in
      [
        "currentReplicas": answer(outcome.state.current),
        "estimatedCapacity": answer(outcome.state.capacity),
        "status": Node(outcome.state.status.rawValue),
        "replicas": answer(outcome.result.replicas),
      ]
    }
  }
}
