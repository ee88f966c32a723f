import GoSemantics
import KubernetesAPI

/// The cluster as the autoscaler imagines it: nodes that exist or will, pods on them, and the
/// scheduler's filters.
///
/// It is a value: a copy is a fork, and dropping the copy is the way back.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/simulator/clustersnapshot`
/// (predicate/plugin_runner.go, store/delta.go).
public struct AutoscalerSnapshot: Sendable {
  /// A node with its pods.
  public struct Entry: Sendable {
    /// The node.
    public internal(set) var node: ClusterNode
    /// Its pods, in the order in which they came.
    public internal(set) var pods: [ObservedPod]
    var slots: [PodSlot]
  }

  /// Nodes by name.
  public private(set) var entries: [String: Entry] = [:]
  /// The nodes' names, in the order in which upstream lists them.
  public private(set) var order: [String] = []
  /// Where the last search for any node ended; it outlives forks and loops.
  public var cursor = 0

  private var scheduler = ClusterScheduler()
  private var map = GoMapOrder<String>()

  /// A cluster without nodes.
  public init() {}

  // MARK: Nodes

  /// Adds a node with its pods; the node goes to the end of the list.
  public mutating func add(_ node: ClusterNode, pods: [ObservedPod] = []) {
    let name = node.metadata.name
    guard entries[name] == nil else { return }
    let slot = scheduler.add(node)
    var entry = Entry(node: node, pods: [], slots: [])
    for pod in pods {
      guard let placed = place(pod, on: slot) else { continue }
      entry.pods.append(pod)
      entry.slots.append(placed)
    }
    entries[name] = entry
    order.append(name)
  }

  /// Removes a node with its pods.
  public mutating func remove(_ name: String) {
    guard entries.removeValue(forKey: name) != nil else { return }
    scheduler.remove(node: name)
    order.removeAll { $0 == name }
  }

  /// Puts a node without pods into the place of the one of the same name.
  public mutating func replace(with node: ClusterNode) {
    let name = node.metadata.name
    guard let entry = entries[name] else { return }
    for slot in entry.slots { scheduler.remove(slot) }
    scheduler.add(node)
    entries[name] = Entry(node: node, pods: [], slots: [])
  }

  /// Lists the nodes in the order of another walk through upstream's map, as happens after each
  /// pod that is placed outside a fork.
  public mutating func reorder(draw: (_ below: Int) -> Int) {
    for name in order { map.insert(name, draw: draw) }
    let names = map.keys(draw: draw)
    if names.count == order.count {
      order = names
    } else {
      order = names.filter { entries[$0] != nil }
    }
  }

  // MARK: Pods

  /// What the filters say about a pod on one node.
  public mutating func verdict(_ pod: Pod, on name: String) -> FilterVerdict {
    guard let slot = scheduler.node(named: name), let shape = try? scheduler.shape(of: pod) else {
      return .notVisited
    }
    return scheduler.verdict(on: slot, for: SchedulingRequest(shape, priority: pod.priority))
  }

  /// Puts a pod on a node if the filters allow it.
  public mutating func schedule(_ pod: ObservedPod, on name: String) -> FilterVerdict {
    let verdict = verdict(pod.pod, on: name)
    if verdict == .fits { force(pod, on: name) }
    return verdict
  }

  /// Puts a pod on the first acceptable node that the filters allow, looking from behind the last
  /// one that was found.
  ///
  /// - Returns: The node's name; nil if there is none.
  public mutating func schedule(
    _ pod: ObservedPod, where isAcceptable: (String) -> Bool
  ) -> String? {
    guard !order.isEmpty, let shape = try? scheduler.shape(of: pod.pod) else { return nil }
    let request = SchedulingRequest(shape, priority: pod.pod.priority)
    for step in order.indices {
      let index = (step &+ 1 &+ cursor) % order.count
      let name = order[index]
      guard isAcceptable(name), entries[name].map({ !$0.node.spec.unschedulable }) ?? false,
        let slot = scheduler.node(named: name),
        scheduler.verdict(on: slot, for: request) == .fits
      else { continue }
      cursor = index
      force(pod, on: name)
      return name
    }
    return nil
  }

  /// Puts a pod on a node whatever the filters say.
  public mutating func force(_ pod: ObservedPod, on name: String) {
    guard let slot = scheduler.node(named: name), let placed = place(pod, on: slot) else { return }
    entries[name]?.pods.append(pod)
    entries[name]?.slots.append(placed)
  }

  /// Takes a pod off a node.
  public mutating func unschedule(_ pod: Pod, from name: String) {
    let place = entries[name]?.pods.firstIndex {
      $0.pod.metadata.name == pod.metadata.name
        && $0.pod.metadata.namespace == pod.metadata.namespace
    }
    guard let place, let slot = entries[name]?.slots[place] else { return }
    scheduler.remove(slot)
    entries[name]?.pods.remove(at: place)
    entries[name]?.slots.remove(at: place)
  }

  private mutating func place(_ pod: ObservedPod, on node: NodeSlot) -> PodSlot? {
    guard let shape = try? scheduler.shape(of: pod.pod, isPlaced: true) else { return nil }
    return scheduler.add(
      PlacedPod(
        shape: shape, node: node, name: pod.pod.metadata.name, priority: pod.pod.priority,
        isTerminating: pod.deletion != nil))
  }

  /// Does something in a fork that is dropped afterwards.
  public mutating func inFork<Result>(_ body: (inout AutoscalerSnapshot) -> Result) -> Result {
    var fork = self
    let result = body(&fork)
    cursor = fork.cursor
    return result
  }
}

extension Pod {
  /// The pod's importance.
  var priority: Int32 { spec.priority ?? 0 }
}
