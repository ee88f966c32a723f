import Documents

/// A pod.
public struct Pod: Sendable, Equatable, Decodable, KubernetesObject {
  /// Name, namespace, labels …
  @OrZero public var metadata: ObjectMeta
  /// What it asks for.
  @OrZero public var spec: PodSpec
  /// What became of it.
  @OrZero public var status: PodStatus

  /// Creates a pod.
  public init(metadata: ObjectMeta = ObjectMeta(), spec: PodSpec = PodSpec()) {
    self.metadata = metadata
    self.spec = spec
  }
}

/// What a pod asks for: the part that decisions read.
public struct PodSpec: Sendable, Equatable, ZeroValued {
  /// Containers that run side by side.
  public var containers: [Container]
  /// Containers that run before, one after the other; restartable ones keep running.
  public var initContainers: [Container]
  /// What the runtime needs besides.
  public var overhead: ResourceList
  /// Requests of the pod as a whole.
  public var resources: ResourceRequirements?
  /// The node it is bound to; empty until then.
  @OrZero public var nodeName: String
  /// Labels that the node must have.
  public var nodeSelector: [String: String]
  /// Demands and wishes for nodes and for other pods.
  public var affinity: Affinity?
  /// Which taints it endures.
  public var tolerations: [Toleration]
  /// How pods of a kind are spread.
  public var topologySpreadConstraints: [TopologySpreadConstraint]
  /// Its importance; nil counts as 0.
  public var priority: Int32?
  /// The class that its importance comes from.
  @OrZero public var priorityClassName: String
  /// Which scheduler places it; empty for the default one.
  @OrZero public var schedulerName: String
  /// `PreemptLowerPriority` or `Never`; nil for the former.
  public var preemptionPolicy: String?
  /// Seconds between the request to stop and the end; nil for 30.
  public var terminationGracePeriodSeconds: Int64?
  /// `Always`, `OnFailure` or `Never`; empty for the first.
  @OrZero public var restartPolicy: String

  /// A pod that asks for nothing.
  public init(containers: [Container] = []) {
    self.containers = containers
    initContainers = []
    overhead = [:]
    nodeSelector = [:]
    tolerations = []
    topologySpreadConstraints = []
  }

  /// A pod that asks for nothing.
  public static var zeroValue: PodSpec { PodSpec() }
}

/// One container.
public struct Container: Sendable, Equatable, Decodable {
  /// Its name, unique in the pod.
  @OrZero public var name: String
  /// Its image.
  @OrZero public var image: String
  /// What it needs.
  @OrZero public var resources: ResourceRequirements
  /// `Always` makes an init container keep running beside the others.
  public var restartPolicy: String?
  /// The ports that it opens.
  public var ports: [ContainerPort]

  /// Creates a container.
  public init(name: String = "", image: String = "", requests: ResourceList = [:]) {
    ports = []
    self.name = name
    self.image = image
    resources = ResourceRequirements(requests: requests)
  }
}

/// A port of a container.
public struct ContainerPort: Sendable, Equatable, Decodable {
  /// The port inside.
  @OrZero public var containerPort: Int32
  /// The port on the node; 0 for none.
  @OrZero public var hostPort: Int32
  /// The node address; empty for all.
  @OrZero public var hostIP: String
  /// `TCP`, `UDP` or `SCTP`; empty for the first.
  @OrZero public var `protocol`: String
}

/// What a container needs and what it may use.
public struct ResourceRequirements: Sendable, Equatable, ZeroValued {
  /// What is set aside for it.
  public var requests: ResourceList
  /// What it may use at most.
  public var limits: ResourceList

  /// Creates requirements.
  public init(requests: ResourceList = [:], limits: ResourceList = [:]) {
    self.requests = requests
    self.limits = limits
  }

  /// No requirements.
  public static var zeroValue: ResourceRequirements { ResourceRequirements() }
}

/// Demands and wishes of a pod for nodes and for other pods.
public struct Affinity: Sendable, Equatable, Decodable {
  /// For nodes.
  public var nodeAffinity: NodeAffinity?
  /// For being near other pods.
  public var podAffinity: PodAffinity?
  /// For being away from other pods.
  public var podAntiAffinity: PodAffinity?
}

/// Demands and wishes of a pod for other pods.
public struct PodAffinity: Sendable, Equatable, Decodable {
  /// What must hold.
  public var requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm]
  /// What adds to the score.
  public var preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm]
}

/// Which pods, and what counts as near.
public struct PodAffinityTerm: Sendable, Equatable, Decodable {
  /// The pods; nil for none.
  public var labelSelector: LabelSelector?
  /// Their namespaces.
  public var namespaces: [String]
  /// Their namespaces, by labels.
  public var namespaceSelector: LabelSelector?
  /// The node label whose equal values mean near.
  @OrZero public var topologyKey: String
}

/// A wish with its weight.
public struct WeightedPodAffinityTerm: Sendable, Equatable, Decodable {
  /// What it is worth, 1–100.
  @OrZero public var weight: Int32
  /// Which pods, and what counts as near.
  public var podAffinityTerm: PodAffinityTerm
}

/// How pods of a kind are spread over domains.
public struct TopologySpreadConstraint: Sendable, Equatable, Decodable {
  /// How uneven the domains may be.
  @OrZero public var maxSkew: Int32
  /// The node label that names the domain.
  @OrZero public var topologyKey: String
  /// `DoNotSchedule` or `ScheduleAnyway`.
  @OrZero public var whenUnsatisfiable: String
  /// The pods that count; nil for none.
  public var labelSelector: LabelSelector?
  /// How many domains there must at least be.
  public var minDomains: Int32?
}

/// What became of a pod.
public struct PodStatus: Sendable, Equatable, ZeroValued {
  /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
  @OrZero public var phase: String
  /// Its conditions.
  public var conditions: [Condition]
  /// RFC 3339; when its node took it up.
  public var startTime: String?
  /// The node that preemption makes room on.
  @OrZero public var nominatedNodeName: String

  /// Nothing yet.
  public init() {
    conditions = []
  }

  /// Nothing yet.
  public static var zeroValue: PodStatus { PodStatus() }
}
