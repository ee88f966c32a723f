import GoSemantics
import KubernetesAPI

/// The wishes of a policy, made ready to score members.
///
/// A wish with a sorter gives a part of its weight, by where the member's property lies between
/// the extremes over the *whole* fleet, members that are filtered out included.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/plugins/clusteraffinity/{state,scoring,
/// types}.go`, vectors `cluster-affinity-score`.
public struct AffinityScoring: Sendable {
  private enum Order: Sendable {
    case descending
    case ascending
    case unknown(String)
  }

  private struct Sorter: Sendable {
    var source: PropertySource
    var order: Order
  }

  private struct Wish: Sendable {
    var weight: Int32
    var selector: LabelCondition
    var sorter: Sorter?
  }

  private let wishes: [Wish]

  /// Prepares wishes.
  public init(_ preferred: [PreferredClusterSelector]) {
    wishes = preferred.map { wish in
      Wish(
        weight: wish.weight, selector: LabelCondition(wish.preference.labelSelector),
        sorter: wish.preference.propertySorter.map { sorter in
          Sorter(
            source: PropertySource(name: sorter.name),
            order: sorter.sortOrder == "Descending"
              ? .descending
              : sorter.sortOrder == "Ascending" ? .ascending : .unknown(sorter.sortOrder))
        })
    }
  }

  /// Whether there is no wish at all.
  public var isEmpty: Bool { wishes.isEmpty }

  /// The least and the greatest value of each wish's property; nil where no member has it.
  public struct Extremes: Sendable {
    fileprivate var ranges: [(least: Double, greatest: Double)?]
  }

  /// Looks over the whole fleet, also for wishes without weight.
  public func extremes(
    over clusters: [ClusterRow]
  ) throws(SchedulingFailure) -> Extremes {
    var ranges: [(least: Double, greatest: Double)?] = []
    ranges.reserveCapacity(wishes.count)
    for wish in wishes {
      guard let sorter = wish.sorter else {
        ranges.append(nil)
        continue
      }
      var least: Quantity?
      var greatest: Quantity?
      for cluster in clusters {
        guard let value = try sorter.source.read(cluster) else { continue }
        if least.map({ Quantity.compare(value, $0) < 0 }) ?? true { least = value }
        if greatest.map({ Quantity.compare(value, $0) > 0 }) ?? true { greatest = value }
      }
      if let least, let greatest {
        ranges.append((least.approximateDouble, greatest.approximateDouble))
      } else {
        ranges.append(nil)
      }
    }
    return Extremes(ranges: ranges)
  }

  /// The sum of the wishes that a member fulfils, each to its degree.
  public func score(
    _ cluster: ClusterRow, extremes: Extremes
  ) throws(SchedulingFailure) -> Int32 {
    var total: Int32 = 0
    for (index, wish) in wishes.enumerated() where wish.weight != 0 {
      guard try wish.selector.matches(cluster.labels) else { continue }
      guard let sorter = wish.sorter else {
        total &+= wish.weight
        continue
      }
      guard let quantity = try sorter.source.read(cluster) else { continue }
      total &+= try Self.interpolate(
        quantity.approximateDouble, extremes.ranges[index], sorter.order, wish.weight)
    }
    return total
  }

  private static func interpolate(
    _ value: Double, _ range: (least: Double, greatest: Double)?, _ order: Order, _ weight: Int32
  ) throws(SchedulingFailure) -> Int32 {
    guard let range, !range.least.isInfinite, !range.greatest.isInfinite,
      !(range.least > range.greatest), !(value < range.least), !(value > range.greatest)
    else { throw SchedulingFailure(.interpolation, "\(value)") }
    if range.least == range.greatest { return 0 }
    let place = (value - range.least) / (range.greatest - range.least)
    switch order {
    case .descending:
      return GoArithmetic.int32((place * Double(weight)).rounded(.toNearestOrAwayFromZero))
    case .ascending:
      return GoArithmetic.int32(((1 - place) * Double(weight)).rounded(.toNearestOrAwayFromZero))
    case .unknown(let name): throw SchedulingFailure(.sortOrder, name)
    }
  }
}
