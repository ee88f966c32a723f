import Documents
import EventKernel
import FleetModel
import Scenarios
import Stochastic

/// Everything that a scenario can name, as one value: nobody else knows the set of systems.
public struct Catalog: Sendable {
  /// The multicluster systems, by their names in `controlPlane.kind`.
  public var systems: [SystemEntry]
  /// What runs inside every member.
  public var members: MembersEntry
  /// Turns one entry of `failures` into a model.
  public var makeFailure: @Sendable (FailurePlan) -> any FailureModel

  /// Creates a catalogue.
  public init(
    systems: [SystemEntry], members: MembersEntry,
    makeFailure: @escaping @Sendable (FailurePlan) -> any FailureModel
  ) {
    self.systems = systems
    self.members = members
    self.makeFailure = makeFailure
  }

  /// The system of that name.
  public func system(_ name: String) -> SystemEntry? {
    systems.first { $0.name == name }
  }
}

/// One multicluster system.
public struct SystemEntry: Sendable {
  /// The name scenarios use, such as `Karmada`.
  public var name: String
  /// One sentence, with the version that is mirrored.
  public var summary: String
  /// Its flags with their defaults.
  public var settings: [Setting]
  /// How the system reacts when a cluster fails, step by step, with the constants that the input
  /// sets; sentences for reports.
  public var reaction: @Sendable (ControlPlaneInput) throws -> [String]
  /// Reads manifests and settings once; what it returns makes one control plane per run.
  public var prepare: @Sendable (ControlPlaneInput) throws -> ControlPlaneFactory

  /// One flag of the system.
  public struct Setting: Sendable, Equatable {
    /// The upstream name without dashes.
    public var name: String
    /// The default as text.
    public var preset: String
    /// What it does, in one sentence.
    public var help: String

    /// Creates a setting.
    public init(name: String, preset: String, help: String) {
      self.name = name
      self.preset = preset
      self.help = help
    }
  }

  /// Creates an entry.
  public init(
    name: String, summary: String, settings: [Setting],
    reaction: @escaping @Sendable (ControlPlaneInput) throws -> [String] = { _ in [] },
    prepare: @escaping @Sendable (ControlPlaneInput) throws -> ControlPlaneFactory
  ) {
    self.name = name
    self.summary = summary
    self.settings = settings
    self.reaction = reaction
    self.prepare = prepare
  }
}

/// What runs inside the members.
public struct MembersEntry: Sendable {
  /// The flags of a member's programs with their defaults.
  public var settings: [SystemEntry.Setting]
  /// Reads settings and manifests once; what it returns puts controllers into one fleet.
  public var prepare: @Sendable (MembersInput) throws -> MembersFactory

  /// Creates an entry.
  public init(
    settings: [SystemEntry.Setting],
    prepare: @escaping @Sendable (MembersInput) throws -> MembersFactory
  ) {
    self.settings = settings
    self.prepare = prepare
  }
}

/// Puts controllers into the members of a fleet whose services are those of the input's templates.
public typealias MembersFactory = @Sendable (_ fleet: Fleet) throws -> any MemberClusters

/// What the members of a fleet are made from.
public struct MembersInput: Sendable {
  /// One member cluster.
  public struct Cluster: Sendable {
    /// How finely it is simulated.
    public var fidelity: RunSection.Fidelity
    /// The flags of its programs, the last one of a name counting.
    public var settings: [(name: String, value: Node)]
  }

  /// By `ClusterID`.
  public var clusters: [Cluster]
  /// The workloads as members have them, by `ServiceID`.
  public var templates: [LoadedScenario.Manifest]
  /// Objects that accompany workloads: autoscalers and disruption budgets.
  public var companions: [LoadedScenario.Manifest]
  /// What is done on purpose, in the scenario's order.
  public var operations: [OperationPlan]
  /// The scenario's file, for messages about settings.
  public var file: String

  /// An error at one of the settings.
  public func problem(in setting: String, at node: Node?, _ text: String) -> ScenarioError {
    ScenarioError([
      DocumentError(
        file: file, position: node?.position ?? .none, path: "spec.fleet.kubernetes.\(setting)",
        problem: text)
    ])
  }
}

/// One entry of `operations`, with its names resolved.
public struct OperationPlan: Sendable {
  /// When it begins.
  public var at: VirtualTime
  /// What is done.
  public var action: Action

  /// What is done.
  public enum Action: Sendable {
    /// Nodes are drained, worked on and uncordoned, in this order.
    case drain(nodes: [NodeID], OperationSection.Drain)
    /// A workload gets a new pod template in some clusters.
    case rollOut(ServiceID, in: [ClusterID], patch: Node)
  }
}

/// Makes the control plane of one run, in a fleet whose services are those of the input's templates.
public typealias ControlPlaneFactory =
  @Sendable (_ fleet: Fleet, _ members: any MemberClusters, _ services: [ServiceID]) throws ->
  any ControlPlane

/// What a control plane is made from.
public struct ControlPlaneInput: Sendable {
  /// The workload templates as the user applies them to the hub, in the order of the services.
  public var templates: [LoadedScenario.Manifest]
  /// The system's own objects.
  public var policies: [LoadedScenario.Manifest]
  /// The flags that the scenario sets, in its order.
  public var settings: [(name: String, value: Node)]
  /// When the templates are applied.
  public var templatesAt: VirtualDuration
  /// How long it takes to apply them all.
  public var templatesOver: VirtualDuration
  /// The scenario's file, for messages about settings.
  public var file: String

  /// Creates an input.
  public init(
    templates: [LoadedScenario.Manifest], policies: [LoadedScenario.Manifest],
    settings: [(name: String, value: Node)], templatesAt: VirtualDuration,
    templatesOver: VirtualDuration, file: String
  ) {
    self.templatesOver = templatesOver
    self.templatesAt = templatesAt
    self.templates = templates
    self.policies = policies
    self.settings = settings
    self.file = file
  }
}

extension ControlPlaneInput {
  /// An error at one of the settings.
  public func problem(in setting: String, _ text: String) -> ScenarioError {
    let value = settings.first { $0.name == setting }?.value
    return ScenarioError([
      DocumentError(
        file: file, position: value?.position ?? .none,
        path: "spec.controlPlane.settings.\(setting)", problem: text)
    ])
  }
}

/// One entry of `failures`, with its names resolved.
public enum FailurePlan: Sendable {
  /// One failure at a known time.
  case once(Once)
  /// A kind of failure that keeps coming.
  case renewal(Renewal)

  /// One failure at a known time.
  public struct Once: Sendable {
    /// What reports call it.
    public var name: String
    /// When it begins.
    public var at: VirtualTime
    /// What it hits.
    public var target: DisruptionTarget
    /// Seconds, drawn once per run; nil: for good.
    public var duration: Distribution?
    /// How requests that need the target end meanwhile.
    public var mode: RequestOutcome
  }

  /// A kind of failure that keeps coming.
  public struct Renewal: Sendable {
    /// What reports call it.
    public var name: String
    /// What fails.
    public var level: FailureSection.Level
    /// With racks: how many nodes one has.
    public var rackNodes: Int
    /// Seconds from being repaired to the next failure.
    public var timeToFailure: Distribution
    /// Seconds from failure to being repaired.
    public var timeToRepair: Distribution
    /// The probability that a failure takes a part of a zone or region.
    public var hit: Double
    /// The share of failures with a common cause.
    public var betaFactor: Double
    /// How requests that need the target end meanwhile.
    public var mode: RequestOutcome
  }
}
