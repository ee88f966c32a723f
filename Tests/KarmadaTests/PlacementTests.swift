import Karmada
import KubernetesAPI
import Testing

/// Ties and empty inputs of matching, filtering, selecting and estimating.
@Suite struct PlacementTests {
  private let kinds = ServedKinds([(apiVersion: "apps/v1", kind: "Deployment")])
  private let workload = WorkloadReference(apiVersion: "apps/v1", kind: "Deployment")

  private func cluster(
    _ name: String, pods: Int64 = 10, region: String = "", taints: [ClusterTaint] = [],
    isDeleting: Bool = false
  ) -> ClusterSnapshot {
    ClusterSnapshot(
      name: name, region: region, isDeleting: isDeleting, taints: taints, servedKinds: kinds,
      capacity: CapacitySummary(freePods: pods, free: ResourceAmounts()))
  }

  // MARK: Clusters

  @Test func snapshotsAreInNameOrder() {
    var clusters = ClusterSnapshots([cluster("b"), cluster("a"), cluster("C")])
    #expect(clusters.indices.map { clusters[$0].name } == ["C", "a", "b"])
    clusters.upsert(cluster("aa"))
    clusters.upsert(cluster("b", pods: 3))
    #expect(clusters.index(of: "aa") == 2)
    #expect(clusters[3].capacity?.freePods == 3)
    clusters.remove(name: "C")
    clusters.remove(name: "nobody")
    #expect(clusters.index(of: "a") == 0 && clusters.index(of: "C") == nil)
  }

  @Test func changingOneCopyLeavesTheOther() {
    let original = cluster("a")
    var copy = original
    copy.taints.append(ClusterTaint(Taint(key: "k", effect: "NoSchedule")))
    copy.capacity?.freePods = 0
    #expect(original.taints.isEmpty)
    #expect(original.capacity?.freePods == 10)
    #expect(copy.taints.count == 1)
  }

  @Test func emptyAffinityMatchesAndExclusionWins() {
    let a = cluster("a")
    #expect(ClusterAffinityMatch().matches(a))
    #expect(!ClusterAffinityMatch(clusterNames: ["a"], exclude: ["a"]).matches(a))
    #expect(!ClusterAffinityMatch(labels: nil).matches(a))
    let many = (0..<20).map { "c\($0)" }
    #expect(ClusterAffinityMatch(clusterNames: many + ["a"]).matches(a))
    #expect(!ClusterAffinityMatch(clusterNames: many).matches(a))
    #expect(!ClusterAffinityMatch(zones: [.init(operator: "In", values: ["z"])]).matches(a))
    #expect(ClusterAffinityMatch(zones: [.init(operator: "NotIn", values: ["z"])]).matches(a))
    #expect(!ClusterAffinityMatch(zones: [.init(operator: "Gt", values: ["1"])]).matches(a))
  }

  // MARK: The scheduler as a whole

  @Test func noClusters() {
    let outcome = Scheduler.schedule(
      BindingState(workload: workload, placement: PlacementRules(), replicas: 1),
      on: ClusterSnapshots())
    guard case .noClusterFit(let failure) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(failure.message == "0/0 clusters are available: no cluster exists.")
  }

  @Test func reasonsAreCounted() {
    let taint = ClusterTaint(Taint(key: "k", value: "v", effect: "NoExecute"))
    let clusters = ClusterSnapshots([
      cluster("a", taints: [taint]), cluster("b", taints: [taint]), ClusterSnapshot(name: "c"),
      cluster("d", isDeleting: true),
    ])
    let outcome = Scheduler.schedule(
      BindingState(workload: workload, placement: PlacementRules(), replicas: 1), on: clusters)
    guard case .noClusterFit(let failure) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(
      failure.message
        == "0/4 clusters are available: 1 cluster(s) did not have the API resource, "
        + "2 cluster(s) had untolerated taint {k=v:NoExecute}.")
  }

  /// Equal clusters are preferred by name, and a present target before all of them.
  @Test func preferenceAmongEquals() {
    let clusters = ClusterSnapshots(["a", "b", "c", "d"].map { cluster($0) })
    let placement = PlacementRules(
      spreadConstraints: [(.cluster, SpreadLimits(minGroups: 1, maxGroups: 2))],
      strategy: .aggregated)
    var binding = BindingState(workload: workload, placement: placement, replicas: 1)
    #expect(
      Scheduler.explain(binding, on: clusters).steps.selected.map(\.index) == [0, 1])
    binding.clusters = [TargetCluster(name: "d", replicas: 1)]
    #expect(
      Scheduler.explain(binding, on: clusters).steps.selected.map(\.index) == [3, 0])
  }

  @Test func anotherEstimatorCountsWhenLower() {
    let clusters = ClusterSnapshots([cluster("a"), cluster("b")])
    let binding = BindingState(
      workload: workload, placement: PlacementRules(strategy: .dynamicWeight), replicas: 6)
    let outcome = Scheduler.schedule(
      binding, on: clusters, furtherEstimate: { $0 == 0 ? 1 : -1 })
    #expect(
      outcome
        == .placed([
          TargetCluster(name: "a", replicas: 1), TargetCluster(name: "b", replicas: 5),
        ]))
  }

  // MARK: Groups and estimates

  @Test func groupsTieByNameAndNoneIsFound() {
    let groups = ["b", "a", "c"].map { GroupSelection.Group(name: $0, value: 1, weight: 5) }
    let chosen = GroupSelection.select(groups, minimum: 1, maximum: 2, target: 2)
    #expect(chosen.map(\.name) == ["a", "b"])
    #expect(GroupSelection.select([], minimum: 0, maximum: 1, target: 0).isEmpty)
    #expect(GroupSelection.select(groups, minimum: 1, maximum: 2, target: 3).isEmpty)
    #expect(GroupSelection.select(groups, minimum: 3, maximum: 3, target: 0).count == 3)
  }

  @Test func estimatesOfNothing() {
    #expect(GeneralEstimator.replicas(capacity: nil, models: nil, requirements: nil) == 0)
    let full = CapacitySummary(freePods: 0, free: ResourceAmounts())
    #expect(GeneralEstimator.replicas(capacity: full, models: nil, requirements: nil) == 0)
    let room = CapacitySummary(freePods: 7, free: ResourceAmounts())
    #expect(GeneralEstimator.replicas(capacity: room, models: nil, requirements: nil) == 7)
    let one = ResourceAmounts(cpu: ResourceAmount(milli: 1))
    #expect(GeneralEstimator.replicas(capacity: room, models: nil, requirements: one) == 0)
    #expect(GeneralEstimator.replicas(capacity: room, models: [], requirements: one) == 0)
    #expect(GeneralEstimator.componentSets(capacity: room, models: nil, components: []) == 7)
  }

  @Test func amountsRoundAwayFromZero() {
    #expect(ResourceAmount(milli: 1).whole == 1)
    #expect(ResourceAmount(milli: -1).whole == -1)
    #expect(ResourceAmount(milli: 2000).whole == 2)
    #expect(ResourceAmount(whole: 3).milli == 3000)
  }
}
