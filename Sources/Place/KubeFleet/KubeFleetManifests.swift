import Documents
import GoSemantics
import KubeFleet
import KubernetesAPI

/// Manifests sorted by what they are for KubeFleet.
struct KubeFleetManifests {
  /// A placement with the document that it was read from.
  struct Placement {
    var object: ManifestObject
    var placement: ClusterResourcePlacement

    /// Kind and key.
    var title: String { "\(object.identifier.kind) \(placement.key)" }
  }

  /// The placements, in the order of the manifests.
  let placements: [Placement]
  /// The members.
  let members: [MemberCluster]
  /// Members without any status, which are taken as joined and healthy.
  let assumedHealthy: [String]
  /// The instant of the decisions: the latest heartbeat, in nanoseconds since 1970.
  let now: Int64
  /// The strategies of update runs.
  let strategies: [StagedUpdateStrategy]
  /// The update runs.
  let runs: [StagedUpdateRunObject]
  /// The services that one member offers for all.
  let services: [MultiClusterService]
  private let exports: [ServiceExport]
  private let bindings: [ResourceBinding]
  private let snapshots: [PolicySnapshot]
  private let clusterOverrides: [OverrideSnapshot]
  private let resourceOverrides: [OverrideSnapshot]
  private let resources: [ManifestObject]
  /// Kinds without a namespace, as `[group/]version/Kind`.
  let clusterScopedKinds: Set<String>

  init(_ objects: [ManifestObject]) {
    placements = objects.compactMap { object in
      object.as(ClusterResourcePlacement.self).map { Placement(object: object, placement: $0) }
    }
    (members, assumedHealthy, now) = Self.members(
      objects.compactMap { $0.as(MemberCluster.self) })
    strategies = objects.compactMap { $0.as(StagedUpdateStrategy.self) }
    runs = objects.compactMap { $0.as(StagedUpdateRunObject.self) }
    services = objects.compactMap { $0.as(MultiClusterService.self) }
    exports = objects.compactMap { $0.as(ServiceExport.self) }
    bindings = objects.compactMap { $0.as(ResourceBinding.self) }
    snapshots = objects.compactMap { $0.as(PolicySnapshot.self) }
    clusterOverrides = Self.overrides(objects, isNamespaced: false)
    resourceOverrides = Self.overrides(objects, isNamespaced: true)
    // A MultiClusterService is applied to one member, not placed.
    resources = objects.filter { object in
      let (group, kind) = (object.identifier.group, object.identifier.kind)
      return (!group.hasSuffix("kubernetes-fleet.io") || kind.hasSuffix("Envelope"))
        && kind != "MultiClusterService"
    }
    clusterScopedKinds = Self.clusterScoped(objects)
  }

  // MARK: Members

  /// The members, with a healthy agent for those that have no status at all.
  private static func members(
    _ members: [MemberCluster]
  ) -> (members: [MemberCluster], assumed: [String], now: Int64) {
    let heartbeats = members.flatMap(\.status.agentStatus).compactMap(\.lastReceivedHeartbeat)
    let latest = heartbeats.max {
      (GoTime.nanoseconds(rfc3339: $0) ?? 0) < (GoTime.nanoseconds(rfc3339: $1) ?? 0)
    }
    let now = latest ?? "2000-01-01T00:00:00Z"
    var assumed: [String] = []
    let completed = members.map { member -> MemberCluster in
      guard member.status.agentStatus.isEmpty else { return member }
      assumed.append(member.metadata.name)
      var member = member
      let conditions = ["Joined", "Healthy"].map { type in
        var condition = Condition(type: type, status: "True")
        condition.lastTransitionTime = now
        return condition
      }
      member.status.agentStatus = [
        AgentStatus(type: "MemberAgent", conditions: conditions, lastReceivedHeartbeat: now)
      ]
      return member
    }
    return (completed, assumed, GoTime.nanoseconds(rfc3339: now) ?? 0)
  }

  // MARK: What exists already

  /// The bindings of a placement, ordered by name.
  func bindings(of placement: ClusterResourcePlacement) -> [ResourceBinding] {
    var found = bindings.filter { binding in
      binding.metadata.labels["kubernetes-fleet.io/parent-CRP"] == placement.metadata.name
        && binding.metadata.namespace == placement.metadata.namespace
    }
    stableSort(&found) { bytewiseLess($0.metadata.name, $1.metadata.name) }
    return found
  }

  /// The policy snapshot in force of a placement, if it is among the manifests.
  func snapshot(of placement: ClusterResourcePlacement) -> PolicySnapshot? {
    snapshots.first { snapshot in
      snapshot.metadata.labels["kubernetes-fleet.io/parent-CRP"] == placement.metadata.name
        && snapshot.metadata.namespace == placement.metadata.namespace
        && snapshot.metadata.labels["kubernetes-fleet.io/is-latest-snapshot"] == "true"
    }
  }

  // MARK: Resources

  /// What a placement selects among the manifests.
  func selected(by placement: ClusterResourcePlacement) -> [ManifestObject] {
    resources.filter { object in
      placement.spec.resourceSelectors.contains { selects($0, object, placement) }
    }
  }

  private func selects(
    _ selector: ResourceSelectorTerm, _ object: ManifestObject,
    _ placement: ClusterResourcePlacement
  ) -> Bool {
    let isClusterScoped = clusterScopedKinds.contains(Self.key(object.identifier))
    let isNamespaceSelector = selector.group.isEmpty && selector.kind == "Namespace"
    if placement.metadata.namespace.isEmpty, !isClusterScoped {
      guard isNamespaceSelector, selector.selectionScope != "NamespaceOnly" else { return false }
      return selects(selector, name: object.metadata.namespace, labels: namespaceLabels(object))
    }
    let version = object.identifier.apiVersion.split(separator: "/").last.map(String.init) ?? ""
    guard selector.group == object.identifier.group, selector.version == version,
      selector.kind == object.identifier.kind
    else { return false }
    if !placement.metadata.namespace.isEmpty {
      guard object.metadata.namespace == placement.metadata.namespace else { return false }
    }
    return selects(selector, name: object.metadata.name, labels: object.metadata.labels)
  }

  private func selects(
    _ selector: ResourceSelectorTerm, name: String, labels: [String: String]
  ) -> Bool {
    if !selector.name.isEmpty { return selector.name == name }
    guard let labelSelector = selector.labelSelector else { return true }
    return (try? Selector(labelSelector))?.matches(labels) ?? false
  }

  private func namespaceLabels(_ object: ManifestObject) -> [String: String] {
    resources.first {
      $0.identifier.kind == "Namespace" && $0.metadata.name == object.metadata.namespace
    }?.metadata.labels ?? [:]
  }

  static func key(_ identifier: GroupVersionKind) -> String {
    "\(identifier.apiVersion)/\(identifier.kind)"
  }

  private static func clusterScoped(_ objects: [ManifestObject]) -> Set<String> {
    var kinds: Set<String> = [
      "v1/Namespace", "v1/PersistentVolume", "v1/Node",
      "rbac.authorization.k8s.io/v1/ClusterRole",
      "rbac.authorization.k8s.io/v1/ClusterRoleBinding", "scheduling.k8s.io/v1/PriorityClass",
      "storage.k8s.io/v1/StorageClass", "storage.k8s.io/v1/CSIDriver",
      "networking.k8s.io/v1/IngressClass", "node.k8s.io/v1/RuntimeClass",
      "apiextensions.k8s.io/v1/CustomResourceDefinition",
      "apiregistration.k8s.io/v1/APIService",
      "admissionregistration.k8s.io/v1/MutatingWebhookConfiguration",
      "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration",
      "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy",
      "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding",
      "placement.kubernetes-fleet.io/v1beta1/ClusterResourceEnvelope",
    ]
    // Definitions of further kinds may be placed along.
    for object in objects where object.identifier.kind == "CustomResourceDefinition" {
      let spec = object.node["spec"]
      guard spec?["scope"]?.string == "Cluster", let group = spec?["group"]?.string,
        let kind = spec?["names"]?["kind"]?.string
      else { continue }
      for version in spec?["versions"]?.array ?? [] {
        if let name = version["name"]?.string { kinds.insert("\(group)/\(name)/\(kind)") }
      }
    }
    return kinds
  }

  // MARK: Overrides

  /// Overrides count as their snapshots in force, and snapshots in force as they are.
  private static func overrides(
    _ objects: [ManifestObject], isNamespaced: Bool
  ) -> [OverrideSnapshot] {
    let kind = isNamespaced ? "ResourceOverride" : "ClusterResourceOverride"
    return objects.compactMap { object in
      if object.identifier.kind == kind, let override = object.as(ResourceOverride.self) {
        return OverrideSnapshot(
          ResourceOverrideSnapshot(latestOf: override), isNamespaced: isNamespaced)
      }
      if object.identifier.kind == kind + "Snapshot",
        let snapshot = object.as(ResourceOverrideSnapshot.self)
      {
        return OverrideSnapshot(snapshot, isNamespaced: isNamespaced)
      }
      return nil
    }
  }

  /// The overrides that concern a placement's resources.
  func overrides(
    of placement: ClusterResourcePlacement, _ resources: [ManifestObject]
  ) -> OverrideSelection {
    OverrideSelection(
      cluster: clusterOverrides, namespaced: resourceOverrides, placement: placement.key,
      resources: resources.map(\.node), clusterScoped: clusterScopedKinds)
  }

  /// Whether a service of a namespace is exported by the manifests.
  func isExported(_ name: String, in namespace: String) -> Bool {
    exports.contains {
      $0.metadata.name == name && $0.metadata.namespace == namespace
        && $0.metadata.annotations[ServiceExport.weightAnnotation] != "0"
    }
  }
}
