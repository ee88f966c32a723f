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
      let member = Int(world.claims[index].member)
      if member >= 0 {
        selected.insert(member)
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
    for stage in strategy.stages {
      if let problem = stage.problem { throw failure(problem, stage) }
      result.append(stage.beginning)
      result[result.count - 1].clusters = try clusters(of: stage)
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
    left.forEach { missing.append(members.names[$0]) }
    stableSort(&missing, by: bytewiseLess)
    throw .invalid(
      UpdateRunFailure.user("some clusters are not placed in any stage")
        + ", total \(missing.count), showing up to 10: "
        + missing.prefix(10).joined(separator: ", "))
  }

  private mutating func clusters(
    of stage: UpdateStrategyRules.Stage
  ) throws(UpdateRunFailure) -> [StagedUpdateRun.Cluster] {
    var matching = selected
    switch stage.selector {
    case .success(let selector): members.labels.restrict(&matching, to: selector)
    case .failure(let error):
      throw .invalid(
        UpdateRunFailure.user(
          "the stage label selector is invalid, updateStrategy: `\(run.strategyKey)`, stage: "
            + "\(stage.beginning.name), err: \(error)"))
    }
    if matching.isEmpty { return [] }
    if let key = stage.sortingLabelKey { return try sorted(matching, by: key) }
    var clusters: [StagedUpdateRun.Cluster] = []
    clusters.reserveCapacity(matching.count)
    for member in members.byNameOrder where matching.contains(member) {
      try place(member)
      clusters.append(StagedUpdateRun.Cluster(name: members.names[member]))
    }
    return clusters
  }

  /// Ordered by a label with whole numbers, then by name.
  private mutating func sorted(
    _ matching: BitSet, by key: String
  ) throws(UpdateRunFailure) -> [StagedUpdateRun.Cluster] {
    let values = members.labels.values(of: key)
    var found: [(rank: Int, member: Int)] = []
    found.reserveCapacity(matching.count)
    for member in members.byNameOrder where matching.contains(member) {
      try place(member)
      let text = values.isEmpty ? "" : members.labels.value(values[member])
      guard let rank = Int(text) else {
        throw .invalid(
          UpdateRunFailure.user(
            "the sorting label `\(key):\(text)` on cluster `\(members.names[member])` is "
              + "not valid: strconv.Atoi: parsing \"\(text)\": \(Self.problem(text))"))
      }
      found.append((rank, member))
    }
    // Equal ranks stay in the order of names.
    stableSort(&found) { $0.rank < $1.rank }
    return found.map { StagedUpdateRun.Cluster(name: members.names[$0.member]) }
  }

  /// A cluster must not be in two stages.
  private mutating func place(_ member: Int) throws(UpdateRunFailure) {
    if placed.contains(member) {
      throw .invalid(
        UpdateRunFailure.user(
          "cluster `\(members.names[member])` appears in more than one stages"))
    }
    placed.insert(member)
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

  private func failure(
    _ problem: UpdateStrategyRules.Problem, _ stage: UpdateStrategyRules.Stage
  ) -> UpdateRunFailure {
    let (when, text) =
      switch problem {
      case .before(let text): ("before", text)
      case .after(let text): ("after", text)
      }
    return .invalid(
      UpdateRunFailure.user(
        "the \(when) stage tasks are invalid, updateStrategy: `\(run.strategyKey)`, stage: "
          + "\(stage.beginning.name), err: \(text)"))
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
