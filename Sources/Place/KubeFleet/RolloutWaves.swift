import KubeFleet
import KubernetesAPI

/// The waves in which a rolling update reaches the clusters, if every cluster becomes available
/// before the next wave.
public struct RolloutWaves: Sendable, Equatable {
  /// What happens at once.
  public struct Wave: Sendable, Equatable {
    /// Clusters that get the resources for the first time.
    public var added: [String] = []
    /// Clusters that get the new version.
    public var updated: [String] = []
    /// Clusters that lose the resources.
    public var removed: [String] = []
  }

  /// In order.
  public var waves: [Wave] = []
  /// Clusters that never get their turn.
  public var held: [String] = []

  /// The waves of a placement.
  ///
  /// - Parameters:
  ///   - bindings: Ordered by name, with what they report now.
  ///   - spec: The placement after defaulting.
  ///   - snapshot: The version that they shall have.
  init(_ bindings: [ResourceBinding], spec: PlacementSpec, snapshot: String) {
    var bindings = bindings
    while waves.count <= bindings.count + 1 {
      let picking = RolloutPicking(bindings, spec: spec, snapshot: snapshot, now: 0)
      if !picking.needRoll { return }
      if picking.toBeUpdated.isEmpty {
        held = picking.stale.map { bindings[$0].spec.targetCluster }
        held += bindings.filter { $0.spec.state == BindingState.unscheduled }.map(
          \.spec.targetCluster)
        return
      }
      var wave = Wave()
      var gone: Set<Int> = []
      for index in picking.toBeUpdated {
        let cluster = bindings[index].spec.targetCluster
        switch bindings[index].spec.state {
        case BindingState.unscheduled:
          wave.removed.append(cluster)
          gone.insert(index)
        case BindingState.scheduled:
          wave.added.append(cluster)
          bindings[index] = Self.available(bindings[index], snapshot)
        default:
          wave.updated.append(cluster)
          bindings[index] = Self.available(bindings[index], snapshot)
        }
      }
      waves.append(wave)
      bindings = bindings.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
    }
  }

  /// The binding with a version, available.
  static func available(_ binding: ResourceBinding, _ snapshot: String) -> ResourceBinding {
    var binding = binding
    binding.spec.state = BindingState.bound
    binding.spec.resourceSnapshotName = snapshot
    binding.spec.clusterResourceOverrideSnapshots = []
    binding.spec.resourceOverrideSnapshots = []
    var condition = Condition(type: "Available", status: "True", reason: "AllWorkAreAvailable")
    condition.observedGeneration = binding.metadata.generation
    binding.status.conditions = [condition]
    return binding
  }
}
