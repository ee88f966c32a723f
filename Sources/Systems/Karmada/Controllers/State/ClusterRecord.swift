import EventKernel
import FleetModel
import Karmada

/// What the control plane, and the agent of a pull member, know of one cluster.
///
/// Names, labels, taints and capacity are in the scheduler's ``ClusterSnapshots``; here is the
/// rest.
struct ClusterRecord {
  let name: String
  let syncMode: Topology.SyncMode
  /// Whether the Cluster object exists.
  var exists = false
  var isDeleting = false
  /// Whether the cluster controller has seen the deletion and asked for the Works to go.
  var isCleaning = false
  var hasFinalizer = false
  /// Counts changes of the spec.
  var generation: Int64 = 0
  var ready: ReadyStatus?
  var readyReason = ""
  /// When the Cluster object was created, in whole seconds of the wall clock.
  var createdNanoseconds: Int64 = 0

  // The probe.
  var threshold = ReadyThreshold()
  /// The end of the last probe; its next one comes a period later.
  var lastProbe = VirtualTime.never
  /// Whether the next probe is not an event because it would change nothing.
  var isProbeParked = false
  /// Whether capacity changed since it was published.
  var isCapacityStale = true

  /// The end of the taint manager's last look at this cluster.
  var taintsChecked = VirtualTime.never

  // The lease of a pull member.
  /// The first renewal of the present series; never if the agent does not renew.
  var leasePhase = VirtualTime.never
  /// When renewing stopped working.
  var leaseBrokenSince: VirtualTime?
  /// The first tick of the monitor that saw the present condition.
  var conditionSeen: VirtualTime?
  var expiry = EventHandle.none
  var expiryTime = VirtualTime.never

  /// What the monitor remembers when it ticks naïvely.
  struct Monitored {
    var ready: ReadyStatus?
    var renewal: VirtualTime?
    var probe: VirtualTime
  }
  var monitored: Monitored?

  /// The watch that carries the workloads' status: of the hub on a push member.
  var memberWatch: Reflector
  /// The agent's watches of its Cluster object and its Works.
  var agentClusterWatch: Reflector
  var agentWorkWatch: Reflector
  /// What the agent knows of its own Cluster object.
  var agentReady: ReadyStatus?
  var agentReason = ""
  var agentGeneration: Int64 = 0
  /// Works that changed while the agent's watch was broken.
  var missedWorks: [Int32] = []

  var isReady: Bool { ready == .yes }
}
