import KubernetesAPI

/// The scheduler's filter plug-ins.
public enum FilterPlugin: String, Sendable, CaseIterable {
  case apiEnablement = "APIEnablement"
  case clusterAffinity = "ClusterAffinity"
  case clusterEviction = "ClusterEviction"
  case spreadConstraint = "SpreadConstraint"
  case taintToleration = "TaintToleration"
  case workloadAffinity = "WorkloadAffinity"
  case workloadAntiAffinity = "WorkloadAntiAffinity"

  /// Those that are on by default; the others need the gate `WorkloadAffinity`.
  public static let defaults: [FilterPlugin] = [
    .apiEnablement, .clusterAffinity, .clusterEviction, .spreadConstraint, .taintToleration,
  ]
}

/// Why a plug-in turned a cluster down.
public enum FilterReason: Sendable, Equatable {
  /// The cluster does not serve the kind.
  case missingAPI
  /// The cluster is outside the affinity.
  case affinity
  /// The binding is leaving the cluster.
  case evicting
  /// A spread constraint needs a property that the cluster lacks.
  case missingProperty(SpreadField)
  /// A taint that nothing tolerates; the first one.
  case untoleratedTaint(Taint)
  /// A workload that this one wants to be with is elsewhere.
  case workloadAffinity
  /// A workload that this one wants to be apart from is there.
  case workloadAntiAffinity
  /// Of two copies of another binding it cannot be told which is newer.
  case incomparableVersions

  /// Upstream's text.
  public var text: String {
    switch self {
    case .missingAPI: "cluster(s) did not have the API resource"
    case .affinity: "cluster(s) did not match the placement cluster affinity constraint"
    case .evicting: "cluster(s) is in the process of eviction"
    case .missingProperty(let field):
      "cluster(s) did not have \(field == .zone ? "zones" : field.rawValue) property"
    case .untoleratedTaint(let taint): "cluster(s) had untolerated taint {\(taint.text)}"
    case .workloadAffinity:
      "ResourceBinding with the same affinity group does not target this cluster"
    case .workloadAntiAffinity: "cluster already has workload with the same anti-affinity group"
    case .incomparableVersions: "failed to compare resource versions for ResourceBinding"
    }
  }
}

extension Taint {
  /// The taint as Kubernetes prints it: `key=value:effect`, without the parts that are empty.
  fileprivate var text: String {
    let pair = value.isEmpty ? key : "\(key)=\(value)"
    if effect.isEmpty { return value.isEmpty ? key : pair + ":" }
    return "\(pair):\(effect)"
  }
}

/// Decides which clusters may receive a binding.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/framework/plugins`, vectors
/// `karmada/filter_plugins.jsonl.gz`.
public struct ClusterFiltering {
  private let binding: BindingState
  /// The affinities of which one must match; `nil` if everything matches.
  private let affinities: [ClusterAffinityMatch]?
  private let neededProperties: [SpreadField]
  private let evicting: Set<String>
  private let peers: WorkloadAffinityFilter?
  /// The last list of kinds that was asked, with its answer: most clusters share one list.
  private var askedKinds: ServedKinds?
  private var servesWorkload = false

  /// - Parameters:
  ///   - binding: What is to be placed.
  ///   - workloadAffinity: What other workloads allow; `nil` unless the gate `WorkloadAffinity` is
  ///     on.
  public init(_ binding: BindingState, workloadAffinity: WorkloadAffinityFilter? = nil) {
    self.binding = binding
    peers = workloadAffinity.flatMap { $0.isEmpty ? nil : $0 }
    affinities = Self.affinities(of: binding)
    neededProperties = binding.placement.spreadConstraints.compactMap(\.field).filter {
      $0 != .cluster
    }
    evicting = Set(binding.evictingClusters)
  }

  /// The affinity itself, or the observed term with, for workloads, its overflow.
  private static func affinities(of binding: BindingState) -> [ClusterAffinityMatch]? {
    if let affinity = binding.placement.affinity { return [affinity] }
    guard let term = binding.placement.term(named: binding.observedAffinityName) else {
      return nil
    }
    return [term.affinity] + (binding.isWorkload ? term.overflow ?? [] : [])
  }

  /// The first reason against a cluster, in the order of ``FilterPlugin``, or `nil` if it passes.
  ///
  /// Upstream runs the plug-ins in a random order per process, so which of several reasons it
  /// reports differs; whether the cluster passes does not.
  public mutating func firstReason(against cluster: ClusterSnapshot) -> FilterReason? {
    firstReason(against: cluster, isTarget: isTarget(cluster))
  }

  mutating func firstReason(
    against cluster: ClusterSnapshot, isTarget: Bool
  ) -> FilterReason? {
    if !isTarget, !servesKind(cluster) { return .missingAPI }
    if !isInAffinity(cluster) { return .affinity }
    if !evicting.isEmpty, evicting.contains(cluster.name) { return .evicting }
    if let field = missingProperty(of: cluster) { return .missingProperty(field) }
    if !isTarget, !cluster.taints.isEmpty, let taint = untoleratedTaint(of: cluster) {
      return .untoleratedTaint(taint)
    }
    if let peers, !isTarget {
      return peers.affinityReason(against: cluster.name)
        ?? peers.antiAffinityReason(against: cluster.name)
    }
    return nil
  }

  /// What one plug-in says against a cluster, `nil` for nothing.
  public mutating func reason(of plugin: FilterPlugin, against cluster: ClusterSnapshot)
    -> FilterReason?
  {
    switch plugin {
    case .apiEnablement:
      isTarget(cluster) || servesKind(cluster) ? nil : .missingAPI
    case .clusterAffinity:
      isInAffinity(cluster) ? nil : .affinity
    case .clusterEviction:
      evicting.contains(cluster.name) ? .evicting : nil
    case .spreadConstraint:
      missingProperty(of: cluster).map(FilterReason.missingProperty)
    case .taintToleration:
      isTarget(cluster)
        ? nil : untoleratedTaint(of: cluster).map(FilterReason.untoleratedTaint)
    case .workloadAffinity:
      isTarget(cluster) ? nil : peers?.affinityReason(against: cluster.name)
    case .workloadAntiAffinity:
      isTarget(cluster) ? nil : peers?.antiAffinityReason(against: cluster.name)
    }
  }

  private func isTarget(_ cluster: ClusterSnapshot) -> Bool {
    binding.clusters.contains { $0.name == cluster.name }
  }

  private mutating func servesKind(_ cluster: ClusterSnapshot) -> Bool {
    if askedKinds !== cluster.servedKinds {
      askedKinds = cluster.servedKinds
      servesWorkload = cluster.servedKinds.contains(
        apiVersion: binding.workload.apiVersion, kind: binding.workload.kind)
    }
    return servesWorkload
  }

  private func isInAffinity(_ cluster: ClusterSnapshot) -> Bool {
    guard let affinities else { return true }
    return affinities.contains { $0.matches(cluster) }
  }

  private func missingProperty(of cluster: ClusterSnapshot) -> SpreadField? {
    neededProperties.first { field in
      switch field {
      case .provider: cluster.provider.isEmpty
      case .region: cluster.region.isEmpty
      case .zone: cluster.zones.isEmpty
      case .cluster: false
      }
    }
  }

  private func untoleratedTaint(of cluster: ClusterSnapshot) -> Taint? {
    cluster.taints.first { entry in
      let taint = entry.taint
      return (taint.effect == "NoSchedule" || taint.effect == "NoExecute")
        && !binding.placement.tolerations.contains { $0.tolerates(taint) }
    }?.taint
  }
}
