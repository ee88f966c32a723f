/// The bindings of resources that follow others: where they go and how.
///
/// A binding made for a dependency has no placement of its own; it goes wherever the bindings that
/// need it go (see ``WorkTargets/merged(_:requiredBy:)``).
///
/// Mirrors: `karmada@f8fdd02 pkg/dependenciesdistributor/{dependencies_distributor,policy_utils}.go`.
public enum AttachedBindings {
  /// Whether a change of a binding makes its dependents follow: the policy says so, or said so
  /// before; a new binding must have been scheduled.
  ///
  /// - Parameters:
  ///   - wanted: `propagateDeps` now.
  ///   - before: `propagateDeps` before the change; `nil` for a new binding.
  ///   - isScheduled: Whether it has targets.
  public static func follows(wanted: Bool, before: Bool?, isScheduled: Bool) -> Bool {
    guard let before else { return wanted && isScheduled }
    return wanted || before
  }

  /// The snapshots of a dependent after one of the bindings that need it was placed.
  public static func attach(
    _ snapshot: BindingSnapshot, to snapshots: [BindingSnapshot]
  ) -> [BindingSnapshot] {
    var result = snapshots
    var isKnown = false
    for index in result.indices where result[index].isSameBinding(as: snapshot) {
      result[index].clusters = snapshot.clusters
      isKnown = true
    }
    if !isKnown { result.append(snapshot) }
    return result
  }

  /// The snapshots of a dependent after a binding no longer needs it.
  public static func detach(
    _ binding: BindingSnapshot, from snapshots: [BindingSnapshot]
  ) -> [BindingSnapshot] {
    snapshots.filter { !$0.isSameBinding(as: binding) }
  }

  /// Whether a dependent is no longer needed by a binding's present dependencies.
  ///
  /// - Parameters:
  ///   - resource: The resource of the dependent.
  ///   - labels: Its labels; `nil` if the template is gone, which then only a name keeps.
  ///   - dependencies: What the binding's workload needs.
  public static func isOrphan(
    _ resource: WorkloadReference, labels: [String: String]?, of dependencies: [Dependency]
  ) -> Bool {
    !dependencies.contains { dependency in
      if dependency.name.isEmpty && labels == nil { return false }
      return dependency.matches(
        PolicySelection.Resource(
          apiVersion: resource.apiVersion, kind: resource.kind, namespace: resource.namespace,
          name: resource.name, labels: labels ?? [:]))
    }
  }

  /// What a dependent without placement of its own inherits.
  public struct Strategy: Sendable, Equatable {
    /// `Overwrite` or `Abort`; empty if nothing needs the resource.
    public var conflictResolution: String
    /// Whether members keep the object; `nil` if nothing needs the resource.
    public var preserveResourcesOnDeletion: Bool?
    /// What the bindings that need it disagree about, in upstream's words.
    public var conflicts: [String]
  }

  /// What bindings hand down: one that overwrites or preserves is enough.
  ///
  /// - Parameter bindings: The bindings that need the resource, with their own settings; empty
  ///   settings count as `Abort` and false.
  public static func strategy(
    of bindings: [(conflictResolution: String, preserves: Bool)]
  ) -> Strategy {
    if bindings.isEmpty {
      return Strategy(
        conflictResolution: "", preserveResourcesOnDeletion: nil, conflicts: [])
    }
    let overwriting = bindings.count { $0.conflictResolution == "Overwrite" }
    let preserving = bindings.count(where: \.preserves)
    var conflicts: [String] = []
    if overwriting > 0, overwriting < bindings.count {
      conflicts.append("ConflictResolution conflicted (Overwrite vs Abort)")
    }
    if preserving > 0, preserving < bindings.count {
      conflicts.append("PreserveResourcesOnDeletion conflicted (true vs false)")
    }
    return Strategy(
      conflictResolution: overwriting > 0 ? "Overwrite" : "Abort",
      preserveResourcesOnDeletion: preserving > 0, conflicts: conflicts)
  }
}

extension BindingSnapshot {
  fileprivate func isSameBinding(as other: BindingSnapshot) -> Bool {
    name == other.name && (namespace ?? "") == (other.namespace ?? "")
  }
}
