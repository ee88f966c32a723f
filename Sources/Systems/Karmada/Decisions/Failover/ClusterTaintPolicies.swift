import KubernetesAPI

/// A ClusterTaintPolicy made ready for applying.
public struct ClusterTaintRule: Sendable, Equatable {
  /// A condition on the conditions of a cluster.
  public struct Match: Sendable, Equatable {
    /// The type of the condition looked at.
    public var conditionType: String
    /// `In` or `NotIn`.
    public var `operator`: String
    /// The statuses that the operator is about.
    public var statusValues: [String]

    /// - Parameters:
    ///   - conditionType: The type of the condition looked at.
    ///   - operator: `In` or `NotIn`.
    ///   - statusValues: The statuses that the operator is about.
    public init(conditionType: String, operator: String, statusValues: [String]) {
      self.conditionType = conditionType
      self.operator = `operator`
      self.statusValues = statusValues
    }
  }

  /// The clusters it is for; `nil` for all.
  public var targetClusters: ClusterAffinityMatch?
  /// When the taints are added.
  public var addOnConditions: [Match]
  /// When they are removed.
  public var removeOnConditions: [Match]
  /// The taints.
  public var taints: [Taint]

  /// - Parameters:
  ///   - targetClusters: The clusters it is for.
  ///   - addOnConditions: When the taints are added.
  ///   - removeOnConditions: When they are removed.
  ///   - taints: The taints.
  public init(
    targetClusters: ClusterAffinityMatch? = nil, addOnConditions: [Match] = [],
    removeOnConditions: [Match] = [], taints: [Taint] = []
  ) {
    self.targetClusters = targetClusters
    self.addOnConditions = addOnConditions
    self.removeOnConditions = removeOnConditions
    self.taints = taints
  }
}

/// Adds and removes taints by what a cluster's conditions say.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/taint/clustertaintpolicy_controller.go`, vectors
/// `karmada/taints.jsonl.gz` (`taints.clusterTaintPolicy`).
public enum ClusterTaintPolicies {
  /// A condition of a cluster: type and status.
  public typealias Condition = (type: String, status: String)

  /// Applies one policy; the caller has checked that it is for the cluster, and applies policies
  /// in the order of their creation, each to the result of the one before.
  ///
  /// - Parameters:
  ///   - rule: The policy.
  ///   - taints: The cluster's taints.
  ///   - conditions: The cluster's conditions.
  ///   - now: The time given to taints that are added.
  public static func apply(
    _ rule: ClusterTaintRule, to taints: [ClusterTaint], conditions: [Condition], now: Int64
  ) -> [ClusterTaint] {
    var taints = taints
    if matches(rule.addOnConditions, conditions) {
      for taint in rule.taints where !taints.contains(where: { $0.taint.hasSamePlace(as: taint) }) {
        taints.append(ClusterTaint(taint, addedNanoseconds: now))
      }
    }
    if matches(rule.removeOnConditions, conditions) {
      for taint in rule.taints {
        if let place = taints.firstIndex(where: { $0.taint.hasSamePlace(as: taint) }) {
          taints.remove(at: place)
        }
      }
    }
    return taints
  }

  /// Whether every condition of a policy is met; an empty list never is.
  public static func matches(
    _ matches: [ClusterTaintRule.Match], _ conditions: [Condition]
  ) -> Bool {
    guard !matches.isEmpty else { return false }
    for match in matches {
      var isMet = false
      for condition in conditions where condition.type == match.conditionType {
        let isListed = match.statusValues.contains(condition.status)
        switch match.operator {
        // Once met, In stays met; of several conditions of one type the last decides for NotIn.
        case "In": if isListed { isMet = true }
        case "NotIn": isMet = !isListed
        default: return false
        }
      }
      if !isMet { return false }
    }
    return true
  }
}
