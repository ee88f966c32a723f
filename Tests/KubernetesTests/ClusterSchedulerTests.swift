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
