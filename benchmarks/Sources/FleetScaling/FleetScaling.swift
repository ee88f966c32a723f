import EventKernel
import Failures
import FleetModel
import KubernetesAPI
import KubernetesControllers
import ProcessUsage
import Stochastic

/// One run of a fleet of members alone: nodes fail, pods are evicted and replaced, for 30 days.
///
///     FleetScaling [clusters] [days] [check]
///
/// Per cluster 100 nodes and 1,000 pods; per 1,000 clusters 2,000 Deployments of 500 replicas in
/// ten shapes, each placed once on 10 clusters. Transient and permanent node failures, zone and
/// region losses with the parameters of `cloud-default`.
@main struct FleetScaling {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
    let clusters = arguments.first ?? 1000
    let days = arguments.dropFirst().first ?? 30
    let checks = CommandLine.arguments.last == "check"
    let began = Usage.cpuSeconds
    let horizon = VirtualTime.zero + .days(days)
    let fleet = Fleet(
      simulation: Simulation(), seed: StreamSeed(master: 1),
      topology: try Topology(
        .regular(
          regions: 20, zonesPerRegion: 3, clusters: clusters, nodesPerCluster: 100,
          allocatable: NodeResources(milliCPU: 16_000, memory: 64 << 30, pods: 110))),
      tenants: [Tenant(name: "default", jurisdictions: [])], horizon: horizon)
    let ledger = Ledger()
    fleet.add(ledger as any FleetObserver)
    fleet.add(ledger as any MemberObserver)
    let members = MemberControllers(fleet: fleet)
    try install(in: fleet)
    let built = Usage.cpuSeconds
    place(in: fleet, members)
    fleet.simulation.run(until: .zero + .hours(1))
    let started = Usage.cpuSeconds
    let startEvents = fleet.simulation.eventCount
    fleet.simulation.run(until: horizon)
    let ended = Usage.cpuSeconds
    if checks { for checker in InvariantCheckers.all { checker.check(fleet) } }
    let events = fleet.simulation.eventCount
    print(
      """
      clusters \(clusters) nodes \(fleet.topology.nodeCount) pods \(fleet.podCount) \
      serving \(ledger.serving) disruptions \(ledger.disruptions) bound \(ledger.bound) \
      events \(events) build \(rounded(built - began)) start \(rounded(started - built)) \
      (\(startEvents) events) run \(rounded(ended - started)) total \(rounded(ended - began)) s \
      memory \(Usage.peakResidentBytes >> 20) MiB violations \(ledger.violations)
      """)
  }

  static func install(in fleet: Fleet) throws {
    let wanted: Set<String> = [
      "node-transient", "node-permanent-replaced", "zone", "region-full",
    ]
    for law in FailurePreset.cloudDefault.laws where wanted.contains(law.subject) {
      let domain: FailureDomain =
        law.subject == "zone" ? .zone : law.subject == "region-full" ? .region : .node
      try RenewalFailures(
        cause: law.subject, domain: domain, timeToFailure: law.timeToFailure, repair: law.repair
      ).install(in: fleet)
    }
  }

  static func place(in fleet: Fleet, _ members: MemberControllers) {
    let tolerations = ["not-ready", "unreachable"].map {
      Toleration(
        key: "node.kubernetes.io/" + $0, operator: "Exists", effect: "NoExecute",
        tolerationSeconds: 300)
    }
    let clusters = fleet.topology.clusters.count
    let shapes: [(Int64, Int64)] = [
      (250, 512), (500, 1024), (500, 2048), (1000, 2048), (1000, 4096), (250, 1024), (100, 256),
      (2000, 4096), (1500, 2048), (750, 1536),
    ]
    for index in 0..<(2 * clusters) {
      let shape = shapes[index % shapes.count]
      let service = fleet.add(
        Service(
          name: "default/service-\(index)", kind: "Deployment", tenant: TenantID(0),
          replicas: 500,
          request: NodeResources(milliCPU: shape.0, memory: shape.1 << 20),
          tolerations: tolerations, startup: .lognormal(median: 8, sigma: 0.6),
          lifetime: .forever))
      for part in 0..<10 {
        members.apply(
          service, replicas: 50, to: ClusterID((index * 7 + part * 97) % clusters))
      }
    }
  }

  static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}

/// Counts what it is told.
final class Ledger: FleetObserver, MemberObserver {
  var serving = 0
  var disruptions = 0
  var bound = 0
  var violations = 0

  func servingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    serving += Int(delta)
  }
  func pendingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    if delta < 0 { bound -= Int(delta) }
  }
  func unreachableChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
  func usageChanged(in cluster: ClusterID, by delta: NodeResources) {}
  func disruptionBegan(_ disruption: Disruption) { disruptions += 1 }
  func disruptionEnded(_ disruption: Disruption) {}
  func reached(_ milestone: Milestone) {}
  func requested(_ count: Int, of cluster: ClusterID?) {}
  func violated(_ invariant: String, _ detail: @autoclosure () -> String) { violations += 1 }

  func workloadStatusChanged(_ service: ServiceID, in cluster: ClusterID) {}
  func capacityChanged(_ cluster: ClusterID) {}
  func connectivityChanged(_ cluster: ClusterID) {}
  func hubChanged() {}
}
