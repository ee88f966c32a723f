import Documents
import KubernetesAPI
import Testing

@testable import Kubernetes

@Suite("The scheduler's queue")
struct QueueingTests {
  // MARK: Order and back-off

  @Test("Priority goes before time, time before arrival")
  func order() {
    let early = SchedulingOrder(priority: 0, timestamp: 1)
    let late = SchedulingOrder(priority: 0, timestamp: 2)
    let important = SchedulingOrder(priority: 1, timestamp: 3)
    #expect(early < late)
    #expect(important < early)
    #expect(!(early < early))
  }

  @Test("A back-off lasts to the end of its second, and longer attempts do not overflow")
  func backoff() {
    let second = SchedulingBackoff.window
    let law = SchedulingBackoff(initial: second, most: 10 * second)
    #expect(law.duration(attempts: 0) == 0)
    #expect(
      [1, 2, 3, 4, 5, 1000].map { law.duration(attempts: $0) / second } == [1, 2, 4, 8, 10, 10])
    // Failed at 6.5: the wait ends with second 7, which must be over.
    let expiry = law.expiry(attempts: 1, timestamp: 6_500_000_000)
    #expect(expiry == 7 * second)
    #expect(law.isWaiting(expiry: expiry, now: 8 * second - 1))
    #expect(!law.isWaiting(expiry: expiry, now: 8 * second))
    // Nobody waits who need not.
    #expect(!law.isWaiting(expiry: law.expiry(attempts: 0, timestamp: 5), now: .min + second))
    let none = SchedulingBackoff(initial: second, most: 0)
    #expect(!none.isWaiting(expiry: none.expiry(attempts: 9, timestamp: 0), now: 0))
    // Before the start of time seconds are counted downwards, too.
    #expect(law.aligned(-1) == -second)
  }

  // MARK: Events

  @Test("An update of a node is told as precisely as possible; a new cordon tells nobody")
  func nodeEvents() {
    var old = node("n")
    var new = old
    #expect(ClusterEvent.changes(from: old, to: new).isEmpty)
    new.spec.unschedulable = true
    #expect(ClusterEvent.changes(from: old, to: new).isEmpty)
    swap(&old, &new)
    new.metadata.labels["a"] = "b"
    #expect(
      ClusterEvent.changes(from: old, to: new)
        == [ClusterEvent(.node, .nodeTaint), ClusterEvent(.node, .nodeLabel)])
  }

  @Test("An update of a pod without anything precise is a general update, which no plugin hears")
  func podEvents() {
    var old = pod("p")
    var new = old
    new.status.phase = "Running"
    #expect(ClusterEvent.changes(from: old, to: new) == [ClusterEvent(.unscheduledPod, .update)])
    #expect(QueueingHints.plugins(hearing: ClusterEvent(.assignedPod, .update)) == [])
    old.spec.schedulingGates = [PodSchedulingGate(name: "a"), PodSchedulingGate(name: "b")]
    new.spec.schedulingGates = [PodSchedulingGate(name: "b")]
    #expect(ClusterEvent.changes(from: old, to: new) == [ClusterEvent(.unscheduledPod, .update)])
    new.spec.schedulingGates = []
    #expect(
      ClusterEvent.changes(from: old, to: new)
        == [ClusterEvent(.unscheduledPod, .podSchedulingGatesEliminated)])
    old = pod("p", cpu: "2")
    new = pod("p", cpu: "1")
    new.spec.nodeName = "n"
    #expect(ClusterEvent.changes(from: old, to: new) == [ClusterEvent(.assignedPod, .podScaleDown)])
  }

  // MARK: Hints

  @Test("A new node helps if the pod fits on it while it is empty")
  func newNode() {
    let rejected = RejectedPod(pod("p", cpu: "3"))
    func helps(_ cpu: String) -> Bool {
      QueueingHints.mayHelp(
        .nodeResourcesFit, .nodeAdd, .node(old: nil, new: node("n", cpu: cpu)), pod: rejected)
    }
    #expect(helps("3"))
    #expect(!helps("2"))
  }

  @Test("More of something that the pod does not ask for is no help")
  func allocatable() {
    let rejected = RejectedPod(pod("p", cpu: "3"))
    let event = ClusterEvent(.node, .nodeAllocatable)
    let small = node("n", cpu: "4")
    var roomy = small
    roomy.status.allocatable["memory"] = Quantity(1 << 36)
    let big = node("n", cpu: "8")
    func helps(_ old: ClusterNode, _ new: ClusterNode) -> Bool {
      QueueingHints.mayHelp(.nodeResourcesFit, event, .node(old: old, new: new), pod: rejected)
    }
    #expect(!helps(small, roomy))
    #expect(helps(small, big))
    #expect(!helps(big, small))
  }

  @Test("A deleted pod helps those that lack room only if it held some")
  func deletedPod() {
    let rejected = RejectedPod(pod("p", cpu: "3"))
    var other = pod("o", cpu: "1")
    func helps() -> Bool {
      QueueingHints.mayHelp(
        .nodeResourcesFit, .assignedPodDelete, .pod(old: other, new: nil), pod: rejected)
    }
    #expect(!helps())
    other.status.nominatedNodeName = "n"
    #expect(helps())
  }

  @Test("A changed taint helps the tolerant, and whoever upstream never asks")
  func taints() {
    let event = ClusterEvent(.node, .nodeTaint)
    var old = node("n")
    old.spec.taints = [Taint(key: "k", effect: "NoSchedule")]
    let new = node("n")
    let rejected = RejectedPod(pod("p", cpu: "100"))
    func helps(_ plugin: SchedulerPlugins, _ old: ClusterNode, _ new: ClusterNode) -> Bool {
      QueueingHints.mayHelp(plugin, event, .node(old: old, new: new), pod: rejected)
    }
    #expect(helps(.taintToleration, old, new))
    #expect(!helps(.taintToleration, new, old))
    // Registered for new nodes but not for taints: upstream's remedy retries them in any case.
    #expect(helps(.nodeResourcesFit, new, old))
    #expect(!helps(.nodeUnschedulable, old, new))
  }

  @Test("Labels help from no match to match only")
  func labels() {
    var selective = pod("p")
    selective.spec.nodeSelector = ["disk": "ssd"]
    let rejected = RejectedPod(selective)
    let event = ClusterEvent(.node, .nodeLabel)
    var plain = node("n")
    var fast = plain
    fast.metadata.labels = ["disk": "ssd"]
    func helps(_ old: ClusterNode?, _ new: ClusterNode) -> Bool {
      QueueingHints.mayHelp(.nodeAffinity, event, .node(old: old, new: new), pod: rejected)
    }
    #expect(helps(plain, fast))
    #expect(helps(nil, fast))
    #expect(!helps(fast, fast))
    plain.metadata.labels = ["x": "1"]
    #expect(!helps(fast, plain))
  }

  @Test("Affinity is helped by the pods it wants, anti-affinity by those that go")
  func affinity() {
    var wanting = pod("p")
    let term = PodAffinityTerm(
      labelSelector: LabelSelector(matchLabels: ["app": "db"]), topologyKey: "zone")
    wanting.spec.affinity = Affinity(podAffinity: PodAffinity(required: [term]))
    let near = RejectedPod(wanting)
    wanting.spec.affinity = Affinity(podAntiAffinity: PodAffinity(required: [term]))
    let far = RejectedPod(wanting)
    var database = pod("d")
    database.metadata.labels = ["app": "db"]
    database.spec.nodeName = "n"
    let other = with(database) { $0.metadata.labels = ["app": "web"] }
    let elsewhere = with(database) { $0.metadata.namespace = "other" }
    let waiting = with(database) { $0.spec.nodeName = "" }
    func comes(_ pod: Pod) -> Bool {
      QueueingHints.mayHelp(
        .interPodAffinity, ClusterEvent(.assignedPod, .add), .pod(old: nil, new: pod), pod: near)
    }
    func goes(_ pod: Pod) -> Bool {
      QueueingHints.mayHelp(
        .interPodAffinity, .assignedPodDelete, .pod(old: pod, new: nil), pod: far)
    }
    #expect([database, other, elsewhere, waiting].map(comes) == [true, false, false, false])
    #expect([database, other, elsewhere, waiting].map(goes) == [true, false, false, false])
    // A new node without the label is open to the pod that keeps away, not to the other.
    let bare = node("n")
    let change = QueueingHints.Change.node(old: nil, new: bare)
    #expect(!QueueingHints.mayHelp(.interPodAffinity, .nodeAdd, change, pod: near))
    #expect(QueueingHints.mayHelp(.interPodAffinity, .nodeAdd, change, pod: far))
  }

  @Test("An invalid selector counts as help, so that nobody is stuck")
  func invalid() {
    var wanting = pod("p")
    let bad = LabelSelector(matchExpressions: [
      LabelSelectorRequirement(key: "a", operator: "Nonsense")
    ])
    wanting.spec.affinity = Affinity(
      podAffinity: PodAffinity(required: [PodAffinityTerm(labelSelector: bad, topologyKey: "z")]))
    var other = pod("o")
    other.spec.nodeName = "n"
    #expect(
      QueueingHints.mayHelp(
        .interPodAffinity, ClusterEvent(.assignedPod, .add), .pod(old: nil, new: other),
        pod: RejectedPod(wanting)))
  }

  @Test("A port is free again when its holder goes")
  func ports() {
    func holder(_ port: Int32, ip: String = "") -> Pod {
      var pod = pod("h")
      pod.spec.containers[0].ports = [ContainerPort(hostPort: port, hostIP: ip)]
      return pod
    }
    let rejected = RejectedPod(holder(80, ip: "10.0.0.1"))
    func helps(_ other: Pod) -> Bool {
      let placed = with(other) { $0.spec.nodeName = "n" }
      return QueueingHints.mayHelp(
        .nodePorts, .assignedPodDelete, .pod(old: placed, new: nil), pod: rejected)
    }
    #expect(helps(holder(80)))
    #expect(!helps(holder(81)))
    #expect(!helps(holder(80, ip: "10.0.0.2")))
    #expect(!helps(pod("plain")))
  }

  // MARK: Objects

  private func with(_ pod: Pod, _ change: (inout Pod) -> Void) -> Pod {
    var pod = pod
    change(&pod)
    return pod
  }

  private func pod(_ name: String, cpu: String? = nil) -> Pod {
    let requests: ResourceList =
      cpu.flatMap { try? Quantity(parsing: $0) }.map { ["cpu": $0] } ?? [:]
    return Pod(
      metadata: ObjectMeta(name: name, namespace: "default"),
      spec: PodSpec(containers: [Container(name: "c", requests: requests)]))
  }

  private func node(_ name: String, cpu: String = "4") -> ClusterNode {
    var node = ClusterNode(metadata: ObjectMeta(name: name))
    node.status.allocatable = ["pods": Quantity(110)]
    node.status.allocatable["cpu"] = try? Quantity(parsing: cpu)
    return node
  }
}
