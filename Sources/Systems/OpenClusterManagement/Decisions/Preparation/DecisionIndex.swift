import GoSemantics
import KubernetesAPI

/// The PlacementDecisions of the hub, with numbers in place of cluster names.
///
/// Numbers below the table's count are indices of its clusters; names of clusters that no longer
/// exist get the numbers behind, because they count when decisions are balanced.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/plugins/balance/balance.go`, `…/steady/steady.go` (the
/// PlacementDecision lister).
public struct DecisionIndex: Sendable {
  struct Entry: Sendable {
    var namespace: String
    /// The placement label's value; nil without that label.
    var placement: String?
    var clusters: [Int32]
  }

  /// The objects, in the order given.
  public let decisions: [PlacementDecision]
  let entries: [Entry]
  /// One more than the largest number.
  let nameCount: Int
  /// The objects' places by name, in each namespace.
  private let places: [String: [String: Int]]

  /// The decisions of a hub with these clusters.
  public init(_ decisions: [PlacementDecision], in table: ClusterTable) {
    var unknown: [String: Int32] = [:]
    self.decisions = decisions
    entries = decisions.map { decision in
      Entry(
        namespace: decision.metadata.namespace,
        placement: decision.metadata.labels[PlacementDecision.placementLabel],
        clusters: decision.status.decisions.map { chosen in
          if let index = table.index(of: chosen.clusterName) {
            return Int32(truncatingIfNeeded: index)
          }
          if let number = unknown[chosen.clusterName] { return number }
          let number = Int32(truncatingIfNeeded: table.count + unknown.count)
          unknown[chosen.clusterName] = number
          return number
        })
    }
    nameCount = table.count + unknown.count
    var places: [String: [String: Int]] = [:]
    for (place, decision) in decisions.enumerated() {
      places[decision.metadata.namespace, default: [:]][decision.metadata.name] = place
    }
    self.places = places
  }

  /// The place of an object; nil if there is none of that name.
  func place(of name: String, namespace: String) -> Int? { places[namespace]?[name] }

  /// Marks the clusters that a placement has already chosen.
  func chosen(by placement: PreparedPlacement, among count: Int) -> [Bool] {
    var isChosen = Array(repeating: false, count: count)
    for entry in entries
    where entry.placement == placement.name && entry.namespace == placement.namespace {
      for cluster in entry.clusters where cluster < count { isChosen[Int(cluster)] = true }
    }
    return isChosen
  }
}
