import GoSemantics
import KubernetesAPI

/// The clusters that a policy binds to through its placements.
///
/// Mirrors: `governance-policy-propagator@19b1b7b controllers/common/common_status_update.go`
/// (GetClusterDecisions), `controllers/propagator/replicatedpolicy_controller.go`
/// (singleClusterDecision, isSingleClusterInDecisions).
public struct PolicyPlacement: Sendable {
  /// A cluster that gets a copy of the policy.
  public struct Replica: Sendable, Equatable {
    /// The cluster.
    public var cluster: String
    /// The copy's name in the cluster's namespace.
    public var name: String
    /// What the copy does: the policy's own action, or `enforce` if a binding says so.
    public var remediationAction: String
    /// The binding that overrides the action; nil if none does.
    public var overriddenBy: String?
  }

  /// The clusters with a copy, by name.
  public var replicas: [Replica] = []
  /// The clusters that the policy's status lists, by name, each with the bindings that name it.
  ///
  /// These are more than the replicas: clusters that only a restricted binding names, and clusters
  /// that a PolicySet excludes, are listed although they have no copy.
  public var listed: [(cluster: String, bindings: [String])] = []

  /// Binds a policy.
  ///
  /// - Parameters:
  ///   - bindings: All PlacementBindings of the hub.
  ///   - sets: All PolicySets of the hub.
  ///   - placements: All placements of the hub.
  ///   - decisions: All PlacementDecisions of the hub.
  public init(
    _ policy: Policy, bindings: [PlacementBinding], sets: [PolicySet], placements: [Placement],
    decisions: [PlacementDecision]
  ) {
    if policy.spec.disabled { return }
    let namespace = policy.metadata.namespace
    let lookup = Lookup(
      policy: policy.metadata.name, namespace: namespace,
      sets: sets.filter { $0.metadata.namespace == namespace },
      placements: placements.filter { $0.metadata.namespace == namespace },
      decisions: decisions.filter { $0.metadata.namespace == namespace })
    // Bindings are listed in name order, as a cache that is read by namespace gives them here.
    var own = bindings.filter { $0.metadata.namespace == namespace }
    stableSort(&own) { bytewiseLess($0.metadata.name, $1.metadata.name) }

    var listed: [String: [String]] = [:]
    var selected: Set<String> = []
    var enforced: [String: String] = [:]
    for isRestricted in [false, true] {
      for binding in own where (binding.subFilter == "restricted") == isRestricted {
        guard let clusters = lookup.clusters(of: binding) else { continue }
        let isEnforced = binding.bindingOverrides.remediationAction.lowercased() == "enforce"
        for cluster in clusters {
          if !(listed[cluster] ?? []).contains(binding.metadata.name) {
            listed[cluster, default: []].append(binding.metadata.name)
          }
          guard lookup.includes(cluster, binding) else { continue }
          if !isRestricted { selected.insert(cluster) }
          if isEnforced, enforced[cluster] == nil { enforced[cluster] = binding.metadata.name }
        }
      }
    }
    replicas = selected.sorted(by: bytewiseLess).map { cluster in
      Replica(
        cluster: cluster, name: "\(namespace).\(policy.metadata.name)",
        remediationAction: enforced[cluster] == nil ? policy.spec.remediationAction : "enforce",
        overriddenBy: enforced[cluster])
    }
    // order-free: sorted by name.
    var entries = listed.map { (cluster: $0.key, bindings: $0.value) }
    stableSort(&entries) { bytewiseLess($0.cluster, $1.cluster) }
    self.listed = entries.map { ($0.cluster, $0.bindings.sorted(by: bytewiseLess)) }
  }

  /// What bindings name.
  private struct Lookup {
    static let policyGroup = "policy.open-cluster-management.io"

    var policy: String
    var namespace: String
    var sets: [PolicySet]
    var placements: [Placement]
    var decisions: [PlacementDecision]

    /// The clusters of a binding's placement; nil if the binding is not for the policy or its
    /// placement cannot be read. PlacementRules belong to an older API and are not read.
    func clusters(of binding: PlacementBinding) -> [String]? {
      let isSubject = binding.subjects.contains { subject in
        guard subject.apiGroup == Self.policyGroup else { return false }
        switch subject.kind {
        case "Policy": return subject.name == policy
        case "PolicySet": return set(subject.name)?.spec.policies.contains(policy) ?? false
        default: return false
        }
      }
      let reference = binding.placementRef
      guard isSubject, reference.kind == "Placement",
        reference.apiGroup == "cluster.open-cluster-management.io",
        placements.contains(where: { $0.metadata.name == reference.name })
      else { return nil }
      return decisions.filter {
        $0.metadata.labels[PlacementDecision.placementLabel] == reference.name
      }.flatMap { $0.status.decisions.map(\.clusterName) }
    }

    /// Whether a binding means a cluster: a PolicySet may exclude it.
    func includes(_ cluster: String, _ binding: PlacementBinding) -> Bool {
      binding.subjects.contains { subject in
        guard subject.apiGroup == Self.policyGroup else { return false }
        switch subject.kind {
        case "Policy": return subject.name == policy
        case "PolicySet":
          guard let set = set(subject.name), set.spec.policies.contains(policy) else {
            return false
          }
          return !set.spec.exclusions.contains {
            $0.policyName == policy && $0.clusterNames.contains(cluster)
          }
        default: return false
        }
      }
    }

    private func set(_ name: String) -> PolicySet? {
      sets.first { $0.metadata.name == name }
    }
  }
}
