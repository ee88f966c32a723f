import Kubernetes
import KubernetesAPI
import Testing

@Suite struct NodeScoreTests {
  private func usage(_ cpu: Int64, _ memory: Int64, of a: Int64, _ b: Int64) -> NodeUsage {
    var allocatable = ResourceAmounts()
    (allocatable.milliCPU, allocatable.memory, allocatable.pods) = (a, b, 110)
    var usage = NodeUsage(allocatable: allocatable)
    (usage.requested.milliCPU, usage.requested.memory) = (cpu, memory)
    usage.nonZeroRequested = usage.requested
    return usage
  }

  /// The hot form over plain integers and the general form, which the vectors prove, are one.
  @Test func theTwoFormsAgree() {
    var state: UInt64 = 42
    func next(_ bound: Int64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(state >> 33) % bound
    }
    let plugins: [(ResourceScore.Strategy)] = [.leastAllocated, .mostAllocated]
    for _ in 0..<5000 {
      let (a, b) = (next(5) == 0 ? 0 : next(64_000), next(5) == 0 ? 0 : next(1 << 30) * 64)
      let (cpu, memory) = (next(70_000), next(1 << 30) * 64)
      let (q, m) = (next(4000), next(1 << 30))
      let node = usage(cpu, memory, of: a, b)
      var request = ResourceAmounts()
      (request.milliCPU, request.memory) = (q, m)
      for strategy in plugins {
        let general = ResourceScore(
          strategy: strategy,
          resources: [.init(name: "cpu", weight: 1), .init(name: "memory", weight: 1)]
        ).score(request, on: node)
        let hot =
          strategy == .leastAllocated
          ? NodeScore.leastAllocated(
            requestedMilliCPU: cpu + q, requestedMemory: memory + m, allocatableMilliCPU: a,
            allocatableMemory: b)
          : NodeScore.mostAllocated(
            requestedMilliCPU: cpu + q, requestedMemory: memory + m, allocatableMilliCPU: a,
            allocatableMemory: b)
        #expect(general == hot)
      }
      let balance = NodeScore.balancedAllocation(
        before: NodeScore.balance([(cpu, a), (memory, b)]),
        after: NodeScore.balance([(cpu + q, a), (memory + m, b)]))
      #expect(
        balance
          == NodeScore.balancedAllocation(
            usedMilliCPU: cpu, usedMemory: memory, milliCPU: q, memory: m, allocatableMilliCPU: a,
            allocatableMemory: b))
      let fits = NodeFit.fits(
        milliCPU: q, memory: m, freeMilliCPU: a - cpu, freeMemory: b - memory, pods: 0,
        allowedPods: 110)
      #expect(fits == (NodeResourcesFit().failure(request, on: node) == nil))
    }
  }

  @Test func softTaintsAndNormalising() {
    let taints = [
      Taint(key: "a", effect: "PreferNoSchedule"), Taint(key: "b", effect: "PreferNoSchedule"),
      Taint(key: "c", effect: "NoSchedule"),
    ]
    #expect(TaintScore.intolerable(taints, []) == 2)
    #expect(TaintScore.intolerable(taints, [Toleration(key: "a", operator: "Exists")]) == 1)
    let other = Toleration(key: "a", operator: "Exists", effect: "NoSchedule")
    #expect(TaintScore.intolerable(taints, [other]) == 2)
    #expect(NodeScore.normalized(1, highest: 3, reversed: true) == 67)
    #expect(NodeScore.normalized(0, highest: 0, reversed: true) == 100)
    #expect(NodeScore.normalized(0, highest: 0, reversed: false) == 0)
  }
}

@Suite struct NodeHealthTests {
  @Test func silenceIsStrict() {
    let second: Int64 = 1_000_000_000
    #expect(!NodeHealth.isSilent(now: 50 * second, heard: 0, grace: 50 * second))
    #expect(NodeHealth.isSilent(now: 50 * second + 1, heard: 0, grace: 50 * second))
    // A multiple of the period is exceeded one pass later.
    #expect(NodeHealth.firstSilentPass(heard: 0, period: 5, grace: 50) == 55)
    #expect(NodeHealth.firstSilentPass(heard: 3, period: 5, grace: 52) == 58)
  }

  @Test func taintsFollowReadiness() {
    #expect(NodeHealth.noExecuteTaint(.ready) == nil)
    #expect(NodeHealth.noExecuteTaint(.notReady)?.key == "node.kubernetes.io/not-ready")
    #expect(NodeHealth.noScheduleTaint(.unknown)?.key == "node.kubernetes.io/unreachable")
    #expect(NodeHealth.waitsForRate(from: .ready, to: .unknown))
    #expect(!NodeHealth.waitsForRate(from: .notReady, to: .unknown))
  }

  @Test func defaultTolerations() {
    #expect(NodeHealth.withDefaultTolerations([]).map(\.tolerationSeconds) == [300, 300])
    #expect(NodeHealth.withDefaultTolerations([Toleration(operator: "Exists")]).count == 1)
    let own = Toleration(key: WellKnown.notReady, operator: "Exists", tolerationSeconds: 5)
    #expect(
      NodeHealth.withDefaultTolerations([own]).map(\.key) == [own.key, WellKnown.unreachable])
  }

  @Test func vanishedZonesAreForgotten() {
    var monitor = ZoneDisruption(zoneCount: 2)
    let healthy = ZoneDisruption.Count(ready: 5, notReady: 0)
    let dead = ZoneDisruption.Count(ready: 0, notReady: 5)
    #expect(monitor.observe([healthy, dead]) == .none)
    #expect(monitor.observe([dead, dead]) == .stoppedAll)
    #expect(monitor.zones[0]?.rate == nil)
    #expect(monitor.observe([healthy, dead]) == .resumed)
    #expect(monitor.zones[0]?.rate == 0.1)
    monitor.observe([nil, healthy])
    #expect(monitor.zones[0] == nil)
  }
}
