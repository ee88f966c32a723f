/// Which clusters get a Work of a binding, which lose it, and what is held back.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/binding/{common,binding_controller}.go`,
/// `pkg/util/helper/binding.go`.
public enum WorkTargets {
  /// How long the binding controller waits before it looks again whether Works that are purged
  /// directly are gone; until then it writes no other Work of the binding.
  public static let directPurgeRecheckNanoseconds: Int64 = 5_000_000_000

  /// The clusters that get a Work: the targets of the binding and, after them, those of bindings that
  /// need the resource, each cluster once.
  public static func merged(
    _ clusters: [TargetCluster], requiredBy: [BindingSnapshot]
  ) -> [TargetCluster] {
    var merged = clusters
    var names = Set(clusters.lazy.map(\.name))
    for binding in requiredBy {
      for target in binding.clusters ?? [] where names.insert(target.name).inserted {
        merged.append(target)
      }
    }
    return merged
  }

  /// Whether the Work of a cluster stays: of a target, of a binding that needs the resource, or of a
  /// cluster that is being left, unless it is purged directly. All other Works are orphans and
  /// deleted.
  ///
  /// The purge mode `Never` keeps its task, and so the Work, for ever.
  public static func keepsWork(
    in cluster: String, clusters: [TargetCluster], requiredBy: [BindingSnapshot],
    tasks: [EvictionTask]
  ) -> Bool {
    clusters.contains { $0.name == cluster }
      || requiredBy.contains { ($0.clusters ?? []).contains { $0.name == cluster } }
      || tasks.contains { $0.fromCluster == cluster && $0.purgeMode != "Directly" }
  }

  /// Whether the binding controller must wait: a Work that is purged directly still exists.
  ///
  /// - Parameters:
  ///   - tasks: The binding's tasks.
  ///   - hasWork: Whether a cluster still has a Work of the binding, also one being deleted.
  public static func waitsForPurge(
    _ tasks: [EvictionTask], hasWork: (_ cluster: String) -> Bool
  ) -> Bool {
    tasks.contains { $0.purgeMode == "Directly" && hasWork($0.fromCluster) }
  }

  /// Whether the Work of a cluster is written but not applied.
  ///
  /// - Parameters:
  ///   - suspension: What is held back; `nil` for nothing.
  ///   - cluster: The cluster.
  public static func isDispatchingSuspended(_ suspension: Suspension?, to cluster: String) -> Bool {
    guard let suspension else { return false }
    return suspension.dispatching == true
      || (suspension.dispatchingOnClusters?.clusterNames ?? []).contains(cluster)
  }

  /// Whether the scheduler leaves a binding alone; it is then not even queued.
  public static func isSchedulingSuspended(_ suspension: Suspension?) -> Bool {
    suspension?.scheduling == true
  }

  /// The completions of a Job in each cluster, in proportion to its replicas there; `nil` if the
  /// template's number is left as it is.
  ///
  /// - Parameters:
  ///   - completions: `spec.completions` of the template; `nil` if it is not set.
  ///   - targets: The clusters that get a Work.
  ///   - replicas: The replicas of the binding.
  ///   - isDivided: Whether replicas are divided among clusters.
  ///   - uid: The Job's unique id, which decides ties.
  /// - Returns: Completions by cluster in name order; a cluster that is missing gets no Work.
  public static func completions(
    _ completions: Int64?, among targets: [TargetCluster], replicas: Int32, isDivided: Bool,
    uid: String
  ) -> [TargetCluster]? {
    guard replicas > 0, isDivided, let completions else { return nil }
    let shares = WeightDispensing.dispense(
      Int32(truncatingIfNeeded: completions),
      weights: targets.map { .init(name: $0.name, weight: Int64($0.replicas)) }, initial: [],
      order: .init(uid: uid)
    ).result
    return shares.isEmpty ? nil : shares
  }
}
