import Documents
import Experiments
import FleetModel

/// No multicluster system at all: every service is split evenly over a few clusters once, and
/// nothing ever moves. What a real system must beat.
final class StaticPlacement: ControlPlane {
  private let fleet: Fleet
  private let members: any MemberClusters
  private let services: [ServiceID]
  private let clustersPerService: Int

  init(
    fleet: Fleet, members: any MemberClusters, services: [ServiceID], clustersPerService: Int
  ) {
    self.fleet = fleet
    self.members = members
    self.services = services
    self.clustersPerService = clustersPerService
  }

  func start() {
    let topology = fleet.topology
    for id in services {
      let service = fleet.services[id.position]
      let allowed = fleet.tenants[service.tenant.position].jurisdictions
      let eligible = topology.clusters.indices.filter {
        allowed.isEmpty
          || allowed.contains(topology.regions[topology.clusters[$0].region.position].jurisdiction)
      }
      guard !eligible.isEmpty else { continue }
      let count = min(clustersPerService, eligible.count, max(1, Int(service.replicas)))
      // Neighbours in the list share a region; a stride spreads a service over the regions.
      let stride = max(1, eligible.count / count)
      for part in 0..<count {
        let share =
          Int(service.replicas) / count + (part < Int(service.replicas) % count ? 1 : 0)
        let cluster = eligible[(id.position + part * stride) % eligible.count]
        members.apply(id, replicas: Int32(share), to: ClusterID(cluster))
      }
      fleet.reach(.placed(id, moved: 0))
    }
  }

  func gauge(_ name: String) -> Double? { nil }
  func workloadStatusChanged(_ service: ServiceID, in cluster: ClusterID) {}
  func capacityChanged(_ cluster: ClusterID) {}
  func connectivityChanged(_ cluster: ClusterID) {}
  func hubChanged() {}
}

extension SystemEntry {
  /// The absence of a system, for comparison.
  static let none = SystemEntry(
    name: "None",
    summary:
      "No multicluster system: services are split evenly over a few clusters and never move.",
    settings: [
      Setting(
        name: "clusters-per-service", preset: "3",
        help: "Over how many clusters a service is split.")
    ],
    prepare: { input in
      let clusters = Int(input.settings.first?.value.int64 ?? 3)
      guard clusters > 0 else {
        throw input.problem(in: "clusters-per-service", "must be at least 1")
      }
      return { fleet, members, services in
        StaticPlacement(
          fleet: fleet, members: members, services: services, clustersPerService: clusters)
      }
    })
}
