import GoSemantics
import KubernetesAPI

/// The AddOnPlacementScores of the hub, found by resource name and cluster.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/plugins/addon/addon.go` (the AddOnPlacementScore lister).
public struct ScoreIndex: Sendable {
  /// The scores of one cluster.
  struct Scores: Sendable {
    /// Pairs of a score name's number and its value, last first.
    var named: [(name: Int32, value: Int32)]
    var validUntil: GoInstant?
    /// As they were written, for CEL.
    var items: [AddOnPlacementScoreItem]
  }

  /// For each resource name the places of the clusters' scores, by cluster; −1 for none.
  private var resources: [String: [Int32]] = [:]
  private(set) var scores: [Scores] = []
  private var names: [String: Int32] = [:]

  /// The scores of a hub with these clusters; objects in other namespaces are ignored.
  public init(_ objects: [AddOnPlacementScore], in table: ClusterTable) {
    for object in objects {
      guard let cluster = table.index(of: object.metadata.namespace) else { continue }
      var values: [(name: Int32, value: Int32)] = []
      for item in object.status.scores.reversed() {
        let number = names[item.name] ?? Int32(truncatingIfNeeded: names.count)
        names[item.name] = number
        values.append((number, item.value))
      }
      resources[object.metadata.name, default: Array(repeating: -1, count: table.count)][cluster] =
        Int32(truncatingIfNeeded: scores.count)
      scores.append(
        Scores(
          named: values,
          validUntil: object.status.validUntil.flatMap(GoInstant.init(rfc3339:)),
          items: object.status.scores))
    }
  }

  /// The places of a resource's scores by cluster, −1 where there are none.
  func places(of resource: String) -> [Int32]? { resources[resource] }

  /// The number of a score's name.
  func number(of name: String) -> Int32? { names[name] }

  /// A cluster's scores as they were written; nil if the object is missing.
  func items(of resource: String, cluster: Int) -> [AddOnPlacementScoreItem]? {
    guard let place = resources[resource]?[cluster], place >= 0 else { return nil }
    return scores[Int(place)].items
  }
}
