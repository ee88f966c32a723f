/// The pace a client keeps to: its token bucket.
///
/// Mirrors: `client-go@v0.36.2 util/flowcontrol/throttle.go`; defaults in ``Timing``.
public struct ClientBudget: Sendable, Equatable {
  /// Requests per second; 0 is no limit.
  public var qps: Float
  /// Requests at once.
  public var burst: Int

  /// A budget.
  public init(qps: Float, burst: Int) {
    self.qps = qps
    self.burst = burst
  }

  /// Another rate, with a burst in the same proportion, or another burst.
  func changed(qps: Double?, burst: Int?) -> ClientBudget {
    var budget = self
    if let qps {
      budget.qps = Float(qps)
      let factor = self.qps > 0 ? Double(self.burst) / Double(self.qps) : 1
      budget.burst = Int(max(1, min(1e9, (qps * factor).rounded())))
    }
    if let burst { budget.burst = burst }
    return budget
  }

  /// The wait of the last of some requests that come at once.
  public func wait(forLastOf requests: Int) -> Double {
    guard qps > 0 else { return 0 }
    return Double(max(0, requests - burst)) / Double(qps)
  }
}

/// The size of a control plane: everything that the queueing model can be told.
///
/// Every default names where it comes from: *flag* (upstream's default), *calibrated* (fitted to a
/// published figure, see `docs/explanation/fidelity.md`), *assumed* (nobody has published it).
///
/// Mirrors: `kubernetes@v1.36.2 cmd/kube-apiserver/app/options`,
/// `staging/src/k8s.io/apiserver/pkg/util/flowcontrol/request/config.go`,
/// `community@24e7d8f sig-scalability/configs-and-limits/provider-configs.md`.
public struct ControlPlaneParameters: Sendable, Equatable {
  /// `--max-requests-inflight` (flag: 400).
  public var maxRequestsInflight = 400
  /// `--max-mutating-requests-inflight` (flag: 200). The seats of all priority levels are the sum.
  public var maxMutatingRequestsInflight = 200
  /// Cores of the API server; nil for what the project's own scripts give a cluster of that size.
  public var cores: Double?
  /// Seconds that a request may wait for a seat: a quarter of `--request-timeout` (flag: 60 s).
  public var queueWait = 15.0
  /// Seconds until a rejected client tries again: `Retry-After` (client-go: 1 s).
  public var retryAfter = 1.0
  /// CPU seconds of a write (calibrated: with etcd the 99th percentile of most calls is "tens of
  /// milliseconds" at 1,000 nodes).
  public var writeCPU = 0.002
  /// CPU seconds of reading one object (assumed: a quarter of a write).
  public var readCPU = 0.000_5
  /// CPU seconds per object of a list that the cache serves (calibrated: the 99th percentile of
  /// listing 150,000 pods is 1.5 s).
  public var listCPUPerObject = 2.171e-6
  /// The same when every object comes from etcd, as before v1.31 (calibrated: 5 s).
  public var listStorePerObject = 7.238e-6
  /// CPU seconds to tell one watcher of one change (assumed).
  public var watchCPU = 0.000_01
  /// Seconds from a write until a watcher knows (the Kubernetes 1.2 report says that the cache lags
  /// by tens of milliseconds).
  public var watchLag = 0.02
  /// Watchers of a pod beside its kubelet: scheduler, controllers (assumed).
  public var podWatchers = 10.0
  /// Whether every node watches endpoints, as kube-proxy does.
  public var nodesWatchEndpoints = true
  /// Reads of single objects per second by others than the cluster's own controllers.
  public var userReads = 0.0
  /// Lists of all pods per second by others.
  public var userLists = 0.0
  /// Objects per seat of a list, most seats of one request, watchers per seat of a write and the
  /// seconds for which it holds them (upstream's work estimator: 100, 10, 10, 5 ms).
  public var objectsPerSeat = 100.0
  public var mostSeats = 10.0
  public var watchesPerSeat = 10.0
  public var eventSeconds = 0.005
  /// The store.
  public var etcd = EtcdModel()
  /// The scheduler.
  public var scheduler = SchedulerServiceTime()
  /// What pods ask of the scheduler.
  public var schedulerFeature = SchedulerServiceTime.Feature.plain
  /// The scheduler's client: `clientConnection.qps` and `.burst` (flag: 50, 100); nil for what the
  /// member has anyway.
  public var schedulerQPS: Double?
  public var schedulerBurst: Int?
  /// `--kube-api-qps` and `--kube-api-burst` of the controller manager (flag: 20, 30).
  public var controllerQPS: Double?
  public var controllerBurst: Int?
  /// Seconds between renewals of a node's lease, and between writes of an unchanged status.
  public var leasePeriod = Timing.nodeLeaseRenewal
  public var nodeStatusPeriod = 300.0

  /// The defaults.
  public init() {}

  /// Seats of all priority levels.
  public var seats: Double { Double(maxRequestsInflight) + Double(maxMutatingRequestsInflight) }

  /// The scheduler's client, given what it has by default.
  public func schedulerClient(_ usual: ClientBudget) -> ClientBudget {
    usual.changed(qps: schedulerQPS, burst: schedulerBurst)
  }

  /// The controller manager's client, given what it has by default.
  public func controllerClient(_ usual: ClientBudget) -> ClientBudget {
    usual.changed(qps: controllerQPS, burst: controllerBurst)
  }

  /// Cores that the project's scripts give the control plane of a cluster of that many nodes on
  /// GCE; 64 for the test with 5,000 nodes.
  public static func cores(forNodes nodes: Int) -> Double {
    switch nodes {
    case ...5: 1
    case ...10: 2
    case ...100: 4
    case ...250: 8
    case ...500: 16
    case ...1_000: 32
    default: 64
    }
  }
}
