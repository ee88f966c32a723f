import EventKernel
import FleetModel
import Karmada

/// A Work: the manifest for one cluster and what came back.
struct WorkRecord {
  let cluster: ClusterID
  var replicas: Int32
  var isDeleting = false
  /// Whether the condition `Dispatching` is set.
  var isDispatched = false
  var isApplied: Bool?
  /// The health reflected from the member; nil until something was reflected.
  var health: ResourceHealth?
}

/// One entry of the aggregated status.
struct AggregatedEntry {
  let cluster: ClusterID
  var isApplied: Bool
  var health: ResourceHealth
}

/// A ResourceBinding with its Works.
struct BindingRecord {
  var exists = false
  var generation: Int64 = 0
  var observedGeneration: Int64 = 0
  /// What the scheduler reads: spec with targets and evicting clusters.
  var state: BindingState
  /// `spec.clusters` by index, in the order of `state.clusters`.
  var targets: [ClusterID] = []
  var tasks: [EvictionTask] = []
  /// The placement, as an index into the core's table of policies.
  var policy: Int32 = -1
  /// The placement that the scheduler used last.
  var appliedPlacement: PlacementRules?
  /// Whether that is known to be the present one.
  var isPlacementApplied = false
  var priority: Int32 = 0
  /// `failover.cluster.purgeMode` of the policy.
  var purgeMode: String?
  var scheduled: SchedulingResult.Reason?
  var isFullyApplied: Bool?
  /// In order of cluster.
  var works: [WorkRecord] = []
  /// In order of cluster.
  var aggregated: [AggregatedEntry] = []
  /// What the binding status controller has computed and not written yet.
  var unwritten: [AggregatedEntry] = []

  /// Whether replicas are divided among the targets: such a binding is not scheduled again as long
  /// as they add up.
  var isDivided: Bool {
    guard state.isWorkload, state.components.isEmpty else { return false }
    if case .duplicated = state.placement.strategy { return false }
    return true
  }

  /// The place of the Work for a cluster.
  func workIndex(of cluster: ClusterID) -> Int? {
    let place = Self.lowerBound(works.count) { works[$0].cluster < cluster }
    return place < works.count && works[place].cluster == cluster ? place : nil
  }

  /// Where a Work for a cluster is to be inserted.
  func insertionIndex(of cluster: ClusterID) -> Int {
    Self.lowerBound(works.count) { works[$0].cluster < cluster }
  }

  /// The place of a cluster in the aggregated status.
  func aggregatedIndex(of cluster: ClusterID) -> Int? {
    let place = Self.lowerBound(aggregated.count) { aggregated[$0].cluster < cluster }
    return place < aggregated.count && aggregated[place].cluster == cluster ? place : nil
  }

  private static func lowerBound(_ count: Int, _ isBefore: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
