import KubernetesAPI

/// What a pass over an update run sees beside the run itself.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/controller.go`.
public struct UpdateRunWorld: Sendable {
  /// An approval request.
  public struct Approval: Sendable, Equatable {
    /// Whether somebody approved it.
    public var isApproved: Bool
    /// Whether a run took note: then it can no longer be taken back.
    public var isAccepted: Bool

    /// A request.
    public init(isApproved: Bool = false, isAccepted: Bool = false) {
      self.isApproved = isApproved
      self.isAccepted = isAccepted
    }
  }

  /// What counts of a binding before clusters are updated, in few bytes.
  struct Claim: Sendable, BitwiseCopyable {
    /// The place of its cluster among the members, −1 if it is not there.
    var member: Int32
    /// Whether the cluster is no longer wanted.
    var isUnscheduled: Bool
    /// Whether the cluster was chosen by the latest policy.
    var isCurrent: Bool
  }

  let placement: UpdateRunPlacement
  /// All of the placement, ordered by name.
  public internal(set) var bindings: [ResourceBinding]
  /// One per binding; a run never changes them.
  private(set) var claims: [Claim]
  /// By name.
  public internal(set) var approvals: [String: Approval] = [:]

  /// A world with a placement.
  ///
  /// - Parameters:
  ///   - placement: Nil if it does not exist.
  ///   - policySnapshots: Those that are marked as the latest; there should be one.
  ///   - bindings: All of the placement, ordered by name.
  ///   - members: All members.
  ///   - strategy: Nil if it does not exist.
  ///   - resourceSnapshotIndexes: Those of the resource snapshots that exist, the newest last.
  ///   - overrides: The overrides of a cluster; nil if there are none at all.
  public init(
    placement: ClusterResourcePlacement?, policySnapshots: [PolicySnapshot],
    bindings: [ResourceBinding], members: SchedulingFleet, strategy: StagedUpdateStrategy?,
    resourceSnapshotIndexes: [String],
    overrides: (@Sendable (String) -> RolloutPicking.Overrides)? = nil
  ) {
    self.placement = UpdateRunPlacement(
      rolloutType: placement?.spec.strategy.defaulted().type,
      applyStrategy: placement?.spec.strategy.defaulted().applyStrategy,
      policies: policySnapshots.map(UpdateRunPolicy.init), members: members,
      strategy: (strategy?.spec).map(UpdateStrategyRules.init),
      resourceSnapshotIndexes: resourceSnapshotIndexes, overrides: overrides)
    self.bindings = bindings
    let policy = policySnapshots.first?.metadata.name
    claims = bindings.map { binding in
      Claim(
        member: Int32(truncatingIfNeeded: members.index(of: binding.spec.targetCluster) ?? -1),
        isUnscheduled: binding.spec.state == BindingState.unscheduled,
        isCurrent: binding.spec.schedulingPolicySnapshotName == policy)
    }
  }

  /// Takes bindings out.
  mutating func removeBindings(_ gone: Set<Int>) {
    for index in bindings.indices.reversed() where gone.contains(index) {
      bindings.remove(at: index)
      claims.remove(at: index)
    }
  }
}

/// What a pass sees of a placement beside its bindings, made ready when it changes.
final class UpdateRunPlacement: Sendable {
  /// The type of the placement's rollout, after defaulting; nil if there is no placement.
  let rolloutType: String?
  /// How resources are applied, after defaulting.
  let applyStrategy: ApplyStrategy?
  /// The policy snapshots that are marked as the latest.
  let policies: [UpdateRunPolicy]
  let members: SchedulingFleet
  /// Nil if it does not exist.
  let strategy: UpdateStrategyRules?
  /// The indexes of the resource snapshots that exist, the newest last.
  let resourceSnapshotIndexes: [String]
  /// The overrides of a cluster; nil if there are none at all.
  let overrides: (@Sendable (String) -> RolloutPicking.Overrides)?

  init(
    rolloutType: String?, applyStrategy: ApplyStrategy?, policies: [UpdateRunPolicy],
    members: SchedulingFleet, strategy: UpdateStrategyRules?, resourceSnapshotIndexes: [String],
    overrides: (@Sendable (String) -> RolloutPicking.Overrides)?
  ) {
    self.rolloutType = rolloutType
    self.applyStrategy = applyStrategy
    self.policies = policies
    self.members = members
    self.strategy = strategy
    self.resourceSnapshotIndexes = resourceSnapshotIndexes
    self.overrides = overrides
  }
}

/// What an update run reads in a policy snapshot.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/initialization.go`
/// (determinePolicySnapshot).
struct UpdateRunPolicy: Sendable {
  /// What a run remembers of a policy.
  struct Record: Sendable {
    var index: String
    /// Nil means all clusters.
    var count: Int?
  }

  let namespace: String
  let name: String
  let record: Result<Record, UpdateRunFailure>
  let isScheduled: Bool

  init(_ snapshot: PolicySnapshot) {
    namespace = snapshot.metadata.namespace
    name = snapshot.metadata.name
    record = Result { () throws(UpdateRunFailure) in try Self.record(snapshot) }
    let scheduled = snapshot.status.conditions["Scheduled"]
    isScheduled =
      scheduled?.status == "True"
      && (scheduled?.observedGeneration ?? 0) == snapshot.metadata.generation
  }

  private static func record(_ snapshot: PolicySnapshot) throws(UpdateRunFailure) -> Record {
    let key = "\(snapshot.metadata.namespace)/\(snapshot.metadata.name)"
    guard let index = snapshot.metadata.labels[PolicySnapshot.indexLabel], !index.isEmpty else {
      throw .invalid(
        UpdateRunFailure.unexpected(
          "policy snapshot `\(key)` does not have a policy index label"))
    }
    return switch snapshot.spec.policy?.placementType {
    case "PickN": Record(index: index, count: try annotatedCount(snapshot, key))
    case "PickFixed": Record(index: index, count: snapshot.spec.policy?.clusterNames.count)
    default: Record(index: index)
    }
  }

  private static func annotatedCount(
    _ snapshot: PolicySnapshot, _ key: String
  ) throws(UpdateRunFailure) -> Int {
    let name = PolicySnapshot.numberOfClustersAnnotation
    let annotation = snapshot.metadata.annotations[name]
    if let annotation, let count = Int(annotation), count >= 0 { return count }
    let problem =
      annotation.map { "invalid annotation \(name): \($0) is not a valid count" }
      ?? "cannot find annotation \(name)"
    throw .aborted(
      "failed to validate the updateRun, "
        + UpdateRunFailure.unexpected(
          "\(problem): the policy snapshot `\(key)` doesn't have valid cluster count annotation"))
  }
}
