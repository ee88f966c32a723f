import GoSemantics
import KubernetesAPI
import OpenClusterManagement

/// What comes of one ManifestWorkReplicaSet.
public struct ReplicaSetOutcome: Sendable {
  /// Clusters that get the template together.
  public struct Wave: Sendable, Equatable {
    /// Nanoseconds from now at the earliest.
    public var start: Int64
    /// The clusters, by name.
    public var clusters: [String]
  }

  /// How one placement's clusters get the template.
  public struct Plan: Sendable {
    /// The placement.
    public var placement: String
    /// `All`, `Progressive` or `ProgressivePerGroup`.
    public var strategy: String
    /// The waves, if every cluster succeeds as soon as it has the template.
    public var waves: [Wave] = []
    /// Clusters that keep the rollout from going on, each with its state.
    public var blocking: [String] = []
    /// Why the rollout cannot be told.
    public var problem: String?
  }

  /// The set.
  public var set: ManifestWorkReplicaSet
  /// The next pass over it.
  public var pass: ReplicaSetReconcile
  /// One plan a placement.
  public var plans: [Plan] = []
  /// The clusters that have a work in the end.
  public var clusters: [String] = []

  /// `ManifestWorkReplicaSet namespace/name`.
  var title: String {
    "ManifestWorkReplicaSet \(set.metadata.namespace)/\(set.metadata.name)"
  }

  init(
    _ set: ManifestWorkReplicaSet, works: [ManifestWork], placements: [Placement],
    decisions: [PlacementDecision], now: GoInstant
  ) {
    self.set = set
    pass = ReplicaSetReconcile(
      set, works: works, placements: placements, decisions: decisions, now: now)
    var names: Set<String> = []
    for reference in set.spec.placementRefs {
      var plan = Plan(placement: reference.name, strategy: reference.rolloutStrategy.type)
      do throws(RolloutError) {
        let groups = try ClusterGroups(
          decisions, of: reference.name, namespace: set.metadata.namespace)
        names.formUnion(groups.groups.flatMap(\.clusters))
        let existing = pass.existing(of: reference.name)
        try Self.run(reference.rolloutStrategy, groups, existing, now, into: &plan)
      } catch {
        plan.problem = error.description
      }
      plans.append(plan)
    }
    clusters = names.sorted(by: bytewiseLess)
  }

  /// Runs a rollout to its end: every cluster that gets the template succeeds at once.
  private static func run(
    _ strategy: RolloutStrategy, _ groups: ClusterGroups, _ existing: [ClusterRolloutStatus],
    _ start: GoInstant, into plan: inout Plan
  ) throws(RolloutError) {
    var existing = existing
    var now = start
    // Each turn gives some cluster the template, or lets a soak time or a deadline end.
    let turns = 2 * (groups.groups.reduce(0) { $0 + $1.clusters.count } + existing.count) + 2
    for _ in 0..<turns {
      let result = try Rollout.next(strategy, groups, existing: existing, now: now)
      let wave = result.clustersToRollout.filter { $0.status == .toApply }.map(\.clusterName)
      if !wave.isEmpty {
        plan.waves.append(
          Wave(start: now.nanoseconds(since: start), clusters: wave.sorted(by: bytewiseLess)))
        for cluster in wave {
          existing.removeAll { $0.clusterName == cluster }
          existing.append(ClusterRolloutStatus(cluster, .succeeded, since: now))
        }
        continue
      }
      guard let wait = result.recheckAfter else {
        let isStuck = result.maxFailureBreach || !result.clustersToRollout.isEmpty
        if isStuck {
          plan.blocking = (result.clustersToRollout + result.clustersTimeOut).map {
            "\($0.clusterName) (\($0.status.rawValue))"
          }
          if result.maxFailureBreach && plan.blocking.isEmpty {
            plan.blocking = ["too many failures"]
          }
        }
        return
      }
      now = now.adding(nanoseconds: wait)
    }
  }

  /// What the set is compared by.
  var workload: PlacedWorkload {
    var workload = PlacedWorkload(name: title)
    workload.claim =
      "Placements " + set.spec.placementRefs.map(\.name).joined(separator: ", ")
    workload.targets = clusters.map { .init(cluster: $0, replicas: nil) }
    workload.problem =
      plans.compactMap(\.problem).first
      ?? (pass.isStopped
        ? pass.status.conditions.first { $0.status == "False" }.map {
          "\($0.reason)\($0.message.isEmpty ? "" : ": \($0.message)")"
        } : nil)
    return workload
  }
}
