/// Every pod has exactly one workload and at most one node, and stands in their lists once; no
/// workload is declared twice.
public struct SingleOwner: InvariantChecker {
  /// The name under which violations are reported.
  public let name = "single-owner"

  /// Creates the checker.
  public init() {}

  /// Reports every violation found now.
  public func check(_ fleet: Fleet) {
    var owners = [UInt8](repeating: 0, count: fleet.pods.count)
    var places = [UInt8](repeating: 0, count: fleet.pods.count)
    for position in 0..<fleet.workloads.count {
      var next = fleet.workloads[position].firstPod
      while next >= 0 {
        owners[Int(next)] &+= 1
        if fleet.pods[Int(next)].workload != Int32(position) { report(next, "its workload", fleet) }
        next = fleet.pods[Int(next)].nextOfWorkload
      }
      let row = fleet.workloads[position]
      let found = fleet.workload(
        of: ServiceID(rawValue: row.service), in: ClusterID(rawValue: row.cluster))
      if found?.position != position {
        fleet.report(violationOf: name, "workload \(position) is declared twice")
      }
    }
    for position in 0..<fleet.nodes.count {
      var next = fleet.nodes[position].firstPod
      while next >= 0 {
        places[Int(next)] &+= 1
        if fleet.pods[Int(next)].node != Int32(position) { report(next, "its node", fleet) }
        next = fleet.pods[Int(next)].nextOnNode
      }
    }
    for position in 0..<fleet.pods.count {
      let pod = fleet.pods[position]
      if owners[position] != (pod.state.isActive ? 1 : 0) {
        report(Int32(position), "\(owners[position]) workloads", fleet)
      }
      if places[position] != (pod.node >= 0 ? 1 : 0) {
        report(Int32(position), "\(places[position]) nodes", fleet)
      }
    }
  }

  private func report(_ pod: Int32, _ what: String, _ fleet: Fleet) {
    fleet.report(violationOf: name, "pod \(pod) is wrong about \(what)")
  }
}
