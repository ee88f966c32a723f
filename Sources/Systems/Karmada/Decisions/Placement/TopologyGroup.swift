import GoSemantics

/// Clusters that share a region, a zone or a provider.
public struct TopologyGroup: Sendable, Equatable {
  /// The region, zone or provider.
  public var name: String
  /// How attractive the group is; see ``GroupScoring``.
  public var score: Int64
  /// The sum over its clusters.
  public var available: Int64
  /// Its clusters in order of preference.
  public var members: [ClusterCandidate]
}

/// How attractive groups of clusters are to a binding: thousands say how much of its share of the
/// replicas a group can hold, the rest is the mean score of its clusters.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/core/spreadconstraint/group_clusters.go`.
struct GroupScoring {
  private let isDuplicated: Bool
  /// What a group should hold.
  private let share: Int64
  /// How many clusters a group should have.
  private let needed: Int
  private static let unit: Int64 = 1000

  /// - Parameters:
  ///   - binding: What is placed.
  ///   - minimumGroups: How many groups it wants at least.
  init(for binding: BindingState, minimumGroups: Int) {
    isDuplicated = binding.placement.isDuplicated
    share =
      isDuplicated
      ? Int64(binding.replicas)
      : GoArithmetic.int64((Double(binding.replicas) / Double(minimumGroups)).rounded(.up))
    needed = max(binding.placement.spreadConstraint(.cluster)?.minGroups ?? 0, minimumGroups)
  }

  /// What is known of one group after some of its clusters.
  struct Tally {
    /// All clusters so far.
    private(set) var members = 0
    /// Those that count.
    private var counted: Int64 = 0
    private var available: Int64 = 0
    private var score: Int64 = 0
    private var isComplete = false

    /// Counts the next cluster in order of preference.
    mutating func add(_ candidate: ClusterCandidate, by scoring: GroupScoring) {
      members += 1
      if scoring.isDuplicated {
        if candidate.available < scoring.share { return }
        counted += 1
        score += candidate.score
      } else if !isComplete {
        counted += 1
        score += candidate.score
        available += candidate.available
        isComplete = counted >= scoring.needed && available >= scoring.share
      }
    }

    /// The group's score.
    func result(by scoring: GroupScoring) -> Int64 {
      guard counted > 0 else { return 0 }
      let filled = scoring.isDuplicated ? counted : min(available, scoring.share)
      return filled &* unit &+ score / counted
    }
  }
}
