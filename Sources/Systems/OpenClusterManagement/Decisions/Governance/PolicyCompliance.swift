/// How well a cluster, or all of them, meets a policy.
///
/// Mirrors: `governance-policy-propagator@19b1b7b api/v1/policy_types.go`.
public enum ComplianceState: String, Sendable {
  /// Everything is as wanted.
  case compliant = "Compliant"
  /// Something is not.
  case nonCompliant = "NonCompliant"
  /// It waits for something.
  case pending = "Pending"
  /// Nobody has looked yet.
  case unknown = ""

  /// The state of a whole policy: one cluster that is not compliant makes it so, then one that
  /// waits, then one that is unknown; without clusters it is unknown.
  ///
  /// Mirrors: `governance-policy-propagator@19b1b7b controllers/common/common_status_update.go`
  /// (CalculateRootCompliance).
  public static func root(of clusters: [ComplianceState]) -> ComplianceState {
    if clusters.isEmpty { return .unknown }
    if clusters.contains(.nonCompliant) { return .nonCompliant }
    if clusters.contains(.pending) { return .pending }
    return clusters.contains(.unknown) ? .unknown : .compliant
  }
}

/// What a template of a ConfigurationPolicy wants of one object, and what comes of it.
///
/// Mirrors: `config-policy-controller@ecf24b4 controllers/configurationpolicy_controller.go`
/// (handleSingleObj).
public enum ObjectCompliance: String, Sendable {
  /// The object exists and has at least these fields.
  case mustHave = "musthave"
  /// The object exists and has these fields and no others.
  case mustOnlyHave = "mustonlyhave"
  /// The object does not exist.
  case mustNotHave = "mustnothave"

  /// Reads a template's `complianceType`, in any case.
  public init?(_ text: String) {
    self.init(rawValue: text.lowercased())
  }

  /// What the object is like.
  public enum Observation: Sendable {
    /// It does not exist.
    case absent
    /// It exists and has the fields wanted; `mustonlyhave` also wants no others.
    case matching
    /// It exists and differs.
    case differing
  }

  /// What an agent does about an object.
  public enum Remedy: String, Sendable {
    /// Nothing.
    case none
    /// It makes the object.
    case create
    /// It changes the object.
    case update
    /// It deletes the object.
    case delete
  }

  /// Whether the object is as wanted.
  public func state(_ observation: Observation) -> ComplianceState {
    switch (self, observation) {
    case (.mustNotHave, .absent): .compliant
    // A template that names its object means it whatever its fields; of one that does not, only
    // objects with its fields exist.
    case (.mustNotHave, .matching), (.mustNotHave, .differing): .nonCompliant
    case (_, .matching): .compliant
    case (_, .absent), (_, .differing): .nonCompliant
    }
  }

  /// What is reported at once, and what is done: `inform` reports only, `enforce` puts things
  /// right, so that the policy is compliant when it succeeded.
  ///
  /// - Parameter remediationAction: `inform` or `enforce`, in any case; anything else informs.
  public func outcome(
    _ observation: Observation, remediationAction: String
  ) -> (reported: ComplianceState, remedy: Remedy) {
    let state = state(observation)
    guard state == .nonCompliant, remediationAction.lowercased() == "enforce" else {
      return (state, .none)
    }
    switch (self, observation) {
    case (.mustNotHave, _): return (.compliant, .delete)
    case (_, .absent): return (.compliant, .create)
    default: return (.compliant, .update)
    }
  }
}
