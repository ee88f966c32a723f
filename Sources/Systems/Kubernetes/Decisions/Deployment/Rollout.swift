import GoSemantics
import KubernetesAPI

/// How a deployment divides its replicas among its replica sets, one pass at a time.
///
/// Mirrors: `kubernetes@v1.28 pkg/controller/deployment/{sync,rolling,recreate}.go`,
/// `util/deployment_util.go`, and v1.36.2's where ``Release`` says so; vectors
/// `kubernetes/deployment.jsonl.gz`.
public struct Rollout: Sendable, Equatable {
  /// Whose arithmetic counts.
  public enum Release: Sendable {
    /// A replica set whose annotation says 0 is divided by zero.
    case v128
    /// Such a replica set is measured by the status, or not scaled.
    case v136
  }

  /// How pods are replaced.
  public enum Strategy: Sendable, Equatable {
    /// A few at a time; the API server fills absent bounds with 25 %, while nil here is 0.
    case rollingUpdate(maxSurge: IntOrString?, maxUnavailable: IntOrString?)
    /// All at once.
    case recreate
  }

  /// What a pass knows of a replica set.
  public struct ReplicaSet: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// When it was made, in any unit.
    public var created: Int64
    /// `spec.replicas`.
    public var replicas: Int32
    /// `status.availableReplicas`.
    public var available: Int32
    /// Annotation `deployment.kubernetes.io/desired-replicas`; nil if absent or no number.
    public var desiredReplicas: Int32?
    /// Annotation `deployment.kubernetes.io/max-replicas`; nil if absent or no number.
    public var maxReplicas: Int32?

    /// Creates one.
    public init(
      name: String, created: Int64, replicas: Int32, available: Int32 = 0,
      desiredReplicas: Int32? = nil, maxReplicas: Int32? = nil
    ) {
      self.name = name
      self.created = created
      self.replicas = replicas
      self.available = available
      self.desiredReplicas = desiredReplicas
      self.maxReplicas = maxReplicas
    }

    /// Older first, by name among those of one instant.
    public func isOlder(than other: ReplicaSet) -> Bool {
      created == other.created ? bytewiseLess(name, other.name) : created < other.created
    }
  }

  /// A replica set's new number of replicas.
  public struct Change: Sendable, Equatable {
    /// Which replica set.
    public var name: String
    /// `spec.replicas` from now on.
    public var replicas: Int32

    /// Creates a change.
    public init(name: String, replicas: Int32) {
      self.name = name
      self.replicas = replicas
    }
  }

  /// `spec.replicas`.
  public var replicas: Int32
  /// How pods are replaced.
  public var strategy: Strategy
  /// `status.replicas`.
  public var statusReplicas: Int32
  /// Whose arithmetic counts.
  public var release: Release

  /// Creates a roll-out.
  public init(
    replicas: Int32, strategy: Strategy, statusReplicas: Int32 = 0, release: Release = .v136
  ) {
    self.replicas = replicas
    self.strategy = strategy
    self.statusReplicas = statusReplicas
    self.release = release
  }

  // MARK: Bounds

  /// The two bounds as numbers: surge rounded up, unavailable rounded down, never both zero.
  public static func resolveFenceposts(
    maxSurge: IntOrString?, maxUnavailable: IntOrString?, replicas: Int32
  ) throws(IntOrString.PercentageError) -> (maxSurge: Int32, maxUnavailable: Int32) {
    let total = Int64(replicas)
    let surge = try maxSurge?.scaled(total: total, roundUp: true) ?? 0
    let unavailable = try maxUnavailable?.scaled(total: total, roundUp: false) ?? 0
    if surge == 0 && unavailable == 0 { return (0, 1) }
    return (GoArithmetic.int32(surge), GoArithmetic.int32(unavailable))
  }

  private var fenceposts: (maxSurge: Int32, maxUnavailable: Int32) {
    guard case .rollingUpdate(let surge, let unavailable) = strategy else { return (0, 0) }
    // A bound that is no number counts as none, as upstream drops the error.
    return
      (try? Self.resolveFenceposts(
        maxSurge: surge, maxUnavailable: unavailable, replicas: replicas)) ?? (0, 0)
  }

  /// How many pods there may be beyond the wanted ones.
  public var maxSurge: Int32 { fenceposts.maxSurge }

  /// How many of the wanted pods may be missing.
  public var maxUnavailable: Int32 {
    replicas == 0 ? 0 : min(fenceposts.maxUnavailable, replicas)
  }

  /// What the annotation `deployment.kubernetes.io/max-replicas` shall say.
  public var maxReplicasAnnotation: Int32 { replicas &+ maxSurge }

  // MARK: Which branch

  /// Whether the deployment was scaled since its replica sets were annotated; then, and when it is
  /// paused, ``scale(new:old:)`` runs instead of the strategy.
  public func isScalingEvent(_ replicaSets: [ReplicaSet]) -> Bool {
    replicaSets.contains {
      $0.replicas > 0 && $0.desiredReplicas != nil && $0.desiredReplicas != replicas
    }
  }

  /// The position of the replica set of the current template: of several with an equal template
  /// the oldest.
  public static func newReplicaSet(
    among replicaSets: [ReplicaSet], hasCurrentTemplate: (Int) -> Bool
  ) -> Int? {
    replicaSets.indices.filter(hasCurrentTemplate).min {
      replicaSets[$0].isOlder(than: replicaSets[$1])
    }
  }

  // MARK: Scaling

  /// Scales all replica sets after the deployment was scaled: in proportion, if several have pods
  /// and the new one is not complete.
  ///
  /// - Returns: What each named replica set gets, also if that is what it has: its annotations
  ///   may have to follow.
  public func scale(new: ReplicaSet?, old: [ReplicaSet]) -> [Change] {
    let all = old + (new.map { [$0] } ?? [])
    let active = all.filter { $0.replicas > 0 }
    if active.count <= 1 {
      let newest = old.max { $0.isOlder(than: $1) }
      guard let only = active.first ?? new ?? newest, only.replicas != replicas else { return [] }
      return [Change(name: only.name, replicas: replicas)]
    }
    if let new, isSaturated(new) {
      return old.filter { $0.replicas > 0 }.map { Change(name: $0.name, replicas: 0) }
    }
    guard case .rollingUpdate = strategy else { return [] }

    let allowed = replicas > 0 ? replicas &+ maxSurge : 0
    let toAdd = allowed &- GoArithmetic.wrappingSum(active.map(\.replicas))
    var ordered = active
    if toAdd != 0 {
      unstableSort(&ordered) { left, right in
        if left.replicas != right.replicas { return left.replicas > right.replicas }
        return toAdd > 0 ? right.isOlder(than: left) : left.isOlder(than: right)
      }
    }
    var added: Int32 = 0
    var changes = ordered.map { replicaSet in
      let share = proportion(of: replicaSet, toAdd: toAdd, added: added)
      added &+= share
      return Change(name: replicaSet.name, replicas: replicaSet.replicas &+ share)
    }
    if toAdd != 0 {
      changes[0].replicas = max(0, changes[0].replicas &+ (toAdd &- added))
    }
    return changes
  }

  private func isSaturated(_ new: ReplicaSet) -> Bool {
    new.replicas == replicas && new.desiredReplicas == replicas && new.available == replicas
  }

  private func proportion(of replicaSet: ReplicaSet, toAdd: Int32, added: Int32) -> Int32 {
    if replicaSet.replicas == 0 || toAdd == 0 || toAdd == added { return 0 }
    let share = fraction(of: replicaSet)
    let left = toAdd &- added
    return toAdd > 0 ? min(share, left) : max(share, left)
  }

  private func fraction(of replicaSet: ReplicaSet) -> Int32 {
    if replicas == 0 { return 0 &- replicaSet.replicas }
    var before = replicaSet.maxReplicas ?? statusReplicas
    if release == .v136, before == 0 {
      before = statusReplicas
      if before == 0 { return 0 }
    }
    let size = Double(replicaSet.replicas &* maxReplicasAnnotation) / Double(before)
    return GoArithmetic.int32(size < 0 ? size - 0.5 : size + 0.5) &- replicaSet.replicas
  }

  // MARK: Rolling

  /// How many replicas the new replica set gets next.
  ///
  /// - Throws: If the surge is no number.
  public func reconcileNew(
    _ new: ReplicaSet, old: [ReplicaSet]
  ) throws(IntOrString.PercentageError) -> Change? {
    let wanted: Int32
    if new.replicas >= replicas {
      wanted = replicas
    } else {
      wanted = try newReplicas(new, old)
    }
    return wanted == new.replicas ? nil : Change(name: new.name, replicas: wanted)
  }

  /// How many replicas a replica set gets that has fewer than are wanted, or is yet to be made.
  public func newReplicas(
    _ new: ReplicaSet, _ old: [ReplicaSet]
  ) throws(IntOrString.PercentageError) -> Int32 {
    guard case .rollingUpdate(let maxSurge, _) = strategy else { return replicas }
    // Here, upstream does not care whether both bounds are zero.
    let surge = try maxSurge?.scaled(total: Int64(replicas), roundUp: true) ?? 0
    let total = replicas &+ GoArithmetic.int32(surge)
    let now = GoArithmetic.wrappingSum(old.map(\.replicas) + [new.replicas])
    if now >= total { return new.replicas }
    return new.replicas &+ min(total &- now, replicas &- new.replicas)
  }

  /// How far the old replica sets are scaled down: unavailable pods first, then as many available
  /// ones as may be missing. A replica set that is scaled down twice appears twice.
  ///
  /// - Returns: The changes, and whether the pass counts as having scaled down: not so where
  ///   upstream gives up midway, because a replica set has more available pods than it wants.
  public func reconcileOld(
    new: ReplicaSet, old: [ReplicaSet]
  ) -> (changes: [Change], isScaledDown: Bool) {
    let oldCount = GoArithmetic.wrappingSum(old.map(\.replicas))
    if oldCount == 0 { return ([], false) }
    let minAvailable = replicas &- maxUnavailable
    let most = oldCount &+ new.replicas &- minAvailable &- (new.replicas &- new.available)
    if most <= 0 { return ([], false) }
    var sets = old
    unstableSort(&sets) { $0.isOlder(than: $1) }
    var changes: [Change] = []
    guard cleanUp(&sets, most: most, &changes) else { return (changes, false) }

    let available = GoArithmetic.wrappingSum(sets.map(\.available) + [new.available])
    if available <= minAvailable { return (changes, !changes.isEmpty) }
    let budget = available &- minAvailable
    var done: Int32 = 0
    for set in sets where set.replicas != 0 {
      if done >= budget { break }
      let count = min(set.replicas, budget &- done)
      if count < 0 { return (changes, false) }
      changes.append(Change(name: set.name, replicas: set.replicas &- count))
      done &+= count
    }
    return (changes, !changes.isEmpty)
  }

  /// - Returns: False where upstream gives up.
  private func cleanUp(
    _ sets: inout [ReplicaSet], most: Int32, _ changes: inout [Change]
  ) -> Bool {
    var done: Int32 = 0
    for index in sets.indices {
      if done >= most { break }
      let set = sets[index]
      if set.replicas == 0 || set.replicas == set.available { continue }
      let count = min(most &- done, set.replicas &- set.available)
      if set.replicas &- count > set.replicas { return false }
      sets[index].replicas = set.replicas &- count
      changes.append(Change(name: set.name, replicas: sets[index].replicas))
      done &+= count
    }
    return true
  }

  // MARK: Recreate

  /// Scales every old replica set to zero; the new one follows when no pod of theirs is left.
  public static func recreateOld(_ old: [ReplicaSet]) -> [Change] {
    old.filter { $0.replicas > 0 }.map { Change(name: $0.name, replicas: 0) }
  }
}
