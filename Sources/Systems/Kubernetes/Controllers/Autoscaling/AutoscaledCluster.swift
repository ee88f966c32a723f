import Kubernetes
import KubernetesAPI

/// A node with the instants of its life that the autoscaler compares with, in nanoseconds.
public struct ObservedNode: Sendable {
  /// The node.
  public var node: ClusterNode
  /// When it registered.
  public var created: Int64
  /// When its readiness last changed.
  public var readinessChanged: Int64

  /// Creates a node.
  public init(_ node: ClusterNode, created: Int64, readinessChanged: Int64) {
    self.node = node
    self.created = created
    self.readinessChanged = readinessChanged
  }
}

/// How the API server answers an eviction.
public enum EvictionAnswer: Sendable {
  /// The pod is being deleted.
  case accepted
  /// There is no such pod.
  case notFound
  /// Not now: a disruption budget forbids it.
  case refused
}

/// The API server of one cluster, as the autoscaler sees and changes it.
///
/// Instants are nanoseconds of virtual time. Lists come in the order of one walk through upstream's
/// cache, which is a map: `GoMapOrder` draws such orders; a fixed order is one of those possible.
public protocol AutoscaledCluster: AnyObject {
  /// All nodes.
  func nodes() -> [ObservedNode]
  /// All pods that have not ended.
  func pods() -> [ObservedPod]
  /// All disruption budgets.
  func disruptionBudgets() -> [PodDisruptionBudget]
  /// A controller by its reference; nil if there is none.
  func controller(_ owner: OwnerReference, namespace: String) -> DrainRules.Controller?
  /// Adds a taint unless the node has one of that key, and then cordons the node if asked to.
  ///
  /// - Returns: Whether the node exists.
  func addTaint(_ taint: Taint, to node: String, cordons: Bool) -> Bool
  /// Removes a taint if the node has it, and then uncordons the node if asked to.
  func removeTaint(_ key: String, from node: String, uncordons: Bool)
  /// Evicts a pod.
  func evict(_ pod: Pod, graceSeconds: Int64) -> EvictionAnswer
  /// Whether a pod of that name stands on the node.
  func isPod(_ name: String, namespace: String, on node: String) -> Bool
  /// A node as it is now; nil if it is gone.
  func node(named name: String) -> ClusterNode?
}
