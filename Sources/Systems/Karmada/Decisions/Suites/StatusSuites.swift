import Conformance
import Documents
import KubernetesAPI

extension KarmadaSuites {
  /// What the control plane knows of a cluster.
  static let status: [VectorSuite] = [readyThreshold, resourceSummary]

  private static let readyThreshold = VectorSuite(algorithm: "clusterStatus.readyThreshold") {
    vector in
    let input = vector.input
    let second: Int64 = 1_000_000_000
    let now = 1_000_000 * second
    let observed = ObservedReadiness(
      isOnline: input["online"]?.bool ?? false, isHealthy: input["healthy"]?.bool ?? false)
    let current = ReadyStatus(rawValue: input["currentReady"]?.string ?? "")
    let threshold = ReadyThreshold(
      saved: input["savedReady"]?.string.flatMap(ReadyStatus.init),
      startNanoseconds: input["savedThresholdStartSecondsAgo"]?.double.map {
        now - Int64($0 * 1e9)
      })
    let success = (input["successThresholdSeconds"]?.int64 ?? 0) * second
    let failure = (input["failureThresholdSeconds"]?.int64 ?? 0) * second
    return PreparedDecision {
      var store = threshold
      let accepted = store.accepts(
        observed.status, current: current, now: now, success: success, failure: failure)
      return (accepted, store)
    } answer: { accepted, store in
      let seen: Node = [
        "status": Node(observed.status.rawValue), "reason": Node(observed.reason),
      ]
      let kept: Node = ["status": Node(current?.rawValue ?? ""), "reason": "current"]
      return [
        "observed": seen,
        "resulting": accepted ? seen : kept,
        "savedReadyAfter": Node(store.saved?.rawValue ?? ""),
        "thresholdStartReset": Node(store.startNanoseconds == now),
      ]
    }
  }

  private static let resourceSummary = VectorSuite(algorithm: "clusterStatus.resourceSummary") {
    vector in
    let cluster = try vector.input.decoded(Cluster.self, "cluster")
    let nodes = try vector.input.decodedIfPresent([ClusterNode].self, "nodes") ?? []
    let pods = try vector.input.decodedIfPresent([Pod].self, "pods") ?? []
    let models = cluster.spec?.resourceModels ?? []
    return PreparedDecision {
      (
        ClusterSummary.nodeSummary(nodes),
        ClusterSummary.resourceSummary(nodes: nodes, pods: pods),
        ClusterSummary.modelings(models: models, nodes: nodes, pods: pods)
      )
    } answer: { nodeSummary, summary, modelings in
      let number = { (value: Int32?) -> Node in
        value.flatMap { $0 == 0 ? nil : Node($0) } ?? .null
      }
      let list = { (list: ResourceList?) -> Node in
        guard let list, !list.isEmpty else { return .null }
        return .members(
          list.sorted { $0.key < $1.key }.map { ($0.key, Node($0.value.canonicalText)) })
      }
      return .members([
        (
          "nodeSummary",
          .members([
            ("totalNum", number(nodeSummary.totalNum)),
            ("readyNum", number(nodeSummary.readyNum)),
          ])
        ),
        (
          "resourceSummary",
          .members([
            ("allocatable", list(summary.allocatable)), ("allocating", list(summary.allocating)),
            ("allocated", list(summary.allocated)),
          ])
        ),
        (
          "allocatableModelings",
          Node(
            orNull: modelings.map {
              .list($0.map { ["grade": Node($0.grade), "count": Node($0.count)] })
            })
        ),
      ])
    }
  }
}
