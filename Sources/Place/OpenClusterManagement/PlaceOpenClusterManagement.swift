import Documents
import GoSemantics
import KubernetesAPI
import OpenClusterManagement

/// What Open Cluster Management would decide for a set of manifests, and why.
///
/// Placements get the defaults and objections of the hub's API server and are scheduled one after
/// the other in the order of the manifests, as the placement controller's one worker does: each sees
/// the PlacementDecisions of those before it. ManifestWorkReplicaSets are rolled out over them, and
/// policies are bound to them.
///
/// The time is the latest instant that the manifests mention, so that equal manifests give equal
/// answers.
public struct PlaceOpenClusterManagement: PlaceReport {
  /// The clusters given.
  let table: ClusterTable
  /// The time at which everything is decided.
  public let now: GoInstant
  /// One entry per placement, in the order of the manifests.
  public let placements: [PlacementOutcome]
  /// One entry per ManifestWorkReplicaSet.
  public let replicaSets: [ReplicaSetOutcome]
  /// One entry per policy.
  public let policies: [PolicyOutcome]
  /// The PlacementDecisions that exist in the end.
  let decisions: [PlacementDecision]

  /// The kinds of Open Cluster Management's API.
  public static let kinds = OpenClusterManagementKinds.all

  /// Decides for every placement, set and policy among objects.
  public init(
    _ objects: [ManifestObject], options: PlaceOptions, running: PlaceOpenClusterManagement?
  ) throws(DocumentError) {
    let manifests = try HubManifests(objects)
    guard !manifests.clusters.isEmpty else {
      throw DocumentError(
        file: objects.first?.file ?? "",
        problem: "there is no ManagedCluster among the manifests")
    }
    now = manifests.latestInstant
    var decisions = manifests.decisions(running: running?.decisions ?? [])
    let prepared = manifests.placements.map { PreparedPlacement($0.value) }
    let hasExpressions = prepared.contains { $0.hasExpressions }
    var outcomes: [PlacementOutcome] = []
    for (object, placement) in zip(manifests.placements, prepared) {
      let state = PrioritizerState(
        clusters: manifests.clusters, decisions: decisions, scores: manifests.scores,
        preparesExpressions: hasExpressions)
      let outcome = try PlacementOutcome(
        placement, written: object, manifests: manifests, state: state, now: now)
      if let sync = outcome.sync { Self.apply(sync.writes, to: &decisions) }
      outcomes.append(outcome)
    }
    placements = outcomes
    self.decisions = decisions
    table = ClusterTable(manifests.clusters)
    let statuses = outcomes.map(\.updated)
    replicaSets = manifests.replicaSets.map { [now] set in
      ReplicaSetOutcome(
        set, works: manifests.works, placements: statuses, decisions: decisions, now: now)
    }
    policies = manifests.rootPolicies.map { policy in
      PolicyOutcome(policy, manifests: manifests, placements: statuses, decisions: decisions)
    }
  }

  /// Decides for the manifests in files and folders.
  ///
  /// - Throws: A manifest that cannot be read or would be refused, with its place.
  public init(
    paths: [String], options: PlaceOptions = PlaceOptions(),
    running: PlaceOpenClusterManagement? = nil
  ) throws(DocumentError) {
    try self.init(
      try ManifestFiles.read(paths, kinds: Self.kinds), options: options, running: running)
  }

  private static func apply(_ writes: DecisionWrites, to decisions: inout [PlacementDecision]) {
    for write in writes.writes {
      let metadata = write.object.metadata
      let place = decisions.firstIndex {
        $0.metadata.namespace == metadata.namespace && $0.metadata.name == metadata.name
      }
      switch (write.action, place) {
      case (.delete, let place?): decisions.remove(at: place)
      case (.delete, nil): break
      case (_, let place?): decisions[place] = write.object
      case (_, nil): decisions.append(write.object)
      }
    }
    // What the pass leaves for the next one: an object whose list changed gets its labels then.
    for write in writes.writes where !write.laterLabels.isEmpty {
      guard
        let place = decisions.firstIndex(where: {
          $0.metadata.namespace == write.object.metadata.namespace
            && $0.metadata.name == write.object.metadata.name
        })
      else { continue }
      decisions[place].metadata.labels = write.laterLabels
    }
  }

  // MARK: Comparison

  /// What two reports are compared by.
  public var workloads: [PlacedWorkload] {
    placements.map { $0.workload(table) } + replicaSets.map(\.workload) + policies.map(\.workload)
  }
}
