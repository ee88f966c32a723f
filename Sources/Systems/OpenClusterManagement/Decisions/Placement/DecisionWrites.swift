import KubernetesAPI

/// What a pass writes on a placement's PlacementDecisions.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/scheduling_controller.go` (bind,
/// createOrUpdatePlacementDecision).
public struct DecisionWrites: Sendable {
  /// What happens to one object.
  public enum Action: String, Sendable {
    /// It is new.
    case create
    /// Its list changes; its labels do not, before the next pass.
    case updateDecisions
    /// Its labels change.
    case updateLabels
    /// It is right already.
    case keep
    /// It is not needed any more.
    case delete
  }

  /// One object as it is after the pass.
  public struct Write: Sendable {
    /// What happens to it.
    public var action: Action
    /// The object; as it was if it is deleted.
    public var object: PlacementDecision
    /// The labels that the object gets in the end, for a pass that changes its list and leaves them
    /// to the next one; empty if they are right, or go with it.
    public var laterLabels: [String: String] = [:]
  }

  /// Every object that the pass looks at: the wanted ones in order, then those to delete.
  public var writes: [Write] = []

  /// The objects of the placement that exist after the pass.
  public var remaining: [PlacementDecision] {
    writes.filter { $0.action != .delete }.map(\.object)
  }

  init(_ groups: DecisionGroups, of placement: PreparedPlacement, in state: PrioritizerState) {
    for slice in groups.slices {
      let place = state.decisions.place(of: slice.name, namespace: placement.namespace)
      writes.append(
        Self.write(
          slice, of: placement, over: place.map { state.decisions.decisions[$0] }, in: state.table))
    }
    // Upstream lists the placement's objects by label, which fails for a name that is no label.
    if placement.nameProblem != nil { return }
    for (place, entry) in state.decisions.entries.enumerated()
    where entry.namespace == placement.namespace && entry.placement == placement.name
      && !groups.slices.contains(where: {
        $0.name == state.decisions.decisions[place].metadata.name
      })
    {
      writes.append(Write(action: .delete, object: state.decisions.decisions[place]))
    }
  }

  private static func write(
    _ slice: DecisionGroups.Slice, of placement: PreparedPlacement,
    over existing: PlacementDecision?, in table: ClusterTable
  ) -> Write {
    func labels() -> [String: String] {
      [
        PlacementDecision.placementLabel: placement.name,
        PlacementDecision.groupNameLabel: slice.groupName,
        PlacementDecision.groupIndexLabel: String(slice.groupIndex),
      ]
    }
    guard var object = existing else {
      let metadata = ObjectMeta(
        name: slice.name, namespace: placement.namespace, labels: labels())
      return Write(
        action: .create,
        object: PlacementDecision(metadata, clusters: slice.clusters.map(table.name)))
    }
    let old = object.metadata.labels
    let hasLabels =
      old.count == 3 && old[PlacementDecision.placementLabel] == placement.name
      && old[PlacementDecision.groupNameLabel] == slice.groupName
      && old[PlacementDecision.groupIndexLabel] == String(slice.groupIndex)
    let hasClusters =
      object.status.decisions.count == slice.clusters.count
      && zip(object.status.decisions, slice.clusters).allSatisfy {
        $0.clusterName == table.name($1) && $0.reason.isEmpty
      }
    if !hasClusters {
      object.status.decisions = slice.clusters.map { ClusterDecision(clusterName: table.name($0)) }
      return Write(
        action: .updateDecisions, object: object, laterLabels: hasLabels ? [:] : labels())
    }
    if hasLabels { return Write(action: .keep, object: object) }
    object.metadata.labels = labels()
    return Write(action: .updateLabels, object: object)
  }
}
