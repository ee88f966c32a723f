import GoSemantics
import KubernetesAPI

/// A budget that preemption tries not to exceed, prepared.
public struct PreemptionBudget: Sendable {
  let namespace: String
  let selector: Selector
  let allowed: Int32
  /// Pods whose eviction was granted already.
  let disrupted: Set<String>

  /// Prepares a budget from its parts.
  ///
  /// - Parameters:
  ///   - selector: Nil for an invalid one, which selects nothing, as an empty one does.
  ///   - allowed: `status.disruptionsAllowed`.
  ///   - disrupted: The names in `status.disruptedPods`.
  public init(namespace: String, selector: Selector?, allowed: Int32, disrupted: Set<String>) {
    self.namespace = namespace
    let selector = selector ?? .nothing
    self.selector = selector.requirements.isEmpty ? .nothing : selector
    self.allowed = allowed
    self.disrupted = disrupted
  }

  /// Prepares a budget; an invalid or empty selector selects nothing.
  public init(_ budget: PodDisruptionBudget) {
    self.init(
      namespace: budget.metadata.namespace, selector: try? Selector(budget.spec.selector),
      allowed: budget.status.disruptionsAllowed,
      disrupted: Set(budget.status.disruptedPods.keys))
  }

  func covers(_ pod: PlacedPod, _ shape: PodShape) -> Bool {
    namespace == shape.namespace && !shape.labels.isEmpty && selector.matches(shape.labels)
      && !disrupted.contains(pod.name)
  }
}

/// Pods that would have to go from a node to make room.
public struct PreemptionCandidate: Sendable, Equatable {
  /// The node.
  public var node: NodeSlot
  /// The pods, the most important first.
  public var victims: [PodSlot]
  /// How many of them their budgets would not allow to go.
  public var violations: Int
}

/// What preemption would do for one pod.
public struct PreemptionOutcome: Sendable {
  /// Why the pod may not preempt at all, in upstream's words.
  public var ineligible: String?
  /// The nodes on which the removal of pods may help, in the order of the search.
  public var potentialNodes: [NodeSlot] = []
  /// Nodes with their victims.
  public var candidates: [PreemptionCandidate] = []
  /// Nodes on which the removal of pods does not help.
  public var rejections: [(node: NodeSlot, status: FilterStatus)] = []
  /// The best of the candidates, all equally good; upstream takes any of them.
  public var best: [NodeSlot] = []

  /// The candidate of a node.
  public func candidate(on node: NodeSlot) -> PreemptionCandidate? {
    candidates.first { $0.node == node }
  }
}

/// Making room for important pods.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/defaultpreemption/
/// default_preemption.go` and `framework/preemption/preemption.go`, vectors
/// `kubernetes-scheduler/preemption.jsonl.gz`.
extension ClusterScheduler {
  /// Finds out which pods would go where, if the last decision about this pod found no node.
  ///
  /// - Parameters:
  ///   - request: The pod.
  ///   - decision: The decision.
  ///   - policy: The pod's `preemptionPolicy`.
  ///   - budgets: The budgets of the cluster.
  ///   - now: Stands for the start of pods that have none, in nanoseconds since 1970.
  ///   - offset: Where in the list of potential nodes to begin; upstream draws it.
  public mutating func preempt(
    for request: SchedulingRequest, after decision: SchedulingDecision, policy: String?,
    budgets: [PreemptionBudget], now: Int64, offset: Int = 0
  ) -> PreemptionOutcome {
    var outcome = PreemptionOutcome()
    outcome.ineligible = reasonNotToPreempt(request, decision, policy: policy)
    if outcome.ineligible != nil { return outcome }
    var isResolvable = [Bool](repeating: false, count: snapshot.rows.count)
    for rejection in decision.rejections where rejection.verdict.isResolvable {
      isResolvable[Int(rejection.node)] = true
    }
    outcome.potentialNodes = nodeOrder().filter { isResolvable[Int($0)] }
    let count = outcome.potentialNodes.count
    if count == 0 { return outcome }
    let wanted = candidatesToFind(among: count)
    let view = upToDateView(of: request.shape)
    var withoutViolations = 0
    for step in 0..<count {
      let node = outcome.potentialNodes[(max(0, offset) + step) % count]
      let result = victims(on: node, view, request, budgets, now: now)
      if let candidate = result.candidate {
        outcome.candidates.append(candidate)
        if candidate.violations == 0 { withoutViolations += 1 }
        if withoutViolations > 0, outcome.candidates.count >= wanted { break }
      } else {
        outcome.rejections.append((node, result.status))
      }
    }
    outcome.best = best(of: outcome.candidates, now: now)
    return outcome
  }

  private func candidatesToFind(among count: Int) -> Int {
    let share =
      Int32(truncatingIfNeeded: count) &* settings.minCandidateNodesPercentage / 100
    return min(count, Int(max(share, settings.minCandidateNodesAbsolute)))
  }

  private func reasonNotToPreempt(
    _ request: SchedulingRequest, _ decision: SchedulingDecision, policy: String?
  ) -> String? {
    if policy == "Never" { return "not eligible due to preemptionPolicy=Never." }
    guard let nominated = request.nominatedNode,
      snapshot.details.indices.contains(Int(nominated))
    else { return nil }
    // On a node that no eviction helps, nothing is worth waiting for.
    let verdict = decision.rejections.first { $0.node == nominated }?.verdict
    if verdict.map({ !$0.isResolvable }) ?? true { return nil }
    let isWaiting = pods(on: nominated).contains { slot in
      pod(slot).map { $0.priority < request.priority && $0.isPreempted } ?? false
    }
    return isWaiting ? "not eligible due to a terminating pod on the nominated node." : nil
  }

  // MARK: One node

  /// The fewest and least important pods whose removal makes the pod fit on a node.
  private mutating func victims(
    on node: NodeSlot, _ view: Int, _ request: SchedulingRequest, _ budgets: [PreemptionBudget],
    now: Int64
  ) -> (candidate: PreemptionCandidate?, status: FilterStatus) {
    var potential = pods(on: node).compactMap { slot in
      pod(slot).map { (slot: slot, pod: $0) }
    }.filter { $0.pod.priority < request.priority }
    if potential.isEmpty {
      return (
        nil,
        FilterStatus(.notVisited, reasons: ["No preemption victims found for incoming pod"])
      )
    }
    var trial = NodeTrial(&self, node: node, view: view)
    for victim in potential { trial.remove(victim.pod.shape, &self) }
    let emptied = verdict(of: &trial, request)
    if emptied != .fits {
      let status = trial.status(emptied, self)
      trial.end(&self)
      return (nil, status)
    }
    func isMoreImportant(_ left: PlacedPod, _ right: PlacedPod) -> Bool {
      if left.priority != right.priority { return left.priority > right.priority }
      return (left.startNanos ?? now) < (right.startNanos ?? now)
    }
    unstableSort(&potential) { isMoreImportant($0.pod, $1.pod) }
    let violating = violations(of: potential.map(\.pod), budgets)
    var victims: [(slot: PodSlot, pod: PlacedPod)] = []
    var violations = 0
    for isViolating in [true, false] {
      for (index, victim) in potential.enumerated() where violating[index] == isViolating {
        trial.add(victim.pod.shape, &self)
        if verdict(of: &trial, request) == .fits { continue }
        trial.remove(victim.pod.shape, &self)
        victims.append(victim)
        if isViolating { violations += 1 }
      }
    }
    trial.end(&self)
    if victims.isEmpty {
      let problem = "expected at least one victim pod on node \"\(name(of: node))\""
      return (nil, FilterStatus(.notVisited, reasons: [problem]))
    }
    if violating.contains(true), violating.contains(false) {
      unstableSort(&victims) { isMoreImportant($0.pod, $1.pod) }
    }
    return (
      PreemptionCandidate(node: node, victims: victims.map(\.slot), violations: violations),
      FilterStatus(.fits)
    )
  }

  /// The filters on a node in thought, with and without the pods that were promised room there.
  private mutating func verdict(
    of trial: inout NodeTrial, _ request: SchedulingRequest
  ) -> FilterVerdict {
    let ahead = nominated(to: trial.node).filter {
      $0.priority >= request.priority && $0.id != request.id
    }
    if !ahead.isEmpty {
      for pod in ahead { trial.add(pod.shape, &self) }
      let verdict = trial.verdict(self)
      for pod in ahead { trial.remove(pod.shape, &self) }
      if verdict != .fits { return verdict }
    }
    return trial.verdict(self)
  }

  /// For every pod, in the order of importance, whether some budget does not allow that it goes
  /// after those before it.
  private func violations(
    of pods: [PlacedPod], _ budgets: [PreemptionBudget]
  ) -> [Bool] {
    var allowed = budgets.map(\.allowed)
    return pods.map { pod in
      var isViolating = false
      for (index, budget) in budgets.enumerated()
      where budget.covers(pod, shapes[pod.shape.index]) {
        allowed[index] &-= 1
        if allowed[index] < 0 { isViolating = true }
      }
      return isViolating
    }
  }

  // MARK: The choice

  /// The candidates that disturb least.
  private func best(of candidates: [PreemptionCandidate], now: Int64) -> [NodeSlot] {
    let scored = candidates.map { candidate -> (node: NodeSlot, score: [Int64]) in
      let pods = candidate.victims.compactMap { pod($0) }
      let priorities = pods.map { Int64($0.priority) }
      let highest = priorities.max() ?? 0
      let earliest =
        pods.filter { Int64($0.priority) == highest }.map { $0.startNanos ?? now }.min() ?? now
      return (
        candidate.node,
        [
          -Int64(candidate.violations), -(priorities.first ?? 0),
          -priorities.reduce(0) { $0 &+ $1 &+ (Int64(1) << 31) }, -Int64(pods.count), earliest,
        ]
      )
    }
    let best = scored.map(\.score).max { $0.lexicographicallyPrecedes($1) }
    return scored.filter { $0.score == best }.map(\.node)
  }
}
