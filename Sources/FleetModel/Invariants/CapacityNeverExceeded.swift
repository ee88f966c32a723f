/// No node holds pods that request more than it offers, every node's running sum equals a recount of
/// its pods, and every cluster offers what the nodes that are there do.
public struct CapacityNeverExceeded: InvariantChecker {
  /// The name under which violations are reported.
  public let name = "capacity-never-exceeded"

  /// Creates the checker.
  public init() {}

  /// Reports every violation found now.
  public func check(_ fleet: Fleet) {
    checkClusters(fleet)
    for position in 0..<fleet.nodes.count {
      let node = NodeID(position)
      let requested = fleet.requested(on: node)
      if !requested.fits(in: fleet.allocatable(of: node)) {
        fleet.report(
          violationOf: name, "\(fleet.topology.name(of: node)) is asked for \(requested)")
      }
      var counted = NodeResources.zero
      var next = fleet.nodes[position].firstPod
      while next >= 0 {
        let pod = fleet.pods[Int(next)]
        next = pod.nextOnNode
        counted += fleet.serviceRows[Int(fleet.workloads[Int(pod.workload)].service)].request
      }
      if counted != requested {
        fleet.report(
          violationOf: name,
          "\(fleet.topology.name(of: node)) says \(requested) is requested, its pods \(counted)")
      }
    }
  }

  private func checkClusters(_ fleet: Fleet) {
    for (position, cluster) in fleet.topology.clusters.enumerated() {
      let capacity = fleet.capacity(of: ClusterID(position))
      var counted = NodeResources.zero
      var nodes: Int32 = 0
      for node in cluster.nodes where fleet.isPresent(NodeID(node)) {
        counted += fleet.allocatable(of: NodeID(node))
        nodes += 1
      }
      if counted != capacity.allocatable || nodes != capacity.nodes
        || !(0...nodes).contains(capacity.readyNodes)
      {
        fleet.report(
          violationOf: name,
          "\(cluster.name) says \(capacity.allocatable) of \(capacity.nodes) nodes,"
            + " \(capacity.readyNodes) ready; \(nodes) nodes offer \(counted)")
      }
    }
  }
}
