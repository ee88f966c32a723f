import FleetModel

/// The nodes of a member, for what the sum over nodes does not tell: the resource models.
public protocol MemberNodes: AnyObject {
  /// Calls `body` for every node with what it offers and what its pods request.
  func forEachNode(
    of cluster: ClusterID,
    _ body: (_ allocatable: NodeResources, _ requested: NodeResources) -> Void
  )
}
