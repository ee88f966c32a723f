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
  /// A depth-first search records every shortest combination of at least `minimum` and at most
  /// `maximum` groups that together hold `target` clusters. The combination with the greatest
  /// weight wins, then the greatest value, then the one found first, unless another recorded
  /// combination is a prefix of it.
  ///
  /// - Returns: The chosen groups by falling weight, ties by name; empty if no combination will
  ///   do.
  /// - Complexity: exponential in the number of groups, as upstream.
  public static func select(
    _ groups: [Group], minimum: Int, maximum: Int, target: Int
  ) -> [Group] {
    guard !groups.isEmpty else { return [] }
    var search = Search(groups: groups, minimum: minimum, maximum: maximum, target: target)
    search.extend(value: 0, from: 0)
    return search.best()
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
    var search = Search(groups: groups, minimum: minimum, maximum: maximum, target: target)
    search.extend(value: 0, from: 0)
    let best = search.ranked().prefix(max(0, limit)).map { path in
      Combination(
        groups: path.members.map { search.groups[$0] }, weight: path.weight, value: path.value)
    }
    return (search.found.count, best)
  }

  /// Whether the search for combinations takes more steps than a budget.
  ///
  /// - Parameters: as of ``select(_:minimum:maximum:target:)``; weights do not matter.
  public static func takes(
    moreThan budget: Int, _ groups: [Group], minimum: Int, maximum: Int, target: Int
  ) -> Bool {
    var search = Search(groups: groups, minimum: minimum, maximum: maximum, target: target)
    search.budget = budget
    search.extend(value: 0, from: 0)
    return search.budget < 0
  }

  private struct Path {
    var identifier: Int
    var members: [Int]
    var weight: Int64
    var value: Int
  }

  private struct Search {
    let groups: [Group]
    /// Each group's place when groups stand by falling weight, then name.
    let standing: [Int]
    let minimum: Int
    let maximum: Int
    let target: Int
    var current: [Int] = []
    var found: [Path] = []
    /// How many more steps to take; negative if that was not enough.
    var budget = Int.max

    init(groups: [Group], minimum: Int, maximum: Int, target: Int) {
      var groups = groups
      if groups.count > 1 {
        unstableSort(&groups) {
          if $0.value != $1.value { return $0.value < $1.value }
          if $0.weight != $1.weight { return $0.weight > $1.weight }
          return bytewiseLess($0.name, $1.name)
        }
      }
      var byWeight = Array(groups.indices)
      stableSort(&byWeight) {
        if groups[$0].weight != groups[$1].weight { return groups[$0].weight > groups[$1].weight }
        return bytewiseLess(groups[$0].name, groups[$1].name)
      }
      var standing = byWeight
      for (place, index) in byWeight.enumerated() { standing[index] = place }
      self.groups = groups
      self.standing = standing
      self.minimum = minimum
      self.maximum = maximum
      self.target = target
    }

    mutating func extend(value: Int, from begin: Int) {
      budget -= 1
      if budget < 0 { return }
      if value >= target && current.count >= minimum && current.count <= maximum {
        record()
        return
      }
      if current.count >= maximum { return }
      var index = begin
      while index < groups.count {
        current.append(index)
        extend(value: value + groups[index].value, from: index + 1)
        // All groups are needed, so the first descent is the only one; upstream leaves without
        // taking the group off its path again.
        if groups.count == minimum { break }
        current.removeLast()
        index += 1
      }
    }

    private mutating func record() {
      var members = current
      stableSort(&members) { standing[$0] < standing[$1] }
      found.append(
        Path(
          identifier: found.count + 1, members: members,
          weight: members.reduce(0) { $0 &+ groups[$1].weight },
          value: members.reduce(0) { $0 + groups[$1].value }))
    }

    func ranked() -> [Path] {
      var paths = found
      stableSort(&paths) {
        if $0.weight != $1.weight { return $0.weight > $1.weight }
        if $0.value != $1.value { return $0.value > $1.value }
        return $0.identifier < $1.identifier
      }
      return paths
    }

    func best() -> [Group] {
      let paths = ranked()
      guard var best = paths.first else { return [] }
      for path in paths.dropFirst()
      where path.members.count < best.members.count && best.members.starts(with: path.members) {
        best = path
      }
      return best.members.map { groups[$0] }
    }
  }
}
