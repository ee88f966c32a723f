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
  /// By tenant.
  private let eligibleClusters: [[ClusterID]]

  init(
    fleet: Fleet, members: any MemberClusters, services: [ServiceID], clustersPerService: Int
  ) {
    self.fleet = fleet
    self.members = members
    self.services = services
    self.clustersPerService = clustersPerService
    let topology = fleet.topology
    eligibleClusters = fleet.tenants.map { tenant in
      topology.clusters.indices.map { ClusterID($0) }.filter { cluster in
        let region = topology.clusters[cluster.position].region
        return tenant.jurisdictions.isEmpty
          || tenant.jurisdictions.contains(topology.regions[region.position].jurisdiction)
      }
    }
  }

  func start() {
    for service in services {
      place(service) { members.establish(service, replicas: $1, in: $0) }
    }
  }

  func serviceAdded(_ id: ServiceID) {
    place(id) { members.apply(id, replicas: $1, to: $0) }
  }

  private func place(_ id: ServiceID, _ apply: (ClusterID, Int32) -> Void) {
    let shares = shares(of: id)
    guard !shares.isEmpty else { return }
    for (cluster, replicas) in shares { apply(cluster, replicas) }
    fleet.reach(.placed(id, moved: 0))
  }

  func serviceRemoved(_ id: ServiceID) {
    for (cluster, _) in shares(of: id) { members.remove(id, from: cluster) }
  }

  /// Where a service runs for good, which depends on nothing that changes.
  private func shares(of id: ServiceID) -> [(ClusterID, Int32)] {
    let service = fleet.services[id.position]
    let eligible = eligibleClusters[service.tenant.position]
    guard !eligible.isEmpty else { return [] }
    let count = min(clustersPerService, eligible.count, max(1, Int(service.replicas)))
    // Neighbours in the list share a region; a stride spreads a service over the regions.
    let stride = max(1, eligible.count / count)
    return (0..<count).map { part in
      let share = Int(service.replicas) / count + (part < Int(service.replicas) % count ? 1 : 0)
      return (eligible[(id.position + part * stride) % eligible.count], Int32(share))
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
