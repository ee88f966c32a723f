import KubernetesAPI

/// Why a filter rejected a member.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/status.go`, `pkg/scheduler/framework/
/// plugins/*/filtering.go`.
public enum FilterVerdict: Sendable, Equatable {
  /// No required term matches.
  case affinity
  /// The member gets nothing new.
  case ineligible(ClusterIneligibility)
  /// The namespace is wanted, but namespaces are not known.
  case namespacesUnknown
  /// The namespace is not there.
  case namespaceMissing
  /// This taint is not tolerated.
  case taint(Taint)
  /// A binding is there already; such members are in no list.
  case alreadySelected
  /// A strict constraint would be violated.
  case topologySpread(String)

  /// The plugin that rejects.
  public var plugin: FilterPlugin {
    switch self {
    case .affinity: .clusterAffinity
    case .ineligible: .clusterEligibility
    case .namespacesUnknown, .namespaceMissing: .namespaceAffinity
    case .taint: .taintToleration
    case .alreadySelected: .samePlacementAntiAffinity
    case .topologySpread: .topologySpreadConstraints
    }
  }

  /// The reason alone.
  public var reason: String {
    switch self {
    case .affinity: "cluster does not match with any of the required cluster affinity terms"
    case .ineligible(let obstacle): obstacle.text
    case .namespacesUnknown: "cluster has no namespace information available"
    case .namespaceMissing: "target namespace does not exist on cluster"
    case .taint(let taint): TaintFilter.reason(taint)
    case .alreadySelected:
      "resource placement has already been scheduled or bounded on the cluster"
    case .topologySpread(let reason): reason
    }
  }

  /// The text in the scheduler's decisions.
  public var text: String {
    let code = self == .alreadySelected ? "ClusterAlreadySelected" : "ClusterUnschedulable"
    return "\(code), \(reason)"
  }
}

/// The filters of the default profile in the order in which they run.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/profile/profile.go`.
public enum FilterPlugin: String, Sendable, CaseIterable {
  /// Required terms.
  case clusterAffinity = "ClusterAffinity"
  /// Heartbeat and health.
  case clusterEligibility = "ClusterEligibility"
  /// Of namespaced placements: the namespace must be there.
  case namespaceAffinity = "NamespaceAffinity"
  /// Taints.
  case taintToleration = "TaintToleration"
  /// One binding per member.
  case samePlacementAntiAffinity = "SamePlacementAntiAffinity"
  /// Strict spread.
  case topologySpreadConstraints = "TopologySpreadConstraints"
}

/// The filters that do not depend on bindings, so that passes in a row ask them once.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/framework.go` (runFilterPluginsFor).
struct ClusterFilters: Sendable {
  let rules: PolicyRules
  let now: Int64

  /// The verdict of the filters before SamePlacementAntiAffinity; nil if all let it pass.
  func verdict(on cluster: ClusterRow) throws(SchedulingFailure) -> FilterVerdict? {
    if let verdict = try affinity(cluster) { return verdict }
    if let obstacle = ClusterIneligibility(cluster, now: now) { return .ineligible(obstacle) }
    if let verdict = namespace(cluster) { return verdict }
    return TaintFilter.firstUntolerated(cluster.taints, rules.tolerations).map { .taint($0) }
  }

  /// What one filter alone says, for explanations.
  func verdict(
    of plugin: FilterPlugin, on cluster: ClusterRow
  ) throws(SchedulingFailure) -> FilterVerdict? {
    switch plugin {
    case .clusterAffinity: return try affinity(cluster)
    case .clusterEligibility:
      return ClusterIneligibility(cluster, now: now).map { .ineligible($0) }
    case .namespaceAffinity: return namespace(cluster)
    case .taintToleration:
      return TaintFilter.firstUntolerated(cluster.taints, rules.tolerations).map { .taint($0) }
    case .samePlacementAntiAffinity, .topologySpreadConstraints: return nil
    }
  }

  private func affinity(_ cluster: ClusterRow) throws(SchedulingFailure) -> FilterVerdict? {
    if rules.required.isEmpty { return nil }
    for term in rules.required where try term.matches(cluster) { return nil }
    return .affinity
  }

  private func namespace(_ cluster: ClusterRow) -> FilterVerdict? {
    guard !rules.namespace.isEmpty, cluster.collectsNamespaces else { return nil }
    guard let namespaces = cluster.namespaces else { return .namespacesUnknown }
    return namespaces[rules.namespace] == nil ? .namespaceMissing : nil
  }
}
