/// What one pass of the scheduler found and wants changed.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/framework.go`, vectors `scheduler-cycle`.
public struct SchedulingCycle: Sendable {
  /// A change of the list of bindings that the pass was given.
  public enum Change: Sendable, Equatable {
    /// The scheduler's finalizer is dropped: nothing else holds the binding back.
    case release(Int)
    /// The cluster is no longer wanted.
    case unschedule(Int)
    /// An existing binding is taken over by the current policy.
    case patch(Int, BindingRow)
    /// A new binding; its name is still to be given.
    case create(BindingRow)
  }

  /// A cluster that passed the filters; best ones first.
  public struct Scored: Sendable, Equatable {
    /// The place in the fleet.
    public var cluster: Int
    /// All three scores, by which clusters are picked in this order.
    public var topologySpread: Int32
    /// The sum of the fulfilled wishes.
    public var affinity: Int32
    /// 1 on a cluster with an obsolete binding.
    public var obsoleteAffinity: Int32
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
    /// Chosen clusters first, then what became of some others.
    public var decisions: [ClusterDecision]
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

  /// Carries the changes out; bindings stay ordered by name.
  ///
  /// - Parameter name: Gives a new binding its name.
  public func apply(
    to bindings: [BindingRow], name: (BindingRow) -> String
  ) -> [BindingRow] {
    var slots = bindings.map(Optional.some)
    var created: [BindingRow] = []
    for change in changes {
      switch change {
      case .release(let index): slots[index] = nil
      case .unschedule(let index):
        guard var binding = slots[index] else { continue }
        binding.previousState = binding.state
        binding.state = BindingState.unscheduled
        slots[index] = binding
      case .patch(let index, let binding): slots[index] = binding
      case .create(var binding):
        binding.name = name(binding)
        created.append(binding)
      }
    }
    return BindingRow.sorted(slots.compactMap { $0 } + created)
  }
}
