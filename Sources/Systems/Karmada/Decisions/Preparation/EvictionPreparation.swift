import GoSemantics

// From the eviction tasks of a binding to the values that decisions read.
//
// Mirrors: `karmada@f8fdd02 pkg/apis/work/v1alpha2/binding_types.go`.

extension EvictionTask {
  /// A task of a binding; an unreadable time counts as none.
  public init(_ task: GracefulEvictionTask) {
    self.init(
      fromCluster: task.fromCluster, purgeMode: task.purgeMode ?? "", replicas: task.replicas,
      producer: task.producer ?? "", reason: task.reason ?? "",
      createdNanoseconds: task.creationTimestamp.flatMap(GoTime.nanoseconds(rfc3339:)),
      gracePeriodSeconds: task.gracePeriodSeconds, suppressDeletion: task.suppressDeletion,
      preservedLabelState: task.preservedLabelState,
      clustersBeforeFailover: task.clustersBeforeFailover)
  }
}
