import Conformance
import Documents
import EventKernel
import Kubernetes

/// Writes changes down as the observer of the recordings did.
final class AutoscalerTimelineRecorder: AutoscalerObserver {
  private(set) var changes: [TimelineChange] = []
  /// Starts of loops, in seconds.
  private(set) var loops: [Double] = []

  private unowned let simulation: Simulation
  private var values: [String: Node] = [:]

  init(simulation: Simulation) {
    self.simulation = simulation
  }

  private var seconds: Double {
    // The recordings have whole milliseconds.
    (simulation.now.inSeconds * 1e3).rounded() / 1e3
  }

  /// Notes a change.
  func note(_ object: String, _ field: String, _ value: Node) {
    // How things stood at the beginning is not recorded.
    guard simulation.now > .zero else { return }
    changes.append(
      TimelineChange(seconds: seconds, object: object, field: field, value: value))
  }

  /// Notes a value unless it is the last one noted.
  func noteValue(_ object: String, _ field: String, _ value: Node, initially: Node) {
    let key = "\(object) \(field)"
    if (values[key] ?? initially) == value { return }
    values[key] = value
    note(object, field, value)
  }

  /// Takes a value as known without noting it.
  func setInitial(_ object: String, _ field: String, _ value: Node) {
    values["\(object) \(field)"] = value
  }

  func autoscalerLoopBegan(at now: Int64) { loops.append(seconds) }

  func autoscalerWrote(_ status: AutoscalerStatus) {
    let all = "AutoscalerStatus"
    noteValue(all, "clusterWide.health.status", health(status.isHealthy), initially: "")
    noteValue(all, "clusterWide.scaleUp.status", Node(status.scaleUp.rawValue), initially: "")
    noteValue(all, "clusterWide.scaleDown.candidates", Node(status.candidates), initially: 0)
    for group in status.groups {
      let object = "\(all)/nodeGroup/\(group.id)"
      let nodes = group.nodes
      noteValue(object, "health.status", health(group.isHealthy), initially: "")
      for (field, count) in [
        ("registered.unready", nodes.unready), ("registered.notStarted", nodes.notStarted),
        ("registered.beingDeleted", nodes.beingDeleted), ("unregistered", nodes.unregistered),
        ("longUnregistered", nodes.longUnregistered),
      ] {
        noteValue(object, "health.nodeCounts.\(field)", Node(count), initially: 0)
      }
      noteValue(object, "scaleUp.status", Node(group.scaleUp.rawValue), initially: "")
      noteValue(
        object, "scaleUp.backoffInfo.errorCode",
        group.backoffErrorCode.map { Node($0) } ?? .null, initially: .null)
      noteValue(object, "scaleDown.candidates", Node(group.candidates), initially: 0)
    }
  }

  private func health(_ isHealthy: Bool) -> Node { isHealthy ? "Healthy" : "Unhealthy" }
}
