/// No pod stands outside the jurisdictions of its tenant.
public struct Jurisdiction: InvariantChecker {
  /// The name under which violations are reported.
  public let name = "jurisdiction"

  /// Creates the checker.
  public init() {}

  /// Reports every violation found now.
  public func check(_ fleet: Fleet) {
    for position in 0..<fleet.workloads.count where fleet.workloads[position].active > 0 {
      let row = fleet.workloads[position]
      let service = fleet.services[Int(row.service)]
      let allowed = fleet.tenants[service.tenant.position].jurisdictions
      if allowed.isEmpty { continue }
      let cluster = fleet.topology.clusters[Int(row.cluster)]
      let place = fleet.topology.regions[cluster.region.position].jurisdiction
      if !allowed.contains(place) {
        fleet.report(
          violationOf: name,
          "\(row.active) pods of \(service.name) are in \(cluster.name), jurisdiction \"\(place)\"")
      }
    }
  }
}
