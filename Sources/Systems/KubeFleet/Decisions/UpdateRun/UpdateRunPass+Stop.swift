// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/stop.go`, vectors `updaterun-execute`.
extension UpdateRunPass {
  /// Starts nothing more and waits for what is under way.
  mutating func stop(_ stage: Int) -> Outcome {
    run.progressing.set(
      .unknown, "UpdateRunStopping",
      "The update run is the process of stopping, waiting for all the updating/deleting clusters "
        + "to finish updating before completing the stop process", now: now)
    guard stage < run.stages?.count ?? 0 else { return stopDeletion() }
    do throws(UpdateRunFailure) {
      return try stopStage(stage)
    } catch {
      if error.isAborted { run.stages?[stage].markFailed(error.message, now) }
      return .failed(error)
    }
  }

  private mutating func stopStage(_ index: Int) throws(UpdateRunFailure) -> Outcome {
    guard var stage = run.stages?[index] else { return .finished }
    defer { run.stages?[index] = stage }
    stage.markStopping(now)
    let bindings = Dictionary(
      selected.map { (world.bindings[$0].spec.targetCluster, $0) }
    ) { _, last in last }
    var updating = 0
    var stuck: [String] = []
    var failures: [UpdateRunFailure] = []
    for place in stage.clusters.indices {
      let cluster = stage.clusters[place]
      guard cluster.started.isTrue, !cluster.succeeded.isTrue, !cluster.succeeded.isFalse else {
        continue
      }
      updating += 1
      guard let binding = bindings[cluster.name] else {
        failures.append(
          .aborted(
            UpdateRunFailure.unexpected(
              "the binding for cluster `\(cluster.name)` in stage `\(stage.name)` is not found "
                + "in the toBeUpdatedBindings map during stopping")))
        continue
      }
      let result = check(&stage.clusters[place], world.bindings[binding], stage.name)
      if let failure = result.failure { failures.append(failure) }
      if result.isFinished {
        updating -= 1
      } else if isStuck(cluster) {
        stuck.append(cluster.name)
      }
    }
    aggregate(stage.name, stuck)
    if let failure = UpdateRunFailure.all(failures) { throw failure }
    if updating == 0 {
      stage.markStopped(now)
      return .finished
    }
    return .wait(Timing.clusterPoll)
  }
}
