import Conformance
import Documents
import GoSemantics
import Kubernetes
import KubernetesAPI

extension KarmadaSuites {
  /// The scheduler estimator beside each member.
  static let estimation: [VectorSuite] = [
    accurateReplicas, accurateSets, unschedulableReplicas,
  ]

  private struct Workload: Decodable {
    var components: [Component]?
  }

  private struct EstimatorInput: Decodable {
    var nodes: [ClusterNode]
    var pods: [Pod]
    var replicaRequirements: ReplicaRequirements?
    var components: [Component]?
    var assumedWorkloads: [Workload]?

    var snapshot: [EstimatorNode] { EstimatorNode.snapshot(nodes: nodes, pods: pods) }

    var assumed: [[EstimatorComponent]] {
      (assumedWorkloads ?? []).map { ($0.components ?? []).map { EstimatorComponent($0) } }
    }
  }

  private static func order(_ nodes: [EstimatorNode]) -> Node {
    .list(nodes.map { Node($0.name) })
  }

  private static let accurateReplicas = VectorSuite(algorithm: "estimator.accurate.replicas") {
    vector in
    let input = try NodeDecoder(file: "vector").decode(EstimatorInput.self, from: vector.input)
    let nodes = input.snapshot
    let requirements = ResourceAmounts(input.replicaRequirements?.resourceRequest ?? [:])
    let demand = NodeDemand(input.replicaRequirements?.nodeClaim)
    let assumed = input.assumed
    return PreparedDecision {
      AccurateEstimator.replicas(
        on: nodes, requirements: requirements, demand: demand, assumed: assumed)
    } answer: { replicas in
      ["replicas": Node(replicas), "snapshotNodeOrder": order(nodes)]
    }
  }

  private static let accurateSets = VectorSuite(algorithm: "estimator.accurate.componentSets") {
    vector in
    let input = try NodeDecoder(file: "vector").decode(EstimatorInput.self, from: vector.input)
    let nodes = input.snapshot
    let components = (input.components ?? []).map { EstimatorComponent($0) }
    let assumed = input.assumed
    return PreparedDecision {
      AccurateEstimator.componentSets(on: nodes, components: components, assumed: assumed)
    } answer: { sets in
      ["sets": Node(sets), "unschedulable": Node(sets == 0), "snapshotNodeOrder": order(nodes)]
    }
  }

  // MARK: Unschedulable replicas

  private struct ReplicaSetInput: Decodable {
    struct Spec: Decodable { var template: Node? }
    @OrZero var metadata: ObjectMeta
    var spec: Spec?
  }

  private struct PodInput: Decodable {
    struct Status: Decodable { var conditions: [Condition] }
    @OrZero var metadata: ObjectMeta
    var status: Status?
  }

  private struct UnschedulableInput: Decodable {
    var workload: Node
    var replicaSets: [ReplicaSetInput]
    var pods: [PodInput]
    @OrZero var thresholdSeconds: Double
    var replicaSetCreatedSecondsAgo: [String: Double]
    var podScheduledSecondsAgo: [String: Double]
  }

  private static let unschedulableReplicas = VectorSuite(
    algorithm: "estimator.unschedulableReplicas"
  ) { vector in
    let input = try NodeDecoder(file: "vector").decode(
      UnschedulableInput.self, from: vector.input)
    let metadata = try input.workload.decoded(ObjectMeta.self, "metadata")
    let kind = input.workload["kind"]?.string ?? ""
    guard kind == "Deployment" else {
      let name = [metadata.namespace, metadata.name].filter { !$0.isEmpty }
      let text = "kind(\(kind)) of workload(\(name.joined(separator: "/"))) is not supported"
      return PreparedDecision {
        text
      } answer: {
        ["error": Node($0)]
      }
    }
    let spec = input.workload["spec"] ?? .null
    let selector: Selector
    do {
      selector = try Selector(spec.decodedIfPresent(LabelSelector.self, "selector"))
    } catch let error as SelectorError {
      return PreparedDecision {
        error
      } answer: {
        ["error": Node($0.description)]
      }
    }
    let now: Int64 = 1 << 60
    let workload = UnschedulableReplicas.Workload(
      namespace: metadata.namespace, uid: metadata.uid, selector: selector)
    let replicaSets = input.replicaSets.map { set in
      UnschedulableReplicas.ReplicaSet(
        metadata: set.metadata,
        createdNanoseconds: input.replicaSetCreatedSecondsAgo[set.metadata.name].map {
          now - Int64($0 * 1e9)
        },
        hasCurrentTemplate: PodTemplateEquality.ignoringHash(
          set.spec?.template ?? .null, spec["template"] ?? .null))
    }
    let pods = input.pods.map { pod in
      var member = UnschedulableReplicas.MemberPod(
        metadata: pod.metadata, conditions: pod.status?.conditions ?? [])
      if member.unschedulableSince != nil,
        let age = input.podScheduledSecondsAgo[pod.metadata.name]
      {
        member.unschedulableSince = now - Int64(age * 1e9)
      }
      return member
    }
    let threshold = Int64(input.thresholdSeconds * 1e9)
    return PreparedDecision {
      // The real clock had moved on a little.
      UnschedulableReplicas.count(
        of: workload, replicaSets: replicaSets, pods: pods, threshold: threshold, now: now + 1)
    } answer: {
      ["unschedulableReplicas": Node($0)]
    }
  }
}
