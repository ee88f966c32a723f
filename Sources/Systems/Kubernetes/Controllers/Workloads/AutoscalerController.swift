import EventKernel
import Kubernetes
import KubernetesAPI

/// Scales workloads with their load.
///
/// Every autoscaler is looked at once per period, counted from the end of the last look; its first
/// look comes a period after it was made. Several autoscalers of one workload are not told apart.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/podautoscaler/{horizontal,replica_calculator}.go`.
final class AutoscalerController: Reconciler, APIWatcher {
  /// `--horizontal-pod-autoscaler-*`.
  struct Settings {
    var syncPeriod: VirtualDuration
    var downscaleStabilization: VirtualDuration
    var tolerance: Double
    var cpuInitializationPeriod: VirtualDuration
    var initialReadinessDelay: VirtualDuration

    init(_ timing: KubernetesTiming = .release136) {
      syncPeriod = timing.autoscalerSyncPeriod
      downscaleStabilization = timing.autoscalerDownscaleStabilization
      tolerance = timing.autoscalerTolerance
      cpuInitializationPeriod = timing.autoscalerCPUInitializationPeriod
      initialReadinessDelay = timing.autoscalerInitialReadinessDelay
    }
  }

  private unowned let server: APIServer
  private let metrics: any MetricsSource
  private let settings: Settings
  private(set) var loop: ControllerLoop!
  private var histories: [Int32: HorizontalAutoscalerHistory] = [:]

  init(
    server: APIServer, client: APIClient, metrics: any MetricsSource,
    settings: Settings = Settings(), workers: Int = 5
  ) {
    self.server = server
    self.metrics = metrics
    self.settings = settings
    loop = ControllerLoop(
      "horizontal-pod-autoscaler", self, workers: workers, client: client,
      limits: WorkQueue.RateLimits(
        base: settings.syncPeriod, most: settings.syncPeriod, tokensPerSecond: 0),
      server.simulation)
    server.watch(self)
  }

  func start() { loop.start() }
  func stop() { loop.stop() }

  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    guard let autoscaler = object as? AutoscalerObject else { return }
    if case .deleted = event { return }
    loop.addRateLimited(autoscaler.id)
  }

  func reconcile(_ key: Int32, _ work: Reconciliation) {
    guard let autoscaler = server.autoscalers[key] else {
      histories[key] = nil
      return
    }
    work.outcome = .retryAfter(settings.syncPeriod)
    let version = autoscaler.version
    let spec = autoscaler.spec
    var target: (any ScaleTarget)?
    work.request {
      target = self.server.scaleTarget(
        kind: spec.targetKind, name: spec.targetName, namespace: autoscaler.namespace)
    }
    work.then { work in
      let old = autoscaler.status
      var status = old
      guard let target else {
        status.ableToScale = AutoscalerObject.Condition(isTrue: false, reason: "FailedGetScale")
        return self.write(status, unlike: old, of: autoscaler, version, work)
      }
      status.ableToScale = AutoscalerObject.Condition(isTrue: true, reason: "SucceededGetScale")
      self.scale(target, autoscaler, spec, &status, work) { status, work in
        self.write(status, unlike: old, of: autoscaler, version, work)
      }
    }
  }

  private func write(
    _ status: AutoscalerObject.Status, unlike old: AutoscalerObject.Status,
    of autoscaler: AutoscalerObject, _ version: Int64, _ work: Reconciliation
  ) {
    if status == old { return }
    work.request { _ = self.server.write(status, of: autoscaler, ifVersion: version) }
  }

  // MARK: Scaling

  private func scale(
    _ target: any ScaleTarget, _ autoscaler: AutoscalerObject, _ spec: AutoscalerObject.Spec,
    _ status: inout AutoscalerObject.Status, _ work: Reconciliation,
    then finish: @escaping (AutoscalerObject.Status, Reconciliation) -> Void
  ) {
    let now = server.now.nanoseconds
    let current = target.wantedReplicas
    let id = autoscaler.id
    histories[id, default: HorizontalAutoscalerHistory()].recordInitial(replicas: current, at: now)
    var desired = current
    status.currentReplicas = current
    switch AutoscalingDecision.check(
      current: current, minimum: spec.minReplicas, maximum: spec.maxReplicas)
    {
    case .disabled:
      status.scalingActive = AutoscalerObject.Condition(isTrue: false, reason: "ScalingDisabled")
      status.metrics = []
      desired = 0
    case .outOfRange(let replicas):
      status.metrics = []
      desired = replicas
    case .metrics:
      guard let proposal = propose(target, spec, &status) else { return finish(status, work) }
      let outcome = normalize(proposal, current, spec, id, at: now)
      status.ableToScale = AutoscalerObject.Condition(isTrue: true, reason: outcome.ableToScale)
      status.scalingLimited = AutoscalerObject.Condition(
        isTrue: outcome.isLimited, reason: outcome.limitReason)
      desired = outcome.replicas
    }
    status.desiredReplicas = desired
    if desired == current { return finish(status, work) }
    rescale(target, to: desired, attempts: 5, work) { [status] isDone, work in
      var status = status
      guard isDone else {
        status.ableToScale = AutoscalerObject.Condition(isTrue: false, reason: "FailedUpdateScale")
        status.desiredReplicas = autoscaler.status.desiredReplicas
        return finish(status, work)
      }
      self.loop.recordEvent(about: autoscaler.name)
      let end = self.server.now
      status.ableToScale = AutoscalerObject.Condition(isTrue: true, reason: "SucceededRescale")
      status.lastScaleTime = APIServer.wholeSecond(of: end)
      self.histories[id]?.recordScaling(
        from: current, to: desired, behavior: self.behavior(of: spec), at: end.nanoseconds)
      finish(status, work)
    }
  }

  /// A conflict is tried again with the scale read anew; upstream also pauses for 10 ms.
  private func rescale(
    _ target: any ScaleTarget, to replicas: Int32, attempts: Int, _ work: Reconciliation,
    then finish: @escaping (_ isDone: Bool, Reconciliation) -> Void
  ) {
    let version = target.version
    var isDone = false
    work.request { isDone = self.server.scale(target, to: replicas, ifVersion: version) }
    work.then { work in
      if isDone { return finish(true, work) }
      work.request {}
      work.then { work in
        if attempts <= 1 { return finish(false, work) }
        self.rescale(target, to: replicas, attempts: attempts - 1, work, then: finish)
      }
    }
  }

  private func behavior(of spec: AutoscalerObject.Spec) -> ScalingBehavior? {
    spec.behavior?.defaulted(
      downscaleStabilizationSeconds: Int32(
        clamping: settings.downscaleStabilization.nanoseconds / 1_000_000_000))
  }

  private func normalize(
    _ proposal: Int32, _ current: Int32, _ spec: AutoscalerObject.Spec, _ id: Int32, at now: Int64
  ) -> HorizontalAutoscalerHistory.Outcome {
    let request = HorizontalAutoscalerHistory.Request(
      current: current, proposed: proposal, minimum: spec.minReplicas, maximum: spec.maxReplicas)
    var history = histories[id] ?? HorizontalAutoscalerHistory()
    defer { histories[id] = history }
    if let behavior = behavior(of: spec) {
      return history.normalize(request, behavior: behavior, at: now)
    }
    return history.normalize(
      request, stabilization: settings.downscaleStabilization.nanoseconds, at: now)
  }

  // MARK: Metrics

  /// What the metrics together propose; nil after noting their failure.
  private func propose(
    _ target: any ScaleTarget, _ spec: AutoscalerObject.Spec,
    _ status: inout AutoscalerObject.Status
  ) -> Int32? {
    let pods = target.scaledPods
    var results: [Result<MetricReplicas.Proposal, MetricReplicas.Failure>] = []
    for metric in spec.metrics {
      do throws(MetricReplicas.Failure) {
        results.append(.success(try proposal(of: metric, target, pods, spec.behavior)))
      } catch {
        results.append(.failure(error))
      }
    }
    status.metrics = results.map { try? $0.get().usage }
    let combined = AutoscalingDecision.combine(
      results.map { $0.map(\.replicas) }, specReplicas: target.wantedReplicas)
    switch combined {
    case .replicas(let replicas, _):
      status.scalingActive = AutoscalerObject.Condition(isTrue: true, reason: "ValidMetricFound")
      return replicas
    case .failed:
      let first = results.firstIndex { if case .failure = $0 { true } else { false } }
      status.scalingActive = AutoscalerObject.Condition(
        isTrue: false, reason: first.map { spec.metrics[$0].failure } ?? "InvalidMetricSourceType")
      return nil
    }
  }

  private func proposal(
    of metric: AutoscalerObject.Metric, _ target: any ScaleTarget, _ pods: [PodObject],
    _ behavior: ScalingBehavior?
  ) throws(MetricReplicas.Failure) -> MetricReplicas.Proposal {
    let now = server.now
    func calculation(_ replicas: Int32) -> MetricReplicas {
      var calculation = MetricReplicas(
        currentReplicas: replicas, now: now.nanoseconds,
        tolerances: MetricReplicas.Tolerances(settings.tolerance, behavior: behavior))
      calculation.cpuInitializationPeriod = settings.cpuInitializationPeriod.nanoseconds
      calculation.initialReadinessDelay = settings.initialReadinessDelay.nanoseconds
      return calculation
    }
    let wanted = calculation(target.wantedReplicas)
    let counted = calculation(target.currentReplicas)
    switch metric {
    case .resource(let resource, let container, .average(let amount)):
      return try wanted.average(
        pods: pods.map { $0.metricState() },
        samples: try metrics.usage(of: resource, container: container, by: pods, at: now),
        target: amount, isCPU: resource == "cpu")
    case .resource(let resource, let container, .utilization(let percent)):
      return try wanted.utilization(
        pods: pods.map { $0.metricState(requesting: resource, container: container) },
        samples: try metrics.usage(of: resource, container: container, by: pods, at: now),
        targetPercent: percent, isCPU: resource == "cpu")
    case .pods(let name, .average(let amount)):
      return try wanted.average(
        pods: pods.map { $0.metricState() },
        samples: try metrics.podMetric(name, of: pods, at: now), target: amount, isCPU: false)
    case .object(let name, let kind, let object, .value(let amount)):
      return try wanted.objectValue(
        try metrics.objectMetric(name, of: kind, named: object, at: now), target: amount,
        pods: pods.map { $0.metricState() })
    case .object(let name, let kind, let object, .average(let amount)):
      return counted.objectAverage(
        try metrics.objectMetric(name, of: kind, named: object, at: now), target: amount)
    case .external(let name, .average(let amount)):
      return counted.externalAverage(try metrics.externalMetric(name, at: now), target: amount)
    case .external(let name, .value(let amount)):
      return try wanted.externalValue(
        try metrics.externalMetric(name, at: now), target: amount,
        pods: pods.map { $0.metricState() })
    default:
      throw MetricReplicas.Failure(description: "the metric has no target of its kind")
    }
  }
}

extension PodObject {
  /// What autoscaling reads; the request is that of one resource, of one container where it is
  /// named.
  fileprivate func metricState(
    requesting resource: String? = nil, container: String = ""
  ) -> MetricReplicas.PodState {
    MetricReplicas.PodState(
      name: name, phase: phase.rawValue, isDeleting: isTerminating,
      startTime: startTime?.nanoseconds, ready: isReady.map { $0 ? "True" : "False" },
      readySince: readyChanged.nanoseconds,
      request: resource.flatMap { request(of: $0, container: container) })
  }

  /// Nil if a container requests nothing; limits stand in for requests, as admission copies them.
  private func request(of resource: String, container: String) -> Int64? {
    let spec = template.spec
    if container.isEmpty, let pod = spec.resources, !pod.requests.isEmpty {
      return pod.requests[resource]?.milliValue
    }
    let restartable = spec.initContainers.filter { $0.restartPolicy == "Always" }
    var sum: Int64 = 0
    for candidate in spec.containers + restartable
    where container.isEmpty || candidate.name == container {
      let resources = candidate.resources
      guard let amount = resources.requests[resource] ?? resources.limits[resource] else {
        return nil
      }
      sum &+= amount.milliValue
      if !container.isEmpty { return sum }
    }
    return container.isEmpty ? sum : nil
  }
}
