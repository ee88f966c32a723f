import Documents
import GoSemantics
import KubernetesAPI

/// What one pass over a ManifestWorkReplicaSet does.
///
/// Mirrors: `ocm@00f84c3 pkg/work/hub/controllers/manifestworkreplicasetcontroller` (deployReconciler
/// and statusReconciler).
public struct ReplicaSetReconcile: Sendable {
  /// Clusters that get a work.
  public var created: [String] = []
  /// Clusters whose work gets the template.
  public var updated: [String] = []
  /// Clusters whose work is deleted.
  public var deleted: [String] = []
  /// Whether the pass ended before its status was counted.
  public var isStopped = false
  /// What the clusters of each placement do, by placement.
  public var rollouts: [(placement: String, result: RolloutResult)] = []
  /// Nanoseconds after which to look again; nil for no such time.
  public var requeueAfter: Int64?
  /// What went wrong, in order.
  public var errors: [String] = []
  /// The set's status after the pass; new conditions carry the time of the pass.
  public var status: ManifestWorkReplicaSetStatus

  private let set: ManifestWorkReplicaSet
  private let works: [ManifestWork]
  /// Whether each work has the set's template.
  private let isCurrent: [Bool]
  private let now: GoInstant

  /// Passes over a set.
  ///
  /// - Parameters:
  ///   - works: All ManifestWorks of the hub.
  ///   - placements: All placements of the hub.
  ///   - decisions: All PlacementDecisions of the hub.
  public init(
    _ set: ManifestWorkReplicaSet, works: [ManifestWork], placements: [Placement],
    decisions: [PlacementDecision], now: GoInstant
  ) {
    self.set = set
    self.now = now
    status = set.status
    let owner = Self.ownerValue(of: set)
    let owned = works.filter {
      $0.metadata.labels[ManifestWorkReplicaSet.ownerLabel] == owner
    }
    self.works = owned
    let template = WorkSpecification(set.spec.manifestWorkTemplate)
    isCurrent = owned.map { WorkSpecification($0.spec) == template }
    if let problem = Self.ownerProblem(owner) {
      setCondition("ManifestworkApplied", "False", "InvalidManifestWorkName", problem)
      isStopped = true
      return
    }
    deploy(placements, decisions)
    if !isStopped { count() }
    stableSort(&created, by: bytewiseLess)
    stableSort(&updated, by: bytewiseLess)
    stableSort(&deleted, by: bytewiseLess)
  }

  /// The value of the owner label.
  static func ownerValue(of set: ManifestWorkReplicaSet) -> String {
    "\(set.metadata.namespace).\(set.metadata.name)"
  }

  private static func ownerProblem(_ owner: String) -> String? {
    let problems = LabelMessages.value(owner)
    if problems.isEmpty { return nil }
    return "ManifestWork owner reference \"\(owner)\" (namespace.name) is not a valid label value: "
      + "\(problems.joined(separator: "; ")); recreate the ManifestWorkReplicaSet with a shorter "
      + "namespace and/or name so the combined length is at most 63 characters"
  }

  /// The clusters of a placement whose work has the set's template, as the pass saw them.
  public func existing(of placement: String) -> [ClusterRolloutStatus] {
    zip(works, isCurrent).filter { work, isCurrent in
      isCurrent && work.metadata.labels[ManifestWorkReplicaSet.placementLabel] == placement
    }.map(\.0.rolloutStatus)
  }

  // MARK: Deploy

  private mutating func deploy(_ placements: [Placement], _ decisions: [PlacementDecision]) {
    deleteForeignWorks()
    var summaries: [PlacementSummary] = []
    var total = 0
    var succeeded = 0
    var existing = 0
    for reference in set.spec.placementRefs {
      guard
        let placement = placements.first(where: {
          $0.metadata.namespace == set.metadata.namespace && $0.metadata.name == reference.name
        })
      else {
        setCondition("PlacementVerified", "False", "PlacementDecisionNotFound")
        isStopped = true
        requeueAfter = nil
        return
      }
      guard let pass = deploy(reference, decisions) else { continue }
      total += Int(placement.status.numberOfSelectedClusters)
      summaries.append(
        PlacementSummary(
          name: reference.name,
          availableDecisionGroups: "\(placement.status.decisionGroups.count) (\(pass.existing) / "
            + "\(placement.status.numberOfSelectedClusters) clusters applied)",
          total: pass.existing))
      existing += pass.existing
      succeeded += pass.succeeded
    }
    status.placementSummary = summaries
    status.summary.total = existing
    if existing == 0 {
      status.summary.applied = 0
      status.summary.available = 0
      status.summary.degraded = 0
      status.summary.progressing = 0
      setCondition("PlacementVerified", "False", "PlacementDecisionEmpty")
    } else {
      setCondition("PlacementVerified", "True", "AsExpected")
    }
    if total == succeeded {
      setCondition("PlacementRolledOut", "True", "Complete")
    } else {
      setCondition("PlacementRolledOut", "False", "Progressing")
    }
    if !errors.isEmpty { requeueAfter = nil }
  }

  /// Deletes the works of placements that the set does not name any more. Upstream keeps one work
  /// a cluster in mind, the last of its list.
  private mutating func deleteForeignWorks() {
    let names = Set(set.spec.placementRefs.map(\.name))
    for work in lastWorkByCluster() {
      guard let placement = work.metadata.labels[ManifestWorkReplicaSet.placementLabel],
        names.contains(placement)
      else {
        delete(work)
        continue
      }
    }
  }

  private func lastWorkByCluster() -> [ManifestWork] {
    var places: [String: Int] = [:]
    for (place, work) in works.enumerated() { places[work.metadata.namespace] = place }
    return works.enumerated().filter { places[$1.metadata.namespace] == $0 }.map(\.element)
  }

  /// One placement's pass; nil if it failed.
  private mutating func deploy(
    _ reference: LocalPlacementReference, _ decisions: [PlacementDecision]
  ) -> (existing: Int, succeeded: Int)? {
    var existing: Set<String> = []
    var succeeded: Set<String> = []
    var statuses: [ClusterRolloutStatus] = []
    let own = works.indices.filter {
      works[$0].metadata.labels[ManifestWorkReplicaSet.placementLabel] == reference.name
    }
    // A work of another template is left out, so that it gets the new one in its turn.
    for place in own where isCurrent[place] {
      let state = works[place].rolloutStatus
      existing.insert(state.clusterName)
      statuses.append(state)
      if state.status == .succeeded { succeeded.insert(state.clusterName) }
    }
    let groups: ClusterGroups
    do {
      groups = try ClusterGroups(
        decisions, of: reference.name, namespace: set.metadata.namespace)
    } catch {
      errors.append(error.description)
      return nil
    }
    let result: RolloutResult
    do {
      result = try Rollout.next(
        reference.rolloutStrategy, groups, existing: statuses, now: now)
    } catch {
      errors.append(error.description)
      setCondition("PlacementVerified", "False", "NotAsExpected")
      return nil
    }
    rollouts.append((reference.name, result))
    if let wait = result.recheckAfter, wait < OpenClusterManagementTiming.replicaSetResync {
      requeueAfter = min(requeueAfter ?? wait, wait)
    }
    let last = lastWorkByCluster()
    for cluster in result.clustersToRollout where cluster.status == .toApply {
      apply(cluster.clusterName, reference.name, last)
      existing.insert(cluster.clusterName)
    }
    for cluster in result.clustersRemoved {
      for place in own where works[place].metadata.namespace == cluster.clusterName {
        delete(works[place])
        existing.remove(cluster.clusterName)
      }
    }
    return (existing.count, succeeded.count)
  }

  private mutating func apply(_ cluster: String, _ placement: String, _ last: [ManifestWork]) {
    let work = last.first { $0.metadata.namespace == cluster }
    guard let work, work.metadata.labels[ManifestWorkReplicaSet.placementLabel] == placement else {
      created.append(cluster)
      return
    }
    var labels = set.metadata.labels
    labels[ManifestWorkReplicaSet.ownerLabel] = Self.ownerValue(of: set)
    labels[ManifestWorkReplicaSet.placementLabel] = placement
    let isEqual =
      WorkSpecification(work.spec) == WorkSpecification(set.spec.manifestWorkTemplate)
      && work.metadata.labels == labels && work.metadata.annotations.isEmpty
      && work.metadata.ownerReferences.isEmpty
    if !isEqual { updated.append(cluster) }
  }

  private mutating func delete(_ work: ManifestWork) {
    deleted.append(work.metadata.namespace)
  }

  // MARK: Status

  private mutating func count() {
    if status.summary.total == 0 {
      let verified = status.conditions["PlacementVerified"]
      let isEmpty = verified?.reason == "PlacementDecisionEmpty"
      setCondition(
        "ManifestworkApplied", "False", isEmpty ? "PlacementDecisionEmpty" : "NotAsExpected")
      return
    }
    var sum = ManifestWorkReplicaSetSummary()
    for place in status.placementSummary.indices {
      let name = status.placementSummary[place].name
      var own = status.placementSummary[place].summary
      (own.applied, own.progressing, own.available, own.degraded) = (0, 0, 0, 0)
      for (work, isCurrent) in zip(works, isCurrent)
      where isCurrent && work.metadata.deletionTimestamp == nil
        && work.metadata.labels[ManifestWorkReplicaSet.placementLabel] == name
      {
        let conditions = work.status.conditions
        if conditions.isTrue(WorkConditionType.applied) { own.applied += 1 }
        if conditions.isTrue(WorkConditionType.progressing) { own.progressing += 1 }
        if conditions.isTrue(WorkConditionType.available) { own.available += 1 }
        if conditions.isTrue(WorkConditionType.degraded) { own.degraded += 1 }
      }
      status.placementSummary[place].summary = own
      sum.applied += own.applied
      sum.progressing += own.progressing
      sum.available += own.available
      sum.degraded += own.degraded
    }
    status.summary.applied = sum.applied
    status.summary.progressing = sum.progressing
    status.summary.available = sum.available
    status.summary.degraded = sum.degraded
    let isHealthy = sum.progressing == 0 && sum.degraded == 0
    if sum.available == status.summary.total && isHealthy {
      setCondition("ManifestworkApplied", "True", "AsExpected")
    } else if sum.progressing > 0 && sum.degraded == 0 {
      setCondition("ManifestworkApplied", "False", "Processing")
    } else {
      setCondition("ManifestworkApplied", "False", "NotAsExpected")
    }
  }

  private mutating func setCondition(
    _ type: String, _ value: String, _ reason: String, _ message: String = ""
  ) {
    var condition = Condition(type: type, status: value, reason: reason, message: message)
    condition.lastTransitionTime = now.rfc3339
    status.conditions.set(condition)
  }
}
