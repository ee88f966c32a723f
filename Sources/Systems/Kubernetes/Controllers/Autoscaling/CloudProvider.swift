import Kubernetes
import KubernetesAPI

/// A machine of a node group, whether it has become a node or not.
public struct CloudInstance: Sendable, Equatable {
  /// Its id, which is the `providerID` of its node.
  public var id: String
  /// Whether it is on its way out.
  public var isDeleting = false
  /// Why it cannot be made; nil if nothing is wrong.
  public var creationFailure: NodeGroupBackoff.Failure?

  /// Creates an instance.
  public init(
    id: String, isDeleting: Bool = false, creationFailure: NodeGroupBackoff.Failure? = nil
  ) {
    self.id = id
    self.isDeleting = isDeleting
    self.creationFailure = creationFailure
  }
}

/// The provider refused.
public struct CloudRefusal: Error, Sendable, Equatable {
  /// Creates a refusal.
  public init() {}
}

/// Where machines come from.
///
/// Calls take no time of their own; what they bring about does.
public protocol CloudProvider: AnyObject {
  /// The groups, in a fixed order.
  func nodeGroups() -> [NodeGroup]
  /// The group of an instance, also of one that is gone but may still be in a list that was read
  /// before; nil for machines that no group manages.
  func group(ofInstance id: String) -> String?
  /// Whether the machine of a node exists.
  func hasInstance(_ node: ClusterNode) -> Bool
  /// The machines of a group.
  func instances(of group: String) -> [CloudInstance]
  /// What a fresh node of a group looks like; nil if the provider cannot tell.
  func template(of group: String) -> NodeTemplate?
  /// Asks for more machines.
  func increaseSize(of group: String, by count: Int) throws(CloudRefusal)
  /// Takes back the request for machines that do not exist.
  func decreaseTargetSize(of group: String, by count: Int) throws(CloudRefusal)
  /// Deletes machines and lowers the target by their number.
  func deleteInstances(_ ids: [String], of group: String) throws(CloudRefusal)
}
