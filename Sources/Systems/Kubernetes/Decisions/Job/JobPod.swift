/// What a job knows of one of its pods. Times are nanoseconds of one clock.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/job/job_controller.go`, `backoff_utils.go`.
public struct JobPod: Sendable, Equatable {
  /// How a container ended.
  public struct Exit: Sendable, Equatable {
    /// Its name.
    public var container: String
    /// Its exit code.
    public var code: Int32

    /// Creates an ending.
    public init(container: String, code: Int32) {
      self.container = container
      self.code = code
    }
  }

  /// Where a pod is in its life.
  public enum Phase: Sendable, Equatable {
    /// `Pending` or `Running`, as ``JobPod/order`` says.
    case active
    /// `Succeeded`.
    case succeeded
    /// `Failed`.
    case failed
  }

  /// Its unique id.
  public var id: UInt64
  /// Where it is in its life.
  public var phase: Phase
  /// Whether it is being deleted.
  public var isDeleting = false
  /// Whether finalizer `batch.kubernetes.io/job-tracking` is on it.
  public var hasFinalizer = true
  /// What decides the order of deletion, and whether it is ready.
  public var order = PodDeletionOrder()
  /// When it finished: its last container's end, else when it stopped to be ready, else when it
  /// was deleted.
  public var finished: Int64 = 0
  /// How its containers ended.
  public var exitCodes: [Exit] = []
  /// Its conditions.
  public var conditions: [JobSpec.PodCondition] = []
  /// Restarts of all its containers.
  public var restarts: Int32 = 0
  /// Annotation `batch.kubernetes.io/job-completion-index`.
  public var completionIndex: Int?
  /// Annotation `batch.kubernetes.io/job-index-failure-count`.
  public var indexFailures: Int32 = 0
  /// Annotation `batch.kubernetes.io/job-index-ignored-failure-count`.
  public var ignoredIndexFailures: Int32 = 0

  /// A pod.
  public init(id: UInt64, phase: Phase = .active) {
    self.id = id
    self.phase = phase
  }

  var isActive: Bool { phase == .active && !isDeleting }
  var isTerminating: Bool { phase == .active && isDeleting }

  func isFailed(_ spec: JobSpec) -> Bool {
    phase == .failed || (!spec.replacesFailedOnly && isDeleting && phase != .succeeded)
  }
}

/// A pod that a job makes.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/job/job_controller.go` (manageJob).
public struct NewJobPod: Sendable, Equatable {
  /// Annotation and label `batch.kubernetes.io/job-completion-index`.
  public var completionIndex: Int?
  /// Annotation `batch.kubernetes.io/job-index-failure-count`.
  public var indexFailures: Int32 = 0
  /// Annotation `batch.kubernetes.io/job-index-ignored-failure-count`.
  public var ignoredIndexFailures: Int32 = 0

  /// A pod of an index, or of none.
  public init(completionIndex: Int? = nil) {
    self.completionIndex = completionIndex
  }
}
