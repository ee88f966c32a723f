import GoSemantics
import KubernetesAPI

/// Which clusters are in which stage, and in which order.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/initialization.go`
/// (computeRunStageStatus), vectors `updaterun-initialize`.
struct StageComputation {
  private let run: StagedUpdateRun
  private let members: SchedulingFleet
  private let selected: BitSet
  /// Selected clusters that are no members.
  private var strangers: Set<String> = []
  private var placed: BitSet

  /// - Parameter bindings: The places of the bindings to update.
  init(_ run: StagedUpdateRun, _ world: UpdateRunWorld, bindings: [Int]) {
    self.run = run
    members = world.placement.members
    placed = BitSet(none: members.clusters.count)
    var selected = placed
    for index in bindings {
      let target = Int(world.targets[index])
      if target >= 0 {
        selected.insert(target)
      } else {
        strangers.insert(world.bindings[index].spec.targetCluster)
      }
    }
    self.selected = selected
  }

  /// Fills the stages of a strategy; every selected cluster must be in one of them.
  mutating func stages(
    _ strategy: UpdateStrategyRules
  ) throws(UpdateRunFailure) -> [StagedUpdateRun.Stage] {
    var result: [StagedUpdateRun.Stage] = []
    result.reserveCapacity(strategy.stages.count)
    for index in strategy.stages.indices {
      let configuration = strategy.spec.stages[index]
      try check(strategy.stages[index], configuration)
      var stage = StagedUpdateRun.Stage(name: configuration.name)
      stage.clusters = try clusters(of: configuration, strategy.stages[index])
      stage.beforeStageTasks = tasks(configuration.beforeStageTasks, "-before-", stage.name)
      stage.afterStageTasks = tasks(configuration.afterStageTasks, "-after-", stage.name)
      result.append(stage)
    }
    return result
  }

  /// Every selected cluster must be in a stage.
  func requireAllPlaced() throws(UpdateRunFailure) {
    if strangers.isEmpty, placed == selected { return }
    var left = selected
    left.subtract(placed)
    // order-free: sorted below.
    var missing = Array(strangers)
    left.forEach { missing.append(members.clusters[$0].name) }
    stableSort(&missing, by: bytewiseLess)
    throw .invalid(
      UpdateRunFailure.user("some clusters are not placed in any stage")
        + ", total \(missing.count), showing up to 10: "
        + missing.prefix(10).joined(separator: ", "))
  }

  private mutating func clusters(
    of configuration: StageConfig, _ stage: UpdateStrategyRules.Stage
  ) throws(UpdateRunFailure) -> [StagedUpdateRun.Cluster] {
    var matching = selected
    switch stage.selector {
    case .success(let selector): members.labels.restrict(&matching, to: selector)
    case .failure(let error):
      throw .invalid(
        UpdateRunFailure.user(
          "the stage label selector is invalid, updateStrategy: `\(run.strategyKey)`, stage: "
            + "\(configuration.name), err: \(error)"))
    }
    let count = matching.count
    if count == 0 { return [] }
    var found: [(rank: Int, member: Int)] = []
    found.reserveCapacity(count)
    for member in members.byNameOrder where matching.contains(member) {
      if placed.contains(member) {
        throw .invalid(
          UpdateRunFailure.user(
            "cluster `\(members.clusters[member].name)` appears in more than one stages"))
      }
      placed.insert(member)
      let rank =
        if let key = configuration.sortingLabelKey { try rank(of: member, by: key) } else { 0 }
      found.append((rank, member))
    }
    // Equal ranks stay in the order of names.
    if configuration.sortingLabelKey != nil { stableSort(&found) { $0.rank < $1.rank } }
    return found.map { StagedUpdateRun.Cluster(name: members.clusters[$0.member].name) }
  }

  private func rank(of member: Int, by key: String) throws(UpdateRunFailure) -> Int {
    let text = members.clusters[member].labels[key] ?? ""
    guard let number = Int(text) else {
      throw .invalid(
        UpdateRunFailure.user(
          "the sorting label `\(key):\(text)` on cluster `\(members.clusters[member].name)` is "
            + "not valid: strconv.Atoi: parsing \"\(text)\": \(Self.problem(text))"))
    }
    return number
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

  private func tasks(
    _ tasks: [StageTask], _ when: String, _ stage: String
  ) -> [StagedUpdateRun.Task] {
    tasks.map {
      StagedUpdateRun.Task(
        type: $0.type,
        approvalRequestName: $0.type == "Approval" ? run.name + when + stage : "")
    }
  }

  private func check(
    _ stage: UpdateStrategyRules.Stage, _ configuration: StageConfig
  ) throws(UpdateRunFailure) {
    let (when, text): (String, String)
    switch stage.problem {
    case nil: return
    case .before(let problem): (when, text) = ("before", problem)
    case .after(let problem): (when, text) = ("after", problem)
    }
    throw .invalid(
      UpdateRunFailure.user(
        "the \(when) stage tasks are invalid, updateStrategy: `\(run.strategyKey)`, stage: "
          + "\(configuration.name), err: \(text)"))
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
