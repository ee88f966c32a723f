import GoSemantics

/// How many replicas of one binding, or sets of its components, clusters can take.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/core/estimation.go`, `util.go` (calAvailableReplicas).
struct BindingEstimation {
  private enum Way {
    /// What runs no pods needs no room.
    case unlimited
    /// By pods, CPU and memory of the summary alone, unless a cluster has models.
    case room(RoomRequest)
    case replicas
    case componentSets
  }

  private let binding: BindingState
  private let way: Way

  init(_ binding: BindingState) {
    self.binding = binding
    way =
      if binding.replicas == 0 && binding.components.isEmpty {
        .unlimited
      } else if binding.schedulesComponentSets {
        .componentSets
      } else if binding.requirements?.others.isEmpty ?? true {
        .room(RoomRequest(binding.requirements))
      } else {
        .replicas
      }
  }

  /// - Parameters:
  ///   - index: The cluster.
  ///   - clusters: All of them.
  ///   - further: What another estimator says; `nil` or −1 for nothing.
  ///   - assumed: Workloads in flight to the cluster.
  func allocatable(
    in index: Int, of clusters: ClusterSnapshots, further: Int32?, assumed: [[WorkloadComponent]]
  ) -> Int32 {
    var estimate: Int32
    switch way {
    case .unlimited: return .max
    case .room(let request)
    where assumed.isEmpty && !clusters.rows[index].traits.contains(.hasModels):
      estimate = request.replicas(in: clusters.rows[index].room)
    case .room, .replicas:
      let cluster = clusters[index]
      estimate = GeneralEstimator.replicas(
        capacity: cluster.capacity, models: cluster.models, requirements: binding.requirements,
        assumed: assumed)
    case .componentSets:
      let cluster = clusters[index]
      estimate = GeneralEstimator.componentSets(
        capacity: cluster.capacity, models: cluster.models, components: binding.components,
        assumed: assumed)
    }
    // −1 is upstream's sign that an estimator could not look into the cluster.
    if estimate == -1 { estimate = .max }
    if let further, further != -1 { estimate = min(estimate, further) }
    return estimate == .max ? binding.replicas : estimate
  }
}
