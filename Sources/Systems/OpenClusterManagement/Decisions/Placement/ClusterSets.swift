import GoSemantics
import KubernetesAPI

/// Why a set's members cannot be listed.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/helpers.go`,
/// `vendor/open-cluster-management.io/sdk-go/pkg/apis/cluster/v1beta2/managedclusterset.go`.
public struct ClusterSetError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Upstream's message.
  public var description: String
}

/// The sets that a placement may choose from, and their clusters.
public struct ClusterSets: Sendable {
  /// How many bindings of the placement's namespace name a set that exists.
  public var validBindings: Int
  /// The sets, by name.
  public var eligible: [String]
  /// The indices of their clusters, in name order.
  public var available: [Int]

  /// The candidates of a placement.
  public init(
    for placement: Placement, sets: [ManagedClusterSet], bindings: [ManagedClusterSetBinding],
    in table: ClusterTable
  ) throws(ClusterSetError) {
    var known: [String: ManagedClusterSet] = [:]
    for set in sets { known[set.metadata.name] = set }
    let names = bindings.filter {
      $0.metadata.namespace == placement.metadata.namespace && known[$0.metadata.name] != nil
    }.map(\.metadata.name)
    validBindings = names.count
    eligible = Set(names).sorted(by: bytewiseLess)
    if !placement.spec.clusterSets.isEmpty {
      let wanted = Set(placement.spec.clusterSets)
      eligible.removeAll { !wanted.contains($0) }
    }
    var isMember = Array(repeating: false, count: table.count)
    for name in eligible {
      guard let set = known[name] else { continue }
      let selector = CompiledSelector(try Self.selector(of: set), table.labels)
      for cluster in 0..<table.count
      where !isMember[cluster] && selector.matches(table.labels, cluster) {
        isMember[cluster] = true
      }
    }
    available = (0..<table.count).filter { isMember[$0] && !table.isDeleting[$0] }
  }

  /// Who belongs to a set.
  static func selector(of set: ManagedClusterSet) throws(ClusterSetError) -> Selector {
    func failure(_ problem: String) -> ClusterSetError {
      ClusterSetError(
        description:
          "failed to get clusters from ClusterSet \"\(set.metadata.name)\": \(problem)")
    }
    let selector = set.spec.clusterSelector
    switch selector.selectorType {
    case "", "ExclusiveClusterSetLabel":
      do {
        return Selector([
          try SelectorRequirement(
            key: ManagedClusterSet.label, operator: .equals, values: [set.metadata.name])
        ])
      } catch {
        // Upstream does not check the name here; no label can have a value that is no label value.
        return .nothing
      }
    case "LabelSelector":
      do {
        return try Selector(validating: selector.labelSelector)
      } catch {
        throw failure(error.description)
      }
    default:
      throw failure("selectorType is not right: \(selector.selectorType)")
    }
  }
}
