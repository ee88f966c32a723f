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
    var source: Result<PropertySource, SchedulingFailure>
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
            source: Result { () throws(SchedulingFailure) in
              try PropertySource(name: sorter.name)
            },
            order: sorter.sortOrder == "Descending"
              ? .descending
              : sorter.sortOrder == "Ascending" ? .ascending : .unknown(sorter.sortOrder))
        })
    }
  }

  /// Whether there is no wish at all.
  public var isEmpty: Bool { wishes.isEmpty }

  /// The least and the greatest value of each wish's property over a whole fleet.
  struct Survey: Sendable {
    /// One per wish; nil for wishes without sorter, and where no member has the property.
    fileprivate var ranges: [(least: Double, greatest: Double)?]
  }

  /// Looks over the whole fleet, also for wishes without weight.
  func survey(_ fleet: SchedulingFleet) throws(SchedulingFailure) -> Survey {
    var survey = Survey(ranges: [])
    survey.ranges.reserveCapacity(wishes.count)
    for wish in wishes {
      if let sorter = wish.sorter, !fleet.clusters.isEmpty {
        survey.ranges.append(try Self.range(of: try sorter.source.get(), in: fleet.properties))
      } else {
        survey.ranges.append(nil)
      }
    }
    return survey
  }

  private static func range(
    of source: PropertySource, in properties: PropertyColumns
  ) throws(SchedulingFailure) -> (least: Double, greatest: Double)? {
    let column = properties[source]
    guard let first = column.first else { return nil }
    var (least, greatest) = (first, first)
    for place in column {
      if properties[place].isText { throw properties.failure(at: place) }
      // Of equal amounts the first one counts: they may be written differently.
      if properties.compare(place, with: least) < 0 { least = place }
      if properties.compare(place, with: greatest) > 0 { greatest = place }
    }
    return (properties[least].number, properties[greatest].number)
  }

  /// The sum of the wishes that each of some members fulfils, each to its degree.
  ///
  /// - Returns: One score per member of the fleet, 0 for those that were not asked for.
  func scores(
    of clusters: BitSet, in fleet: SchedulingFleet, _ survey: Survey
  ) throws(SchedulingFailure) -> [Int32] {
    var totals = [Int32](repeating: 0, count: fleet.clusters.count)
    var failure = FirstFailure()
    for index in wishes.indices where wishes[index].weight != 0 {
      let weight = wishes[index].weight
      var matching = clusters
      wishes[index].selector.restrict(&matching, of: fleet, failure: &failure)
      guard let sorter = wishes[index].sorter else {
        matching.forEach { totals[$0] &+= weight }
        continue
      }
      guard case .success(let source) = sorter.source else { continue }
      let scale = Scale(range: survey.ranges[index], order: sorter.order, weight: weight)
      for place in fleet.properties[source] {
        let cell = fleet.properties[place]
        let cluster = Int(cell.cluster)
        guard matching.contains(cluster) else { continue }
        if let part = scale.part(of: cell.number) {
          totals[cluster] &+= part
        } else {
          failure.note(scale.failure(cell.number), at: cluster)
        }
      }
    }
    try failure.check()
    return totals
  }

  /// How a property turns into a part of a weight.
  private struct Scale {
    let range: (least: Double, greatest: Double)?
    let order: Order
    let weight: Int32

    /// The part; nil if none can be told.
    @inline(__always)
    func part(of value: Double) -> Int32? {
      guard let range, Self.holds(range, value) else { return nil }
      if range.least == range.greatest { return 0 }
      let place = (value - range.least) / (range.greatest - range.least)
      switch order {
      case .descending: return Self.rounded(place * Double(weight))
      case .ascending: return Self.rounded((1 - place) * Double(weight))
      case .unknown: return nil
      }
    }

    /// Why no part can be told.
    func failure(_ value: Double) -> SchedulingFailure {
      if let range, Self.holds(range, value), case .unknown(let name) = order {
        return SchedulingFailure(.sortOrder, name)
      }
      return SchedulingFailure(.interpolation, "\(value)")
    }

    @inline(__always)
    private static func holds(_ range: (least: Double, greatest: Double), _ value: Double) -> Bool {
      !range.least.isInfinite && !range.greatest.isInfinite && !(range.least > range.greatest)
        && !(value < range.least) && !(value > range.greatest)
    }

    @inline(__always)
    private static func rounded(_ part: Double) -> Int32 {
      GoArithmetic.int32(part.rounded(.toNearestOrAwayFromZero))
    }
  }
}
