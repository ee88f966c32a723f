import Stochastic

// Workloads (services in clusters), nodes and clusters, as controllers and checkers read them.

extension Fleet {
  // MARK: Workloads

  /// The workload of a service in a cluster, if it was ever applied there.
  public func workload(of service: ServiceID, in cluster: ClusterID) -> WorkloadID? {
    // Who is told of a status asks for it at once: no search, and no cache line touched for it.
    if reported < workloads.count, workloads[reported].service == service.rawValue,
      workloads[reported].cluster == cluster.rawValue
    {
      return WorkloadID(reported)
    }
    return workloadIndex.position(
      service: service.rawValue, cluster: cluster.rawValue, in: workloads
    ).map { WorkloadID($0) }
  }

  /// Creates the workload object in the member's API server, or changes its replicas.
  public func declare(
    _ service: ServiceID, replicas: Int32, in cluster: ClusterID
  ) -> WorkloadID {
    precondition(replicas >= 0, "a workload has no negative replicas")
    let workload = workload(of: service, in: cluster) ?? addWorkload(service, cluster)
    workloads[workload.position].desired = replicas
    if !workloads[workload.position].exists {
      workloads[workload.position].exists = true
      workloads[workload.position].completed = 0
    }
    reportStatus(workload.position)
    return workload
  }

  /// Deletes the workload object; its pods are left to whoever runs the member.
  public func withdraw(_ workload: WorkloadID) {
    workloads[workload.position].exists = false
    workloads[workload.position].desired = 0
    reportStatus(workload.position)
  }

  private func addWorkload(_ service: ServiceID, _ cluster: ClusterID) -> WorkloadID {
    let stream = StreamName.extend(
      StreamName.extend(StreamName.hash(services[service.position].name), by: "@"),
      by: topology.clusters[cluster.position].name)
    let position = workloads.append(
      WorkloadRow(service: service.rawValue, cluster: cluster.rawValue, stream: stream))
    workloadIndex.insert(position, in: workloads)
    return WorkloadID(position)
  }

  /// How many workloads there ever were; their identifiers count from zero.
  public var workloadCount: Int { workloads.count }
  /// The service of a workload.
  public func service(of workload: WorkloadID) -> ServiceID {
    ServiceID(rawValue: workloads[workload.position].service)
  }
  /// The cluster of a workload.
  public func cluster(of workload: WorkloadID) -> ClusterID {
    ClusterID(rawValue: workloads[workload.position].cluster)
  }
  /// Whether the workload's object exists in the member's API server.
  public func exists(_ workload: WorkloadID) -> Bool { workloads[workload.position].exists }
  /// The figures of a workload.
  public func counts(of workload: WorkloadID) -> WorkloadCounts {
    let row = workloads[workload.position]
    return WorkloadCounts(
      desired: row.desired, active: row.active, pending: row.pending, serving: row.serving,
      unreachable: row.unreachable, reportedReady: row.reportedReady, completed: row.completed)
  }
  /// Pods still to create (positive) or to delete (negative) in a workload.
  public func shortage(of workload: WorkloadID) -> Int32 {
    let row = workloads[workload.position]
    return row.desired - row.completed - row.active
  }
  /// The hash that names a workload's random streams: that of `<service>@<cluster>`.
  public func stream(of workload: WorkloadID) -> UInt64 { workloads[workload.position].stream }
  /// How many pods of a workload have been bound, which numbers the phases of its streams.
  public func bindings(of workload: WorkloadID) -> UInt32 { workloads[workload.position].starts }
  /// The status of a workload as the member's API server reports it.
  public func status(of service: ServiceID, in cluster: ClusterID) -> WorkloadStatus? {
    guard let workload = workload(of: service, in: cluster), exists(workload) else { return nil }
    let row = workloads[workload.position]
    return WorkloadStatus(desired: row.desired, replicas: row.active, ready: row.reportedReady)
  }

  // MARK: Nodes and clusters

  /// Whether nothing at the node, its zone or its region keeps it down; false for an absent one.
  public func isUp(_ node: NodeID) -> Bool { nodes[node.position].downLevels == 0 }
  /// The pool of a node.
  public func pool(of node: NodeID) -> PoolID { PoolID(rawValue: nodes[node.position].pool) }
  /// The cluster of a node.
  public func cluster(of node: NodeID) -> ClusterID {
    ClusterID(rawValue: poolRows[Int(nodes[node.position].pool)].cluster)
  }
  /// The zone of a node.
  public func zone(of node: NodeID) -> ZoneID {
    ZoneID(rawValue: poolRows[Int(nodes[node.position].pool)].zone)
  }
  /// What a node offers to pods.
  public func allocatable(of node: NodeID) -> NodeResources {
    poolRows[Int(nodes[node.position].pool)].allocatable
  }
  /// What the pods of a node request, terminating ones included; `pods` is their number.
  public func requested(on node: NodeID) -> NodeResources { nodes[node.position].requested }
  /// CPU and memory requested as upstream's LeastAllocated counts them.
  public func nonZeroRequested(on node: NodeID) -> (milliCPU: Int64, memory: Int64) {
    let row = nodes[node.position]
    return (
      Int64(row.requestedMilliCPU) + Int64(row.assumedMilliCPU),
      row.requestedMemory + row.assumedMemory
    )
  }
  /// Whether the API server has the pods of the node marked as not ready.
  public func hasPodsMarkedNotReady(_ node: NodeID) -> Bool {
    nodes[node.position].podsMarkedNotReady
  }
  /// Whether a member's API server and controllers run.
  public func isServerUp(_ cluster: ClusterID) -> Bool { clusters[cluster.position].isServerUp }
  /// The nodes of a cluster that are up, in truth.
  public func nodesUp(in cluster: ClusterID) -> Int32 { clusters[cluster.position].nodesUp }
  /// The capacity of a cluster as its API server reports it.
  public func capacity(of cluster: ClusterID) -> ClusterCapacity {
    let row = clusters[cluster.position]
    return ClusterCapacity(
      allocatable: row.allocatable, allocated: row.allocated, allocating: row.allocating,
      nodes: row.nodes, readyNodes: row.readyNodes)
  }
  /// The name of a node's random streams: that of ``Topology/name(of:)``, without building it.
  public func stream(of node: NodeID) -> UInt64 {
    let pool = topology.pools[Int(nodes[node.position].pool)]
    var hash = StreamName.extend(
      StreamName.hash(topology.clusters[pool.cluster.position].name), by: "/")
    hash = StreamName.extend(StreamName.extend(hash, by: pool.name), by: "-")
    return StreamName.extend(hash, by: "\(node.position - pool.nodes.lowerBound)")
  }
}

/// The figures of one workload, in truth and as reported.
public struct WorkloadCounts: Sendable, Equatable {
  /// Replicas asked for.
  public var desired: Int32
  /// Pods that exist and are not terminating.
  public var active: Int32
  /// Those without a node.
  public var pending: Int32
  /// Those that serve, in truth.
  public var serving: Int32
  /// Those whose node is down, in truth.
  public var unreachable: Int32
  /// Those that the API server has as Ready.
  public var reportedReady: Int32
  /// Pods of a job that have completed.
  public var completed: Int32
}

extension NodeRow {
  var requested: NodeResources {
    NodeResources(
      milliCPU: Int64(requestedMilliCPU), memory: requestedMemory,
      ephemeralStorage: requestedEphemeralStorage, gpu: Int64(requestedGPU),
      pods: Int64(podCount))
  }
}
