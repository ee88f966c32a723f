import FleetModel
import GoSemantics
import Kubernetes

/// Where the pods of one workload of a member stand, for the wish that the scheduler has for pods of
/// replica sets and stateful sets without one of their own: spread over hosts and zones.
///
/// Only the workload that was asked for last is kept; mostly it is the one that comes next.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/podtopologyspread/{plugin,scoring}.go`
/// (systemDefaultConstraints).
struct WorkloadSpread {
  private var workload: WorkloadID?
  /// By place in the scheduler's list: pods there.
  private var onNode: [Int32] = []
  private var inZone: [Int32] = []
  private var total: Int32 = 0

  // Kept from decision to decision to allocate nothing.
  private var least: [Int32] = []
  private var most: [Int32] = []
  private var starts: [Int] = []
  private var scores: [Int32] = []

  /// One more pod of a workload stands at a place.
  mutating func add(_ workload: WorkloadID, at place: Int, _ order: NodeOrder) {
    guard self.workload == workload else { return }
    onNode[place] += 1
    inZone[Int(order.zones[place])] += 1
    total += 1
  }

  /// Forgets the pods of a workload, since one is gone.
  mutating func forget(_ workload: WorkloadID) {
    if self.workload == workload { self.workload = nil }
  }

  private mutating func count(
    _ workload: WorkloadID, firstNode: Int, _ order: NodeOrder, in fleet: Fleet
  ) {
    if onNode.isEmpty {
      onNode = Array(repeating: 0, count: order.offsets.count)
      inZone = Array(repeating: 0, count: order.zoneCount)
    } else if total > 0 {
      for place in onNode.indices { onNode[place] = 0 }
      for zone in inZone.indices { inZone[zone] = 0 }
    }
    total = 0
    self.workload = workload
    var next = fleet.firstPod(of: workload)
    while let pod = next {
      next = fleet.nextPod(ofWorkloadAfter: pod)
      guard let node = fleet.node(of: pod) else { continue }
      add(workload, at: Int(order.places[node.position - firstNode]), order)
    }
  }

  /// Adds the weighted scores to the totals of nodes that were found feasible.
  mutating func addScores(
    of workload: WorkloadID, at places: UnsafeBufferPointer<Int32>,
    to totals: UnsafeMutableBufferPointer<Int32>, firstNode: Int, _ order: NodeOrder,
    in fleet: Fleet
  ) {
    if self.workload != workload { count(workload, firstNode: firstNode, order, in: fleet) }
    // All nodes are equal to a workload without pods.
    if total == 0 { return }
    findBounds(at: places, order)
    let zoneCount = least.indices.count { least[$0] <= most[$0] }
    let law = Law(nodes: places.count, zones: zoneCount)
    var (lowest, highest) = (Int64.max, Int64(0))
    for zone in least.indices where least[zone] <= most[zone] {
      lowest = min(lowest, law.raw(onNode: least[zone], inZone: inZone[zone]))
      highest = max(highest, law.raw(onNode: most[zone], inZone: inZone[zone]))
    }
    if lowest == highest { return }
    scores.removeAll(keepingCapacity: true)
    for zone in least.indices {
      starts[zone] = scores.count - Int(least[zone])
      if least[zone] > most[zone] { continue }
      for pods in least[zone]...most[zone] {
        let raw = law.raw(onNode: pods, inZone: inZone[zone])
        let normalized = NodeScore.maximum &* (highest &+ lowest &- raw) / highest
        scores.append(Int32(truncatingIfNeeded: SpreadScore.weight &* normalized))
      }
    }
    for index in places.indices {
      let place = Int(places[index])
      totals[index] &+= scores[starts[Int(order.zones[place])] + Int(onNode[place])]
    }
  }

  /// By zone, the least and most pods on a node.
  private mutating func findBounds(at places: UnsafeBufferPointer<Int32>, _ order: NodeOrder) {
    if least.isEmpty {
      least = Array(repeating: .max, count: order.zoneCount)
      most = Array(repeating: -1, count: order.zoneCount)
      starts = Array(repeating: 0, count: order.zoneCount)
    } else {
      for zone in least.indices {
        least[zone] = .max
        most[zone] = -1
      }
    }
    for place in places {
      let zone = Int(order.zones[Int(place)])
      let pods = onNode[Int(place)]
      least[zone] = min(least[zone], pods)
      most[zone] = max(most[zone], pods)
    }
  }

  /// The score before normalising.
  private struct Law {
    let hostWeight: Double
    let zoneWeight: Double

    init(nodes: Int, zones: Int) {
      hostWeight = GoArithmetic.log(Double(nodes + 2))
      zoneWeight = GoArithmetic.log(Double(zones + 2))
    }

    /// The skews that are allowed are 3 between hosts and 5 between zones.
    func raw(onNode: Int32, inZone: Int32) -> Int64 {
      let host = Double(onNode) * hostWeight + 2
      let score = host + (Double(inZone) * zoneWeight + 4)
      return GoArithmetic.int64(score.rounded())
    }
  }
}
