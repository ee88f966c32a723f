import EventKernel
import Kubernetes

/// What the metrics APIs of a member answer. An outage is an error.
protocol MetricsSource: AnyObject {
  /// Use of a resource by pods, in thousandths; of one container where it is named. Pods without a
  /// sample are missing.
  func usage(
    of resource: String, container: String, by pods: [PodObject], at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> [String: MetricReplicas.Sample]
  /// A metric of pods, in thousandths.
  func podMetric(
    _ name: String, of pods: [PodObject], at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> [String: MetricReplicas.Sample]
  /// A metric of some object, in thousandths.
  func objectMetric(
    _ name: String, of kind: String, named object: String, at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> Int64
  /// The values of an external metric, in thousandths.
  func externalMetric(
    _ name: String, at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> [Int64]
}

/// A load that changes by steps: the total of a workload, spread evenly over its ready pods, or the
/// value of whatever metric is asked for.
final class LoadCurve: MetricsSource {
  /// From when on, and how much, in thousandths; sorted by time.
  private let steps: [(from: VirtualTime, value: Int64)]
  /// When the metrics APIs fail.
  private let outage: Range<VirtualTime>?
  /// Over how long a sample is taken.
  private let window = VirtualDuration.seconds(30)

  init(steps: [(from: VirtualTime, value: Int64)], outage: Range<VirtualTime>? = nil) {
    self.steps = steps
    self.outage = outage
  }

  private func value(at now: VirtualTime) throws(MetricReplicas.Failure) -> Int64 {
    if let outage, outage.contains(now) {
      throw MetricReplicas.Failure(description: "the metrics API does not answer")
    }
    return steps.last { $0.from <= now }?.value ?? 0
  }

  func usage(
    of resource: String, container: String, by pods: [PodObject], at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> [String: MetricReplicas.Sample] {
    let total = try value(at: now)
    let ready = Int64(pods.count { $0.isReady == true })
    var samples: [String: MetricReplicas.Sample] = [:]
    for pod in pods {
      samples[pod.name] = MetricReplicas.Sample(
        value: pod.isReady == true ? total / ready : 0, time: now.nanoseconds,
        window: window.nanoseconds)
    }
    return samples
  }

  func podMetric(
    _ name: String, of pods: [PodObject], at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> [String: MetricReplicas.Sample] {
    try usage(of: name, container: "", by: pods, at: now)
  }

  func objectMetric(
    _ name: String, of kind: String, named object: String, at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> Int64 { try value(at: now) }

  func externalMetric(
    _ name: String, at now: VirtualTime
  ) throws(MetricReplicas.Failure) -> [Int64] { [try value(at: now)] }
}
