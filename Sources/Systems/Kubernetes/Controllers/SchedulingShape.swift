import FleetModel
import KubernetesAPI

/// What the scheduler and the taint manager distinguish services by. Services of one shape get
/// equal scores, so they share a cache.
struct SchedulingShape {
  let request: NodeScoring.Request
  let tolerations: TolerationClass
  /// Whether the scheduler wishes its pods to be spread over hosts and zones.
  let isSpread: Bool
  /// Whether its pods ask for more than `MemberScheduler` knows of.
  let needsEngine: Bool
  /// The importance of its pods.
  let priority: Int32
}

/// A list of tolerations, interned, with its answers about the node lifecycle taints.
final class TolerationClass {
  let tolerations: [Toleration]
  /// Whether a node with the unreachable:NoSchedule taint may be chosen.
  let toleratesNoSchedule: Bool
  /// Whether a node with the unreachable:NoExecute taint may be chosen.
  let toleratesNoExecute: Bool
  /// Seconds from the unreachable:NoExecute taint to deletion; nil for never.
  let evictionSeconds: Int64?

  static let unreachableNoSchedule = Taint(key: WellKnown.unreachable, effect: "NoSchedule")
  static let unreachableNoExecute = Taint(key: WellKnown.unreachable, effect: "NoExecute")
  static let unschedulable = Taint(key: WellKnown.unschedulable, effect: "NoSchedule")

  init(_ tolerations: [Toleration]) {
    self.tolerations = tolerations
    toleratesNoSchedule = tolerations.contains { $0.tolerates(Self.unreachableNoSchedule) }
    let matching = tolerations.first { $0.tolerates(Self.unreachableNoExecute) }
    toleratesNoExecute = matching != nil
    if let matching {
      evictionSeconds = matching.tolerationSeconds.map { max(0, $0) }
    } else {
      evictionSeconds = 0
    }
  }

  /// Whether the scheduler may choose a node of this pool, as far as its own taints go.
  func admits(_ pool: Topology.Pool) -> Bool {
    if pool.unschedulable, !tolerates(Self.unschedulable) { return false }
    return pool.taints.allSatisfy {
      ($0.effect != "NoSchedule" && $0.effect != "NoExecute") || tolerates($0)
    }
  }

  private func tolerates(_ taint: Taint) -> Bool {
    tolerations.contains { $0.tolerates(taint) }
  }
}

/// The shapes of all services, each found once.
struct ShapeTable {
  private(set) var shapes: [SchedulingShape] = []
  private var shapeOfService: [Int32] = []
  private var classes: [TolerationClass] = []
  private var index: [Key: Int32] = [:]

  private struct Key: Hashable {
    var request: NodeScoring.Request
    var tolerations: [Toleration]
    var isSpread: Bool
    /// The service, if its pods are like no others.
    var service: ServiceID?
    var priority: Int32
  }

  /// The shape of a service.
  mutating func shape(of service: ServiceID, in fleet: Fleet) -> Int {
    while shapeOfService.count <= service.position { shapeOfService.append(-1) }
    let known = shapeOfService[service.position]
    if known >= 0 { return Int(known) }
    let template = fleet.services[service.position]
    let needsEngine = template.needsEngine
    let key = Key(
      request: NodeScoring.Request(template), tolerations: template.tolerations,
      isSpread: template.isSpread, service: needsEngine ? service : nil,
      priority: template.template?.spec.priority ?? 0)
    let shape = index[key] ?? add(key)
    shapeOfService[service.position] = shape
    return Int(shape)
  }

  private mutating func add(_ key: Key) -> Int32 {
    let tolerations: TolerationClass
    if let known = classes.first(where: { $0.tolerations == key.tolerations }) {
      tolerations = known
    } else {
      tolerations = TolerationClass(key.tolerations)
      classes.append(tolerations)
    }
    shapes.append(
      SchedulingShape(
        request: key.request, tolerations: tolerations, isSpread: key.isSpread,
        needsEngine: key.service != nil, priority: key.priority))
    index[key] = Int32(shapes.count - 1)
    return Int32(shapes.count - 1)
  }
}
