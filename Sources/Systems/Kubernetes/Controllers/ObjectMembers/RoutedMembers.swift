import FleetModel

/// Members of which some are simulated as objects and the others as rows.
public final class RoutedMembers: MemberClusters {
  private let rows: MemberControllers
  private let objects: ObjectMembers
  private let isObject: [Bool]

  /// Puts controllers into every cluster of a fleet.
  ///
  /// - Parameters:
  ///   - rows: Those of the clusters simulated as rows.
  ///   - objects: Those of the others.
  ///   - isObject: Which are the others, by `ClusterID`.
  public init(rows: MemberControllers, objects: ObjectMembers, isObject: [Bool]) {
    self.rows = rows
    self.objects = objects
    self.isObject = isObject
  }

  private func members(of cluster: ClusterID) -> any MemberClusters {
    isObject[cluster.position] ? objects : rows
  }

  /// Creates the workload of `service` in `cluster`, or changes its replicas.
  public func apply(_ service: ServiceID, replicas: Int32, to cluster: ClusterID) {
    members(of: cluster).apply(service, replicas: replicas, to: cluster)
  }

  /// The workload was created long ago.
  public func establish(_ service: ServiceID, replicas: Int32, in cluster: ClusterID) {
    members(of: cluster).establish(service, replicas: replicas, in: cluster)
  }

  /// Deletes the workload and its pods.
  public func remove(_ service: ServiceID, from cluster: ClusterID) {
    members(of: cluster).remove(service, from: cluster)
  }

  /// The workload's status as the member's API server reports it now.
  public func status(of service: ServiceID, in cluster: ClusterID) -> WorkloadStatus? {
    members(of: cluster).status(of: service, in: cluster)
  }

  /// The capacity of the member as its listers see it now.
  public func capacity(of cluster: ClusterID) -> ClusterCapacity {
    members(of: cluster).capacity(of: cluster)
  }
}
