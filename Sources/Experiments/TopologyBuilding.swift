import EventKernel
import FleetModel
import Kubernetes
import KubernetesAPI
import Scenarios
import Stochastic

extension FleetDescription {
  /// The fleet of a scenario, group by group, region by region.
  init(_ fleet: FleetSection) {
    self.init()
    hubRegion = fleet.network.hub.isEmpty ? fleet.regions.first?.name : fleet.network.hub
    let hub = fleet.regions.first { $0.name == hubRegion }
    regions = fleet.regions.map { region in
      Region(
        name: region.name, zones: region.zones.map(region.zoneName),
        jurisdiction: region.jurisdiction, latitude: region.geography?.latitude,
        longitude: region.geography?.longitude,
        utcOffsetHours: Double(region.utcOffset.minutes) / 60)
    }
    clusters = fleet.clusterNames.map { name, group, place in
      let section = fleet.clusters[group]
      let region = fleet.regions[place]
      let zones = section.zones.isEmpty ? region.zones : section.zones
      var cluster = Cluster(
        name: name, region: region.name, zones: zones.map(region.zoneName),
        provider: section.provider, labels: section.labels, taints: section.taints.map(\.taint),
        syncMode: section.syncMode == .push ? .push : .pull,
        roundTrip: fleet.network.roundTrip(from: hub, to: region),
        pools: section.pools.flatMap { $0.pools(zones: zones, in: region) })
      cluster.limits = section.limits
      return cluster
    }
  }
}

extension NetworkSection {
  func roundTrip(from hub: RegionSection?, to region: RegionSection) -> Distribution {
    guard let hub else { return intercontinental }
    if hub.name == region.name { return sameRegion }
    return !hub.continent.isEmpty && hub.continent == region.continent
      ? sameContinent : intercontinental
  }
}

extension PoolSection {
  /// What one node offers to pods.
  var allocatable: NodeResources {
    NodeResources(
      milliCPU: cpu?.value ?? 0, memory: memory?.value ?? 0,
      ephemeralStorage: ephemeralStorage?.value ?? 0, gpu: Int64(gpu ?? 0), pods: Int64(pods))
  }

  /// One pool, or one per zone when it stands in only some of the cluster's zones.
  func pools(zones clusterZones: [String], in region: RegionSection) -> [FleetDescription.Pool] {
    func pool(
      _ name: String, _ zone: String?, _ nodes: Int, _ scaling: PoolScaling?
    ) -> FleetDescription.Pool {
      FleetDescription.Pool(
        name: name, zone: zone.map(region.zoneName), nodes: nodes, allocatable: allocatable,
        labels: labels, taints: taints.map(\.taint), scaling: scaling)
    }
    let scaling = autoscaling.map(PoolScaling.init)
    if zones.isEmpty || zones == clusterZones { return [pool(name, nil, count, scaling)] }
    return zones.enumerated().compactMap { index, zone in
      let nodes = PoolScaling.share(count, index, of: zones.count)
      let scaling = scaling?.share(index, of: zones.count)
      guard (scaling?.maxNodes ?? nodes) > 0 else { return nil }
      return pool(zones.count > 1 ? name + "-" + zone : name, zone, nodes, scaling)
    }
  }
}

extension PoolScaling {
  /// What a scenario says.
  init(_ section: AutoscalingSection) {
    self.init(
      minNodes: section.min, maxNodes: section.max, provisioning: section.provisioning,
      deletion: section.deletion, outOfCapacity: section.outOfCapacity, failure: section.failure,
      priority: section.priority)
  }
}

extension TaintSection {
  var taint: Taint { Taint(key: key, value: value, effect: effect.rawValue) }
}
