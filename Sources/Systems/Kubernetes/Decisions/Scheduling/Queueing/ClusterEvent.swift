/// What happened in the cluster, as precisely as the scheduler tells it.
///
/// Mirrors: `kubernetes@v1.36.2 staging/src/k8s.io/kube-scheduler/framework/types.go`,
/// `pkg/scheduler/framework/events.go`.
public struct ClusterEvent: Sendable, Hashable {
  /// What it happened to.
  public enum Resource: UInt8, Sendable {
    /// A pod on a node.
    case assignedPod
    /// A pod without a node.
    case unscheduledPod
    /// A node.
    case node
    /// Everything: the event concerns all pods, whoever rejected them.
    case wildcard
  }

  /// What happened to it. Plugins register for several at once.
  public struct Action: OptionSet, Sendable, Hashable {
    /// One bit per action, in upstream's order.
    public var rawValue: UInt16

    /// The actions with these bits.
    @inlinable
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// It is new.
    public static let add = Action(rawValue: 1 << 0)
    /// It is gone.
    public static let delete = Action(rawValue: 1 << 1)
    /// A node offers something else.
    public static let nodeAllocatable = Action(rawValue: 1 << 2)
    /// A node's labels changed.
    public static let nodeLabel = Action(rawValue: 1 << 3)
    /// A node's taints changed, or its cordon was lifted.
    public static let nodeTaint = Action(rawValue: 1 << 4)
    /// The status of a node's condition changed.
    public static let nodeCondition = Action(rawValue: 1 << 5)
    /// A node's annotations changed.
    public static let nodeAnnotation = Action(rawValue: 1 << 6)
    /// The features that a node declares changed.
    public static let nodeDeclaredFeature = Action(rawValue: 1 << 7)
    /// A pod's labels changed.
    public static let podLabel = Action(rawValue: 1 << 8)
    /// A pod asks for less.
    public static let podScaleDown = Action(rawValue: 1 << 9)
    /// A pod tolerates more.
    public static let podToleration = Action(rawValue: 1 << 10)
    /// The last gate of a pod is gone.
    public static let podSchedulingGatesEliminated = Action(rawValue: 1 << 11)
    /// The claims generated for a pod changed.
    public static let podGeneratedResourceClaim = Action(rawValue: 1 << 12)

    /// An update that is none of the precise ones.
    public static let update = Action(rawValue: ((1 << 13) - 1) & ~3)
    /// Whatever happens.
    public static let all = Action(rawValue: (1 << 13) - 1)
  }

  /// What it happened to.
  public var resource: Resource
  /// What happened.
  public var action: Action

  /// An event.
  @inlinable
  public init(_ resource: Resource, _ action: Action) {
    self.resource = resource
    self.action = action
  }

  /// A pod stands on a node now.
  public static let assignedPodAdd = ClusterEvent(.assignedPod, .add)
  /// A pod that stood on a node, or had one nominated or assumed, is gone.
  public static let assignedPodDelete = ClusterEvent(.assignedPod, .delete)
  /// A node is new.
  public static let nodeAdd = ClusterEvent(.node, .add)
  /// A node is gone.
  public static let nodeDelete = ClusterEvent(.node, .delete)
  /// Pods that waited too long are tried again.
  public static let unschedulableTimeout = ClusterEvent(.wildcard, .all)
  /// Somebody demands that a pod be tried again.
  public static let forceActivate = ClusterEvent(.wildcard, .all)

  /// Whether it concerns every pod.
  @inlinable
  public var isWildcard: Bool { resource == .wildcard }

  /// Whether a plugin that registered for `actions` hears of this event: they must contain it or be
  /// more general.
  @inlinable
  public func isHeard(by actions: Action) -> Bool {
    !action.isDisjoint(with: actions) && action.rawValue <= actions.rawValue
  }
}
