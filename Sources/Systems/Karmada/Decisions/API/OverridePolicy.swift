import Documents
import KubernetesAPI

/// How objects differ in some clusters, for one namespace or, as a ClusterOverridePolicy, for all.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/policy/v1alpha1/override_types.go`.
public struct OverridePolicy: KubernetesObject {
  /// Name, namespace, labels.
  @OrZero public var metadata: ObjectMeta
  /// The policy.
  public var spec: OverrideSpec
}

/// The body of an OverridePolicy.
public struct OverrideSpec: Sendable, Equatable, Decodable {
  /// What is overridden; nothing given means everything.
  public var resourceSelectors: [ResourceSelector]
  /// What is done in which clusters, in order.
  public var overrideRules: [OverrideRule]?
  /// The clusters of the old form; all if absent.
  public var targetCluster: ClusterAffinity?
  /// What is done in the old form; looked at only without rules.
  public var overriders: Overriders?
}

/// What is done in some clusters.
public struct OverrideRule: Sendable, Equatable, Decodable {
  /// The clusters; all if absent.
  public var targetCluster: ClusterAffinity?
  /// What is done.
  public var overriders: Overriders?
}

/// Changes to an object, by kind of change; applied in the order of ``Overriders/order``.
public struct Overriders: Sendable, Equatable, Decodable {
  /// The kinds of changes in the order of application.
  public static let order = [
    "imageOverrider", "commandOverrider", "argsOverrider", "labelsOverrider",
    "annotationsOverrider", "fieldOverrider", "plaintext",
  ]

  /// JSON patch operations on the whole object.
  public var plaintext: [PlaintextOverrider]
  /// Changes to image names.
  public var imageOverrider: [ImageOverrider]
  /// Changes to commands of containers.
  public var commandOverrider: [CommandArgsOverrider]
  /// Changes to arguments of containers.
  public var argsOverrider: [CommandArgsOverrider]
  /// Changes to labels.
  public var labelsOverrider: [LabelAnnotationOverrider]
  /// Changes to annotations.
  public var annotationsOverrider: [LabelAnnotationOverrider]
  /// Changes inside texts that are JSON or YAML themselves.
  public var fieldOverrider: [FieldOverrider]
}

/// One JSON patch operation on the object.
public struct PlaintextOverrider: Sendable, Equatable, Decodable {
  /// A JSON pointer.
  @OrZero public var path: String
  /// `add`, `remove` or `replace`.
  @OrZero public var `operator`: String
  /// What is put there.
  public var value: Node?
}

/// A change to image names.
public struct ImageOverrider: Sendable, Equatable, Decodable {
  /// Which image.
  public struct Predicate: Sendable, Equatable, Decodable {
    /// A JSON pointer to its name.
    @OrZero public var path: String
  }
  /// Which image; those of all containers if absent.
  public var predicate: Predicate?
  /// `Registry`, `Repository` or `Tag`.
  @OrZero public var component: String
  /// `add` appends to the part, `replace` puts another there, `remove` drops it.
  @OrZero public var `operator`: String
  /// What is appended or put there.
  @OrZero public var value: String
}

/// A change to the command or the arguments of a container.
public struct CommandArgsOverrider: Sendable, Equatable, Decodable {
  /// The container.
  @OrZero public var containerName: String
  /// `add` appends, `remove` drops every equal word.
  @OrZero public var `operator`: String
  /// The words.
  public var value: [String]
}

/// A change to labels or annotations.
public struct LabelAnnotationOverrider: Sendable, Equatable, Decodable {
  /// `add`, `remove` or `replace`.
  @OrZero public var `operator`: String
  /// Keys and values.
  public var value: [String: String]
}

/// A change inside a text that is JSON or YAML itself.
public struct FieldOverrider: Sendable, Equatable, Decodable {
  /// One JSON patch operation on the text's value.
  public struct Operation: Sendable, Equatable, Decodable {
    /// A JSON pointer inside the text.
    @OrZero public var subPath: String
    /// `add`, `remove` or `replace`.
    @OrZero public var `operator`: String
    /// What is put there.
    public var value: Node?
  }
  /// A JSON pointer to the text.
  @OrZero public var fieldPath: String
  /// Operations on a JSON text; looked at only without those on a YAML text.
  public var json: [Operation]
  /// Operations on a YAML text.
  public var yaml: [Operation]
}
