import GoSemantics

/// A binding as the workload affinity plug-ins see it.
public struct GroupedBinding: Sendable {
  /// Its namespace.
  public var namespace: String
  /// Its name.
  public var name: String
  /// Which of two copies is newer.
  public var resourceVersion: String
  /// Its groups; `nil` for none.
  public var groups: WorkloadAffinityGroups?
  /// The clusters that it targets.
  public var targets: [String]

  /// - Parameters:
  ///   - namespace: Its namespace.
  ///   - name: Its name.
  ///   - resourceVersion: Which of two copies is newer.
  ///   - groups: Its groups.
  ///   - targets: The clusters that it targets.
  public init(
    namespace: String, name: String, resourceVersion: String, groups: WorkloadAffinityGroups?,
    targets: [String]
  ) {
    self.namespace = namespace
    self.name = name
    self.resourceVersion = resourceVersion
    self.groups = groups
    self.targets = targets
  }

  /// The name of the binding of a resource.
  ///
  /// Mirrors: `karmada@f8fdd02 pkg/util/names/names.go` GenerateBindingName.
  public static func name(kind: String, name: String) -> String {
    let plain = name.contains(":") ? String(name.map { $0 == ":" ? "." : $0 }) : name
    return "\(plain)-\(kind)".lowercased()
  }
}

/// The plug-ins `WorkloadAffinity` and `WorkloadAntiAffinity` (gate `WorkloadAffinity`), prepared for
/// one binding: what all other members of its groups allow.
///
/// A cluster that the binding targets already always passes; that is the caller's to know.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/framework/plugins/{workloadaffinity,
/// workloadantiaffinity}`, vectors `karmada/workload_affinity.jsonl.gz`
/// (`filterPlugins.workloadAffinity`).
public struct WorkloadAffinityFilter: Sendable, Equatable {
  /// What one plug-in makes of the others.
  private enum Constraint: Sendable, Equatable {
    case none
    /// Only these clusters pass.
    case within(Set<String>)
    /// These clusters do not pass.
    case outside(Set<String>)
    /// No cluster passes, because two copies of a binding cannot be compared.
    case incomparable
  }

  private let affinity: Constraint
  private let antiAffinity: Constraint

  /// - Parameters:
  ///   - groups: The groups of the binding to be placed; `nil` for none.
  ///   - workload: What it places.
  ///   - existing: The bindings in the scheduler's cache.
  ///   - assigning: Bindings that were just placed, maybe not in the cache yet; they count instead
  ///     of an older copy that the cache has in the group.
  public init(
    groups: WorkloadAffinityGroups?, workload: WorkloadReference, existing: [GroupedBinding],
    assigning: [GroupedBinding] = []
  ) {
    let peers = Peers(workload: workload, existing: existing, assigning: assigning)
    affinity = peers.constraint(of: groups, \.affinityGroup) { members in
      var common: Set<String>?
      // Members without clusters have nothing to say.
      for member in members where !member.targets.isEmpty {
        common = common?.intersection(member.targets) ?? Set(member.targets)
      }
      return common.map(Constraint.within) ?? .none
    }
    antiAffinity = peers.constraint(of: groups, \.antiAffinityGroup) { members in
      let taken = Set(members.lazy.flatMap(\.targets))
      return taken.isEmpty ? .none : .outside(taken)
    }
  }

  /// Whether no cluster is turned down.
  public var isEmpty: Bool { affinity == .none && antiAffinity == .none }

  /// What WorkloadAffinity says against a cluster that is no target yet.
  public func affinityReason(against cluster: String) -> FilterReason? {
    Self.reason(affinity, cluster, .workloadAffinity)
  }

  /// What WorkloadAntiAffinity says against a cluster that is no target yet.
  public func antiAffinityReason(against cluster: String) -> FilterReason? {
    Self.reason(antiAffinity, cluster, .workloadAntiAffinity)
  }

  private static func reason(
    _ constraint: Constraint, _ cluster: String, _ reason: FilterReason
  ) -> FilterReason? {
    switch constraint {
    case .none: nil
    case .within(let clusters): clusters.contains(cluster) ? nil : reason
    case .outside(let clusters): clusters.contains(cluster) ? reason : nil
    case .incomparable: .incomparableVersions
    }
  }

  /// The other members of a binding's groups.
  private struct Peers {
    let workload: WorkloadReference
    let existing: [GroupedBinding]
    let assigning: [GroupedBinding]

    func constraint(
      of groups: WorkloadAffinityGroups?, _ group: KeyPath<WorkloadAffinityGroups, String>,
      _ combine: ([GroupedBinding]) -> Constraint
    ) -> Constraint {
      guard let own = groups?[keyPath: group], !own.isEmpty else { return .none }
      let name = GroupedBinding.name(kind: workload.kind, name: workload.name)
      var members: [GroupedBinding] = []
      for binding in existing where binding.groups?[keyPath: group] == own {
        guard let current = newest(of: binding) else { return .incomparable }
        if current.namespace == workload.namespace, current.name != name,
          current.groups?[keyPath: group] == own
        {
          members.append(current)
        }
      }
      return combine(members)
    }

    /// The newer copy of a binding; `nil` if it cannot be told.
    private func newest(of binding: GroupedBinding) -> GroupedBinding? {
      guard
        let copy = assigning.last(where: {
          $0.name == binding.name && $0.namespace == binding.namespace
        })
      else { return binding }
      guard Self.isVersion(copy.resourceVersion), Self.isVersion(binding.resourceVersion) else {
        return nil
      }
      let (new, old) = (copy.resourceVersion, binding.resourceVersion)
      let isNewer =
        new.utf8.count != old.utf8.count
        ? new.utf8.count > old.utf8.count : bytewiseLess(old, new)
      return isNewer ? copy : binding
    }

    /// Whether a text is a positive number without leading zeros.
    private static func isVersion(_ text: String) -> Bool {
      text.utf8.first != UInt8(ascii: "0") && !text.isEmpty
        && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
  }
}
