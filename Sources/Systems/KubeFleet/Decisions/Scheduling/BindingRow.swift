import GoSemantics
import KubernetesAPI

/// A binding as the scheduler sees it.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/frameworkutils.go`.
public struct BindingRow: Sendable, Equatable {
  /// The scheduler's word on the cluster: as an object keeps it, or of an earlier pass.
  enum Decision: Sendable, Equatable {
    case recorded(ClusterDecision)
    case made(SchedulingDecision)
  }

  // What every pass asks for stands together.

  /// The cluster's place in the fleet; −1 if it is not there.
  public var cluster: Int
  /// See ``BindingState``.
  public var state: String
  /// The policy by which the cluster was chosen.
  public var policySnapshotName: String
  /// Whether the binding is being deleted.
  public var isDeleting: Bool
  /// The binding's name, by which bindings are ordered.
  public var name: String
  /// The cluster claimed.
  public var targetCluster: String
  /// The state before the binding was unscheduled; it stays when the binding is restored.
  public var previousState: String?
  /// Why the cluster was chosen.
  var decision: Decision

  /// The row of an object.
  ///
  /// - Parameter fleet: The members, in which the binding's cluster is looked up.
  public init(_ binding: ResourceBinding, in fleet: SchedulingFleet) {
    name = binding.metadata.name
    targetCluster = binding.spec.targetCluster
    cluster = fleet.index(of: targetCluster) ?? -1
    state = binding.spec.state
    policySnapshotName = binding.spec.schedulingPolicySnapshotName
    decision = .recorded(binding.spec.clusterDecision)
    previousState = binding.metadata.annotations[ResourceBinding.previousStateAnnotation]
    isDeleting = binding.metadata.deletionTimestamp != nil
  }

  /// A new claim; its name is still to be given.
  init(_ decision: SchedulingDecision, _ rules: PolicyRules, _ fleet: SchedulingFleet) {
    name = ""
    targetCluster = fleet.clusters[decision.place].name
    cluster = decision.place
    state = BindingState.scheduled
    policySnapshotName = rules.name
    self.decision = .made(decision)
    previousState = nil
    isDeleting = false
  }

  /// Why the cluster was chosen, as the API has it.
  ///
  /// - Parameters:
  ///   - rules: The policy of the passes so far.
  ///   - fleet: The members among which they decided.
  public func decision(_ rules: PolicyRules, _ fleet: SchedulingFleet) -> ClusterDecision {
    switch decision {
    case .recorded(let decision): decision
    case .made(let decision): decision.object(rules, fleet, [])
    }
  }

  /// By which bindings are compared when there are too many; nil if none are kept.
  var scores: (topologySpread: Int32, affinity: Int32)? {
    switch decision {
    case .recorded(let decision):
      decision.clusterScore.map { ($0.priorityScore ?? 0, $0.affinityScore ?? 0) }
    case .made(let decision): decision.scores
    }
  }

  /// The same binding with the scheduler's word as the API has it, which needs no policy and fleet.
  public func recorded(_ rules: PolicyRules, _ fleet: SchedulingFleet) -> BindingRow {
    var row = self
    row.decision = .recorded(decision(rules, fleet))
    return row
  }

  /// The same binding as ``recorded(_:_:)`` gives it, its cluster looked up in another fleet.
  public func located(in fleet: SchedulingFleet) -> BindingRow {
    var row = self
    row.cluster = fleet.index(of: targetCluster) ?? -1
    return row
  }

  /// A new binding's name: both names cut, and eight characters that upstream draws at random.
  public static func name(placement: String, cluster: String, suffix: String) -> String {
    func cut(_ name: String, _ length: Int) -> String {
      name.utf8.count <= length ? name : String(decoding: name.utf8.prefix(length), as: UTF8.self)
    }
    return cut(placement, 26) + "-" + cut(cluster, 27) + "-" + suffix
  }

  /// Bindings in the order in which upstream lists them.
  static func sorted(_ bindings: [BindingRow]) -> [BindingRow] {
    var bindings = bindings
    stableSort(&bindings) { bytewiseLess($0.name, $1.name) }
    return bindings
  }

  /// Adds a binding to a list in that order, behind those of the same name.
  static func insert(_ binding: BindingRow, into bindings: inout [BindingRow]) {
    var low = 0
    var high = bindings.count
    while low < high {
      let middle = (low + high) / 2
      if bytewiseLess(binding.name, bindings[middle].name) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    bindings.insert(binding, at: low)
  }
}
