import GoSemantics

/// What the scheduler makes of a binding.
public enum ScheduleOutcome: Sendable, Equatable {
  /// The targets to write, possibly none.
  case placed([TargetCluster])
  /// No cluster passed the filters: the targets are cleared, and only an event brings the binding
  /// back.
  case noClusterFit(FitFailure)
  /// Too little room: the targets stay, and the binding waits in the unschedulable set.
  case unschedulable(message: String)
  /// Anything else, such as a spread constraint that cannot be met: the targets stay, and the
  /// binding backs off.
  case failed(message: String)
}

/// That no cluster passed the filters, and why.
public struct FitFailure: Sendable, Equatable {
  /// All clusters, also those being deleted, which no filter sees.
  public var clusterCount: Int
  /// How many clusters gave each reason, by text.
  public var histogram: [(count: Int, reason: String)]

  /// Upstream's message up to the reasons.
  public var summary: String { "0/\(clusterCount) clusters are available" }

  /// Upstream's message.
  public var message: String {
    let reasons =
      histogram.isEmpty
      ? "no cluster exists"
      : histogram.map { "\($0.count) \($0.reason)" }.joined(separator: ", ")
    return "\(summary): \(reasons)."
  }

  /// Equal counts for equal reasons.
  public static func == (left: FitFailure, right: FitFailure) -> Bool {
    left.clusterCount == right.clusterCount
      && left.histogram.elementsEqual(right.histogram) {
        $0.count == $1.count && $0.reason == $1.reason
      }
  }
}

/// How the scheduler came to an outcome; indices refer to the clusters handed over.
public struct ScheduleSteps: Sendable {
  /// Clusters that passed the filters, in name order.
  public var feasible: [Int] = []
  /// The others, without those being deleted.
  public var rejected: [(index: Int, reason: FilterReason)] = []
  /// All feasible clusters in order of preference, with scores and estimates.
  public var candidates: [ClusterCandidate] = []
  /// What was selected from them, in order.
  public var selected: [ClusterCandidate] = []
  /// Why nothing could be selected.
  public var selectionError: String?
  /// How replicas were divided among them.
  public var division: [DivisionStep] = []
}

/// What may differ between calls of the scheduler.
public struct SchedulerOptions: Sendable, Equatable {
  /// `--enable-empty-workload-propagation`: selected clusters without replicas are targets too.
  public var propagatesEmptyWorkloads = false
  /// What other workloads allow; `nil` unless the gate `WorkloadAffinity` is on.
  public var workloadAffinity: WorkloadAffinityFilter?

  /// Upstream's defaults.
  public init() {}
}

/// The scheduler's decision for one binding.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/core/generic_scheduler.go`, `util.go`, vectors
/// `karmada/schedule.jsonl.gz`.
public enum Scheduler {
  /// Answers of a further estimator that count when they are lower: by cluster index, `nil` for
  /// none.
  public typealias FurtherEstimate = (_ index: Int) -> Int32?
  /// Workloads placed on a cluster but not yet visible in its summary; only with the gate
  /// `SchedulingOvercommitProtection`.
  public typealias AssumedWorkloads = (_ index: Int) -> [[WorkloadComponent]]

  /// Decides where a binding goes: filter, score, select, assign.
  ///
  /// - Parameters:
  ///   - binding: What is to be placed.
  ///   - clusters: The members as the control plane sees them.
  ///   - options: The scheduler's flags.
  ///   - furtherEstimate: Another estimator.
  ///   - assumed: Workloads in flight.
  /// - Complexity: O(*n* log *n*) in the number of clusters, apart from choosing regions.
  public static func schedule(
    _ binding: BindingState, on clusters: ClusterSnapshots,
    options: SchedulerOptions = SchedulerOptions(),
    furtherEstimate: FurtherEstimate? = nil, assumed: AssumedWorkloads? = nil
  ) -> ScheduleOutcome {
    let filtering = ClusterFiltering(
      binding, on: clusters, workloadAffinity: options.workloadAffinity)
    let feasible = filtering.feasible()
    if feasible.isEmpty { return .noClusterFit(fitFailure(filtering, on: clusters)) }
    let candidates = candidates(
      feasible, for: binding, on: clusters, assigned: filtering.assigned,
      furtherEstimate: furtherEstimate, assumed: assumed)
    return place(binding, candidates: candidates, on: clusters, options: options).outcome
  }

  /// Decides like ``schedule(_:on:options:furtherEstimate:assumed:)`` and tells how.
  public static func explain(
    _ binding: BindingState, on clusters: ClusterSnapshots,
    options: SchedulerOptions = SchedulerOptions(),
    furtherEstimate: FurtherEstimate? = nil, assumed: AssumedWorkloads? = nil
  ) -> (outcome: ScheduleOutcome, steps: ScheduleSteps) {
    var steps = ScheduleSteps()
    let filtering = ClusterFiltering(
      binding, on: clusters, workloadAffinity: options.workloadAffinity)
    for index in clusters.indices where !clusters.rows[index].traits.contains(.isDeleting) {
      if let reason = filtering.firstReason(against: index) {
        steps.rejected.append((index, reason))
      } else {
        steps.feasible.append(index)
      }
    }
    if steps.feasible.isEmpty { return (.noClusterFit(fitFailure(filtering, on: clusters)), steps) }
    steps.candidates = candidates(
      steps.feasible, for: binding, on: clusters, assigned: filtering.assigned,
      furtherEstimate: furtherEstimate, assumed: assumed)
    var division: [DivisionStep] = []
    let result = place(binding, candidates: steps.candidates, on: clusters, options: options) {
      division.append($0)
    }
    steps.selected = result.selected
    steps.selectionError = result.selectionError
    steps.division = division
    return (result.outcome, steps)
  }

  private static func place(
    _ binding: BindingState, candidates: [ClusterCandidate], on clusters: ClusterSnapshots,
    options: SchedulerOptions, observe: ReplicaDivision.Observer? = nil
  ) -> (outcome: ScheduleOutcome, selected: [ClusterCandidate], selectionError: String?) {
    let selected: [ClusterCandidate]
    do {
      selected = try SpreadSelection.select(candidates, for: binding, among: clusters)
    } catch {
      let message = "failed to select clusters: \(error.message)"
      return (.failed(message: message), [], error.message)
    }
    do {
      var targets = try ReplicaDivision.assign(
        to: selected, for: binding, among: clusters, observe: observe)
      if options.propagatesEmptyWorkloads {
        let present = Set(targets.lazy.map(\.name))
        for candidate in selected where !present.contains(clusters[candidate.index].name) {
          targets.append(TargetCluster(name: clusters[candidate.index].name))
        }
      }
      return (.placed(targets), selected, nil)
    } catch .unschedulable(let message) {
      let text = "failed to assign replicas: \(message)"
      return (.unschedulable(message: text), selected, nil)
    } catch {
      return (.failed(message: "failed to assign replicas: \(error.message)"), selected, nil)
    }
  }

  // MARK: Scores and estimates

  /// Scores feasible clusters, estimates what they can take and puts them in order.
  private static func candidates(
    _ feasible: [Int], for binding: BindingState, on clusters: ClusterSnapshots,
    assigned: [Int32], furtherEstimate: FurtherEstimate?, assumed: AssumedWorkloads?
  ) -> [ClusterCandidate] {
    let usesTerms = binding.placement.affinity == nil && !binding.placement.affinityTerms.isEmpty
    let term = usesTerms ? binding.placement.term(named: binding.observedAffinityName) : nil
    let estimation = BindingEstimation(binding)

    var candidates: [ClusterCandidate] = []
    candidates.reserveCapacity(feasible.count)
    for index in feasible {
      let present = assigned.isEmpty ? -1 : assigned[index]
      let allocatable = estimation.allocatable(
        in: index, of: clusters, further: furtherEstimate?(index), assumed: assumed?(index) ?? [])
      candidates.append(
        ClusterCandidate(
          index: index,
          overflowOrder: usesTerms ? overflowOrder(of: clusters[index], in: term) : 0,
          // ClusterLocality is the only plug-in that scores.
          score: present < 0 ? 0 : 100,
          allocatable: allocatable,
          available: Int64(allocatable) + Int64(max(present, 0))))
    }
    SpreadSelection.sort(&candidates)
    return candidates
  }

  /// Which affinity let a cluster in; see ``ClusterCandidate/overflowOrder``.
  private static func overflowOrder(
    of cluster: ClusterSnapshot, in term: PlacementRules.AffinityTerm?
  ) -> Int32 {
    guard let term else { return 1000 }
    if term.affinity.matches(cluster) { return 0 }
    guard let place = term.overflow?.firstIndex(where: { $0.matches(cluster) }) else {
      return 1000
    }
    return Int32(truncatingIfNeeded: place + 1)
  }

  private static func fitFailure(
    _ filtering: ClusterFiltering, on clusters: ClusterSnapshots
  ) -> FitFailure {
    var found: [(reason: FilterReason, count: Int)] = []
    for (index, row) in clusters.rows.enumerated() where !row.traits.contains(.isDeleting) {
      guard let reason = filtering.firstReason(against: index) else { continue }
      if let place = found.firstIndex(where: { $0.reason == reason }) {
        found[place].count += 1
      } else {
        found.append((reason, 1))
      }
    }
    // Different reasons may have one text.
    var counts: [String: Int] = [:]
    for (reason, count) in found { counts[reason.text, default: 0] += count }
    var lines = counts.map { (count: $1, reason: $0) }  // order-free: sorted next
    stableSort(&lines) { bytewiseLess("\($0.count) \($0.reason)", "\($1.count) \($1.reason)") }
    return FitFailure(clusterCount: clusters.count, histogram: lines)
  }
}
