import Kubernetes

/// The FederatedHPA: Kubernetes' autoscaler over the pods of all target clusters, which changes the
/// template instead of one cluster's workload.
///
/// It is a copy of the autoscaler of v1.28 that differs in three things: what the metrics ask for
/// is pods of all clusters, so it is divided by the pods per replica of the template
/// (*calibration*); requests are checked before the metrics; and a target without any replicas in
/// its clusters is an error.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/federatedhpa/{federatedhpa_controller,
/// replica_calculator}.go`, vectors `karmada/federated_hpa.jsonl.gz`.
public enum FederatedAutoscaling {
  /// What happens before metrics are looked at.
  public enum Guard: Sendable, Equatable {
    /// No target cluster has replicas: nothing is done, and the condition `AbleToScale` is False
    /// because of `FailedGetScale`.
    case noReplicas
    /// The template has more or fewer replicas than allowed: change at once.
    case outOfRange(Int32)
    /// The metrics decide, with so many pods per replica of the template.
    case metrics(podsPerReplica: Double)
  }

  /// Checks the replicas against the limits.
  ///
  /// - Parameters:
  ///   - template: Replicas of the template.
  ///   - members: The sum of `spec.replicas` over the ready target clusters that answer.
  ///   - minimum: `minReplicas`, 1 if absent.
  ///   - maximum: `maxReplicas`.
  public static func check(
    template: Int32, members: Int32, minimum: Int32, maximum: Int32
  ) -> Guard {
    if members == 0 { return .noReplicas }
    if template > maximum { return .outOfRange(maximum) }
    if template < minimum { return .outOfRange(minimum) }
    return .metrics(podsPerReplica: Double(members) / Double(template))
  }

  /// The calculator of proposals.
  ///
  /// - Parameters:
  ///   - replicas: Replicas of the template; for averages of object metrics those that the
  ///     clusters report.
  ///   - podsPerReplica: See ``Guard/metrics(podsPerReplica:)``.
  ///   - tolerance: `--horizontal-pod-autoscaler-tolerance`.
  ///   - now: The instant of the evaluation.
  public static func calculator(
    replicas: Int32, podsPerReplica: Double, tolerance: Double = 0.1, now: Int64
  ) -> MetricReplicas {
    var calculator = MetricReplicas(
      currentReplicas: replicas, now: now, tolerances: .init(tolerance), release: .v128)
    calculator.podsPerReplica = podsPerReplica
    return calculator
  }

  /// The proposal of a resource metric with a target in percent of the requests.
  ///
  /// A pod without request is an error even where no pod has a metric.
  public static func utilization(
    _ calculator: MetricReplicas, pods: [MetricReplicas.PodState],
    samples: [String: MetricReplicas.Sample], targetPercent: Int32, isCPU: Bool
  ) throws(MetricReplicas.Failure) -> MetricReplicas.Proposal {
    if let pod = pods.first(where: { $0.request == nil }) {
      throw MetricReplicas.Failure(
        description: "a container of pod \(pod.name) requests nothing",
        cause: .noRequest(pod: pod.name))
    }
    return try calculator.utilization(
      pods: pods, samples: samples, targetPercent: targetPercent, isCPU: isCPU)
  }

  /// Upstream's text for a failure.
  ///
  /// - Parameter resource: The resource that pods should request.
  public static func message(of failure: MetricReplicas.Failure, resource: String) -> String {
    switch failure.cause {
    case .noPods: "no pods returned by selector while calculating replica count"
    case .noSamples: "did not receive metrics for any ready pods"
    case .noRequest(let pod): "missing request for \(resource) in a container of Pod \(pod)"
    case .noRequests: "no metrics returned matched known pods"
    case .other: failure.description
    }
  }

  /// The number of replicas after stabilisation and limits.
  ///
  /// Nothing but the window of scale-down is filled in here; the rest of the behaviour comes from
  /// the mutating webhook.
  ///
  /// - Parameters:
  ///   - request: What the metrics propose, with the limits.
  ///   - behavior: `spec.behavior`; `nil` if absent.
  ///   - downscaleStabilizationSeconds:
  ///     `--horizontal-pod-autoscaler-downscale-stabilization`.
  ///   - history: What is remembered; receives the proposal.
  ///   - now: The instant of the evaluation.
  public static func normalize(
    _ request: HorizontalAutoscalerHistory.Request, behavior: ScalingBehavior?,
    downscaleStabilizationSeconds: Int32 = 300, history: inout HorizontalAutoscalerHistory,
    at now: Int64
  ) -> HorizontalAutoscalerHistory.Outcome {
    guard var behavior else {
      return history.normalize(
        request, stabilization: Int64(downscaleStabilizationSeconds) * 1_000_000_000, at: now)
    }
    if behavior.scaleDown != nil, behavior.scaleDown?.stabilizationWindowSeconds == nil {
      behavior.scaleDown?.stabilizationWindowSeconds = downscaleStabilizationSeconds
    }
    return history.normalize(request, behavior: behavior, at: now)
  }
}
