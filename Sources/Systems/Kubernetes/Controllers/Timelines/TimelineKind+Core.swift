import Documents
import EventKernel
import KubernetesAPI

extension TimelineKind {
  /// Pods that a script creates itself.
  static let pods = TimelineKind(
    kind: "Pod",
    create: { run, manifest in
      var pod = try run.decode(Pod.self, manifest)
      pod.spec.tolerations = DefaultTolerations.added(to: pod.spec.tolerations)
      let template = PodTemplate(PodTemplateSpec(metadata: pod.metadata, spec: pod.spec))
      let created = run.server.createPod(
        name: pod.metadata.name, namespace: pod.metadata.namespace, template: template
      ) {
        $0.gates =
          manifest["spec"]?["schedulingGates"]?.array?.compactMap { $0["name"]?.string } ?? []
      }
      if let created, let node = run.server.nodes[pod.spec.nodeName] {
        run.server.bind(created, to: node)
      }
    },
    update: { run, object, manifest in
      guard let object = object as? PodObject else { return }
      let pod = try run.decode(Pod.self, manifest)
      let gates =
        manifest["spec"]?["schedulingGates"]?.array?.compactMap { $0["name"]?.string } ?? []
      var change: PodChange = []
      if object.labels != pod.metadata.labels { change.insert(.labels) }
      if object.gates != gates { change.insert(.gates) }
      let tolerations = DefaultTolerations.added(to: pod.spec.tolerations)
      if object.tolerations != tolerations { change.insert(.tolerations) }
      run.server.update(object, change) {
        $0.ownLabels = pod.metadata.labels
        $0.ownTolerations = tolerations
        $0.gates = gates
      }
    },
    delete: { run, object in
      if let pod = object as? PodObject { run.server.delete(pod) }
    },
    find: { run, name, namespace in run.server.pods[name, namespace: namespace] },
    fields: { run, object in
      guard let pod = object as? PodObject else { return nil }
      var fields: [(String, Node)] = [
        ("exists", true), ("status.phase", Node(pod.phase.rawValue)),
      ]
      if pod.isTerminating { fields.append(("terminating", true)) }
      if let node = pod.node { fields.append(("spec.nodeName", Node(node.name))) }
      if let isReady = pod.isReady {
        fields.append(("status.conditions[Ready].status", isReady ? "True" : "False"))
      }
      if let isScheduled = pod.isScheduled {
        fields.append(
          ("status.conditions[PodScheduled].status", isScheduled ? "True" : "False"))
        if !pod.scheduledReason.isEmpty {
          fields.append(("status.conditions[PodScheduled].reason", Node(pod.scheduledReason)))
        }
      }
      if !pod.disruptionReason.isEmpty {
        fields.append(("status.conditions[DisruptionTarget].reason", Node(pod.disruptionReason)))
      }
      if !pod.nominatedNode.isEmpty {
        fields.append(("status.nominatedNodeName", Node(pod.nominatedNode)))
      }
      return fields
    })

  /// Nodes; they are Ready unless their manifest has a status without conditions.
  static let nodes = TimelineKind(
    kind: "Node",
    create: { run, manifest in
      let object = try run.decode(ClusterNode.self, manifest)
      let name = object.metadata.name
      let phase = try run.phase(
        run.script.phases["leaseSeconds"]?[name], purpose: "lease \(name)", below: 10)
      let neverReports = manifest["status"]?["conditions"]?.array?.isEmpty == true
      guard
        let node = run.server.createNode(
          object,
          {
            if neverReports { return }
            $0.readiness = .isTrue
            $0.readyReason = "KubeletReady"
            $0.heartbeat = run.server.timestamp
          })
      else { return }
      let period = VirtualDuration.seconds(10)
      // Ticks at phase + 10 k, counted from second 0, of which the first is not negative here.
      let first = VirtualTime.zero + TimelineRun.warmup + phase - .seconds(120)
      run.kubelets.add(node, lease: PeriodicLoop(period: period, phase: first))
      if neverReports || run.isSilentFromStart(name) { run.kubelets.stop(node) }
    },
    update: { run, object, manifest in
      guard let object = object as? NodeObject else { return }
      let node = try run.decode(ClusterNode.self, manifest)
      var change: NodeChange = []
      if object.labels != node.metadata.labels { change.insert(.labels) }
      if object.unschedulable != node.spec.unschedulable { change.insert(.unschedulable) }
      let old = object.object.spec.taints
      if old != node.spec.taints { change.insert(.taints) }
      if object.object.status.allocatable != node.status.allocatable { change.insert(.allocatable) }
      run.server.update(object, change) {
        $0.object = node
        $0.unschedulable = node.spec.unschedulable
        // Others have added taints of their own, which a patch of other fields leaves alone.
        $0.taints.removeAll { old.contains($0) && !node.spec.taints.contains($0) }
        $0.taints += node.spec.taints.filter { !old.contains($0) }
      }
    },
    delete: { run, object in
      if let node = object as? NodeObject { run.server.remove(node) }
    },
    find: { run, name, _ in run.server.nodes[name] },
    fields: { run, object in
      guard let node = object as? NodeObject else { return nil }
      var fields: [(String, Node)] = [("exists", true)]
      if node.unschedulable { fields.append(("spec.unschedulable", true)) }
      for taint in node.taints {
        fields.append(("spec.taints[\(taint.key):\(taint.effect)]", true))
      }
      if let readiness = node.readiness {
        fields.append(("status.conditions[Ready].status", Node(readiness.rawValue)))
        fields.append(("status.conditions[Ready].reason", Node(node.readyReason)))
      }
      return fields
    })
}

/// The tolerations that admission adds.
///
/// Mirrors: `kubernetes@v1.36.2 plugin/pkg/admission/defaulttolerationseconds/admission.go`.
enum DefaultTolerations {
  static func added(to tolerations: [Toleration], seconds: Int64 = 300) -> [Toleration] {
    var all = tolerations
    for key in [WellKnown.notReady, WellKnown.unreachable] {
      let isCovered = tolerations.contains {
        ($0.key == key || $0.key.isEmpty) && ($0.effect == "NoExecute" || $0.effect.isEmpty)
      }
      if isCovered { continue }
      all.append(
        Toleration(
          key: key, operator: "Exists", value: "", effect: "NoExecute", tolerationSeconds: seconds))
    }
    return all
  }
}
