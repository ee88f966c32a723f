import Documents
import GoSemantics
import Karmada
import KubernetesAPI
import Testing

/// Failover of applications, the descheduler, requests for new placements, workload affinity.
@Suite struct RelocationTests {
  private let second: Int64 = 1_000_000_000

  private func target(_ name: String, _ replicas: Int32) -> TargetCluster {
    TargetCluster(name: name, replicas: replicas)
  }

  private func assess(
    _ options: ApplicationFailover.Options, since: inout UnhealthySince, at now: Int64,
    health: String = "Unhealthy"
  ) throws -> ApplicationFailover.Outcome {
    try ApplicationFailover.assess(
      EvictableTargets(clusters: [target("a", 2), target("b", 1)], tasks: []),
      members: [
        .init(cluster: "a", health: health, status: ["replicas": 2]),
        .init(cluster: "b", health: "Healthy"),
      ], options: options, since: &since, now: now)
  }

  @Test func theApplicationMovesAfterItsToleration() throws {
    let options = ApplicationFailover.Options(
      tolerationSeconds: 30, purgeMode: "Gracefully", gracePeriodSeconds: 600)
    var since = UnhealthySince()
    #expect(try assess(options, since: &since, at: 0).requeueSeconds == 30)
    let later = try assess(options, since: &since, at: 10 * second + 1)
    #expect(later.evicted.isEmpty && later.requeueSeconds == 20)
    // Exactly at the end it still waits.
    #expect(try assess(options, since: &since, at: 30 * second).evicted.isEmpty)
    let end = try assess(options, since: &since, at: 30 * second + 1)
    #expect(end.evicted == ["a"] && end.targets.clusters == [target("b", 1)])
    #expect(end.targets.tasks.first?.gracePeriodSeconds == 600)
    #expect(end.targets.tasks.first?.replicas == 2)
    #expect(since["a"] == nil)
  }

  @Test func recoveryForgets() throws {
    let options = ApplicationFailover.Options(tolerationSeconds: 30, purgeMode: "Never")
    var since = UnhealthySince()
    _ = try assess(options, since: &since, at: 0)
    _ = try assess(options, since: &since, at: 20 * second, health: "Healthy")
    #expect(since["a"] == nil)
    #expect(try assess(options, since: &since, at: 40 * second).evicted.isEmpty)
    let outcome = try assess(options, since: &since, at: 71 * second)
    #expect(outcome.targets.tasks.first?.suppressDeletion == true)
  }

  @Test func stateIsPreserved() throws {
    let rule = try PreservedState.Rule(.init(aliasLabelName: "was", jsonPath: "{.replicas}"))
    var options = ApplicationFailover.Options(
      tolerationSeconds: 0, purgeMode: "Directly", statePreservation: [rule])
    var since = UnhealthySince(["a": 0])
    let outcome = try assess(options, since: &since, at: 1)
    #expect(outcome.targets.tasks.first?.preservedLabelState == ["was": "2"])
    #expect(outcome.targets.tasks.first?.clustersBeforeFailover == ["a", "b"])
    options.statePreservation = [
      try PreservedState.Rule(.init(aliasLabelName: "was", jsonPath: "{.none}"))
    ]
    since = UnhealthySince(["a": 0])
    #expect(throws: ApplicationFailover.Failure(message: "none is not found")) {
      try assess(options, since: &since, at: 1)
    }
  }

  @Test func gracefulNeedsItsGate() {
    var since = UnhealthySince(["a": 0])
    let options = ApplicationFailover.Options(
      tolerationSeconds: 0, purgeMode: "Gracefully", gracefulEvictionEnabled: false)
    #expect(throws: ApplicationFailover.Failure.self) {
      try assess(options, since: &since, at: 1)
    }
  }

  @Test func readyReplicasAreNotDescheduled() {
    let targets = [target("a", 5), target("b", 3), target("c", 2)]
    let result = Descheduler.deschedule(targets, ready: ["a": 4, "b": 3]) { _ in 2 }
    #expect(result.targets == [target("a", 4), target("b", 3), target("c", 0)])
    #expect(result.removed == 3)
    #expect(Descheduler.undesired(targets, ready: ["a": 4, "b": 3]) == ["a", "c"])
  }

  @Test func onlyDynamicDeploymentsAreDescheduled() {
    let deployment = WorkloadReference(apiVersion: "apps/v1", kind: "Deployment")
    let job = WorkloadReference(apiVersion: "batch/v1", kind: "Job")
    let dynamic = PlacementRules(strategy: .dynamicWeight)
    #expect(Descheduler.considers(deployment, applied: dynamic))
    #expect(!Descheduler.considers(job, applied: dynamic))
    #expect(!Descheduler.considers(deployment, applied: PlacementRules(strategy: .duplicated)))
    #expect(!Descheduler.considers(deployment, applied: nil))
  }

  // MARK: Requests for a new placement

  @Test func requestsTriggerOnce() {
    let web = WorkloadRebalancer.Workload(
      apiVersion: "apps/v1", kind: "Deployment", namespace: "n", name: "web")
    let gone = WorkloadRebalancer.Workload(
      apiVersion: "apps/v1", kind: "Deployment", namespace: "n", name: "gone")
    let slow = WorkloadRebalancer.Workload(apiVersion: "v1", kind: "Namespace", name: "slow")
    var isUp = false
    let reconcile = { (status: WorkloadRebalancing.Status, now: Int64) in
      WorkloadRebalancing.reconcile(
        [web, slow, gone], status: status, generation: 1, created: 100, now: now
      ) { workload in
        switch workload.name {
        case "web": .binding(triggered: 50)
        case "gone": .notFound
        default: isUp ? .binding(triggered: 100) : .error
        }
      }
    }
    let first = reconcile(.init(), 110)
    #expect(first.triggered == [web] && first.needsRetry && first.status.finished == nil)
    #expect(first.status.workloads.map(\.workload.name) == ["gone", "web", "slow"])
    #expect(first.status.workloads.map(\.outcome) == [.failed, .successful, .pending])
    isUp = true
    let second = reconcile(first.status, 120)
    // Asked at the same time already: nothing to write, but done.
    #expect(second.triggered.isEmpty && second.status.finished == 120)
    let third = reconcile(second.status, 130)
    #expect(third.status == second.status)
    #expect(
      WorkloadRebalancing.timeLeft(finished: 120, ttlSeconds: 1, now: 121) == 999_999_999)
  }

  @Test func workloadsNoLongerListedStayIfSuccessful() {
    let name = { WorkloadRebalancer.Workload(apiVersion: "v1", kind: "K", name: $0) }
    let status = WorkloadRebalancing.Status(workloads: [
      .init(name("a"), .successful), .init(name("b"), .failed), .init(name("c")),
    ])
    let result = WorkloadRebalancing.reconcile(
      [name("d")], status: status, generation: 2, created: 1, now: 2
    ) { _ in .notFound }
    #expect(result.status.workloads.map(\.workload.name) == ["a", "d"])
  }

  // MARK: Workload affinity

  private func peer(_ name: String, _ group: String, _ targets: [String]) -> GroupedBinding {
    GroupedBinding(
      namespace: "n", name: "\(name)-deployment", resourceVersion: "5",
      groups: .init(affinityGroup: group, antiAffinityGroup: group), targets: targets)
  }

  @Test func groupsFilterTheScheduler() {
    let workload = WorkloadReference(
      apiVersion: "apps/v1", kind: "Deployment", namespace: "n", name: "web")
    let served = ServedKinds([("apps/v1", "Deployment")])
    let clusters = ClusterSnapshots(
      ["a", "b", "c"].map { ClusterSnapshot(name: $0, servedKinds: served) })
    let binding = BindingState(
      workload: workload, placement: PlacementRules(strategy: .duplicated))
    let place = { (groups: WorkloadAffinityGroups) -> [String]? in
      var options = SchedulerOptions()
      options.workloadAffinity = WorkloadAffinityFilter(
        groups: groups, workload: workload,
        existing: [
          self.peer("x", "g", ["a", "b"]), self.peer("y", "g", ["b", "c"]),
          self.peer("web", "g", ["c"]), self.peer("z", "other", ["a"]),
        ])
      guard case .placed(let targets) = Scheduler.schedule(binding, on: clusters, options: options)
      else { return nil }
      return targets.map(\.name).sorted()
    }
    #expect(place(.init()) == ["a", "b", "c"])
    #expect(place(.init(affinityGroup: "g")) == ["b"])
    #expect(place(.init(antiAffinityGroup: "g")) == nil)
    #expect(place(.init(antiAffinityGroup: "other")) == ["b", "c"])
  }

  @Test func newerCopiesCount() {
    let workload = WorkloadReference(
      apiVersion: "apps/v1", kind: "Deployment", namespace: "n", name: "web")
    let existing = peer("x", "g", [])
    var placed = peer("x", "g", ["a"])
    let reason = { (version: String) -> FilterReason? in
      placed.resourceVersion = version
      return WorkloadAffinityFilter(
        groups: .init(affinityGroup: "g"), workload: workload, existing: [existing],
        assigning: [placed]
      ).affinityReason(against: "b")
    }
    #expect(reason("4") == nil && reason("5") == nil)
    #expect(reason("6") == .workloadAffinity && reason("10") == .workloadAffinity)
    #expect(reason("06") == .incomparableVersions && reason("") == .incomparableVersions)
    #expect(GroupedBinding.name(kind: "Role", name: "Sys:X") == "sys.x-role")
  }

  @Test func firstFitFillsNodesAndStops() {
    var room = ComputeResource()
    room.milliCPU = 1000
    room.pods = 10
    let nodes = [EstimatorNode(name: "a", free: room), EstimatorNode(name: "b", free: room)]
    let request = ResourceAmounts(cpu: ResourceAmount(milli: 400))
    #expect(AccurateEstimator.replicas(on: nodes, requirements: request) == 4)
    #expect(AccurateEstimator.replicas(on: nodes, requirements: ResourceAmounts()) == 20)
    let part = EstimatorComponent(replicas: 2, requirements: request)
    #expect(AccurateEstimator.componentSets(on: nodes, components: [part]) == 2)
    #expect(
      AccurateEstimator.componentSets(on: nodes, components: [EstimatorComponent(replicas: 0)])
        == .max)
    #expect(AccurateEstimator.componentSets(on: nodes, components: []) == .max)
    // A workload in flight that does not fit wholly keeps what it took.
    let big = EstimatorComponent(replicas: 5, requirements: request)
    #expect(
      AccurateEstimator.replicas(on: nodes, requirements: request, assumed: [[big]]) == 0)
  }

  @Test func quotasMultiplyExactly() {
    var amount = Quantity(3, format: .binarySI)
    amount *= 1 << 62
    amount *= -4
    #expect(amount.canonicalText == "-48Ei" && amount.format == .binarySI)
    var large = Quantity(Int64.max)
    large *= 1 << 40
    #expect(large > Quantity(Int64.max))
    large *= 0
    #expect(large.isZero)
  }
}
