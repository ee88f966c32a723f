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

/// The hub's sets with their members, and who may choose from them.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/helpers.go`
/// (GetValidManagedClusterSetBindings), `…/sdk-go/pkg/apis/cluster/v1beta2/managedclusterset.go`.
public struct ClusterSetIndex: Sendable {
  struct Members: Sendable {
    var name: String
    /// Indices of the clusters that are not being deleted, in name order; or why the set cannot be
    /// read.
    var clusters: Result<[Int], ClusterSetError>
  }

  /// The sets bound to each namespace, by name.
  private var bound: [String: [Members]] = [:]

  /// The sets of a hub with these clusters. A binding whose name is no set's is ignored.
  public init(
    _ sets: [ManagedClusterSet], bindings: [ManagedClusterSetBinding], in table: ClusterTable
  ) {
    var members: [String: Members] = [:]
    for set in sets {
      members[set.metadata.name] = Members(
        name: set.metadata.name, clusters: Self.clusters(of: set, in: table))
    }
    for binding in bindings {
      guard let set = members[binding.metadata.name] else { continue }
      bound[binding.metadata.namespace, default: []].append(set)
    }
    // order-free: each list is sorted by itself.
    for namespace in bound.keys {
      bound[namespace]?.sort { bytewiseLess($0.name, $1.name) }
    }
  }

  /// The sets bound to a namespace, by name.
  func sets(boundTo namespace: String) -> [Members] { bound[namespace] ?? [] }

  private static func clusters(
    of set: ManagedClusterSet, in table: ClusterTable
  ) -> Result<[Int], ClusterSetError> {
    do throws(ClusterSetError) {
      let selector = CompiledSelector(try selector(of: set), table.labels)
      return .success(
        (0..<table.count).filter {
          !table.isDeleting[$0] && selector.matches(table.labels, $0)
        })
    } catch {
      return .failure(error)
    }
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

/// The sets that a placement may choose from, and their clusters.
public struct ClusterSets: Sendable {
  /// How many bindings of the placement's namespace name a set that exists.
  public var validBindings: Int
  /// The sets, by name.
  public var eligible: [String] = []
  /// The indices of their clusters, in name order.
  public var available: [Int] = []

  /// The candidates of a placement.
  ///
  /// - Parameter count: How many clusters there are.
  init(
    for placement: Placement, in index: ClusterSetIndex, among count: Int
  ) throws(ClusterSetError) {
    let bound = index.sets(boundTo: placement.metadata.namespace)
    validBindings = bound.count
    let wanted = placement.spec.clusterSets
    var lists: [[Int]] = []
    for set in bound where wanted.isEmpty || wanted.contains(set.name) {
      if eligible.last == set.name { continue }
      eligible.append(set.name)
      lists.append(try set.clusters.get())
    }
    guard lists.count > 1 else {
      available = lists.first ?? []
      return
    }
    var isMember = Array(repeating: false, count: count)
    for list in lists {
      for cluster in list { isMember[cluster] = true }
    }
    available = (0..<count).filter { isMember[$0] }
  }
}
