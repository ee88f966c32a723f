import Documents
import GoSemantics
import KubernetesAPI

/// Which overrides concern a placement, and which of them a cluster.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/overrider/overrider.go`, vectors `override-apply`.
public struct OverrideSelection: Sendable {
  /// Of cluster-scoped resources and of whole namespaces, ordered by name.
  public let cluster: [OverrideSnapshot]
  /// Of namespaced resources, ordered by `namespace/name`.
  public let namespaced: [OverrideSnapshot]

  /// Chooses the overrides of a placement's resources.
  ///
  /// - Parameters:
  ///   - snapshots: All on the hub, in any order; only the latest ones count.
  ///   - placement: `name` or `namespace/name`.
  ///   - resources: The placement's manifests.
  ///   - clusterScoped: Kinds as ``OverrideTarget/kindKey``; all others count as namespaced.
  public init(
    cluster snapshots: [OverrideSnapshot], namespaced: [OverrideSnapshot], placement: String,
    resources: [Node], clusterScoped: Set<String>
  ) {
    let candidates = OverrideCandidates(resources, clusterScoped: clusterScoped)
    var ordered = snapshots.filter { snapshot in
      snapshot.isLatest && snapshot.isFor(placement: placement)
        && snapshot.targets.contains { candidates.cluster.contains($0) }
    }
    stableSort(&ordered) { bytewiseLess($0.name, $1.name) }
    cluster = ordered
    ordered = namespaced.filter { snapshot in
      snapshot.isLatest && snapshot.isFor(placement: placement)
        && snapshot.targets.contains { candidates.namespaced.contains($0) }
    }
    stableSort(&ordered) {
      bytewiseLess("\($0.namespace)/\($0.name)", "\($1.namespace)/\($1.name)")
    }
    self.namespaced = ordered
  }

  /// The overrides of one cluster, in the order in which they are applied.
  public struct Picked: Sendable {
    /// Those that come first.
    public var cluster: [OverrideSnapshot] = []
    /// Those that come last, and so win.
    public var namespaced: [OverrideSnapshot] = []

    /// The names as they stand in a binding.
    public var names: RolloutPicking.Overrides {
      RolloutPicking.Overrides(
        cluster: cluster.map(\.name),
        namespaced: namespaced.map { NamespacedName(namespace: $0.namespace, name: $0.name) })
    }
  }

  /// Picks the overrides that have a rule for a cluster with these labels.
  public func picked(
    for labels: [String: String]
  ) throws(OverrideSnapshot.Failure) -> Picked {
    var picked = Picked()
    for snapshot in cluster where try snapshot.matches(labels) {
      picked.cluster.append(snapshot)
    }
    for snapshot in namespaced where try snapshot.matches(labels) {
      picked.namespaced.append(snapshot)
    }
    stableSort(&picked.namespaced) { a, b in
      a.namespace == b.namespace
        ? bytewiseLess(a.name, b.name) : bytewiseLess(a.namespace, b.namespace)
    }
    return picked
  }
}

/// What the overrides make of one resource on one cluster.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/workgenerator/override.go`, vectors
/// `override-apply`.
public enum OverriddenResource: Sendable, Equatable {
  /// The resource wraps others, each of which is overridden by itself.
  case envelope
  /// Nothing changed.
  case unchanged
  /// The resource does not go to the cluster.
  case deleted
  /// The resource as it goes to the cluster.
  case changed(Node)
  /// The placement's owner made a mistake: nothing of the placement reaches the cluster.
  case failed(reason: String, snapshot: String, target: String)

  /// Applies the overrides that were picked for a cluster.
  ///
  /// - Parameter clusterScoped: Kinds as ``OverrideTarget/kindKey``.
  public init(
    _ resource: Node, overrides: OverrideSelection.Picked, cluster: String,
    labels: [String: String], clusterScoped: Set<String>
  ) {
    guard let target = OverrideTarget(manifest: resource) else {
      self = .unchanged
      return
    }
    if target.envelope != nil {
      self = .envelope
      return
    }
    var own = target
    let isClusterScoped = clusterScoped.contains(target.kindKey)
    if isClusterScoped { own.namespace = "" }
    let clusterTarget = isClusterScoped ? own : OverrideTarget.namespace(target.namespace)
    var patched: Node? = resource
    var current = ""
    do throws(OverrideSnapshot.Failure) {
      for snapshot in overrides.cluster {
        current = snapshot.name
        for selected in snapshot.targets where selected == clusterTarget {
          try snapshot.apply(to: &patched, cluster: cluster, labels: labels)
        }
      }
      if !isClusterScoped {
        for snapshot in overrides.namespaced {
          current = snapshot.name
          for selected in snapshot.targets where selected == target {
            try snapshot.apply(to: &patched, cluster: cluster, labels: labels)
          }
        }
      }
    } catch {
      self = .failed(reason: error.reason, snapshot: current, target: target.text)
      return
    }
    guard let patched else {
      self = .deleted
      return
    }
    self = patched == resource ? .unchanged : .changed(patched)
  }
}
