import GoSemantics

/// What nearly every decision reads of a cluster, side by side for all of them.
struct ClusterRow: Sendable {
  /// What is or is not the case.
  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8

    static let isDeleting = Traits(rawValue: 1)
    /// Some taint keeps out whoever does not tolerate it.
    static let isTainted = Traits(rawValue: 2)
    static let hasProvider = Traits(rawValue: 4)
    static let hasRegion = Traits(rawValue: 8)
    static let hasZones = Traits(rawValue: 16)
    /// Imagined nodes count instead of the summary.
    static let hasModels = Traits(rawValue: 32)
  }

  /// What its summary leaves; nothing without one.
  var room: Headroom
  /// Its place in ``ClusterSnapshots/servedLists``.
  var served: Int32
  var traits: Traits
}

/// All member clusters in byte-wise order of their names, found by name or index.
///
/// The order makes a cluster's index its rank among names, which is the last tie-break of every
/// decision. What decisions read of every cluster stands in columns, which follow each change: a
/// decision about thousands of clusters then reads memory in order and follows no references.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/cache/snapshot.go`, without a copy for each decision.
public struct ClusterSnapshots: Sendable {
  private var ordered: [ClusterSnapshot] = []
  private var places: [String: Int] = [:]
  /// The names, by index.
  private(set) var names: [String] = []
  /// The rest of what nearly every decision reads, by index.
  private(set) var rows: [ClusterRow] = []
  /// Each cluster's place in ``regions``, by index; −1 for none.
  private(set) var regionNumbers: [Int32] = []
  /// All regions in byte-wise order; some may be without clusters.
  private(set) var regions: [String] = []
  /// The different lists of served kinds; some may be without clusters.
  private(set) var servedLists: [ServedKinds] = []
  private var servedPlaces: [ServedKinds: Int32] = [:]

  /// No clusters.
  public init() {}

  /// Clusters in any order; of equal names the last one stays.
  public init(_ clusters: [ClusterSnapshot]) {
    var byName: [String: ClusterSnapshot] = [:]
    for cluster in clusters { byName[cluster.name] = cluster }
    names = Array(byName.keys)  // order-free: sorted on the next line
    stableSort(&names, by: bytewiseLess)
    ordered = names.compactMap { byName[$0] }
    regions = Array(Set(ordered.lazy.map(\.region).filter { !$0.isEmpty }))  // order-free: as above
    stableSort(&regions, by: bytewiseLess)
    findByName()
    for cluster in ordered {
      rows.append(cluster.row(served: number(of: cluster.servedKinds)))
      regionNumbers.append(number(of: cluster.region))
    }
  }

  /// How many clusters there are.
  public var count: Int { ordered.count }
  /// All indices, in name order.
  public var indices: Range<Int> { ordered.indices }

  /// The cluster at an index. Assigning keeps the name: a cluster is renamed by removing it and
  /// inserting another.
  public subscript(index: Int) -> ClusterSnapshot {
    _read { yield ordered[index] }
    _modify {
      defer { describe(index) }
      yield &ordered[index]
    }
  }

  /// The index of a cluster, `nil` if there is none of that name.
  public func index(of name: String) -> Int? {
    places[name]
  }

  /// The replicas that each cluster has of a binding, by index, −1 for clusters that are no
  /// target; a target has none of them less than zero. Of several entries for one cluster the first
  /// counts, as upstream.
  func assigned(_ targets: [TargetCluster]) -> [Int32] {
    var assigned = [Int32](repeating: -1, count: count)
    for target in targets.reversed() {
      if let index = index(of: target.name) { assigned[index] = max(0, target.replicas) }
    }
    return assigned
  }

  /// Adds a cluster or replaces the one of that name. Adding moves indices.
  public mutating func upsert(_ cluster: ClusterSnapshot) {
    if let place = places[cluster.name] {
      self[place] = cluster
      return
    }
    let place = names.firstIndex { bytewiseLess(cluster.name, $0) } ?? count
    ordered.insert(cluster, at: place)
    names.insert(cluster.name, at: place)
    rows.insert(cluster.row(served: number(of: cluster.servedKinds)), at: place)
    regionNumbers.insert(number(of: cluster.region), at: place)
    findByName()
  }

  /// Removes a cluster; moves indices.
  public mutating func remove(name: String) {
    guard let place = places[name] else { return }
    ordered.remove(at: place)
    names.remove(at: place)
    rows.remove(at: place)
    regionNumbers.remove(at: place)
    findByName()
  }

  private mutating func findByName() {
    places.removeAll(keepingCapacity: true)
    for (place, name) in names.enumerated() { places[name] = place }
  }

  /// Brings the columns up to date with a cluster.
  private mutating func describe(_ index: Int) {
    let cluster = ordered[index]
    let known = rows[index].served
    let isKnown = servedLists[Int(known)] === cluster.servedKinds
    rows[index] = cluster.row(served: isKnown ? known : number(of: cluster.servedKinds))
    regionNumbers[index] = number(of: cluster.region)
  }

  private mutating func number(of list: ServedKinds) -> Int32 {
    if let known = servedPlaces[list] { return known }
    let number = Int32(servedLists.count)
    servedLists.append(list)
    servedPlaces[list] = number
    return number
  }

  private mutating func number(of region: String) -> Int32 {
    if region.isEmpty { return -1 }
    var place = 0
    var end = regions.count
    while place < end {
      let middle = (place + end) / 2
      if bytewiseLess(regions[middle], region) { place = middle + 1 } else { end = middle }
    }
    if place == regions.count || bytewiseLess(region, regions[place]) {
      regions.insert(region, at: place)
      for index in regionNumbers.indices where regionNumbers[index] >= place {
        regionNumbers[index] += 1
      }
    }
    return Int32(place)
  }
}
