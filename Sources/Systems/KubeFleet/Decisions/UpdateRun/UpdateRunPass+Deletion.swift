// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/{execution,stop}.go`, vectors
// `updaterun-execute`.
extension UpdateRunPass {
  /// Deletes all bindings that are not wanted at once, and waits for them to vanish.
  mutating func executeDeletion() -> Outcome {
    guard var stage = run.deletionStage else { return .finished }
    defer { run.deletionStage = stage }
    stage.markStarted(now)
    do throws(UpdateRunFailure) {
      let present = try visit(&stage, "during execution") { pass, cluster, index in
        pass.actions.append(.delete(binding: index))
        cluster.markStarted(pass.now)
      }
      settle(&stage, present)
      if toBeDeleted.isEmpty {
        stage.markSucceeded(now)
        return .finished
      }
      return .wait(Timing.clusterPoll)
    } catch {
      if error.isAborted { stage.markFailed(error.message, now) }
      return .failed(error)
    }
  }

  /// Waits for the deletions under way; deletes nothing more.
  mutating func stopDeletion() -> Outcome {
    guard var stage = run.deletionStage else { return .finished }
    defer { run.deletionStage = stage }
    stage.markStopping(now)
    do throws(UpdateRunFailure) {
      let present = try visit(&stage, "during stopping") { _, _, _ in }
      settle(&stage, present)
      if stage.clusters.allSatisfy({ !$0.started.isTrue || $0.succeeded.isTrue }) {
        stage.markStopped(now)
      }
      // Deletions that never began keep the run stopping, too.
      return toBeDeleted.isEmpty ? .finished : .wait(Timing.clusterPoll)
    } catch {
      if error.isAborted { stage.markFailed(error.message, now) }
      return .failed(error)
    }
  }

  /// Looks at every binding that is still there.
  ///
  /// - Returns: The clusters that still have one.
  private mutating func visit(
    _ stage: inout StagedUpdateRun.Stage, _ when: String,
    begin: (inout UpdateRunPass, inout StagedUpdateRun.Cluster, Int) -> Void
  ) throws(UpdateRunFailure) -> Set<String> {
    var present: Set<String> = []
    for index in toBeDeleted {
      let binding = world.bindings[index]
      let name = binding.spec.targetCluster
      guard !present.contains(name),
        let place = stage.clusters.firstIndex(where: { $0.name == name })
      else {
        throw unexpected("the to be deleted cluster `\(name)` is not in the deleting stage \(when)")
      }
      present.insert(name)
      if stage.clusters[place].succeeded.isTrue {
        throw unexpected(
          "the deleted cluster `\(name)` in the deleting stage still has a binding")
      }
      if stage.clusters[place].started.isTrue {
        if !binding.isDeleting {
          throw unexpected(
            "the cluster `\(name)` in the deleting stage is marked as deleting but its "
              + "corresponding binding is not deleting")
        }
        continue
      }
      begin(&self, &stage.clusters[place], index)
    }
    return present
  }

  /// Clusters whose binding is gone are done.
  private func settle(_ stage: inout StagedUpdateRun.Stage, _ present: Set<String>) {
    for index in stage.clusters.indices where !present.contains(stage.clusters[index].name) {
      if !stage.clusters[index].started.isTrue { stage.clusters[index].markStarted(now) }
      stage.clusters[index].markSucceeded(now)
    }
  }

  private func unexpected(_ text: String) -> UpdateRunFailure {
    .aborted(UpdateRunFailure.unexpected(text))
  }
}
