import GoSemantics
import KubernetesAPI

/// Which bindings a rolling update changes now.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/rollout/controller.go` (pickBindingsToRoll),
/// vectors `rollout-pick`.
public struct RolloutPicking: Sendable, Equatable {
  /// Bindings to change now, in order: unscheduled ones are deleted, the others become bound to
  /// the latest resources.
  public var toBeUpdated: [Int] = []
  /// Bindings that have to wait for their turn.
  public var stale: [Int] = []
  /// Bindings that have the latest resources.
  public var upToDate: [Int] = []
  /// Whether there was anything to change.
  public var needRoll = false
  /// Nanoseconds after which to look again.
  public var wait: Int64 = 0

  /// What the overrides want of a binding's cluster.
  public struct Overrides: Sendable, Equatable {
    /// Overrides of cluster-scoped resources, in order.
    public var cluster: [String] = []
    /// Overrides of namespaced resources, in order.
    public var namespaced: [NamespacedName] = []

    /// The overrides of one cluster.
    public init(cluster: [String] = [], namespaced: [NamespacedName] = []) {
      self.cluster = cluster
      self.namespaced = namespaced
    }
  }

  private enum Readiness {
    case ready
    /// Not ready; −1 if time alone does not help.
    case notReady(wait: Int64)
  }

  /// Picks among the bindings of a placement, which are ordered by name.
  ///
  /// - Parameters:
  ///   - spec: The placement after defaulting.
  ///   - snapshot: The latest resources' name.
  ///   - now: Nanoseconds since 1970.
  ///   - overrides: What the overrides want, asked for bindings that stay.
  public init(
    _ bindings: [ResourceBinding], spec: PlacementSpec, snapshot: String, now: Int64,
    overrides: (ResourceBinding) -> Overrides = { _ in Overrides() }
  ) {
    let rolling = spec.strategy.rollingUpdate
    let period = (rolling?.unavailablePeriodSeconds ?? 60).multipliedReportingOverflow(
      by: Timing.second
    ).partialValue
    let cutOff = now &- period
    var shortest = period
    var isAllReady = true
    var targeted = 0
    var ready = 0
    var canBeReady = 0
    var canBeUnavailable = 0
    var binds: [Int] = []
    var removals: [Int] = []
    var updates: [Int] = []
    var failedUpdates: [Int] = []

    for (index, binding) in bindings.enumerated() {
      let state = binding.spec.state
      if state == BindingState.scheduled {
        targeted += 1
        binds.append(index)
        continue
      }
      guard state == BindingState.bound || state == BindingState.unscheduled else { continue }
      let hasFailed = binding.hasFailed
      if !hasFailed, !binding.isDiffReported { canBeReady += 1 }
      var isReady = false
      switch Self.readiness(binding, cutOff: cutOff) {
      case .ready:
        isReady = true
        ready += 1
      case .notReady(let wait):
        isAllReady = false
        if wait >= 0 { shortest = min(shortest, wait) }
      }
      if state == BindingState.bound { targeted += 1 }
      if binding.isDeleting {
        if isReady { canBeUnavailable += 1 }
      } else if state == BindingState.unscheduled {
        removals.append(index)
      } else if Self.isCurrent(binding, snapshot, overrides(binding)) {
        upToDate.append(index)
      } else if hasFailed {
        failedUpdates.append(index)
      } else {
        updates.append(index)
      }
    }

    wait = isAllReady ? 0 : shortest
    needRoll = !(binds.isEmpty && removals.isEmpty && updates.isEmpty && failedUpdates.isEmpty)
    guard needRoll else { return }
    let target = Self.target(spec, targeted: targeted)
    let maxUnavailable = Self.scaled(rolling?.maxUnavailable, of: target)
    let maxSurge = Self.scaled(rolling?.maxSurge, of: target)
    let budget = max(0, ready &- canBeUnavailable &- (target &- maxUnavailable))
    let surge = max(0, target &+ maxSurge &- canBeReady)
    // Failed ones have nothing to lose: no budget holds them back.
    toBeUpdated = failedUpdates
    let removed = min(budget, removals.count)
    toBeUpdated += removals[..<removed]
    let updated = min(budget - removed, updates.count)
    toBeUpdated += updates[..<updated]
    let bound = min(surge, binds.count)
    toBeUpdated += binds[..<bound]
    stale = Array(updates[updated...]) + binds[bound...]
  }

  private static func isCurrent(
    _ binding: ResourceBinding, _ snapshot: String, _ overrides: Overrides
  ) -> Bool {
    binding.spec.resourceSnapshotName == snapshot
      && binding.spec.clusterResourceOverrideSnapshots == overrides.cluster
      && binding.spec.resourceOverrideSnapshots == overrides.namespaced
  }

  private static func readiness(_ binding: ResourceBinding, cutOff: Int64) -> Readiness {
    if binding.isTrue("DiffReported") { return .ready }
    guard let available = binding.current("Available"), available.status == "True" else {
      return .notReady(wait: -1)
    }
    guard
      available.reason == "NotAllWorkAreAvailabilityTrackable"
        || available.reason == "WorkNotTrackable"
    else { return .ready }
    // What cannot be tracked counts as available after a while.
    let since = available.lastTransitionTime.flatMap { GoTime.nanoseconds(rfc3339: $0) }
    guard let since else { return .ready }
    let wait = since &- cutOff
    return wait < 0 ? .ready : .notReady(wait: wait)
  }

  private static func target(_ spec: PlacementSpec, targeted: Int) -> Int {
    switch spec.policy?.placementType ?? "PickAll" {
    case "PickAll": targeted
    case "PickFixed": spec.policy?.clusterNames.count ?? 0
    case "PickN": Int(spec.policy?.numberOfClusters ?? 0)
    default: 0
    }
  }

  /// Percentages are rounded up; a text that is none counts as nothing.
  private static func scaled(_ value: IntOrString?, of total: Int) -> Int {
    guard let value, let scaled = try? value.scaled(total: Int64(total), roundUp: true) else {
      return 0
    }
    return Int(scaled)
  }
}
