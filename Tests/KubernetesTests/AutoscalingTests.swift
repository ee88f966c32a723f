import Documents
import Kubernetes
import KubernetesAPI
import Testing

@Suite struct AutoscalingTests {
  private static let minute: Int64 = 60_000_000_000

  private func node(
    _ name: String, cpu: Int64 = 4, labels: [String: String] = [:], ready: Bool = true
  ) -> ClusterNode {
    var node = ClusterNode(metadata: ObjectMeta(name: name, labels: labels))
    node.metadata.labels[WellKnown.hostname] = name
    node.spec.providerID = name
    node.status.capacity = [
      "cpu": Quantity(cpu), "memory": Quantity(16 << 30), "pods": Quantity(110),
    ]
    node.status.allocatable = node.status.capacity
    node.status.conditions = [Condition(type: "Ready", status: ready ? "True" : "False")]
    return node
  }

  private func pod(
    _ name: String, milliCPU: Int64 = 100, owner: String? = "ReplicaSet",
    annotations: [String: String] = [:], namespace: String = "default", node: String = ""
  ) -> Pod {
    var pod = Pod(
      metadata: ObjectMeta(
        name: name, namespace: namespace, labels: ["app": "x"], annotations: annotations))
    pod.metadata.uid = name
    if let owner {
      pod.metadata.ownerReferences = [
        OwnerReference(
          apiVersion: "apps/v1", kind: owner, name: "x", uid: "x", controller: true)
      ]
    }
    pod.spec.containers = [
      Container(name: "c", requests: ["cpu": Quantity(milli: milliCPU), "memory": Quantity(1)])
    ]
    pod.spec.nodeName = node
    return pod
  }

  // MARK: Options

  @Test("flags are set as on the command line")
  func flags() throws {
    var options = AutoscalerOptions()
    try options.set("scale-down-unneeded-time", to: "1m30s")
    try options.set("expander", to: "priority,least-waste")
    try options.set("memory-total", to: "1:4")
    try options.set("balance-similar-node-groups", to: "T")
    try options.set("scale-down-utilization-threshold", to: "0.25")
    #expect(options.scaleDownUnneededTime == 90_000_000_000)
    #expect(options.expanders == [.priority, .leastWaste])
    #expect(options.memoryTotal == (1 << 30)...(4 << 30))
    #expect(options.balanceSimilarNodeGroups)
    #expect(options.scaleDownUtilizationThreshold == 0.25)
    for (flag, value) in [
      ("scan-interval", "10"), ("expander", "best"), ("expander", "random,random"),
      ("cores-total", "5:1"), ("cores-total", "1"), ("memory-total", "0:99999999999999"),
      ("max-nodes-total", "many"), ("frequent-loops-enabled", "yes"),
    ] {
      #expect(throws: AutoscalerOptions.FlagError.self, "\(flag)=\(value)") {
        try options.set(flag, to: value)
      }
    }
    do {
      try options.set("scan-intervall", to: "10s")
      Issue.record("an unknown flag was accepted")
    } catch {
      #expect(error.description.contains("did you mean --scan-interval?"))
    }
  }

  // MARK: Growing

  @Test("a pause includes its last instant; a failure within it starts it anew")
  func backoff() {
    var backoff = NodeGroupBackoff(initial: 300, most: 1000, reset: 5000)
    let failure = NodeGroupBackoff.Failure(code: "timeout")
    #expect(backoff.fail("a", failure, now: 0) == 300)
    #expect(backoff.status(of: "a", now: 300) == failure)
    #expect(backoff.status(of: "a", now: 301) == nil)
    #expect(backoff.fail("a", failure, now: 200) == 500)
    #expect(backoff.fail("a", failure, now: 500) == 800)
    #expect(backoff.fail("a", failure, now: 801) == 1401)
    #expect(backoff.fail("a", failure, now: 1500) == 2500)
    #expect(backoff.nextEnd(after: 2000) == 2501)
    backoff.removeStale(now: 6500)
    #expect(backoff.fail("a", failure, now: 6500) == 7500)
    backoff.removeStale(now: 11_501)
    #expect(backoff.fail("a", failure, now: 11_501) == 11_801)
  }

  @Test("nodes go to the smallest groups, as far as there is room")
  func balance() {
    #expect(NodeGroupBalance.balance([], newNodes: 3).isEmpty)
    #expect(NodeGroupBalance.balance([(2, 2), (3, 1)], newNodes: 3).isEmpty)
    #expect(NodeGroupBalance.balance([(1, 5)], newNodes: -1).isEmpty)
    let resizes = NodeGroupBalance.balance([(1, 10), (0, 10), (0, 1)], newNodes: 4)
    #expect(resizes.reduce(0) { $0 + $1.delta } == 4)
    #expect(Set(resizes.map { [$0.group, $0.newSize] }) == [[0, 2], [1, 2], [2, 1]])
    #expect(NodeGroupBalance.balance([(Int.min, 0)], newNodes: 1).first?.delta == 1)
  }

  @Test("expanders filter one after the other")
  func expanders() throws {
    func option(_ group: String, _ nodes: Int, _ pods: Int) -> ExpansionOption {
      ExpansionOption(
        nodeGroup: group, nodeCount: nodes, podCount: pods, requestedMilliCPU: 1000,
        requestedMemory: 1 << 30, nodeMilliCPU: 4000, nodeMemory: 4 << 30)
    }
    let options = [option("a", 2, 3), option("b", 1, 3), option("c", 1, 2)]
    #expect(Expander.mostPods.best(of: options) == [0, 1])
    #expect(Expander.leastNodes.best(of: options) == [1, 2])
    #expect(Expander.choose(from: options, by: [.mostPods, .leastNodes]) { _ in 9 } == 1)
    #expect(Expander.choose(from: options, by: [.leastNodes]) { $0 - 1 } == 2)
    #expect(Expander.choose(from: [], by: Expander.allCases) { _ in 0 } == nil)
    let priorities = try ExpanderPriorities(yaml: "-5:\n - a\n10:\n - ^c\n")
    #expect(Expander.priority.best(of: options, priorities: priorities) == [2])
    #expect(
      try ExpanderPriorities(yaml: "-5:\n - a\n").best(of: ["a", "b"]) == [0, 1],
      "priorities below -1 never win")
    for text in ["", "x", "a:\n - b\n", "1: b\n", "1:\n - '('\n"] {
      #expect(throws: ExpanderPriorities.Failure.self) { try ExpanderPriorities(yaml: text) }
    }
  }

  private func estimate(
    _ count: Int, milliCPU: Int64, room: Int = 100, fast: Bool = false
  ) -> BinpackingEstimator.Estimate {
    var snapshot = AutoscalerSnapshot()
    let pods = (0..<count).map { ObservedPod(pod("p\($0)", milliCPU: milliCPU)) }
    return BinpackingEstimator.estimate(
      [pods, []], template: NodeTemplate(node: node("t")),
      limiter: EstimationLimiter(
        maxNodesPerScaleUp: 0, room: room, clusterMaxNodes: 0, currentNodes: 0),
      usesFastPath: fast, in: &snapshot)
  }

  @Test("as many nodes as it takes, and no more than allowed")
  func estimates() {
    #expect(estimate(7, milliCPU: 1500).nodeCount == 4)
    #expect(estimate(7, milliCPU: 1500, fast: true).nodeCount == 4)
    #expect(estimate(7, milliCPU: 1500, room: 2).pods.count == 4)
    #expect(estimate(7, milliCPU: 1500, room: 2, fast: true).pods.count == 4)
    #expect(estimate(7, milliCPU: 1500, room: 0).nodeCount == 0)
    #expect(estimate(7, milliCPU: 5000).nodeCount == 0)
    #expect(estimate(0, milliCPU: 1).nodeCount == 0)
    let none = EstimationLimiter(
      maxNodesPerScaleUp: 5, room: 9, clusterMaxNodes: 3, currentNodes: 3)
    #expect(none.maxNodes == nil)
    let least = EstimationLimiter(
      maxNodesPerScaleUp: 5, room: 9, clusterMaxNodes: 7, currentNodes: 3)
    #expect(least.maxNodes == 4)
  }

  @Test("pods of one controller that are alike are one group, up to ten kinds")
  func equivalence() {
    let alike = (0..<3).map { ObservedPod(pod("p\($0)")) }
    let naked = ObservedPod(pod("n", owner: nil))
    #expect(PodEquivalence.groups(alike + [naked, naked]).map(\.count) == [3, 1, 1])
    let kinds = (0..<12).flatMap { kind in
      (0..<2).map { ObservedPod(pod("k\(kind)-\($0)", milliCPU: 100 + Int64(kind))) }
    }
    #expect(
      PodEquivalence.groups(kinds).map(\.count)
        == Array(repeating: 2, count: 10) + [1, 1, 1, 1])
  }

  // MARK: Shrinking

  @Test("what holds a node")
  func drainRules() throws {
    let rules = DrainRules()
    let now = 100 * Self.minute
    func outcome(
      _ pod: Pod, age: Int64 = 0, deleted: Int64? = nil,
      budgets: RemainingDisruptions = RemainingDisruptions(), rules: DrainRules = rules,
      found: Bool = true
    ) -> DrainRules.Outcome {
      rules.outcome(
        of: ObservedPod(pod, created: now - age, deletion: deleted), budgets: budgets,
        controllers: { _, _ in found ? DrainRules.Controller(wanted: 1) : nil }, now: now)
    }
    let safe = "cluster-autoscaler.kubernetes.io/safe-to-evict"
    #expect(outcome(pod("p")) == .drain)
    #expect(outcome(pod("p"), found: false) == .block(.controllerNotFound))
    #expect(outcome(pod("p", owner: nil)) == .block(.notReplicated))
    #expect(outcome(pod("p", owner: "Custom")) == .block(.notReplicated))
    #expect(outcome(pod("p", owner: nil, annotations: [safe: "true"])) == .drain)
    #expect(outcome(pod("p", annotations: [safe: "false"])) == .block(.notSafeToEvictAnnotation))
    #expect(outcome(pod("p", annotations: [safe: "on-completion"])) == .wait)
    #expect(outcome(pod("p", annotations: ["kubernetes.io/config.mirror": ""])) == .skip)
    #expect(outcome(pod("p"), deleted: now - 61_000_000_000) == .skip)
    #expect(outcome(pod("p"), deleted: now - 60_000_000_000) == .drain)
    let system = pod("p", namespace: "kube-system")
    #expect(outcome(system, age: 60 * Self.minute) == .block(.unmovableKubeSystemPod))
    #expect(outcome(system, age: 60 * Self.minute + 1) == .drain)
    var local = pod("p")
    local.spec.volumes = [
      try NodeDecoder(file: "test").decode(Volume.self, from: ["name": "v", "emptyDir": [:]])
    ]
    #expect(outcome(local) == .block(.localStorageRequested))
    local.metadata.annotations[
      "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"] = "u,v"
    #expect(outcome(local) == .drain)
    var options = DrainRules.Options()
    options.minReplicaCount = 2
    #expect(outcome(pod("p"), rules: DrainRules(options)) == .block(.minReplicasReached))
    options.skipsCustomControllers = false
    #expect(outcome(pod("p", owner: "Custom"), rules: DrainRules(options)) == .drain)

    var budget = PodDisruptionBudget(metadata: ObjectMeta(name: "b", namespace: "default"))
    budget.spec.selector = LabelSelector(matchLabels: ["app": "x"])
    #expect(
      outcome(pod("p"), budgets: try RemainingDisruptions([budget])) == .block(.notEnoughPDB))
    budget.status.disruptionsAllowed = 2
    var left = try RemainingDisruptions([budget])
    #expect(left.canRemove([pod("p"), pod("q")]) == (true, true))
    #expect(left.canRemove([pod("p"), pod("q"), pod("r")]) == (true, false))
    left.remove([pod("p"), pod("q")])
    #expect(left.canRemove([pod("r")]) == (false, false))
    #expect(outcome(pod("p"), budgets: left) == .block(.notEnoughPDB))
  }

  @Test("a node without cpu has no utilisation")
  func utilization() throws {
    var empty = node("n")
    #expect(try NodeUtilization(empty, pods: [], now: 0).highest == 0)
    let half = [ObservedPod(pod("p", milliCPU: 2000))]
    #expect(try NodeUtilization(empty, pods: half, now: 0).highest == 0.5)
    #expect(try NodeUtilization(empty, pods: half, now: 0).dominant == "cpu")
    empty.status.allocatable["cpu"] = nil
    #expect(throws: NodeUtilization.Failure.self) {
      try NodeUtilization(empty, pods: half, now: 0)
    }
  }

  @Test("whole groups may exceed the budget once; others are cropped")
  func budget() {
    let budget = ScaleDownBudget(all: 3, drained: 1)
    func crop(
      empty: [(node: String, group: String)], drain: [(node: String, group: String)],
      progress: (empty: Int, drained: Int) = (0, 0)
    ) -> ([String], [String]) {
      let chosen = budget.crop(empty: empty, drain: drain, inProgress: progress) { group in
        ScaleDownBudget.Group(targetSize: 4, registered: 4, isAtomic: group == "atomic")
      }
      return (chosen.empty.flatMap(\.nodes), chosen.drain.flatMap(\.nodes))
    }
    let many = (0..<5).map { (node: "n\($0)", group: "g") }
    #expect(crop(empty: many, drain: []).0 == ["n0", "n1", "n2"])
    #expect(crop(empty: Array(many.prefix(1)), drain: Array(many[1...])) == (["n0"], ["n1"]))
    #expect(crop(empty: many, drain: [], progress: (2, 1)).0.isEmpty)
    #expect(crop(empty: [], drain: many, progress: (0, 1)).1.isEmpty)
    let whole = (0..<4).map { (node: "a\($0)", group: "atomic") }
    #expect(crop(empty: whole, drain: []).0.count == 4)
    #expect(crop(empty: Array(whole.prefix(3)), drain: []).0.isEmpty)
    #expect(crop(empty: whole, drain: [], progress: (3, 0)).0.isEmpty)
  }

  private func planner(
    _ snapshot: AutoscalerSnapshot, _ planner: inout ScaleDownPlanner, at now: Int64
  ) {
    var budgets = RemainingDisruptions()
    let nodes = snapshot.order.compactMap { snapshot.entries[$0]?.node }
    let view = Self.view
    planner.update(
      snapshot, candidates: planner.candidates(among: nodes, in: snapshot, view, now: now),
      destinations: snapshot.order, deletions: DeletionsInProgress(), budgets: &budgets, view,
      now: now)
  }

  private static var view: ScaleDownPlanner.View {
    ScaleDownPlanner.View(
      group: { _ in NodeGroup(id: "g", minSize: 1, maxSize: 9, targetSize: 3) },
      controllers: { _, _ in DrainRules.Controller(wanted: 9) }, draw: { _ in 0 })
  }

  @Test("a node is unneeded while its pods fit elsewhere, and goes after the unneeded time")
  func planning() {
    var snapshot = AutoscalerSnapshot()
    let used = ObservedPod(pod("u", milliCPU: 2500, node: "a"))
    snapshot.add(node("a"), pods: [used])
    snapshot.add(node("b"), pods: [ObservedPod(pod("p", milliCPU: 1000, node: "b"))])
    snapshot.add(node("c"))
    var own = ScaleDownPlanner(options: AutoscalerOptions())
    planner(snapshot, &own, at: Self.minute)
    #expect(own.unneeded.names.sorted() == ["b", "c"])
    #expect(own.unneeded["b"]?.removal.podsToReschedule.count == 1)
    func removable(_ planner: inout ScaleDownPlanner) -> ([String], [String]) {
      var quota = ResourceQuota.downward(
        snapshot.order.compactMap { name in snapshot.entries[name].map { ($0.node, "g") } },
        options: AutoscalerOptions())
      let chosen = planner.removable(
        deletions: DeletionsInProgress(), quota: &quota, registered: { _ in 3 }, Self.view)
      return (chosen.empty.map(\.node), chosen.drain.map(\.node))
    }
    #expect(removable(&own) == ([], []))
    planner(snapshot, &own, at: 11 * Self.minute)
    #expect(removable(&own) == ([], []), "the unneeded time must be exceeded")
    planner(snapshot, &own, at: 11 * Self.minute + 1)
    #expect(removable(&own) == (["c"], ["b"]))

    // A node that is needed once starts from the beginning.
    snapshot.force(ObservedPod(pod("q", milliCPU: 3000, node: "c")), on: "c")
    planner(snapshot, &own, at: 12 * Self.minute)
    #expect(own.unneeded.names == ["b"])
    snapshot.unschedule(pod("q"), from: "c")
    planner(snapshot, &own, at: 13 * Self.minute)
    #expect(own.unneeded["c"]?.since == 13 * Self.minute)
  }
}
