import KubernetesAPI

/// Why a filter rejected a member; ``PolicyRules/reason(_:on:)`` puts it into words.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/status.go`, `pkg/scheduler/framework/
/// plugins/*/filtering.go`.
public enum FilterVerdict: Sendable, Equatable, BitwiseCopyable {
  /// No required term matches.
  case affinity
  /// The member gets nothing new.
  case ineligible(ClusterIneligibility)
  /// The namespace is wanted, but namespaces are not known.
  case namespacesUnknown
  /// The namespace is not there.
  case namespaceMissing
  /// The member's taint at this place is not tolerated.
  case taint(Int32)
  /// A binding is there already; such members are in no list.
  case alreadySelected
  /// The policy's strict constraint at this place would be violated.
  case topologySpread(Int32)

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
}

extension PolicyRules {
  /// The reason of a rejection alone.
  public func reason(_ verdict: FilterVerdict, on cluster: ClusterRow) -> String {
    switch verdict {
    case .affinity: "cluster does not match with any of the required cluster affinity terms"
    case .ineligible(let obstacle): obstacle.text
    case .namespacesUnknown: "cluster has no namespace information available"
    case .namespaceMissing: "target namespace does not exist on cluster"
    case .taint(let place): TaintFilter.reason(cluster.taints[Int(place)])
    case .alreadySelected:
      "resource placement has already been scheduled or bounded on the cluster"
    case .topologySpread(let place): TopologySpread.reason(constraints[Int(place)])
    }
  }

  /// The text of a rejection in the scheduler's decisions.
  public func text(_ verdict: FilterVerdict, on cluster: ClusterRow) -> String {
    let code = verdict == .alreadySelected ? "ClusterAlreadySelected" : "ClusterUnschedulable"
    return "\(code), \(reason(verdict, on: cluster))"
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

/// The filters that do not depend on bindings, put to a fleet at an instant.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/framework.go` (runFilterPluginsFor).
struct ClusterFilters: Sendable {
  private let fleet: SchedulingFleet
  private let now: Int64
  /// The members that a required term matches; nil if there are no terms.
  private let matching: BitSet?
  /// The members that have the placement's namespace; nil for cluster-scoped placements.
  private let withNamespace: BitSet?
  /// Nil if all taints are tolerated.
  private let toleratedTaints: BitSet?

  init(_ rules: PolicyRules, _ fleet: SchedulingFleet, now: Int64) throws(SchedulingFailure) {
    self.fleet = fleet
    self.now = now
    matching =
      rules.required.isEmpty ? nil : try ClusterTerm.matching(anyOf: rules.required, in: fleet)
    withNamespace = rules.namespace.isEmpty ? nil : fleet.clusters(with: rules.namespace)
    toleratedTaints = fleet.taints.tolerated(by: rules.tolerations)
  }

  /// The verdict of the filters before SamePlacementAntiAffinity; nil if all let a member pass.
  @inline(__always)
  func verdict(on cluster: Int) -> FilterVerdict? {
    affinity(cluster) ?? eligibility(cluster) ?? namespace(cluster) ?? taint(cluster)
  }

  /// What one filter alone says, for explanations.
  func verdict(of plugin: FilterPlugin, on cluster: Int) -> FilterVerdict? {
    switch plugin {
    case .clusterAffinity: affinity(cluster)
    case .clusterEligibility: eligibility(cluster)
    case .namespaceAffinity: namespace(cluster)
    case .taintToleration: taint(cluster)
    case .samePlacementAntiAffinity, .topologySpreadConstraints: nil
    }
  }

  @inline(__always)
  private func affinity(_ cluster: Int) -> FilterVerdict? {
    guard let matching, !matching.contains(cluster) else { return nil }
    return .affinity
  }

  @inline(__always)
  private func eligibility(_ cluster: Int) -> FilterVerdict? {
    ClusterIneligibility(fleet.standings[cluster], now: now).map { .ineligible($0) }
  }

  @inline(__always)
  private func namespace(_ cluster: Int) -> FilterVerdict? {
    guard let withNamespace,
      fleet.standings[cluster].flags.contains(.collectsNamespaces)
    else { return nil }
    if withNamespace.contains(cluster) { return nil }
    return fleet.clusters[cluster].namespaces == nil ? .namespacesUnknown : .namespaceMissing
  }

  @inline(__always)
  private func taint(_ cluster: Int) -> FilterVerdict? {
    guard let toleratedTaints else { return nil }
    return fleet.taints.firstUntolerated(of: cluster, toleratedTaints).map { .taint($0) }
  }
}
