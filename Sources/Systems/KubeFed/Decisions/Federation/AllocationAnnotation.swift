import Documents

/// How federation v1 reads shares from an annotation.
///
/// Mirrors: `federation@804bb9f pkg/federation-controller/util/replicapreferences/preferences.go`,
/// `pkg/federatedtypes/scheduling.go` (GetSchedule); vectors `kubefed/planner_v1.jsonl.gz`.
public enum AllocationAnnotation {
  /// The annotation of Deployments.
  public static let deployments = "federation.kubernetes.io/deployment-preferences"
  /// The annotation of ReplicaSets.
  public static let replicaSets = "federation.kubernetes.io/replica-set-preferences"
  /// The annotation of Jobs.
  public static let jobs = "federation.kubernetes.io/job-preferences"

  /// The shares that an annotation asks for. Without one, or with one that cannot be read, all
  /// clusters share equally; one without clusters gives nobody anything.
  public static func preferences(_ annotation: String?) -> AllocationPreferences {
    annotation.flatMap(read) ?? .equalShares
  }

  /// The shares that a text asks for; nil if Go would not decode it.
  public static func read(_ text: String) -> AllocationPreferences? {
    guard let node = try? DocumentReader.readJSON(text) else { return nil }
    if node.isNull { return AllocationPreferences(clusters: [:]) }
    guard let members = node.object else { return nil }
    var preferences = AllocationPreferences(clusters: [:])
    for member in members {
      switch member.key.lowercased() {
      case "rebalance":
        if member.value.isNull { continue }
        guard let value = member.value.bool else { return nil }
        preferences.rebalance = value
      case "clusters":
        if member.value.isNull {
          preferences.clusters = [:]
          continue
        }
        guard let clusters = member.value.object else { return nil }
        for cluster in clusters {
          guard let share = share(cluster.value) else { return nil }
          preferences.clusters[cluster.key] = share
        }
      default: continue
      }
    }
    return preferences
  }

  private static func share(_ node: Node) -> ClusterPreferences? {
    var share = ClusterPreferences()
    if node.isNull { return share }
    guard let members = node.object else { return nil }
    for member in members {
      let name = member.key.lowercased()
      guard ["minreplicas", "maxreplicas", "weight"].contains(name) else { continue }
      if member.value.isNull {
        if name == "maxreplicas" { share.maxReplicas = nil }
        continue
      }
      // A fraction or an exponent is no integer for Go, whatever its value.
      guard case .integer(let value) = member.value.content else { return nil }
      switch name {
      case "minreplicas": share.minReplicas = value
      case "maxreplicas": share.maxReplicas = value
      default: share.weight = value
      }
    }
    return share
  }
}
