import GoSemantics

/// Chooses regions for a workload whose placement spreads over regions.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/core/spreadconstraint/select_groups.go`, vectors
/// `karmada/select_groups.jsonl.gz`.
public enum GroupSelection {
  /// A region that may be chosen.
  public struct Group: Sendable, Equatable {
    /// The region.
    public var name: String
    /// The number of feasible clusters in it.
    public var value: Int
    /// Its score.
    public var weight: Int64

    /// - Parameters:
    ///   - name: The region.
    ///   - value: The number of feasible clusters in it.
    ///   - weight: Its score.
    public init(name: String, value: Int, weight: Int64) {
      self.name = name
      self.value = value
      self.weight = weight
    }
  }

  /// The best combination of groups that has enough clusters.
  ///
  /// A depth-first search finds every shortest combination of at least `minimum` and at most
  /// `maximum` groups that together hold `target` clusters. The combination with the greatest
  /// weight wins, then the greatest value, then the one found first, unless another combination that
  /// was found is a prefix of it.
  ///
  /// - Returns: The chosen groups by falling weight, ties by name; empty if no combination will
  ///   do.
  /// - Complexity: exponential in the number of groups, as upstream.
  public static func select(
    _ groups: [Group], minimum: Int, maximum: Int, target: Int
  ) -> [Group] {
    let ranked = ranked(groups)
    let chosen = select(ranked.groups, minimum: minimum, maximum: maximum, target: target)
    return chosen.map { ranked.byName[Int($0.rank)] }
  }

  /// A combination of groups that satisfies the limits.
  public struct Combination: Sendable, Equatable {
    /// The groups by falling weight, ties by name.
    public var groups: [Group]
    /// The sum of their weights.
    public var weight: Int64
    /// The sum of their values.
    public var value: Int
  }

  /// The combinations that ``select(_:minimum:maximum:target:)`` weighs against each other.
  ///
  /// - Parameter limit: How many to return.
  /// - Returns: How many there are, and the first of them, best first. The one chosen is the first,
  ///   unless a later one is a prefix of it.
  public static func combinations(
    of groups: [Group], minimum: Int, maximum: Int, target: Int, limit: Int
  ) -> (count: Int, best: [Combination]) {
    guard !groups.isEmpty else { return (0, []) }
    let ranked = ranked(groups)
    var search = Search(ranked.groups, minimum: minimum, maximum: maximum, target: target)
    search.keepsAll = true
    search.run()
    var paths = search.found
    // Those found first stay first.
    stableSort(&paths) {
      $0.weight != $1.weight ? $0.weight > $1.weight : $0.value > $1.value
    }
    let best = paths.prefix(max(0, limit)).map { path in
      Combination(
        groups: search.standing(path.members).map { ranked.byName[Int($0.rank)] },
        weight: path.weight, value: path.value)
    }
    return (paths.count, best)
  }

  /// Whether the search for combinations takes more steps than a budget.
  ///
  /// - Parameters: as of ``select(_:minimum:maximum:target:)``; weights do not matter.
  public static func takes(
    moreThan budget: Int, _ groups: [Group], minimum: Int, maximum: Int, target: Int
  ) -> Bool {
    var search = Search(
      ranked(groups).groups, minimum: minimum, maximum: maximum, target: target)
    search.budget = budget
    search.run()
    return search.budget < 0
  }

  private static func ranked(_ groups: [Group]) -> (groups: [RankedGroup], byName: [Group]) {
    var byName = groups
    stableSort(&byName) { bytewiseLess($0.name, $1.name) }
    let ranked = byName.enumerated().map { rank, group in
      RankedGroup(rank: Int32(rank), value: group.value, weight: group.weight)
    }
    return (ranked, byName)
  }

  // MARK: With ranks for names

  /// A region that may be chosen; its rank among all names stands for its name.
  struct RankedGroup {
    var rank: Int32
    /// The number of feasible clusters in it.
    var value: Int
    /// Its score.
    var weight: Int64

    /// The order in which the search takes groups.
    fileprivate static func isSearchedBefore(_ left: RankedGroup, _ right: RankedGroup) -> Bool {
      if left.value != right.value { return left.value < right.value }
      if left.weight != right.weight { return left.weight > right.weight }
      return left.rank < right.rank
    }

    /// The order in which chosen groups stand.
    fileprivate static func standsBefore(_ left: RankedGroup, _ right: RankedGroup) -> Bool {
      left.weight != right.weight ? left.weight > right.weight : left.rank < right.rank
    }
  }

  /// The best combination, as above, of groups in any order.
  static func select(
    _ groups: [RankedGroup], minimum: Int, maximum: Int, target: Int
  ) -> [RankedGroup] {
    guard !groups.isEmpty else { return [] }
    var search = Search(groups, minimum: minimum, maximum: maximum, target: target)
    search.run()
    return search.chosen()
  }

  /// A combination by the places of its groups in the search, ascending.
  private struct Path {
    var members: [Int32] = []
    var weight: Int64 = 0
    var value = 0
  }

  private struct Search {
    private var groups: [RankedGroup]
    private let minimum: Int
    private let maximum: Int
    private let target: Int
    private var current: [Int32] = []
    private var best = Path()
    private var count = 0
    /// Every combination in the order of the search, if all are to be kept.
    private(set) var found: [Path] = []
    var keepsAll = false
    /// How many more steps to take; negative if that was not enough.
    var budget = Int.max

    init(_ groups: [RankedGroup], minimum: Int, maximum: Int, target: Int) {
      self.groups = groups
      self.minimum = minimum
      self.maximum = maximum
      self.target = target
      Self.sort(&self.groups, by: RankedGroup.isSearchedBefore)
    }

    /// Both orders are total, so every way of sorting gives the same; mostly groups are few.
    private static func sort(
      _ groups: inout [RankedGroup], by precedes: (RankedGroup, RankedGroup) -> Bool
    ) {
      if groups.count > 24 {
        unstableSort(&groups, by: precedes)
        return
      }
      for next in groups.indices.dropFirst() {
        let moving = groups[next]
        var place = next
        while place > 0, precedes(moving, groups[place - 1]) {
          groups[place] = groups[place - 1]
          place -= 1
        }
        groups[place] = moving
      }
    }

    mutating func run() {
      current.reserveCapacity(groups.count)
      extend(value: 0, weight: 0, from: 0)
    }

    private mutating func extend(value: Int, weight: Int64, from begin: Int) {
      budget -= 1
      if budget < 0 { return }
      if isEnough(value, current.count) {
        record(value, weight)
        return
      }
      if current.count >= maximum { return }
      var index = begin
      while index < groups.count {
        current.append(Int32(index))
        extend(
          value: value + groups[index].value, weight: weight &+ groups[index].weight,
          from: index + 1)
        // All groups are needed, so the first descent is the only one; upstream leaves without
        // taking the group off its path again.
        if groups.count == minimum { break }
        current.removeLast()
        index += 1
      }
    }

    private func isEnough(_ value: Int, _ count: Int) -> Bool {
      value >= target && count >= minimum && count <= maximum
    }

    private mutating func record(_ value: Int, _ weight: Int64) {
      count += 1
      if keepsAll { found.append(Path(members: current, weight: weight, value: value)) }
      if count > 1, weight < best.weight || weight == best.weight && value <= best.value { return }
      best.members.replaceSubrange(best.members.indices, with: current)
      best.weight = weight
      best.value = value
    }

    /// Groups by falling weight, ties by name.
    func standing(_ members: [Int32]) -> [RankedGroup] {
      var groups = members.map { self.groups[Int($0)] }
      Self.sort(&groups, by: RankedGroup.standsBefore)
      return groups
    }

    /// The best combination, or the shortest one that was found and is a prefix of it.
    func chosen() -> [RankedGroup] {
      var standing = standing(best.members)
      let length = (1..<max(1, standing.count)).first { isFound(standing[..<$0]) }
      if let length { standing.removeSubrange(length...) }
      return standing
    }

    /// Whether the search stops at some groups: it does where they are enough, unless the first of
    /// them are.
    private func isFound(_ groups: ArraySlice<RankedGroup>) -> Bool {
      guard isEnough(groups.reduce(0) { $0 + $1.value }, groups.count) else { return false }
      var inOrder = Array(groups)
      Self.sort(&inOrder, by: RankedGroup.isSearchedBefore)
      var value = 0
      for (count, group) in inOrder.enumerated() {
        if isEnough(value, count) { return false }
        value += group.value
      }
      return true
    }
  }
}
