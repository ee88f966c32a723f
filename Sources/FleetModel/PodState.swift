/// Where a pod is in its life, in truth; its API server may know less.
@frozen public enum PodState: UInt8, BitwiseCopyable, Sendable {
  /// The slot holds no pod.
  case free
  /// Exists without a node.
  case pending
  /// Bound; its containers start.
  case starting
  /// Would have become ready, but its node or the API server was down at that instant.
  case startDue
  /// Its containers run; it serves while its node is up.
  case running
  /// Has completed, but its node or the API server was down at that instant.
  case completionDue
  /// Deleted in the API while its node was down; it is gone when the node is back.
  case terminating

  /// Whether the pod counts as a replica: exists and is not being deleted.
  @inlinable public var isActive: Bool { self != .free && self != .terminating }
}

/// One pod: 32 bytes.
struct PodRow: BitwiseCopyable {
  var workload: Int32 = -1
  var node: Int32 = -1
  /// Neighbours among the pods of the workload; `nextOfWorkload` links free slots too.
  var nextOfWorkload: Int32 = -1
  var previousOfWorkload: Int32 = -1
  /// Neighbours among the pods of the node.
  var nextOnNode: Int32 = -1
  var previousOnNode: Int32 = -1
  /// When it became ready, in whole seconds as the API keeps it; before that, which binding of its
  /// workload it is.
  var readySince: UInt32 = 0
  /// Counts the lives of this slot, so that stale events are recognised.
  var life: UInt16 = 0
  var state = PodState.free
  /// Whether the API server has it as Ready.
  var isReportedReady = false
}

/// One node: 64 bytes, a cache line.
struct NodeRow: BitwiseCopyable {
  var requestedMemory: Int64 = 0
  var requestedEphemeralStorage: Int64 = 0
  /// What upstream's LeastAllocated counts beyond the requests: 200 MiB where no memory is named.
  var assumedMemory: Int64 = 0
  var requestedMilliCPU: Int32 = 0
  /// The same for CPU: 100m where none is named.
  var assumedMilliCPU: Int32 = 0
  var requestedGPU: Int32 = 0
  /// Bound pods, terminating ones included.
  var podCount: Int32 = 0
  var firstPod: Int32 = -1
  var pool: Int32 = 0
  /// Causes at the node itself.
  var ownCauses: UInt16 = 0
  /// Levels (node, zone, each region above) that are down now; up iff zero.
  var downLevels: UInt16 = 0
  /// Whether the API server holds the pods on it for not ready, as the node lifecycle controller
  /// marks them.
  var podsMarkedNotReady = false
  /// Whether no machine stands behind this row; that counts as a level that is down.
  var isAbsent = false
  /// Counts the machines that have gone from this row.
  var machine: UInt16 = 0
  private var padding: Int64 = 0
}

/// One workload: a service in a cluster. What every change of a pod touches comes first.
struct WorkloadRow: BitwiseCopyable {
  var service: Int32
  var cluster: Int32
  var desired: Int32 = 0
  /// Pods that exist and are not terminating.
  var active: Int32 = 0
  var pending: Int32 = 0
  var serving: Int32 = 0
  var reportedReady: Int32 = 0
  var completed: Int32 = 0
  var firstPod: Int32 = -1
  /// Pods bound so far, which numbers the phases of its random streams.
  var starts: UInt32 = 0
  /// The hash that names its random streams.
  var stream: UInt64
  var unreachable: Int32 = 0
  /// Whether the object exists in the member's API server.
  var exists = false
  var isTouched = false
  /// Changes not yet told to the observers, while many pods change at one instant.
  var servingDelta: Int32 = 0
  var unreachableDelta: Int32 = 0

  init(service: Int32, cluster: Int32, stream: UInt64) {
    self.service = service
    self.cluster = cluster
    self.stream = stream
  }
}

/// One cluster. What every change of a pod touches comes first.
struct ClusterRow: BitwiseCopyable {
  var isServerUp = true
  var isTouched = false
  var hubToMember = RequestOutcome.succeeds
  var agentToHub = RequestOutcome.succeeds
  var agentToMember = RequestOutcome.succeeds
  var readyNodes: Int32 = 0
  /// Nodes that are there.
  var nodes: Int32 = 0
  var requests: UInt64 = 0
  var allocating = NodeResources.zero
  var allocated = NodeResources.zero
  var nodesUp: Int32 = 0
  var zonesUp: Int32 = 0
  var regionsDown: UInt16 = 0
  /// How requests end when the whole place is down.
  var placeOutcome = RequestOutcome.succeeds
  /// Why its API server does not answer, apart from a lost region or all zones lost.
  var ownCauses = OutcomeCounts()
  /// Why hub and member do not reach each other.
  var linkCauses = OutcomeCounts()
  /// Draws of the latency of its link so far.
  var latencyDraws: UInt32 = 0
  var allocatable = NodeResources.zero
  var usageDelta = NodeResources.zero
}

/// How many present causes make requests end in which way.
struct OutcomeCounts: BitwiseCopyable {
  private var refused: UInt16 = 0
  private var timesOut: UInt16 = 0
  private var failsInternally: UInt16 = 0

  /// How requests end under all present causes; silence wins over refusal over an error.
  var outcome: RequestOutcome {
    if timesOut > 0 { return .timesOut }
    if refused > 0 { return .refused }
    if failsInternally > 0 { return .failsInternally }
    return .succeeds
  }

  mutating func add(_ outcome: RequestOutcome) {
    switch outcome {
    case .refused: refused += 1
    case .timesOut: timesOut += 1
    case .failsInternally: failsInternally += 1
    case .succeeds: preconditionFailure("a disruption cannot make requests succeed")
    }
  }

  mutating func remove(_ outcome: RequestOutcome) {
    switch outcome {
    case .refused: refused -= 1
    case .timesOut: timesOut -= 1
    case .failsInternally: failsInternally -= 1
    case .succeeds: preconditionFailure("a disruption cannot make requests succeed")
    }
  }
}
