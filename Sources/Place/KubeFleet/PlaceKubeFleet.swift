import Documents
import GoSemantics
import KubeFleet
import KubernetesAPI

/// What KubeFleet (the open-source core of Azure Kubernetes Fleet Manager) would decide for a set of
/// manifests, and why.
///
/// Placements get the defaults that admission fills in, and the scheduler's passes follow one another
/// until it wants no further one. Bindings among the manifests tell where a placement is already.
/// The instant is that of the latest heartbeat; a MemberCluster without any status is taken as
/// healthy.
public struct PlaceKubeFleet: PlaceReport {
  /// The kinds of KubeFleet's API.
  public static let kinds = KubeFleetKinds.all

  /// The members.
  let fleet: SchedulingFleet
  /// One entry per placement, in the order of the manifests.
  public let decisions: [Decision]
  /// Services over several clusters, and which clusters are behind them.
  public let services: [ServiceBackends]
  /// What a reader should know beside.
  public let notes: [String]

  /// The decision on one placement.
  public struct Decision: Sendable {
    /// `ClusterResourcePlacement` or `ResourcePlacement`.
    public var kind: String
    /// The placement after defaulting.
    public var placement: ClusterResourcePlacement
    /// The resources among the manifests that it selects.
    public var selected: [String] = []
    /// The policy snapshot by which clusters are picked.
    public var snapshot: PolicySnapshot
    /// The bindings before.
    public var before: [BindingRow] = []
    /// What every filter says of every member before the first pass; empty for PickFixed.
    public var verdicts: [[Verdict]] = []
    /// The scores of the members, from the pass that picked them, or the last one.
    public var scores: [Score] = []
    /// The passes of the scheduler.
    public var cycles: [SchedulingCycle] = []
    /// The bindings afterwards.
    public var after: [BindingRow] = []
    /// What the snapshot's status says in the end.
    public var status: SchedulingCycle.Status?
    /// The scheduler's word on single clusters in the end, chosen ones first.
    public var choices: [ClusterDecision] = []
    /// Why the scheduler fails.
    public var failure: SchedulingFailure?
    /// Clusters in the order in which a smaller N takes them away.
    public var leavesFirst: [String] = []
    /// The overrides of each chosen cluster, where there are any.
    public var overrides: [ClusterOverrides] = []
    /// How the decision reaches the clusters.
    public var rollout: RolloutWaves?
    /// How the next change of the resources reaches the clusters.
    public var update: RolloutWaves?
    /// The stages of update runs.
    public var stagePlans: [StagePlan] = []

    /// Kind and key.
    public var title: String { "\(kind) \(placement.key)" }

    /// The clusters that have the placement in the end, by name.
    public var clusters: [String] {
      var names = after.filter { $0.state != BindingState.unscheduled }.map(\.targetCluster)
      stableSort(&names, by: bytewiseLess)
      return names
    }

    /// The clusters that lose it, by name.
    public var leaving: [String] {
      let kept = Set(clusters)
      var names = after.filter { $0.state == BindingState.unscheduled }.map(\.targetCluster)
        .filter { !kept.contains($0) }
      stableSort(&names, by: bytewiseLess)
      return names
    }
  }

  /// Why a filter rejects one member.
  public struct Verdict: Sendable, Equatable {
    /// The filter.
    public var plugin: FilterPlugin
    /// Why.
    public var reason: String
  }

  /// The scores of one member.
  public struct Score: Sendable, Equatable {
    /// The place in the fleet.
    public var cluster: Int
    /// The scores by which it was compared.
    public var scored: SchedulingCycle.Scored
    /// In which order it was picked, from 1; nil if it was not.
    public var order: Int?
  }

  /// The overrides of one cluster.
  public struct ClusterOverrides: Sendable, Equatable {
    /// The cluster.
    public var cluster: String
    /// Names, in the order in which they are applied.
    public var names: [String]
    /// Why they cannot be applied.
    public var problem: String?
    /// Resources that do not go there.
    public var deleted: [String] = []
    /// The resources as they go there, if they were asked for.
    public var objects: [Node] = []
    /// How they differ from the templates, if that was asked for.
    public var diff: [String] = []
  }

  /// A service that one member offers for all exporting clusters.
  public struct ServiceBackends: Sendable, Equatable {
    /// Namespace and name.
    public var name: String
    /// What it imports.
    public var service: String
    /// The clusters whose pods are behind it.
    public var clusters: [String]
    /// What keeps it from working.
    public var problem: String?
  }

  /// Decides for every placement among objects.
  public init(
    _ objects: [ManifestObject], options: PlaceOptions, running: PlaceKubeFleet?
  ) throws(DocumentError) {
    let manifests = KubeFleetManifests(objects)
    try KubeFleetValidation.check(objects, manifests)
    let fleet = SchedulingFleet(manifests.members)
    let earlier = Dictionary((running?.decisions ?? []).map { ($0.title, $0) }) { first, _ in
      first
    }
    self.fleet = fleet
    let decisions = manifests.placements.map { placement in
      KubeFleetPlacement(
        manifests: manifests, fleet: fleet, options: options, earlier: earlier[placement.title]
      ).decide(placement)
    }
    self.decisions = decisions
    services = manifests.services.map { Self.backends($0, manifests, decisions) }
    var notes: [String] = []
    if !manifests.assumedHealthy.isEmpty {
      notes.append(
        "\(ReportText.count(manifests.assumedHealthy.count, "MemberCluster")) without status, "
          + "taken as joined and healthy: "
          + ReportText.names(manifests.assumedHealthy, limit: 5))
    }
    self.notes = notes
  }

  /// Decides for every placement in files and folders.
  ///
  /// - Throws: A manifest that cannot be read or would be refused, with its place; also when no
  ///   MemberCluster is among them.
  public init(
    paths: [String], options: PlaceOptions = PlaceOptions(), running: PlaceKubeFleet? = nil
  ) throws(DocumentError) {
    try self.init(
      try ManifestFiles.read(paths, kinds: Self.kinds), options: options, running: running)
  }

  /// The clusters that export a service because a placement puts the export there.
  private static func backends(
    _ service: MultiClusterService, _ manifests: KubeFleetManifests, _ decisions: [Decision]
  ) -> ServiceBackends {
    let namespace = service.metadata.namespace.isEmpty ? "default" : service.metadata.namespace
    let name = service.spec.serviceImport.name
    var result = ServiceBackends(
      name: "\(namespace)/\(service.metadata.name)", service: name, clusters: [])
    let export = "ServiceExport \(namespace)/\(name)"
    guard manifests.isExported(name, in: namespace) else {
      result.problem = "no \(export) is among the manifests, so nothing is behind it"
      return result
    }
    let placing = decisions.filter { $0.selected.contains(export) }
    var clusters = Set<String>()
    for decision in placing { clusters.formUnion(decision.clusters) }
    // order-free: sorted below.
    var names = Array(clusters)
    stableSort(&names, by: bytewiseLess)
    result.clusters = names
    if placing.isEmpty { result.problem = "no placement selects \(export)" }
    return result
  }
}
