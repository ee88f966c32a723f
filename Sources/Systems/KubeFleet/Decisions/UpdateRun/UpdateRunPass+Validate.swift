import KubernetesAPI

// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/validation.go`, vectors
// `updaterun-execute`.
extension UpdateRunPass {
  /// Checks that nothing changed under the run.
  ///
  /// - Returns: The stage to work on, the number of stages for the deletion stage, or nil if
  ///   everything is done.
  mutating func validate() throws(UpdateRunFailure) -> Int? {
    try requireExternalRollout()
    if world.placement.applyStrategy != run.applyStrategy {
      throw .aborted(
        UpdateRunFailure.user("the applyStrategy in the updateRun is outdated"))
    }
    let snapshot = try latestPolicy()
    let policy = try snapshot.record.get()
    try requireScheduled(snapshot)
    if policy.index != run.policySnapshotIndex {
      throw .aborted(
        "the policy snapshot index used in the updateRun is outdated, latest: \(policy.index), "
          + "recorded: \(run.policySnapshotIndex)")
    }
    if let count = policy.count, count != run.observedClusterCount {
      throw .aborted(
        "the cluster count initialized in the updateRun is outdated, latest: \(count), "
          + "recorded: \(run.observedClusterCount)")
    }
    _ = try collect(snapshot, count: policy.count)
    return try validateStages()
  }

  private func validateStages() throws(UpdateRunFailure) -> Int? {
    guard let strategy = run.strategy else {
      throw .aborted(
        UpdateRunFailure.unexpected("the updateRun has nil updateStrategySnapshot"))
    }
    var computation = StageComputation(run, world, bindings: selected)
    let fresh = try computation.stages(strategy)
    try computation.requireAllPlaced()
    guard let stages = run.stages else {
      throw .aborted(UpdateRunFailure.unexpected("the updateRun has nil stagesStatus"))
    }
    var progress = StageProgress()
    try requireSame(stages, fresh)
    for (index, stage) in stages.enumerated() {
      let concurrency = try strategy.spec.stages[index].concurrency(of: stage.clusters.count)
      try progress.visit(stage, at: index, concurrency: concurrency)
    }
    return try validateDeletion(progress, stages.count)
  }

  private func requireSame(
    _ existing: [StagedUpdateRun.Stage], _ fresh: [StagedUpdateRun.Stage]
  ) throws(UpdateRunFailure) {
    if existing.count != fresh.count {
      throw .aborted(
        "the number of stages in the updateRun has changed, new: \(fresh.count), existing: "
          + "\(existing.count)")
    }
    for (index, (old, new)) in zip(existing, fresh).enumerated() {
      if old.name != new.name {
        throw .aborted(
          "index `\(index)` stage name in the updateRun has changed, new: \(new.name), "
            + "existing: \(old.name)")
      }
      if old.clusters.count != new.clusters.count {
        throw .aborted(
          "the number of clusters in index `\(index)` stage has changed, new: "
            + "\(new.clusters.count), existing: \(old.clusters.count)")
      }
      for (place, (before, now)) in zip(old.clusters, new.clusters).enumerated()
      where before.name != now.name {
        throw .aborted(
          "the `\(place)` cluster in the `\(index)` stage has changed, new: \(now.name), "
            + "existing: \(before.name)")
      }
    }
  }

  private func validateDeletion(
    _ progress: StageProgress, _ stages: Int
  ) throws(UpdateRunFailure) -> Int? {
    guard let deletion = run.deletionStage else {
      throw .aborted(UpdateRunFailure.unexpected("the updateRun has nil deletionStageStatus"))
    }
    let known = Set(deletion.clusters.map(\.name))
    for index in toBeDeleted {
      let cluster = world.bindings[index].spec.targetCluster
      if !known.contains(cluster) {
        throw .aborted(
          UpdateRunFailure.unexpected(
            "the cluster `\(cluster)` to be deleted is not in the delete stage"))
      }
    }
    if progress.updating != nil || progress.lastFinished < stages - 1 {
      if deletion.succeeded.isTrue || deletion.succeeded.isFalse || deletion.progressing.isTrue {
        throw .aborted(
          UpdateRunFailure.unexpected(
            "the delete stage is active, but there are still stages updating, "
              + "updatingStageIndex: \(progress.updating ?? -1), lastFinishedStageIndex: "
              + "\(progress.lastFinished)"))
      }
      return progress.updating ?? progress.lastFinished + 1
    }
    if deletion.succeeded.isTrue { return nil }
    if deletion.succeeded.isFalse {
      throw .aborted(
        "the delete stage has failed, err: \(deletion.succeeded?.message ?? "")")
    }
    return stages
  }
}

/// How far the stages have come: finished ones first, then at most one that is being updated.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/validation.go`
/// (validateClusterUpdatingStatus).
struct StageProgress {
  private(set) var updating: Int?
  private(set) var lastFinished = -1

  mutating func visit(
    _ stage: StagedUpdateRun.Stage, at index: Int, concurrency: Int
  ) throws(UpdateRunFailure) {
    if stage.succeeded.isTrue {
      if let updating, index > updating {
        throw unexpected(
          "the finished stage `\(index)` is after the updating stage `\(updating)`")
      }
      for cluster in stage.clusters where !cluster.succeeded.isTrue {
        throw unexpected(
          "cluster `\(cluster.name)` in the finished stage `\(stage.name)` has not succeeded")
      }
      if index != lastFinished + 1 {
        throw unexpected(
          "the finished stage `\(stage.name)` is not right after the last finished stage with "
            + "index `\(lastFinished)`")
      }
      lastFinished = index
    } else if stage.succeeded.isFalse {
      throw .aborted(
        "the stage `\(stage.name)` has failed, err: \(stage.succeeded?.message ?? "")")
    } else if stage.progressing != nil {
      try visitUpdating(stage, at: index, concurrency: concurrency)
    }
  }

  private mutating func visitUpdating(
    _ stage: StagedUpdateRun.Stage, at index: Int, concurrency: Int
  ) throws(UpdateRunFailure) {
    if let updating {
      throw unexpected(
        "the stage `\(stage.name)` is updating, but there is already a stage with index "
          + "`\(updating)` updating")
    }
    if index != lastFinished + 1 {
      throw unexpected(
        "the updating stage `\(stage.name)` is not right after the last finished stage with "
          + "index `\(lastFinished)`")
    }
    updating = index
    let count = stage.clusters.count { $0.started.isTrue && !$0.succeeded.isTrue }
    if count > concurrency {
      throw unexpected(
        "the number of updating clusters `\(count)` in the updating stage `\(stage.name)` "
          + "exceeds maxConcurrency `\(concurrency)`")
    }
  }

  private func unexpected(_ text: String) -> UpdateRunFailure {
    .aborted(UpdateRunFailure.unexpected(text))
  }
}
