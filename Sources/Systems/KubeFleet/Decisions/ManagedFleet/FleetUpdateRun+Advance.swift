import GoSemantics

// Mirrors: documentation only, Azure Kubernetes Fleet Manager `concepts-update-orchestration`
// (April 2026) and `faq` (June 2026).
extension FleetUpdateRun {
  // MARK: What people do

  /// Starts the run, or goes on with a stopped or failed one; failed members are tried again
  /// (assumed).
  public mutating func start() {
    guard [.notStarted, .stopped, .stopping, .failed].contains(state) else { return }
    state = .running
    forEachMember { member in
      if member.state == .failed { member.state = .notStarted }
    }
    for stage in stages.indices where [.failed, .stopped].contains(stages[stage].state) {
      stages[stage].state = .running
      for group in stages[stage].groups.indices
      where [.failed, .stopped].contains(stages[stage].groups[group].state) {
        stages[stage].groups[group].state = .running
      }
    }
  }

  /// Stops the run: nothing more begins, and what is under way ends by itself (documented).
  public mutating func stop() {
    guard state == .running || state == .pending else { return }
    state = isUpgrading ? .stopping : .stopped
  }

  /// Leaves a member out, unless it has begun.
  public mutating func skip(member name: String) {
    forEachMember { member in
      if member.name == name { member.leaveOut() }
    }
  }

  /// Leaves a group out with its gates: members that have begun end by themselves.
  public mutating func skip(group: Int, ofStage stage: Int) {
    guard stages.indices.contains(stage), stages[stage].groups.indices.contains(group) else {
      return
    }
    stages[stage].groups[group].leaveOut()
  }

  /// Leaves a stage out with its gates and its wait.
  public mutating func skip(stage: Int) {
    guard stages.indices.contains(stage), !stages[stage].state.isSettled else { return }
    for group in stages[stage].groups.indices { stages[stage].groups[group].leaveOut() }
    stages[stage].before.isApproved = true
    stages[stage].after.isApproved = true
    stages[stage].wait = 0
    if !stages[stage].isUpgrading { stages[stage].state = .skipped }
  }

  /// Gives an approval; before it is asked for nothing happens (documented).
  public mutating func approve(_ place: Place) {
    func give(_ gate: inout Gate) { if gate.isRequested { gate.isApproved = true } }
    switch place {
    case .beforeStage(let stage) where stages.indices.contains(stage):
      give(&stages[stage].before)
    case .afterStage(let stage) where stages.indices.contains(stage): give(&stages[stage].after)
    case .beforeGroup(let stage, let group)
    where stages.indices.contains(stage) && stages[stage].groups.indices.contains(group):
      give(&stages[stage].groups[group].before)
    case .afterGroup(let stage, let group)
    where stages.indices.contains(stage) && stages[stage].groups.indices.contains(group):
      give(&stages[stage].groups[group].after)
    default: break
    }
  }

  /// The upgrade of a member ended. One that failed fails its group, its stage and the run, and
  /// nothing further begins (documented).
  public mutating func finished(_ name: String, succeeded: Bool) {
    for stage in stages.indices {
      for group in stages[stage].groups.indices {
        for member in stages[stage].groups[group].members.indices
        where stages[stage].groups[group].members[member].name == name
          && stages[stage].groups[group].members[member].state == .running
        {
          stages[stage].groups[group].members[member].state = succeeded ? .completed : .failed
          if !succeeded {
            stages[stage].groups[group].state = .failed
            stages[stage].state = .failed
            state = .failed
          }
        }
      }
    }
    if state == .stopping, !isUpgrading { state = .stopped }
  }

  // MARK: What the service does

  /// Does what can be done at a time in nanoseconds.
  ///
  /// - Parameter situation: Of a member, by its name.
  public mutating func advance(
    now: Int64, situation: (String) -> Situation
  ) -> [Action] {
    guard state == .running || state == .pending else { return [] }
    var actions: [Action] = []
    for index in stages.indices where !stages[index].state.isSettled {
      advance(index, now, situation, &actions)
      if !stages[index].state.isSettled {
        state = stages[index].state == .pending ? .pending : .running
        return actions
      }
    }
    state = .completed
    return actions
  }

  private mutating func advance(
    _ index: Int, _ now: Int64, _ situation: (String) -> Situation, _ actions: inout [Action]
  ) {
    if !ask(&stages[index].before, .beforeStage(index), &actions) {
      stages[index].state = .pending
      return
    }
    stages[index].state = .running
    var free = stages[index].concurrency - stages[index].upgrading
    for group in stages[index].groups.indices
    where !stages[index].groups[group].state.isSettled {
      if !ask(&stages[index].groups[group].before, .beforeGroup(index, group), &actions) {
        stages[index].groups[group].state = .pending
        continue
      }
      stages[index].groups[group].advance(now, situation, &free, &actions)
      if stages[index].groups[group].isDone {
        let isOpen = ask(
          &stages[index].groups[group].after, .afterGroup(index, group), &actions)
        stages[index].groups[group].state = isOpen ? .completed : .pending
      }
    }
    settle(index, now, &actions)
  }

  /// Ends a stage once its groups are done: the wait and the approval begin together, and both
  /// are needed (documented).
  private mutating func settle(_ index: Int, _ now: Int64, _ actions: inout [Action]) {
    let groups = stages[index].groups
    guard groups.allSatisfy(\.state.isSettled) else {
      if !groups.contains(where: { $0.state == .running }) { stages[index].state = .pending }
      return
    }
    let done = stages[index].groupsDone ?? now
    stages[index].groupsDone = done
    let isOpen = ask(&stages[index].after, .afterStage(index), &actions)
    let end = done &+ stages[index].wait
    if now < end {
      actions.append(.wake(end))
      stages[index].state = .pending
    } else {
      stages[index].state = isOpen ? .completed : .pending
    }
  }

  private func ask(_ gate: inout Gate, _ place: Place, _ actions: inout [Action]) -> Bool {
    if gate.isOpen { return true }
    if !gate.isRequested {
      gate.isRequested = true
      actions.append(.requestApproval(place))
    }
    return false
  }

  /// Whether any member is being upgraded.
  public var isUpgrading: Bool { stages.contains(where: \.isUpgrading) }

  private mutating func forEachMember(_ change: (inout Member) -> Void) {
    for stage in stages.indices {
      for group in stages[stage].groups.indices {
        for member in stages[stage].groups[group].members.indices {
          change(&stages[stage].groups[group].members[member])
        }
      }
    }
  }
}

extension FleetUpdateRun.Member {
  mutating func leaveOut() {
    if state == .notStarted || state == .pending { state = .skipped }
  }
}

extension FleetUpdateRun.Stage {
  /// How many members are being upgraded.
  var upgrading: Int { groups.reduce(0) { $0 + $1.upgrading } }
  var isUpgrading: Bool { upgrading > 0 }
}

extension FleetUpdateRun.Group {
  /// How many members are being upgraded.
  var upgrading: Int { members.count { $0.state == .running } }
  var isDone: Bool { members.allSatisfy(\.state.isSettled) }

  mutating func leaveOut() {
    for index in members.indices { members[index].leaveOut() }
    before.isApproved = true
    after.isApproved = true
    if upgrading == 0, !state.isSettled { state = .skipped }
  }

  /// Starts members in their order; one that must wait lets the next one go (documented).
  mutating func advance(
    _ now: Int64, _ situation: (String) -> FleetUpdateRun.Situation, _ free: inout Int,
    _ actions: inout [FleetUpdateRun.Action]
  ) {
    var order: [(index: Int, rank: Int, situation: FleetUpdateRun.Situation)] = []
    for index in members.indices
    where members[index].state == .notStarted || members[index].state == .pending {
      let situation = situation(members[index].name)
      if situation.isAtTarget || !situation.isImageFound {
        members[index].state = .skipped
      } else {
        order.append((index, situation.rank(now), situation))
      }
    }
    stableSort(&order) { $0.rank < $1.rank }
    var waiting = false
    for (index, _, situation) in order {
      guard upgrading < concurrency, free > 0 else { break }
      if situation.canStart {
        members[index].state = .running
        free -= 1
        actions.append(.start(members[index].name))
      } else {
        members[index].state = .pending
        waiting = true
        if case .closed(let opens?) = situation.window, opens > now {
          actions.append(.wake(opens))
        }
      }
    }
    // A group waits if all that is left of it waits.
    state = upgrading == 0 && waiting ? .pending : .running
  }
}
