import GoSemantics
import KubernetesAPI

/// One look at the clusters of a rollout.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/sdk-go/pkg/apis/cluster/v1alpha1/rollout.go`
/// (progressivePerCluster, progressivePerGroup, determineRolloutStatus).
struct RolloutPass {
  /// How long a success must last, in nanoseconds; nil where upstream sees no such time.
  var soak: Int64?
  /// How long a cluster may take, in nanoseconds; nil for ever.
  var deadline: Int64?
  var now: GoInstant

  /// Cluster after cluster, at most `size` at a time.
  func perCluster(
    _ clusters: [(name: String, key: GroupKey)], size: Int, maxFailures: Int,
    _ existing: [ClusterRolloutStatus]
  ) -> RolloutResult {
    var result = RolloutResult()
    var ordered = existing
    unstableSort(&ordered) { bytewiseLess($0.clusterName, $1.clusterName) }
    var known: Set<String> = []
    var failures = 0
    var isBreached = false
    for entry in ordered where !entry.clusterName.isEmpty {
      var entry = entry
      known.insert(entry.clusterName)
      if !isBreached || entry.status != .toApply { step(&entry, into: &result) }
      if entry.status == .timeOut || entry.status == .failed {
        failures += 1
        isBreached = failures > maxFailures
      }
      if result.clustersToRollout.count >= size {
        return finished(result, isBreached)
      }
    }
    if isBreached { return finished(result, true) }
    for cluster in clusters where !known.contains(cluster.name) {
      result.clustersToRollout.append(
        ClusterRolloutStatus(cluster.name, .toApply, in: cluster.key))
      if result.clustersToRollout.count >= size { break }
    }
    return finished(result, false)
  }

  /// Group after group: the next one starts when the one before is done.
  func perGroup(
    _ groups: [ClusterGroup], maxFailures: IntOrString?, _ existing: [ClusterRolloutStatus]
  ) throws(RolloutError) -> RolloutResult {
    var result = RolloutResult()
    var known: [String: RolloutStatus] = [:]
    // Clusters to apply are found again in their groups.
    for entry in existing where !entry.clusterName.isEmpty && entry.status != .toApply {
      var entry = entry
      step(&entry, into: &result)
      known[entry.clusterName] = entry.status
    }
    var failures = 0
    var isBreached = false
    for group in groups {
      let limit = try RolloutParameters.size(
        maxFailures, total: group.clusters.count, otherwise: 0, "maxFailures")
      var groupFailures = 0
      for cluster in group.clusters {
        guard let status = known[cluster] else {
          result.clustersToRollout.append(
            ClusterRolloutStatus(cluster, .toApply, in: group.key))
          continue
        }
        if status == .timeOut || status == .failed {
          groupFailures += 1
          isBreached = groupFailures > limit
        }
      }
      failures += groupFailures
      if result.clustersToRollout.count - failures > 0 || isBreached {
        return finished(result, isBreached)
      }
    }
    return finished(result, isBreached)
  }

  /// The groups that go first and may not fail; nil if they are done.
  func mandatory(
    _ groups: [ClusterGroup], _ existing: [ClusterRolloutStatus]
  ) throws(RolloutError) -> RolloutResult? {
    if groups.isEmpty { return nil }
    let result = try perGroup(groups, maxFailures: nil, existing)
    return result.clustersToRollout.isEmpty && result.clustersTimeOut.isEmpty ? nil : result
  }

  /// What becomes of one cluster. The entry itself changes, so that a new time-out counts.
  private func step(_ entry: inout ClusterRolloutStatus, into result: inout RolloutResult) {
    switch entry.status {
    case .toApply:
      result.clustersToRollout.append(entry)
    case .succeeded:
      if let end = recheckTime(entry, soak), now < end {
        entry.recheckTime = end
        result.clustersToRollout.append(entry)
      }
    case .timeOut, .skip: break
    case .progressing, .failed:
      entry.recheckTime = recheckTime(entry, deadline)
      if let end = entry.recheckTime, !(now < end) {
        entry.status = .timeOut
        result.clustersTimeOut.append(entry)
      } else {
        result.clustersToRollout.append(entry)
      }
    }
  }

  private func recheckTime(_ entry: ClusterRolloutStatus, _ duration: Int64?) -> GoInstant? {
    duration.map { (entry.lastTransitionTime ?? now).adding(nanoseconds: $0) }
  }

  private func finished(_ result: RolloutResult, _ isBreached: Bool) -> RolloutResult {
    var result = result
    result.maxFailureBreach = isBreached
    for entry in result.clustersToRollout {
      guard let end = entry.recheckTime else { continue }
      let wait = end.nanoseconds(since: now)
      if wait > 0 { result.recheckAfter = min(result.recheckAfter ?? wait, wait) }
    }
    return result
  }
}
