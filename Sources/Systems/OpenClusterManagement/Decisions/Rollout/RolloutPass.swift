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
  var groups: ClusterGroups
  var existing: RolloutEntries

  /// Cluster after cluster, at most `size` at a time.
  ///
  /// - Parameter places: For each cluster the place of its group, −1 if it has no turn.
  func perCluster(_ places: [Int32], size: Int, maxFailures: Int) -> RolloutResult {
    var result = RolloutResult()
    let numbers = existing.numbers
    var ordered = existing.entries.indices.filter { existing.isCurrent[$0] }
    unstableSort(&ordered) { numbers[$0] < numbers[$1] }
    result.clustersToRollout.reserveCapacity(min(size, places.count))
    var isKnown = Array(repeating: false, count: places.count)
    var failures = 0
    var isBreached = false
    for place in ordered where !existing.entries[place].clusterName.isEmpty {
      var entry = existing.entries[place]
      isKnown[Int(numbers[place])] = true
      if !isBreached || entry.status != .toApply { step(&entry, into: &result) }
      if entry.status == .timeOut || entry.status == .failed {
        failures += 1
        isBreached = failures > maxFailures
      }
      if result.clustersToRollout.count >= size {
        return finished(&result, isBreached)
      }
    }
    if isBreached { return finished(&result, true) }
    for cluster in places.indices where places[cluster] >= 0 && !isKnown[cluster] {
      result.clustersToRollout.append(
        ClusterRolloutStatus(
          groups.names[cluster], .toApply, in: groups.groups[Int(places[cluster])].key))
      if result.clustersToRollout.count >= size { break }
    }
    return finished(&result, false)
  }

  /// Group after group: the next one starts when the one before is done.
  func perGroup(
    maxFailures: RolloutParameters.Size, where isWanted: (Int) -> Bool
  ) throws(RolloutError) -> RolloutResult {
    var result = RolloutResult()
    // Clusters to apply are found again in their groups, like those that were never seen.
    var known = [RolloutStatus](repeating: .toApply, count: groups.names.count)
    for place in existing.entries.indices
    where existing.isCurrent[place] && existing.entries[place].status != .toApply
      && !existing.entries[place].clusterName.isEmpty
    {
      var entry = existing.entries[place]
      step(&entry, into: &result)
      known[Int(existing.numbers[place])] = entry.status
    }
    var failures = 0
    var isBreached = false
    for place in groups.groups.indices where isWanted(place) {
      let members = groups.members[place]
      let limit = try maxFailures.clusters(of: members.count, otherwise: 0)
      var groupFailures = 0
      for cluster in members {
        let status = known[Int(cluster)]
        if status == .toApply {
          result.clustersToRollout.append(
            ClusterRolloutStatus(
              groups.names[Int(cluster)], .toApply, in: groups.groups[place].key))
          continue
        }
        if status == .timeOut || status == .failed {
          groupFailures += 1
          isBreached = groupFailures > limit
        }
      }
      failures += groupFailures
      if result.clustersToRollout.count - failures > 0 || isBreached { break }
    }
    return finished(&result, isBreached)
  }

  /// The groups that go first and may not fail; nil if there are none or they are done.
  func mandatory(_ isMandatory: [Bool]) throws(RolloutError) -> RolloutResult? {
    guard isMandatory.contains(true) else { return nil }
    let result = try perGroup(maxFailures: .count(0)) { isMandatory[$0] }
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

  private func finished(_ result: inout RolloutResult, _ isBreached: Bool) -> RolloutResult {
    result.maxFailureBreach = isBreached
    for entry in result.clustersToRollout {
      guard let end = entry.recheckTime else { continue }
      let wait = end.nanoseconds(since: now)
      if wait > 0 { result.recheckAfter = min(result.recheckAfter ?? wait, wait) }
    }
    return result
  }
}
