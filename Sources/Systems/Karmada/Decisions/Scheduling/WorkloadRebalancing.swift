import GoSemantics

/// Asks the scheduler to place workloads anew.
///
/// Times are nanoseconds on the caller's clock; upstream keeps whole seconds.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/workloadrebalancer/workloadrebalancer_controller.go`.
public enum WorkloadRebalancing {
  /// What became of one workload.
  public enum Outcome: Sendable, Equatable {
    /// Not yet tried, or to be retried.
    case pending
    /// Its binding was asked for a new placement, or had been asked later than this request.
    case successful
    /// It has no binding (`ReferencedBindingNotFound`), which is final.
    case failed
  }

  /// A workload with what became of it.
  public struct Observed: Sendable, Equatable {
    /// The workload.
    public var workload: WorkloadRebalancer.Workload
    /// What became of it.
    public var outcome: Outcome

    /// - Parameters:
    ///   - workload: The workload.
    ///   - outcome: What became of it.
    public init(_ workload: WorkloadRebalancer.Workload, _ outcome: Outcome = .pending) {
      self.workload = workload
      self.outcome = outcome
    }
  }

  /// What is written to the status.
  public struct Status: Sendable, Equatable {
    /// The workloads in order of version, kind, namespace and name.
    public var workloads: [Observed]
    /// The generation that this is about.
    public var observedGeneration: Int64
    /// When the last version of the request was through.
    public var finished: Int64?

    /// - Parameters:
    ///   - workloads: The workloads.
    ///   - observedGeneration: The generation that this is about.
    ///   - finished: When the request was through.
    public init(workloads: [Observed] = [], observedGeneration: Int64 = 0, finished: Int64? = nil) {
      self.workloads = workloads
      self.observedGeneration = observedGeneration
      self.finished = finished
    }
  }

  /// What is found where a workload's binding should be.
  public enum Lookup: Sendable, Equatable {
    /// A binding, with its `rescheduleTriggeredAt`.
    case binding(triggered: Int64?)
    /// None.
    case notFound
    /// The API server did not answer, or refused the change.
    case error
  }

  /// What one reconciliation leads to.
  public struct Result: Sendable, Equatable {
    /// The new status.
    public var status: Status
    /// The workloads whose bindings get `rescheduleTriggeredAt` = the creation time of the request.
    public var triggered: [WorkloadRebalancer.Workload]
    /// Whether some workloads must be tried again, with back-off.
    public var needsRetry: Bool
  }

  /// Takes the listed workloads into the status, and asks for a new placement of those that were
  /// not asked for yet.
  ///
  /// Workloads that are no longer listed stay in the status if they were successful.
  ///
  /// - Parameters:
  ///   - workloads: The workloads of the request.
  ///   - status: The status so far.
  ///   - generation: The generation of the request.
  ///   - created: When the request was created.
  ///   - now: The current time.
  ///   - lookup: Finds a workload's binding.
  public static func reconcile(
    _ workloads: [WorkloadRebalancer.Workload], status: Status, generation: Int64, created: Int64,
    now: Int64, lookup: (WorkloadRebalancer.Workload) -> Lookup
  ) -> Result {
    var result = Result(
      status: Status(
        workloads: observed(workloads, status.workloads), observedGeneration: generation,
        finished: status.finished),
      triggered: [], needsRetry: false)
    for index in result.status.workloads.indices
    where result.status.workloads[index].outcome == .pending {
      let workload = result.status.workloads[index].workload
      switch lookup(workload) {
      case .binding(let triggered):
        if triggered.map({ created > $0 }) ?? true { result.triggered.append(workload) }
        result.status.workloads[index].outcome = .successful
      case .notFound: result.status.workloads[index].outcome = .failed
      case .error: result.needsRetry = true
      }
    }
    if result.status != status, !result.needsRetry { result.status.finished = now }
    return result
  }

  private static func observed(
    _ workloads: [WorkloadRebalancer.Workload], _ before: [Observed]
  ) -> [Observed] {
    var open = Set(workloads)
    var result: [Observed] = []
    for item in before {
      if open.remove(item.workload) != nil || item.outcome == .successful { result.append(item) }
    }
    // order-free: sorted below
    result += open.map { Observed($0) }
    stableSort(&result) { bytewiseLess(sortKey($0.workload), sortKey($1.workload)) }
    return result
  }

  private static func sortKey(_ workload: WorkloadRebalancer.Workload) -> String {
    "\(workload.apiVersion) \(workload.kind) \(workload.namespace) \(workload.name)"
  }

  /// How long a finished request is kept, in nanoseconds; not positive means that it is deleted now.
  ///
  /// - Parameters:
  ///   - finished: When it was through.
  ///   - ttlSeconds: `ttlSecondsAfterFinished`.
  ///   - now: The current time.
  public static func timeLeft(finished: Int64, ttlSeconds: Int32, now: Int64) -> Int64 {
    finished &+ Int64(ttlSeconds) * 1_000_000_000 &- now
  }
}
