import GoSemantics
import KubernetesAPI

/// Counts the replicas of a workload that found no node in their member, for the descheduler.
///
/// Mirrors: `karmada@f8fdd02 pkg/estimator/server/replica/replica.go`,
/// `pkg/util/lifted/deployment.go`, vectors `karmada/unschedulable_replicas.jsonl.gz`.
public enum UnschedulableReplicas {
  /// A Deployment in a member.
  public struct Workload: Sendable {
    /// Where it lives.
    public var namespace: String
    /// Its unique id.
    public var uid: String
    /// Which replica sets and pods may be its own.
    public var selector: Selector

    /// - Parameters:
    ///   - namespace: Where it lives.
    ///   - uid: Its unique id.
    ///   - selector: Which replica sets and pods may be its own.
    public init(namespace: String, uid: String, selector: Selector) {
      self.namespace = namespace
      self.uid = uid
      self.selector = selector
    }
  }

  /// A replica set of the member.
  public struct ReplicaSet: Sendable {
    /// Name, namespace, labels, owners.
    public var metadata: ObjectMeta
    /// When it was created; `nil` for never, which is before everything. Upstream keeps whole
    /// seconds.
    public var createdNanoseconds: Int64?
    /// Whether its pod template equals the Deployment's, apart from the label with the hash.
    public var hasCurrentTemplate: Bool

    /// - Parameters:
    ///   - metadata: Name, namespace, labels, owners.
    ///   - createdNanoseconds: When it was created.
    ///   - hasCurrentTemplate: Whether its pod template equals the Deployment's.
    public init(metadata: ObjectMeta, createdNanoseconds: Int64?, hasCurrentTemplate: Bool) {
      self.metadata = metadata
      self.createdNanoseconds = createdNanoseconds
      self.hasCurrentTemplate = hasCurrentTemplate
    }
  }

  /// A pod of the member.
  public struct MemberPod: Sendable {
    /// Name, namespace, labels, owners.
    public var metadata: ObjectMeta
    /// Since when it is known that no node takes it: the last transition of a condition
    /// `PodScheduled` that is False because of `Unschedulable`; `nil` for other pods.
    public var unschedulableSince: Int64?

    /// - Parameters:
    ///   - metadata: Name, namespace, labels, owners.
    ///   - unschedulableSince: Since when it is known that no node takes it.
    public init(metadata: ObjectMeta, unschedulableSince: Int64?) {
      self.metadata = metadata
      self.unschedulableSince = unschedulableSince
    }

    /// A pod with its conditions; a transition without time counts as long ago.
    public init(metadata: ObjectMeta, conditions: [Condition]) {
      var since: Int64?
      if let scheduled = conditions["PodScheduled"], scheduled.status == "False",
        scheduled.reason == "Unschedulable"
      {
        since = scheduled.lastTransitionTime.flatMap(GoTime.nanoseconds(rfc3339:)) ?? .min
      }
      self.init(metadata: metadata, unschedulableSince: since)
    }
  }

  /// Counts pods of the newest replica set that were unschedulable for longer than a threshold.
  ///
  /// Neither the phase of a pod nor its deletion matters.
  ///
  /// - Parameters:
  ///   - workload: The Deployment.
  ///   - replicaSets: The member's replica sets.
  ///   - pods: The member's pods.
  ///   - threshold: How long a pod must have waited, in nanoseconds; negative counts as zero.
  ///   - now: The current time.
  public static func count(
    of workload: Workload, replicaSets: [ReplicaSet], pods: [MemberPod], threshold: Int64,
    now: Int64
  ) -> Int32 {
    guard let newest = newReplicaSet(of: workload, among: replicaSets) else { return 0 }
    let cutoff = now &- max(0, threshold)
    return Int32(
      truncatingIfNeeded: pods.count { pod in
        guard let since = pod.unschedulableSince, since < cutoff,
          workload.selects(pod.metadata), let owner = pod.metadata.controller
        else { return false }
        return owner.uid == newest.metadata.uid
      })
  }

  /// The oldest replica set with the current template; of equally old ones that of smaller name.
  private static func newReplicaSet(
    of workload: Workload, among replicaSets: [ReplicaSet]
  ) -> ReplicaSet? {
    var best: ReplicaSet?
    for candidate in replicaSets
    where candidate.hasCurrentTemplate && workload.selects(candidate.metadata)
      && candidate.metadata.controller?.uid == workload.uid
    {
      guard let leader = best else {
        best = candidate
        continue
      }
      let created = candidate.createdNanoseconds ?? .min
      let before = leader.createdNanoseconds ?? .min
      if created < before
        || created == before && bytewiseLess(candidate.metadata.name, leader.metadata.name)
      {
        best = candidate
      }
    }
    return best
  }
}

extension UnschedulableReplicas.Workload {
  fileprivate func selects(_ metadata: ObjectMeta) -> Bool {
    metadata.namespace == namespace && selector.matches(metadata.labels)
  }
}

extension ObjectMeta {
  /// The owner that manages the object.
  fileprivate var controller: OwnerReference? {
    ownerReferences.first { $0.controller == true }
  }
}
