import Documents
import GoSemantics
import KubernetesAPI
import OpenClusterManagement

/// What comes of one placement.
public struct PlacementOutcome: Sendable {
  /// The placement.
  public var placement: Placement
  /// The pass over it; `nil` if the controller leaves it alone.
  public var sync: PlacementSync?
  /// Why each candidate passes the filters or does not, in the candidates' order.
  public var verdicts: [ClusterVerdict] = []
  /// What a reader should know beside.
  public var notes: [String] = []

  /// `Placement namespace/name`.
  var title: String { "Placement \(placement.metadata.namespace)/\(placement.metadata.name)" }

  init(
    _ prepared: PreparedPlacement, written: HubManifests.Written<Placement>,
    manifests: HubManifests, state: PrioritizerState, now: GoInstant
  ) throws(DocumentError) {
    placement = prepared.placement
    if PlacementSync.isIgnored(placement) {
      notes.append(
        placement.metadata.deletionTimestamp == nil
          ? "An annotation disables scheduling: its decisions stay." : "It is being deleted.")
      return
    }
    let sync: PlacementSync
    do {
      let sets = ClusterSetIndex(manifests.sets, bindings: manifests.bindings, in: state.table)
      sync = try PlacementSync(prepared, sets: sets, in: state, now: now)
    } catch {
      throw DocumentError(
        file: written.object.file, position: written.object.node.position, path: "spec.clusterSets",
        problem: error.description)
    }
    self.sync = sync
    verdicts = Scheduler.verdicts(
      on: sync.sets.available, for: prepared, in: state, now: now)
    addNotes(sync, manifests)
  }

  private mutating func addNotes(_ sync: PlacementSync, _ manifests: HubManifests) {
    if sync.status.isError {
      notes.append(
        "The placement is wrong: its decisions are emptied, so that everything bound to it is "
          + "withdrawn.")
    } else if sync.returnsError {
      notes.append("The controller tries again with a growing back-off.")
    }
    if let wanted = placement.spec.numberOfClusters, wanted < 0 {
      notes.append("A negative numberOfClusters crashes the placement controller.")
    }
    for set in placement.spec.clusterSets where !sync.sets.eligible.contains(set) {
      notes.append(
        manifests.sets.contains { $0.metadata.name == set }
          ? "The set \(set) is not bound to the namespace \(placement.metadata.namespace)."
          : "There is no set \(set).")
    }
  }

  /// The placement with the status that the pass writes.
  var updated: Placement {
    guard let sync else { return placement }
    var placement = placement
    placement.status.numberOfSelectedClusters = Int32(
      truncatingIfNeeded: sync.schedule.selectedCount)
    placement.status.decisionGroups = sync.groups.groups
    placement.status.conditions = sync.conditions
    return placement
  }

  /// Why a candidate is turned down; empty if it passes.
  func reason(at place: Int) -> String {
    guard place < verdicts.count else { return "" }
    let verdict = verdicts[place]
    var reasons: [String] = []
    if !verdict.meetsPredicates { reasons.append(Self.text(verdict.predicates)) }
    if let taint = verdict.untoleratedTaint {
      let value = taint.value.isEmpty ? "" : "=\(taint.value)"
      reasons.append("taint \(taint.key)\(value):\(taint.effect)")
    }
    return reasons.joined(separator: "; ")
  }

  private static func text(_ predicates: [ClusterVerdict.Miss?]) -> String {
    let words = predicates.map { miss -> String in
      switch miss {
      case .labels: "labels"
      case .claims: "claims"
      case .expressions: "CEL"
      case nil: "met"
      }
    }
    if words.count == 1 { return "predicate not met: \(words[0])" }
    return "no predicate met: "
      + words.enumerated().map { "\($0 + 1) \($1)" }.joined(separator: ", ")
  }

  /// What the placement is compared by.
  func workload(_ table: ClusterTable) -> PlacedWorkload {
    var workload = PlacedWorkload(name: title)
    guard let sync else { return workload }
    workload.claim =
      sync.sets.eligible.isEmpty
      ? nil : "ManagedClusterSets \(sync.sets.eligible.joined(separator: ", "))"
    workload.targets = sync.schedule.selected.sorted().map {
      .init(cluster: table.name($0), replicas: nil)
    }
    workload.problem = problem
    let candidates = sync.sets.available
    workload.verdicts = ClusterVerdicts(candidates.map(table.name)) { reason(at: $0) }
    return workload
  }

  private var problem: String? {
    sync?.conditions.first {
      $0.type == "PlacementMisconfigured" ? $0.status == "True" : $0.status == "False"
    }.map { "\($0.reason): \($0.message)" }
  }
}
