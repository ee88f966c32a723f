import EventKernel
import FleetModel
import Karmada
import KubernetesAPI

// The cluster controller (taints by condition, finalizer, removal) and the controller of
// ClusterTaintPolicies; and what follows from any write to a Cluster object.
// Mirrors: `karmada@f8fdd02 pkg/controllers/cluster/cluster_controller.go`,
// `pkg/controllers/taint/clustertaintpolicy_controller.go`.

extension ControlPlaneCore {
  /// What changed in a Cluster object.
  struct ClusterWrite: OptionSet {
    let rawValue: UInt8
    static let spec = ClusterWrite(rawValue: 1)
    static let labels = ClusterWrite(rawValue: 2)
    static let condition = ClusterWrite(rawValue: 4)
    static let deletion = ClusterWrite(rawValue: 8)
    static let creation = ClusterWrite(rawValue: 16)
  }

  /// A Cluster object was written: every controller that watches clusters is told.
  func clusterChanged(_ cluster: ClusterID, _ write: ClusterWrite, before: ClusterSnapshot? = nil) {
    let place = cluster.position
    if write.contains(.spec) || write.contains(.deletion) { clusters[place].generation += 1 }
    if write.contains(.condition) || write.contains(.creation) {
      add(.taintPolicy, UInt64(cluster))
    }
    add(.cluster, UInt64(cluster))
    if evictsByTaint { add(.taintManager, UInt64(cluster)) }
    if !write.isDisjoint(with: [.spec, .labels, .deletion]) {
      enqueueAffectedBindings(cluster, before: before)
    }
    if !write.isDisjoint(with: [.spec, .deletion, .creation]) { clusterSpecSeenByProbe(cluster) }
    if write.contains(.condition) { conditionWritten(cluster) }
  }

  /// A cluster's spec changed: the status controller that serves it reconciles at once.
  private func clusterSpecSeenByProbe(_ cluster: ClusterID) {
    let place = cluster.position
    if clusters[place].syncMode == .push {
      add(.clusterStatus, UInt64(cluster))
    } else if clusters[place].agentClusterWatch.isWatching {
      agentSeesCluster(cluster)
    }
  }

  // MARK: Objects

  /// Adds a cluster that may join; its snapshot has what the Cluster object says.
  @discardableResult
  public func declareCluster(
    _ snapshot: ClusterSnapshot, syncMode: Topology.SyncMode
  ) -> ClusterID {
    let cluster = ClusterID(clusters.count)
    clusterNamed[snapshot.name] = cluster
    clusters.append(
      ClusterRecord(
        name: snapshot.name, syncMode: syncMode,
        // Workloads are watched from the first one that is applied.
        memberWatch: Reflector(
          stream: stream(snapshot.name, "member-watch"), isStarted: false),
        agentClusterWatch: Reflector(stream: stream(snapshot.name, "agent-cluster-watch")),
        agentWorkWatch: Reflector(stream: stream(snapshot.name, "agent-work-watch"))))
    joining.append(snapshot)
    return cluster
  }

  /// Plans the creation of a Cluster object.
  public func planJoin(_ cluster: ClusterID, at time: VirtualTime) {
    simulation.schedule(component, code: Code.join, argument: UInt64(cluster), at: time)
  }

  /// The Cluster object is created.
  func join(_ cluster: ClusterID) {
    let place = cluster.position
    guard !clusters[place].exists else { return }
    var snapshot = joining[place]
    snapshot.isDeleting = false
    clusters[place].exists = true
    clusters[place].isDeleting = false
    clusters[place].isCleaning = false
    clusters[place].hasFinalizer = false
    clusters[place].generation = 1
    clusters[place].ready = nil
    clusters[place].agentReady = nil
    clusters[place].agentReason = ""
    clusters[place].threshold = ReadyThreshold()
    clusters[place].lastProbe = .never
    clusters[place].createdNanoseconds = wallSeconds
    clusters[place].isCapacityStale = true
    snapshots.upsert(snapshot)
    trace?.changed(.clusterExists(cluster, true))
    watchConnectivity(cluster)
    clusterChanged(cluster, .creation)
    if clusters[place].syncMode == .pull {
      clusters[place].agentGeneration = 1
      add(.agentClusterStatus, UInt64(cluster), at: now + settings.agentStartTime)
      if connectivity.agentToHub(cluster) != .succeeds { planExpiry(cluster) }
    }
  }

  /// A person edits taints: `added` replace those with the same key and effect.
  public func editTaints(of cluster: ClusterID, add added: [Taint], remove removed: [Taint]) {
    guard let place = snapshots.index(of: clusters[cluster.position].name) else { return }
    var taints = snapshots[place].taints
    for taint in removed {
      taints.removeAll { $0.taint.key == taint.key && $0.taint.effect == taint.effect }
    }
    for taint in added {
      taints.removeAll { $0.taint.key == taint.key && $0.taint.effect == taint.effect }
      taints.append(ClusterTaint(taint, addedNanoseconds: wallSeconds))
    }
    writeTaints(taints, to: cluster)
  }

  /// A person edits labels.
  public func editLabels(of cluster: ClusterID, _ labels: [String: String]) {
    guard let place = snapshots.index(of: clusters[cluster.position].name) else { return }
    let before = snapshots[place]
    guard before.labels != labels else { return }
    snapshots[place].labels = labels
    clusterChanged(cluster, .labels, before: before)
  }

  /// A person edits the parts of the spec that the scheduler reads.
  public func editTopology(
    of cluster: ClusterID, provider: String, region: String, zones: [String]
  ) {
    guard let place = snapshots.index(of: clusters[cluster.position].name) else { return }
    let before = snapshots[place]
    snapshots[place].provider = provider
    snapshots[place].region = region
    snapshots[place].zones = zones
    clusterChanged(cluster, .spec, before: before)
  }

  /// A person deletes the Cluster object.
  public func deleteCluster(_ cluster: ClusterID) {
    let place = cluster.position
    guard clusters[place].exists, !clusters[place].isDeleting,
      let index = snapshots.index(of: clusters[place].name)
    else { return }
    clusters[place].isDeleting = true
    snapshots[index].isDeleting = true
    trace?.changed(.clusterDeleting(cluster))
    clusterChanged(cluster, .deletion)
  }

  // MARK: Cluster controller

  /// Brings the taints of a cluster in line with its condition, or goes on removing it.
  func reconcileCluster(_ cluster: ClusterID) -> ReconcileOutcome {
    let place = cluster.position
    guard clusters[place].exists, let index = snapshots.index(of: clusters[place].name) else {
      return .done
    }
    if clusters[place].isDeleting { return removeCluster(cluster) }
    let taints = ConditionTaints.reconcile(
      snapshots[index].taints, ready: clusters[place].ready, now: wallSeconds)
    if taints != snapshots[index].taints {
      charge(2)
      writeTaints(taints, to: cluster)
    }
    if !clusters[place].hasFinalizer {
      clusters[place].hasFinalizer = true
      charge(2)
    }
    return .done
  }

  private func removeCluster(_ cluster: ClusterID) -> ReconcileOutcome {
    let place = cluster.position
    let interval = VirtualDuration.nanoseconds(settings.timing.clusterRemovalRecheckNanoseconds)
    let isSilentPull = clusters[place].syncMode == .pull && !clusters[place].isReady
    var hasWorks = false
    for index in bindings.indices {
      guard let work = bindings[index].workIndex(of: cluster) else { continue }
      if !bindings[index].works[work].isDeleting { deleteWork(ServiceID(index), cluster) }
      if isSilentPull {
        // Nobody is there to take the finalizer off.
        removeWork(ServiceID(index), cluster)
      } else {
        hasWorks = true
      }
    }
    charge(2)
    if !clusters[place].isCleaning {
      clusters[place].isCleaning = true
      return .requeueAfter(interval)
    }
    if hasWorks { return .requeueAfter(interval) }
    for index in bindings.indices
    where bindings[index].exists && bindings[index].targets.contains(cluster) {
      return .requeueAfter(interval)
    }
    clusters[place].exists = false
    clusters[place].ready = nil
    simulation.cancel(clusters[place].expiry)
    snapshots.remove(name: clusters[place].name)
    trace?.changed(.clusterExists(cluster, false))
    return .done
  }

  // MARK: Taint policies

  /// Adds a ClusterTaintPolicy, or replaces the one of that name; order of addition is order of
  /// application.
  public func applyTaintPolicy(name: String, _ rule: ClusterTaintRule) {
    if let place = taintRules.firstIndex(where: { $0.name == name }) {
      taintRules[place].rule = rule
    } else {
      taintRules.append((name, rule))
    }
    for index in clusters.indices where clusters[index].exists {
      add(.taintPolicy, UInt64(index))
    }
  }

  /// Deletes a ClusterTaintPolicy; its taints stay.
  public func removeTaintPolicy(name: String) {
    taintRules.removeAll { $0.name == name }
  }

  /// Applies all taint policies to one cluster.
  func reconcileTaintPolicies(_ cluster: ClusterID) -> ReconcileOutcome {
    guard !taintRules.isEmpty, clusters[cluster.position].exists,
      let place = snapshots.index(of: clusters[cluster.position].name)
    else { return .done }
    var conditions: [ClusterTaintPolicies.Condition] = []
    if let ready = clusters[cluster.position].ready {
      conditions.append((type: "Ready", status: ready.rawValue))
      if ready == .yes {
        conditions.append((type: "CompleteAPIEnablements", status: "True"))
      }
    }
    var taints = snapshots[place].taints
    for (_, rule) in taintRules {
      if let target = rule.targetClusters, !target.matches(snapshots[place]) { continue }
      taints = ClusterTaintPolicies.apply(
        rule, to: taints, conditions: conditions, now: wallSeconds)
    }
    if taints != snapshots[place].taints {
      charge(2)
      writeTaints(taints, to: cluster)
    }
    return .done
  }

  /// Writes the taints of a cluster.
  private func writeTaints(_ taints: [ClusterTaint], to cluster: ClusterID) {
    guard let place = snapshots.index(of: clusters[cluster.position].name) else { return }
    let before = snapshots[place]
    guard before.taints != taints else { return }
    snapshots[place].taints = taints
    if trace != nil {
      for entry in before.taints where !taints.contains(where: { $0.taint == entry.taint }) {
        trace?.changed(.clusterTaint(cluster, entry.taint, isAdded: false))
      }
      for entry in taints where !before.taints.contains(where: { $0.taint == entry.taint }) {
        trace?.changed(.clusterTaint(cluster, entry.taint, isAdded: true))
      }
    }
    clusterChanged(cluster, .spec, before: before)
  }
}
