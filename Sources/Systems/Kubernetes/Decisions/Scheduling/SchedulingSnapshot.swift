import KubernetesAPI

/// A node's place in a snapshot. It stays the same while the node exists and may be used again
/// afterwards.
public typealias NodeSlot = Int32

/// A pod's place in a snapshot; the same rules hold.
public typealias PodSlot = Int32

/// The part of a node that few filters read.
struct NodeDetails: Sendable {
  var object: ClusterNode
  var zone: String
  var scalars: [String: Int64]
  var requestedScalars: [String: Int64] = [:]
  var ports: [HostPort] = []
  var pods: [PodSlot] = []

  var name: String { object.metadata.name }
}

/// How many pods of one shape stand on a node.
struct PlacedPods: Sendable {
  var shape: Int32
  /// Pods that stay.
  var running: Int32
  /// Pods that are being deleted.
  var terminating: Int32
}

/// A pod on a node.
public struct PlacedPod: Sendable, Equatable {
  /// What kind of pod it is.
  public var shape: PodShapeID
  /// Its node.
  public var node: NodeSlot
  /// Its name.
  public var name: String
  /// Its importance.
  public var priority: Int32
  /// Nanoseconds since 1970 when its node took it up; nil for not yet.
  public var startNanos: Int64?
  /// Whether it is being deleted.
  public var isTerminating: Bool
  /// Whether it is being deleted to make room for a more important pod.
  public var isPreempted: Bool

  /// Creates a pod.
  public init(
    shape: PodShapeID, node: NodeSlot, name: String, priority: Int32 = 0, startNanos: Int64? = nil,
    isTerminating: Bool = false, isPreempted: Bool = false
  ) {
    self.shape = shape
    self.node = node
    self.name = name
    self.priority = priority
    self.startNanos = startNanos
    self.isTerminating = isTerminating
    self.isPreempted = isPreempted
  }
}

/// A pod that waits for room on a node that was promised to it.
public struct NominatedPod: Sendable, Equatable {
  /// What kind of pod it is.
  public var shape: PodShapeID
  /// Its importance.
  public var priority: Int32
  /// What tells it from all other pods.
  public var id: UInt64

  /// Creates a nominated pod.
  public init(shape: PodShapeID, priority: Int32, id: UInt64) {
    self.shape = shape
    self.priority = priority
    self.id = id
  }
}

/// One change since some shape was last asked for.
struct SnapshotChange: Sendable {
  var node: NodeSlot
  /// The pod's shape; negative if the node itself changed.
  var shape: Int32
  var sign: Int8
  var isTerminating: Bool
}

/// Nodes with their pods, as the scheduler sees them.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/backend/cache`.
struct SchedulingSnapshot: Sendable {
  private(set) var rows: [NodeRow] = []
  /// Nil where no node is.
  private(set) var details: [NodeDetails?] = []
  /// The pods of every node, by shape.
  private(set) var placed: [[PlacedPods]] = []
  private(set) var marks: [NodeMarks] = []
  /// By node: counts its changes, those of its pods included. Never 0.
  private(set) var versions: [UInt32] = []
  /// By node: counts the changes of the node itself. Never 0.
  private(set) var nodeVersions: [UInt32] = []
  private(set) var slots: [String: NodeSlot] = [:]
  private(set) var order: [NodeSlot] = []
  private(set) var pods: [PlacedPod?] = []
  private(set) var topology = TopologyLabels()
  private(set) var images: [String: ImageLocality.State] = [:]
  /// The nodes that hold an image, in no particular order.
  private(set) var holders: [String: [NodeSlot]] = [:]
  /// Counts changes of images and of the number of nodes.
  private(set) var imageGeneration = 0
  private(set) var nominated: [NodeSlot: [NominatedPod]] = [:]
  /// The changes from `firstChange` on.
  private(set) var changes: [SnapshotChange] = []
  private(set) var firstChange = 0

  private var tree = NodeTree()
  private var orderIsStale = false
  private var freeNodes: [NodeSlot] = []
  private var freePods: [PodSlot] = []

  var nodeCount: Int { slots.count }
  var nextChange: Int { firstChange + changes.count }

  /// The columns that every search reads.
  @inline(__always)
  func withNodes(
    _ body: (UnsafePointer<NodeRow>, UnsafePointer<NodeMarks>, UnsafePointer<UInt32>) -> Void
  ) {
    rows.withUnsafeBufferPointer { rows in
      marks.withUnsafeBufferPointer { marks in
        versions.withUnsafeBufferPointer { versions in
          guard let rows = rows.baseAddress, let marks = marks.baseAddress,
            let versions = versions.baseAddress
          else { return }
          body(rows, marks, versions)
        }
      }
    }
  }

  /// Lists the nodes anew, if any came or went.
  mutating func settle() {
    guard orderIsStale else { return }
    order = tree.order
    orderIsStale = false
  }

  /// Forgets changes that are old.
  private mutating func note(_ change: SnapshotChange) {
    if changes.count >= 4096, changes.count >= 4 * rows.count {
      let half = changes.count / 2
      changes.removeFirst(half)
      firstChange += half
    }
    changes.append(change)
  }

  // MARK: Nodes

  @discardableResult
  mutating func add(_ node: ClusterNode) -> NodeSlot {
    if let slot = slots[node.metadata.name] {
      update(node)
      return slot
    }
    let slot: NodeSlot
    if let free = freeNodes.popLast() {
      slot = free
    } else {
      slot = NodeSlot(rows.count)
      rows.append(NodeRow())
      details.append(nil)
      placed.append([])
      marks.append([])
      versions.append(0)
      nodeVersions.append(0)
    }
    slots[node.metadata.name] = slot
    let zone = NodeTree.zoneKey(node.metadata.labels)
    rows[Int(slot)] = NodeRow()
    details[Int(slot)] = NodeDetails(object: node, zone: zone, scalars: [:])
    tree.add(slot, zone: zone)
    orderIsStale = true
    describe(slot, node)
    return slot
  }

  mutating func update(_ node: ClusterNode) {
    guard let slot = slots[node.metadata.name], let old = details[Int(slot)] else { return }
    let zone = NodeTree.zoneKey(node.metadata.labels)
    if zone != old.zone {
      tree.remove(slot, zone: old.zone)
      tree.add(slot, zone: zone)
      orderIsStale = true
    }
    let hasOtherImages = old.object.status.images != node.status.images
    if hasOtherImages { removeImages(slot, old.object) }
    details[Int(slot)]?.object = node
    details[Int(slot)]?.zone = zone
    describe(slot, node, hasNewImages: hasOtherImages)
  }

  private mutating func describe(
    _ slot: NodeSlot, _ node: ClusterNode, hasNewImages: Bool = true
  ) {
    let allocatable = ResourceAmounts(node.status.allocatable)
    rows[Int(slot)].allocatableMilliCPU = allocatable.milliCPU
    rows[Int(slot)].allocatableMemory = allocatable.memory
    rows[Int(slot)].allocatableEphemeralStorage = allocatable.ephemeralStorage
    rows[Int(slot)].allowedPods = allocatable.pods
    rows[Int(slot)].rebalance()
    details[Int(slot)]?.scalars = allocatable.scalars
    marks[Int(slot)] = .exists
    if node.spec.unschedulable || !node.spec.taints.isEmpty { marks[Int(slot)].insert(.keepsAway) }
    topology.set(slot, node.metadata.labels)
    if hasNewImages { addImages(slot, node) }
    noteChange(of: slot)
  }

  /// Notes that a node itself changed.
  private mutating func noteChange(of slot: NodeSlot) {
    nodeVersions[Int(slot)].advance()
    versions[Int(slot)].advance()
    note(SnapshotChange(node: slot, shape: -1, sign: 0, isTerminating: false))
  }

  /// Takes a node out together with its pods.
  mutating func remove(node name: String) {
    guard let slot = slots.removeValue(forKey: name), let old = details[Int(slot)] else { return }
    for pod in old.pods { remove(pod) }
    tree.remove(slot, zone: old.zone)
    orderIsStale = true
    removeImages(slot, old.object)
    topology.set(slot, [:])
    details[Int(slot)] = nil
    placed[Int(slot)] = []
    marks[Int(slot)] = []
    rows[Int(slot)] = NodeRow()
    nominated[slot] = nil
    freeNodes.append(slot)
    noteChange(of: slot)
  }

  private mutating func addImages(_ slot: NodeSlot, _ node: ClusterNode) {
    imageGeneration += 1
    for (name, size) in Self.images(of: node) {
      if images[name] == nil {
        images[name] = ImageLocality.State(size: size, nodeCount: 1)
      } else {
        images[name]?.nodeCount += 1
      }
      holders[name, default: []].append(slot)
    }
  }

  private mutating func removeImages(_ slot: NodeSlot, _ node: ClusterNode) {
    imageGeneration += 1
    for (name, _) in Self.images(of: node) {
      images[name]?.nodeCount -= 1
      if images[name]?.nodeCount == 0 { images[name] = nil }
      holders[name]?.removeAll { $0 == slot }
      if holders[name]?.isEmpty ?? false { holders[name] = nil }
    }
  }

  /// The names of a node's images, each once, with the size that comes first.
  private static func images(of node: ClusterNode) -> [(name: String, size: Int64)] {
    var seen: Set<String> = []
    var all: [(name: String, size: Int64)] = []
    for image in node.status.images {
      for name in image.names where seen.insert(name).inserted {
        all.append((name, image.sizeBytes))
      }
    }
    return all
  }

  // MARK: Pods

  mutating func add(_ pod: PlacedPod, _ shape: PodShape) -> PodSlot {
    let slot: PodSlot
    if let free = freePods.popLast() {
      slot = free
      pods[Int(slot)] = pod
    } else {
      slot = PodSlot(pods.count)
      pods.append(pod)
    }
    let node = Int(pod.node)
    details[node]?.pods.append(slot)
    count(pod, shape, sign: 1)
    return slot
  }

  mutating func remove(_ slot: PodSlot, _ shape: PodShape) {
    guard let pod = pods[Int(slot)] else { return }
    unlink(slot, from: pod.node)
    count(pod, shape, sign: -1)
  }

  /// Takes a pod off together with its node.
  private mutating func remove(_ slot: PodSlot) {
    guard let pod = pods[Int(slot)] else { return }
    pods[Int(slot)] = nil
    freePods.append(slot)
    note(
      SnapshotChange(
        node: pod.node, shape: pod.shape.index, sign: -1, isTerminating: pod.isTerminating))
  }

  private mutating func unlink(_ slot: PodSlot, from node: NodeSlot) {
    pods[Int(slot)] = nil
    freePods.append(slot)
    // The last pod takes the place, as upstream's does.
    guard let index = details[Int(node)]?.pods.firstIndex(of: slot) else { return }
    if let last = details[Int(node)]?.pods.popLast(), last != slot {
      details[Int(node)]?.pods[index] = last
    }
  }

  mutating func update(_ slot: PodSlot, _ shape: PodShape, _ change: (inout PlacedPod) -> Void) {
    guard var pod = pods[Int(slot)] else { return }
    let old = pod
    change(&pod)
    (pod.shape, pod.node) = (old.shape, old.node)
    pods[Int(slot)] = pod
    if pod.isTerminating != old.isTerminating {
      count(old, shape, sign: -1)
      count(pod, shape, sign: 1)
    }
  }

  private mutating func count(_ pod: PlacedPod, _ shape: PodShape, sign: Int32) {
    let node = Int(pod.node)
    rows[node].count(shape.counted, sign: Int64(sign))
    rows[node].rebalance()
    versions[node].advance()
    if shape.countsDetails { details[node]?.count(shape, sign: Int64(sign)) }
    placed[node].count(
      pod.shape.index, running: pod.isTerminating ? 0 : sign,
      terminating: pod.isTerminating ? sign : 0)
    note(
      SnapshotChange(
        node: pod.node, shape: pod.shape.index, sign: Int8(sign),
        isTerminating: pod.isTerminating))
  }

  // MARK: Nominations

  mutating func nominate(_ pod: NominatedPod, to node: NodeSlot) {
    removeNomination(pod.id)
    nominated[node, default: []].append(pod)
  }

  mutating func removeNomination(_ id: UInt64) {
    if nominated.isEmpty { return }
    // order-free: every list is looked at.
    for node in Array(nominated.keys) {
      nominated[node]?.removeAll { $0.id == id }
      if nominated[node]?.isEmpty ?? false { nominated[node] = nil }
    }
  }

  /// Makes a node label one that placement compares nodes by.
  mutating func register(topologyKey key: String) -> Int {
    if let known = topology.index(of: key) { return known }
    return topology.register(key, labels: details.map { $0?.object.metadata.labels ?? [:] })
  }

  /// The domain of nodes whose label is empty.
  mutating func emptyDomain(of key: Int) -> Int32 { topology.domain("", of: key) }
}

extension NodeDetails {
  mutating func count(_ shape: PodShape, sign: Int64) {
    // order-free: each entry is added to its own.
    for (name, amount) in shape.counted.plain.scalars {
      requestedScalars[name, default: 0] &+= sign &* amount
    }
    for port in shape.ports {
      if sign > 0 {
        ports.append(port)
      } else if let index = ports.lastIndex(of: port) {
        ports.remove(at: index)
      }
    }
  }
}

extension UInt32 {
  /// Counts on, leaving out 0.
  fileprivate mutating func advance() {
    self &+= 1
    if self == 0 { self = 1 }
  }
}

extension [PlacedPods] {
  fileprivate mutating func count(_ shape: Int32, running: Int32, terminating: Int32) {
    guard let index = firstIndex(where: { $0.shape == shape }) else {
      append(PlacedPods(shape: shape, running: running, terminating: terminating))
      return
    }
    self[index].running += running
    self[index].terminating += terminating
    if self[index].running == 0, self[index].terminating == 0 { remove(at: index) }
  }
}

/// What is known of a node at a glance.
struct NodeMarks: OptionSet, Sendable {
  let rawValue: UInt8
  /// There is a node in this place.
  static let exists = NodeMarks(rawValue: 1)
  /// It is cordoned or has taints.
  static let keepsAway = NodeMarks(rawValue: 2)
}

/// The values of the node labels that placement compares nodes by, as small numbers.
struct TopologyLabels: Sendable {
  /// What stands for a label that is missing.
  static let missing: Int32 = -1

  private var keys: [String: Int] = [:]
  private var values: [[String: Int32]] = []
  /// By key, then by node.
  private(set) var columns: [[Int32]] = []

  func index(of key: String) -> Int? { keys[key] }

  /// How many values a label has had.
  func domainCount(_ key: Int) -> Int { values[key].count }

  /// The number of a value.
  mutating func domain(_ value: String, of key: Int) -> Int32 {
    if let known = values[key][value] { return known }
    let domain = Int32(values[key].count)
    values[key][value] = domain
    return domain
  }

  mutating func register(_ key: String, labels: [[String: String]]) -> Int {
    let index = columns.count
    keys[key] = index
    values.append([:])
    var column: [Int32] = []
    column.reserveCapacity(labels.count)
    for own in labels {
      column.append(own[key].map { domain($0, of: index) } ?? Self.missing)
    }
    columns.append(column)
    return index
  }

  /// Notes the labels of a node.
  mutating func set(_ node: NodeSlot, _ labels: [String: String]) {
    // order-free: each key has its own column.
    for (key, index) in keys {
      let domain = labels[key].map { self.domain($0, of: index) } ?? Self.missing
      if Int(node) < columns[index].count {
        columns[index][Int(node)] = domain
      } else {
        columns[index].append(domain)
      }
    }
  }
}
