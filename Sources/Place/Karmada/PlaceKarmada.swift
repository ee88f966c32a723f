import Documents
import Foundation
import GoSemantics
import Karmada
import KubernetesAPI

/// What Karmada's scheduler would decide for a set of manifests, and why.
///
/// Templates are matched with policies as the detector does, policies get the defaults that
/// admission fills in, and the scheduler decides over the clusters as their status says. A
/// ResourceBinding among the manifests tells where its resource runs already.
public struct PlaceKarmada: Sendable {
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
    public var policy: PolicyChoice?
    /// One attempt per group of clusters that was tried; the last one counts if it succeeded.
    public var attempts: [Attempt] = []
    /// What the scheduler writes; `nil` without a policy.
    public var result: SchedulingResult?
    /// What a reader should know beside.
    public var notes: [String] = []
  }

  /// The policy that claims a resource.
  public struct PolicyChoice: Sendable {
    /// Its kind, and its namespace and name with a slash.
    public var kind: String
    public var name: String
    /// `spec.priority`.
    public var priority: Int32
    /// Which of its selectors decided.
    public var closeness: PolicySelection.Closeness
    /// Policies that match too but stand back, with the reason.
    public var others: [String]
  }

  /// One run of the scheduler.
  public struct Attempt: Sendable {
    /// The group of clusters; empty if the placement has no ordered groups.
    public var affinityName: String
    /// What the scheduler read.
    public var binding: BindingState
    /// What it decided and how.
    public var outcome: ScheduleOutcome
    public var steps: ScheduleSteps
    /// Every reason against each cluster, by the cluster's index.
    public var reasons: [[FilterReason]]
  }

  /// Decides for every resource in the manifests.
  ///
  /// - Parameter paths: Files, and directories whose YAML and JSON files are read in name order.
  /// - Throws: A manifest that cannot be read or contradicts itself, with its place; also when no
  ///   cluster is among them.
  public init(paths: [String]) throws(DocumentError) {
    let registry = KindRegistry.kubernetes.adding(KarmadaKinds.all)
    var objects: [ManifestObject] = []
    for path in try Self.files(in: paths) { objects += try registry.readFile(path) }
    try self.init(objects)
  }

  /// Decides for every resource among objects.
  ///
  /// - Throws: as ``init(paths:)``.
  public init(_ objects: [ManifestObject]) throws(DocumentError) {
    for object in objects { try PlaceValidation.check(object) }
    let clusters = ClusterSnapshots(
      objects.compactMap { $0.as(Cluster.self) }.map { ClusterSnapshot($0) })
    guard clusters.count > 0 else {
      throw DocumentError(
        file: objects.first?.file ?? "", problem: "there is no Cluster among the manifests")
    }
    let manifests = Manifests(objects)
    self.clusters = clusters
    decisions = manifests.resources.map { Self.decide($0, manifests, clusters) }
  }

  private static func files(in paths: [String]) throws(DocumentError) -> [String] {
    var files: [String] = []
    for path in paths {
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
        throw DocumentError(file: path, problem: "no such file or directory")
      }
      guard isDirectory.boolValue else {
        files.append(path)
        continue
      }
      var names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
      stableSort(&names, by: bytewiseLess)
      let manifests = names.filter { name in
        [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
      }
      guard !manifests.isEmpty else {
        throw DocumentError(file: path, problem: "the directory holds no YAML or JSON file")
      }
      files += manifests.map { "\(path)/\($0)" }
    }
    return files
  }

  // MARK: One resource

  private static func decide(
    _ object: ManifestObject, _ manifests: Manifests, _ clusters: ClusterSnapshots
  ) -> Decision {
    let known = manifests.binding(of: object)
    let resource = WorkloadReference(
      apiVersion: object.identifier.apiVersion, kind: object.identifier.kind,
      namespace: object.metadata.namespace, name: object.metadata.name,
      uid: object.metadata.uid.isEmpty ? known?.spec.resource.uid ?? "" : object.metadata.uid)
    var decision = Decision(resource: resource, demand: TemplateDemand(of: object.object))
    guard let (policy, choice) = manifests.policy(for: object) else {
      decision.notes.append("No policy matches: the resource waits.")
      return decision
    }
    decision.policy = choice
    if policy.schedulerName != "default-scheduler" {
      decision.notes.append(
        "The policy asks for the scheduler \(policy.schedulerName ?? ""), which may differ.")
    }
    if policy.suspension?.scheduling == true {
      decision.notes.append("The policy suspends scheduling; this is what would follow without.")
    }
    if resource.uid.isEmpty && decision.demand.replicas > 0 {
      decision.notes.append(
        "The resource has no uid, which decides ties between clusters; with one, equal clusters"
          + " may change places.")
    }

    let binding = Self.binding(resource, decision.demand, policy, known)
    decision.result = BindingScheduling.attempt(binding, on: clusters)
    decision.attempts = Self.attempts(binding, on: clusters)
    return decision
  }

  /// The binding as the detector would write it, with what an existing one knows.
  private static func binding(
    _ resource: WorkloadReference, _ demand: TemplateDemand, _ policy: PropagationSpec,
    _ known: ResourceBinding?
  ) -> BindingState {
    let past = known.map { BindingState($0.spec, status: $0.status) }
    return BindingState(
      workload: resource,
      placement: policy.placement.map { PlacementRules($0) } ?? PlacementRules(),
      replicas: demand.replicas, requirements: demand.requests.map { ResourceAmounts($0) },
      components: past?.components ?? [], clusters: past?.clusters ?? [],
      evictingClusters: past?.evictingClusters ?? [],
      observedAffinityName: past?.observedAffinityName ?? "", isFresh: past?.isFresh ?? false)
  }

  /// The runs of the scheduler behind one decision.
  private static func attempts(
    _ binding: BindingState, on clusters: ClusterSnapshots
  ) -> [Attempt] {
    let terms = binding.placement.affinityTerms
    guard !terms.isEmpty else { return [attempt(binding, "", on: clusters)] }
    let first =
      binding.isFresh ? 0 : terms.firstIndex { $0.name == binding.observedAffinityName } ?? 0
    var attempts: [Attempt] = []
    for term in terms[first...] {
      var next = binding
      next.observedAffinityName = term.name
      attempts.append(attempt(next, term.name, on: clusters))
      if case .placed = attempts[attempts.count - 1].outcome { break }
    }
    return attempts
  }

  private static func attempt(
    _ binding: BindingState, _ affinityName: String, on clusters: ClusterSnapshots
  ) -> Attempt {
    let (outcome, steps) = Scheduler.explain(binding, on: clusters)
    var filtering = ClusterFiltering(binding)
    let reasons = clusters.indices.map { index in
      FilterPlugin.allCases.compactMap { filtering.reason(of: $0, against: clusters[index]) }
    }
    return Attempt(
      affinityName: affinityName, binding: binding, outcome: outcome, steps: steps,
      reasons: reasons)
  }
}
