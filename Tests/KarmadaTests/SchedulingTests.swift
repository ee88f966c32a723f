import Karmada
import KubernetesAPI
import Testing

/// When the scheduler acts, what it writes, and which policy a resource follows.
@Suite struct SchedulingTests {
  private let deployment = WorkloadReference(apiVersion: "apps/v1", kind: "Deployment")

  private func binding(
    _ strategy: DivisionStrategy, replicas: Int32 = 2, on clusters: [TargetCluster]
  ) -> BindingState {
    BindingState(
      workload: deployment, placement: PlacementRules(strategy: strategy), replicas: replicas,
      clusters: clusters)
  }

  @Test func triggersInUpstreamsOrder() {
    let clusters = ClusterSnapshots([
      ClusterSnapshot(name: "a"), ClusterSnapshot(name: "b", isDeleting: true),
    ])
    let onA = [TargetCluster(name: "a", replicas: 2)]
    func first(_ binding: BindingState, changed: Bool = false) -> SchedulingTrigger? {
      SchedulingTrigger.first(for: binding, placementChanged: changed, on: clusters)
    }
    var settled = binding(.dynamicWeight, on: onA)
    #expect(first(settled) == nil)
    #expect(first(settled, changed: true) == .placementChanged)
    #expect(first(binding(.dynamicWeight, replicas: 3, on: onA)) == .replicasChanged)
    #expect(first(binding(.duplicated, on: onA)) == .always)
    #expect(first(binding(.duplicated, replicas: 3, on: onA)) == .replicasChanged)
    #expect(first(binding(.dynamicWeight, replicas: 0, on: [])) == .always)
    settled.isFresh = true
    #expect(first(settled) == .rescheduleRequested)
    let onB = [TargetCluster(name: "b", replicas: 2)]
    #expect(first(binding(.dynamicWeight, on: onB)) == .targetDeleting)
    let onGone = [TargetCluster(name: "gone", replicas: 2)]
    #expect(first(binding(.dynamicWeight, on: onGone)) == nil)
  }

  @Test func onlyTheObservedGroupCounts() {
    func placement(_ g0: String, _ g1: String) -> PlacementRules {
      PlacementRules(affinityTerms: [
        .init(name: "g0", affinity: ClusterAffinityMatch(clusterNames: [g0])),
        .init(name: "g1", affinity: ClusterAffinityMatch(clusterNames: [g1])),
      ])
    }
    func changed(_ applied: PlacementRules?, _ now: PlacementRules, _ observed: String) -> Bool {
      SchedulingTrigger.placementChanged(
        from: applied, to: now, observedAffinityName: observed)
    }
    let before = placement("a", "b")
    #expect(changed(nil, before, ""))
    #expect(!changed(before, before, ""))
    #expect(!changed(before, placement("a", "x"), "g0"))
    #expect(changed(before, placement("x", "b"), "g0"))
    #expect(changed(before, placement("a", "x"), ""))
    #expect(changed(before, placement("a", "x"), "gone"))
    var divided = before
    divided.strategy = .aggregated
    #expect(changed(before, divided, "g0"))
  }

  @Test func firstFailureOfAllGroupsCounts() {
    let kinds = ServedKinds([(apiVersion: "apps/v1", kind: "Deployment")])
    let clusters = ClusterSnapshots([
      ClusterSnapshot(
        name: "a", servedKinds: kinds,
        capacity: CapacitySummary(freePods: 1, free: ResourceAmounts()))
    ])
    func attempt(_ first: String, _ second: String) -> SchedulingResult {
      var state = binding(.dynamicWeight, replicas: 5, on: [])
      state.observedAffinityName = "old"
      state.placement.affinityTerms = [first, second].enumerated().map {
        .init(name: "g\($0)", affinity: ClusterAffinityMatch(clusterNames: [$1]))
      }
      return BindingScheduling.attempt(state, on: clusters)
    }
    let lacking = attempt("a", "none")
    #expect(lacking.reason == .unschedulable && lacking.retry == .unschedulable)
    #expect(lacking.targets == nil && lacking.observedAffinityName == "old")
    let unfit = attempt("none", "a")
    #expect(unfit.reason == .noClusterFit && unfit.retry == nil && unfit.targets == [])
  }

  // MARK: Policies

  private func selector(_ name: String? = nil, labels: [String: String]? = nil)
    -> ResourceSelector
  {
    ResourceSelector(
      apiVersion: "apps/v1", kind: "Deployment", name: name,
      labelSelector: labels.map { LabelSelector(matchLabels: $0) })
  }

  @Test func policyByPriorityThenClosenessThenName() {
    let resource = PolicySelection.Resource(
      apiVersion: "apps/v1", kind: "Deployment", namespace: "n", name: "web",
      labels: ["app": "web"])
    func best(_ policies: [PolicySelection.Candidate]) -> String? {
      PolicySelection.best(of: policies, for: resource).map { policies[$0.index].name }
    }
    let all = PolicySelection.Candidate(name: "z", selectors: [selector()], priority: 0)
    let named = PolicySelection.Candidate(name: "y", selectors: [selector("web")], priority: 0)
    let labelled = PolicySelection.Candidate(
      name: "x", selectors: [selector(labels: ["app": "web"])], priority: 0)
    #expect(best([]) == nil)
    #expect(best([.init(name: "a", selectors: [], priority: 9)]) == nil)
    #expect(best([all, labelled, named]) == "y")
    #expect(best([all, labelled]) == "x")
    #expect(best([all, .init(name: "a", selectors: [selector()], priority: 0)]) == "a")
    #expect(best([named, .init(name: "zz", selectors: [selector()], priority: 1)]) == "zz")
    // A name that differs is not saved by labels.
    #expect(
      best([.init(name: "a", selectors: [selector("db", labels: ["app": "web"])], priority: 0)])
        == nil)
  }

  // MARK: Failover

  private let taint = Taint(key: "k", effect: "NoExecute")

  @Test func evictionOfTaints() {
    func verdict(_ tolerations: [Toleration], now: Int64 = 0, enabled: Bool = true)
      -> NoExecuteEviction.Verdict
    {
      NoExecuteEviction.verdict(
        taints: [ClusterTaint(taint, addedNanoseconds: 0)], tolerations: tolerations, now: now,
        isEnabled: enabled)
    }
    #expect(verdict([]) == .evict)
    #expect(verdict([], enabled: false) == .stays)
    #expect(verdict([Toleration(operator: "Exists")]) == .stays)
    let minute = [Toleration(key: "k", operator: "Exists", tolerationSeconds: 60)]
    #expect(verdict(minute, now: 1) == .wait(nanoseconds: 59_999_999_999))
    #expect(verdict(minute, now: 60_000_000_000) == .evict)
    #expect(
      NoExecuteEviction.verdict(taints: [], tolerations: [], now: 0, isEnabled: true) == .stays)
  }

  @Test func gracefulEvictionOfNothing() {
    func assess(_ tasks: [EvictionTask], scheduled: Bool = true, now: Int64 = 0)
      -> GracefulEviction.Assessment
    {
      GracefulEviction.assess(
        tasks, now: now, timeout: 600, hasScheduled: scheduled, targets: [],
        isHealthy: { _ in false })
    }
    #expect(assess([]).kept.isEmpty && assess([]).nextRetryNanoseconds == 0)
    let new = assess([EvictionTask(fromCluster: "a")])
    #expect(new.kept.first?.createdNanoseconds == 0)
    // Without targets everything counts as healthy.
    let old = EvictionTask(fromCluster: "a", createdNanoseconds: 0)
    #expect(assess([old]).evicted == ["a"])
    #expect(assess([old], scheduled: false).kept == [old])
    // At the very end of the grace the task stays.
    #expect(assess([old], scheduled: false, now: 600).kept == [old])
    #expect(assess([old], scheduled: false, now: 601).evicted == ["a"])
  }

  @Test func firstProbeCountsAtOnce() {
    var store = ReadyThreshold()
    func see(_ status: ReadyStatus, _ current: ReadyStatus?, _ now: Int64) -> Bool {
      store.accepts(status, current: current, now: now, success: 30, failure: 30)
    }
    #expect(see(.no, nil, 0))
    #expect(!see(.yes, .no, 10))
    #expect(!see(.yes, .no, 39))
    #expect(see(.yes, .no, 40))
    // The store says Unknown is as bad as False.
    #expect(see(.no, .unknown, 50))
  }
}
