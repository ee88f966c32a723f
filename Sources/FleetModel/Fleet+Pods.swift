import EventKernel
import Stochastic

// Pods: the changes that controllers and kubelets make. Each is O(1).

extension Fleet {
  // MARK: Reading

  /// The state of a pod.
  public func state(of pod: PodID) -> PodState { pods[pod.position].state }
  /// The workload of a pod.
  public func workload(of pod: PodID) -> WorkloadID {
    WorkloadID(rawValue: pods[pod.position].workload)
  }
  /// The node of a pod; nil while pending.
  public func node(of pod: PodID) -> NodeID? {
    let node = pods[pod.position].node
    return node < 0 ? nil : NodeID(rawValue: node)
  }
  /// Which life of its slot this pod is; events about pods carry it.
  public func life(of pod: PodID) -> UInt16 { pods[pod.position].life }
  /// Whether the API server has the pod as Ready.
  public func isReportedReady(_ pod: PodID) -> Bool { pods[pod.position].isReportedReady }
  /// When the pod became ready, in whole seconds of virtual time.
  public func readySince(_ pod: PodID) -> UInt32 { pods[pod.position].readySince }
  /// Which binding of its workload a pod is that has not started yet, counted from zero.
  public func startOrdinal(of pod: PodID) -> UInt32 { pods[pod.position].readySince }
  /// The first of the pods on a node, in no order that means anything but is reproducible.
  public func firstPod(on node: NodeID) -> PodID? { Self.pod(nodes[node.position].firstPod) }
  /// The pod after this one on its node.
  public func nextPod(onNodeAfter pod: PodID) -> PodID? {
    Self.pod(pods[pod.position].nextOnNode)
  }
  /// The newest pod of a workload that is not terminating.
  public func firstPod(of workload: WorkloadID) -> PodID? {
    Self.pod(workloads[workload.position].firstPod)
  }
  /// The next older pod of the workload.
  public func nextPod(ofWorkloadAfter pod: PodID) -> PodID? {
    Self.pod(pods[pod.position].nextOfWorkload)
  }

  private static func pod(_ position: Int32) -> PodID? {
    position < 0 ? nil : PodID(rawValue: position)
  }

  // MARK: Life of a pod

  /// Creates a pending pod.
  public func createPod(of workload: WorkloadID) -> PodID {
    let owner = workload.position
    let position: Int
    if freePod >= 0 {
      position = Int(freePod)
      freePod = pods[position].nextOfWorkload
    } else {
      precondition(pods.count < Int(Int32.max), "more pods than 32-bit indices can name")
      position = pods.append(PodRow())
    }
    let first = workloads[owner].firstPod
    pods[position].workload = workload.rawValue
    pods[position].state = .pending
    pods[position].previousOfWorkload = -1
    pods[position].nextOfWorkload = first
    if first >= 0 { pods[Int(first)].previousOfWorkload = Int32(position) }
    workloads[owner].firstPod = Int32(position)
    workloads[owner].active += 1
    podCount += 1
    let cluster = Int(workloads[owner].cluster)
    clusters[cluster].allocating += serviceRows[Int(workloads[owner].service)].request
    changePending(owner, by: 1)
    reportStatus(owner)
    reportCapacity(cluster)
    return PodID(position)
  }

  /// Binds a pending pod to a node; its containers start.
  public func bind(_ pod: PodID, to node: NodeID) {
    precondition(state(of: pod) == .pending, "only a pending pod can be bound")
    let owner = Int(pods[pod.position].workload)
    let service = Int(workloads[owner].service)
    let request = serviceRows[service].request
    let cluster = Int(workloads[owner].cluster)
    link(pod, on: node)
    pods[pod.position].state = .starting
    pods[pod.position].readySince = workloads[owner].starts
    workloads[owner].starts &+= 1
    clusters[cluster].allocating -= request
    clusters[cluster].allocated += request
    changePending(owner, by: -1)
    if isUp(node) {
      changeUsage(cluster, by: request)
    } else {
      changeUnreachable(owner, by: 1)
    }
    reportCapacity(cluster)
  }

  /// Completes the start of a bound pod.
  ///
  /// - Returns: Whether it runs now; otherwise its node or API server is down and this has to be
  ///   called again when both are back.
  public func start(_ pod: PodID) -> Bool {
    precondition(
      state(of: pod) == .starting || state(of: pod) == .startDue, "only a bound pod can start")
    let node = Int(pods[pod.position].node)
    let owner = Int(pods[pod.position].workload)
    guard nodes[node].downLevels == 0, clusters[Int(workloads[owner].cluster)].isServerUp else {
      pods[pod.position].state = .startDue
      return false
    }
    pods[pod.position].state = .running
    pods[pod.position].readySince = UInt32(
      truncatingIfNeeded: simulation.now.nanoseconds / 1_000_000_000)
    changeServing(owner, by: 1)
    if !nodes[node].podsMarkedNotReady {
      pods[pod.position].isReportedReady = true
      workloads[owner].reportedReady += 1
      reportStatus(owner)
    }
    return true
  }

  /// Completes the work of a running pod of a job.
  ///
  /// - Returns: Whether it is gone now; otherwise its node or API server is down and this has to
  ///   be called again when both are back.
  public func complete(_ pod: PodID) -> Bool {
    precondition(
      state(of: pod) == .running || state(of: pod) == .completionDue,
      "only a running pod can complete")
    let node = Int(pods[pod.position].node)
    let owner = Int(pods[pod.position].workload)
    guard nodes[node].downLevels == 0, clusters[Int(workloads[owner].cluster)].isServerUp else {
      pods[pod.position].state = .completionDue
      return false
    }
    workloads[owner].completed += 1
    delete(pod)
    let service = ServiceID(rawValue: workloads[owner].service)
    let cluster = ClusterID(rawValue: workloads[owner].cluster)
    for index in 0..<observers.count {
      observers[index].observer.podCompleted(service, in: cluster)
    }
    return true
  }

  /// Deletes a pod through its API server. On a node that is up, or without a node, it is gone at
  /// once; on a node that is down it stays, terminating and holding its resources, until
  /// ``finishTerminations(on:)``.
  public func delete(_ pod: PodID) {
    let row = pods[pod.position]
    precondition(row.state.isActive, "only an existing pod can be deleted")
    let owner = Int(row.workload)
    let cluster = Int(workloads[owner].cluster)
    let request = serviceRows[Int(workloads[owner].service)].request
    unlinkFromWorkload(pod)
    workloads[owner].active -= 1
    if row.isReportedReady {
      pods[pod.position].isReportedReady = false
      workloads[owner].reportedReady -= 1
    }
    if row.state == .pending {
      clusters[cluster].allocating -= request
      changePending(owner, by: -1)
      free(pod)
    } else if nodes[Int(row.node)].downLevels == 0 {
      if row.state.serves { changeServing(owner, by: -1) }
      changeUsage(cluster, by: -request)
      clusters[cluster].allocated -= request
      unlinkFromNode(pod)
      free(pod)
    } else {
      pods[pod.position].state = .terminating
      changeUnreachable(owner, by: -1)
    }
    reportStatus(owner)
    reportCapacity(cluster)
  }

  /// Removes the terminating pods of a node that is up again.
  ///
  /// - Returns: Whether there were any, so that capacity has become free.
  public func finishTerminations(on node: NodeID) -> Bool {
    precondition(isUp(node), "a node that is down cannot finish anything")
    var next = nodes[node.position].firstPod
    var found = false
    let cluster = Int(poolRows[Int(nodes[node.position].pool)].cluster)
    while next >= 0 {
      let pod = PodID(rawValue: next)
      next = pods[pod.position].nextOnNode
      guard pods[pod.position].state == .terminating else { continue }
      let request = serviceRows[Int(workloads[Int(pods[pod.position].workload)].service)].request
      clusters[cluster].allocated -= request
      unlinkFromNode(pod)
      free(pod)
      found = true
    }
    if found { reportCapacity(cluster) }
    return found
  }

  // MARK: What the API server reports

  /// Marks all pods of a node as not ready, as the node lifecycle controller does.
  public func markPodsNotReady(on node: NodeID) {
    nodes[node.position].podsMarkedNotReady = true
    var next = nodes[node.position].firstPod
    while next >= 0 {
      let position = Int(next)
      next = pods[position].nextOnNode
      guard pods[position].isReportedReady else { continue }
      pods[position].isReportedReady = false
      let owner = Int(pods[position].workload)
      workloads[owner].reportedReady -= 1
      reportStatus(owner)
    }
  }

  /// Reports the running pods of a node as ready again, as its kubelet does on coming back.
  public func reportPods(on node: NodeID) {
    nodes[node.position].podsMarkedNotReady = false
    var next = nodes[node.position].firstPod
    while next >= 0 {
      let position = Int(next)
      next = pods[position].nextOnNode
      guard pods[position].state.serves, !pods[position].isReportedReady else { continue }
      pods[position].isReportedReady = true
      let owner = Int(pods[position].workload)
      workloads[owner].reportedReady += 1
      reportStatus(owner)
    }
  }

  /// Reports one node more, or one less, as ready.
  public func changeReadyNodes(of cluster: ClusterID, by delta: Int32) {
    clusters[cluster.position].readyNodes += delta
    reportCapacity(cluster.position)
  }

  // MARK: Links

  private func link(_ pod: PodID, on node: NodeID) {
    let owner = Int(pods[pod.position].workload)
    let first = nodes[node.position].firstPod
    pods[pod.position].node = node.rawValue
    pods[pod.position].previousOnNode = -1
    pods[pod.position].nextOnNode = first
    if first >= 0 { pods[Int(first)].previousOnNode = pod.rawValue }
    nodes[node.position].firstPod = pod.rawValue
    nodes[node.position].add(serviceRows[Int(workloads[owner].service)])
  }

  func unlinkFromNode(_ pod: PodID) {
    let row = pods[pod.position]
    let node = Int(row.node)
    if row.previousOnNode >= 0 {
      pods[Int(row.previousOnNode)].nextOnNode = row.nextOnNode
    } else {
      nodes[node].firstPod = row.nextOnNode
    }
    if row.nextOnNode >= 0 { pods[Int(row.nextOnNode)].previousOnNode = row.previousOnNode }
    nodes[node].subtract(serviceRows[Int(workloads[Int(row.workload)].service)])
  }

  func unlinkFromWorkload(_ pod: PodID) {
    let row = pods[pod.position]
    if row.previousOfWorkload >= 0 {
      pods[Int(row.previousOfWorkload)].nextOfWorkload = row.nextOfWorkload
    } else {
      workloads[Int(row.workload)].firstPod = row.nextOfWorkload
    }
    if row.nextOfWorkload >= 0 {
      pods[Int(row.nextOfWorkload)].previousOfWorkload = row.previousOfWorkload
    }
  }

  func free(_ pod: PodID) {
    var row = PodRow()
    row.life = pods[pod.position].life &+ 1
    row.nextOfWorkload = freePod
    pods[pod.position] = row
    freePod = pod.rawValue
    podCount -= 1
  }
}

extension PodState {
  /// Whether the pod serves when its node is up.
  @inlinable var serves: Bool { self == .running || self == .completionDue }
}

extension NodeRow {
  mutating func add(_ service: ServiceRow) {
    requestedMilliCPU += Int32(service.request.milliCPU)
    requestedMemory += service.request.memory
    requestedEphemeralStorage += service.request.ephemeralStorage
    requestedGPU += Int32(service.request.gpu)
    assumedMilliCPU += service.assumedMilliCPU
    assumedMemory += service.assumedMemory
    podCount += 1
  }

  mutating func subtract(_ service: ServiceRow) {
    requestedMilliCPU -= Int32(service.request.milliCPU)
    requestedMemory -= service.request.memory
    requestedEphemeralStorage -= service.request.ephemeralStorage
    requestedGPU -= Int32(service.request.gpu)
    assumedMilliCPU -= service.assumedMilliCPU
    assumedMemory -= service.assumedMemory
    podCount -= 1
  }
}
