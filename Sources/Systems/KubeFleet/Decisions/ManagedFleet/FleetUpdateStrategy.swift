import KubernetesAPI

/// The stages in which the managed fleet upgrades its clusters. A run copies its strategy: later
/// edits do not matter (documented).
///
/// Mirrors: documentation only, Azure Kubernetes Fleet Manager `concepts-update-orchestration`
/// (April 2026); the service's source is not public.
public struct FleetUpdateStrategy: Sendable, Equatable {
  /// Clusters of one update group.
  public struct Group: Sendable, Equatable {
    /// The name that members carry as their update group.
    public var name: String
    /// How many members at once; absent means 1 (documented). Percentages are of the group's
    /// members, rounded down, at least one (documented).
    public var maxConcurrency: IntOrString?
    /// Whether somebody must approve before the first member.
    public var approvesBefore: Bool
    /// Whether somebody must approve after the last member.
    public var approvesAfter: Bool

    /// A group.
    public init(
      name: String, maxConcurrency: IntOrString? = nil, approvesBefore: Bool = false,
      approvesAfter: Bool = false
    ) {
      self.name = name
      self.maxConcurrency = maxConcurrency
      self.approvesBefore = approvesBefore
      self.approvesAfter = approvesAfter
    }
  }

  /// Groups that are upgraded side by side.
  public struct Stage: Sendable, Equatable {
    /// The stage's name.
    public var name: String
    /// At most 50 (documented).
    public var groups: [Group]
    /// A ceiling over all groups; absent means 50, which is also the most there is (documented).
    /// Percentages are of the stage's members, rounded down, at least one (documented).
    public var maxConcurrency: IntOrString?
    /// How long to wait after the stage, in seconds.
    public var afterStageWaitInSeconds: Int64
    /// Whether somebody must approve before the stage.
    public var approvesBefore: Bool
    /// Whether somebody must approve after the stage.
    public var approvesAfter: Bool

    /// A stage.
    public init(
      name: String, groups: [Group], maxConcurrency: IntOrString? = nil,
      afterStageWaitInSeconds: Int64 = 0, approvesBefore: Bool = false,
      approvesAfter: Bool = false
    ) {
      self.name = name
      self.groups = groups
      self.maxConcurrency = maxConcurrency
      self.afterStageWaitInSeconds = afterStageWaitInSeconds
      self.approvesBefore = approvesBefore
      self.approvesAfter = approvesAfter
    }
  }

  /// One after another.
  public var stages: [Stage]

  /// A strategy.
  public init(stages: [Stage]) { self.stages = stages }

  /// All clusters one by one, which is what a run without a strategy does (documented).
  public static let oneByOne = FleetUpdateStrategy(
    stages: [Stage(name: "default", groups: [Group(name: "")])])

  /// Why a strategy is refused.
  public enum Problem: Error, Sendable, Equatable {
    /// More than 50 groups in a stage (documented).
    case tooManyGroups(stage: String)
    /// A group in two places; a member belongs to one group (documented).
    case groupTwice(String)
    /// An amount that is none, or less than 1.
    case amount(String)
    /// A group may not do more at once than its stage (documented).
    case exceedsStage(group: String)
    /// A group may not do more at once than it has members (documented).
    case exceedsGroup(group: String)
    /// A stage may not do more than 50 at once (documented).
    case exceedsLimit(stage: String)
  }

  /// Limits of the service (documented).
  static let limit = 50

  /// How much a stage and a group with so many members do at once.
  static func amount(
    _ value: IntOrString?, of members: Int, default fallback: Int, name: String
  ) throws(Problem) -> Int {
    guard let value else { return fallback }
    guard let scaled = try? value.scaled(total: Int64(members), roundUp: false), scaled >= 0
    else { throw .amount(name) }
    if case .string = value { return max(1, Int(scaled)) }
    guard scaled >= 1 else { throw .amount(name) }
    return Int(scaled)
  }
}
