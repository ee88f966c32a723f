import Conformance
import Documents
import GoSemantics
import KubernetesAPI

/// The vectors of roll-outs and disruption budgets.
enum WorkloadSuites {
  static let all: [VectorSuite] = [fenceposts, scale, reconcileOld, reconcileNew, budget]

  /// Errors agree if both are errors: their texts come from libraries.
  @Sendable static func matchesOrBothFail(_ expected: Node, _ answer: Node) -> Bool {
    if expected["error"] != nil || answer["error"] != nil {
      return expected["error"] != nil && answer["error"] != nil
    }
    return VectorSuite.isEqualOrAnyOf(expected, answer)
  }

  static func nanoseconds(_ text: String) throws(DocumentError) -> Int64 {
    guard let time = GoTime.nanoseconds(rfc3339: text) else {
      throw DocumentError(file: "vector", problem: "\"\(text)\" is no instant")
    }
    return time
  }

  // MARK: Deployments

  private struct DeploymentInput: Decodable {
    struct ReplicaSet: Decodable {
      struct Spec: Decodable { @OrZero var replicas: Int32 }
      struct Status: Decodable { @OrZero var availableReplicas: Int32 }
      @OrZero var metadata: ObjectMeta
      var spec: Spec?
      var status: Status?

      func read() throws(DocumentError) -> Rollout.ReplicaSet {
        func annotation(_ name: String) -> Int32? {
          metadata.annotations["deployment.kubernetes.io/\(name)-replicas"]
            .flatMap { Int64($0) }.map(GoArithmetic.int32)
        }
        return Rollout.ReplicaSet(
          name: metadata.name,
          created: try metadata.creationTimestamp.map(nanoseconds) ?? .min,
          replicas: spec?.replicas ?? 0, available: status?.availableReplicas ?? 0,
          desiredReplicas: annotation("desired"), maxReplicas: annotation("max"))
      }
    }

    var deployment: Deployment
    var newReplicaSet: ReplicaSet?
    var oldReplicaSets: [ReplicaSet]
  }

  private struct Scene {
    var rollout: Rollout
    var new: Rollout.ReplicaSet?
    var old: [Rollout.ReplicaSet]

    init(_ vector: VectorCase) throws {
      let input = try NodeDecoder(file: vector.id).decode(
        DeploymentInput.self, from: vector.input)
      let strategy = input.deployment.spec.strategy
      let bounds = strategy?.rollingUpdate
      rollout = Rollout(
        replicas: input.deployment.replicas,
        strategy: strategy?.type == "Recreate"
          ? .recreate
          : .rollingUpdate(maxSurge: bounds?.maxSurge, maxUnavailable: bounds?.maxUnavailable),
        statusReplicas: input.deployment.status.replicas, release: .v128)
      new = try input.newReplicaSet?.read()
      old = try input.oldReplicaSets.map { try $0.read() }
    }

    func answer(
      _ changes: [Rollout.Change], _ flag: String?, _ isSet: Bool? = nil
    ) -> Node {
      var replicas = Node(.object([]))
      for set in (new.map { [$0] } ?? []) + old {
        replicas.set(set.name, Node(set.replicas))
      }
      for change in changes { replicas.set(change.name, Node(change.replicas)) }
      var answer: Node = ["replicas": replicas]
      if let flag { answer.set(flag, Node(isSet ?? !changes.isEmpty)) }
      return answer
    }
  }

  private static let fenceposts: VectorSuite = VectorSuite(
    algorithm: "kubernetes.deployment.resolveFenceposts", matches: matchesOrBothFail
  ) { vector in
    struct Input: Decodable {
      var maxSurge: IntOrString?
      var maxUnavailable: IntOrString?
      @OrZero var replicas: Int32
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    return PreparedDecision(
      decide: {
        Result { () throws(IntOrString.PercentageError) in
          try Rollout.resolveFenceposts(
            maxSurge: input.maxSurge, maxUnavailable: input.maxUnavailable,
            replicas: input.replicas)
        }
      },
      answer: { outcome in
        switch outcome {
        case .success(let bounds):
          ["maxSurge": Node(bounds.maxSurge), "maxUnavailable": Node(bounds.maxUnavailable)]
        case .failure(let error): ["error": Node(error.description)]
        }
      })
  }

  private static let scale: VectorSuite = VectorSuite(algorithm: "kubernetes.deployment.scale") {
    vector in
    let scene = try Scene(vector)
    return PreparedDecision(
      decide: { scene.rollout.scale(new: scene.new, old: scene.old) },
      answer: { scene.answer($0, nil) })
  }

  private static let reconcileOld: VectorSuite = VectorSuite(
    algorithm: "kubernetes.deployment.reconcileOldReplicaSets"
  ) { vector in
    let scene = try Scene(vector)
    guard let new = scene.new else {
      throw DocumentError(file: vector.id, problem: "there is no new replica set")
    }
    return PreparedDecision(
      decide: { scene.rollout.reconcileOld(new: new, old: scene.old) },
      answer: { scene.answer($0.changes, "scaledDown", $0.isScaledDown) })
  }

  private static let reconcileNew: VectorSuite = VectorSuite(
    algorithm: "kubernetes.deployment.reconcileNewReplicaSet", matches: matchesOrBothFail
  ) { vector in
    let scene = try Scene(vector)
    guard let new = scene.new else {
      throw DocumentError(file: vector.id, problem: "there is no new replica set")
    }
    return PreparedDecision(
      decide: {
        Result { () throws(IntOrString.PercentageError) in
          try scene.rollout.reconcileNew(new, old: scene.old)
        }
      },
      answer: { outcome in
        switch outcome {
        case .success(let change): scene.answer(change.map { [$0] } ?? [], "scaled")
        case .failure(let error): ["error": Node(error.description)]
        }
      })
  }

  // MARK: Disruption budgets

  private static let budget: VectorSuite = VectorSuite(
    algorithm: "kubernetes.pdb.status", matches: matchesOrBothFail
  ) { vector in
    struct Input: Decodable {
      struct Spec: Decodable {
        var minAvailable: IntOrString?
        var maxUnavailable: IntOrString?
      }
      struct Pod: Decodable {
        @OrZero var name: String
        var controller: String?
        @OrZero var ready: Bool
        @OrZero var deleting: Bool
      }
      var spec: Spec
      var pods: [Pod]
      var controllerScales: [String: Int32]
      var disruptedPods: [String: String]
      var now: String
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    let pods = input.pods.map {
      DisruptionBudget.Pod(
        name: $0.name, controller: $0.controller, isReady: $0.ready, isDeleting: $0.deleting)
    }
    let disrupted = try input.disruptedPods.mapValues { try nanoseconds($0) }
    let now = try nanoseconds(input.now)
    let budget = DisruptionBudget(
      minAvailable: input.spec.minAvailable, maxUnavailable: input.spec.maxUnavailable)
    return PreparedDecision(
      decide: {
        Result { () throws(DisruptionBudget.Failure) in
          try budget.status(
            pods: pods, scales: input.controllerScales, disrupted: disrupted, at: now)
        }
      },
      answer: { outcome in
        switch outcome {
        case .failure(let error):
          return ["error": Node(error.description), "disruptionsAllowed": 0]
        case .success(let status):
          // order-free: sorted.
          let kept = status.disruptedPods.keys.sorted(by: bytewiseLess)
          return [
            "expectedPods": Node(status.expectedPods),
            "desiredHealthy": Node(status.desiredHealthy),
            "currentHealthy": Node(status.currentHealthy),
            "disruptionsAllowed": Node(status.disruptionsAllowed),
            "disruptedPodsKept": Node(kept.map { Node($0) }),
          ]
        }
      })
  }
}
