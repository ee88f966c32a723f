import EventKernel
import FleetModel
import Karmada

/// Workloads that the scheduler has placed and that a cluster's summary does not show yet; only
/// with the gate SchedulingOvercommitProtection.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/cache/cache.go`.
struct SchedulerAssumptions {
  private struct Assumption {
    var service: ServiceID
    var entries: [(cluster: String, component: WorkloadComponent)]
    var expires: VirtualTime
  }

  private static let lifetime = VirtualDuration.minutes(5)
  private var assumptions: [Assumption] = []

  /// The scheduler wrote targets: each is assumed to be on its way, those left are forgotten.
  mutating func assume(_ state: BindingState, of service: ServiceID, at now: VirtualTime) {
    assumptions.removeAll { $0.service == service || now > $0.expires }
    guard state.isWorkload else { return }
    assumptions.append(
      Assumption(
        service: service,
        entries: state.clusters.map { target in
          (
            target.name,
            WorkloadComponent(
              name: state.workload.name, replicas: target.replicas,
              requirements: state.requirements)
          )
        }, expires: now + Self.lifetime))
  }

  /// The workload became healthy in a cluster, whose summary shows it from now on.
  mutating func release(_ service: ServiceID, in cluster: String) {
    guard let place = assumptions.firstIndex(where: { $0.service == service }) else { return }
    assumptions[place].entries.removeAll { $0.cluster == cluster }
    if assumptions[place].entries.isEmpty { assumptions.remove(at: place) }
  }

  /// What is on its way to a cluster.
  func workloads(in cluster: String, at now: VirtualTime) -> [[WorkloadComponent]] {
    assumptions.lazy.filter { now <= $0.expires }.flatMap { assumption in
      assumption.entries.lazy.filter { $0.cluster == cluster }.map { [$0.component] }
    }
  }
}
