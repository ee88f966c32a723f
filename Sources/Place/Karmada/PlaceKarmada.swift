import Documents
import GoSemantics
import Karmada
import KubernetesAPI

/// What Karmada would decide for a set of manifests, and why.
///
/// Templates are matched with policies as the detector does, policies get the defaults that
/// admission fills in, and the scheduler decides over the clusters as their status says. A
/// ResourceBinding among the manifests tells where its resource runs already, and whether anything
/// makes the scheduler look at it again.
public struct PlaceKarmada: PlaceReport {
  /// The clusters given.
  let clusters: ClusterSnapshots
  /// One entry per resource that can be placed, in the order of the manifests.
  public let decisions: [Decision]

  /// The decision on one resource.
  public struct Decision: Sendable {
    /// The resource.
    public var resource: WorkloadReference
    /// What it wants.
    public var demand: TemplateDemand
    /// The policy that claims it; `nil` if none matches.
    public var policy: PolicyClaim?
    /// Without a policy: those that look at the kind, and why they do not match.
    public var nearMisses: [String] = []
    /// Where it runs already.
    public var running: RunningState?
    /// Why the scheduler looks at it; `nil` if it does not.
    public var trigger: SchedulingTrigger?
    /// One attempt per group of clusters that was tried; the last one counts if it succeeded. If
    /// nothing makes the scheduler look, what it would see.
    public var attempts: [ScheduleAttempt] = []
    /// What the scheduler writes; `nil` if it is not asked.
    public var result: SchedulingResult?
    /// What each target gets, if that was asked for.
    public var rendered: [RenderedObject] = []
    /// What a reader should know beside.
    public var notes: [String] = []
    /// The template as it was written.
    var template: Documents.Node = .null

    /// Where the resource is in the end.
    public var targets: [TargetCluster] { result?.targets ?? running?.clusters ?? [] }
  }

  /// The kinds of Karmada's API.
  public static let kinds = KarmadaKinds.all

  /// Decides for every resource among objects.
  public init(
    _ written: [ManifestObject], options: PlaceOptions, running: PlaceKarmada?
  ) throws(DocumentError) {
    var objects: [ManifestObject] = []
    objects.reserveCapacity(written.count)
    for object in written {
      try TemplateCheck.check(object)
      objects.append(try AdmissionCheck.admit(object))
    }
    let clusters = ClusterSnapshots(
      objects.compactMap { $0.as(Cluster.self) }.map { ClusterSnapshot($0) })
    guard clusters.count > 0 else {
      throw DocumentError(
        file: objects.first?.file ?? "", problem: "there is no Cluster among the manifests")
    }
    let manifests = KarmadaManifests(objects)
    let before = Dictionary((running?.decisions ?? []).map { ($0.resource.title, $0) }) {
      first, _ in
      first
    }
    let renderer = options.showsOverrides ? ObjectRenderer(objects) : nil
    self.clusters = clusters
    decisions = manifests.resources.map { object in
      let reference = manifests.reference(to: object)
      var decision = Self.decide(
        object, reference, manifests, clusters, before: before[reference.title])
      decision.rendered = renderer?.render(decision, among: clusters) ?? []
      return decision
    }
  }

  /// Decides for every resource in files and folders.
  ///
  /// - Throws: A manifest that cannot be read or contradicts itself, with its place; also when no
  ///   cluster is among them.
  public init(
    paths: [String], options: PlaceOptions = PlaceOptions(), running: PlaceKarmada? = nil
  ) throws(DocumentError) {
    try self.init(
      try ManifestFiles.read(paths, kinds: Self.kinds), options: options, running: running)
  }

  // MARK: One resource

  private static func decide(
    _ object: ManifestObject, _ resource: WorkloadReference, _ manifests: KarmadaManifests,
    _ clusters: ClusterSnapshots, before: Decision?
  ) -> Decision {
    var decision = Decision(resource: resource, demand: TemplateDemand(of: object.object))
    decision.template = object.node
    if let binding = manifests.binding(of: resource) {
      decision.running = binding
    } else if let before {
      decision.running = RunningState(after: before)
    }
    guard let policy = manifests.claim(of: object, as: resource, before: before?.policy) else {
      decision.nearMisses = manifests.nearMisses(of: object, as: resource)
      decision.notes.append(
        decision.running.map { $0.clusters.isEmpty } ?? true
          ? "No policy matches: the resource waits for one."
          : "No policy matches any more: the resource stays where it is, without a policy.")
      return decision
    }
    decision.policy = policy
    decision.notes += policy.notes
    if resource.uid.isEmpty && decision.demand.replicas > 0 {
      decision.notes.append(
        "The resource has no uid, which decides ties between clusters; with one, equal clusters"
          + " may change places.")
    }

    if decision.running?.isSuspended == true {
      decision.notes.append("The binding suspends scheduling, so nothing moves.")
    }
    var placement = policy.placement
    if policy.spec.activationPreference == "Lazy", let before, before.policy?.name == policy.name,
      before.template == object.node, let old = before.policy?.placement, old != placement
    {
      placement = old
      decision.notes.append(
        "The policy is Lazy: its new placement counts from the next change of the resource.")
    }
    let binding = Self.binding(decision, placement)
    decide(&decision, binding, clusters)
    return decision
  }

  private static func binding(_ decision: Decision, _ placement: PlacementRules) -> BindingState {
    let running = decision.running
    return BindingState(
      workload: decision.resource, placement: placement, replicas: decision.demand.replicas,
      requirements: decision.demand.requests.map { ResourceAmounts($0) },
      clusters: running?.clusters ?? [], evictingClusters: running?.evicting ?? [],
      observedAffinityName: running?.observedAffinityName ?? "",
      isFresh: running?.isFresh ?? false)
  }

  private static func decide(
    _ decision: inout Decision, _ binding: BindingState, _ clusters: ClusterSnapshots
  ) {
    guard ScheduleAttempt.isTractable(binding, on: clusters) else {
      decision.notes.append(
        "The scheduler searches all combinations of regions, and here there are too many to try"
          + " (more than \(ScheduleAttempt.searchBudget) steps): fewer maxGroups of the region"
          + " constraint, or fewer minGroups of the cluster constraint, end the search earlier.")
      return
    }
    decision.trigger =
      decision.running.map {
        $0.trigger(for: binding, on: clusters)
      } ?? .placementChanged
    if decision.trigger != nil {
      decision.result = BindingScheduling.attempt(binding, on: clusters)
    }
    decision.attempts = ScheduleAttempt.all(binding, on: clusters)
  }
}

extension WorkloadReference {
  /// Kind, namespace and name.
  var title: String { "\(kind) \(namespace.isEmpty ? name : "\(namespace)/\(name)")" }
}

extension [TargetCluster] {
  /// The targets in byte-wise name order; upstream's own order is partly random.
  var sortedByName: [TargetCluster] {
    var sorted = self
    stableSort(&sorted) { bytewiseLess($0.name, $1.name) }
    return sorted
  }
}
