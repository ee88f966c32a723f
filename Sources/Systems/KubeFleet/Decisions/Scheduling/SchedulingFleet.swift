import GoSemantics
import KubernetesAPI

/// All members, in the order of the list, with what every placement asks of them: kept by column,
/// so that a pass goes over numbers and not over objects.
///
/// It never changes; it is a class so that decisions pass it on without counting all its parts.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/framework.go`.
public final class SchedulingFleet: Sendable {
  /// The members.
  public let clusters: [ClusterRow]
  /// The members in the order of names.
  public let byNameOrder: [Int]
  let names: [String]
  let standings: [ClusterRow.Standing]
  let labels: LabelColumns
  let properties: PropertyColumns
  let taints: TaintColumns
  private let indexes: [String: Int]
  private let namespaces: [String: [Int32]]

  /// A fleet of members.
  public init(_ clusters: [ClusterRow]) {
    self.clusters = clusters
    var order = Array(clusters.indices)
    unstableSort(&order) { bytewiseLess(clusters[$0].name, clusters[$1].name) }
    var standings = clusters.map(\.standing)
    for (rank, index) in order.enumerated() {
      standings[index].nameRank = Int32(truncatingIfNeeded: rank)
    }
    self.standings = standings
    byNameOrder = order
    names = clusters.map(\.name)
    labels = LabelColumns(clusters.map(\.labels))
    properties = PropertyColumns(clusters)
    taints = TaintColumns(clusters.map(\.taints))
    indexes = Dictionary(clusters.enumerated().map { ($1.name, $0) }) { _, last in last }
    var namespaces: [String: [Int32]] = [:]
    for (index, cluster) in clusters.enumerated() {
      for namespace in cluster.namespaces ?? [] {
        namespaces[namespace, default: []].append(Int32(truncatingIfNeeded: index))
      }
    }
    self.namespaces = namespaces
  }

  /// A fleet of members.
  public convenience init(_ clusters: [MemberCluster]) {
    self.init(clusters.map(ClusterRow.init))
  }

  /// The member of a name.
  public func index(of name: String) -> Int? { indexes[name] }

  /// The members on which a namespace is known to be.
  func clusters(with namespace: String) -> BitSet {
    var found = BitSet(none: clusters.count)
    for cluster in namespaces[namespace] ?? [] { found.insert(Int(cluster)) }
    return found
  }
}
