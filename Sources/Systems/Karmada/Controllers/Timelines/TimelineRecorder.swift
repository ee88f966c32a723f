import Conformance
import Documents
import EventKernel
import FleetModel
import Karmada
import KubernetesAPI

/// Writes changes down as the timelines' observer did.
final class TimelineRecorder: KarmadaTrace {
  private(set) var changes: [TimelineChange] = []
  /// The instant that the recording calls 0; nothing earlier is kept.
  var start = VirtualTime.zero

  private unowned let simulation: Simulation
  var clusterName: (ClusterID) -> String = { _ in "" }
  /// `namespace/name` and kind of a service.
  var template: (ServiceID) -> (key: String, kind: String) = { _ in ("", "") }

  init(simulation: Simulation) {
    self.simulation = simulation
  }

  private func record(_ object: String, _ field: String, _ value: Documents.Node) {
    guard simulation.now >= start else { return }
    // The recordings have whole milliseconds.
    let seconds = (Double((simulation.now - start).nanoseconds) / 1e6).rounded() / 1e3
    changes.append(
      TimelineChange(seconds: seconds, object: object, field: field, value: value))
  }

  private func binding(_ service: ServiceID) -> String {
    let (key, kind) = template(service)
    return "ResourceBinding/\(key)-\(kind.lowercased())"
  }

  private func work(_ service: ServiceID, _ cluster: ClusterID) -> String {
    "Work/\(clusterName(cluster))/\(template(service).key)"
  }

  /// A change in a member.
  func memberChanged(
    _ cluster: ClusterID, _ service: ServiceID, _ field: String, _ value: Int32?
  ) {
    let (key, kind) = template(service)
    let object = "member:\(clusterName(cluster))/\(kind)/\(key)"
    if field == "exists" {
      record(object, field, Node(value != nil))
    } else {
      record(object, field, value.map { Node(Int64($0)) } ?? .null)
    }
  }

  func changed(_ change: KarmadaChange) {
    guard simulation.now >= start else { return }
    switch change {
    case .clusterExists(let cluster, let exists):
      if !exists { record("Cluster/\(clusterName(cluster))", "exists", Node(false)) }
    case .clusterDeleting(let cluster):
      record("Cluster/\(clusterName(cluster))", "deleting", Node(true))
    case .clusterReady(let cluster, let status, let reason):
      record(
        "Cluster/\(clusterName(cluster))", "status.conditions[Ready]",
        Node("\(status.rawValue)/\(reason)"))
    case .clusterTaint(let cluster, let taint, let isAdded):
      let pair = taint.value.isEmpty ? taint.key : "\(taint.key)=\(taint.value)"
      record(
        "Cluster/\(clusterName(cluster))", "spec.taints[\(pair):\(taint.effect)]",
        Node(isAdded ? "added" : "removed"))
    case .templateReplicas(let service, let replicas):
      let (key, kind) = template(service)
      record("\(kind)/\(key)", "spec.replicas", Node(Int64(replicas)))
    case .bindingExists(let service, let exists):
      record(binding(service), "exists", Node(exists))
    case .bindingReplicas(let service, let replicas):
      record(binding(service), "spec.replicas", Node(Int64(replicas)))
    case .bindingClusters(let service, let targets):
      record(
        binding(service), "spec.clusters",
        Node(
          .object(targets.map { Node.Member(key: $0.name, value: Node(Int64($0.replicas))) })))
    case .bindingTask(let service, let cluster, let task):
      record(binding(service), "spec.gracefulEvictionTasks[\(cluster)]", Self.node(task))
    case .bindingScheduled(let service, let reason):
      record(
        binding(service), "status.conditions[Scheduled]",
        Node("\(reason == .success ? "True" : "False")/\(reason.rawValue)"))
    case .bindingAffinity(let service, let name):
      record(binding(service), "status.schedulerObservingAffinityName", Node(name))
    case .bindingHealth(let service, let cluster, let health):
      record(
        binding(service), "status.aggregatedStatus[\(clusterName(cluster))].health",
        health.map { Node($0.rawValue) } ?? .null)
    case .bindingFullyApplied(let service, let isFullyApplied):
      record(
        binding(service), "status.conditions[FullyApplied]",
        Node(isFullyApplied ? "True/FullyAppliedSuccess" : "False/FullyAppliedFailed"))
    case .workExists(let service, let cluster, let exists):
      record(work(service, cluster), "exists", Node(exists))
    case .workDeleting(let service, let cluster):
      record(work(service, cluster), "deleting", Node(true))
    case .workReplicas(let service, let cluster, let replicas):
      record(work(service, cluster), "manifest.spec.replicas", Node(Int64(replicas)))
    case .workApplied(let service, let cluster, let isApplied):
      record(
        work(service, cluster), "status.conditions[Applied]",
        Node(isApplied ? "True/AppliedSuccessful" : "False/AppliedFailed"))
    }
  }

  private static func node(_ task: EvictionTask?) -> Documents.Node {
    guard let task else { return .null }
    var members = [
      Node.Member(key: "producer", value: Node(task.producer)),
      Node.Member(key: "purgeMode", value: Node(task.purgeMode)),
      Node.Member(key: "reason", value: Node(task.reason)),
    ]
    if let replicas = task.replicas {
      members.append(Node.Member(key: "replicas", value: Node(Int64(replicas))))
    }
    return Node(.object(members))
  }
}
