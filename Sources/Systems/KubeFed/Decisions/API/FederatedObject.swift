import Documents
import KubernetesAPI

/// An object of a generated federated kind: a template, where to put it, and what differs where.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/util/{placement,overrides}.go`.
public struct FederatedObject: KubernetesObject {
  /// What is wanted.
  public struct Spec: Sendable, ZeroValued {
    /// The object of the target kind, without name, namespace and kind.
    public var template: Node?
    /// Where to put it.
    @OrZero public var placement: Placement
    /// What differs where, as written; ``ClusterOverrides`` reads it.
    public var overrides: Node?
    /// Whether members may change the replicas, for example with an autoscaler.
    @OrZero public var retainReplicas: Bool

    /// Nothing anywhere.
    public init() {}
    /// Nothing anywhere.
    public static var zeroValue: Spec { Spec() }
  }

  /// Name, namespace, annotations that steer deletion.
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: Spec

  /// An object with nothing in it.
  public init(metadata: ObjectMeta = ObjectMeta(), spec: Spec = Spec()) {
    self.metadata = metadata
    self.spec = spec
  }
}

/// Where a federated object goes.
public struct Placement: Sendable, Equatable, ZeroValued {
  /// A cluster by name.
  public struct ClusterReference: Sendable, Equatable, Decodable {
    /// The name.
    @OrZero public var name: String

    /// A reference.
    public init(name: String) { self.name = name }
  }

  /// The clusters; nil leaves the choice to the selector, an empty list chooses none.
  public var clusters: [ClusterReference]?
  /// Which clusters; nil for none, an empty selector for all.
  public var clusterSelector: LabelSelector?

  /// A placement.
  public init(clusters: [String]? = nil, clusterSelector: LabelSelector? = nil) {
    self.clusters = clusters?.map(ClusterReference.init(name:))
    self.clusterSelector = clusterSelector
  }

  /// Nowhere.
  public static var zeroValue: Placement { Placement() }
}
