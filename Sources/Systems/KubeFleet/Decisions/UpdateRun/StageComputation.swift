import GoSemantics
import KubernetesAPI

/// Which clusters are in which stage, and in which order.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/initialization.go`
/// (computeRunStageStatus), vectors `updaterun-initialize`.
struct StageComputation {
  let run: String
  let strategyKey: String
  /// Ordered by name.
  let members: [UpdateRunWorld.Member]
  let selected: Set<String>

  init(
    run: String, strategyKey: String, members: [UpdateRunWorld.Member], selected: [String]
  ) {
    self.run = run
    self.strategyKey = strategyKey
    self.members = members
    self.selected = Set(selected)
  }

  func stages(
    _ stages: [StageConfig]
  ) throws(UpdateRunFailure) -> [StagedUpdateRun.Stage] {
    var placed: Set<String> = []
    var result: [StagedUpdateRun.Stage] = []
    for stage in stages {
      try check(stage)
      let names = try clusters(of: stage, placed: &placed)
      result.append(
        StagedUpdateRun.Stage(
          name: stage.name, clusters: names.map { StagedUpdateRun.Cluster(name: $0) },
          beforeStageTasks: tasks(stage.beforeStageTasks, "\(run)-before-\(stage.name)"),
          afterStageTasks: tasks(stage.afterStageTasks, "\(run)-after-\(stage.name)")))
    }
    return result
  }

  /// Every selected cluster must be in a stage.
  func requireAllPlaced(_ stages: [StagedUpdateRun.Stage]) throws(UpdateRunFailure) {
    var placed: Set<String> = []
    for stage in stages { placed.formUnion(stage.clusters.map(\.name)) }
    guard placed.count != selected.count else { return }
    // order-free: sorted below.
    var missing = selected.filter { !placed.contains($0) }.map { $0 }
    stableSort(&missing, by: bytewiseLess)
    throw .invalid(
      UpdateRunFailure.user("some clusters are not placed in any stage")
        + ", total \(missing.count), showing up to 10: "
        + missing.prefix(10).joined(separator: ", "))
  }

  private func clusters(
    of stage: StageConfig, placed: inout Set<String>
  ) throws(UpdateRunFailure) -> [String] {
    let selector: Selector
    do throws(SelectorError) {
      selector = try Selector(stage.labelSelector)
    } catch {
      throw .invalid(
        UpdateRunFailure.user(
          "the stage label selector is invalid, updateStrategy: `\(strategyKey)`, stage: "
            + "\(stage.name), err: \(error)"))
    }
    var found: [(name: String, rank: Int)] = []
    for member in members where selected.contains(member.name) && selector.matches(member.labels) {
      if !placed.insert(member.name).inserted {
        throw .invalid(
          UpdateRunFailure.user("cluster `\(member.name)` appears in more than one stages"))
      }
      var rank = 0
      if let key = stage.sortingLabelKey {
        let text = member.labels[key] ?? ""
        guard let number = Int(text) else {
          throw .invalid(
            UpdateRunFailure.user(
              "the sorting label `\(key):\(text)` on cluster `\(member.name)` is not valid: "
                + "strconv.Atoi: parsing \"\(text)\": \(Self.problem(text))"))
        }
        rank = number
      }
      found.append((member.name, rank))
    }
    unstableSort(&found) { a, b in
      a.rank == b.rank ? bytewiseLess(a.name, b.name) : a.rank < b.rank
    }
    return found.map(\.name)
  }

  /// Why Go does not take a text for a number.
  private static func problem(_ text: String) -> String {
    var digits = Substring(text).utf8
    if digits.first == UInt8(ascii: "+") || digits.first == UInt8(ascii: "-") {
      digits = digits.dropFirst()
    }
    let isNumber = !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber ? "value out of range" : "invalid syntax"
  }

  private func tasks(_ tasks: [StageTask], _ approval: String) -> [StagedUpdateRun.Task] {
    tasks.map {
      StagedUpdateRun.Task(
        type: $0.type, approvalRequestName: $0.type == "Approval" ? approval : "")
    }
  }

  private func check(_ stage: StageConfig) throws(UpdateRunFailure) {
    if let problem = problem(before: stage.beforeStageTasks) {
      throw .invalid(
        UpdateRunFailure.user(
          "the before stage tasks are invalid, updateStrategy: `\(strategyKey)`, stage: "
            + "\(stage.name), err: \(problem)"))
    }
    if let problem = problem(after: stage.afterStageTasks) {
      throw .invalid(
        UpdateRunFailure.user(
          "the after stage tasks are invalid, updateStrategy: `\(strategyKey)`, stage: "
            + "\(stage.name), err: \(problem)"))
    }
  }

  private func problem(before tasks: [StageTask]) -> String? {
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

  private func problem(after tasks: [StageTask]) -> String? {
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

extension StageConfig {
  /// How many of a stage's clusters are updated at once; `nil` if the amount is no amount.
  public func concurrency(_ clusters: Int) -> Int? { try? concurrency(of: clusters) }

  /// How many of a stage's clusters are updated at once.
  ///
  /// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/execution.go`
  /// (calculateMaxConcurrencyValue); the schema defaults an absent value to 1.
  func concurrency(of clusters: Int) throws(UpdateRunFailure) -> Int {
    guard let maxConcurrency else { return 1 }
    do throws(IntOrString.PercentageError) {
      let value = try maxConcurrency.scaled(total: Int64(clusters), roundUp: false)
      return value == 0 ? 1 : Int(value)
    } catch {
      throw .aborted(error.description)
    }
  }
}
