import Conformance
import Foundation
import Kubernetes
import Testing

@Suite struct VectorTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Vectors")

  @Test(arguments: [
    "kubernetes/node_lifecycle", "kubernetes/rate_limiters", "kubernetes/cron",
    "kubernetes/hpa_replicas", "kubernetes/hpa_normalize", "kubernetes/deployment",
    "kubernetes/pdb",
    "kubernetes-scheduler/noderesources_fit", "kubernetes-scheduler/noderesources_score",
    "kubernetes-scheduler/pod_requests", "kubernetes-scheduler/node_constraints",
    "kubernetes-scheduler/pod_topology_spread", "kubernetes-scheduler/inter_pod_affinity",
    "kubernetes-scheduler/image_locality", "kubernetes-scheduler/schedule_one",
    "kubernetes-scheduler/schedule_sequence", "kubernetes-scheduler/feasible_search",
    "kubernetes-scheduler/preemption",
    "kubernetes-scheduler/queue_order", "kubernetes-scheduler/queue_backoff",
    "kubernetes-scheduler/ca_balancing", "kubernetes-scheduler/ca_binpacking",
    "kubernetes-scheduler/ca_expanders", "kubernetes-scheduler/ca_scaledown_backoff",
  ])
  func vectorsAgree(file: String) throws {
    let path = Self.folder.appending(path: "\(file).jsonl.gz").path
    let runner = VectorRunner(suites: KubernetesSuites.all)
    let outcomes = try VectorFile.read(path: path).map { runner.replay($0) }
    let wrong = outcomes.filter { !$0.agrees }
    #expect(wrong.isEmpty, "\(outcomes.count - wrong.count)/\(outcomes.count) agreed")
    for outcome in wrong.prefix(5) { Issue.record("\(outcome.report)") }
  }
}
