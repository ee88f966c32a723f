import KubernetesAPI

/// The scheduler's word on one cluster, in numbers; it is put into words only where it is shown.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/frameworkutils.go`.
public struct SchedulingDecision: Sendable, Equatable, BitwiseCopyable {
  /// Why.
  public enum Reason: Sendable, Equatable, BitwiseCopyable {
    /// As a binding keeps it; the place is the binding's in the list that the pass was given.
    case kept
    /// The cluster is among the best.
    case picked
    /// The cluster passes the filters, but others score higher.
    case lowScore
    /// A filter rejects the cluster.
    case rejected(FilterVerdict)
    /// The policy names the cluster.
    case named
    /// The policy names the cluster, which gets nothing new.
    case namedIneligible(ClusterIneligibility)
    /// The policy names a cluster that is not there; the place is the name's in the policy.
    case namedMissing
  }

  /// The cluster's place in the fleet, if the reason does not say otherwise.
  public var place: Int
  /// Why.
  public var reason: Reason
  /// Of `PickAll` and `PickN`: the sum of the wishes.
  public var affinity: Int32 = 0
  /// Of `PickAll` and `PickN`: the score of the topology spread.
  public var topologySpread: Int32 = 0

  init(_ reason: Reason, _ place: Int) {
    self.place = place
    self.reason = reason
  }

  init(_ reason: Reason, _ scored: SchedulingCycle.Scored) {
    self.init(reason, scored.cluster)
    affinity = scored.affinity
    topologySpread = scored.topologySpread
  }

  /// The decision as the API has it.
  ///
  /// - Parameters:
  ///   - rules: The policy by which was decided.
  ///   - fleet: The members among which was decided.
  ///   - bindings: The bindings that the pass was given.
  public func object(
    _ rules: PolicyRules, _ fleet: SchedulingFleet, _ bindings: [BindingRow]
  ) -> ClusterDecision {
    switch reason {
    case .kept: return bindings[place].decision(rules, fleet)
    case .namedMissing:
      let name = rules.clusterNames[place]
      return ClusterDecision(
        clusterName: name, reason: "Specified cluster \"\(name)\" is not found")
    default: break
    }
    let name = fleet.clusters[place].name
    var decision = ClusterDecision(clusterName: name)
    switch reason {
    case .kept, .namedMissing: break
    case .picked:
      decision.selected = true
      decision.clusterScore = score
      decision.reason =
        "Successfully scheduled resources for placement in \"\(name)\" (\(scoreText)): "
        + "picked by scheduling policy"
    case .lowScore:
      decision.clusterScore = score
      decision.reason = "Cluster \"\(name)\" does not score high enough (\(scoreText))"
    case .rejected(let verdict):
      decision.reason = rules.text(verdict, on: fleet.clusters[place])
    case .named:
      decision.selected = true
      decision.reason =
        "Successfully scheduled resources for placement in \"\(name)\": "
        + "picked by scheduling policy"
    case .namedIneligible(let obstacle):
      decision.reason =
        "Cluster \"\(name)\" is not eligible for resource placement yet: \(obstacle.text)"
    }
    return decision
  }

  /// Of `PickAll` and `PickN`.
  var scores: (topologySpread: Int32, affinity: Int32)? {
    reason == .picked || reason == .lowScore ? (topologySpread, affinity) : nil
  }

  private var score: DecisionScore {
    DecisionScore(affinityScore: affinity, priorityScore: topologySpread)
  }

  private var scoreText: String {
    "affinity score: \(affinity), topology spread score: \(topologySpread)"
  }
}
