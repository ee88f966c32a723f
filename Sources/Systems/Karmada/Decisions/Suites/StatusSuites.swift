import Conformance
import Documents
import KubernetesAPI

extension KarmadaSuites {
  /// What the control plane knows of a cluster.
  static let status: [VectorSuite] = [readyThreshold, resourceSummary]

  private struct Probe {
    var isAccepted: Bool
    var threshold: ReadyThreshold
  }

  private static func probe(
    _ threshold: ReadyThreshold, _ observed: ObservedReadiness, _ current: ReadyStatus?,
    now: Int64, success: Int64, failure: Int64
  ) -> Probe {
    var probe = Probe(isAccepted: false, threshold: threshold)
    probe.isAccepted = probe.threshold.accepts(
      observed.status, current: current, now: now, success: success, failure: failure)
    return probe
  }

  private struct ThresholdInput: Decodable {
    var online: Bool?
    var healthy: Bool?
    var currentReady: String?
    var savedReady: String?
    var savedThresholdStartSecondsAgo: Double?
    var successThresholdSeconds: Int64?
    var failureThresholdSeconds: Int64?
  }

  private static let readyThreshold = VectorSuite(algorithm: "clusterStatus.readyThreshold") {
    vector in
    let input = try NodeDecoder(file: "vector").decode(ThresholdInput.self, from: vector.input)
    let second: Int64 = 1_000_000_000
    let now = 1_000_000 * second
    let observed = ObservedReadiness(
      isOnline: input.online ?? false, isHealthy: input.healthy ?? false)
    let current = ReadyStatus(rawValue: input.currentReady ?? "")
    let start = input.savedThresholdStartSecondsAgo.map { now - Int64($0 * 1e9) }
    let threshold = ReadyThreshold(
      saved: ReadyStatus(rawValue: input.savedReady ?? ""), startNanoseconds: start)
    let success = (input.successThresholdSeconds ?? 0) * second
    let failure = (input.failureThresholdSeconds ?? 0) * second
    return PreparedDecision {
      probe(threshold, observed, current, now: now, success: success, failure: failure)
    } answer: { outcome in
      let seen: Node = [
        "status": Node(observed.status.rawValue), "reason": Node(observed.reason),
      ]
      let kept: Node = ["status": Node(current?.rawValue ?? ""), "reason": "current"]
      return [
        "observed": seen,
        "resulting": outcome.isAccepted ? seen : kept,
        "savedReadyAfter": Node(outcome.threshold.saved?.rawValue ?? ""),
        "thresholdStartReset": Node(outcome.threshold.startNanoseconds == now),
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
