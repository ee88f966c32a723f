import Conformance
import Documents
import Kubernetes
import KubernetesAPI

extension KarmadaSuites {
  /// The FederatedHPA.
  static let autoscaling: [VectorSuite] = [federatedReplicas, federatedNormalize]

  private static let second = 1e9
  private static let now: Int64 = 1 << 60

  private static func ago(_ seconds: Double) -> Int64 { now - Int64(seconds * second) }

  // MARK: One metric

  private struct MetricInput: Decodable {
    struct Pod: Decodable {
      var name: String
      @OrZero var phase: String
      @OrZero var deleting: Bool
      var startedSecondsAgo: Double?
      var ready: Bool?
      @OrZero var readyTransitionSecondsAgo: Double
      var requestMilli: Int64?
      var metricValueMilli: Int64?
      @OrZero var metricSecondsAgo: Double
      @OrZero var metricWindowSeconds: Double
    }
    var pods: [Pod]
    @OrZero var currentReplicas: Int32
    @OrZero var resource: String
    @OrZero var calibration: Double
    @OrZero var tolerance: Double
    @OrZero var cpuInitializationPeriodSeconds: Double
    @OrZero var initialReadinessDelaySeconds: Double
    @OrZero var metricType: String
    @OrZero var targetUtilization: Int32
    @OrZero var targetUsageMilli: Int64
    @OrZero var objectMetricMilli: Int64

    var states: [MetricReplicas.PodState] {
      pods.map { pod in
        MetricReplicas.PodState(
          name: pod.name, phase: pod.phase, isDeleting: pod.deleting,
          startTime: pod.startedSecondsAgo.map(KarmadaSuites.ago),
          ready: pod.ready.map { $0 ? "True" : "False" },
          readySince: KarmadaSuites.ago(pod.readyTransitionSecondsAgo),
          request: pod.requestMilli)
      }
    }

    var samples: [String: MetricReplicas.Sample] {
      var samples: [String: MetricReplicas.Sample] = [:]
      for pod in pods {
        guard let value = pod.metricValueMilli else { continue }
        samples[pod.name] = MetricReplicas.Sample(
          value: value, time: KarmadaSuites.ago(pod.metricSecondsAgo),
          window: Int64(pod.metricWindowSeconds * KarmadaSuites.second))
      }
      return samples
    }
  }

  private static let federatedReplicas = VectorSuite(algorithm: "federatedHPA.replicas") {
    vector in
    let input = try NodeDecoder(file: "vector").decode(MetricInput.self, from: vector.input)
    var calculator = FederatedAutoscaling.calculator(
      replicas: input.currentReplicas, podsPerReplica: input.calibration,
      tolerance: input.tolerance, now: now)
    calculator.cpuInitializationPeriod = Int64(input.cpuInitializationPeriodSeconds * second)
    calculator.initialReadinessDelay = Int64(input.initialReadinessDelaySeconds * second)
    let prepared = calculator
    let (pods, samples) = (input.states, input.samples)
    let isCPU = input.resource == "cpu"
    return PreparedDecision {
      Result { () throws(MetricReplicas.Failure) -> MetricReplicas.Proposal in
        switch input.metricType {
        case "utilization":
          try FederatedAutoscaling.utilization(
            prepared, pods: pods, samples: samples, targetPercent: input.targetUtilization,
            isCPU: isCPU)
        case "average":
          try prepared.average(
            pods: pods, samples: samples, target: input.targetUsageMilli, isCPU: isCPU)
        case "objectValue":
          try prepared.objectValue(
            input.objectMetricMilli, target: input.targetUsageMilli, pods: pods)
        default:
          prepared.objectAverage(input.objectMetricMilli, target: input.targetUsageMilli)
        }
      }
    } answer: { result in
      switch result {
      case .failure(let failure):
        var text = FederatedAutoscaling.message(of: failure, resource: input.resource)
        if input.metricType == "objectValue" { text = "unable to calculate ready pods: " + text }
        return ["error": Node(text)]
      case .success(let proposal):
        return input.metricType == "utilization"
          ? [
            "replicas": Node(proposal.replicas), "utilization": Node(proposal.utilization),
            "rawUtilization": Node(proposal.usage),
          ] : ["replicas": Node(proposal.replicas), "usage": Node(proposal.usage)]
      }
    }
  }

  // MARK: The history

  private struct NormalizeInput: Decodable {
    struct Recommendation: Decodable {
      @OrZero var recommendation: Int32
      @OrZero var secondsAgo: Double
    }
    struct ScaleEvent: Decodable {
      @OrZero var replicaChange: Int32
      @OrZero var secondsAgo: Double
    }
    @OrZero var currentReplicas: Int32
    @OrZero var desiredReplicas: Int32
    @OrZero var minReplicas: Int32
    @OrZero var maxReplicas: Int32
    @OrZero var downscaleStabilizationSeconds: Int32
    var behavior: ScalingBehavior?
    var recommendations: [Recommendation]
    var scaleUpEvents: [ScaleEvent]
    var scaleDownEvents: [ScaleEvent]
  }

  private static let federatedNormalize = VectorSuite(algorithm: "federatedHPA.normalize") {
    vector in
    let input = try NodeDecoder(file: "vector").decode(NormalizeInput.self, from: vector.input)
    let events = { (events: [NormalizeInput.ScaleEvent]) in
      events.map { ($0.replicaChange, ago($0.secondsAgo)) }
    }
    let history = HorizontalAutoscalerHistory(
      recommendations: input.recommendations.map { ($0.recommendation, ago($0.secondsAgo)) },
      scaleUps: events(input.scaleUpEvents), scaleDowns: events(input.scaleDownEvents))
    let request = HorizontalAutoscalerHistory.Request(
      current: input.currentReplicas, proposed: input.desiredReplicas,
      minimum: input.minReplicas, maximum: input.maxReplicas)
    return PreparedDecision {
      var history = history
      return FederatedAutoscaling.normalize(
        request, behavior: input.behavior,
        downscaleStabilizationSeconds: input.downscaleStabilizationSeconds, history: &history,
        at: now)
    } answer: {
      ["replicas": Node($0.replicas)]
    }
  }
}
