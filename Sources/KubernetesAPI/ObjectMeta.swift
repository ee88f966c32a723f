import Documents

/// What every Kubernetes object carries.
public struct ObjectMeta: Sendable, Equatable, ZeroValued {
  /// The name, unique among objects of its kind and namespace.
  @OrZero public var name: String
  /// The namespace; empty for objects of the whole cluster.
  @OrZero public var namespace: String
  /// The unique id that the API server gave, on which some decisions break ties.
  @OrZero public var uid: String
  /// Labels by key.
  public var labels: [String: String]
  /// Annotations by key.
  public var annotations: [String: String]
  /// Counts changes of the spec.
  @OrZero public var generation: Int64
  /// RFC 3339 with whole seconds.
  public var creationTimestamp: String?
  /// RFC 3339; set once the object is being deleted.
  public var deletionTimestamp: String?
  /// What must be done before the object may vanish.
  public var finalizers: [String]
  /// Who owns the object.
  public var ownerReferences: [OwnerReference]

  /// Metadata of a named object.
  public init(
    name: String = "", namespace: String = "", labels: [String: String] = [:],
    annotations: [String: String] = [:]
  ) {
    self.labels = labels
    self.annotations = annotations
    finalizers = []
    ownerReferences = []
    self.name = name
    self.namespace = namespace
  }

  /// Metadata without a name.
  public static var zeroValue: ObjectMeta { ObjectMeta() }
}

/// Who owns an object.
public struct OwnerReference: Sendable, Equatable, Decodable {
  /// The owner's group and version.
  @OrZero public var apiVersion: String
  /// The owner's kind.
  @OrZero public var kind: String
  /// The owner's name.
  @OrZero public var name: String
  /// The owner's unique id.
  @OrZero public var uid: String
  /// Whether the owner is the managing controller.
  public var controller: Bool?

  /// Creates a reference.
  public init(
    apiVersion: String, kind: String, name: String, uid: String, controller: Bool? = nil
  ) {
    self.controller = controller
    self.apiVersion = apiVersion
    self.kind = kind
    self.name = name
    self.uid = uid
  }
}

/// One aspect of an object's state, as its controllers report it.
public struct Condition: Sendable, Equatable, Decodable {
  /// Which aspect, such as `Ready`.
  @OrZero public var type: String
  /// `True`, `False` or `Unknown`.
  @OrZero public var status: String
  /// Why, in one word.
  @OrZero public var reason: String
  /// Why, in a sentence.
  @OrZero public var message: String
  /// RFC 3339; when `status` last changed.
  public var lastTransitionTime: String?
  /// RFC 3339; when a node's condition was last reported.
  public var lastHeartbeatTime: String?
  /// The generation of the spec that the condition describes.
  public var observedGeneration: Int64?

  /// Creates a condition.
  public init(type: String, status: String, reason: String = "", message: String = "") {
    self.type = type
    self.status = status
    self.reason = reason
    self.message = message
  }
}

extension Sequence where Element == Condition {
  /// The first condition of a type.
  public subscript(type: String) -> Condition? { first { $0.type == type } }

  /// Whether the condition of this type is `True`.
  public func isTrue(_ type: String) -> Bool { self[type]?.status == "True" }
}
