import GoSemantics
import KubernetesAPI

/// A taint of a cluster, with the time from which limited tolerations count.
public struct ClusterTaint: Sendable, Hashable {
  /// Key, value and effect.
  public var taint: Taint
  /// When it was added, in nanoseconds on the caller's clock; upstream keeps whole seconds.
  public var addedNanoseconds: Int64?

  /// - Parameters:
  ///   - taint: The taint.
  ///   - addedNanoseconds: When it was added.
  public init(_ taint: Taint, addedNanoseconds: Int64? = nil) {
    self.taint = taint
    self.addedNanoseconds = addedNanoseconds
  }
}

/// The kinds that a cluster serves. Clusters with the same list share one object, so that a
/// decision looks each list up once.
public final class ServedKinds: Sendable {
  private let kinds: Set<String>

  /// - Parameter kinds: API version and kind of everything served.
  public init(_ kinds: some Sequence<(apiVersion: String, kind: String)>) {
    self.kinds = Set(kinds.map { Self.key($0.apiVersion, $0.kind) })
  }

  /// Whether a kind is served under exactly this API version.
  public func contains(apiVersion: String, kind: String) -> Bool {
    kinds.contains(Self.key(apiVersion, kind))
  }

  private static func key(_ apiVersion: String, _ kind: String) -> String {
    apiVersion + " " + kind
  }
}

/// What the scheduler reads of one member cluster, with quantities already decoded.
///
/// Controllers keep these up to date with the Cluster objects; changing capacity, taints or
/// labels is an assignment. The fields stand behind one reference that is copied on write, because
/// a decision passes thousands of clusters around and reads few fields of each.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/cluster/v1alpha1/types.go`.
public struct ClusterSnapshot: Sendable {
  private struct Fields: Sendable {
    let name: String
    var labels: [String: String]
    var provider: String
    var region: String
    var zones: [String]
    var isDeleting: Bool
    var taints: [ClusterTaint]
    var servedKinds: ServedKinds
    var capacity: CapacitySummary?
    var models: [ModelPool]?
  }

  /// Written only by its one owner, as every change first makes the storage unique.
  private final class Storage: @unchecked Sendable {
    var fields: Fields

    init(_ fields: Fields) { self.fields = fields }
  }

  private var storage: Storage

  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.fields) }
  }

  /// A cluster; what is not given is empty.
  public init(
    name: String, labels: [String: String] = [:], provider: String = "", region: String = "",
    zones: [String] = [], isDeleting: Bool = false, taints: [ClusterTaint] = [],
    servedKinds: ServedKinds = ServedKinds([]), capacity: CapacitySummary? = nil,
    models: [ModelPool]? = nil
  ) {
    storage = Storage(
      Fields(
        name: name, labels: labels, provider: provider, region: region, zones: zones,
        isDeleting: isDeleting, taints: taints, servedKinds: servedKinds, capacity: capacity,
        models: models))
  }

  /// The cluster.
  public var name: String { storage.fields.name }

  /// Its labels.
  public var labels: [String: String] {
    get { storage.fields.labels }
    _modify {
      makeUnique()
      yield &storage.fields.labels
    }
  }

  /// Empty if not given.
  public var provider: String {
    get { storage.fields.provider }
    _modify {
      makeUnique()
      yield &storage.fields.provider
    }
  }

  /// Empty if not given.
  public var region: String {
    get { storage.fields.region }
    _modify {
      makeUnique()
      yield &storage.fields.region
    }
  }

  /// Empty if not given.
  public var zones: [String] {
    get { storage.fields.zones }
    _modify {
      makeUnique()
      yield &storage.fields.zones
    }
  }

  /// Whether the object has a deletion time stamp.
  public var isDeleting: Bool {
    get { storage.fields.isDeleting }
    _modify {
      makeUnique()
      yield &storage.fields.isDeleting
    }
  }

  /// Its taints, in the order of the object.
  public var taints: [ClusterTaint] {
    get { storage.fields.taints }
    _modify {
      makeUnique()
      yield &storage.fields.taints
    }
  }

  /// The kinds it serves.
  public var servedKinds: ServedKinds {
    get { storage.fields.servedKinds }
    _modify {
      makeUnique()
      yield &storage.fields.servedKinds
    }
  }

  /// What is left of the cluster's resources; `nil` if its status has no summary.
  public var capacity: CapacitySummary? {
    get { storage.fields.capacity }
    _modify {
      makeUnique()
      yield &storage.fields.capacity
    }
  }

  /// Imagined nodes of the resource models; `nil` if the summary is to be used.
  public var models: [ModelPool]? {
    get { storage.fields.models }
    _modify {
      makeUnique()
      yield &storage.fields.models
    }
  }
}

/// All member clusters in byte-wise order of their names, found by name or index.
///
/// The order makes a cluster's index its rank among names, which is the last tie-break of every
/// decision.
public struct ClusterSnapshots: Sendable {
  @usableFromInline var ordered: [ClusterSnapshot] = []
  private var places: [String: Int] = [:]

  /// No clusters.
  public init() {}

  /// Clusters in any order; of equal names the last one stays.
  public init(_ clusters: [ClusterSnapshot]) {
    var byName: [String: ClusterSnapshot] = [:]
    for cluster in clusters { byName[cluster.name] = cluster }
    var names = Array(byName.keys)  // order-free: sorted on the next line
    stableSort(&names, by: bytewiseLess)
    ordered = names.compactMap { byName[$0] }
    index()
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
      yield &ordered[index]
    }
  }

  /// The index of a cluster, `nil` if there is none of that name.
  public func index(of name: String) -> Int? {
    places[name]
  }

  /// The replicas that each cluster has of a binding, by index, −1 for clusters that are no
  /// target. Of several entries for one cluster the first counts, as upstream.
  func assigned(_ targets: [TargetCluster]) -> [Int32] {
    var assigned = [Int32](repeating: -1, count: count)
    for target in targets.reversed() {
      if let index = index(of: target.name) { assigned[index] = target.replicas }
    }
    return assigned
  }

  /// Adds a cluster or replaces the one of that name. Adding moves indices.
  public mutating func upsert(_ cluster: ClusterSnapshot) {
    if let place = places[cluster.name] {
      ordered[place] = cluster
      return
    }
    let place = ordered.firstIndex { bytewiseLess(cluster.name, $0.name) } ?? ordered.count
    ordered.insert(cluster, at: place)
    index()
  }

  /// Removes a cluster; moves indices.
  public mutating func remove(name: String) {
    guard let place = places[name] else { return }
    ordered.remove(at: place)
    index()
  }

  private mutating func index() {
    places.removeAll(keepingCapacity: true)
    for (place, cluster) in ordered.enumerated() { places[cluster.name] = place }
  }
}
