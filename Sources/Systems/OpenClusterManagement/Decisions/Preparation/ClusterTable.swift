import CEL
import GoSemantics
import KubernetesAPI

/// The hub's ManagedClusters, made ready for many decisions: ordered by name, quantities decoded,
/// labels and claims in columns.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/schedule.go` (the informer caches a
/// schedule reads).
public struct ClusterTable: Sendable {
  /// A cluster's taint with its time decoded.
  struct PreparedTaint: Sendable {
    var taint: Taint
    var timeAdded: GoInstant
  }

  /// The clusters in name order; a cluster's place here is its index everywhere.
  public let clusters: [ManagedCluster]
  /// Their names.
  public let names: [String]
  /// Whether a cluster is being deleted.
  let isDeleting: [Bool]
  let taints: [[PreparedTaint]]
  /// Whether any cluster has taints.
  let hasTaints: Bool
  /// `status.allocatable` of cpu, NaN where that or the capacity is missing.
  let allocatableCPU: [Double]
  /// The same of memory.
  let allocatableMemory: [Double]
  let labels: AttributeColumns
  let claims: AttributeColumns
  /// The clusters as CEL sees them; empty if no expressions are expected.
  let objects: [CELValue]
  private let places: [String: Int]

  /// A table of clusters; of two with one name the later one counts.
  ///
  /// - Parameter preparesExpressions: Whether the clusters are made ready for CEL; without, each
  ///   decision with expressions does that again.
  public init(_ clusters: [ManagedCluster], preparesExpressions: Bool = false) {
    var latest: [String: Int] = [:]
    for (index, cluster) in clusters.enumerated() { latest[cluster.metadata.name] = index }
    // order-free: sorted by name.
    var ordered = latest.values.map { clusters[$0] }
    stableSort(&ordered) { bytewiseLess($0.metadata.name, $1.metadata.name) }

    var places: [String: Int] = [:]
    places.reserveCapacity(ordered.count)
    var labels = AttributeColumns(count: ordered.count)
    var claims = AttributeColumns(count: ordered.count)
    var taints: [[PreparedTaint]] = []
    taints.reserveCapacity(ordered.count)
    for (index, cluster) in ordered.enumerated() {
      places[cluster.metadata.name] = index
      // order-free: each key has a column of its own, and columns are found by key.
      for (key, value) in cluster.metadata.labels { labels.set(key, value, at: index) }
      for claim in cluster.status.clusterClaims { claims.set(claim.name, claim.value, at: index) }
      taints.append(
        cluster.spec.taints.map {
          PreparedTaint(
            taint: $0, timeAdded: $0.timeAdded.flatMap(GoInstant.init(rfc3339:)) ?? .zero)
        })
    }
    self.clusters = ordered
    names = ordered.map(\.metadata.name)
    objects = preparesExpressions ? ordered.map { ClusterObject.value(of: $0) } : []
    self.places = places
    self.labels = labels
    self.claims = claims
    self.taints = taints
    hasTaints = taints.contains { !$0.isEmpty }
    isDeleting = ordered.map { $0.metadata.deletionTimestamp != nil }
    allocatableCPU = ordered.map { Self.allocatable($0, "cpu") }
    allocatableMemory = ordered.map { Self.allocatable($0, "memory") }
  }

  /// How many clusters there are.
  public var count: Int { clusters.count }

  /// A cluster's index.
  public func index(of name: String) -> Int? { places[name] }

  /// A cluster's name.
  public func name(_ index: Int) -> String { names[index] }

  private static func allocatable(_ cluster: ManagedCluster, _ resource: String) -> Double {
    guard let amount = cluster.status.allocatable[resource],
      cluster.status.capacity[resource] != nil
    else { return .nan }
    return amount.approximateDouble
  }
}
