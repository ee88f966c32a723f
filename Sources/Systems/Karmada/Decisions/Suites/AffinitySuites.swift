import Conformance
import Documents
import KubernetesAPI

extension KarmadaSuites {
  /// Workloads that want to be together, or apart.
  static let affinity: [VectorSuite] = [workloadAffinity, workloadAffinityGroups]

  private struct BindingInput: Decodable {
    struct Metadata: Decodable {
      @OrZero var namespace: String
      @OrZero var name: String
      @OrZero var resourceVersion: String
    }
    var metadata: Metadata
    var spec: ResourceBindingSpec

    var grouped: GroupedBinding {
      GroupedBinding(
        namespace: metadata.namespace, name: metadata.name,
        resourceVersion: metadata.resourceVersion, groups: spec.workloadAffinityGroups,
        targets: (spec.clusters ?? []).map(\.name))
    }
  }

  private static let workloadAffinity = VectorSuite(
    algorithm: "filterPlugins.workloadAffinity"
  ) { vector in
    let spec = try vector.input.decoded(ResourceBindingSpec.self, "bindingSpec")
    let bindings = { (key: String) throws -> [GroupedBinding] in
      try (vector.input.decodedIfPresent([BindingInput].self, key) ?? []).map(\.grouped)
    }
    let existing = try bindings("existingBindings")
    let assigning = try bindings("assigningBindings")
    let clusters = ClusterSnapshots([
      ClusterSnapshot(name: vector.input["cluster"]?.string ?? "")
    ])
    let binding = BindingState(spec, status: nil)
    return PreparedDecision {
      let filter = WorkloadAffinityFilter(
        groups: spec.workloadAffinityGroups, workload: binding.workload, existing: existing,
        assigning: assigning)
      let filtering = ClusterFiltering(binding, on: clusters, workloadAffinity: filter)
      return [FilterPlugin.workloadAffinity, .workloadAntiAffinity].map {
        ($0, filtering.reason(of: $0, against: 0))
      }
    } answer: { verdicts in
      .members(
        verdicts.map { plugin, reason in
          let verdict: Node =
            if let reason {
              ["code": "Unschedulable", "reasons": [Node(reason.text)]]
            } else {
              ["code": "Success"]
            }
          return (plugin.rawValue, verdict)
        })
    }
  }

  private static let workloadAffinityGroups = VectorSuite(
    algorithm: "workloadAffinity.groups"
  ) { vector in
    let metadata = try (vector.input["object"] ?? .null).decoded(ObjectMeta.self, "metadata")
    let placement = try vector.input.decoded(Placement.self, "placement")
    return PreparedDecision {
      WorkloadAffinityGrouping.groups(
        labels: metadata.labels, affinity: placement.workloadAffinity)
    } answer: { groups in
      guard let groups else { return .members([]) }
      let text = { (text: String) -> Node in text.isEmpty ? .null : Node(text) }
      return [
        "workloadAffinityGroups": .members([
          ("affinityGroup", text(groups.affinityGroup)),
          ("antiAffinityGroup", text(groups.antiAffinityGroup)),
        ])
      ]
    }
  }
}
