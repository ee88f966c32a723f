import Conformance
import Documents
import KubernetesAPI

extension KubeFleetSuites {
  /// What is made of resources: overrides, availability.
  static let resources: [VectorSuite] = [overrides, availability]

  private static let availability = VectorSuite(
    algorithm: "kubefleet.workapplier.availability"
  ) { vector in
    let resource = VectorInput(vector.input["resource"] ?? .null)
    let group = (try? resource.text("group")) ?? ""
    let version = (try? resource.text("version")) ?? ""
    let name = try resource.text("resource")
    let object = vector.input["object"] ?? .null
    return PreparedDecision {
      Availability(group: group, version: version, resource: name, object: object)
    } answer: {
      ["result": Node($0.rawValue)]
    }
  }

  private struct Overriding {
    var selection: OverrideSelection
    var picked: Result<OverrideSelection.Picked, OverrideSnapshot.Failure>
    var resources: [OverriddenResource] = []
  }

  private static let overrides = VectorSuite(algorithm: "kubefleet.override.selectAndApply") {
    vector in
    func snapshots(_ key: String, isNamespaced: Bool) throws -> [OverrideSnapshot] {
      try (vector.input.decodedIfPresent([ResourceOverrideSnapshot].self, key) ?? []).map {
        OverrideSnapshot($0, isNamespaced: isNamespaced)
      }
    }
    let cluster = try snapshots("clusterResourceOverrideSnapshots", isNamespaced: false)
    let namespaced = try snapshots("resourceOverrideSnapshots", isNamespaced: true)
    let member = try vector.input.decoded(MemberCluster.self, "memberCluster")
    let kinds = Set(
      try vector.input.decodedIfPresent([String].self, "clusterScopedKinds") ?? [])
    let placement = vector.input["placementKey"]?.string ?? ""
    let resources = vector.input["selectedResources"]?.array ?? []
    let labels = member.metadata.labels
    return PreparedDecision {
      let selection = OverrideSelection(
        cluster: cluster, namespaced: namespaced, placement: placement, resources: resources,
        clusterScoped: kinds)
      let picked = Result { () throws(OverrideSnapshot.Failure) in
        try selection.picked(for: labels)
      }
      var result = Overriding(selection: selection, picked: picked)
      if case .success(let overrides) = picked {
        result.resources = resources.map {
          OverriddenResource(
            $0, overrides: overrides, cluster: member.metadata.name, labels: labels,
            clusterScoped: kinds)
        }
      }
      return result
    } answer: { result in
      let matching = names(result.selection.cluster, result.selection.namespaced)
      switch result.picked {
      case .failure(let failure):
        return [
          "matchingResources": matching, "pickError": ["error": Node(failure.reason)],
        ]
      case .success(let picked):
        return [
          "matchingResources": matching, "picked": names(picked.cluster, picked.namespaced),
          "resources": .list(result.resources.map(answer)),
        ]
      }
    }
  }

  private static func names(
    _ cluster: [OverrideSnapshot], _ namespaced: [OverrideSnapshot]
  ) -> Node {
    [
      "clusterResourceOverrideSnapshots": Node(cluster.map(\.name)),
      "resourceOverrideSnapshots": Node(namespaced.map { "\($0.namespace)/\($0.name)" }),
    ]
  }

  /// Recordings keep that part of a patch's failure which does not depend on names.
  private static func stablePart(of reason: String) -> String {
    let parts = [
      "missing path", "missing key", "invalid index", "invalid syntax", "unsupported operation",
      "missing value",
    ]
    return parts.first { reason.contains($0) } ?? reason
  }

  private static func answer(_ resource: OverriddenResource) -> Node {
    switch resource {
    case .envelope: ["envelope": true]
    case .unchanged: ["unchanged": true]
    case .deleted: ["deleted": true]
    case .changed(let object): ["object": object]
    case .failed(let reason, let snapshot, let target):
      ["error": Node(stablePart(of: reason)), "snapshot": Node(snapshot), "target": Node(target)]
    }
  }
}
