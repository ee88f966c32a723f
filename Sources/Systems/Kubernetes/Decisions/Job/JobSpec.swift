/// What a job wants, with the API server's defaults filled in.
///
/// Mirrors: `k8s.io/api@v0.36.2 batch/v1/types.go`, `kubernetes@v1.36.2 pkg/apis/batch/v1/defaults.go`.
public struct JobSpec: Sendable, Equatable {
  /// What a rule of the pod failure policy does.
  public enum FailureAction: String, Sendable {
    /// The job fails.
    case failJob = "FailJob"
    /// The pod's index fails.
    case failIndex = "FailIndex"
    /// The failure is not counted.
    case ignore = "Ignore"
    /// The failure is counted.
    case count = "Count"
  }

  /// When a rule of the pod failure policy applies.
  public enum FailureMatch: Sendable, Equatable {
    /// A container, or any, ended with one of some codes, or with none of them.
    case exitCodes(container: String?, isIn: Bool, values: [Int32])
    /// A condition of the pod has a type and status.
    case conditions([PodCondition])
  }

  /// Type and status of a condition.
  public struct PodCondition: Sendable, Equatable {
    /// Such as `DisruptionTarget`.
    public var type: String
    /// `True`, `False` or `Unknown`.
    public var status: String

    /// Creates a condition.
    public init(type: String, status: String = "True") {
      self.type = type
      self.status = status
    }
  }

  /// A rule of the pod failure policy.
  public struct FailureRule: Sendable, Equatable {
    /// What happens.
    public var action: FailureAction
    /// When.
    public var match: FailureMatch

    /// Creates a rule.
    public init(action: FailureAction, match: FailureMatch) {
      self.action = action
      self.match = match
    }
  }

  /// A rule of the success policy.
  public struct SuccessRule: Sendable, Equatable {
    /// Indexes that must succeed, as text.
    public var succeededIndexes: String?
    /// How many of them, or of all, suffice.
    public var succeededCount: Int32?

    /// Creates a rule.
    public init(succeededIndexes: String? = nil, succeededCount: Int32? = nil) {
      self.succeededIndexes = succeededIndexes
      self.succeededCount = succeededCount
    }
  }

  /// `spec.parallelism`.
  public var parallelism: Int32
  /// `spec.completions`; nil if one success ends the job.
  public var completions: Int32?
  /// `spec.backoffLimit`.
  public var backoffLimit: Int32
  /// `spec.backoffLimitPerIndex`.
  public var backoffLimitPerIndex: Int32?
  /// `spec.maxFailedIndexes`.
  public var maxFailedIndexes: Int32?
  /// `spec.activeDeadlineSeconds`.
  public var activeDeadlineSeconds: Int64?
  /// `spec.suspend`.
  public var isSuspended = false
  /// Whether `spec.completionMode` is `Indexed`.
  public var isIndexed = false
  /// Whether pods that are being deleted are replaced only when they are gone:
  /// `spec.podReplacementPolicy: Failed`, which a pod failure policy implies.
  public var replacesFailedOnly = false
  /// Rules of `spec.podFailurePolicy`; nil without a policy.
  public var podFailurePolicy: [FailureRule]? {
    didSet { if podFailurePolicy != nil { replacesFailedOnly = true } }
  }
  /// Rules of `spec.successPolicy`; nil without a policy.
  public var successPolicy: [SuccessRule]?
  /// Whether the pods' `restartPolicy` is `OnFailure`.
  public var restartsOnFailure = false

  /// A job, with the API server's defaults for what is nil.
  public init(
    parallelism: Int32? = nil, completions: Int32? = nil, backoffLimit: Int32? = nil,
    backoffLimitPerIndex: Int32? = nil
  ) {
    self.parallelism = parallelism ?? 1
    self.completions = parallelism == nil && completions == nil ? 1 : completions
    self.backoffLimit = backoffLimit ?? (backoffLimitPerIndex == nil ? 6 : .max)
    self.backoffLimitPerIndex = backoffLimitPerIndex
  }

  /// The first rule of the failure policy that a failed pod matches: whether the failure counts,
  /// and what else happens.
  func failure(of pod: JobPod) -> (counts: Bool, action: FailureAction?) {
    let rule = podFailurePolicy?.first { rule in
      switch rule.match {
      case .exitCodes(let container, let isIn, let values):
        pod.exitCodes.contains { ended in
          ended.code != 0 && (container == nil || container == ended.container)
            && values.contains(ended.code) == isIn
        }
      case .conditions(let patterns): pod.conditions.contains(where: patterns.contains)
      }
    }
    return (rule?.action != .ignore, rule?.action)
  }

  /// The position of the success rule that is met.
  func metSuccessRule(_ succeeded: CompletionIndexes) -> Int? {
    if succeeded.isEmpty { return nil }
    return successPolicy?.firstIndex { rule in
      guard let text = rule.succeededIndexes else {
        return rule.succeededCount.map { succeeded.count >= Int($0) } ?? false
      }
      let required = CompletionIndexes(parsing: text, completions: Int(completions ?? 0))
      if required.isEmpty { return false }
      let met = required.overlap(succeeded)
      return met == required.count || (rule.succeededCount.map { met >= Int($0) } ?? false)
    }
  }
}
