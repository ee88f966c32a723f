import Documents

/// Rules between sections: every name that is used must exist, and the topology must be possible.
enum CrossReferences {
  static func check(_ spec: inout Scenario.Specification, _ node: Node, _ reading: Reading) {
    let fleet = node["fleet"] ?? node
    reading.within("fleet") {
      checkRegions(spec.fleet, fleet, reading)
      checkClusters(spec.fleet, fleet["clusters"] ?? fleet, reading)
      checkAutoscaling(spec, fleet["clusters"] ?? fleet, reading)
      let hub = spec.fleet.network.hub
      let regions = spec.fleet.regions.map(\.name)
      if !hub.isEmpty, !regions.contains(hub) {
        reading.within("network") {
          reading.problem(
            in: "hub", fleet["network"]?["hub"] ?? fleet, "there is no region \"\(hub)\"",
            suggestion: nearestName(to: hub, among: regions))
        }
      }
    }
    checkTenants(spec, node, reading)
    checkFailures(spec, node, reading)
    checkOperations(spec, node, reading)
    ArmSection.check(spec.arms, node, reading)
  }

  private static func checkOperations(
    _ spec: Scenario.Specification, _ node: Node, _ reading: Reading
  ) {
    let clusters = spec.fleet.clusterNames
    func check(_ name: String, in field: String, _ node: Node) {
      guard let cluster = clusters.first(where: { $0.name == name }) else {
        return reading.problem(
          in: field, node, "there is no cluster \"\(name)\"",
          suggestion: nearestName(to: name, among: clusters.map(\.name)))
      }
      if (spec.fleet.clusters[cluster.group].fidelity ?? spec.run.fidelity) != .objects {
        reading.problem(
          in: field, node,
          "\(name) is simulated as nodes; operations need fidelity: objects")
      }
    }
    for (index, operation) in spec.operations.enumerated() {
      let entry = node["operations"]?.array?[index] ?? node
      reading.within("operations[\(index)]") {
        if let drain = operation.drain {
          let place = entry["drain"] ?? entry
          check(drain.cluster, in: "drain.cluster", place["cluster"] ?? place)
          let group = clusters.first { $0.name == drain.cluster }?.group
          let pools = group.map { spec.fleet.clusters[$0].pools.map(\.name) } ?? []
          if !drain.pool.isEmpty, group != nil, !pools.contains(drain.pool) {
            reading.problem(
              in: "drain.pool", place["pool"] ?? place,
              "\(drain.cluster) has no pool \"\(drain.pool)\"",
              suggestion: nearestName(to: drain.pool, among: pools))
          }
        }
        if let rollOut = operation.rollOut {
          let place = entry["rollOut"] ?? entry
          for (number, name) in rollOut.clusters.enumerated() {
            check(
              name, in: "rollOut.clusters[\(number)]",
              place["clusters"]?.array?[number] ?? place)
          }
        }
      }
    }
  }

  private static func checkRegions(_ fleet: FleetSection, _ node: Node, _ reading: Reading) {
    reading.noteDuplicates(
      fleet.regions.map(\.name), at: node["regions"], field: "regions", what: "region")
    var owners: [String: String] = [:]
    for (index, region) in fleet.regions.enumerated() {
      for zone in region.zones {
        let name = region.zoneName(zone)
        if let other = owners.updateValue(region.name, forKey: name), other != region.name {
          reading.problem(
            in: "regions[\(index)].zones", node["regions"]?.array?[index] ?? node,
            "the zone \"\(name)\" also belongs to the region \"\(other)\"")
        }
      }
    }
  }

  private static func checkClusters(_ fleet: FleetSection, _ list: Node, _ reading: Reading) {
    var names: [String: Int] = [:]
    for (index, cluster) in fleet.clusters.enumerated() {
      let node = list.array?[index] ?? list
      reading.within("clusters[\(index)]") {
        for (place, name) in cluster.regions.enumerated()
        where !fleet.regions.contains(where: { $0.name == name }) {
          reading.problem(
            in: "regions[\(place)]", node["regions"]?.array?[place] ?? node,
            "there is no region \"\(name)\"",
            suggestion: nearestName(to: name, among: fleet.regions.map(\.name)))
        }
        reading.noteDuplicates(
          cluster.regions, at: node["regions"], field: "regions", what: "region")
        reading.noteDuplicates(cluster.zones, at: node["zones"], field: "zones", what: "zone")
        checkZones(of: cluster, in: fleet, node, reading)
        checkNames(of: cluster, index, in: fleet, node, reading, &names)
      }
    }
  }

  private static func checkAutoscaling(
    _ spec: Scenario.Specification, _ list: Node, _ reading: Reading
  ) {
    for (index, cluster) in spec.fleet.clusters.enumerated() {
      let fidelity = cluster.fidelity ?? spec.run.fidelity
      guard fidelity != .objects else { continue }
      let pools = list.array?[index]["pools"]
      for (place, pool) in cluster.pools.enumerated() where pool.autoscaling != nil {
        reading.problem(
          in: "clusters[\(index)].pools[\(place)].autoscaling",
          pools?.array?[place]["autoscaling"] ?? list,
          "nodes come and go only in members simulated as objects; say fidelity: objects for these"
            + " clusters, which are simulated as \"\(fidelity.rawValue)\"")
      }
    }
  }

  private static func checkZones(
    of cluster: ClusterSection, in fleet: FleetSection, _ node: Node, _ reading: Reading
  ) {
    for region in fleet.regions(of: cluster) {
      for (place, zone) in cluster.zones.enumerated() where !region.zones.contains(zone) {
        reading.problem(
          in: "zones[\(place)]", node["zones"]?.array?[place] ?? node,
          "the region \"\(region.name)\" has no zone \"\(zone)\"",
          suggestion: nearestName(to: zone, among: region.zones))
      }
      let available = cluster.zones.isEmpty ? region.zones : cluster.zones
      for (place, pool) in cluster.pools.enumerated() {
        let poolNode = node["pools"]?.array?[place] ?? node
        reading.within("pools[\(place)]") {
          for (position, zone) in pool.zones.enumerated() where !available.contains(zone) {
            reading.problem(
              in: "zones[\(position)]", poolNode["zones"]?.array?[position] ?? poolNode,
              "the zone \"\(zone)\" is none of the cluster's zones in \"\(region.name)\"",
              suggestion: nearestName(to: zone, among: available))
          }
        }
      }
    }
  }

  private static func checkNames(
    of cluster: ClusterSection, _ index: Int, in fleet: FleetSection, _ node: Node,
    _ reading: Reading, _ names: inout [String: Int]
  ) {
    let place = node["name"] ?? node
    guard let pattern = NamePattern(cluster.name) else { return }
    if cluster.count > 1, !pattern.hasNumber {
      reading.problem(
        in: "name", place,
        "\(cluster.count) clusters would all be called \"\(cluster.name)\"; put"
          + " {n} into the name")
      return
    }
    for region in fleet.regions(of: cluster) {
      for number in 1...cluster.count {
        let name = pattern.name(number: number, region: region.name)
        guard isName(name[...]) else {
          reading.problem(
            in: "name", place,
            "\"\(name)\" is no cluster name: lower-case letters, digits and"
              + " \"-\", at most 63 characters")
          return
        }
        if let other = names.updateValue(index, forKey: name) {
          reading.problem(
            in: "name", place,
            other == index
              ? "two clusters would be called \"\(name)\"; put {region} into the name"
              : "the cluster \"\(name)\" is also in clusters[\(other)]")
          return
        }
      }
    }
  }

  private static func checkTenants(
    _ spec: Scenario.Specification, _ node: Node, _ reading: Reading
  ) {
    let list = node["tenants"]
    reading.noteDuplicates(spec.tenants.map(\.name), at: list, field: "tenants", what: "tenant")
    let jurisdictions = spec.fleet.regions.map(\.jurisdiction).filter { !$0.isEmpty }
    var owners: [String: String] = [:]
    for (index, tenant) in spec.tenants.enumerated() {
      let tenantNode = list?.array?[index] ?? node
      reading.within("tenants[\(index)]") {
        for (place, name) in tenant.jurisdictions.enumerated() where !jurisdictions.contains(name) {
          reading.problem(
            in: "jurisdictions[\(place)]",
            tenantNode["jurisdictions"]?.array?[place] ?? tenantNode,
            "no region has the jurisdiction \"\(name)\"",
            suggestion: nearestName(to: name, among: jurisdictions))
        }
        for namespace in tenant.namespaces {
          if let other = owners.updateValue(tenant.name, forKey: namespace) {
            reading.problem(
              in: "namespaces", tenantNode["namespaces"] ?? tenantNode,
              "the namespace \"\(namespace)\" also belongs to \"\(other)\"")
          }
        }
      }
    }
  }

  private static func checkFailures(
    _ spec: Scenario.Specification, _ node: Node, _ reading: Reading
  ) {
    // A preset of several laws has become several sections: places are found by what was written.
    let written = node["failures"]?.array ?? []
    for (index, entry) in written.enumerated() {
      reading.within("failures[\(index)]") {
        guard let member = entry["target"]?.object?.first, let name = member.value.string else {
          return
        }
        let field = "target." + member.key
        switch member.key {
        case "region":
          expect(name, "region", spec.fleet.regions.map(\.name), field, member.value)
        case "zone":
          let zones = spec.fleet.regions.flatMap { region in region.zones.map(region.zoneName) }
          expect(name, "zone", zones, field, member.value)
        case "node":
          let parts = name.split(separator: "/")
          let clusters = spec.fleet.clusterNames
          expect(String(parts[0]), "cluster", clusters.map(\.name), field, member.value)
          guard let cluster = clusters.first(where: { $0.name == parts[0] }) else { return }
          let nodes = spec.fleet.clusters[cluster.group].pools.reduce(0) { $0 + $1.most }
          if let number = Int(parts[1]), number >= nodes {
            reading.problem(
              in: field, member.value,
              "\(cluster.name) has \(nodes) nodes, numbered from 0")
          }
        default:
          expect(name, "cluster", spec.fleet.clusterNames.map(\.name), field, member.value)
        }
      }
    }

    func expect(_ name: String, _ what: String, _ names: [String], _ field: String, _ node: Node) {
      if names.contains(name) { return }
      reading.problem(
        in: field, node, "there is no \(what) \"\(name)\"",
        suggestion: nearestName(to: name, among: names))
    }
  }
}

extension FleetSection {
  /// The regions a group of clusters stands in, in the fleet's order.
  public func regions(of cluster: ClusterSection) -> [RegionSection] {
    cluster.regions.isEmpty
      ? regions : regions.filter { cluster.regions.contains($0.name) }
  }

  /// Every cluster in order of declaration: group by group, region by region, by number.
  public var clusterNames: [(name: String, group: Int, region: Int)] {
    clusters.enumerated().flatMap { group, cluster in
      let pattern = NamePattern(cluster.name)
      return regions.enumerated().filter { _, region in
        cluster.regions.isEmpty || cluster.regions.contains(region.name)
      }.flatMap { place, region in
        (1...cluster.count).map { number in
          (pattern?.name(number: number, region: region.name) ?? "", group, place)
        }
      }
    }
  }
}

extension GeneratorSection {
  /// The names of what is generated, in order; empty if they come by and by.
  public var names: [String] {
    guard arrivals == nil, let count, let pattern = NamePattern(name) else { return [] }
    return (1...count).map { pattern.name(number: $0) }
  }

  /// Gives the n-th of those that come its name; the first is 1.
  public var nameByNumber: @Sendable (Int) -> String {
    guard let pattern = NamePattern(name) else { return { "\($0)" } }
    return { pattern.name(number: $0) }
  }
}
