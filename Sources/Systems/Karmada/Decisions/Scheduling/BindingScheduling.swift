/// What the scheduler writes to a binding after one attempt.
public struct SchedulingResult: Sendable, Equatable {
  /// The queue in which a failed binding waits.
  public enum Retry: String, Sendable, Equatable {
    /// Put aside for minutes, or until something happens to the binding or a matching cluster.
    case unschedulable
    /// Retried after a back-off of seconds.
    case backoff
  }

  /// Reasons of the condition `Scheduled`.
  public enum Reason: String, Sendable, Equatable {
    case success = "Success"
    case unschedulable = "Unschedulable"
    case noClusterFit = "NoClusterFit"
    case schedulerError = "SchedulerError"
    case quotaExceeded = "QuotaExceeded"
  }

  /// The new `spec.clusters`, written together with the applied placement; `nil` leaves both as
  /// they are.
  public var targets: [TargetCluster]?
  /// The new `status.schedulerObservingAffinityName`.
  public var observedAffinityName: String
  /// The reason of the condition; its status is True for ``Reason/success`` only, and then the
  /// observed generation and the last scheduled time are set too.
  public var reason: Reason
  /// Upstream's message of a failure.
  public var message: String
  /// Where a failed binding waits; `nil` if only an event brings it back.
  public var retry: Retry?
}

/// One attempt of the scheduler at a binding: single affinity, or ordered groups of clusters.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/scheduler.go`, `helper.go`, vectors
/// `karmada/schedule_affinities.jsonl.gz`.
public enum BindingScheduling {
  /// Schedules a binding.
  ///
  /// With affinity groups the attempt starts at the group that was observed last, or at the first
  /// one if a reschedule was asked for, and goes on to later groups until one succeeds. If all
  /// fail, the first failure counts.
  public static func attempt(
    _ binding: BindingState, on clusters: ClusterSnapshots,
    options: SchedulerOptions = SchedulerOptions(),
    furtherEstimate: Scheduler.FurtherEstimate? = nil,
    assumed: Scheduler.AssumedWorkloads? = nil
  ) -> SchedulingResult {
    let terms = binding.placement.affinityTerms
    guard !terms.isEmpty else {
      let outcome = Scheduler.schedule(
        binding, on: clusters, options: options, furtherEstimate: furtherEstimate,
        assumed: assumed)
      return result(of: outcome, observed: binding.observedAffinityName)
    }

    var first = 0
    if !binding.isFresh {
      first = terms.firstIndex { $0.name == binding.observedAffinityName } ?? 0
    }
    var firstFailure: ScheduleOutcome?
    for term in terms[first...] {
      var attempt = binding
      attempt.observedAffinityName = term.name
      let outcome = Scheduler.schedule(
        attempt, on: clusters, options: options, furtherEstimate: furtherEstimate,
        assumed: assumed)
      if case .placed = outcome { return result(of: outcome, observed: term.name) }
      firstFailure = firstFailure ?? outcome
    }
    return result(of: firstFailure ?? .placed([]), observed: binding.observedAffinityName)
  }

  private static func result(
    of outcome: ScheduleOutcome, observed: String
  ) -> SchedulingResult {
    switch outcome {
    case .placed(let targets):
      SchedulingResult(
        targets: targets, observedAffinityName: observed, reason: .success, message: "",
        retry: nil)
    case .noClusterFit(let failure):
      SchedulingResult(
        targets: [], observedAffinityName: observed, reason: .noClusterFit,
        message: failure.message, retry: nil)
    case .unschedulable(let message):
      SchedulingResult(
        targets: nil, observedAffinityName: observed, reason: .unschedulable, message: message,
        retry: .unschedulable)
    case .failed(let message):
      SchedulingResult(
        targets: nil, observedAffinityName: observed, reason: .schedulerError, message: message,
        retry: .backoff)
    }
  }
}
