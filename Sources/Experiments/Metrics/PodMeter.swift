import FleetModel

/// Pods that wait, and pods that are lost.
struct PodMeter: Sendable {
  var pending: Level
  var unreachable: Level

  init(from start: Int64) {
    pending = Level(from: start)
    unreachable = Level(from: start)
  }

  mutating func finish(at now: Int64) {
    pending.advance(to: now)
    unreachable.advance(to: now)
  }

  static let families: [MetricFamily] = [
    MetricFamily(
      "pods.pending.mean", unit: "pods", better: .smaller,
      "Pods without a node, averaged over time.",
      value: { recorder, _ in recorder.pods.pending.average }),
    MetricFamily(
      "pods.pending.max", unit: "pods", better: .smaller,
      "The most pods without a node at one instant.",
      value: { recorder, _ in Double(recorder.pods.pending.maximum) }),
    MetricFamily(
      "pods.unreachable.mean", unit: "pods", better: .smaller,
      "Pods on nodes that are down and not given up yet, averaged over time.",
      value: { recorder, _ in recorder.pods.unreachable.average }),
  ]
}
