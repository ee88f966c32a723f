import EventKernel
import Kubernetes
import KubernetesAPI

/// The API server of one member as its cluster autoscaler sees and changes it.
///
/// Lists are in order of creation. Requests take no time, because a loop takes all its decisions at
/// its start; they count as requests to the server all the same.
final class AutoscaledMember: AutoscaledCluster {
  /// Who is told of what changes.
  unowned(unsafe) var autoscaler: ClusterAutoscaler?
  private unowned let server: APIServer
  /// When the scheduler first found no node for a pod, by number; the condition's
  /// `lastTransitionTime`.
  private var unschedulableSince: [Int32: VirtualTime] = [:]
  /// The age of what is there from the start: a day, so that nothing takes it for new.
  private static let pastAge: Int64 = -86_400_000_000_000

  init(server: APIServer) {
    self.server = server
  }

  /// An instant as the API writes it down, in nanoseconds.
  private func stored(_ time: VirtualTime) -> Int64 {
    time == .zero ? Self.pastAge : APIServer.wholeSecond(of: time).nanoseconds
  }

  // MARK: Seeing

  private func manifest(of node: NodeObject) -> ClusterNode {
    var manifest = node.manifest
    manifest.metadata.uid = node.name
    manifest.status.conditions =
      node.readiness.map { [Condition(type: "Ready", status: $0.rawValue)] } ?? []
    return manifest
  }

  func nodes() -> [ObservedNode] {
    server.nodes.map {
      ObservedNode(
        manifest(of: $0), created: stored($0.created), readinessChanged: stored($0.readyChanged))
    }
  }

  func node(named name: String) -> ClusterNode? { server.nodes[name].map { manifest(of: $0) } }

  func pods() -> [ObservedPod] {
    server.pods.filter { !$0.isFinished }.map { pod in
      ObservedPod(
        manifest(of: pod), created: APIServer.wholeSecond(of: pod.created).nanoseconds,
        deletion: pod.deleted.map {
          APIServer.wholeSecond(of: $0).nanoseconds &+ pod.gracePeriodSeconds &* 1_000_000_000
        })
    }
  }

  private func manifest(of pod: PodObject) -> Pod {
    var manifest = pod.manifest()
    manifest.metadata.uid = "\(pod.id)"
    if let owner = pod.owner {
      manifest.metadata.ownerReferences = [
        OwnerReference(
          apiVersion: owner.kind == "Job" ? "batch/v1" : "apps/v1", kind: owner.kind,
          name: owner.name, uid: "\(owner.kind)/\(owner.id)", controller: true)
      ]
    }
    if pod.isScheduled == false {
      manifest.status.conditions = [
        Condition(type: "PodScheduled", status: "False", reason: pod.scheduledReason)
      ]
    }
    return manifest
  }

  func disruptionBudgets() -> [PodDisruptionBudget] {
    server.budgets.map { object in
      var budget = PodDisruptionBudget(
        metadata: ObjectMeta(name: object.name, namespace: object.namespace))
      budget.spec = object.spec
      budget.status.disruptionsAllowed = object.status.disruptionsAllowed
      return budget
    }
  }

  func controller(_ owner: OwnerReference, namespace: String) -> DrainRules.Controller? {
    switch owner.kind {
    case "ReplicaSet":
      server.replicaSets[owner.name, namespace: namespace].map {
        DrainRules.Controller(wanted: $0.spec.replicas, current: $0.status.replicas)
      }
    case "StatefulSet":
      server.statefulSets[owner.name, namespace: namespace].map { _ in
        DrainRules.Controller(wanted: nil)
      }
    case "Job":
      server.jobs[owner.name, namespace: namespace].map { _ in DrainRules.Controller(wanted: nil) }
    default: nil
    }
  }

  func isPod(_ name: String, namespace: String, on node: String) -> Bool {
    server.pods[name, namespace: namespace]?.node?.name == node
  }

  // MARK: Changing

  func addTaint(_ taint: Taint, to node: String, cordons: Bool) -> Bool {
    guard let object = server.nodes[node] else { return false }
    if object.taints.contains(where: { $0.key == taint.key }) { return true }
    server.requested()
    server.update(object, cordons && !object.unschedulable ? [.taints, .unschedulable] : .taints) {
      $0.taints.append(taint)
      if cordons { $0.unschedulable = true }
    }
    return true
  }

  func removeTaint(_ key: String, from node: String, uncordons: Bool) {
    guard let object = server.nodes[node], object.taints.contains(where: { $0.key == key }) else {
      return
    }
    server.requested()
    server.update(object, uncordons && object.unschedulable ? [.taints, .unschedulable] : .taints) {
      $0.taints.removeAll { $0.key == key }
      if uncordons { $0.unschedulable = false }
    }
  }

  func evict(_ pod: Pod, graceSeconds: Int64) -> EvictionAnswer {
    server.requested()
    let object = server.pods[pod.metadata.name, namespace: pod.metadata.namespace]
    guard let object, "\(object.id)" == pod.metadata.uid else { return .notFound }
    return switch server.evictAtOnce(object, gracePeriodSeconds: graceSeconds) {
    case .accepted: .accepted
    case .notFound: .notFound
    // The autoscaler tries again whatever the answer.
    case .tooManyRequests, .failed: .refused
    }
  }
}

extension AutoscaledMember: APIWatcher {
  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    autoscaler?.inputsChanged()
    if case .deleted = event {
      unschedulableSince[pod.id] = nil
      return
    }
    guard pod.isScheduled == false, pod.scheduledReason == "Unschedulable", pod.node == nil else {
      unschedulableSince[pod.id] = nil
      return
    }
    let since = unschedulableSince[pod.id] ?? server.timestamp
    unschedulableSince[pod.id] = since
    autoscaler?.unschedulablePodChanged(since: since.nanoseconds)
  }

  func nodeChanged(_ node: NodeObject, _ event: WatchEvent<NodeChange>) {
    autoscaler?.inputsChanged()
  }

  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    switch object {
    case is DisruptionBudgetObject, is ReplicaSetObject, is StatefulSetObject, is JobObject:
      autoscaler?.inputsChanged()
    default: break
    }
  }
}
