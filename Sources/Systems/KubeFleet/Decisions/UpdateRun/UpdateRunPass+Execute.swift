import KubernetesAPI

// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/execution.go`, vectors
// `updaterun-execute`.
extension UpdateRunPass {
  /// Works on a stage, or on the deletion stage after the last one.
  mutating func execute(_ stage: Int) -> Outcome {
    let isHeldUp =
      run.progressing.isFalse
      && (run.progressing?.reason == "UpdateRunWaiting"
        || run.progressing?.reason == "UpdateRunStuck")
    if !isHeldUp { markProgressing() }
    guard stage < run.stages?.count ?? 0 else { return executeDeletion() }
    do throws(UpdateRunFailure) {
      return .wait(try executeStage(stage))
    } catch {
      if error.isAborted { run.stages?[stage].markFailed(error.message, now) }
      return .failed(error)
    }
  }

  private mutating func markProgressing() {
    run.progressing.set(
      .yes, "UpdateRunProgressing", "The update run is making progress", now: now)
  }

  private mutating func markWaiting(_ tasks: String, _ stage: String) {
    run.progressing.set(
      .no, "UpdateRunWaiting",
      "The updateRun is waiting for \(tasks) tasks in stage \(stage) to complete", now: now)
  }

  private mutating func executeStage(_ index: Int) throws(UpdateRunFailure) -> Int64 {
    guard var stage = run.stages?[index], let configuration = run.strategy?.spec.stages[index]
    else {
      return 0
    }
    defer { run.stages?[index] = stage }
    if stage.clusters.isEmpty {
      stage.markSkipped(now)
      return 0
    }
    if let task = configuration.beforeStageTasks.first, !stage.beforeStageTasks.isEmpty {
      guard task.type == "Approval" else {
        throw .aborted(
          UpdateRunFailure.unexpected(
            "found unsupported task type in before stage tasks: \(task.type)"))
      }
      if !isApproved(&stage.beforeStageTasks[0], "before", stage.name) {
        stage.markWaiting(
          "Not all before-stage tasks are completed, waiting for approval", now)
        markWaiting("before-stage", stage.name)
        return Timing.stagePoll
      }
    }
    let concurrency = try configuration.concurrency(of: stage.clusters.count)
    return try updateClusters(&stage, configuration, concurrency)
  }

  private mutating func updateClusters(
    _ stage: inout StagedUpdateRun.Stage, _ configuration: StageConfig, _ concurrency: Int
  ) throws(UpdateRunFailure) -> Int64 {
    let bindings = Dictionary(
      selected.map { (world.bindings[$0].spec.targetCluster, $0) }
    ) { _, last in last }
    var finished = 0
    var updating = 0
    var stuck: [String] = []
    var failures: [UpdateRunFailure] = []
    var index = 0
    while index < stage.clusters.count, updating < concurrency {
      let place = index
      index += 1
      if stage.clusters[place].succeeded.isTrue {
        finished += 1
        continue
      }
      updating += 1
      let name = stage.clusters[place].name
      if stage.clusters[place].succeeded.isFalse {
        failures.append(
          .aborted("the cluster `\(name)` in the stage \(stage.name) has failed"))
        continue
      }
      guard let binding = bindings[name] else {
        failures.append(
          .aborted(
            UpdateRunFailure.unexpected(
              "the binding for cluster `\(name)` in stage `\(stage.name)` is not found in the "
                + "toBeUpdatedBindings map")))
        continue
      }
      if !stage.clusters[place].started.isTrue {
        if let failure = start(&stage.clusters[place], binding, stage.name) {
          failures.append(failure)
          continue
        }
        stage.clusters[place].markStarted(now)
        stage.markStarted(now)
        continue
      }
      if let failure = preempted(stage.clusters[place], world.bindings[binding], stage.name) {
        stage.clusters[place].markFailed(failure, now)
        failures.append(.aborted(failure))
        continue
      }
      let result = check(&stage.clusters[place], world.bindings[binding], stage.name)
      if let failure = result.failure { failures.append(failure) }
      if result.isFinished {
        finished += 1
        updating -= 1
      } else if isStuck(stage.clusters[place]) {
        stuck.append(name)
      }
    }
    aggregate(stage.name, stuck)
    if let failure = UpdateRunFailure.all(failures) { throw failure }
    if finished == stage.clusters.count { return complete(&stage, configuration) }
    return Timing.clusterPoll
  }

  func isStuck(_ cluster: StagedUpdateRun.Cluster) -> Bool {
    now - (cluster.started?.since ?? now) > Timing.updateRunStuck
  }

  /// Says which clusters hold the run up, or that it goes on.
  mutating func aggregate(_ stage: String, _ stuck: [String]) {
    if stuck.isEmpty {
      if run.state == .run { markProgressing() }
      return
    }
    let names = stuck.prefix(3).joined(separator: ", ") + (stuck.count > 3 ? "..." : "")
    run.progressing.set(
      .no, "UpdateRunStuck",
      "The updateRun is stuck waiting for \(names) cluster(s) in stage \(stage) to finish "
        + "updating, please check placement status for potential errors", now: now)
  }

  // MARK: One cluster

  private var resourceSnapshotName: String {
    "\(run.spec.placementName)-\(Int(run.resourceSnapshotIndex) ?? 0)-snapshot"
  }

  private func isSynced(
    _ cluster: StagedUpdateRun.Cluster, _ binding: ResourceBinding
  ) -> Bool {
    binding.spec.resourceSnapshotName == resourceSnapshotName
      && binding.spec.resourceOverrideSnapshots == cluster.overrides.namespaced
      && binding.spec.clusterResourceOverrideSnapshots == cluster.overrides.cluster
      && binding.spec.applyStrategy == run.applyStrategy
  }

  /// Releases a cluster; one that has the version already may be found available at once.
  private mutating func start(
    _ cluster: inout StagedUpdateRun.Cluster, _ index: Int, _ stage: String
  ) -> UpdateRunFailure? {
    let binding = world.bindings[index]
    if isSynced(cluster, binding), binding.spec.state == BindingState.bound,
      binding.isTrue("RolloutStarted")
    {
      return check(&cluster, binding, stage).failure
    }
    actions.append(
      .release(
        binding: index, resourceSnapshotName: resourceSnapshotName,
        overrides: cluster.overrides, applyStrategy: run.applyStrategy))
    return nil
  }

  private func preempted(
    _ cluster: StagedUpdateRun.Cluster, _ binding: ResourceBinding, _ stage: String
  ) -> String? {
    if isSynced(cluster, binding), binding.isTrue("RolloutStarted"),
      binding.spec.state == BindingState.bound
    {
      return nil
    }
    return UpdateRunFailure.user(
      "the binding of the updating cluster `\(cluster.name)` in the stage `\(stage)` is not "
        + "up-to-date with the desired status, please check the status of binding "
        + "`\(binding.metadata.namespace)/\(binding.metadata.name)` and see if there is a "
        + "concurrent updateRun referencing the same placement and updating the same cluster")
  }

  /// Whether a started cluster is done; one that is not available yet counts as failed here.
  func check(
    _ cluster: inout StagedUpdateRun.Cluster, _ binding: ResourceBinding, _ stage: String
  ) -> (isFinished: Bool, failure: UpdateRunFailure?) {
    if binding.isTrue("Available") || binding.isTrue("DiffReported") {
      cluster.markSucceeded(now)
      return (true, nil)
    }
    if binding.hasFailed || binding.isFalse("DiffReported") {
      return (
        false,
        .retryable(
          "the cluster updating encountered an error at stage `\(stage)`, updateRun := "
            + "`\(run.name)`")
      )
    }
    return (false, nil)
  }

  // MARK: Tasks

  private mutating func complete(
    _ stage: inout StagedUpdateRun.Stage, _ configuration: StageConfig
  ) -> Int64 {
    markWaiting("after-stage", stage.name)
    stage.markWaiting(
      "All clusters in the stage are updated, waiting for after-stage tasks to complete", now)
    var isDone = true
    var wait: Int64?
    for (index, task) in configuration.afterStageTasks.enumerated()
    where index < stage.afterStageTasks.count {
      if task.type == "TimedWait" {
        let left = (stage.progressing?.since ?? now) &+ (task.waitNanoseconds ?? 0) &- now
        if left > 0 {
          isDone = false
          wait = left
        } else {
          stage.afterStageTasks[index].waitTimeElapsed.set(
            .yes, "AfterStageTaskWaitTimeElapsed", "Wait time elapsed", now: now)
        }
      } else if task.type == "Approval",
        !isApproved(&stage.afterStageTasks[index], "after", stage.name)
      {
        isDone = false
      }
    }
    if isDone {
      markProgressing()
      stage.markSucceeded(now)
      return 0
    }
    return wait ?? Timing.stagePoll
  }

  /// Asks for an approval, or looks whether it was given.
  private mutating func isApproved(
    _ task: inout StagedUpdateRun.Task, _ when: String, _ stage: String
  ) -> Bool {
    if task.approvalRequestApproved.isTrue { return true }
    let name = run.approvalRequestName(when, stage)
    let request = world.approvals[name]
    if request == nil { actions.append(.createApproval(name: name, stage: stage)) }
    task.approvalRequestCreated.set(
      .yes, "StageTaskApprovalRequestCreated", "ApprovalRequest object is created", now: now)
    guard let request, request.isApproved || request.isAccepted else { return false }
    if !request.isAccepted { actions.append(.acceptApproval(name: name)) }
    task.approvalRequestApproved.set(
      .yes, "StageTaskApprovalRequestApproved", "ApprovalRequest object is approved", now: now)
    return true
  }
}
