import Documents
import Karmada
import KubernetesAPI

/// Where a resource runs already, and by which placement it came there.
public struct RunningState: Sendable {
  /// What the scheduler's note on the placement that it applied last says.
  public enum Applied: Sendable {
    /// There is no note.
    case never
    /// The note cannot be read, which counts as unchanged.
    case unreadable
    /// This placement.
    case placement(PlacementRules)
  }

  /// How we know.
  public var source: String
  /// The targets.
  public var clusters: [TargetCluster]
  /// Clusters that it is leaving.
  public var evicting: [String] = []
  /// The group of clusters in use.
  public var observedAffinityName: String
  /// Whether somebody asked for a new placement since the last one.
  public var isFresh = false
  /// Whether the binding tells the scheduler to leave it alone.
  public var isSuspended = false
  /// The placement that was applied last.
  public var applied: Applied

  /// As a binding says.
  init(_ object: ManifestObject, binding: ResourceBinding) {
    let state = BindingState(binding.spec, status: binding.status)
    source = "\(object.identifier.kind) \(binding.metadata.name)"
    clusters = state.clusters
    evicting = state.evictingClusters
    observedAffinityName = state.observedAffinityName
    isFresh = state.isFresh
    isSuspended = binding.spec.suspension?.scheduling == true
    if let text = binding.metadata.annotations["policy.karmada.io/applied-placement"] {
      applied = Self.placement(text).map(Applied.placement) ?? .unreadable
    } else {
      applied = .never
    }
  }

  /// As was decided before; `nil` if that led nowhere.
  init?(after decision: PlaceKarmada.Decision) {
    guard let policy = decision.policy else {
      guard let running = decision.running else { return nil }
      self = running
      return
    }
    source = "decided for the manifests in effect now"
    clusters = decision.targets
    evicting = decision.running?.evicting ?? []
    isSuspended = decision.running?.isSuspended ?? false
    observedAffinityName =
      decision.result?.observedAffinityName ?? decision.running?.observedAffinityName ?? ""
    // A failure that leaves the targets also leaves the note.
    if decision.result?.targets != nil {
      applied = .placement(policy.placement)
    } else {
      applied = decision.running?.applied ?? .never
    }
  }

  private static func placement(_ json: String) -> PlacementRules? {
    guard let node = try? DocumentReader.readJSON(json),
      let placement = try? NodeDecoder(file: "").decode(Placement.self, from: node, path: "")
    else { return nil }
    return PlacementRules(placement)
  }

  /// Why the scheduler looks at the binding again; `nil` if it does not.
  func trigger(for binding: BindingState, on clusters: ClusterSnapshots) -> SchedulingTrigger? {
    if isSuspended { return nil }
    let isChanged =
      switch applied {
      case .never: true
      case .unreadable: false
      case .placement(let rules):
        SchedulingTrigger.placementChanged(
          from: rules, to: binding.placement, observedAffinityName: observedAffinityName)
      }
    return SchedulingTrigger.first(for: binding, placementChanged: isChanged, on: clusters)
  }
}

extension SchedulingTrigger {
  /// The reason in words.
  var text: String {
    switch self {
    case .placementChanged: "the placement differs from the one applied last"
    case .replicasChanged: "the targets' replicas differ from what the resource wants"
    case .rescheduleRequested: "a reschedule was asked for after the last scheduling"
    case .always:
      "what runs no pods, or runs all replicas everywhere, is scheduled whenever it is touched"
    case .targetDeleting: "a target cluster is being deleted"
    }
  }

  /// The reason in a word.
  var word: String {
    switch self {
    case .placementChanged: "PlacementChanged"
    case .replicasChanged: "ReplicasChanged"
    case .rescheduleRequested: "RescheduleRequested"
    case .always: "Always"
    case .targetDeleting: "TargetDeleting"
    }
  }
}
