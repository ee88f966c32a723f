import EventKernel

// Disturbances: they nest, and a thing is up only when nothing at its own level or above keeps it
// down.

extension Fleet {
  /// Begins a disruption; it counts until it is ended, whatever else disturbs the same thing.
  ///
  /// A node that is absent cannot fail: such a disruption is none, and nobody is told of it. One of
  /// a machine that goes meanwhile does not count for the machine that takes its place.
  ///
  /// - Parameters:
  ///   - target: What is disturbed.
  ///   - cause: The name of the failure model, for reports.
  ///   - mode: How requests that need the target end meanwhile; by default `timesOut` for zones,
  ///     regions and links, `refused` for a cluster's control plane and the hub. Nodes ignore it.
  @discardableResult
  public func begin(
    _ target: DisruptionTarget, cause: String, mode: RequestOutcome? = nil
  ) -> DisruptionID {
    let mode = mode ?? target.defaultMode
    precondition(mode != .succeeds, "a disruption cannot make requests succeed")
    if case .node(let node) = target, !isPresent(node) {
      return disruptions.add(target, cause: cause, mode: mode, at: simulation.now, machine: nil)
    }
    let id = disruptions.add(
      target, cause: cause, mode: mode, at: simulation.now, machine: machine(of: target))
    let disruption = disruptions[id].disruption
    for index in 0..<observers.count { observers[index].observer.disruptionBegan(disruption) }
    apply(target, mode: mode, begins: true)
    return id
  }

  /// Ends a disruption.
  ///
  /// - Precondition: It has begun and not ended.
  public func end(_ id: DisruptionID) {
    let active = disruptions.remove(id)
    guard let machine = active.machine else { return }
    if machine == self.machine(of: active.disruption.target) {
      apply(active.disruption.target, mode: active.mode, begins: false)
    }
    for index in 0..<observers.count {
      observers[index].observer.disruptionEnded(active.disruption)
    }
  }

  /// Which of the machines that a node has stood for a disruption is about.
  private func machine(of target: DisruptionTarget) -> UInt16 {
    if case .node(let node) = target { nodes[node.position].machine } else { 0 }
  }

  /// How many disruptions have begun and not ended.
  public var activeDisruptionCount: Int { disruptions.activeCount }

  private func apply(_ target: DisruptionTarget, mode: RequestOutcome, begins: Bool) {
    switch target {
    case .node(let node): change(node, begins: begins)
    case .zone(let zone): change(zone, mode: mode, begins: begins)
    case .region(let region): change(region, mode: mode, begins: begins)
    case .clusterControlPlane(let cluster):
      if begins {
        clusters[cluster.position].ownCauses.add(mode)
      } else {
        clusters[cluster.position].ownCauses.remove(mode)
      }
      refresh([cluster])
    case .link(let cluster):
      if begins {
        clusters[cluster.position].linkCauses.add(mode)
      } else {
        clusters[cluster.position].linkCauses.remove(mode)
      }
      refresh([cluster])
    case .hub:
      changeHub(mode: mode, begins: begins)
    }
  }

  // MARK: Levels

  private func change(_ node: NodeID, begins: Bool) {
    nodes[node.position].ownCauses &+= begins ? 1 : .max
    let level = begins ? 1 : 0
    guard nodes[node.position].ownCauses == level else { return }
    changeLevels(of: node.position..<(node.position + 1), begins: begins)
    refresh([cluster(of: node)])
  }

  private func change(_ zone: ZoneID, mode: RequestOutcome, begins: Bool) {
    zoneCauseCounts[zone.position] += begins ? 1 : -1
    if begins {
      zoneCauses[zone.position].add(mode)
    } else {
      zoneCauses[zone.position].remove(mode)
    }
    guard zoneCauseCounts[zone.position] == (begins ? 1 : 0) else { return }
    let affected = topology.zones[zone.position].clusters
    for cluster in affected {
      clusters[cluster.position].zonesUp += begins ? -1 : 1
      if begins { clusters[cluster.position].placeOutcome = mode }
    }
    changeGround(of: [zone], clusters: affected, begins: begins)
  }

  private func change(_ region: RegionID, mode: RequestOutcome, begins: Bool) {
    regionCauseCounts[region.position] += begins ? 1 : -1
    guard regionCauseCounts[region.position] == (begins ? 1 : 0) else { return }
    var affected: [ClusterID] = []
    var lost: [ZoneID] = []
    let parts = topology.parts(of: region)
    for part in parts {
      affected += regionClusters[part.position]
      lost += topology.regions[part.position].zones.map { ZoneID($0) }
    }
    for cluster in affected {
      clusters[cluster.position].regionsDown &+= begins ? 1 : .max
      if begins { clusters[cluster.position].placeOutcome = mode }
    }
    if let hubRegion = topology.hubRegion, parts.contains(hubRegion) {
      changeHub(mode: .timesOut, begins: begins)
    }
    changeGround(of: lost, clusters: affected, begins: begins)
  }

  /// Takes nodes and API servers down together, servers first; brings them back nodes first, so
  /// that nobody reports to or decides in a place that is half there.
  private func changeGround(of zones: [ZoneID], clusters: [ClusterID], begins: Bool) {
    if begins {
      refreshServers(clusters)
      for zone in zones { changeLevels(of: zone, begins: true) }
    } else {
      for zone in zones { changeLevels(of: zone, begins: false) }
      refreshServers(clusters)
    }
    refreshConnectivity(clusters)
    guard !begins else { return }
    for cluster in clusters {
      for observer in infrastructureObservers { observer.groundCameUp(cluster) }
    }
  }

  private func changeLevels(of zone: ZoneID, begins: Bool) {
    for pool in topology.zones[zone.position].pools {
      changeLevels(of: topology.pools[pool.position].nodes, begins: begins)
    }
  }

  private func changeLevels(of range: Range<Int>, begins: Bool) {
    batching {
      for node in range {
        nodes[node].downLevels &+= begins ? 1 : .max
        if nodes[node].downLevels == (begins ? 1 : 0) { flip(node, goesDown: begins) }
      }
    }
    for node in range where nodes[node].downLevels == (begins ? 1 : 0) {
      for observer in infrastructureObservers {
        if begins { observer.nodeWentDown(NodeID(node)) } else { observer.nodeCameUp(NodeID(node)) }
      }
    }
  }

  /// Changes the truth for the pods of a node that goes down or comes up.
  func flip(_ node: Int, goesDown: Bool) {
    let cluster = Int(poolRows[Int(nodes[node].pool)].cluster)
    let sign: Int32 = goesDown ? -1 : 1
    clusters[cluster].nodesUp += sign
    var usage = NodeResources.zero
    var next = nodes[node].firstPod
    while next >= 0 {
      let row = pods[Int(next)]
      next = row.nextOnNode
      guard row.state.isActive else { continue }
      let owner = Int(row.workload)
      usage += serviceRows[Int(workloads[owner].service)].request
      changeUnreachable(owner, by: -sign)
      if row.state.serves { changeServing(owner, by: sign) }
    }
    if usage != .zero { changeUsage(cluster, by: goesDown ? -usage : usage) }
  }

  // MARK: Servers and routes

  private func refresh(_ affected: [ClusterID]) {
    refreshServers(affected)
    refreshConnectivity(affected)
  }

  private func refreshServers(_ affected: [ClusterID]) {
    for cluster in affected {
      let row = clusters[cluster.position]
      let isUp = row.ownCauses.outcome == .succeeds && row.regionsDown == 0 && row.zonesUp > 0
      guard isUp != row.isServerUp else { continue }
      clusters[cluster.position].isServerUp = isUp
      for observer in infrastructureObservers {
        if isUp {
          observer.apiServerCameUp(cluster)
        } else {
          observer.apiServerWentDown(cluster)
        }
      }
    }
  }

  func refreshConnectivity(_ affected: [ClusterID]) {
    for cluster in affected {
      let row = clusters[cluster.position]
      let place: RequestOutcome =
        row.regionsDown > 0 || row.zonesUp == 0 ? row.placeOutcome : .succeeds
      let server = place == .succeeds ? row.ownCauses.outcome : place
      let link = row.linkCauses.outcome
      // The agent is a pod of the member: without nodes nobody asks.
      let agent: RequestOutcome = row.nodesUp == 0 ? .timesOut : .succeeds
      let hubToMember = link == .succeeds ? server : link
      let agentToMember = agent == .succeeds ? server : agent
      var agentToHub = agent
      if agentToHub == .succeeds { agentToHub = link }
      if agentToHub == .succeeds { agentToHub = hubCauses.outcome }
      guard
        hubToMember != row.hubToMember || agentToHub != row.agentToHub
          || agentToMember != row.agentToMember
      else { continue }
      clusters[cluster.position].hubToMember = hubToMember
      clusters[cluster.position].agentToHub = agentToHub
      clusters[cluster.position].agentToMember = agentToMember
      for index in 0..<memberObservers.count {
        memberObservers[index].observer.connectivityChanged(cluster)
      }
    }
  }

  private func changeHub(mode: RequestOutcome, begins: Bool) {
    let wasUp = hubIsUp
    if begins { hubCauses.add(mode) } else { hubCauses.remove(mode) }
    refreshConnectivity(topology.clusters.indices.map { ClusterID($0) })
    guard hubIsUp != wasUp else { return }
    for index in 0..<memberObservers.count { memberObservers[index].observer.hubChanged() }
  }
}

extension Fleet: Connectivity {
  /// How a request of the hub to a member's API server ends now.
  public func hubToMember(_ cluster: ClusterID) -> RequestOutcome {
    clusters[cluster.position].hubToMember
  }
  /// How a request of a member's agent to the hub ends now.
  public func agentToHub(_ cluster: ClusterID) -> RequestOutcome {
    clusters[cluster.position].agentToHub
  }
  /// How a request of a member's agent to its own API server ends now.
  public func agentToMember(_ cluster: ClusterID) -> RequestOutcome {
    clusters[cluster.position].agentToMember
  }
  /// Whether the hub's own controllers run.
  public var hubIsUp: Bool { hubCauses.outcome == .succeeds }
}

extension DisruptionTarget {
  /// How requests that need this end while it is disturbed and nothing else is said.
  public var defaultMode: RequestOutcome {
    switch self {
    case .node, .zone, .region, .link: .timesOut
    case .clusterControlPlane, .hub: .refused
    }
  }
}

/// The disruptions that have begun and not ended.
struct DisruptionTable {
  struct Active {
    var disruption: Disruption
    var mode: RequestOutcome
    /// Which machine of a node it is about; nil for one that disturbs nothing.
    var machine: UInt16?
  }
  private var slots: [Active?] = []
  private var free: [DisruptionID] = []
  private var begun = 0
  private(set) var activeCount = 0

  mutating func add(
    _ target: DisruptionTarget, cause: String, mode: RequestOutcome, at start: VirtualTime,
    machine: UInt16?
  ) -> DisruptionID {
    let active = Active(
      disruption: Disruption(index: begun, target: target, cause: cause, start: start), mode: mode,
      machine: machine)
    if machine != nil {
      begun += 1
      activeCount += 1
    }
    if let id = free.popLast() {
      slots[id.position] = active
      return id
    }
    slots.append(active)
    return DisruptionID(slots.count - 1)
  }

  subscript(id: DisruptionID) -> Active {
    guard let active = slots[id.position] else {
      preconditionFailure("a disruption is used only between its begin and its end")
    }
    return active
  }

  mutating func remove(_ id: DisruptionID) -> Active {
    let active = self[id]
    if active.machine != nil { activeCount -= 1 }
    slots[id.position] = nil
    free.append(id)
    return active
  }
}
