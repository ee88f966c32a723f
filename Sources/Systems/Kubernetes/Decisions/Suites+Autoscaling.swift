import Conformance
import Documents
import GoSemantics
import KubernetesAPI

/// The vectors of the HorizontalPodAutoscaler.
enum AutoscalingSuites {
  static let all: [VectorSuite] = [
    utilization, resourceAverage, podsMetric, objectValue, externalValue, objectAverage,
    externalAverage, normalize,
  ]

  private static let utilization: VectorSuite = metric(
    "resourceUtilization"
  ) { (scene: Scene) throws(MetricReplicas.Failure) -> MetricReplicas.Proposal in
    try scene.calculator.utilization(
      pods: scene.pods, samples: scene.samples, targetPercent: scene.input.targetUtilization)
  }

  private static let resourceAverage: VectorSuite = metric(
    "resourceAverageValue"
  ) { (scene: Scene) throws(MetricReplicas.Failure) -> MetricReplicas.Proposal in
    try scene.calculator.average(
      pods: scene.pods, samples: scene.samples, target: scene.input.targetAverageMilli,
      isCPU: true)
  }

  private static let podsMetric: VectorSuite = metric(
    "podsMetric"
  ) { (scene: Scene) throws(MetricReplicas.Failure) -> MetricReplicas.Proposal in
    try scene.calculator.average(
      pods: scene.pods, samples: scene.samples, target: scene.input.targetAverageMilli,
      isCPU: false)
  }

  private static let objectValue: VectorSuite = metric(
    "objectValue"
  ) { (scene: Scene) throws(MetricReplicas.Failure) -> MetricReplicas.Proposal in
    try scene.calculator.objectValue(
      scene.input.metricMilli, target: scene.input.targetMilli, pods: scene.pods)
  }

  private static let externalValue: VectorSuite = metric(
    "externalValue"
  ) { (scene: Scene) throws(MetricReplicas.Failure) -> MetricReplicas.Proposal in
    try scene.calculator.externalValue(
      scene.input.externalMilli, target: scene.input.targetMilli, pods: scene.pods)
  }

  private static let objectAverage: VectorSuite = metric(
    "objectAverageValue"
  ) { (scene: Scene) throws(MetricReplicas.Failure) -> MetricReplicas.Proposal in
    scene.calculator.objectAverage(scene.input.metricMilli, target: scene.input.targetMilli)
  }

  private static let externalAverage: VectorSuite = metric(
    "externalAverageValue"
  ) { (scene: Scene) throws(MetricReplicas.Failure) -> MetricReplicas.Proposal in
    scene.calculator.externalAverage(
      scene.input.externalMilli, target: scene.input.targetMilli)
  }

  // MARK: One metric

  private struct Input: Decodable {
    struct Pod: Decodable {
      struct Ready: Decodable {
        @OrZero var status: String
        var lastTransitionTime: String?
      }
      @OrZero var name: String
      @OrZero var phase: String
      @OrZero var deleting: Bool
      var cpuRequestMilli: Int64?
      var startTime: String?
      var ready: Ready?
    }
    struct Sample: Decodable {
      @OrZero var milliValue: Int64
      var timestamp: String?
      @OrZero var windowSeconds: Int64
    }

    @OrZero var currentReplicas: Int32
    @OrZero var tolerance: Double
    @OrZero var cpuInitializationPeriodSeconds: Int64
    @OrZero var initialReadinessDelaySeconds: Int64
    var now: String
    var pods: [Pod]
    var metrics: [String: Sample]
    @OrZero var targetUtilization: Int32
    @OrZero var targetAverageMilli: Int64
    @OrZero var metricMilli: Int64
    var externalMilli: [Int64]
    @OrZero var targetMilli: Int64
  }

  private struct Scene {
    var input: Input
    var calculator: MetricReplicas
    var pods: [MetricReplicas.PodState]
    var samples: [String: MetricReplicas.Sample]

    init(_ vector: VectorCase) throws {
      let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
      self.input = input
      calculator = MetricReplicas(
        currentReplicas: input.currentReplicas, now: try WorkloadSuites.nanoseconds(input.now),
        tolerances: .init(input.tolerance), release: .v128)
      let second: Int64 = 1_000_000_000
      calculator.cpuInitializationPeriod = input.cpuInitializationPeriodSeconds &* second
      calculator.initialReadinessDelay = input.initialReadinessDelaySeconds &* second
      pods = try input.pods.map { pod in
        MetricReplicas.PodState(
          name: pod.name, phase: pod.phase, isDeleting: pod.deleting,
          startTime: try pod.startTime.map(WorkloadSuites.nanoseconds), ready: pod.ready?.status,
          readySince: try pod.ready?.lastTransitionTime.map(WorkloadSuites.nanoseconds) ?? .min / 2,
          request: pod.cpuRequestMilli)
      }
      samples = try input.metrics.mapValues { sample in
        MetricReplicas.Sample(
          value: sample.milliValue,
          time: try sample.timestamp.map(WorkloadSuites.nanoseconds) ?? .min / 2,
          window: sample.windowSeconds &* second)
      }
    }
  }

  private static func metric(
    _ name: String,
    decide: @escaping @Sendable (Scene) throws(MetricReplicas.Failure) -> MetricReplicas.Proposal
  ) -> VectorSuite {
    VectorSuite(
      algorithm: "kubernetes.hpa.\(name)", matches: WorkloadSuites.matchesOrBothFail
    ) { vector in
      let scene = try Scene(vector)
      return PreparedDecision(
        decide: { () -> Result<MetricReplicas.Proposal, MetricReplicas.Failure> in
          do throws(MetricReplicas.Failure) {
            return .success(try decide(scene))
          } catch {
            return .failure(error)
          }
        }, answer: { answer($0, name) })
    }
  }

  /// The status shows a utilisation, an average or a value.
  private static func answer(
    _ outcome: Result<MetricReplicas.Proposal, MetricReplicas.Failure>, _ name: String
  ) -> Node {
    switch outcome {
    case .failure(let error):
      return ["error": Node(error.description)]
    case .success(let proposal):
      var node: Node = ["replicas": Node(proposal.replicas)]
      if name == "resourceUtilization" {
        node.set("utilization", Node(proposal.utilization))
        node.set("rawAverageMilli", Node(proposal.usage))
      } else {
        let isValue = name == "objectValue" || name == "externalValue"
        node.set(isValue ? "usageMilli" : "averageMilli", Node(proposal.usage))
      }
      return node
    }
  }

  // MARK: A history

  private static let normalize: VectorSuite = VectorSuite(algorithm: "kubernetes.hpa.normalize") {
    vector in
    struct Input: Decodable {
      struct Spec: Decodable {
        var minReplicas: Int32?
        @OrZero var maxReplicas: Int32
        var behavior: ScalingBehavior?
      }
      struct Step: Decodable {
        @OrZero var atSeconds: Int64
        @OrZero var metricReplicas: Int32
      }
      var spec: Spec
      @OrZero var downscaleStabilizationSeconds: Int32
      @OrZero var initialReplicas: Int32
      var steps: [Step]
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    let window = input.downscaleStabilizationSeconds
    let behavior = input.spec.behavior?.defaulted(downscaleStabilizationSeconds: window)
    return PreparedDecision(
      decide: {
        var history = HorizontalAutoscalerHistory()
        var current = input.initialReplicas
        history.recordInitial(replicas: current, at: 0)
        return input.steps.map { step in
          let now = step.atSeconds &* 1_000_000_000
          let request = HorizontalAutoscalerHistory.Request(
            current: current, proposed: step.metricReplicas,
            minimum: input.spec.minReplicas ?? 1, maximum: input.spec.maxReplicas)
          let outcome =
            behavior.map { history.normalize(request, behavior: $0, at: now) }
            ?? history.normalize(
              request, stabilization: Int64(window) * 1_000_000_000, at: now)
          if outcome.replicas != current {
            history.recordScaling(
              from: current, to: outcome.replicas, behavior: behavior, at: now)
            current = outcome.replicas
          }
          return outcome
        }
      },
      answer: { outcomes in
        [
          "steps": Node(
            outcomes.map { outcome -> Node in
              [
                "replicas": Node(outcome.replicas), "ableToScale": Node(outcome.ableToScale),
                "scalingLimited": Node(
                  "\(outcome.isLimited ? "True" : "False")/\(outcome.limitReason)"),
              ]
            })
        ]
      })
  }
}
