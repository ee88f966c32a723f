import GoSemantics
import Kubernetes
import KubernetesAPI
import Testing

@Suite struct ClusterSchedulerTests {
  @Test func firstOfEqualNodesWinsOnlyAtTheHead() {
    #expect(HostSelection.host([]) == nil)
    #expect(HostSelection.host([7]) == 0)
    #expect(HostSelection.host([3, 3, 3]) == 0)
    #expect(HostSelection.host([1, 2, 2]) == 1)
    // Sifting down brings the left child of index 1 up twice.
    #expect(HostSelection.host([1, 1, 1, 2, 2]) == 3)
  }

  /// The host is what upstream's heap has at its root.
  @Test func theHostIsTheRootOfTheHeap() {
    var random = FixedNumbers(state: 7)
    for _ in 0..<2000 {
      let count = 1 + random.below(70)
      let most = 1 + random.below(4)
      let totals = (0..<count).map { _ in Int32(random.below(most)) }
      #expect(HostSelection.host(totals) == Self.rootOfHeap(totals), "\(totals)")
    }
  }

  private static func rootOfHeap(_ totals: [Int32]) -> Int? {
    var heap = Array(totals.indices)
    for start in stride(from: heap.count / 2 - 1, through: 0, by: -1) {
      var parent = start
      while true {
        var child = 2 * parent + 1
        if child >= heap.count { break }
        if child + 1 < heap.count, totals[heap[child + 1]] > totals[heap[child]] { child += 1 }
        if totals[heap[child]] <= totals[heap[parent]] { break }
        heap.swapAt(child, parent)
        parent = child
      }
    }
    return heap.first
  }

  /// Resources are scored with doubles where that is exact, which must not show.
  @Test func resourceScoresAreThoseOfWholeNumbers() throws {
    var random = FixedNumbers(state: 11)
    for step in 0..<3000 {
      var scheduler = ClusterScheduler()
      let bits = 1 + random.below(62)
      func amount(_ most: Int) -> Int64 {
        Int64(random.below(most)) &* Int64(random.below(1 << 20))
      }
      var node = ClusterNode(metadata: ObjectMeta(name: "n"))
      let (cpu, memory) = (amount(1 << 12), amount(1 << min(bits, 40)))
      node.status.allocatable = [
        "cpu": Quantity(milli: cpu), "memory": Quantity(memory), "pods": Quantity(9),
      ]
      let slot = scheduler.add(node)
      let (used, asked) = (amount(1 << 11), amount(1 << 11))
      let (usedMemory, askedMemory) = (amount(1 << min(bits, 39)), amount(1 << min(bits, 39)))
      func pod(_ cpu: Int64, _ memory: Int64) -> Pod {
        Pod(
          metadata: ObjectMeta(name: "p", namespace: "default"),
          spec: PodSpec(containers: [
            Container(
              name: "c", requests: ["cpu": Quantity(milli: cpu), "memory": Quantity(memory)])
          ]))
      }
      var first = pod(used, usedMemory)
      first.spec.nodeName = "n"
      try scheduler.add(first)
      let shape = try scheduler.shape(of: pod(asked, askedMemory))
      let scores = scheduler.scores(of: [slot], for: shape)
      let fit = scores.first { $0.plugin == .nodeResourcesFit }?.raw.first
      #expect(
        fit
          == NodeScore.leastAllocated(
            requestedMilliCPU: used + asked, requestedMemory: usedMemory + askedMemory,
            allocatableMilliCPU: cpu, allocatableMemory: memory), "step \(step)")
      let balance = scores.first { $0.plugin == .nodeResourcesBalancedAllocation }?.raw.first
      if asked != 0 || askedMemory != 0 {
        #expect(
          balance
            == NodeScore.balancedAllocation(
              usedMilliCPU: used, usedMemory: usedMemory, milliCPU: asked, memory: askedMemory,
              allocatableMilliCPU: cpu, allocatableMemory: memory), "step \(step)")
      }
    }
  }

  @Test func aNominationInVainCountsAsLookedAt() throws {
    var scheduler = ClusterScheduler()
    for index in 0..<120 { scheduler.add(Self.node("n\(index)", cpu: index == 119 ? 1 : 4)) }
    let shape = try scheduler.shape(of: Self.pod("p", cpu: 2000))
    let last = scheduler.node(named: "n119")
    let decision = scheduler.schedule(SchedulingRequest(shape, nominatedNode: last))
    #expect(decision.feasibleCount == 100)
    #expect(decision.rejections.map(\.node) == [last])
    #expect(scheduler.nextStartIndex == 101)
  }

  @Test(
    arguments: [
      (Int32(0), nil, Int32(0), Int32(0)), (99, 10, 0, 99), (100, nil, 0, 100),
      (1000, nil, 0, 420), (5000, nil, 0, 500), (10_000, nil, 0, 500), (5000, 0, 100, 500),
      (5000, nil, 100, 5000), (200, 10, 0, 100),
    ] as [(Int32, Int32?, Int32, Int32)])
  func nodesToFind(count: Int32, profile: Int32?, global: Int32, expected: Int32) {
    #expect(
      NodeSearch.nodesToFind(
        among: count, profilePercentage: profile, globalPercentage: global) == expected)
  }

  @Test func zonesTakeTurnsAndReturnAtTheEnd() {
    var tree = NodeTree()
    for (slot, zone) in ["a", "a", "b", "a", "c"].enumerated() {
      tree.add(Int32(slot), zone: zone)
    }
    #expect(tree.order == [0, 2, 4, 1, 3])
    tree.remove(2, zone: "b")
    tree.add(2, zone: "b")
    #expect(tree.order == [0, 4, 2, 1, 3])
    tree.remove(9, zone: "z")
    #expect(tree.order.count == 5)
  }

  @Test func logarithmsAreGoS() {
    #expect(GoArithmetic.log(2) == 0.6931471805599453)
    // One unit in the last place below what other libraries say.
    #expect(GoArithmetic.log(3) == 1.0986122886681096)
    #expect(GoArithmetic.log(10) == 2.302585092994046)
    #expect(GoArithmetic.log(1) == 0)
    #expect(GoArithmetic.log(0) == -.infinity)
    // At the bound of the reduction the routine of amd64 goes the other way than the portable one.
    #expect(abs(GoArithmetic.log(0x1.6a09e667f3bcdp-1) + 0.34657359027997264) < 1e-15)
    // Numbers below the normal range are taken for others.
    #expect(abs(GoArithmetic.log(.leastNonzeroMagnitude) + 709.0895657128241) < 1e-9)
    #expect(GoArithmetic.log(.infinity) == .infinity)
    #expect(GoArithmetic.log(-1).isNaN)
  }

  @Test func anEmptyClusterHasNoHost() throws {
    var scheduler = ClusterScheduler()
    let shape = try scheduler.shape(of: Self.pod("p"))
    let decision = scheduler.schedule(SchedulingRequest(shape))
    #expect(decision.host == nil)
    #expect(decision.failure == "no nodes available to schedule pods")
  }

  @Test func promisedRoomIsKeptForOthers() throws {
    var scheduler = ClusterScheduler()
    let node = scheduler.add(Self.node("n", cpu: 1))
    let shape = try scheduler.shape(of: Self.pod("p", cpu: 800))
    let promised = NominatedPod(shape: shape, priority: 5, id: 1)
    scheduler.nominate(promised, to: node)
    #expect(scheduler.schedule(SchedulingRequest(shape, priority: 5, id: 2)).host == nil)
    #expect(scheduler.schedule(SchedulingRequest(shape, priority: 6, id: 2)).host == node)
    #expect(scheduler.schedule(SchedulingRequest(shape, priority: 5, id: 1)).host == node)
    scheduler.removeNomination(1)
    #expect(scheduler.schedule(SchedulingRequest(shape, priority: 5, id: 2)).host == node)
  }

  @Test func hostPortsConflictByAddress() throws {
    var scheduler = ClusterScheduler()
    scheduler.add(Self.node("n", cpu: 4))
    var first = Self.pod("a")
    first.spec.nodeName = "n"
    first.spec.containers[0].ports = [ContainerPort(hostPort: 80, hostIP: "10.0.0.1")]
    try scheduler.add(first)
    for (address, fits) in [("10.0.0.2", true), ("10.0.0.1", false), ("", false)] {
      var other = Self.pod("b")
      other.spec.containers[0].ports = [ContainerPort(hostPort: 80, hostIP: address)]
      let shape = try scheduler.shape(of: other)
      let decision = scheduler.schedule(SchedulingRequest(shape))
      #expect((decision.host != nil) == fits, "\(address)")
      if !fits { #expect(decision.rejectingPlugins == [.nodePorts]) }
    }
  }

  @Test func updatesGiveTheAnswersOfAFreshStart() throws {
    var random = FixedNumbers(state: 20_261_127)
    var scheduler = ClusterScheduler()
    var objects: [String: ClusterNode] = [:]
    var placed: [(slot: PodSlot, pod: Pod)] = []
    for index in 0..<8 {
      let node = Self.node("n\(index)", cpu: 8, zone: "z\(index % 3)")
      objects[node.metadata.name] = node
      scheduler.add(node)
    }
    for step in 0..<300 {
      let pod = Self.varied("p\(step)", &random)
      let request = SchedulingRequest(try scheduler.shape(of: pod), priority: 1)
      scheduler.nextStartIndex = 0
      let decision = scheduler.schedule(request)
      var fresh = ClusterScheduler()
      for name in scheduler.nodeOrder().map({ scheduler.name(of: $0) }) {
        if let node = objects[name] { fresh.add(node) }
      }
      for entry in placed { try fresh.add(entry.pod) }
      let order = fresh.nodeOrder().map { fresh.name(of: $0) }
      let freshRequest = SchedulingRequest(try fresh.shape(of: pod), priority: 1)
      let freshDecision = fresh.schedule(freshRequest)
      if order == scheduler.nodeOrder().map({ scheduler.name(of: $0) }) {
        #expect(
          decision.host.map { scheduler.name(of: $0) }
            == freshDecision.host.map { fresh.name(of: $0) }, "step \(step)")
      }
      #expect(
        Set(decision.rejections.map { "\(scheduler.name(of: $0.node)) \($0.verdict)" })
          == Set(freshDecision.rejections.map { "\(fresh.name(of: $0.node)) \($0.verdict)" }),
        "step \(step)")
      if let host = decision.host {
        var bound = pod
        bound.spec.nodeName = scheduler.name(of: host)
        if let slot = try scheduler.add(bound) { placed.append((slot, bound)) }
      }
      if placed.count > 20 || (step % 5 == 4 && !placed.isEmpty) {
        let index = random.below(placed.count)
        scheduler.remove(placed[index].slot)
        placed.remove(at: index)
      }
      if step % 23 == 22 {
        let name = "n\(random.below(8))"
        if objects.removeValue(forKey: name) != nil {
          scheduler.remove(node: name)
          placed.removeAll { $0.pod.spec.nodeName == name }
        } else {
          let node = Self.node(name, cpu: 8, zone: "z\(random.below(3))")
          objects[name] = node
          scheduler.add(node)
        }
      }
    }
  }

  // MARK: Material

  private static func node(_ name: String, cpu: Int64, zone: String = "z") -> ClusterNode {
    var node = ClusterNode(
      metadata: ObjectMeta(
        name: name, labels: [WellKnown.hostname: name, WellKnown.zone: zone]))
    node.status.allocatable = [
      "cpu": Quantity(cpu), "memory": Quantity(16 << 30), "pods": Quantity(110),
    ]
    return node
  }

  private static func pod(
    _ name: String, app: String = "a", cpu: Int64 = 100
  ) -> Pod {
    Pod(
      metadata: ObjectMeta(name: name, namespace: "default", labels: ["app": app]),
      spec: PodSpec(containers: [
        Container(name: "c", requests: ["cpu": Quantity(milli: cpu)])
      ]))
  }

  private static func varied(
    _ name: String, _ random: inout FixedNumbers
  ) -> Pod {
    let app = "a\(random.below(3))"
    var pod = pod(name, app: app, cpu: Int64(100 * (1 + random.below(8))))
    let own = LabelSelector(matchLabels: ["app": app])
    switch random.below(5) {
    case 0:
      pod.spec.topologySpreadConstraints = [
        TopologySpreadConstraint(
          maxSkew: 1, topologyKey: WellKnown.zone, whenUnsatisfiable: "DoNotSchedule",
          labelSelector: own),
        TopologySpreadConstraint(
          maxSkew: 1, topologyKey: WellKnown.hostname, whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: own),
      ]
    case 1:
      pod.spec.affinity = Affinity(
        podAntiAffinity: PodAffinity(required: [
          PodAffinityTerm(labelSelector: own, topologyKey: WellKnown.hostname)
        ]))
    case 2:
      pod.spec.affinity = Affinity(
        podAffinity: PodAffinity(
          required: [PodAffinityTerm(labelSelector: own, topologyKey: WellKnown.zone)],
          preferred: [
            WeightedPodAffinityTerm(
              weight: 7, PodAffinityTerm(labelSelector: own, topologyKey: WellKnown.hostname))
          ]))
    default: break
    }
    return pod
  }
}

/// The same numbers every time.
private struct FixedNumbers {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
