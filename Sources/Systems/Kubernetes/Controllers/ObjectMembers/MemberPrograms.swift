import EventKernel
import Kubernetes
import Stochastic

/// The programs of one member's control plane: its scheduler and the controllers of its controller
/// manager, each with a client of its own.
final class MemberPrograms {
  private let timing: KubernetesTiming
  private let nodeLifecycle: NodeLifecycleController
  private let taintEviction: TaintEvictionController
  private let podCollector: PodGarbageCollector
  private let disruption: DisruptionController
  private let replicaSets: ReplicaSetController
  private let deployments: DeploymentController
  private let statefulSets: StatefulSetController
  private let jobs: JobController
  private let cronJobs: CronJobController
  private let autoscalers: AutoscalerController
  private let scheduler: KubeScheduler
  /// The eviction subresource, for whoever drains nodes.
  let evictions: EvictionHandler
  private var phases: RandomStream

  /// - Parameter name: The member's, from which its random numbers come.
  init(
    server: APIServer, kubelets: Kubelets, timing: KubernetesTiming, seed: StreamSeed,
    name: String, metrics: any MetricsSource
  ) {
    self.timing = timing
    func client(_ qps: Float, _ burst: Int, _ request: RequestClass) -> APIClient {
      APIClient(
        qps: qps, burst: burst, latency: timing.apiLatency, of: server, sending: request,
        at: server.now)
    }
    let manager = client(timing.controllerQPS, timing.controllerBurst, .createPod)
    let evictor = client(timing.controllerQPS, timing.controllerBurst, .deletePod)
    scheduler = KubeScheduler(
      server: server, client: client(timing.schedulerQPS, timing.schedulerBurst, .bindPod),
      configuration: KubeScheduler.Configuration(timing),
      stream: RandomStream(seed, entity: name, purpose: .placement))
    scheduler.budgets = { [unowned server] in server.budgets.map(PreemptionBudget.init) }
    scheduler.cycleEnded = { [unowned server] in server.load?.noteCycle($0) }
    nodeLifecycle = NodeLifecycleController(
      server: server, kubelets: kubelets, timing: timing, client: evictor, seed: seed)
    taintEviction = TaintEvictionController(server: server, client: evictor)
    podCollector = PodGarbageCollector(server: server, timing: timing, client: evictor)
    disruption = DisruptionController(server: server, client: manager)
    replicaSets = ReplicaSetController(
      server: server, client: manager, workers: timing.replicaSetWorkers)
    deployments = DeploymentController(
      server: server, client: manager, workers: timing.deploymentWorkers)
    statefulSets = StatefulSetController(
      server: server, client: manager, workers: timing.statefulSetWorkers)
    jobs = JobController(server: server, client: manager, workers: timing.jobWorkers)
    cronJobs = CronJobController(server: server, client: manager, workers: timing.cronJobWorkers)
    autoscalers = AutoscalerController(
      server: server, client: manager, metrics: metrics,
      settings: AutoscalerController.Settings(timing), workers: timing.autoscalerWorkers)
    evictions = EvictionHandler(
      server: server,
      client: APIClient(latency: timing.apiLatency, of: server, at: server.now), seed: seed)
    phases = RandomStream(seed, entity: name, purpose: .phase)
  }

  /// Starts what has run for long: it ticks at phases of its own.
  func start(at now: VirtualTime) {
    let phase = VirtualDuration.seconds(phases.uniform() * timing.nodeMonitorPeriod.inSeconds)
    nodeLifecycle.start(at: now + phase)
    taintEviction.start()
    podCollector.start()
    startQueues()
    scheduler.start()
  }

  /// The control plane is back.
  func restart() {
    nodeLifecycle.start()
    startQueues()
  }

  private func startQueues() {
    disruption.start()
    replicaSets.start()
    deployments.start()
    statefulSets.start()
    jobs.start()
    cronJobs.start()
    autoscalers.start()
  }

  /// The control plane stands still.
  func stop() {
    nodeLifecycle.stop()
    disruption.stop()
    replicaSets.stop()
    deployments.stop()
    statefulSets.stop()
    jobs.stop()
    cronJobs.stop()
    autoscalers.stop()
  }
}

extension KubeScheduler.Configuration {
  /// What the flags of a member say.
  fileprivate init(_ timing: KubernetesTiming) {
    self.init()
    settings.percentageOfNodesToScore = Int32(clamping: timing.percentageOfNodesToScore)
    cycle = timing.schedulingCycle
    queue.backoff = SchedulingBackoff(
      initial: timing.schedulerInitialBackoff.nanoseconds,
      most: timing.schedulerMaxBackoff.nanoseconds)
    queue.mostUnschedulable = timing.schedulerMostUnschedulable
  }
}

extension PreemptionBudget {
  /// A budget as the API server has it.
  fileprivate init(_ budget: DisruptionBudgetObject) {
    self.init(
      namespace: budget.namespace, selector: budget.selector,
      allowed: budget.status.disruptionsAllowed,
      disrupted: Set(budget.status.disruptedPods.keys))
  }
}
