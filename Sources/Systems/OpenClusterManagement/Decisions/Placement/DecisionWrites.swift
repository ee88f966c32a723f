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
    /// The labels that the object gets in the end; a pass that changes its list leaves them to the
    /// next one.
    public var wantedLabels: [String: String] = [:]
  }

  /// Every object that the pass looks at: the wanted ones in order, then those to delete.
  public var writes: [Write] = []

  /// The objects of the placement that exist after the pass.
  public var remaining: [PlacementDecision] {
    writes.filter { $0.action != .delete }.map(\.object)
  }

  init(_ groups: DecisionGroups, of placement: PreparedPlacement, in state: PrioritizerState) {
    var existing: [String: Int] = [:]
    for (place, decision) in state.decisions.decisions.enumerated()
    where decision.metadata.namespace == placement.namespace {
      existing[decision.metadata.name] = place
    }
    var wanted: Set<String> = []
    for slice in groups.slices {
      wanted.insert(slice.name)
      let labels = [
        PlacementDecision.placementLabel: placement.name,
        PlacementDecision.groupNameLabel: slice.groupName,
        PlacementDecision.groupIndexLabel: String(slice.groupIndex),
      ]
      let clusters = slice.clusters.map(state.table.name)
      guard let place = existing[slice.name] else {
        let metadata = ObjectMeta(
          name: slice.name, namespace: placement.namespace, labels: labels)
        writes.append(
          Write(
            action: .create, object: PlacementDecision(metadata, clusters: clusters),
            wantedLabels: labels))
        continue
      }
      var object = state.decisions.decisions[place]
      let status = PlacementDecision(object.metadata, clusters: clusters).status
      if object.status != status {
        object.status = status
        writes.append(Write(action: .updateDecisions, object: object, wantedLabels: labels))
      } else if object.metadata.labels != labels {
        object.metadata.labels = labels
        writes.append(Write(action: .updateLabels, object: object, wantedLabels: labels))
      } else {
        writes.append(Write(action: .keep, object: object, wantedLabels: labels))
      }
    }
    // Upstream lists the placement's objects by label, which fails for a name that is no label.
    if placement.nameProblem != nil { return }
    for (place, entry) in state.decisions.entries.enumerated()
    where entry.namespace == placement.namespace && entry.placement == placement.name
      && !wanted.contains(state.decisions.decisions[place].metadata.name)
    {
      writes.append(Write(action: .delete, object: state.decisions.decisions[place]))
    }
  }
}
