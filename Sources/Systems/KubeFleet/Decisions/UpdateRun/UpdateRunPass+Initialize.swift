import GoSemantics
import KubernetesAPI

// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/initialization.go`, vectors
// `updaterun-initialize`.
extension UpdateRunPass {
  mutating func initialize() throws(UpdateRunFailure) {
    try requireExternalRollout()
    run.applyStrategy = world.placement.applyStrategy
    let snapshot = try latestPolicy()
    let policy = try snapshot.record.get()
    run.policySnapshotIndex = policy.index
    run.observedClusterCount = policy.count ?? -1
    try requireScheduled(snapshot)
    run.observedClusterCount = try collect(snapshot, count: policy.count)

    guard let strategy = world.placement.strategy else {
      throw .invalid(
        UpdateRunFailure.user("referenced updateStrategy not found: `\(run.strategyKey)`"))
    }
    run.strategy = strategy
    var computation = StageComputation(run, world, bindings: selected)
    run.stages = try computation.stages(strategy)
    try computation.requireAllPlaced()
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

  /// Only placements that leave their rollout to others have update runs.
  func requireExternalRollout() throws(UpdateRunFailure) {
    guard let type = world.placement.rolloutType else {
      throw .invalid(UpdateRunFailure.user("parent placement not found"))
    }
    guard type == "External" else {
      throw .invalid(
        UpdateRunFailure.user(
          "parent placement does not have an external rollout strategy, current strategy: "
            + type))
    }
  }

  func latestPolicy() throws(UpdateRunFailure) -> UpdateRunPolicy {
    guard let policy = world.placement.policies.first else {
      throw .invalid("no latest policy snapshot found for placement \(run.placementKey)")
    }
    if world.placement.policies.count > 1 {
      throw .invalid(
        UpdateRunFailure.unexpected(
          "multiple active policy snapshots found for placement \(run.placementKey): got "
            + "\(world.placement.policies.count), want 1"))
    }
    return policy
  }

  func requireScheduled(_ policy: UpdateRunPolicy) throws(UpdateRunFailure) {
    if !policy.isScheduled {
      throw .invalid("policy snapshot `\(policy.name)` not fully scheduled yet")
    }
  }

  /// Sorts the bindings into those to update and those to delete.
  ///
  /// - Returns: The number of clusters that the run is for.
  mutating func collect(
    _ policy: UpdateRunPolicy, count: Int?
  ) throws(UpdateRunFailure) -> Int {
    selected.reserveCapacity(world.claims.count)
    for (index, claim) in world.claims.enumerated() {
      if claim.isUnscheduled {
        toBeDeleted.append(index)
      } else if claim.isCurrent {
        selected.append(index)
      } else {
        let binding = world.bindings[index]
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
          + "\(policy.namespace)/\(policy.name)")
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
      guard let newest = world.placement.resourceSnapshotIndexes.last else {
        throw .retryable("no resource snapshot created for placement `\(run.placementKey)`")
      }
      run.resourceSnapshotIndex = newest
    } else {
      guard let index = Int(text), index >= 0 else {
        throw .invalid(
          UpdateRunFailure.user(
            "invalid resource snapshot index `\(text)` provided, expected an integer >= 0"))
      }
      guard world.placement.resourceSnapshotIndexes.contains(text) else {
        throw .invalid(
          UpdateRunFailure.user(
            "no resourceSnapshots with index `\(index)` found for placement `\(run.placementKey)`"))
      }
      run.resourceSnapshotIndex = text
    }
    guard let overrides = world.placement.overrides, var stages = run.stages else { return }
    for stage in stages.indices {
      for cluster in stages[stage].clusters.indices {
        stages[stage].clusters[cluster].overrides = overrides(stages[stage].clusters[cluster].name)
      }
    }
    run.stages = stages
  }
}
