import Documents
import KubeFleet
import KubernetesAPI

/// The stages of an update run with their clusters in order.
public struct StagePlan: Sendable, Equatable {
  /// One stage.
  public struct Stage: Sendable, Equatable {
    /// The stage's name.
    public var name: String
    /// The clusters, in the order in which they are started.
    public var clusters: [String]
    /// How many at once.
    public var concurrency: Int
    /// What is waited for before the first cluster.
    public var before: [String]
    /// What is waited for after the last one.
    public var after: [String]

    /// The clusters that are under way together, if all take the same time.
    public var waves: [[String]] {
      let size = max(1, concurrency)
      return stride(from: 0, to: clusters.count, by: size).map {
        Array(clusters[$0..<min($0 + size, clusters.count)])
      }
    }
  }

  /// The run, or the strategy without one.
  public var name: String
  /// The strategy.
  public var strategy: String
  /// In order.
  public var stages: [Stage] = []
  /// Clusters that lose the resources at the end, all at once.
  public var deleted: [String] = []
  /// Why the run would fail before it began.
  public var problem: String?

  /// The plan of a run.
  ///
  /// - Parameters:
  ///   - run: Any run of the placement.
  ///   - strategy: Nil if it is not among the manifests.
  ///   - placement: The placement.
  ///   - policy: Its snapshot, with the scheduler's word.
  ///   - bindings: What the scheduler leaves, ordered by name.
  ///   - members: All members.
  init(
    _ run: StagedUpdateRunObject, strategy: StagedUpdateStrategy?,
    placement: ClusterResourcePlacement, policy: PolicySnapshot, bindings: [ResourceBinding],
    members: SchedulingFleet, now: Int64
  ) {
    name = run.metadata.name
    self.strategy = run.spec.stagedRolloutStrategyName
    let index = run.spec.resourceSnapshotIndex
    let world = UpdateRunWorld(
      placement: placement, policySnapshots: [policy], bindings: bindings, members: members,
      strategy: strategy, resourceSnapshotIndexes: [index.isEmpty ? "0" : index])
    var run = run
    run.spec.state = StagedUpdateRun.State.initialize.rawValue
    let pass = UpdateRunPass(StagedUpdateRun(run), in: world, now: now)
    if let initialized = pass.run.initialized, initialized.status != .yes {
      problem = initialized.message
      return
    }
    if case .error(let message) = pass.next {
      problem = message
      return
    }
    deleted = (pass.run.deletionStage?.clusters ?? []).map(\.name)
    stages = zip(pass.run.stages ?? [], pass.run.strategy?.spec.stages ?? []).map {
      stage, configuration in
      Stage(
        name: stage.name, clusters: stage.clusters.map(\.name),
        concurrency: configuration.concurrency(stage.clusters.count) ?? 0,
        before: configuration.beforeStageTasks.map(Self.text),
        after: configuration.afterStageTasks.map(Self.text))
    }
  }

  private static func text(_ task: StageTask) -> String {
    task.type == "TimedWait" ? "wait \(task.waitTime ?? "0s")" : "approval"
  }
}
