import EventKernel
import Kubernetes
import Stochastic
import Testing

@testable import KubernetesControllers

/// The scheduling queue alone, with pods and hints that a test makes up.
@Suite("The scheduling queue")
struct SchedulingQueueTests {
  /// Says yes to the pods of some shapes; nobody is gated unless told.
  private struct Judge: SchedulingQueueJudge {
    var gates: [Int32: SchedulerPlugins] = [:]
    var helped: (Int32) -> Bool = { _ in true }

    func gate(of pod: Int32) -> SchedulerPlugins { gates[pod] ?? [] }
    func mayHelp(
      _ plugin: SchedulerPlugins, _ event: ClusterEvent, _ change: Void, pod: Int32, isSelf: Bool
    ) -> Bool { helped(pod) }
  }

  private typealias Queue = SchedulingQueue<Judge>

  private func seconds(_ value: Double) -> VirtualTime { VirtualTime(seconds: value) }

  private func drain(_ queue: inout Queue) -> [Int32] {
    var pods: [Int32] = []
    while let pod = queue.pop() {
      pods.append(pod)
      queue.done(pod)
    }
    return pods
  }

  @Test("Pods leave by priority, then by time")
  func order() {
    var queue = Queue(.standard)
    for (pod, priority) in [(0, 0), (1, 5), (2, 0), (3, 9)] as [(Int32, Int32)] {
      queue.add(pod, priority: priority, shape: 0, at: seconds(Double(pod)), Judge())
    }
    #expect(drain(&queue) == [3, 1, 0, 2])
    #expect(!queue.hasPods)
  }

  @Test("Only an event that a rejecting plugin hears and likes moves a pod")
  func hints() {
    var queue = Queue(.standard)
    var judge = Judge()
    queue.add(0, priority: 0, shape: 0, at: seconds(1), judge)
    #expect(queue.pop() == 0)
    queue.addUnschedulable(0, rejectors: .nodeResourcesFit, at: seconds(1), judge)
    queue.move(ClusterEvent(.node, .nodeLabel), (), at: seconds(2), judge)
    #expect(!queue.hasPods)
    judge.helped = { _ in false }
    queue.move(.nodeAdd, (), at: seconds(2), judge)
    #expect(!queue.hasPods)
    judge.helped = { _ in true }
    queue.move(.nodeAdd, (), at: seconds(2), judge)
    // Still in back-off, but nobody else is active.
    #expect(queue.counts == (0, 1, 0))
    #expect(queue.pop() == 0)
  }

  @Test("A pod in back-off lets active ones go first, and waits for the flush without the gate")
  func backoff() {
    var queue = Queue(.standard)
    var configuration = Queue.Configuration.standard
    configuration.popsFromBackoff = false
    var strict = Queue(configuration)
    let judge = Judge()
    for pod in 0..<2 as Range<Int32> {
      queue.add(pod, priority: 9 - pod, shape: 0, at: seconds(1), judge)
      strict.add(pod, priority: 9 - pod, shape: 0, at: seconds(1), judge)
    }
    _ = (queue.pop(), strict.pop())
    queue.addUnschedulable(0, rejectors: .nodeResourcesFit, at: seconds(1.4), judge)
    strict.addUnschedulable(0, rejectors: .nodeResourcesFit, at: seconds(1.4), judge)
    queue.move(.nodeAdd, (), at: seconds(1.5), judge)
    strict.move(.nodeAdd, (), at: seconds(1.5), judge)
    #expect(queue.firstBackoffExpiry == seconds(2))
    #expect(strict.firstBackoffExpiry == seconds(2.4))
    #expect(drain(&queue) == [1, 0])
    #expect(drain(&strict) == [1])
    strict.flushBackoff(at: seconds(2.4), judge)
    #expect(!strict.hasPods)
    strict.flushBackoff(at: seconds(3), judge)
    #expect(drain(&strict) == [0])
  }

  @Test("An error waits for the flush, however idle the scheduler is, and doubles its wait")
  func errors() {
    var queue = Queue(.standard)
    let judge = Judge()
    queue.add(0, priority: 0, shape: 0, at: seconds(6.5), judge)
    var attempts: [Double] = []
    var now = 6.5
    while attempts.count < 6 {
      guard let pod = queue.pop() else {
        now = now.rounded(.down) + 1
        queue.flushBackoff(at: seconds(now), judge)
        continue
      }
      attempts.append(now)
      queue.addUnschedulable(pod, rejectors: [], at: seconds(now), judge)
    }
    // As recorded for a cluster whose last node is gone.
    #expect(attempts == [6.5, 8, 11, 16, 25, 36])
  }

  @Test("An event that comes while a pod is in flight counts")
  func inFlight() {
    var queue = Queue(.standard)
    let judge = Judge()
    for pod in 0..<3 as Range<Int32> {
      queue.add(pod, priority: 0, shape: 0, at: seconds(Double(pod)), judge)
    }
    #expect(queue.pop() == 0)
    queue.move(.nodeAdd, (), at: seconds(3), judge)
    #expect(queue.pop() == 1)
    queue.addUnschedulable(1, rejectors: .nodeResourcesFit, at: seconds(4), judge)
    queue.addUnschedulable(0, rejectors: .nodeResourcesFit, at: seconds(4), judge)
    // The event came before pod 1 was taken out.
    #expect(queue[1].place == .unschedulable)
    #expect(queue[0].place == .backoff)
    #expect(drain(&queue) == [2, 0])
  }

  @Test("A gate keeps a pod out, also from the flush, until its own event")
  func gates() {
    var queue = Queue(.standard)
    var judge = Judge(gates: [0: .schedulingGates])
    queue.add(0, priority: 0, shape: 0, at: seconds(1), judge)
    #expect(!queue.hasPods)
    #expect(queue.oldestUnschedulable == nil)
    queue.flushUnschedulable(at: seconds(1000), judge)
    queue.move(.assignedPodDelete, (), at: seconds(1000), judge)
    #expect(!queue.hasPods)
    judge.gates = [:]
    queue.update(
      0, priority: 0, shape: 0,
      events: [ClusterEvent(.unscheduledPod, .podSchedulingGatesEliminated)], (),
      at: seconds(1001), judge)
    #expect(drain(&queue) == [0])
    #expect(queue[0].attempts == 1)
  }

  @Test("A pod whose preemption runs is gated when it would come back, and moves afterwards")
  func preempting() {
    var queue = Queue(.standard)
    var judge = Judge()
    queue.add(0, priority: 0, shape: 0, at: seconds(1), judge)
    #expect(queue.pop() == 0)
    queue.addUnschedulable(0, rejectors: .nodeResourcesFit, at: seconds(1), judge)
    judge.gates = [0: .defaultPreemption]
    queue.move(.assignedPodDelete, (), at: seconds(1.1), judge)
    #expect(queue[0].place == .unschedulable)
    judge.gates = [:]
    queue.move(.nodeAdd, (), at: seconds(1.2), judge)
    // The gate waits for deletions of pods only.
    #expect(queue[0].place == .unschedulable)
    queue.move(.assignedPodDelete, (), at: seconds(1.3), judge)
    #expect(drain(&queue) == [0])
  }

  @Test("Who waited more than five minutes is retried by the flush")
  func leftovers() {
    var queue = Queue(.standard)
    let judge = Judge()
    for pod in 0..<2 as Range<Int32> {
      queue.add(pod, priority: 0, shape: pod, at: seconds(Double(pod)), judge)
      #expect(queue.pop() == pod)
      queue.addUnschedulable(pod, rejectors: .nodeAffinity, at: seconds(Double(pod)), judge)
    }
    #expect(queue.oldestUnschedulable == seconds(0))
    queue.flushUnschedulable(at: seconds(300), judge)
    #expect(!queue.hasPods)
    queue.flushUnschedulable(at: seconds(301), judge)
    #expect(drain(&queue) == [0])
  }

  @Test("Deleting a pod takes it out from wherever it is")
  func deletion() {
    var queue = Queue(.standard)
    let judge = Judge()
    for pod in 0..<4 as Range<Int32> {
      queue.add(pod, priority: pod, shape: 0, at: seconds(1), judge)
    }
    #expect(queue.pop() == 3)
    queue.addUnschedulable(3, rejectors: .nodeAffinity, at: seconds(1), judge)
    #expect(queue.pop() == 2)
    queue.addUnschedulable(2, rejectors: [], at: seconds(1), judge)
    for pod in 1..<4 as Range<Int32> { queue.delete(pod) }
    queue.delete(77)
    #expect(queue.counts == (1, 0, 0))
    #expect(queue.firstBackoffExpiry == nil)
    #expect(drain(&queue) == [0])
  }

  @Test("Hints are asked once per shape, and not at all for pods that wait for something else")
  func cost() {
    var queue = Queue(.standard)
    let counter = Counter()
    var judge = Judge()
    judge.helped = { _ in
      counter.value += 1
      return false
    }
    for pod in 0..<1000 as Range<Int32> {
      queue.add(pod, priority: 0, shape: pod % 4, at: seconds(1), judge)
      _ = queue.pop()
      queue.addUnschedulable(
        pod, rejectors: pod % 2 == 0 ? .nodeAffinity : .taintToleration, at: seconds(1), judge)
    }
    queue.move(ClusterEvent(.node, .nodeLabel), (), at: seconds(2), judge)
    #expect(counter.value == 2)
    queue.move(.assignedPodDelete, (), at: seconds(2), judge)
    #expect(counter.value == 2)
  }

  private final class Counter { var value = 0 }

  @Test("Random histories lose no pod and keep none twice", arguments: 0..<8 as Range<UInt64>)
  func random(seed: UInt64) {
    var stream = RandomStream(
      StreamSeed(master: seed), entity: "queue", purpose: StreamPurpose("test"))
    var queue = Queue(.standard)
    var judge = Judge()
    let kinds: [SchedulerPlugins] = [
      [], .nodeAffinity, .nodeResourcesFit, [.nodeResourcesFit, .taintToleration],
    ]
    var known: Set<Int32> = []
    var flying: [Int32] = []
    var now = 0.0
    for step in 0..<3000 {
      now += stream.uniform() * 0.7
      switch stream.index(below: 8) {
      case 0, 1:
        let pod = Int32(step)
        judge.gates[pod] = stream.index(below: 10) == 0 ? .schedulingGates : nil
        queue.add(
          pod, priority: Int32(stream.index(below: 3)), shape: Int32(stream.index(below: 5)),
          at: seconds(now), judge)
        known.insert(pod)
      case 2, 3: if let pod = queue.pop() { flying.append(pod) }
      case 4, 5:
        guard !flying.isEmpty else { break }
        let pod = flying.remove(at: stream.index(below: flying.count))
        if stream.index(below: 3) == 0 {
          queue.done(pod)
          known.remove(pod)
        } else {
          queue.addUnschedulable(
            pod, rejectors: kinds[stream.index(below: 4)], at: seconds(now), judge)
        }
      case 6:
        judge.helped = { [seed] in ($0 &+ Int32(seed)) % 3 == 0 }
        queue.move(.nodeAdd, (), at: seconds(now), judge)
      default:
        queue.flushBackoff(at: seconds(now), judge)
        queue.flushUnschedulable(at: seconds(now), judge)
        let gone = known.sorted().first { pod in !flying.contains(pod) && pod % 7 == 0 }
        if let gone {
          queue.delete(gone)
          known.remove(gone)
        }
      }
      let counts = queue.counts
      #expect(
        counts.active + counts.backoff + counts.unschedulable + flying.count == known.count)
    }
  }
}
