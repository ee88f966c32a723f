import Documents

/// A node of a member cluster: Kubernetes' kind `Node`, which is not called so here because
/// `Node` is a value of a document.
public struct ClusterNode: Sendable, Equatable, Decodable, KubernetesObject {
  /// Name, labels …
  @OrZero public var metadata: ObjectMeta
  /// What is wanted of it.
  @OrZero public var spec: NodeSpec
  /// What it has.
  @OrZero public var status: NodeStatus

  /// Creates a node.
  public init(metadata: ObjectMeta = ObjectMeta()) {
    self.metadata = metadata
  }
}

/// What is wanted of a node.
public struct NodeSpec: Sendable, Equatable, ZeroValued {
  /// Whether it is cordoned.
  @OrZero public var unschedulable: Bool
  /// Its taints.
  public var taints: [Taint]
  /// The machine behind it.
  @OrZero public var providerID: String

  /// A node open to all.
  public init() {
    taints = []
  }

  /// A node open to all.
  public static var zeroValue: NodeSpec { NodeSpec() }
}

/// What a node has.
public struct NodeStatus: Sendable, Equatable, ZeroValued {
  /// All of it.
  public var capacity: ResourceList
  /// What pods may use.
  public var allocatable: ResourceList
  /// Its conditions.
  public var conditions: [Condition]
  /// The images that it holds.
  public var images: [ContainerImage]

  /// A node without anything.
  public init() {
    capacity = [:]
    allocatable = [:]
    conditions = []
    images = []
  }

  /// A node without anything.
  public static var zeroValue: NodeStatus { NodeStatus() }
}

/// An image on a node.
public struct ContainerImage: Sendable, Equatable, Decodable {
  /// The names by which it is known.
  public var names: [String]
  /// Its size in bytes.
  @OrZero public var sizeBytes: Int64

  /// Creates an image.
  public init(names: [String], sizeBytes: Int64) {
    self.names = names
    self.sizeBytes = sizeBytes
  }
}

/// The labels and taints that Kubernetes itself knows.
public enum WellKnown {
  /// The node's name.
  public static let hostname = "kubernetes.io/hostname"
  /// The zone.
  public static let zone = "topology.kubernetes.io/zone"
  /// The region.
  public static let region = "topology.kubernetes.io/region"
  /// The taint of a node whose Ready condition is False.
  public static let notReady = "node.kubernetes.io/not-ready"
  /// The taint of a node whose Ready condition is Unknown.
  public static let unreachable = "node.kubernetes.io/unreachable"
  /// The taint of a cordoned node.
  public static let unschedulable = "node.kubernetes.io/unschedulable"
}
