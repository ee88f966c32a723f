import Documents
import KubernetesAPI

/// A set of clusters.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/api/cluster/v1beta2`.
public struct ManagedClusterSet: KubernetesObject {
  /// The label that puts a cluster into one exclusive set.
  public static let label = "cluster.open-cluster-management.io/clusterset"

  /// Its name.
  @OrZero public var metadata: ObjectMeta
  /// Who belongs to it.
  @OrZero public var spec: ManagedClusterSetSpec

  /// A set of this name whose members carry the exclusive label.
  public init(name: String) {
    metadata = ObjectMeta(name: name)
  }
}

/// Who belongs to a set.
public struct ManagedClusterSetSpec: Sendable, ZeroValued {
  /// The selector.
  @OrZero public var clusterSelector: ManagedClusterSelector

  /// The exclusive label.
  public static var zeroValue: ManagedClusterSetSpec { ManagedClusterSetSpec() }
}

/// How members of a set are found.
public struct ManagedClusterSelector: Sendable, ZeroValued {
  /// `ExclusiveClusterSetLabel` (also when empty) or `LabelSelector`.
  @OrZero public var selectorType: String
  /// With `LabelSelector`: null matches nothing, an empty one everything.
  public var labelSelector: LabelSelector?

  /// The exclusive label.
  public static var zeroValue: ManagedClusterSelector { ManagedClusterSelector() }
}

/// Lets the placements of one namespace choose from a set: its name must be the set's.
public struct ManagedClusterSetBinding: KubernetesObject {
  /// The set's name, and the namespace.
  @OrZero public var metadata: ObjectMeta
  /// The set's name again.
  @OrZero public var spec: ManagedClusterSetBindingSpec

  /// A binding of a set to a namespace.
  public init(clusterSet: String, namespace: String) {
    metadata = ObjectMeta(name: clusterSet, namespace: namespace)
    spec = ManagedClusterSetBindingSpec(clusterSet: OrZero(wrappedValue: clusterSet))
  }
}

/// Which set is bound.
public struct ManagedClusterSetBindingSpec: Sendable, ZeroValued {
  /// The set's name.
  @OrZero public var clusterSet: String

  init(clusterSet: OrZero<String> = OrZero()) {
    _clusterSet = clusterSet
  }

  /// No set.
  public static var zeroValue: ManagedClusterSetBindingSpec { ManagedClusterSetBindingSpec() }
}
