/// What clients ask a cluster's API server for, as far as its cost differs.
///
/// Mirrors: `kubernetes@v1.36.2 staging/src/k8s.io/apiserver/pkg/apis/flowcontrol/bootstrap/default.go`
/// (which flow schema catches whom).
public enum RequestClass: UInt8, CaseIterable, Sendable {
  /// A workload controller creates a pod.
  case createPod
  /// A controller deletes a pod, and its kubelet confirms.
  case deletePod
  /// The scheduler binds a pod.
  case bindPod
  /// A kubelet writes the status of a pod.
  case updatePodStatus
  /// Somebody records an event.
  case createEvent
  /// The endpoint slices of a Service change, which every node watches.
  case updateEndpoints
  /// A kubelet renews the lease of its node.
  case renewLease
  /// A kubelet writes the status of its node.
  case updateNodeStatus
  /// Somebody reads one object.
  case get
  /// Somebody lists the pods of the cluster.
  case listPods

  /// Whether it writes to the store.
  public var isMutating: Bool { self != .get && self != .listPods }

  /// The level that catches it.
  public var level: PriorityLevel {
    switch self {
    case .createPod, .deletePod, .bindPod, .createEvent, .updateEndpoints: .workloadHigh
    case .updatePodStatus: .system
    case .renewLease, .updateNodeStatus: .nodeHigh
    case .get, .listPods: .workloadLow
    }
  }
}

/// A priority level of the API server with its defaults.
///
/// Mirrors: `kubernetes@v1.36.2 staging/src/k8s.io/apiserver/pkg/apis/flowcontrol/bootstrap/default.go`.
public enum PriorityLevel: UInt8, CaseIterable, Sendable {
  /// Everybody whom no schema names; turned away, never queued.
  case catchAll
  /// Nodes, other than their status and leases.
  case system
  /// Status and leases of nodes.
  case nodeHigh
  /// Leases of controllers.
  case leaderElection
  /// The scheduler, the controller manager, service accounts of the system.
  case workloadHigh
  /// Other service accounts.
  case workloadLow
  /// Other users.
  case globalDefault

  /// Its name upstream.
  public var name: String {
    switch self {
    case .catchAll: "catch-all"
    case .system: "system"
    case .nodeHigh: "node-high"
    case .leaderElection: "leader-election"
    case .workloadHigh: "workload-high"
    case .workloadLow: "workload-low"
    case .globalDefault: "global-default"
    }
  }

  /// `nominalConcurrencyShares`.
  public var shares: Double {
    switch self {
    case .catchAll: 5
    case .system: 30
    case .nodeHigh, .workloadHigh: 40
    case .leaderElection: 10
    case .workloadLow: 100
    case .globalDefault: 20
    }
  }

  /// `lendablePercent`.
  public var lendable: Double {
    switch self {
    case .catchAll, .leaderElection: 0
    case .system: 0.33
    case .nodeHigh: 0.25
    case .workloadHigh, .globalDefault: 0.5
    case .workloadLow: 0.9
    }
  }

  /// Queues; 0 rejects instead.
  public var queues: Int {
    switch self {
    case .catchAll: 0
    case .leaderElection: 16
    case .system, .nodeHigh: 64
    case .workloadHigh, .workloadLow, .globalDefault: 128
    }
  }

  /// Queues among which the requests of one flow are dealt.
  public var handSize: Int {
    switch self {
    case .catchAll: 0
    case .leaderElection: 4
    case .system, .nodeHigh, .workloadHigh, .workloadLow, .globalDefault: 6
    }
  }

  /// `queueLengthLimit`.
  public static let queueLength = 50

  /// How many requests of so many flows may wait.
  public func room(flows: Double) -> Double {
    min(Double(queues), Double(handSize) * max(1, flows)) * Double(Self.queueLength)
  }
}
