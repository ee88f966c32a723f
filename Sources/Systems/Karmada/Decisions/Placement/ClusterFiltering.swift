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
  private let clusters: ClusterSnapshots
  /// The replicas that each cluster has, −1 for none; empty if no cluster is a target.
  let assigned: [Int32]
  /// Whether a list of kinds has the workload's, by the list's number.
  private let serves: [Bool]
  /// The affinities of which one must match; `nil` if everything matches.
  private let affinities: [ClusterAffinityMatch]?
  private let neededProperties: [SpreadField]
  private let neededTraits: ClusterRow.Traits
  /// Whether the binding is leaving a cluster; empty if it leaves none.
  private let isEvicting: [Bool]
  private let tolerations: [Toleration]
  private let peers: WorkloadAffinityFilter?

  /// - Parameters:
  ///   - binding: What is to be placed.
  ///   - clusters: Where it might go.
  ///   - workloadAffinity: What other workloads allow; `nil` unless the gate `WorkloadAffinity` is
  ///     on.
  public init(
    _ binding: BindingState, on clusters: ClusterSnapshots,
    workloadAffinity: WorkloadAffinityFilter? = nil
  ) {
    self.clusters = clusters
    assigned = binding.clusters.isEmpty ? [] : clusters.assigned(binding.clusters)
    serves = clusters.servedLists.map {
      $0.contains(apiVersion: binding.workload.apiVersion, kind: binding.workload.kind)
    }
    affinities = Self.affinities(of: binding)
    var fields: [SpreadField] = []
    var traits: ClusterRow.Traits = []
    for constraint in binding.placement.spreadConstraints {
      guard let field = constraint.field, let trait = Self.trait(needed: field) else { continue }
      fields.append(field)
      traits.insert(trait)
    }
    neededProperties = fields
    neededTraits = traits
    var isEvicting: [Bool] = []
    for name in binding.evictingClusters {
      guard let index = clusters.index(of: name) else { continue }
      if isEvicting.isEmpty { isEvicting = Array(repeating: false, count: clusters.count) }
      isEvicting[index] = true
    }
    self.isEvicting = isEvicting
    tolerations = binding.placement.tolerations
    peers = workloadAffinity.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The affinity itself, or the observed term with, for workloads, its overflow.
  private static func affinities(of binding: BindingState) -> [ClusterAffinityMatch]? {
    if let affinity = binding.placement.affinity { return [affinity] }
    guard let term = binding.placement.term(named: binding.observedAffinityName) else {
      return nil
    }
    return [term.affinity] + (binding.isWorkload ? term.overflow ?? [] : [])
  }

  /// What a cluster must have to be spread by a field.
  private static func trait(needed field: SpreadField) -> ClusterRow.Traits? {
    switch field {
    case .cluster: nil
    case .provider: .hasProvider
    case .region: .hasRegion
    case .zone: .hasZones
    }
  }

  /// The clusters that pass, in name order, without those being deleted.
  func feasible() -> [Int] {
    var feasible: [Int] = []
    feasible.reserveCapacity(clusters.count)
    for (index, row) in clusters.rows.enumerated()
    where !row.traits.contains(.isDeleting) && passes(index, row) {
      feasible.append(index)
    }
    return feasible
  }

  /// Whether there is no reason against a cluster.
  private func passes(_ index: Int, _ row: ClusterRow) -> Bool {
    guard row.traits.isSuperset(of: neededTraits), !isEvicting(index) else { return false }
    if !isTarget(index) {
      guard serves[Int(row.served)] else { return false }
      if row.traits.contains(.isTainted), untoleratedTaint(of: index) != nil { return false }
      if let peers, peerReason(peers, against: index) != nil { return false }
    }
    return affinities == nil || isInAffinity(index)
  }

  /// The first reason against a cluster, in the order of ``FilterPlugin``, or `nil` if it passes.
  ///
  /// Upstream runs the plug-ins in a random order per process, so which of several reasons it
  /// reports differs; whether the cluster passes does not.
  public func firstReason(against index: Int) -> FilterReason? {
    if passes(index, clusters.rows[index]) { return nil }
    for plugin in FilterPlugin.allCases {
      if let reason = reason(of: plugin, against: index) { return reason }
    }
    return nil
  }

  /// What one plug-in says against a cluster, `nil` for nothing.
  public func reason(of plugin: FilterPlugin, against index: Int) -> FilterReason? {
    switch plugin {
    case .apiEnablement:
      isTarget(index) || serves[Int(clusters.rows[index].served)] ? nil : .missingAPI
    case .clusterAffinity:
      isInAffinity(index) ? nil : .affinity
    case .clusterEviction:
      isEvicting(index) ? .evicting : nil
    case .spreadConstraint:
      missingProperty(of: index).map(FilterReason.missingProperty)
    case .taintToleration:
      isTarget(index) ? nil : untoleratedTaint(of: index).map(FilterReason.untoleratedTaint)
    case .workloadAffinity:
      isTarget(index) ? nil : peers?.affinityReason(against: clusters.names[index])
    case .workloadAntiAffinity:
      isTarget(index) ? nil : peers?.antiAffinityReason(against: clusters.names[index])
    }
  }

  private func isTarget(_ index: Int) -> Bool {
    !assigned.isEmpty && assigned[index] >= 0
  }

  private func isEvicting(_ index: Int) -> Bool {
    !isEvicting.isEmpty && isEvicting[index]
  }

  private func isInAffinity(_ index: Int) -> Bool {
    guard let affinities else { return true }
    return affinities.contains { $0.matches(clusters[index]) }
  }

  private func missingProperty(of index: Int) -> SpreadField? {
    let traits = clusters.rows[index].traits
    return neededProperties.first { field in
      Self.trait(needed: field).map { !traits.contains($0) } ?? false
    }
  }

  private func untoleratedTaint(of index: Int) -> Taint? {
    clusters[index].taints.first { entry in
      entry.keepsOut && !tolerations.contains { $0.tolerates(entry.taint) }
    }?.taint
  }

  private func peerReason(
    _ peers: WorkloadAffinityFilter, against index: Int
  ) -> FilterReason? {
    let name = clusters.names[index]
    return peers.affinityReason(against: name) ?? peers.antiAffinityReason(against: name)
  }
}
