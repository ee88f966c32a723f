import GoSemantics

/// Why a binding that left the queue is scheduled.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/scheduler.go`, `pkg/util/binding.go`.
public enum SchedulingTrigger: Sendable, Equatable {
  /// The placement differs from the one applied last, or none was applied.
  case placementChanged
  /// The targets' replicas do not add up to what the workload wants.
  case replicasChanged
  /// Somebody asked for it.
  case rescheduleRequested
  /// What runs no pods, or runs all replicas everywhere, is scheduled whenever it is touched.
  case always
  /// A target cluster is being deleted.
  case targetDeleting

  /// The first reason to schedule a binding, in upstream's order; `nil` if only its observed
  /// generation is to be written.
  ///
  /// - Parameters:
  ///   - binding: The binding; its `isFresh` says whether a reschedule was asked for.
  ///   - placementChanged: Whether the placement changed; see
  ///     ``placementChanged(from:to:observedAffinityName:)``.
  ///   - clusters: The members.
  public static func first(
    for binding: BindingState, placementChanged: Bool, on clusters: ClusterSnapshots
  ) -> SchedulingTrigger? {
    if placementChanged { return .placementChanged }
    if replicasChanged(binding) { return .replicasChanged }
    if binding.isFresh { return .rescheduleRequested }
    if !binding.isWorkload || binding.placement.isDuplicated { return .always }
    let isLeaving = binding.clusters.contains { target in
      clusters.index(of: target.name).map { clusters[$0].isDeleting } ?? false
    }
    return isLeaving ? .targetDeleting : nil
  }

  /// Whether the targets' replicas contradict what the workload wants.
  static func replicasChanged(_ binding: BindingState) -> Bool {
    if binding.multiplePodTemplatesEnabled && !binding.components.isEmpty
      && binding.clusters.isEmpty
    {
      return true
    }
    if binding.placement.isDuplicated {
      return binding.clusters.contains { $0.replicas != binding.replicas }
    }
    return GoArithmetic.wrappingSum(binding.clusters.lazy.map(\.replicas)) != binding.replicas
  }

  /// Whether an applied placement is out of date.
  ///
  /// A change of affinity groups other than the observed one does not count.
  ///
  /// - Parameters:
  ///   - applied: The placement that the scheduler used last; `nil` if it never did.
  ///   - current: The placement of the policy.
  ///   - observedAffinityName: The group in use, empty for none.
  public static func placementChanged(
    from applied: PlacementRules?, to current: PlacementRules, observedAffinityName: String
  ) -> Bool {
    guard let applied else { return true }
    if applied == current { return false }
    var comparable = applied
    comparable.affinityTerms = current.affinityTerms
    if comparable != current { return true }
    guard !observedAffinityName.isEmpty, let now = current.term(named: observedAffinityName),
      let before = applied.term(named: observedAffinityName)
    else { return true }
    return now != before
  }
}
