import EventKernel
import FleetModel
import KubernetesAPI

/// A node as the API server keeps it.
final class NodeObject: APIObject {
  /// The status of a node's Ready condition.
  enum Readiness: String {
    case isTrue = "True"
    case isFalse = "False"
    case unknown = "Unknown"
  }

  var id: Int32 = -1
  let name: String
  var namespace: String { "" }
  let created: VirtualTime
  /// The node of the fleet that it stands for; nil outside of fleets.
  var place: NodeID?
  /// What was applied: labels, capacity, allocatable, images. Taints and cordon live below.
  var object: ClusterNode
  var taints: [Taint]
  var unschedulable: Bool
  /// The Ready condition; nil before the kubelet has reported one.
  var readiness: Readiness?
  var readyReason = ""
  /// `lastTransitionTime` of the Ready condition.
  var readyChanged = VirtualTime.zero
  /// `lastHeartbeatTime` of the Ready condition.
  var heartbeat = VirtualTime.zero
  /// Counts its changes, as a resource version does.
  var revision: UInt32 = 0
  /// The pods bound to it, terminating and finished ones included.
  var pods = PodList()

  init(_ object: ClusterNode, created: VirtualTime) {
    name = object.metadata.name
    self.object = object
    self.created = created
    taints = object.spec.taints
    unschedulable = object.spec.unschedulable
  }

  var labels: [String: String] { object.metadata.labels }
  var isReady: Bool { readiness == .isTrue }
}
