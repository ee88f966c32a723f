import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KubeFleetSuites {
  /// Rolling updates, evictions, defaults and the re-application of Works.
  static let rollout: [VectorSuite] = [pickBindings, eviction, backoff, defaults]

  // MARK: Rolling update

  private static let pickBindings = VectorSuite(
    algorithm: "kubefleet.rollout.pickBindingsToRoll",
    matches: { expected, answer in
      var (expected, answer) = (expected, answer)
      let waits = (expected["waitForCleanUp"] ?? .null, answer["waitForCleanUp"] ?? .null)
      expected.remove("waitForCleanUp")
      answer.remove("waitForCleanUp")
      return expected == answer && sameWait(waits.0, waits.1)
    }
  ) { vector in
    let placement = try vector.input.decoded(ClusterResourcePlacement.self, "placement")
    let bindings = try vector.input.decodedIfPresent([ResourceBinding].self, "bindings") ?? []
    let snapshot = vector.input["latestMasterResourceSnapshotName"]?.string ?? ""
    let now = vector.input.now
    let spec = placement.spec.defaulted()
    return PreparedDecision {
      (
        RolloutPicking(bindings, spec: spec, snapshot: snapshot, now: now),
        CleanUpWait.outcomes(bindings)
      )
    } answer: { picking, waits in
      func names(_ indexes: [Int]) -> Node { Node(indexes.map { bindings[$0].metadata.name }) }
      var outcomes: [Node] = []
      for outcome in waits.map(answer) where !outcomes.contains(outcome) {
        outcomes.append(outcome)
      }
      return [
        "toBeUpdated": names(picking.toBeUpdated), "stale": names(picking.stale),
        "upToDate": names(picking.upToDate), "needRoll": Node(picking.needRoll),
        "waitSeconds": Node(Double(picking.wait) / 1e9),
        "waitForCleanUp": outcomes.count == 1 ? outcomes[0] : ["anyOf": .list(outcomes)],
      ]
    }
  }

  private static func answer(_ wait: CleanUpWait) -> Node {
    switch wait {
    case .proceed: false
    case .wait: true
    case .duplicate: ["error": "the same cluster"]
    case .boundTooEarly: ["error": "that has a bound binding"]
    case .unscheduledTooEarly: ["error": "that has a unscheduled binding"]
    }
  }

  /// Several outcomes are recorded in the order in which they were seen: all that are possible.
  private static func sameWait(_ expected: Node, _ answer: Node) -> Bool {
    let possible = answer["anyOf"]?.array ?? [answer]
    let seen = expected["anyOf"]?.array ?? [expected]
    return seen.count == possible.count
      && seen.allSatisfy { outcome in
        possible.contains { $0 == outcome || isSameError($0, outcome) }
      }
  }

  /// Recordings keep a stable part of upstream's message. Which one is known of ``CleanUpWait``'s
  /// second failure only; of the others any part will do.
  private static func isSameError(_ left: Node, _ right: Node) -> Bool {
    guard let own = left["error"]?.string, let recorded = right["error"]?.string else {
      return false
    }
    let messages = [
      "the same cluster": "the same cluster ` ` has bindings ` ` and ` ` pointing to it",
      "that has a unscheduled binding":
        "find a cluster ` ` that has a unscheduled binding ` ` with previous state is `bound` and a "
        + "deleting binding point to it",
    ]
    return own == recorded || messages[own]?.contains(recorded) ?? false
  }

  // MARK: Eviction

  private static let eviction = VectorSuite(algorithm: "kubefleet.eviction") { vector in
    let placement = try vector.input.decodedIfPresent(
      ClusterResourcePlacement.self, "placement")
    let bindings = try vector.input.decodedIfPresent([ResourceBinding].self, "bindings") ?? []
    let budget = try vector.input.decodedIfPresent(
      PlacementDisruptionBudget.self, "disruptionBudget")
    let request = try vector.input.decoded(PlacementEviction.self, "eviction")
    return PreparedDecision {
      EvictionOutcome(
        from: request.spec.clusterName, placement: placement, bindings: bindings,
        budget: budget?.spec)
    } answer: { outcome in
      func condition(_ isTrue: Bool, _ reason: String, _ message: String) -> Node {
        [
          "status": Node(isTrue ? "True" : "False"),
          "reason": Node("ClusterResourcePlacementEviction\(reason)"), "message": Node(message),
        ]
      }
      let deleted = outcome.deleted.map { [bindings[$0].metadata.name] } ?? []
      if !outcome.isValid {
        return [
          "Valid": condition(false, "Invalid", outcome.message), "bindingsDeleted": Node(deleted),
        ]
      }
      return [
        "Valid": condition(true, "Valid", "Eviction is valid"),
        "Executed": condition(
          outcome.isExecuted, outcome.isExecuted ? "Executed" : "NotExecuted", outcome.message),
        "bindingsDeleted": Node(deleted),
      ]
    }
  }

  // MARK: Back-off of Works

  private static let backoff = VectorSuite(algorithm: "kubefleet.workapplier.requeueBackoff") {
    vector in
    let input = VectorInput(vector.input["parameters"] ?? .null)
    var parameters = RequeueBackoff.Parameters()
    parameters.attemptsWithFixedDelay = Int64(try input.integer("attemptsWithFixedDelay"))
    parameters.fixedDelaySeconds = try input.number("fixedDelaySeconds")
    parameters.exponentialBaseForSlowBackoff = try input.number("exponentialBaseForSlowBackoff")
    parameters.exponentialBaseForFastBackoff = try input.number("exponentialBaseForFastBackoff")
    parameters.initialSlowBackoffDelaySeconds = try input.number(
      "initialSlowBackoffDelaySeconds")
    parameters.maxSlowBackoffDelaySeconds = try input.number("maxSlowBackoffDelaySeconds")
    parameters.maxFastBackoffDelaySeconds = try input.number("maxFastBackoffDelaySeconds")
    parameters.skipToFastBackoff = try input.flag(
      "skipToFastBackoffForAvailableOrDiffReportedWorkObjs")
    let start = RequeueBackoff(parameters)
    let calls = try (vector.input["calls"]?.array ?? []).map { call in
      let call = VectorInput(call)
      let forgets = (try? call.flag("forgetFirst")) ?? false
      let isSettled = try call.flag("available") || call.flag("diffReported")
      return (
        forgets,
        RequeueBackoff.Pass(
          generation: Int64(try call.integer("generation")), isSettled: isSettled,
          results: try call.text("processingResult"))
      )
    }
    return PreparedDecision {
      var backoff = start
      return calls.map { forgets, pass in
        if forgets { backoff.forget() }
        return backoff.delay(after: pass)
      }
    } answer: { delays in
      ["delayNanoseconds": .list(delays.map { Node($0) })]
    }
  }

  // MARK: Defaults

  private static let defaults = VectorSuite(algorithm: "kubefleet.placement.default") { vector in
    let placement = try vector.input.decoded(ClusterResourcePlacement.self, "placement")
    let original = vector.input["placement"] ?? .null
    return PreparedDecision {
      placement.spec.defaulted()
    } answer: { spec in
      ["placement": defaulted(original, spec)]
    }
  }

  /// Writes the defaults of a typed placement into the document that it was read from.
  private static func defaulted(_ original: Node, _ spec: PlacementSpec) -> Node {
    var placement = original
    var node = placement["spec"] ?? Node(.object([]))
    if let policy = spec.policy { node.set("policy", written(policy, into: node["policy"])) }
    var strategy = node["strategy"] ?? Node(.object([]))
    strategy.set("type", Node(spec.strategy.type))
    if let rolling = spec.strategy.rollingUpdate {
      strategy.set(
        "rollingUpdate",
        .members([
          ("maxUnavailable", Self.node(orNull: rolling.maxUnavailable)),
          ("maxSurge", Self.node(orNull: rolling.maxSurge)),
          (
            "unavailablePeriodSeconds",
            Node(orNull: rolling.unavailablePeriodSeconds.map { Node($0) })
          ),
        ]))
    }
    if let apply = spec.strategy.applyStrategy {
      var written = strategy["applyStrategy"] ?? Node(.object([]))
      written.set("type", Node(apply.type))
      written.set("comparisonOption", Node(apply.comparisonOption))
      written.set("whenToApply", Node(apply.whenToApply))
      written.set("whenToTakeOver", Node(apply.whenToTakeOver))
      if let config = apply.serverSideApplyConfig {
        written.set("serverSideApplyConfig", ["force": Node(config.force)])
      }
      strategy.set("applyStrategy", written)
    }
    node.set("strategy", strategy)
    node.set("revisionHistoryLimit", Node(orNull: spec.revisionHistoryLimit.map { Node($0) }))
    placement.set("spec", node)
    return placement
  }

  private static func node(orNull value: IntOrString?) -> Node {
    switch value {
    case .int(let count): Node(count)
    case .string(let text): Node(text)
    case nil: .null
    }
  }

  private static func written(_ policy: PlacementPolicy, into original: Node?) -> Node {
    guard var node = original, !node.isNull else {
      return ["placementType": Node(policy.placementType)]
    }
    if var constraints = node["topologySpreadConstraints"]?.array {
      for (index, constraint) in policy.topologySpreadConstraints.enumerated() {
        constraints[index].set("maxSkew", Node(orNull: constraint.maxSkew.map { Node($0) }))
        constraints[index].set("whenUnsatisfiable", Node(constraint.whenUnsatisfiable))
      }
      node.set("topologySpreadConstraints", .list(constraints))
    }
    if var tolerations = node["tolerations"]?.array {
      for (index, toleration) in (policy.tolerations ?? []).enumerated() {
        tolerations[index].set("operator", Node(toleration.operator))
      }
      node.set("tolerations", .list(tolerations))
    }
    return node
  }
}
