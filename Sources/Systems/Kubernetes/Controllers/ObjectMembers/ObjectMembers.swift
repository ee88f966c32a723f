import EventKernel
import FleetModel

/// Members simulated as objects: every API object and controller, proved by recorded timelines.
///
/// What `MemberControllers` does in brief for thousands of clusters, this does in full for tens:
/// roll-outs, disruption budgets, preemption, statuses that lag as the controllers do.
public final class ObjectMembers: MemberClusters {
  private unowned(unsafe) let fleet: Fleet
  /// By `ClusterID`; nil for clusters simulated otherwise.
  private let members: [ObjectMember?]
  private var component = ComponentID(rawValue: 0)
  private var establishing: [ObjectMember] = []
  private let operations: [MemberOperation]

  private enum Code: UInt16 {
    /// From now on requests take time.
    case established
    /// An operation begins.
    case operation
  }

  /// Puts controllers into some clusters of a fleet; they act from now on.
  ///
  /// - Parameters:
  ///   - timings: The flags of each cluster's programs, by `ClusterID`.
  ///   - isObject: Which clusters, by `ClusterID`.
  ///   - manifests: What the services look like as objects.
  ///   - operations: What is done on purpose, in clusters that are among these.
  public init(
    fleet: Fleet, timings: [KubernetesTiming], isObject: [Bool], manifests: ServiceManifests,
    operations: [MemberOperation] = []
  ) {
    self.fleet = fleet
    self.operations = operations
    members = fleet.topology.clusters.indices.map { position in
      isObject[position]
        ? ObjectMember(
          ClusterID(position), fleet: fleet, timing: timings[position], manifests: manifests)
        : nil
    }
    for position in isObject.indices where isObject[position] {
      fleet.allowsSurge[position] = true
    }
    component = fleet.simulation.register(self, name: "object members")
    fleet.add(self as any InfrastructureObserver)
    for (index, operation) in operations.enumerated() {
      fleet.simulation.schedule(
        component, code: Code.operation.rawValue, argument: UInt64(index), at: operation.at)
    }
  }

  private func member(_ cluster: ClusterID) -> ObjectMember {
    guard let member = members[cluster.position] else {
      preconditionFailure("a cluster is simulated in one way")
    }
    return member
  }

  /// The autoscaler of a cluster; nil where no pool scales.
  func autoscaling(of cluster: ClusterID) -> MemberAutoscaling? { member(cluster).autoscaling }

  /// Creates the workload of `service` in `cluster`, or changes its replicas.
  public func apply(_ service: ServiceID, replicas: Int32, to cluster: ClusterID) {
    member(cluster).apply(service, replicas: replicas)
  }

  /// The workload was created long ago: all that follows from it happens at this instant.
  public func establish(_ service: ServiceID, replicas: Int32, in cluster: ClusterID) {
    let member = member(cluster)
    if !member.server.isInstant {
      member.server.isInstant = true
      establishing.append(member)
      if establishing.count == 1 {
        // Everything that takes no time is over a nanosecond later.
        fleet.simulation.schedule(
          component, code: Code.established.rawValue, after: .nanoseconds(1))
      }
    }
    member.apply(service, replicas: replicas)
  }

  /// Deletes the workload and its pods.
  public func remove(_ service: ServiceID, from cluster: ClusterID) {
    member(cluster).remove(service)
  }

  /// The workload's status as the member's API server reports it now.
  public func status(of service: ServiceID, in cluster: ClusterID) -> WorkloadStatus? {
    member(cluster).status(of: service)
  }

  /// The capacity of the member as its listers see it now.
  public func capacity(of cluster: ClusterID) -> ClusterCapacity { fleet.capacity(of: cluster) }
}

extension ObjectMembers: EventHandler {
  /// Something that was planned is due.
  public func handle(_ event: Event, in simulation: Simulation) {
    guard let code = Code(rawValue: event.code) else {
      preconditionFailure("members are sent only their own events")
    }
    switch code {
    case .established:
      for member in establishing { member.server.isInstant = false }
      establishing.removeAll()
    case .operation: begin(Int(event.argument))
    }
  }

  private func begin(_ number: Int) {
    switch operations[number].action {
    case .drain(let drain):
      guard let first = drain.nodes.first else { return }
      member(fleet.cluster(of: first)).drain(drain, number: number)
    case .rollOut(let service, let clusters, let patch):
      for cluster in clusters {
        member(cluster).rollOut(service, patch: patch)
        fleet.reach(.rolledOut(service, cluster))
      }
    }
  }
}

extension ObjectMembers: InfrastructureObserver {
  /// The kubelet of a node stopped renewing its lease.
  public func nodeWentDown(_ node: NodeID) {
    members[fleet.cluster(of: node).position]?.setUp(node, false)
  }

  /// The kubelet of a node renews its lease again.
  public func nodeCameUp(_ node: NodeID) {
    members[fleet.cluster(of: node).position]?.setUp(node, true)
  }

  /// A place where machines can start is back.
  public func groundCameUp(_ cluster: ClusterID) {
    members[cluster.position]?.autoscaling?.placesMayBeFree()
  }

  /// The control plane of a member stops.
  public func apiServerWentDown(_ cluster: ClusterID) { members[cluster.position]?.setUp(false) }

  /// The control plane of a member is back.
  public func apiServerCameUp(_ cluster: ClusterID) { members[cluster.position]?.setUp(true) }
}
