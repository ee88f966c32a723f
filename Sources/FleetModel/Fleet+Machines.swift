// Nodes that come and go. A pool that scales has a row for every node that it may have; a row without
// a machine is absent: down, without capacity, and nothing that fails.

extension Fleet {
  /// Whether there is a node of that row.
  public func isPresent(_ node: NodeID) -> Bool { !nodes[node.position].isAbsent }

  /// Whether a machine could start in the place of an absent node: its zone and regions are up, and
  /// no pod of the machine before is left.
  public func canProvision(_ node: NodeID) -> Bool {
    let row = nodes[node.position]
    return row.isAbsent && row.downLevels == 1 && row.firstPod < 0
  }

  /// A machine has become a node: its cluster has more to offer. Whether the API server has it as
  /// ready is for ``changeReadyNodes(of:by:)``.
  ///
  /// - Precondition: ``canProvision(_:)``.
  public func provision(_ node: NodeID) {
    precondition(canProvision(node), "only an absent node without pods can become one")
    nodes[node.position].isAbsent = false
    change(node, isPresent: true)
  }

  /// A node is gone for good, with its machine. Pods that are left on it serve nobody.
  public func retire(_ node: NodeID) {
    precondition(isPresent(node), "only a node that is there can go")
    nodes[node.position].machine &+= 1
    nodes[node.position].podsMarkedNotReady = false
    nodes[node.position].isAbsent = true
    if nodes[node.position].ownCauses > 0 {
      // What was wrong with the machine went with it: absence takes the place of that level.
      nodes[node.position].ownCauses = 0
      nodes[node.position].downLevels -= 1
      change(node, isPresent: false, wasBroken: true)
    } else {
      change(node, isPresent: false)
    }
  }

  /// - Parameter wasBroken: Whether it had been down for a cause of its own until now.
  private func change(_ node: NodeID, isPresent: Bool, wasBroken: Bool = false) {
    let cluster = cluster(of: node)
    let allocatable = allocatable(of: node)
    let sign: Int32 = isPresent ? 1 : -1
    clusters[cluster.position].nodes += sign
    clusters[cluster.position].allocatable += isPresent ? allocatable : -allocatable
    batching {
      nodes[node.position].downLevels &+= isPresent ? .max : 1
      if nodes[node.position].downLevels == (isPresent ? 0 : 1), !wasBroken {
        flip(node.position, goesDown: !isPresent)
      }
    }
    refreshConnectivity([cluster])
    for index in 0..<observers.count {
      observers[index].observer.capacityChanged(
        in: cluster, by: isPresent ? allocatable : -allocatable, nodes: sign)
    }
    reportCapacity(cluster.position)
  }
}
