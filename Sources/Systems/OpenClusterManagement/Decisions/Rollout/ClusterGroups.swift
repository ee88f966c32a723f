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

/// The groups of a placement, as a rollout sees them, with numbers in place of cluster names.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/sdk-go/pkg/apis/cluster/v1beta1/placement.go`
/// (PlacementDecisionClustersTracker).
public struct ClusterGroups: Sendable {
  /// The groups, by number; several names may share one.
  public let groups: [ClusterGroup]
  /// The clusters of all groups, by name; a cluster's place here is its number.
  let names: [String]
  /// The numbers of each group's clusters, in name order.
  let members: [[Int32]]
  /// Whether a group is seen when all are asked for. Upstream counts from 0 to the number of
  /// groups, so that groups with a larger number are not.
  let isVisible: [Bool]
  /// The places of the visible groups' clusters, as ``groupPlaces(where:)`` tells them.
  let visiblePlaces: [Int32]
  /// How many clusters the visible groups have.
  let visibleCount: Int
  private let numbers: [String: Int32]

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
      groups[place].clusters = Set(groups[place].clusters).sorted(by: bytewiseLess)
    }
    stableSort(&groups) {
      $0.key.index != $1.key.index
        ? $0.key.index < $1.key.index : bytewiseLess($0.key.name, $1.key.name)
    }
    self.init(ordered: groups)
  }

  private init(ordered groups: [ClusterGroup]) {
    let names = Set(groups.flatMap(\.clusters)).sorted(by: bytewiseLess)
    var numbers: [String: Int32] = [:]
    for (number, name) in names.enumerated() {
      numbers[name] = Int32(truncatingIfNeeded: number)
    }
    let indices = Set(groups.map(\.key.index))
    self.groups = groups
    self.names = names
    self.numbers = numbers
    let members = groups.map { $0.clusters.compactMap { numbers[$0] } }
    let isVisible = groups.indices.map { place in
      let index = groups[place].key.index
      return index >= 0 && index < Int32(truncatingIfNeeded: indices.count)
        && (place == 0 || groups[place - 1].key.index != index)
    }
    self.members = members
    self.isVisible = isVisible
    (visiblePlaces, visibleCount) = Self.groupPlaces(
      of: members, clusters: names.count, where: { isVisible[$0] })
  }

  /// The number of a cluster; nil if it is in no group.
  func number(of cluster: String) -> Int32? { numbers[cluster] }

  /// The groups that keys mean: all of a name, or the first of a number if the name is empty.
  func matches(_ keys: [GroupKey]) -> [Bool] {
    var isMeant = Array(repeating: false, count: groups.count)
    for key in keys {
      for place in groups.indices {
        let group = groups[place].key
        if key.name.isEmpty {
          if group.index == key.index {
            isMeant[place] = true
            break
          }
        } else if group.name == key.name {
          isMeant[place] = true
        }
      }
    }
    return isMeant
  }

  /// Marks the clusters of some groups.
  ///
  /// - Returns: For each cluster the place of its group, −1 for a cluster in none of them. Of a
  ///   cluster in several groups upstream picks a random group; here the last.
  func groupPlaces(where isWanted: (Int) -> Bool) -> (places: [Int32], count: Int) {
    Self.groupPlaces(of: members, clusters: names.count, where: isWanted)
  }

  private static func groupPlaces(
    of members: [[Int32]], clusters: Int, where isWanted: (Int) -> Bool
  ) -> (places: [Int32], count: Int) {
    var places = [Int32](repeating: -1, count: clusters)
    var count = 0
    for place in members.indices where isWanted(place) {
      for cluster in members[place] {
        if places[Int(cluster)] < 0 { count += 1 }
        places[Int(cluster)] = Int32(truncatingIfNeeded: place)
      }
    }
    return (places, count)
  }
}
