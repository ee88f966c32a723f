import EventKernel
import FleetModel
import KubernetesAPI
import Stochastic

/// Small fleets for tests.
enum Worlds {
  static func fleet(
    regions: Int = 2, zones: Int = 2, clusters: Int = 4, nodes: Int = 4, seed: UInt64 = 1
  ) throws -> Fleet {
    let topology = try Topology(
      .regular(
        regions: regions, zonesPerRegion: zones, clusters: clusters, nodesPerCluster: nodes,
        allocatable: NodeResources(milliCPU: 4000, memory: 16 << 30, pods: 110)))
    return Fleet(
      simulation: Simulation(), seed: StreamSeed(master: seed), topology: topology,
      tenants: [Tenant(name: "t", jurisdictions: [])])
  }

  static func service(_ name: String = "default/web", replicas: Int32 = 4) -> Service {
    Service(
      name: name, kind: "Deployment", tenant: TenantID(0), replicas: replicas,
      request: NodeResources(milliCPU: 500, memory: 1 << 30), tolerations: [],
      startup: .constant(1), lifetime: .forever)
  }

  static func hash(_ name: String) -> UInt64 { StreamName.hash(name) }
}

/// Sums what it is told.
final class Ledger: FleetObserver {
  var serving: Int32 = 0
  var pending: Int32 = 0
  var unreachable: Int32 = 0
  var usage = NodeResources.zero
  var began: [DisruptionTarget] = []
  var ended: [DisruptionTarget] = []
  var violations: [String] = []
  var calls = 0

  func servingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    serving += delta
    calls += 1
  }
  func pendingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    pending += delta
  }
  func unreachableChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    unreachable += delta
  }
  func usageChanged(in cluster: ClusterID, by delta: NodeResources) { usage += delta }
  func disruptionBegan(_ disruption: Disruption) { began.append(disruption.target) }
  func disruptionEnded(_ disruption: Disruption) { ended.append(disruption.target) }
  func reached(_ milestone: Milestone) {}
  func requested(_ count: Int, of cluster: ClusterID?) {}
  func violated(_ invariant: String, _ detail: @autoclosure () -> String) {
    violations.append(invariant + ": " + detail())
  }
}

/// Counts what a control plane would be told.
final class Listener: MemberObserver {
  var connectivity: [ClusterID] = []
  var hub = 0
  func workloadStatusChanged(_ service: ServiceID, in cluster: ClusterID) {}
  func capacityChanged(_ cluster: ClusterID) {}
  func connectivityChanged(_ cluster: ClusterID) { connectivity.append(cluster) }
  func hubChanged() { hub += 1 }
}
