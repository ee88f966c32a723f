import Documents

/// A template for pods.
public struct PodTemplateSpec: Sendable, Equatable, ZeroValued {
  /// Labels and annotations of the pods.
  @OrZero public var metadata: ObjectMeta
  /// What the pods ask for.
  @OrZero public var spec: PodSpec

  /// An empty template.
  public init(metadata: ObjectMeta = ObjectMeta(), spec: PodSpec = PodSpec()) {
    self.metadata = metadata
    self.spec = spec
  }

  /// An empty template.
  public static var zeroValue: PodTemplateSpec { PodTemplateSpec() }
}

/// Replicas of a pod that serve for ever.
public struct Deployment: Sendable, Equatable, Decodable, KubernetesObject {
  /// What is wanted.
  public struct Spec: Sendable, Equatable, ZeroValued {
    /// How many pods; nil for 1.
    public var replicas: Int32?
    /// Which pods are its own.
    public var selector: LabelSelector?
    /// What the pods look like.
    @OrZero public var template: PodTemplateSpec
    /// How pods are replaced.
    public var strategy: Strategy?
    /// For how long a pod must be ready before it counts as available.
    @OrZero public var minReadySeconds: Int32
    /// Whether roll-outs stand still.
    @OrZero public var paused: Bool
    /// After how long a stuck roll-out is reported; nil for 600.
    public var progressDeadlineSeconds: Int32?

    /// A deployment of one pod.
    public init() {}
    /// A deployment of one pod.
    public static var zeroValue: Spec { Spec() }
  }

  /// How pods are replaced.
  public struct Strategy: Sendable, Equatable, Decodable {
    /// `RollingUpdate` or `Recreate`; empty for the former.
    @OrZero public var type: String
    /// Bounds of a rolling update.
    public var rollingUpdate: RollingUpdate?
  }

  /// Bounds of a rolling update.
  public struct RollingUpdate: Sendable, Equatable, Decodable {
    /// How many pods may be missing; nil for 25 %.
    public var maxUnavailable: IntOrString?
    /// How many pods may be too many; nil for 25 %.
    public var maxSurge: IntOrString?
  }

  /// What became of it.
  public struct Status: Sendable, Equatable, ZeroValued {
    /// Pods.
    @OrZero public var replicas: Int32
    /// Pods of the newest template.
    @OrZero public var updatedReplicas: Int32
    /// Pods that are ready.
    @OrZero public var readyReplicas: Int32
    /// Pods that have been ready long enough.
    @OrZero public var availableReplicas: Int32
    /// The generation of the spec that this describes.
    @OrZero public var observedGeneration: Int64
    /// Its conditions.
    public var conditions: [Condition]

    /// Nothing yet.
    public init() {
      conditions = []
    }
    /// Nothing yet.
    public static var zeroValue: Status { Status() }
  }

  /// Name, namespace, labels …
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: Spec
  /// What became of it.
  @OrZero public var status: Status

  /// Creates a deployment.
  public init(metadata: ObjectMeta = ObjectMeta(), spec: Spec = Spec()) {
    self.metadata = metadata
    self.spec = spec
  }

  /// How many pods are wanted, with the API server's default of 1.
  public var replicas: Int32 { spec.replicas ?? 1 }
}

/// Replicas of a pod with stable names.
public struct StatefulSet: Sendable, Equatable, Decodable, KubernetesObject {
  /// What is wanted.
  public struct Spec: Sendable, Equatable, ZeroValued {
    /// How many pods; nil for 1.
    public var replicas: Int32?
    /// Which pods are its own.
    public var selector: LabelSelector?
    /// What the pods look like.
    @OrZero public var template: PodTemplateSpec

    /// A set of one pod.
    public init() {}
    /// A set of one pod.
    public static var zeroValue: Spec { Spec() }
  }

  /// Name, namespace, labels …
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: Spec

  /// Creates a set.
  public init(metadata: ObjectMeta = ObjectMeta(), spec: Spec = Spec()) {
    self.metadata = metadata
    self.spec = spec
  }

  /// How many pods are wanted, with the API server's default of 1.
  public var replicas: Int32 { spec.replicas ?? 1 }
}

/// Pods that run to completion.
public struct Job: Sendable, Equatable, Decodable, KubernetesObject {
  /// What is wanted.
  public struct Spec: Sendable, Equatable, ZeroValued {
    /// How many pods run at once; nil for 1.
    public var parallelism: Int32?
    /// How many must succeed; nil together with `parallelism` for 1.
    public var completions: Int32?
    /// How many failures are endured; nil for 6.
    public var backoffLimit: Int32?
    /// After how many seconds everything is stopped.
    public var activeDeadlineSeconds: Int64?
    /// Whether it stands still.
    @OrZero public var suspend: Bool
    /// What the pods look like.
    @OrZero public var template: PodTemplateSpec

    /// A job of one pod.
    public init() {}
    /// A job of one pod.
    public static var zeroValue: Spec { Spec() }
  }

  /// Name, namespace, labels …
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: Spec
}

/// A namespace.
public struct Namespace: Sendable, Equatable, Decodable, KubernetesObject {
  /// Name, labels …
  @OrZero public var metadata: ObjectMeta
}

/// A name for an importance.
public struct PriorityClass: Sendable, Equatable, Decodable, KubernetesObject {
  /// Name, labels …
  @OrZero public var metadata: ObjectMeta
  /// The importance.
  @OrZero public var value: Int32
  /// Whether pods without a class get this one.
  @OrZero public var globalDefault: Bool
  /// `PreemptLowerPriority` or `Never`; nil for the former.
  public var preemptionPolicy: String?
}
