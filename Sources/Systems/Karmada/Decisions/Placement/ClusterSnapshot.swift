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

  /// Whether the taint matters to the scheduler.
  var keepsOut: Bool { taint.effect == "NoSchedule" || taint.effect == "NoExecute" }
}

/// The kinds that a cluster serves. Clusters with equal lists count as one in a decision, which
/// looks each list up once.
public final class ServedKinds: Sendable, Hashable {
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

  /// The same kinds.
  public static func == (left: ServedKinds, right: ServedKinds) -> Bool {
    left === right || left.kinds == right.kinds
  }

  /// Hashes the kinds.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(kinds)
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

  /// What nearly every decision reads, in numbers.
  ///
  /// - Parameter served: The number of the list of kinds.
  func row(served: Int32) -> ClusterRow {
    let fields = storage.fields
    var traits: ClusterRow.Traits = []
    if fields.isDeleting { traits.insert(.isDeleting) }
    if fields.taints.contains(where: \.keepsOut) { traits.insert(.isTainted) }
    if !fields.provider.isEmpty { traits.insert(.hasProvider) }
    if !fields.region.isEmpty { traits.insert(.hasRegion) }
    if !fields.zones.isEmpty { traits.insert(.hasZones) }
    if fields.models != nil { traits.insert(.hasModels) }
    return ClusterRow(room: Headroom(fields.capacity), served: served, traits: traits)
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
