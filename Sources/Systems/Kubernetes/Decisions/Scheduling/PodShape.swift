import KubernetesAPI

/// Everything of a pod that decides where it may stand and how that is scored, without what tells
/// pods of one kind apart. Pods of one shape meet the same answers, so these are kept per shape.
///
/// It never changes and is looked up all the time, so it is shared instead of copied.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/types.go` (PodInfo).
final class PodShape: Sendable {
  let namespace: String
  let labels: [String: String]
  /// The owner that is the managing controller.
  let controller: OwnerReference?

  /// What is compared with a node's free resources.
  let request: ResourceAmounts
  /// What LeastAllocated adds to a node's use.
  let scored: ResourceAmounts
  /// What a node counts once the pod stands on it.
  let counted: CountedRequest

  /// The same as plain numbers.
  let numbers: Numbers

  /// Node name and tolerations, for the filters that read a spec.
  let spec: PodSpec
  let affinity: NodeAffinityPlugin
  let required: RequiredNodeAffinity
  let ports: [HostPort]
  /// Images of containers and volumes, with repetitions.
  let images: [String]
  let containerCount: Int

  let requiredAffinity: [AffinityTerm]
  let requiredAntiAffinity: [AffinityTerm]
  let preferredAffinity: [AffinityTerm]
  let preferredAntiAffinity: [AffinityTerm]

  /// Whether the pod says itself how it is spread.
  let hasOwnConstraints: Bool
  let hardConstraints: [SpreadConstraint]
  let softConstraints: [SpreadConstraint]

  /// What a node counts of a pod.
  struct CountedRequest: Sendable, Hashable {
    var plain: ResourceAmounts
    var nonZeroMilliCPU: Int64
    var nonZeroMemory: Int64

    init(_ pod: Pod) {
      let total = PodRequests.total(pod)
      let nonZero = ResourceAmounts(PodRequests.counted(pod, plain: total))
      plain = ResourceAmounts(total)
      nonZeroMilliCPU = nonZero.milliCPU
      nonZeroMemory = nonZero.memory
    }
  }

  /// The numbers that are compared with a node's row.
  struct Numbers: Sendable, BitwiseCopyable {
    let requestMilliCPU: Int64
    let requestMemory: Int64
    let requestEphemeralStorage: Int64
    let scoredMilliCPU: Int64
    let scoredMemory: Int64
    let plainMilliCPU: Int64
    let plainMemory: Int64
    /// Whether the filters for room look at more than the row.
    let readsDetails: Bool
    /// Whether the evenness of use is scored.
    let isScoredForBalance: Bool
  }

  /// What makes two pods different in shape.
  struct Key: Hashable {
    var namespace: String
    var labels: [String: String]
    var controller: String
    var request: ResourceAmounts
    var scored: ResourceAmounts
    var counted: CountedRequest
    var nodeName: String
    var nodeSelector: [String: String]
    var nodeAffinity: NodeAffinity?
    var required: [[PodAffinityTerm]]
    var preferred: [[WeightedPodAffinityTerm]]
    var tolerations: [Toleration]
    var constraints: [TopologySpreadConstraint]
    var ports: [HostPort]
    var images: [String]
    var containerCount: Int

    /// - Parameter isPlaced: Whether the pod has a node, which then does not count.
    init(_ pod: Pod, isPlaced: Bool) {
      let (meta, spec) = (pod.metadata, pod.spec)
      namespace = meta.namespace
      labels = meta.labels
      controller =
        meta.ownerReferences.first { $0.controller == true }.map {
          "\($0.apiVersion)\u{0}\($0.kind)\u{0}\($0.name)"
        } ?? ""
      request = ResourceAmounts(PodRequests.total(spec))
      scored = ResourceAmounts(
        PodRequests.total(spec, PodRequests.Options(nonZero: true, podLevel: false)))
      counted = CountedRequest(pod)
      nodeName = isPlaced ? "" : spec.nodeName
      nodeSelector = spec.nodeSelector
      nodeAffinity = spec.affinity?.nodeAffinity
      let (near, away) = (spec.affinity?.podAffinity, spec.affinity?.podAntiAffinity)
      required = [near, away].map { $0?.requiredDuringSchedulingIgnoredDuringExecution ?? [] }
      preferred = [near, away].map { $0?.preferredDuringSchedulingIgnoredDuringExecution ?? [] }
      tolerations = spec.tolerations
      constraints = spec.topologySpreadConstraints
      ports = HostPort.all(of: spec)
      images =
        (spec.initContainers + spec.containers).map { ImageLocality.normalized($0.image) }
        + spec.volumes.compactMap { $0.image.map { ImageLocality.normalized($0.reference) } }
      containerCount = spec.initContainers.count + spec.containers.count
    }
  }

  init(_ key: Key, _ pod: Pod) throws(SelectorError) {
    namespace = key.namespace
    labels = key.labels
    controller = pod.metadata.ownerReferences.first { $0.controller == true }
    request = key.request
    scored = key.scored
    counted = key.counted
    numbers = Numbers(
      requestMilliCPU: key.request.milliCPU, requestMemory: key.request.memory,
      requestEphemeralStorage: key.request.ephemeralStorage,
      scoredMilliCPU: key.scored.milliCPU, scoredMemory: key.scored.memory,
      plainMilliCPU: key.counted.plain.milliCPU, plainMemory: key.counted.plain.memory,
      readsDetails: !key.ports.isEmpty || !key.request.scalars.isEmpty,
      isScoredForBalance: NodeScore.isScoredForBalance(
        milliCPU: key.counted.plain.milliCPU, memory: key.counted.plain.memory))
    var spec = PodSpec()
    spec.nodeName = key.nodeName
    spec.tolerations = key.tolerations
    self.spec = spec
    affinity = try NodeAffinityPlugin(pod.spec)
    required = RequiredNodeAffinity(
      nodeSelector: key.nodeSelector, affinity: key.nodeAffinity)
    ports = key.ports
    images = key.images
    containerCount = key.containerCount
    let owner = key.namespace
    requiredAffinity = try AffinityTerm.all(key.required[0], owner: owner)
    requiredAntiAffinity = try AffinityTerm.all(key.required[1], owner: owner)
    preferredAffinity = try AffinityTerm.all(key.preferred[0], owner: owner)
    preferredAntiAffinity = try AffinityTerm.all(key.preferred[1], owner: owner)
    hasOwnConstraints = !key.constraints.isEmpty
    hardConstraints = try SpreadConstraint.all(pod, whenUnsatisfiable: "DoNotSchedule")
    softConstraints = try SpreadConstraint.all(pod, whenUnsatisfiable: "ScheduleAnyway")
    countsDetails = !key.ports.isEmpty || !key.counted.plain.scalars.isEmpty
    asksNothingOfNodes = key.nodeName.isEmpty && affinity.skipsFilter && affinity.skipsScore
    hasPreferredTerms = !key.preferred.allSatisfy(\.isEmpty)
    hasTerms = hasPreferredTerms || !key.required.allSatisfy(\.isEmpty)
  }

  /// Whether a node keeps more of the pod than the numbers of its row.
  let countsDetails: Bool
  /// Whether every node is as good as any other that keeps nobody away.
  let asksNothingOfNodes: Bool

  let hasPreferredTerms: Bool
  let hasTerms: Bool

  /// Whether the pod matches all its own required affinity terms, as the first of a group does.
  func matchesOwnAffinity(_ namespaces: [String: [String: String]]) -> Bool {
    !requiredAffinity.isEmpty
      && requiredAffinity.allSatisfy { $0.matches(existing: self, namespaces: namespaces) }
  }
}

/// A shape of pods that a scheduler knows; valid only with that scheduler.
public struct PodShapeID: Sendable, Hashable {
  let index: Int32
}

/// The shapes seen so far, each found once.
struct PodShapeTable: Sendable {
  private(set) var shapes: [PodShape] = []
  /// Those that want to be near other pods or away from them.
  private(set) var withTerms: [Int32] = []
  private var index: [PodShape.Key: Int32] = [:]

  subscript(id: Int32) -> PodShape { shapes[Int(id)] }

  mutating func shape(of pod: Pod, isPlaced: Bool) throws(SelectorError) -> PodShapeID {
    let key = PodShape.Key(pod, isPlaced: isPlaced)
    if let known = index[key] { return PodShapeID(index: known) }
    let id = Int32(shapes.count)
    shapes.append(try PodShape(key, pod))
    if shapes[Int(id)].hasTerms { withTerms.append(id) }
    index[key] = id
    return PodShapeID(index: id)
  }
}
