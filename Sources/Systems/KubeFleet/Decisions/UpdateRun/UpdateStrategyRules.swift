import KubernetesAPI

/// The strategy of an update run made ready: selectors compiled, tasks checked.
///
/// Approvals have no wait, whatever the object says. It never changes; it is a class so that runs
/// pass it on without counting all its parts.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/initialization.go`.
public final class UpdateStrategyRules: Sendable, Equatable {
  /// What makes a stage's tasks unusable.
  enum Problem: Sendable {
    case before(String)
    case after(String)
  }

  /// One stage; a class so that taking it out of the list counts but one part.
  final class Stage: Sendable {
    let problem: Problem?
    let selector: Result<Selector, SelectorError>
    let sortingLabelKey: String?
    /// The stage as it begins, without clusters.
    let beginning: StagedUpdateRun.Stage

    init(_ stage: StageConfig) {
      problem =
        UpdateStrategyRules.problem(before: stage.beforeStageTasks).map { .before($0) }
        ?? UpdateStrategyRules.problem(after: stage.afterStageTasks).map { .after($0) }
      selector = Result { () throws(SelectorError) in try Selector(stage.labelSelector) }
      sortingLabelKey = stage.sortingLabelKey
      beginning = StagedUpdateRun.Stage(
        name: stage.name,
        beforeStageTasks: stage.beforeStageTasks.map { StagedUpdateRun.Task(type: $0.type) },
        afterStageTasks: stage.afterStageTasks.map { StagedUpdateRun.Task(type: $0.type) })
    }
  }

  /// The stages.
  public let spec: UpdateStrategySpec
  /// The same stages, made ready.
  let stages: [Stage]

  /// Prepares a strategy.
  public init(_ spec: UpdateStrategySpec) {
    let spec = spec.withoutApprovalWaits()
    self.spec = spec
    stages = spec.stages.map(Stage.init)
  }

  /// Whether both say the same.
  public static func == (left: UpdateStrategyRules, right: UpdateStrategyRules) -> Bool {
    left === right || left.spec == right.spec
  }

  private static func problem(before tasks: [StageTask]) -> String? {
    if tasks.count > 1 { return "beforeStageTasks can have at most one task" }
    for (index, task) in tasks.enumerated() {
      if task.type != "Approval" {
        return "task \(index) of type \(task.type) is not allowed in beforeStageTasks, "
          + "allowed type: Approval"
      }
      if task.waitTime != nil {
        return "task \(index) of type Approval cannot have wait duration set"
      }
    }
    return nil
  }

  private static func problem(after tasks: [StageTask]) -> String? {
    if tasks.count == 2, tasks[0].type == tasks[1].type {
      return "afterStageTasks cannot have two tasks of the same type: \(tasks[0].type)"
    }
    for (index, task) in tasks.enumerated() where task.type == "TimedWait" {
      guard let wait = task.waitNanoseconds else {
        return "task \(index) of type TimedWait has wait duration set to nil"
      }
      if wait <= 0 { return "task \(index) of type TimedWait has wait duration <= 0" }
    }
    return nil
  }
}

extension UpdateStrategySpec {
  fileprivate func withoutApprovalWaits() -> UpdateStrategySpec {
    var spec = self
    for index in spec.stages.indices {
      spec.stages[index].beforeStageTasks.dropApprovalWaits()
      spec.stages[index].afterStageTasks.dropApprovalWaits()
    }
    return spec
  }
}

extension [StageTask] {
  fileprivate mutating func dropApprovalWaits() {
    for index in indices where self[index].type == "Approval" { self[index].waitTime = nil }
  }
}
