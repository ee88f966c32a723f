/// The bindings of a placement by what a scheduling cycle does with them; numbers are their
/// places in the list.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/frameworkutils.go` (classifyBindings).
public struct BindingClasses: Sendable {
  enum Kind: UInt8, Sendable {
    /// Wanted by the current policy and released.
    case bound
    /// Wanted by the current policy, not released yet.
    case scheduled
    /// Wanted by an older policy.
    case obsolete
    /// No longer wanted.
    case unscheduled
    /// On a cluster that left or is leaving.
    case dangling
    /// Being deleted.
    case deleting
    /// In no known state.
    case other
  }

  /// One per binding.
  let kinds: [Kind]
  /// How many are scheduled or bound.
  private(set) var presentCount = 0
  /// How many are obsolete.
  private(set) var obsoleteCount = 0
  /// The members with a scheduled or bound binding.
  private(set) var holders: BitSet
  /// The members with an obsolete binding.
  private(set) var obsoleteHolders: BitSet
  /// Whether there is anything that a new decision could take over.
  private(set) var mayReuse = false

  /// Sorts bindings into classes; the first that fits counts.
  public init(_ bindings: [BindingRow], policy: String, fleet: SchedulingFleet) {
    holders = BitSet(none: fleet.clusters.count)
    obsoleteHolders = holders
    kinds = bindings.indices.map { Self.kind(bindings[$0], policy, fleet) }
    for (index, kind) in kinds.enumerated() {
      switch kind {
      case .bound, .scheduled:
        presentCount += 1
        holders.insert(bindings[index].cluster)
      case .obsolete:
        obsoleteCount += 1
        obsoleteHolders.insert(bindings[index].cluster)
        mayReuse = true
      case .unscheduled: mayReuse = true
      case .dangling, .deleting, .other: break
      }
    }
  }

  private static func kind(
    _ binding: BindingRow, _ policy: String, _ fleet: SchedulingFleet
  ) -> Kind {
    if binding.isDeleting { return .deleting }
    if binding.state == BindingState.unscheduled { return .unscheduled }
    if binding.cluster < 0 || fleet.standings[binding.cluster].flags.contains(.isDeleting) {
      return .dangling
    }
    if binding.policySnapshotName != policy { return .obsolete }
    if binding.state == BindingState.scheduled { return .scheduled }
    return binding.state == BindingState.bound ? .bound : .other
  }

  /// The bindings that the current policy wants and that are not released yet.
  public var scheduled: [Int] { places(of: .scheduled) }
  /// The bindings that the current policy wants and that are released.
  public var bound: [Int] { places(of: .bound) }

  /// The bindings of a kind, in order.
  func places(of kind: Kind) -> [Int] {
    var places: [Int] = []
    forEach(kind) { places.append($0) }
    return places
  }

  /// Visits the bindings of a kind in order.
  @inline(__always)
  func forEach<Failure>(
    _ kind: Kind, _ visit: (Int) throws(Failure) -> Void
  ) throws(Failure) {
    for (index, other) in kinds.enumerated() where other == kind { try visit(index) }
  }
}
