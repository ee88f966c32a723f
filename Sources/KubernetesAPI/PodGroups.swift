import Documents

/// Replicas of a pod that serve for ever, all of one template.
public struct ReplicaSet: Sendable, Equatable, Decodable, KubernetesObject {
  /// What is wanted.
  public struct Spec: Sendable, Equatable, ZeroValued {
    /// How many pods; nil for 1.
    public var replicas: Int32?
    /// For how long a pod must be ready before it counts as available.
    @OrZero public var minReadySeconds: Int32
    /// Which pods are its own.
    public var selector: LabelSelector?
    /// What the pods look like.
    @OrZero public var template: PodTemplateSpec

    /// A set of one pod.
    public init() {}
    /// A set of one pod.
    public static var zeroValue: Spec { Spec() }
  }

  /// What became of it.
  public struct Status: Sendable, Equatable, ZeroValued {
    /// Pods.
    @OrZero public var replicas: Int32
    /// Pods with all labels of the template.
    @OrZero public var fullyLabeledReplicas: Int32
    /// Pods that are ready.
    @OrZero public var readyReplicas: Int32
    /// Pods that have been ready long enough.
    @OrZero public var availableReplicas: Int32
    /// The generation of the spec that this describes.
    @OrZero public var observedGeneration: Int64

    /// Nothing yet.
    public init() {}
    /// Nothing yet.
    public static var zeroValue: Status { Status() }
  }

  /// Name, namespace, labels …
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: Spec
  /// What became of it.
  @OrZero public var status: Status

  /// Creates a set.
  public init(metadata: ObjectMeta = ObjectMeta(), spec: Spec = Spec()) {
    self.metadata = metadata
    self.spec = spec
  }

  /// How many pods are wanted, with the API server's default of 1.
  public var replicas: Int32 { spec.replicas ?? 1 }
}

/// The forerunner of `ReplicaSet`, which selects by equality alone.
public struct ReplicationController: Sendable, Equatable, Decodable, KubernetesObject {
  /// What is wanted.
  public struct Spec: Sendable, Equatable, ZeroValued {
    /// How many pods; nil for 1.
    public var replicas: Int32?
    /// Labels of its own pods.
    public var selector: [String: String]

    /// A controller of one pod.
    public init() {
      selector = [:]
    }
    /// A controller of one pod.
    public static var zeroValue: Spec { Spec() }
  }

  /// Name, namespace, labels …
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: Spec
}

/// One address for many pods: Kubernetes' kind `Service`, which is not called so here because a
/// simulated workload is a service too.
public struct ClusterService: Sendable, Equatable, Decodable, KubernetesObject {
  /// What is wanted.
  public struct Spec: Sendable, Equatable, ZeroValued {
    /// Labels of the pods behind it; empty for none.
    public var selector: [String: String]

    /// A service without pods.
    public init() {
      selector = [:]
    }
    /// A service without pods.
    public static var zeroValue: Spec { Spec() }
  }

  /// Name, namespace, labels …
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: Spec

  /// Creates a service.
  public init(metadata: ObjectMeta = ObjectMeta(), selector: [String: String] = [:]) {
    self.metadata = metadata
    spec.selector = selector
  }
}

/// How many pods of a group may be disturbed at once.
public struct PodDisruptionBudget: Sendable, Equatable, Decodable, KubernetesObject {
  /// What is wanted.
  public struct Spec: Sendable, Equatable, ZeroValued {
    /// How many pods must stay.
    public var minAvailable: IntOrString?
    /// How many pods may be missing.
    public var maxUnavailable: IntOrString?
    /// Which pods; nil for none.
    public var selector: LabelSelector?
    /// `IfHealthyBudget` or `AlwaysAllow`; nil for the former.
    public var unhealthyPodEvictionPolicy: String?

    /// A budget without pods.
    public init() {}
    /// A budget without pods.
    public static var zeroValue: Spec { Spec() }
  }

  /// How things stand.
  public struct Status: Sendable, Equatable, ZeroValued {
    /// How many more pods may be disturbed now.
    @OrZero public var disruptionsAllowed: Int32
    /// Pods that are healthy.
    @OrZero public var currentHealthy: Int32
    /// Pods that must be healthy.
    @OrZero public var desiredHealthy: Int32
    /// Pods that there should be.
    @OrZero public var expectedPods: Int32
    /// Pods whose eviction was granted and that are not gone yet, with the time of the grant.
    public var disruptedPods: [String: String]
    /// The generation of the spec that this describes.
    @OrZero public var observedGeneration: Int64
    /// Its conditions.
    public var conditions: [Condition]

    /// Nothing yet.
    public init() {
      disruptedPods = [:]
      conditions = []
    }
    /// Nothing yet.
    public static var zeroValue: Status { Status() }
  }

  /// Name, namespace, labels …
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: Spec
  /// How things stand.
  @OrZero public var status: Status

  /// Creates a budget.
  public init(metadata: ObjectMeta = ObjectMeta(), spec: Spec = Spec()) {
    self.metadata = metadata
    self.spec = spec
  }
}
