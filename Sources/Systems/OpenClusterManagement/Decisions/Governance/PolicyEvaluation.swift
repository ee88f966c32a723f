import GoSemantics

/// When a ConfigurationPolicy is looked at again.
///
/// Mirrors: `config-policy-controller@ecf24b4 controllers/configurationpolicy_controller.go`
/// (shouldEvaluatePolicy), `api/v1/configurationpolicy_types.go` (EvaluationInterval).
public enum PolicyEvaluation {
  /// When to look.
  public enum Next: Sendable, Equatable {
    /// Now.
    case now
    /// After so many nanoseconds.
    case after(Int64)
    /// Not by itself.
    case never
  }

  /// What is known of the policy.
  public struct State: Sendable {
    /// Whether it is being deleted.
    public var isDeleting: Bool
    /// When it was looked at last; nil if never.
    public var lastEvaluated: GoInstant?
    /// Whether its spec changed since.
    public var hasChanged: Bool
    /// What was found.
    public var compliance: ComplianceState
    /// `evaluationInterval.compliant` and `.noncompliant`: empty or `watch`, `never`, or a Go
    /// duration.
    public var compliantInterval: String
    /// The same while not compliant.
    public var nonCompliantInterval: String

    /// A policy's state.
    public init(
      isDeleting: Bool = false, lastEvaluated: GoInstant?, hasChanged: Bool = false,
      compliance: ComplianceState, compliantInterval: String = "",
      nonCompliantInterval: String = ""
    ) {
      self.isDeleting = isDeleting
      self.lastEvaluated = lastEvaluated
      self.hasChanged = hasChanged
      self.compliance = compliance
      self.compliantInterval = compliantInterval
      self.nonCompliantInterval = nonCompliantInterval
    }
  }

  /// When to look at a policy. With `watch`, and with an interval that cannot be read, every event
  /// makes the agent look at once.
  public static func next(_ state: State, now: GoInstant) -> Next {
    guard !state.isDeleting, let last = state.lastEvaluated, !state.hasChanged else { return .now }
    let interval: String
    switch state.compliance {
    case .compliant: interval = state.compliantInterval
    case .nonCompliant: interval = state.nonCompliantInterval
    case .pending, .unknown: return .now
    }
    if interval == "never" { return .never }
    guard interval != "watch", !interval.isEmpty, let duration = try? GoDuration.parse(interval)
    else { return .now }
    let left = last.adding(nanoseconds: duration).nanoseconds(since: now)
    return left > 0 ? .after(left) : .now
  }
}
