/// What one pass of the scheduler found and wants changed.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/framework.go`, vectors `scheduler-cycle`.
public struct SchedulingCycle: Sendable {
  /// A change of the list of bindings that the pass was given.
  public enum Change: Sendable, Equatable, BitwiseCopyable {
    /// The scheduler's finalizer is dropped: nothing else holds the binding back.
    case release(Int)
    /// The cluster is no longer wanted.
    case unschedule(Int)
    /// A binding of an older policy is taken over by the current one.
    case take(Int, SchedulingDecision)
    /// An unscheduled binding is wanted again.
    case restore(Int, SchedulingDecision)
    /// A new binding.
    case create(SchedulingDecision)
  }

  /// A cluster that passed the filters with what clusters are picked by; best ones first.
  public struct Scored: Sendable, Equatable, Comparable, BitwiseCopyable {
    /// The spread and the affinity, raised so that they compare as unsigned numbers.
    private var scores: UInt64
    /// The obsolete affinity, the place in the order of names, the place in the fleet.
    private var rest: UInt64

    init(
      _ cluster: Int, nameRank: Int32, topologySpread: Int32 = 0, affinity: Int32 = 0,
      isObsolete: Bool = false
    ) {
      scores = UInt64(Self.raised(topologySpread)) << 32 | UInt64(Self.raised(affinity))
      rest =
        (isObsolete ? 1 << 63 : 0) | UInt64(UInt32(bitPattern: nameRank)) << 32
        | UInt64(UInt32(truncatingIfNeeded: cluster))
    }

    private static func raised(_ score: Int32) -> UInt32 { UInt32(bitPattern: score) ^ 1 << 31 }
    private static func lowered(_ score: UInt64) -> Int32 {
      Int32(bitPattern: UInt32(truncatingIfNeeded: score) ^ 1 << 31)
    }

    /// The place in the fleet.
    public var cluster: Int { Int(rest & 0xFFFF_FFFF) }
    /// The score of the topology spread, which counts most.
    public var topologySpread: Int32 { Self.lowered(scores >> 32) }
    /// The sum of the fulfilled wishes.
    public var affinity: Int32 { Self.lowered(scores) }
    /// 1 on a cluster with an obsolete binding.
    public var obsoleteAffinity: Int32 { Int32(rest >> 63) }

    /// Whether the left one is picked first; of equal scores that is the larger name.
    public static func < (left: Scored, right: Scored) -> Bool {
      left.scores == right.scores ? left.rest > right.rest : left.scores > right.scores
    }
  }

  /// The arithmetic of `PickN`.
  public struct Batch: Sendable, Equatable {
    /// How many clusters are missing.
    public var desired: Int
    /// How many may be picked in one pass.
    public var limit: Int
    /// How many are picked: the first ones of ``SchedulingCycle/scored``.
    public var picked: Int
  }

  /// What the pass writes into the policy snapshot.
  public struct Status: Sendable, Equatable {
    /// On chosen clusters first, then what became of some others.
    public var decisions: [SchedulingDecision]
    /// Whether as many clusters were found as wanted.
    public var isFulfilled: Bool
    /// How many were found.
    public var count: Int

    /// The reason of the condition `Scheduled`.
    public var reason: String {
      isFulfilled ? "SchedulingPolicyFulfilled" : "SchedulingPolicyUnfulfilled"
    }

    /// The message of the condition `Scheduled`.
    public var message: String {
      isFulfilled
        ? "found all cluster needed as specified by the scheduling policy, found "
          + "\(count) cluster(s)"
        : "could not find all clusters needed as specified by the scheduling policy, found "
          + "\(count) cluster(s) instead"
    }
  }

  /// Whether plugins ran; `PickFixed` and a satisfied `PickN` need none.
  public internal(set) var ranPlugins = false
  /// Clusters that a filter rejected, in the order of the fleet.
  public internal(set) var filtered: [(cluster: Int, verdict: FilterVerdict)] = []
  /// Clusters that passed: by name for `PickAll`, best first for `PickN`.
  public internal(set) var scored: [Scored] = []
  /// Of `PickN`, if it had to pick.
  public internal(set) var batch: Batch?
  /// In the order in which upstream writes them.
  public internal(set) var changes: [Change] = []
  /// Whether the placement wants another pass at once.
  public internal(set) var requeue = false
  /// Nil if the snapshot's status is left alone.
  public internal(set) var status: Status?
}

extension SchedulingCycle {
  /// Carries the changes out on the bindings that the pass was given; they stay ordered by name.
  ///
  /// - Parameters:
  ///   - bindings: The bindings; afterwards with the changes.
  ///   - rules: The policy by which was decided.
  ///   - fleet: The members among which was decided.
  ///   - name: Gives a new binding its name.
  public func apply(
    to bindings: inout [BindingRow], _ rules: PolicyRules, _ fleet: SchedulingFleet,
    name: (BindingRow) -> String
  ) {
    for change in changes {
      switch change {
      case .unschedule(let index):
        bindings[index].previousState = bindings[index].state
        bindings[index].state = BindingState.unscheduled
      case .take(let index, let decision):
        bindings[index].policySnapshotName = rules.name
        bindings[index].decision = .made(decision)
      case .restore(let index, let decision):
        bindings[index].policySnapshotName = rules.name
        bindings[index].decision = .made(decision)
        // Upstream means to drop the annotation with the previous state but leaves it.
        bindings[index].state = bindings[index].previousState ?? ""
      case .release, .create: break
      }
    }
    // Only now places may change; bindings are released in ascending order.
    for case .release(let index) in changes.reversed() { bindings.remove(at: index) }
    for case .create(let decision) in changes {
      var binding = BindingRow(decision, rules, fleet)
      binding.name = name(binding)
      BindingRow.insert(binding, into: &bindings)
    }
  }
}
