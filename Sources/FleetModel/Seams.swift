import EventKernel

// The protocols through which policy acts on the world, and the world reports back. Each has
// one obligation; the fleet itself decides nothing.

/// What a member's own API server tells about one workload, which lags behind the truth: a pod on
/// a dead node is counted as ready until the node lifecycle controller has noticed.
public struct WorkloadStatus: Sendable, Equatable {
  /// The replicas asked for by the last `apply`.
  public var desired: Int32
  /// Pods that exist (pending ones included).
  public var replicas: Int32
  /// Pods reported Ready.
  public var ready: Int32

  /// Creates a status.
  public init(desired: Int32, replicas: Int32, ready: Int32) {
    self.desired = desired
    self.replicas = replicas
    self.ready = ready
  }
}

/// The capacity of a member as its node and pod listers see it.
public struct ClusterCapacity: Sendable, Equatable {
  /// The sum over all nodes, ready or not.
  public var allocatable: NodeResources
  /// Requests of pods bound to a node; `pods` is their number.
  public var allocated: NodeResources
  /// Requests of pods not bound yet; `pods` is their number.
  public var allocating: NodeResources
  public var nodes: Int32
  public var readyNodes: Int32

  /// Creates a capacity.
  public init(
    allocatable: NodeResources, allocated: NodeResources, allocating: NodeResources, nodes: Int32,
    readyNodes: Int32
  ) {
    self.allocatable = allocatable
    self.allocated = allocated
    self.allocating = allocating
    self.nodes = nodes
    self.readyNodes = readyNodes
  }
}

/// The members as a control plane can act on them, once its write has reached the member's API
/// server. Two implementations: real member controllers over the fleet's nodes, and the minimal
/// first-fit member that the recorded timelines were made against.
public protocol MemberClusters: AnyObject {
  /// Creates the workload of `service` in `cluster`, or changes its replicas.
  func apply(_ service: ServiceID, replicas: Int32, to cluster: ClusterID)
  /// The workload was created long ago: its pods run already where the member's scheduler puts
  /// them one after the other, which takes neither time nor requests. What finds no node is pending.
  func establish(_ service: ServiceID, replicas: Int32, in cluster: ClusterID)
  /// Deletes the workload and its pods; unknown workloads are no error.
  func remove(_ service: ServiceID, from cluster: ClusterID)
  /// The workload's status as the member's API server reports it now; nil when it does not exist.
  func status(of service: ServiceID, in cluster: ClusterID) -> WorkloadStatus?
  /// The capacity of the member as its listers see it now.
  func capacity(of cluster: ClusterID) -> ClusterCapacity
}

extension MemberClusters {
  /// A member that knows no past creates the workload now.
  public func establish(_ service: ServiceID, replicas: Int32, in cluster: ClusterID) {
    apply(service, replicas: replicas, to: cluster)
  }
}

/// How a request between hub and member ends.
public enum RequestOutcome: UInt8, BitwiseCopyable, Sendable {
  /// Answered.
  case succeeds
  /// Refused at once: nothing listens, or the route is known to be gone.
  case refused
  /// No answer until the client's time-out.
  case timesOut
  /// Answered with a server error.
  case failsInternally
}

/// Who can reach whom at this instant.
public protocol Connectivity: AnyObject {
  /// A request of the hub to the API server of a member (push mode).
  func hubToMember(_ cluster: ClusterID) -> RequestOutcome
  /// A request of the member's agent to the hub's API server (pull mode).
  func agentToHub(_ cluster: ClusterID) -> RequestOutcome
  /// A request of the member's agent to its own API server.
  func agentToMember(_ cluster: ClusterID) -> RequestOutcome
  /// Whether the hub's own controllers run.
  var hubIsUp: Bool { get }
}

/// What a control plane is told about its members. The call comes at the instant of the change;
/// how and when the control plane notices is its own affair.
public protocol MemberObserver: AnyObject {
  /// The status of a workload, as its API server reports it, changed.
  func workloadStatusChanged(_ service: ServiceID, in cluster: ClusterID)
  /// Nodes or pods changed so that `capacity(of:)` may answer differently.
  func capacityChanged(_ cluster: ClusterID)
  /// Some answer of `Connectivity` for this cluster changed.
  func connectivityChanged(_ cluster: ClusterID)
  /// `hubIsUp` changed.
  func hubChanged()
}

/// A multicluster system at work on a fleet: created from manifests, it registers its controllers
/// as event handlers and from then on lives by events and `MemberObserver` calls.
public protocol ControlPlane: MemberObserver {
  /// Registers controllers with the simulation and schedules what happens at time zero.
  func start()
  /// A service was added to the fleet after the start, as if a user had applied its template now.
  func serviceAdded(_ service: ServiceID)
  /// A service goes, as if a user had deleted its template now; unknown ones are no error.
  func serviceRemoved(_ service: ServiceID)
  /// A named snapshot figure for metrics, such as `bindings.unschedulable`; nil when unknown.
  func gauge(_ name: String) -> Double?
}

/// A failure model: installs the events that will disturb a fleet, and nothing else.
public protocol FailureModel {
  /// Schedules the model's events; every random draw comes from streams of `fleet.seed`.
  func install(in fleet: Fleet) throws
}

/// A workload model: installs the events that add, change and remove services.
public protocol WorkloadModel {
  /// Schedules the model's events; every random draw comes from streams of `fleet.seed`.
  func install(in fleet: Fleet) throws
}

/// What can be disturbed.
public enum DisruptionTarget: Hashable, Sendable {
  case node(NodeID)
  case zone(ZoneID)
  case region(RegionID)
  /// The API server and controllers of a member; its pods go on serving.
  case clusterControlPlane(ClusterID)
  /// The hub: control plane of the control planes.
  case hub
  /// The network between hub and member, both directions.
  case link(ClusterID)
}

/// One disturbance, from its start to its repair.
public struct Disruption: Sendable {
  /// Its number in this run, counted from zero in order of start.
  public var index: Int
  public var target: DisruptionTarget
  /// The name of the failure model that caused it.
  public var cause: String
  public var start: VirtualTime
}

/// A step that somebody takes: the control plane in its reaction to a disturbance, or whoever works
/// on the fleet.
public enum Milestone: Hashable, Sendable {
  /// The control plane first holds a cluster to be not ready.
  case detected(ClusterID)
  /// The control plane holds it to be ready again.
  case readmitted(ClusterID)
  /// A service was told to leave a cluster.
  case evicted(ServiceID, ClusterID)
  /// The placement of a service was decided; `moved` replicas go to other clusters than before.
  case placed(ServiceID, moved: Int32)
  /// A placement was tried and failed.
  case unschedulable(ServiceID)
  /// A node is cordoned and drained, to be worked on.
  case draining(NodeID)
  /// Its drain failed: it stays cordoned.
  case drainFailed(NodeID)
  /// It is uncordoned again.
  case uncordoned(NodeID)
  /// A service got a new pod template in a cluster.
  case rolledOut(ServiceID, ClusterID)
}

/// Who measures. Calls come in order of virtual time (`fleet.simulation.now`) and must not act on
/// the fleet.
public protocol FleetObserver: AnyObject {
  /// Replicas that really serve (Ready, and their node, zone and region up) changed.
  func servingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32)
  /// Pods without a node changed.
  func pendingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32)
  /// Pods whose node is down but which are still counted changed.
  func unreachableChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32)
  /// Resources requested by bound pods on nodes that are up changed.
  func usageChanged(in cluster: ClusterID, by delta: NodeResources)
  /// Nodes came or went, and what they offer with them.
  func capacityChanged(in cluster: ClusterID, by delta: NodeResources, nodes: Int32)
  /// A pod of a job has done its work.
  func podCompleted(_ service: ServiceID, in cluster: ClusterID)
  func disruptionBegan(_ disruption: Disruption)
  func disruptionEnded(_ disruption: Disruption)
  func reached(_ milestone: Milestone)
  /// Requests were sent to an API server: the hub's (nil) or a member's.
  func requested(_ count: Int, of cluster: ClusterID?)
  /// A cluster is beyond one of its limits, or was kept from it.
  func crossed(_ limit: LimitCrossing)
  /// A member under a queueing model did something that takes time.
  func measured(_ sample: ControlPlaneSample, in cluster: ClusterID)
  /// An invariant checker found a violation.
  func violated(_ invariant: String, _ detail: @autoclosure () -> String)
}

extension FleetObserver {
  /// Most fleets keep their nodes.
  public func capacityChanged(in cluster: ClusterID, by delta: NodeResources, nodes: Int32) {}
  /// Not every observer cares how jobs end.
  public func podCompleted(_ service: ServiceID, in cluster: ClusterID) {}
  /// Nor about limits.
  public func crossed(_ limit: LimitCrossing) {}
  /// Nor about queues.
  public func measured(_ sample: ControlPlaneSample, in cluster: ClusterID) {}
}

/// What runs inside the members and must react at the instant at which the ground under it
/// changes. Servers go down before their nodes and come up after them.
public protocol InfrastructureObserver: AnyObject {
  /// A node went down: its kubelet is silent and its pods serve nobody.
  func nodeWentDown(_ node: NodeID)
  /// A node is back.
  func nodeCameUp(_ node: NodeID)
  /// A member's API server and controllers stopped.
  func apiServerWentDown(_ cluster: ClusterID)
  /// A member's API server and controllers run again.
  func apiServerCameUp(_ cluster: ClusterID)
  /// A zone or region of a cluster is back, and so are its nodes and API server, where nothing else
  /// keeps them down.
  func groundCameUp(_ cluster: ClusterID)
}

extension InfrastructureObserver {
  /// Only who waits for a place needs to know.
  public func groundCameUp(_ cluster: ClusterID) {}
}
