import GoSemantics
import KubernetesAPI

/// A group of a placement's decisions.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/sdk-go/pkg/apis/cluster/v1beta1/placement.go`.
public struct GroupKey: Sendable, Hashable {
  /// Its name; empty for clusters of no named group.
  public var name = ""
  /// Its number, from 0.
  public var index: Int32 = 0

  /// A group.
  public init(name: String = "", index: Int32 = 0) {
    self.name = name
    self.index = index
  }
}

/// One group with its clusters.
public struct ClusterGroup: Sendable, Equatable {
  /// Which group.
  public var key: GroupKey
  /// Its clusters, by name.
  public var clusters: [String]
}

/// Why a rollout cannot be told.
public struct RolloutError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Upstream's message.
  public var description: String

  /// An error.
  public init(_ description: String) {
    self.description = description
  }
}

/// The groups of a placement, as a rollout sees them.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/sdk-go/pkg/apis/cluster/v1beta1/placement.go`
/// (PlacementDecisionClustersTracker).
public struct ClusterGroups: Sendable {
  /// The groups, by number; several names may share one.
  public let groups: [ClusterGroup]
  /// The numbers that occur, each with one of its names.
  private let names: [Int32: String]

  /// The groups of a placement's decisions; several objects of one group are merged.
  ///
  /// Where two groups share a number, upstream lets a random one be found by it; here the one
  /// with the least name is.
  public init(
    _ decisions: [PlacementDecision], of placement: String, namespace: String
  ) throws(RolloutError) {
    var places: [GroupKey: Int] = [:]
    var groups: [ClusterGroup] = []
    for decision in decisions
    where decision.metadata.namespace == namespace
      && decision.metadata.labels[PlacementDecision.placementLabel] == placement
    {
      let text = decision.metadata.labels[PlacementDecision.groupIndexLabel] ?? ""
      // Go's Atoi, as Int64's initialiser, knows ASCII digits and one sign only.
      guard let index = Int64(text) else {
        throw RolloutError(
          "incorrect group index: strconv.Atoi: parsing \"\(text)\": invalid syntax")
      }
      let key = GroupKey(
        name: decision.metadata.labels[PlacementDecision.groupNameLabel] ?? "",
        index: GoArithmetic.int32(index))
      let place = places[key] ?? groups.count
      if place == groups.count {
        places[key] = place
        groups.append(ClusterGroup(key: key, clusters: []))
      }
      groups[place].clusters += decision.status.decisions.map(\.clusterName)
    }
    for place in groups.indices {
      stableSort(&groups[place].clusters, by: bytewiseLess)
      Self.removeDuplicates(&groups[place].clusters)
    }
    stableSort(&groups) {
      $0.key.index != $1.key.index
        ? $0.key.index < $1.key.index : bytewiseLess($0.key.name, $1.key.name)
    }
    self.groups = groups
    names = Dictionary(groups.map { ($0.key.index, $0.key.name) }) { first, _ in first }
  }

  /// The groups that these keys mean: all of a name, or the one of a number if the name is empty.
  func groups(_ keys: [GroupKey]) -> [ClusterGroup] {
    let wanted = fulfilled(keys)
    return groups.filter { wanted.contains($0.key) }
  }

  /// All other groups. Upstream counts from 0 to the number of groups, so that groups with a
  /// larger number are not seen.
  func groups(besides keys: [GroupKey] = []) -> [ClusterGroup] {
    let unwanted = fulfilled(keys)
    let bound = Int32(truncatingIfNeeded: names.count)
    return groups.filter {
      $0.key.index >= 0 && $0.key.index < bound && names[$0.key.index] == $0.key.name
        && !unwanted.contains($0.key)
    }
  }

  private func fulfilled(_ keys: [GroupKey]) -> Set<GroupKey> {
    var found: Set<GroupKey> = []
    for key in keys {
      if key.name.isEmpty {
        if let name = names[key.index] { found.insert(GroupKey(name: name, index: key.index)) }
      } else {
        for group in groups where group.key.name == key.name { found.insert(group.key) }
      }
    }
    return found
  }

  /// Removes all but the first of equal neighbours.
  static func removeDuplicates(_ names: inout [String]) {
    var kept = 0
    for place in names.indices where place == 0 || names[place] != names[kept - 1] {
      names[kept] = names[place]
      kept += 1
    }
    names.removeLast(names.count - kept)
  }
}

extension [ClusterGroup] {
  /// All clusters, by name, each with its group. Of a cluster in several groups upstream picks a
  /// random group; here the last.
  func clusters() -> [(name: String, key: GroupKey)] {
    if count == 1, let group = first { return group.clusters.map { ($0, group.key) } }
    var keys: [String: GroupKey] = [:]
    for group in self {
      for cluster in group.clusters { keys[cluster] = group.key }
    }
    // order-free: sorted by name.
    var clusters = keys.map { (name: $0.key, key: $0.value) }
    stableSort(&clusters) { bytewiseLess($0.name, $1.name) }
    return clusters
  }

  /// How many clusters there are.
  func clusterCount() -> Int {
    if count == 1, let group = first { return group.clusters.count }
    return Set(flatMap(\.clusters)).count
  }
}
