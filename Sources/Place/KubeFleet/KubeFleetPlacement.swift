import Documents
import GoSemantics
import KubeFleet
import KubernetesAPI

/// Makes the decision on one placement.
struct KubeFleetPlacement {
  let manifests: KubeFleetManifests
  let fleet: SchedulingFleet
  let options: PlaceOptions
  /// What was decided before and runs now.
  let earlier: PlaceKubeFleet.Decision?

  func decide(_ source: KubeFleetManifests.Placement) -> PlaceKubeFleet.Decision {
    var placement = source.placement
    placement.spec = placement.spec.defaulted()
    // Admission leaves an empty type; the API server's schema says PickAll.
    if placement.spec.policy?.placementType.isEmpty ?? false {
      placement.spec.policy?.placementType = "PickAll"
    }
    let existing = manifests.bindings(of: placement)
    let before =
      existing.isEmpty
      ? (earlier?.after ?? []).map { $0.located(in: fleet) }
      : existing.map { BindingRow($0, in: fleet) }
    var decision = PlaceKubeFleet.Decision(
      kind: source.object.identifier.kind, placement: placement,
      snapshot: snapshot(of: placement, before))
    decision.before = before
    let resources = manifests.selected(by: placement)
    decision.selected = resources.map(Self.title)
    schedule(&decision)
    if decision.failure != nil { return decision }
    decision.overrides = overrides(of: placement, resources, on: decision.clusters)
    addRollout(&decision, existing)
    addStages(&decision)
    return decision
  }

  private static func title(_ object: ManifestObject) -> String {
    let name = object.metadata.name
    return object.metadata.namespace.isEmpty
      ? "\(object.identifier.kind) \(name)"
      : "\(object.identifier.kind) \(object.metadata.namespace)/\(name)"
  }

  // MARK: Scheduling

  /// The snapshot in force: the one given or known if the policy is still the same, else the next.
  private func snapshot(
    of placement: ClusterResourcePlacement, _ before: [BindingRow]
  ) -> PolicySnapshot {
    let name = placement.metadata.name
    let known = manifests.snapshot(of: placement) ?? earlier?.snapshot
    let newest = before.map(\.policySnapshotName).max {
      (Self.index(of: $0) ?? -1) < (Self.index(of: $1) ?? -1)
    }
    var index = 0
    if let known {
      index = Self.index(of: known.metadata.name) ?? 0
      if Self.identity(known.spec.policy) != Self.identity(placement.spec.policy) { index += 1 }
    } else if let newest {
      // Without the snapshot, what the bindings know counts as the policy of today.
      index = Self.index(of: newest) ?? 0
    }
    var metadata = ObjectMeta(
      name: "\(name)-\(index)", namespace: placement.metadata.namespace,
      labels: [PolicySnapshot.indexLabel: "\(index)"],
      annotations: [PolicySnapshot.placementGenerationAnnotation: "1"])
    if let number = placement.spec.policy?.numberOfClusters {
      metadata.annotations[PolicySnapshot.numberOfClustersAnnotation] = "\(number)"
    }
    return PolicySnapshot(metadata: metadata, policy: placement.spec.policy)
  }

  private static func index(of snapshot: String) -> Int? {
    snapshot.split(separator: "-").last.flatMap { Int($0) }
  }

  /// A policy without N, whose change makes no new snapshot.
  private static func identity(_ policy: PlacementPolicy?) -> PlacementPolicy {
    var policy = policy ?? PlacementPolicy(placementType: "PickAll")
    policy.numberOfClusters = nil
    return policy
  }

  private func schedule(_ decision: inout PlaceKubeFleet.Decision) {
    let rules = PolicyRules(decision.snapshot)
    var scheduler = PlacementScheduler(rules: rules, fleet: fleet, now: manifests.now)
    var bindings = decision.before
    let name = decision.placement.metadata.name
    var scores: [Int: PlaceKubeFleet.Score] = [:]
    var picked = 0
    do throws(SchedulingFailure) {
      if rules.type != .pickFixed {
        decision.verdicts = zip(fleet.clusters, try scheduler.verdicts(bindings)).map {
          cluster, verdicts in
          verdicts.map {
            PlaceKubeFleet.Verdict(plugin: $0.plugin, reason: rules.reason($0, on: cluster))
          }
        }
      }
      while true {
        let cycle = try scheduler.cycle(bindings)
        for (place, scored) in cycle.scored.enumerated() {
          let isPicked = place < cycle.batch?.picked ?? 0
          if isPicked { picked += 1 }
          scores[scored.cluster] = PlaceKubeFleet.Score(
            cluster: scored.cluster, scored: scored, order: isPicked ? picked : nil)
        }
        decision.choices = (cycle.status?.decisions ?? []).map { [bindings] in
          $0.object(rules, fleet, bindings)
        }
        cycle.apply(to: &bindings, rules, fleet) {
          BindingRow.name(placement: name, cluster: $0.targetCluster, suffix: "00000000")
        }
        decision.cycles.append(cycle)
        decision.status = cycle.status ?? decision.status
        if !cycle.requeue { break }
      }
    } catch {
      decision.failure = error
      decision.after = decision.before
      return
    }
    decision.after = bindings.map { $0.recorded(rules, fleet) }
    if rules.type == .pickN {
      // order-free: sorted below.
      decision.scores = scores.values.map { $0 }
      unstableSort(&decision.scores) { a, b in
        switch (a.order, b.order) {
        case (let first?, let second?): first < second
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil): a.cluster < b.cluster
        }
      }
      decision.leavesFirst = leavesFirst(bindings, rules)
    }
  }

  private func leavesFirst(_ bindings: [BindingRow], _ rules: PolicyRules) -> [String] {
    let classes = BindingClasses(bindings, policy: rules.name, fleet: fleet)
    return Downscaling.order(bindings, scheduled: classes.scheduled, bound: classes.bound).map {
      bindings[$0].targetCluster
    }
  }

  // MARK: Overrides

  private func overrides(
    of placement: ClusterResourcePlacement, _ resources: [ManifestObject],
    on clusters: [String]
  ) -> [PlaceKubeFleet.ClusterOverrides] {
    let selection = manifests.overrides(of: placement, resources)
    if selection.cluster.isEmpty, selection.namespaced.isEmpty, !options.showsOverrides {
      return []
    }
    return clusters.compactMap { name in
      guard let index = fleet.index(of: name) else { return nil }
      let labels = fleet.clusters[index].labels
      var result = PlaceKubeFleet.ClusterOverrides(cluster: name, names: [])
      let picked: OverrideSelection.Picked
      do throws(OverrideSnapshot.Failure) {
        picked = try selection.picked(for: labels)
      } catch {
        result.problem = error.reason
        return result
      }
      result.names =
        picked.cluster.map { "ClusterResourceOverride \($0.name)" }
        + picked.namespaced.map { "ResourceOverride \($0.namespace)/\($0.name)" }
      for resource in resources {
        let outcome = OverriddenResource(
          resource.node, overrides: picked, cluster: name, labels: labels,
          clusterScoped: manifests.clusterScopedKinds)
        switch outcome {
        case .envelope, .unchanged: result.objects.append(resource.node)
        case .changed(let object):
          result.objects.append(object)
          let title = Self.title(resource)
          result.diff += UnifiedDiff.lines(
            from: resource.node.json(pretty: true), to: object.json(pretty: true),
            names: (title, "\(title) on \(name)"))
        case .deleted: result.deleted.append(Self.title(resource))
        case .failed(let reason, let snapshot, let target):
          result.problem = "\(snapshot) does not apply to \(target): \(reason)"
        }
      }
      if !options.showsOverrides { (result.objects, result.diff) = ([], []) }
      return result.names.isEmpty && !options.showsOverrides ? nil : result
    }
  }

  // MARK: How it gets there

  private func addRollout(
    _ decision: inout PlaceKubeFleet.Decision, _ existing: [ResourceBinding]
  ) {
    let spec = decision.placement.spec
    guard spec.strategy.type == "RollingUpdate" else { return }
    let name = decision.placement.metadata.name
    let version = "\(name)-0-snapshot"
    let bindings = decision.after.map { row -> ResourceBinding in
      var binding =
        existing.first { $0.metadata.name == row.name }
        ?? RolloutWaves.available(ResourceBinding(metadata: ObjectMeta(name: row.name)), version)
      if row.state != BindingState.scheduled, binding.status.conditions.isEmpty {
        binding = RolloutWaves.available(binding, version)
      }
      binding.spec.targetCluster = row.targetCluster
      binding.spec.resourceSnapshotName = version
      binding.spec.clusterResourceOverrideSnapshots = []
      binding.spec.resourceOverrideSnapshots = []
      binding.spec.state = row.state
      if row.state == BindingState.scheduled { binding.status.conditions = [] }
      return binding
    }
    let moves = decision.after.contains { $0.state != BindingState.bound }
    if moves { decision.rollout = RolloutWaves(bindings, spec: spec, snapshot: version) }
    let settled = bindings.filter { $0.spec.state != BindingState.unscheduled }.map {
      RolloutWaves.available($0, version)
    }
    decision.update = RolloutWaves(settled, spec: spec, snapshot: "\(name)-1-snapshot")
  }

  private func addStages(_ decision: inout PlaceKubeFleet.Decision) {
    let placement = decision.placement
    let namespace = placement.metadata.namespace
    var runs = manifests.runs.filter {
      $0.spec.placementName == placement.metadata.name && $0.metadata.namespace == namespace
    }
    if runs.isEmpty, placement.spec.strategy.type == "External" {
      runs = manifests.strategies.filter { $0.metadata.namespace == namespace }.map { strategy in
        StagedUpdateRunObject(
          metadata: ObjectMeta(name: "", namespace: namespace),
          spec: UpdateRunSpec(
            placementName: placement.metadata.name, strategyName: strategy.metadata.name))
      }
    }
    guard !runs.isEmpty else { return }
    var policy = decision.snapshot
    var scheduled = Condition(
      type: "Scheduled", status: decision.status?.isFulfilled ?? false ? "True" : "False")
    scheduled.observedGeneration = policy.metadata.generation
    policy.status.conditions = [scheduled]
    let bindings = decision.after.map { row in
      var spec = ResourceBindingSpec()
      spec.state = row.state
      spec.targetCluster = row.targetCluster
      spec.schedulingPolicySnapshotName = row.policySnapshotName
      return ResourceBinding(
        metadata: ObjectMeta(name: row.name, namespace: namespace), spec: spec)
    }
    decision.stagePlans = runs.map { run in
      StagePlan(
        run,
        strategy: manifests.strategies.first {
          $0.metadata.name == run.spec.stagedRolloutStrategyName
            && $0.metadata.namespace == namespace
        }, placement: placement, policy: policy, bindings: bindings, members: fleet,
        now: manifests.now)
    }
  }
}
