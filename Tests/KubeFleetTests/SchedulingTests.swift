import Documents
import KubernetesAPI
import Testing

@testable import KubeFleet

/// Rules of the scheduler that recordings show only among many others.
@Suite struct SchedulingTests {
  private func row(
    _ name: String, _ labels: [String: String] = [:], namespaces: [String]? = nil
  ) -> ClusterRow {
    var member = MemberCluster(metadata: ObjectMeta(name: name, labels: labels))
    var healthy = Condition(type: "Healthy", status: "True")
    healthy.lastTransitionTime = "2000-01-01T00:00:00Z"
    member.status.agentStatus = [
      AgentStatus(
        type: "MemberAgent", conditions: [Condition(type: "Joined", status: "True"), healthy],
        lastReceivedHeartbeat: "2000-01-01T00:00:00Z")
    ]
    if let namespaces {
      member.status.conditions = [
        Condition(type: "NamespaceCollectionSucceeded", status: "False")
      ]
      member.status.namespaces = Dictionary(namespaces.map { ($0, "") }) { first, _ in first }
    }
    return ClusterRow(member)
  }

  private let now: Int64 = 946_684_800_000_000_000

  private func snapshot(
    _ policy: PlacementPolicy?, count: Int = 0, namespace: String = ""
  ) -> PolicySnapshot {
    PolicySnapshot(
      metadata: ObjectMeta(
        name: "p-1", namespace: namespace,
        annotations: [
          PolicySnapshot.numberOfClustersAnnotation: "\(count)",
          PolicySnapshot.placementGenerationAnnotation: "1",
        ]), policy: policy)
  }

  @Test func equalScoresGoToTheLargerName() throws {
    let fleet = SchedulingFleet([row("a"), row("c"), row("b")])
    let rules = PolicyRules(snapshot(PlacementPolicy(placementType: "PickN"), count: 2))
    var scheduler = PlacementScheduler(rules: rules, fleet: fleet, now: now)
    let cycle = try scheduler.cycle([])
    #expect(cycle.scored.map { fleet.clusters[$0.cluster].name } == ["c", "b", "a"])
    #expect(cycle.batch == SchedulingCycle.Batch(desired: 2, limit: 2, picked: 2))
    var bindings: [BindingRow] = []
    cycle.apply(to: &bindings, rules, fleet) {
      BindingRow.name(placement: "p", cluster: $0.targetCluster, suffix: "0")
    }
    #expect(bindings.map(\.name) == ["p-b-0", "p-c-0"])

    // With fewer clusters wanted, the smaller name goes first.
    var fewer = PlacementScheduler(
      rules: PolicyRules(snapshot(PlacementPolicy(placementType: "PickN"), count: 1)),
      fleet: fleet, now: now)
    #expect(try fewer.cycle(bindings).changes == [.unschedule(0)])
  }

  @Test func oneBindingPerPassUnderSpread() throws {
    var policy = PlacementPolicy(placementType: "PickN")
    var constraint = TopologySpreadConstraint()
    constraint.topologyKey = "zone"
    constraint.maxSkew = 1
    policy.topologySpreadConstraints = [constraint]
    let fleet = SchedulingFleet([
      row("a", ["zone": "1"]), row("b", ["zone": "1"]), row("c", ["zone": "2"]),
    ])
    let rules = PolicyRules(snapshot(policy, count: 3))
    var scheduler = PlacementScheduler(rules: rules, fleet: fleet, now: now)
    var bindings: [BindingRow] = []
    var picked: [String] = []
    while true {
      let cycle = try scheduler.cycle(bindings)
      for change in cycle.changes {
        if case .create(let decision) = change {
          picked.append(fleet.clusters[decision.place].name)
        }
      }
      cycle.apply(to: &bindings, rules, fleet) {
        BindingRow.name(placement: "p", cluster: $0.targetCluster, suffix: "0")
      }
      if !cycle.requeue { break }
    }
    #expect(picked == ["c", "b", "a"])
  }

  @Test func namespacedPlacementsNeedTheirNamespace() throws {
    let fleet = SchedulingFleet([
      row("a", namespaces: ["shop"]), row("b", namespaces: ["other"]), row("c"),
    ])
    let rules = PolicyRules(snapshot(nil, namespace: "shop"))
    var scheduler = PlacementScheduler(rules: rules, fleet: fleet, now: now)
    let cycle = try scheduler.cycle([])
    #expect(cycle.scored.map { fleet.clusters[$0.cluster].name } == ["a", "c"])
    #expect(
      cycle.filtered.map { rules.text($0.verdict, on: fleet.clusters[$0.cluster]) }
        == ["ClusterUnschedulable, target namespace does not exist on cluster"])
    // Cluster-scoped placements do not ask.
    var wide = PlacementScheduler(rules: PolicyRules(snapshot(nil)), fleet: fleet, now: now)
    #expect(try wide.cycle([]).scored.count == 3)
  }

  @Test func restoredBindingKeepsItsAnnotation() throws {
    let fleet = SchedulingFleet([row("a")])
    var object = ResourceBinding(
      metadata: ObjectMeta(
        name: "p-a-0",
        annotations: [ResourceBinding.previousStateAnnotation: BindingState.bound]))
    object.spec.targetCluster = "a"
    object.spec.schedulingPolicySnapshotName = "p-0"
    object.spec.state = BindingState.unscheduled
    let rules = PolicyRules(snapshot(PlacementPolicy(placementType: "PickAll")))
    var scheduler = PlacementScheduler(rules: rules, fleet: fleet, now: now)
    var bindings = [BindingRow(object, in: fleet)]
    try scheduler.cycle(bindings).apply(to: &bindings, rules, fleet) { $0.name }
    #expect(bindings.map(\.state) == [BindingState.bound])
    #expect(bindings.map(\.previousState) == [BindingState.bound])
  }

  /// Sets of up to 64 members need no memory of their own; larger fleets take the other way.
  @Test(arguments: [1, 63, 64, 65, 128, 130])
  func setsOfEverySize(count: Int) {
    var set = BitSet(none: count)
    #expect(set.isEmpty && set.first == nil && set.count == 0)
    for number in stride(from: count - 1, through: 0, by: -7) { set.insert(number) }
    var visited: [Int] = []
    set.forEach { visited.append($0) }
    #expect(visited == (0..<count).filter { ($0 - (count - 1)) % 7 == 0 })
    #expect(set.count == visited.count && set.first == visited.first)
    var rest = BitSet(all: count)
    rest.subtract(set)
    #expect(rest.count == count - visited.count && !rest.contains(count - 1))
    set.formIntersection(rest)
    #expect(set.isEmpty)
    set.insert(0)
    set.remove(0)
    #expect(set == BitSet(none: count))
    rest.removeAll()
    #expect(rest.isEmpty)
  }

  @Test func hostileNumbersEndInFailures() {
    var huge = snapshot(PlacementPolicy(placementType: "PickN"))
    huge.metadata.annotations[PolicySnapshot.numberOfClustersAnnotation] =
      "99999999999999999999"
    var scheduler = PlacementScheduler(
      rules: PolicyRules(huge), fleet: SchedulingFleet([row("a")]), now: now)
    #expect(throws: SchedulingFailure.self) { try scheduler.cycle([]) }
    var unknown = PlacementScheduler(
      rules: PolicyRules(snapshot(PlacementPolicy(placementType: "PickSome"))),
      fleet: SchedulingFleet([row("a")]), now: now)
    #expect(throws: SchedulingFailure.self) { try unknown.cycle([]) }
  }
}
