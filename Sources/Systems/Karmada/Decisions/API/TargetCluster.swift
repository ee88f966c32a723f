/// A cluster that a workload is placed on, as in `spec.clusters` of a binding.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/work/v1alpha2/binding_types.go`.
public struct TargetCluster: Sendable, Equatable, Codable {
  /// The cluster.
  public var name: String
  /// The replicas assigned; zero for what has none.
  public var replicas: Int32
  /// The components' replicas, for workloads of several pod templates.
  public var components: [TargetComponent]?

  /// - Parameters:
  ///   - name: The cluster.
  ///   - replicas: The replicas assigned.
  ///   - components: The components' replicas, if recorded.
  public init(name: String, replicas: Int32 = 0, components: [TargetComponent]? = nil) {
    self.name = name
    self.replicas = replicas
    self.components = components
  }

  private enum CodingKeys: String, CodingKey {
    case name, replicas, components
  }

  /// Reads a target; replicas that are absent are zero.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    replicas = try container.decodeIfPresent(Int32.self, forKey: .replicas) ?? 0
    components = try container.decodeIfPresent([TargetComponent].self, forKey: .components)
  }
}

/// The replicas of one component of a workload.
public struct TargetComponent: Sendable, Equatable, Codable {
  /// The component.
  public var name: String
  /// Its replicas.
  public var replicas: Int32

  /// - Parameters:
  ///   - name: The component.
  ///   - replicas: Its replicas.
  public init(name: String, replicas: Int32) {
    self.name = name
    self.replicas = replicas
  }

  private enum CodingKeys: String, CodingKey {
    case name, replicas
  }

  /// Reads a component; replicas that are absent are zero.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    replicas = try container.decodeIfPresent(Int32.self, forKey: .replicas) ?? 0
  }
}
