import KubernetesAPI

/// A policy snapshot made ready for scheduling: selectors compiled, numbers read.
///
/// It never changes; it is a class so that decisions pass it on without counting all its parts.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/framework.go`,
/// `pkg/utils/annotations/annotations.go`.
public final class PolicyRules: Sendable {
  /// How clusters are picked.
  public enum PlacementType: String, Sendable {
    /// All that pass the filters.
    case pickAll = "PickAll"
    /// The N best that pass the filters.
    case pickN = "PickN"
    /// The ones named.
    case pickFixed = "PickFixed"
  }

  /// The snapshot's name, which bindings refer to.
  public let name: String
  /// The placement's namespace, empty for cluster-scoped placements.
  public let namespace: String
  /// Nil if upstream does not know the type; such a cycle fails.
  public let type: PlacementType?
  let typeName: String
  let clusterNames: [String]
  let numberOfClusters: Result<Int, SchedulingFailure>
  let placementGeneration: Result<Int64, SchedulingFailure>
  /// One of these must hold, if there are any.
  let required: [ClusterTerm]
  let preferred: AffinityScoring
  let constraints: [TopologySpreadConstraint]
  let tolerations: [Toleration]

  /// Prepares a snapshot.
  public init(_ snapshot: PolicySnapshot) {
    name = snapshot.metadata.name
    namespace = snapshot.metadata.namespace
    let policy = snapshot.spec.policy
    typeName = policy?.placementType ?? PlacementType.pickAll.rawValue
    type = PlacementType(rawValue: typeName)
    clusterNames = policy?.clusterNames ?? []
    numberOfClusters = Self.count(
      snapshot, PolicySnapshot.numberOfClustersAnnotation, .numberOfClusters
    ).map { Int($0) }
    placementGeneration = Self.count(
      snapshot, PolicySnapshot.placementGenerationAnnotation, .placementGeneration)
    let affinity = policy?.affinity?.clusterAffinity
    required =
      (affinity?.requiredDuringSchedulingIgnoredDuringExecution?.clusterSelectorTerms
      ?? []).map(ClusterTerm.init)
    preferred = AffinityScoring(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    constraints = policy?.topologySpreadConstraints ?? []
    tolerations = policy?.tolerations ?? []
  }

  private static func count(
    _ snapshot: PolicySnapshot, _ annotation: String, _ kind: SchedulingFailure.Kind
  ) -> Result<Int64, SchedulingFailure> {
    let text = snapshot.metadata.annotations[annotation]
    guard let text, let count = Int64(text), count >= 0 else {
      return .failure(SchedulingFailure(kind, text ?? ""))
    }
    return .success(count)
  }
}
