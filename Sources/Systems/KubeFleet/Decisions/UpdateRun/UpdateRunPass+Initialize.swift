import GoSemantics
import KubernetesAPI

// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/initialization.go`, vectors
// `updaterun-initialize`.
extension UpdateRunPass {
  mutating func initialize() throws(UpdateRunFailure) {
    let placement = try validPlacement()
    run.applyStrategy = placement.spec.strategy.applyStrategy
    let snapshot = try latestPolicySnapshot()
    let policy = try recorded(snapshot)
    run.policySnapshotIndex = policy.index
    run.observedClusterCount = policy.count ?? -1
    try requireScheduled(snapshot)
    run.observedClusterCount = try collect(snapshot, count: policy.count)

    guard let strategy = world.strategy else {
      throw .invalid(
        UpdateRunFailure.user("referenced updateStrategy not found: `\(strategyKey)`"))
    }
    run.strategy = strategy.spec
    run.dropApprovalWaits()
    let computation = StageComputation(
      run: run.name, strategyKey: strategyKey, members: world.members,
      selected: selected.map { world.bindings[$0].spec.targetCluster })
    let stages = try computation.stages(run.strategy?.stages ?? [])
    run.stages = stages
    try computation.requireAllPlaced(stages)
    var deleted = toBeDeleted.map { world.bindings[$0].spec.targetCluster }
    unstableSort(&deleted, by: bytewiseLess)
    run.deletionStage = StagedUpdateRun.Stage(
      name: StagedUpdateRun.deletionStageName,
      clusters: deleted.map { StagedUpdateRun.Cluster(name: $0) })
    try recordResources()
    run.initialized.set(
      .yes, "UpdateRunInitializedSuccessfully", "The UpdateRun initialized successfully",
      now: now)
  }

  /// `namespace/name`, as Go writes it for cluster-scoped objects too.
  var strategyKey: String { "\(run.namespace)/\(run.spec.stagedRolloutStrategyName)" }
  private var placementKey: String { "\(run.namespace)/\(run.spec.placementName)" }

  /// The placement after defaulting.
  func validPlacement() throws(UpdateRunFailure) -> ClusterResourcePlacement {
    guard var placement = world.placement else {
      throw .invalid(UpdateRunFailure.user("parent placement not found"))
    }
    placement.spec = placement.spec.defaulted()
    guard placement.spec.strategy.type == "External" else {
      throw .invalid(
        UpdateRunFailure.user(
          "parent placement does not have an external rollout strategy, current strategy: "
            + placement.spec.strategy.type))
    }
    return placement
  }

  func latestPolicySnapshot() throws(UpdateRunFailure) -> PolicySnapshot {
    guard let snapshot = world.policySnapshots.first else {
      throw .invalid("no latest policy snapshot found for placement \(placementKey)")
    }
    if world.policySnapshots.count > 1 {
      throw .invalid(
        UpdateRunFailure.unexpected(
          "multiple active policy snapshots found for placement \(placementKey): got "
            + "\(world.policySnapshots.count), want 1"))
    }
    return snapshot
  }

  /// What is remembered of the policy; no count means all clusters.
  func recorded(
    _ snapshot: PolicySnapshot
  ) throws(UpdateRunFailure) -> (index: String, count: Int?) {
    let key = "\(snapshot.metadata.namespace)/\(snapshot.metadata.name)"
    guard let index = snapshot.metadata.labels[PolicySnapshot.indexLabel], !index.isEmpty else {
      throw .invalid(
        UpdateRunFailure.unexpected(
          "policy snapshot `\(key)` does not have a policy index label"))
    }
    switch snapshot.spec.policy?.placementType {
    case "PickN": return (index, try annotatedCount(snapshot, key))
    case "PickFixed": return (index, snapshot.spec.policy?.clusterNames.count)
    default: return (index, nil)
    }
  }

  private func annotatedCount(
    _ snapshot: PolicySnapshot, _ key: String
  ) throws(UpdateRunFailure) -> Int {
    let name = PolicySnapshot.numberOfClustersAnnotation
    let annotation = snapshot.metadata.annotations[name]
    if let annotation, let count = Int(annotation), count >= 0 { return count }
    let problem =
      annotation.map { "invalid annotation \(name): \($0) is not a valid count" }
      ?? "cannot find annotation \(name)"
    throw .aborted(
      "failed to validate the updateRun, "
        + UpdateRunFailure.unexpected(
          "\(problem): the policy snapshot `\(key)` doesn't have valid cluster count annotation"))
  }

  func requireScheduled(_ snapshot: PolicySnapshot) throws(UpdateRunFailure) {
    let scheduled = snapshot.status.conditions["Scheduled"]
    guard let scheduled, scheduled.status == "True",
      (scheduled.observedGeneration ?? 0) == snapshot.metadata.generation
    else {
      throw .invalid("policy snapshot `\(snapshot.metadata.name)` not fully scheduled yet")
    }
  }

  /// Sorts the bindings into those to update and those to delete.
  ///
  /// - Returns: The number of clusters that the run is for.
  mutating func collect(
    _ snapshot: PolicySnapshot, count: Int?
  ) throws(UpdateRunFailure) -> Int {
    for (index, binding) in world.bindings.enumerated() {
      if binding.spec.state == BindingState.unscheduled {
        toBeDeleted.append(index)
      } else if binding.spec.schedulingPolicySnapshotName == snapshot.metadata.name {
        selected.append(index)
      } else {
        let namespace = binding.metadata.namespace
        throw .retryable(
          "binding `\(namespace)/\(binding.metadata.name)` with old policy snapshot "
            + "`\(namespace)/\(binding.spec.schedulingPolicySnapshotName)` has state "
            + "\(binding.spec.state), we might observe a transient state, need retry")
      }
    }
    if selected.isEmpty, toBeDeleted.isEmpty {
      throw .invalid(
        "no scheduled or to-be-deleted bindings found for the latest policy snapshot "
          + "\(snapshot.metadata.namespace)/\(snapshot.metadata.name)")
    }
    if let count, count != selected.count {
      throw .invalid(
        UpdateRunFailure.unexpected(
          "the number of selected bindings \(selected.count) is not equal to the observed "
            + "cluster count \(count)"))
    }
    return selected.count
  }

  private mutating func recordResources() throws(UpdateRunFailure) {
    let text = run.spec.resourceSnapshotIndex
    if text.isEmpty {
      guard let newest = world.newestResourceSnapshotIndex else {
        throw .retryable("no resource snapshot created for placement `\(placementKey)`")
      }
      run.resourceSnapshotIndex = newest
    } else {
      guard let index = Int(text), index >= 0 else {
        throw .invalid(
          UpdateRunFailure.user(
            "invalid resource snapshot index `\(text)` provided, expected an integer >= 0"))
      }
      guard world.resourceSnapshotIndexes.contains(text) else {
        throw .invalid(
          UpdateRunFailure.user(
            "no resourceSnapshots with index `\(index)` found for placement `\(placementKey)`"))
      }
      run.resourceSnapshotIndex = text
    }
    for stage in run.stages?.indices ?? 0..<0 {
      for cluster in run.stages?[stage].clusters.indices ?? 0..<0 {
        guard let name = run.stages?[stage].clusters[cluster].name else { continue }
        run.stages?[stage].clusters[cluster].overrides = world.overrides(name)
      }
    }
  }
}
