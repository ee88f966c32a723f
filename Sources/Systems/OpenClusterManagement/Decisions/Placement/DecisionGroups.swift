import GoSemantics
import KubernetesAPI

/// A share of a placement's clusters, as a percentage of them or a number.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/scheduling_controller.go`
/// (calculateLength), `vendor/open-cluster-management.io/sdk-go/pkg/apis/cluster/v1alpha1/rollout.go`
/// (calculateRolloutSize).
enum ClusterShare {
  /// `ceil(f / 100 * total)` in floating point, whose rounding error is part of the behaviour:
  /// 7 % of 100 gives 8.
  static func percentage(_ share: Double, of total: Int) -> Int {
    Int(truncatingIfNeeded: GoArithmetic.int64((share / 100 * Double(total)).rounded(.up)))
  }

  /// The number before a percent sign; nil without the sign.
  static func number(_ text: String) throws(GoNumber.ParseError) -> Double? {
    guard text.utf8.last == UInt8(ascii: "%") else { return nil }
    return try GoNumber.parse(String(decoding: text.utf8.dropLast(), as: UTF8.self))
  }
}

/// The groups of a placement's decisions, and the objects that hold them.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/scheduling_controller.go`
/// (generatePlacementDecisionsAndStatus).
public struct DecisionGroups: Sendable {
  /// One PlacementDecision to write.
  public struct Slice: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// The group's name.
    public var groupName: String
    /// The group's number, from 0.
    public var groupIndex: Int
    /// Indices of its clusters, in name order.
    public var clusters: [Int]
  }

  /// The objects, in order.
  public var slices: [Slice] = []
  /// The groups, in order.
  public var groups: [DecisionGroupStatus] = []
  /// How large a group may be; nil if that could not be told.
  public var groupLength: Int?
  /// Success, or what is wrong with the strategy. Groups found before the error stay.
  public var status = SchedulingStatus.success

  /// The groups of the chosen clusters of a placement.
  ///
  /// - Parameter clusters: Indices of the chosen clusters, in any order.
  public init(
    _ clusters: [Int], placement name: String, strategy: PreparedGroupStrategy,
    in table: ClusterTable
  ) {
    var groups: [(name: String, clusters: [Int])] = []
    do {
      let length = try Self.length(strategy.clustersPerDecisionGroup, total: clusters.count)
      groupLength = length
      var remaining = clusters
      // Indices are in name order.
      stableSort(&remaining) { $0 < $1 }
      for group in strategy.groups {
        let selectors = try group.selectors.get()
        let labels = CompiledSelector(selectors.labels, table.labels)
        let claims = CompiledSelector(selectors.claims, table.claims)
        var matched: [Int] = []
        remaining.removeAll { cluster in
          guard labels.matches(table.labels, cluster), claims.matches(table.claims, cluster) else {
            return false
          }
          matched.append(cluster)
          return true
        }
        Self.divide(group.name, matched, length, into: &groups)
      }
      Self.divide("", remaining, length, into: &groups)
      if groups.isEmpty { groups.append(("", [])) }
    } catch {
      status = error
    }
    write(groups, placement: name)
  }

  /// How large a group may be.
  static func length(
    _ size: IntOrString?, total: Int
  ) throws(SchedulingStatus) -> Int {
    var length = total
    switch size {
    case nil: length = 0
    case .int(let count): length = Int(truncatingIfNeeded: count)
    case .string(let text):
      do {
        guard let share = try ClusterShare.number(text) else { throw notAPercentage(text) }
        length = ClusterShare.percentage(share, of: total)
      } catch {
        throw notAPercentage(text)
      }
    }
    return length <= 0 || length > total ? total : length
  }

  private static func notAPercentage(_ text: String) -> SchedulingStatus {
    .misconfigured("\(text) invalid type: string is not a percentage")
  }

  private static func divide(
    _ name: String, _ clusters: [Int], _ length: Int,
    into groups: inout [(name: String, clusters: [Int])]
  ) {
    var start = 0
    while start < clusters.count {
      let end = length < clusters.count - start ? start + length : clusters.count
      groups.append((name, Array(clusters[start..<end])))
      start = end
    }
  }

  private mutating func write(_ groups: [(name: String, clusters: [Int])], placement name: String) {
    for (index, group) in groups.enumerated() {
      var names: [String] = []
      var start = 0
      repeat {
        let end = min(group.clusters.count, start + PlacementDecision.maximumDecisions)
        let slice = Slice(
          name: "\(name)-decision-\(slices.count + 1)", groupName: group.name, groupIndex: index,
          clusters: Array(group.clusters[start..<end]))
        names.append(slice.name)
        slices.append(slice)
        start = end
      } while start < group.clusters.count
      self.groups.append(
        DecisionGroupStatus(
          index: Int32(truncatingIfNeeded: index), name: group.name, decisions: names,
          clusterCount: Int32(truncatingIfNeeded: group.clusters.count)))
    }
  }
}
