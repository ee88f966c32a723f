import EventKernel
import FleetModel
import Kubernetes
import KubernetesAPI

/// The metrics APIs of one member: what users demand of a service, spread evenly over all its
/// replicas that serve anywhere in the fleet.
///
/// A sample is what holds at the instant at which it is asked for; the real metrics server's is an
/// average over its resolution.
final class MemberMetrics: MetricsSource {
  private unowned(unsafe) let fleet: Fleet
  private let workload: (PodObject) -> WorkloadID?
  private static let window = VirtualDuration.seconds(15)

  /// - Parameter workload: Which workload of the fleet a pod belongs to.
  init(fleet: Fleet, workload: @escaping (PodObject) -> WorkloadID?) {
    self.fleet = fleet
    self.workload = workload
  }

  func usage(
    of resource: String, container: String, by pods: [PodObject], at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> [String: MetricReplicas.Sample] {
    samples(of: pods, at: now) { demand, pod in
      let share =
        switch resource {
        case "cpu": demand.milliCPU(at: now)
        case "memory": demand.memory(at: now) * 1000
        default: 0.0
        }
      // Nothing uses more than its limits let it.
      return (share, pod.limit(of: resource, container: container))
    }
  }

  func podMetric(
    _ name: String, of pods: [PodObject], at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> [String: MetricReplicas.Sample] {
    samples(of: pods, at: now) { demand, _ in
      ((demand.metric(name, at: now) ?? 0) * 1000, nil)
    }
  }

  private func samples(
    of pods: [PodObject], at now: VirtualTime,
    _ total: (Demand, PodObject) -> (total: Double, limit: Int64?)
  ) -> [String: MetricReplicas.Sample] {
    let service = pods.lazy.compactMap { self.workload($0) }.first.map(fleet.service(of:))
    let demand = service.flatMap { fleet.services[$0.position].demand }
    let serving = Double(max(1, service.map(serving) ?? 1))
    var samples: [String: MetricReplicas.Sample] = [:]
    for pod in pods where pod.isReady != nil {
      var value: Int64 = 0
      if pod.isReady == true, let demand {
        let (total, limit) = total(demand, pod)
        value = min(Int64(min(total / serving, 9e18).rounded()), limit ?? .max)
      }
      samples[pod.name] = MetricReplicas.Sample(
        value: value, time: now.nanoseconds, window: Self.window.nanoseconds)
    }
    return samples
  }

  /// Replicas of a service that serve anywhere.
  private func serving(_ service: ServiceID) -> Int64 {
    fleet.topology.clusters.indices.reduce(0) { sum, position in
      guard let workload = fleet.workload(of: service, in: ClusterID(position)) else { return sum }
      return sum + Int64(fleet.counts(of: workload).serving)
    }
  }

  func objectMetric(
    _ name: String, of kind: String, named object: String, at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> Int64 { try metric(name, at: now) }

  func externalMetric(
    _ name: String, at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> [Int64] { [try metric(name, at: now)] }

  /// A metric that is nobody's own: the sum over all services that have it.
  private func metric(
    _ name: String, at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> Int64 {
    let values = fleet.services.compactMap { $0.demand?.metric(name, at: now) }
    if values.isEmpty {
      throw MetricReplicas.Failure(description: "no traffic has a metric called \(name)")
    }
    return Int64(min(values.reduce(0, +) * 1000, 9e18).rounded())
  }
}

extension PodObject {
  /// The sum of its containers' limits of a resource, in thousandths; nil where one has none.
  fileprivate func limit(of resource: String, container: String) -> Int64? {
    var sum: Int64 = 0
    for candidate in template.spec.containers
    where container.isEmpty || candidate.name == container {
      guard let limit = candidate.resources.limits[resource] else { return nil }
      sum &+= limit.milliValue
    }
    return sum
  }
}
