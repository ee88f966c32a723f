/// A run of the managed fleet over its clusters: a pure state machine.
///
/// Stages follow one another, the groups of a stage go side by side, and in a group members are
/// upgraded up to the group's concurrency. What is documented and what is assumed is said per rule.
///
/// Mirrors: documentation only, Azure Kubernetes Fleet Manager `concepts-update-orchestration`
/// (April 2026) and `faq` (June 2026).
public struct FleetUpdateRun: Sendable, Equatable {
  /// How far something is (the words are documented).
  public enum State: String, Sendable {
    /// Not begun.
    case notStarted = "NotStarted"
    /// Under way.
    case running = "Running"
    /// Waits for a window, a version or an approval.
    case pending = "Pending"
    /// Waits for what is under way to end, because the run was stopped.
    case stopping = "Stopping"
    /// Stopped; it can be started again.
    case stopped = "Stopped"
    /// Done.
    case completed = "Completed"
    /// Failed.
    case failed = "Failed"
    /// Left out.
    case skipped = "Skipped"

    /// Whether nothing more comes of it.
    var isSettled: Bool { self == .completed || self == .skipped }
  }

  /// A cluster.
  public struct Member: Sendable, Equatable {
    /// The cluster's name.
    public var name: String
    /// How far it is.
    public var state = State.notStarted
  }

  /// An approval: it never runs out, and cannot be given before it was asked for (documented).
  public struct Gate: Sendable, Equatable {
    /// Whether it is wanted at all.
    public var isRequired: Bool
    /// Whether somebody was asked.
    public var isRequested = false
    /// Whether it was given.
    public var isApproved = false

    var isOpen: Bool { !isRequired || isApproved }
  }

  /// A group.
  public struct Group: Sendable, Equatable {
    /// The group's name.
    public var name: String
    /// Its members, in the order in which they are tried among equals (by name, assumed).
    public var members: [Member]
    /// How many at once.
    public var concurrency: Int
    /// Before the first member.
    public var before: Gate
    /// After the last member.
    public var after: Gate
    /// How far it is.
    public var state = State.notStarted
  }

  /// A stage.
  public struct Stage: Sendable, Equatable {
    /// The stage's name.
    public var name: String
    /// The groups.
    public var groups: [Group]
    /// How many members at once over all groups.
    public var concurrency: Int
    /// The wait after the stage, in nanoseconds.
    public var wait: Int64
    /// Before the stage.
    public var before: Gate
    /// After the stage.
    public var after: Gate
    /// How far it is.
    public var state = State.notStarted
    /// When all groups were done, in nanoseconds.
    public var groupsDone: Int64?
  }

  /// Which gate.
  public enum Place: Sendable, Hashable {
    /// Before a stage.
    case beforeStage(Int)
    /// After a stage.
    case afterStage(Int)
    /// Before a group of a stage.
    case beforeGroup(Int, Int)
    /// After a group of a stage.
    case afterGroup(Int, Int)
  }

  /// What the run wants done.
  public enum Action: Sendable, Equatable {
    /// The upgrade of a cluster begins; it cannot be called back (documented).
    case start(String)
    /// Somebody is asked to approve.
    case requestApproval(Place)
    /// The run wants to be looked at again at this time, in nanoseconds.
    case wake(Int64)
  }

  /// What keeps a member waiting, or lets it go.
  public struct Situation: Sendable, Equatable {
    /// The cluster's maintenance window.
    public enum Window: Sendable, Equatable {
      /// There is none: any time will do.
      case none
      /// It is open.
      case open
      /// It opens at this time, in nanoseconds; nil if nobody knows.
      case closed(opens: Int64?)
    }

    /// The window for this kind of upgrade.
    public var window = Window.none
    /// Whether the version is available in the cluster's region.
    public var isVersionAvailable = true
    /// Whether the cluster is at the target already.
    public var isAtTarget = false
    /// Whether the consistent image was found.
    public var isImageFound = true

    /// Nothing keeps it waiting.
    public init() {}

    var canStart: Bool {
      if case .closed = window { return false }
      return isVersionAvailable
    }

    /// The order of members: an open window, one that opens within four hours, none, a closed one
    /// (documented).
    func rank(_ now: Int64) -> Int {
      switch window {
      case .open: 0
      case .closed(let opens?) where opens - now <= FleetUpdateRun.soon: 1
      case .none: 2
      case .closed: 3
      }
    }
  }

  static let soon: Int64 = 4 * 3600 * 1_000_000_000

  /// The stages.
  public internal(set) var stages: [Stage]
  /// How far the run is.
  public internal(set) var state = State.notStarted

  /// A run over members, each with the name of its group.
  ///
  /// - Throws: What the service refuses.
  public init(
    _ strategy: FleetUpdateStrategy, members: [(name: String, group: String)]
  ) throws(FleetUpdateStrategy.Problem) {
    var stages: [Stage] = []
    var seen: Set<String> = []
    let isOneByOne = strategy == .oneByOne
    for stage in strategy.stages {
      if stage.groups.count > FleetUpdateStrategy.limit {
        throw .tooManyGroups(stage: stage.name)
      }
      let own = stage.groups.map { group in
        members.filter { isOneByOne || $0.group == group.name }.map { Member(name: $0.name) }
      }
      let total = own.reduce(0) { $0 + $1.count }
      let ceiling = try FleetUpdateStrategy.amount(
        stage.maxConcurrency, of: total, default: FleetUpdateStrategy.limit, name: stage.name)
      if ceiling > FleetUpdateStrategy.limit { throw .exceedsLimit(stage: stage.name) }
      var groups: [Group] = []
      for (group, members) in zip(stage.groups, own) {
        if !seen.insert(group.name).inserted { throw .groupTwice(group.name) }
        let amount = try FleetUpdateStrategy.amount(
          group.maxConcurrency, of: members.count, default: 1, name: group.name)
        if group.maxConcurrency != nil {
          if amount > ceiling { throw .exceedsStage(group: group.name) }
          if amount > max(1, members.count) { throw .exceedsGroup(group: group.name) }
        }
        groups.append(
          Group(
            name: group.name, members: members, concurrency: amount,
            before: Gate(isRequired: group.approvesBefore),
            after: Gate(isRequired: group.approvesAfter)))
      }
      stages.append(
        Stage(
          name: stage.name, groups: groups, concurrency: ceiling,
          wait: max(0, stage.afterStageWaitInSeconds) &* 1_000_000_000,
          before: Gate(isRequired: stage.approvesBefore),
          after: Gate(isRequired: stage.approvesAfter)))
    }
    self.stages = stages
  }
}
