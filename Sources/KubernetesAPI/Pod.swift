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
  /// What must be removed before the pod is placed.
  public var schedulingGates: [PodSchedulingGate]
  /// What its containers mount.
  public var volumes: [Volume]
  /// Whether its containers use the node's own network.
  @OrZero public var hostNetwork: Bool
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
    schedulingGates = []
    volumes = []
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

/// A reason not to place a pod yet.
public struct PodSchedulingGate: Sendable, Hashable, Decodable {
  /// Its name, unique in the pod.
  @OrZero public var name: String

  /// Creates a gate.
  public init(name: String) {
    self.name = name
  }
}

/// What containers mount: the kinds that decisions tell apart.
public struct Volume: Sendable, Equatable, Decodable {
  /// An image that is mounted.
  public struct Image: Sendable, Equatable, Decodable {
    /// The image's name.
    @OrZero public var reference: String
  }

  /// A claim on storage.
  public struct Claim: Sendable, Equatable, Decodable {
    /// The claim's name, in the pod's namespace.
    @OrZero public var claimName: String
    /// Whether nothing may be written.
    @OrZero public var readOnly: Bool
  }

  /// A folder that lives as long as the pod.
  public struct EmptyDirectory: Sendable, Equatable, Decodable {
    /// `Memory`, or empty for the node's disk.
    @OrZero public var medium: String
  }

  /// A folder of the node.
  public struct HostPath: Sendable, Equatable, Decodable {
    /// Where it is.
    @OrZero public var path: String
  }

  /// Its name, unique in the pod.
  @OrZero public var name: String
  /// An image.
  public var image: Image?
  /// A claim.
  public var persistentVolumeClaim: Claim?
  /// A folder that lives as long as the pod.
  public var emptyDir: EmptyDirectory?
  /// A folder of the node.
  public var hostPath: HostPath?
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

  /// Creates a port.
  public init(
    containerPort: Int32 = 0, hostPort: Int32 = 0, hostIP: String = "", protocol: String = ""
  ) {
    self.containerPort = containerPort
    self.hostPort = hostPort
    self.hostIP = hostIP
    self.protocol = `protocol`
  }
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

  /// Creates an affinity.
  public init(
    nodeAffinity: NodeAffinity? = nil, podAffinity: PodAffinity? = nil,
    podAntiAffinity: PodAffinity? = nil
  ) {
    self.nodeAffinity = nodeAffinity
    self.podAffinity = podAffinity
    self.podAntiAffinity = podAntiAffinity
  }
}

/// Demands and wishes of a pod for other pods.
public struct PodAffinity: Sendable, Equatable, Decodable {
  /// What must hold.
  public var requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm]
  /// What adds to the score.
  public var preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm]

  /// Creates demands and wishes.
  public init(required: [PodAffinityTerm] = [], preferred: [WeightedPodAffinityTerm] = []) {
    requiredDuringSchedulingIgnoredDuringExecution = required
    preferredDuringSchedulingIgnoredDuringExecution = preferred
  }
}

/// Which pods, and what counts as near.
public struct PodAffinityTerm: Sendable, Hashable, Decodable {
  /// The pods; nil for none.
  public var labelSelector: LabelSelector?
  /// Their namespaces.
  public var namespaces: [String]
  /// Their namespaces, by labels.
  public var namespaceSelector: LabelSelector?
  /// The node label whose equal values mean near.
  @OrZero public var topologyKey: String
  /// Labels in which those pods must be equal to the owner of the term; the API server merges them
  /// into the selector.
  public var matchLabelKeys: [String]
  /// Labels in which those pods must differ from the owner of the term; merged likewise.
  public var mismatchLabelKeys: [String]

  /// Creates a term.
  public init(
    labelSelector: LabelSelector? = nil, topologyKey: String = "", namespaces: [String] = [],
    namespaceSelector: LabelSelector? = nil
  ) {
    self.labelSelector = labelSelector
    self.namespaces = namespaces
    self.namespaceSelector = namespaceSelector
    matchLabelKeys = []
    mismatchLabelKeys = []
    self.topologyKey = topologyKey
  }
}

/// A wish with its weight.
public struct WeightedPodAffinityTerm: Sendable, Hashable, Decodable {
  /// What it is worth, 1–100.
  @OrZero public var weight: Int32
  /// Which pods, and what counts as near.
  public var podAffinityTerm: PodAffinityTerm

  /// Creates a wish.
  public init(weight: Int32, _ term: PodAffinityTerm) {
    podAffinityTerm = term
    self.weight = weight
  }
}

/// How pods of a kind are spread over domains.
public struct TopologySpreadConstraint: Sendable, Hashable, Decodable {
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
  /// Labels in which the pods that count must be equal to the pod itself.
  public var matchLabelKeys: [String]
  /// `Honor` or `Ignore`: whether nodes that the pod's node affinity excludes count; nil for the
  /// former.
  public var nodeAffinityPolicy: String?
  /// `Honor` or `Ignore`: whether nodes with taints that the pod does not tolerate count; nil for
  /// the latter.
  public var nodeTaintsPolicy: String?

  /// Creates a constraint.
  public init(
    maxSkew: Int32, topologyKey: String, whenUnsatisfiable: String,
    labelSelector: LabelSelector? = nil, minDomains: Int32? = nil
  ) {
    self.labelSelector = labelSelector
    self.minDomains = minDomains
    matchLabelKeys = []
    self.maxSkew = maxSkew
    self.topologyKey = topologyKey
    self.whenUnsatisfiable = whenUnsatisfiable
  }
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
  /// What became of its containers.
  public var containerStatuses: [ContainerStatus]
  /// What became of its init containers.
  public var initContainerStatuses: [ContainerStatus]

  /// Nothing yet.
  public init() {
    conditions = []
    containerStatuses = []
    initContainerStatuses = []
  }

  /// Nothing yet.
  public static var zeroValue: PodStatus { PodStatus() }
}

/// What became of a container.
public struct ContainerStatus: Sendable, Equatable, Decodable {
  /// The container's name.
  @OrZero public var name: String
  /// Whether it serves.
  @OrZero public var ready: Bool
  /// How often it was started again.
  @OrZero public var restartCount: Int32
  /// What its node has set aside for it.
  public var allocatedResources: ResourceList
  /// What it really runs with; nil while unknown.
  public var resources: ResourceRequirements?

  /// Creates a status.
  public init(name: String, ready: Bool = false) {
    allocatedResources = [:]
    self.name = name
    self.ready = ready
  }
}
