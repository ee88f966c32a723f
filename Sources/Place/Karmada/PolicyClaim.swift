import Karmada

/// The policy that claims a resource.
public struct PolicyClaim: Sendable {
  /// A policy that matches too but does not claim.
  public struct Other: Sendable, Equatable {
    /// Its kind, and its namespace and name with a slash.
    public var kind: String
    public var name: String
    /// Why it stands back.
    public var reason: String
  }

  /// Its kind, and its namespace and name with a slash.
  public var kind: String
  public var name: String
  /// `spec.priority`.
  public var priority: Int32
  /// Which of its selectors decided.
  public var closeness: PolicySelection.Closeness
  /// Whether it claims because it did so before, and not because it is the best.
  public var isSticky: Bool
  /// Policies that match too.
  public var others: [Other]
  /// What a reader should know of the policy.
  var notes: [String] = []
  /// The policy with its defaults.
  var spec: PropagationSpec
  /// Its placement, ready for the scheduler.
  var placement: PlacementRules

  init(
    _ policy: ClaimingPolicy, _ closeness: PolicySelection.Closeness, isSticky: Bool,
    resource: PolicySelection.Resource, among all: [ClaimingPolicy]
  ) {
    kind = policy.kind
    name = policy.title
    priority = policy.spec.priority ?? 0
    self.closeness = closeness
    self.isSticky = isSticky
    spec = policy.spec
    placement = policy.spec.placement.map { PlacementRules($0) } ?? PlacementRules()
    others = []
    for other in all where other.kind != policy.kind || other.title != policy.title {
      guard let match = other.closeness(to: resource) else { continue }
      others.append(
        Other(kind: other.kind, name: other.title, reason: reason(against: other, match)))
    }
    if let scheduler = spec.schedulerName, scheduler != "default-scheduler" {
      notes.append("The policy asks for the scheduler \(scheduler), which may decide otherwise.")
    }
    if spec.suspension?.dispatching == true {
      notes.append("The policy suspends dispatching: nothing reaches the clusters.")
    } else if let held = spec.suspension?.dispatchingOnClusters?.clusterNames, !held.isEmpty {
      notes.append(
        "The policy suspends dispatching to \(ReportText.names(held, limit: 5)).")
    }
    if let affinity = spec.placement?.workloadAffinity,
      affinity.affinity != nil || affinity.antiAffinity != nil
    {
      notes.append(
        "The policy has a workload affinity, which needs the feature gate WorkloadAffinity (off by"
          + " default) and is not looked at here.")
    }
  }

  /// Why another policy that matches stands back.
  private func reason(
    against other: ClaimingPolicy, _ match: PolicySelection.Closeness
  ) -> String {
    let priority = other.spec.priority ?? 0
    if isSticky {
      let couldTake =
        other.kind == kind ? priority > self.priority : other.kind == "PropagationPolicy"
      return other.spec.preemption == "Always" && couldTake
        ? "it would preempt only with the feature gate PropagationPolicyPreemption (off by default)"
        : "a claim stays with the policy that has it"
    }
    if other.kind != kind { return "a policy of the namespace comes first" }
    if priority != self.priority { return "priority \(priority)" }
    if match != closeness { return match.text }
    return "its name sorts later"
  }
}

extension PolicySelection.Closeness {
  /// The closeness in words.
  var text: String {
    switch self {
    case .none: "does not match"
    case .all: "matches all of the kind"
    case .labels: "matches by labels"
    case .name: "names the resource"
    }
  }

  /// The closeness in a word.
  var word: String {
    switch self {
    case .none: "None"
    case .all: "Kind"
    case .labels: "Labels"
    case .name: "Name"
    }
  }
}
