import GoSemantics
import KubernetesAPI

/// How many replicas one metric asks for.
///
/// Values are thousandths, times nanoseconds of one clock.
///
/// Mirrors: `kubernetes@v1.28 pkg/controller/podautoscaler/replica_calculator.go`,
/// `metrics/utilization.go`, and v1.36.2's where ``Release`` says so; vectors
/// `kubernetes/hpa_replicas.jsonl.gz`.
public struct MetricReplicas: Sendable {
  /// Whose arithmetic counts; the releases differ in roundings and overflows only.
  public enum Release: Sendable {
    /// The distance of the ratio from one is compared with the tolerance; sums wrap around.
    case v128
    /// The ratio is compared with one plus and minus the tolerances; sums and results saturate.
    case v136
  }

  /// How far the ratio may be from one without effect.
  public struct Tolerances: Sendable, Equatable {
    /// When it is below one.
    public var scaleDown: Double
    /// When it is above one.
    public var scaleUp: Double

    /// The controller's tolerance, both ways.
    public init(_ tolerance: Double) {
      scaleDown = tolerance
      scaleUp = tolerance
    }

    /// The controller's tolerance where the behaviour has none of its own (gate
    /// `HPAConfigurableTolerance`).
    public init(_ tolerance: Double, behavior: ScalingBehavior?) {
      scaleDown = behavior?.scaleDown?.tolerance?.approximateDouble ?? tolerance
      scaleUp = behavior?.scaleUp?.tolerance?.approximateDouble ?? tolerance
    }

    func covers(_ ratio: Double, _ release: Release) -> Bool {
      switch release {
      case .v128: (1 - ratio).magnitude <= scaleUp
      case .v136: 1 - scaleDown <= ratio && ratio <= 1 + scaleUp
      }
    }
  }

  /// What a pod tells.
  public struct PodState: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// `Pending`, `Running` …
    public var phase: String
    /// Whether it is being deleted.
    public var isDeleting: Bool
    /// When its node took it up.
    public var startTime: Int64?
    /// Status of its condition `Ready`; nil without the condition.
    public var ready: String?
    /// When that status came.
    public var readySince: Int64
    /// The sum of its containers' requests; nil if one has none.
    public var request: Int64?

    /// Creates a state.
    public init(
      name: String, phase: String = "Running", isDeleting: Bool = false, startTime: Int64? = nil,
      ready: String? = nil, readySince: Int64 = 0, request: Int64? = nil
    ) {
      self.name = name
      self.phase = phase
      self.isDeleting = isDeleting
      self.startTime = startTime
      self.ready = ready
      self.readySince = readySince
      self.request = request
    }
  }

  /// What was measured for a pod.
  public struct Sample: Sendable, Equatable {
    /// The value.
    public var value: Int64
    /// When it was measured.
    public var time: Int64
    /// Over how long.
    public var window: Int64

    /// Creates a sample.
    public init(value: Int64, time: Int64 = 0, window: Int64 = 0) {
      self.value = value
      self.time = time
      self.window = window
    }
  }

  /// Why there is no proposal.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Cause: Sendable, Equatable {
      /// There are no pods.
      case noPods
      /// None of the pods that count has a value.
      case noSamples
      /// A container of this pod requests nothing.
      case noRequest(pod: String)
      /// The pods with values request nothing in sum.
      case noRequests
      /// Something outside the arithmetic.
      case other
    }

    /// One sentence.
    public var description: String
    /// What is wrong.
    public var cause: Cause

    /// Creates a failure.
    public init(description: String, cause: Cause = .other) {
      self.description = description
      self.cause = cause
    }
  }

  /// What one metric proposes.
  public struct Proposal: Sendable, Equatable {
    /// How many replicas.
    public var replicas: Int32
    /// Percent of the requests, for utilisation only.
    public var utilization: Int32 = 0
    /// The value, or the average over pods, that the status shows.
    public var usage: Int64
  }

  /// Whose arithmetic counts.
  public var release: Release
  /// Replicas now; for averages of object and external metrics those of the scale's status.
  public var currentReplicas: Int32
  /// How far the ratio may be from one.
  public var tolerances: Tolerances
  /// `--horizontal-pod-autoscaler-cpu-initialization-period`.
  public var cpuInitializationPeriod: Int64
  /// `--horizontal-pod-autoscaler-initial-readiness-delay`.
  public var initialReadinessDelay: Int64
  /// The instant of the evaluation.
  public var now: Int64
  /// How many pods there are per replica of the target: 1, unless an autoscaler of several clusters
  /// changes a template that runs in more than one of them.
  public var podsPerReplica: Double = 1

  /// An evaluation with the upstream's periods.
  public init(
    currentReplicas: Int32, now: Int64, tolerances: Tolerances = Tolerances(0.1),
    release: Release = .v136
  ) {
    self.release = release
    self.currentReplicas = currentReplicas
    self.tolerances = tolerances
    self.now = now
    cpuInitializationPeriod = 300_000_000_000
    initialReadinessDelay = 30_000_000_000
  }

  // MARK: Metrics of pods

  /// A resource metric with a target in percent of the requests.
  public func utilization(
    pods: [PodState], samples: [String: Sample], targetPercent: Int32, isCPU: Bool = true
  ) throws(Failure) -> Proposal {
    var groups = try group(pods, samples, isCPU: isCPU)
    var requests: [String: Int64] = [:]
    for pod in pods {
      guard let request = pod.request else {
        throw Failure(
          description: "a container of pod \(pod.name) requests nothing",
          cause: .noRequest(pod: pod.name))
      }
      requests[pod.name] = request
    }
    let fallback = Int64(max(100, targetPercent))
    let (first, known) = try Self.utilizationRatio(groups.samples, requests, targetPercent)
    groups.fill(ratio: first.ratio) { pod in
      GoArithmetic.quotient((requests[pod] ?? 0) &* fallback, 100) ?? 0
    }
    var replicas = settled(groups, ratio: first.ratio)
    if replicas == nil {
      let second = try Self.utilizationRatio(groups.samples, requests, targetPercent).0
      replicas = resettled(groups, first: first.ratio, second: second.ratio)
    }
    return Proposal(
      replicas: replicas ?? currentReplicas, utilization: first.percent,
      usage: GoArithmetic.quotient(first.total, Int64(known)) ?? 0)
  }

  /// A resource or pod metric with a target for the average over pods; readiness counts for the
  /// resource CPU only.
  public func average(
    pods: [PodState], samples: [String: Sample], target: Int64, isCPU: Bool
  ) throws(Failure) -> Proposal {
    var groups = try group(pods, samples, isCPU: isCPU)
    let (ratio, usage) = Self.averageRatio(groups.samples, target)
    groups.fill(ratio: ratio) { _ in target }
    var replicas = settled(groups, ratio: ratio)
    if replicas == nil {
      let second = Self.averageRatio(groups.samples, target).0
      replicas = resettled(groups, first: ratio, second: second)
    }
    return Proposal(replicas: replicas ?? currentReplicas, usage: usage)
  }

  private struct Groups {
    var readyCount = 0
    var unready: [String] = []
    var missing: [String] = []
    var samples: [String: Sample]

    /// Values for the pods that have none: the target when too much is running, nothing when too
    /// little is.
    mutating func fill(ratio: Double, whenLow value: (String) -> Int64) {
      for pod in missing {
        if ratio < 1 {
          samples[pod] = Sample(value: value(pod))
        } else if ratio > 1 {
          samples[pod] = Sample(value: 0)
        }
      }
      if ratio > 1 {
        for pod in unready { samples[pod] = Sample(value: 0) }
      }
    }
  }

  private func group(
    _ pods: [PodState], _ samples: [String: Sample], isCPU: Bool
  ) throws(Failure) -> Groups {
    if pods.isEmpty { throw Failure(description: "no pods match the selector", cause: .noPods) }
    var groups = Groups(samples: samples)
    var dropped: [String] = []
    for pod in pods {
      if pod.isDeleting || pod.phase == "Failed" {
        dropped.append(pod.name)
      } else if pod.phase == "Pending" {
        groups.unready.append(pod.name)
      } else if let sample = samples[pod.name] {
        if isCPU && isUnready(pod, sample) {
          groups.unready.append(pod.name)
        } else {
          groups.readyCount += 1
        }
      } else {
        groups.missing.append(pod.name)
      }
    }
    for pod in dropped + groups.unready { groups.samples[pod] = nil }
    if groups.samples.isEmpty {
      throw Failure(
        description: "no metrics of the pods; they might not be ready", cause: .noSamples)
    }
    return groups
  }

  private func isUnready(_ pod: PodState, _ sample: Sample) -> Bool {
    guard let ready = pod.ready, let start = pod.startTime else { return true }
    if start &+ cpuInitializationPeriod > now {
      return ready == "False" || sample.time < pod.readySince &+ sample.window
    }
    return ready == "False" && start &+ initialReadinessDelay > pod.readySince
  }

  /// The proposal if no value had to be made up.
  private func settled(_ groups: Groups, ratio: Double) -> Int32? {
    if !groups.missing.isEmpty || (!groups.unready.isEmpty && ratio > 1) { return nil }
    if tolerances.covers(ratio, release) { return currentReplicas }
    return GoArithmetic.int32((ratio * Double(groups.readyCount) / podsPerReplica).rounded(.up))
  }

  /// The proposal after values were made up: never in the other direction.
  private func resettled(_ groups: Groups, first: Double, second: Double) -> Int32 {
    if tolerances.covers(second, release) || (first < 1 && second > 1) || (first > 1 && second < 1)
    {
      return currentReplicas
    }
    let replicas = GoArithmetic.int32(
      (second * Double(groups.samples.count) / podsPerReplica).rounded(.up))
    if (second < 1 && replicas > currentReplicas) || (second > 1 && replicas < currentReplicas) {
      return currentReplicas
    }
    return replicas
  }

  private static func utilizationRatio(
    _ samples: [String: Sample], _ requests: [String: Int64], _ target: Int32
  ) throws(Failure) -> ((ratio: Double, percent: Int32, total: Int64), Int) {
    var (usage, request) = (Int64(0), Int64(0))
    var count = 0
    // order-free: sums of integers.
    for (pod, sample) in samples {
      guard let own = requests[pod] else { continue }
      usage &+= sample.value
      request &+= own
      count += 1
    }
    guard let percent = GoArithmetic.quotient(usage &* 100, request) else {
      throw Failure(
        description: "no metrics belong to pods that request something", cause: .noRequests)
    }
    let low = GoArithmetic.int32(percent)
    return ((Double(low) / Double(target), low, usage), count)
  }

  private static func averageRatio(
    _ samples: [String: Sample], _ target: Int64
  ) -> (Double, Int64) {
    // order-free: a sum of integers.
    let total = samples.values.reduce(Int64(0)) { $0 &+ $1.value }
    let average = GoArithmetic.quotient(total, Int64(samples.count)) ?? 0
    return (Double(average) / Double(target), average)
  }

  // MARK: Object and external metrics

  /// An object metric with a target for its value.
  public func objectValue(
    _ usage: Int64, target: Int64, pods: [PodState]
  ) throws(Failure) -> Proposal {
    let ratio = Double(usage) / Double(target)
    guard currentReplicas != 0 else {
      return Proposal(replicas: GoArithmetic.int32(ratio.rounded(.up)), usage: usage)
    }
    if tolerances.covers(ratio, release) {
      return Proposal(replicas: currentReplicas, usage: usage)
    }
    if pods.isEmpty { throw Failure(description: "no pods match the selector", cause: .noPods) }
    let ready = pods.count { $0.phase == "Running" && $0.ready == "True" }
    return Proposal(
      replicas: int32((ratio * Double(ready) / podsPerReplica).rounded(.up)), usage: usage)
  }

  /// An external metric with a target for the sum of its values.
  public func externalValue(
    _ values: [Int64], target: Int64, pods: [PodState]
  ) throws(Failure) -> Proposal {
    var usage: Int64 = 0
    for value in values {
      if release == .v136, value > 0, usage > .max - value {
        usage = .max
        break
      }
      usage &+= value
    }
    return try objectValue(usage, target: target, pods: pods)
  }

  /// An object metric with a target for its value per replica.
  public func objectAverage(_ usage: Int64, target: Int64) -> Proposal {
    perReplica(usage, target: target, saturates: false)
  }

  /// An external metric with a target for the sum of its values per replica.
  public func externalAverage(_ values: [Int64], target: Int64) -> Proposal {
    var usage: Int64 = 0
    for value in values {
      usage &+= value
      if release == .v136, usage < 0 {
        usage = .max
        break
      }
    }
    return perReplica(usage, target: target, saturates: release == .v136)
  }

  private func perReplica(_ usage: Int64, target: Int64, saturates: Bool) -> Proposal {
    var replicas = currentReplicas
    let ratio = Double(usage) / (Double(target) * Double(currentReplicas))
    if !tolerances.covers(ratio, release) {
      let wanted = (Double(usage) / Double(target) / podsPerReplica).rounded(.up)
      replicas = saturates && wanted > Double(Int32.max) ? .max : GoArithmetic.int32(wanted)
    }
    let shown =
      saturates && Double(usage) >= 0x1p63
      ? Int64.max
      : GoArithmetic.int64((Double(usage) / Double(currentReplicas)).rounded(.up))
    // The FederatedHPA, the only one for which this is not one, divides by it twice.
    if podsPerReplica != 1 {
      replicas = GoArithmetic.int32((Double(replicas) / podsPerReplica).rounded(.up))
    }
    return Proposal(replicas: replicas, usage: shown)
  }

  private func int32(_ value: Double) -> Int32 {
    release == .v136 && value > Double(Int32.max) ? .max : GoArithmetic.int32(value)
  }
}
