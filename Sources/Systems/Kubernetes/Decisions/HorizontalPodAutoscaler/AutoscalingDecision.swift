/// What an autoscaler does after every metric was looked at.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/podautoscaler/horizontal.go`
/// (computeReplicasForMetrics, reconcileAutoscaler).
public enum AutoscalingDecision {
  /// What the metrics together propose.
  public enum Combined: Sendable, Equatable {
    /// The highest proposal and the position of its metric.
    case replicas(Int32, metric: Int)
    /// No metric gave a proposal, or one failed while the others ask for fewer replicas.
    case failed(String)
  }

  /// Takes the highest proposal, of equals the first. If a metric failed, nothing is removed.
  ///
  /// - Parameter specReplicas: Replicas that the target's spec asks for now.
  public static func combine(
    _ proposals: [Result<Int32, MetricReplicas.Failure>], specReplicas: Int32
  ) -> Combined {
    var best: Int32 = 0
    var metric = 0
    var failures: [String] = []
    for (index, proposal) in proposals.enumerated() {
      switch proposal {
      case .success(let replicas):
        if best == 0 || replicas > best { (best, metric) = (replicas, index) }
      case .failure(let failure): failures.append(failure.description)
      }
    }
    if failures.count == proposals.count || (!failures.isEmpty && best < specReplicas) {
      return .failed(failures.first ?? "there are no metrics")
    }
    return .replicas(max(0, best), metric: metric)
  }

  /// What happens before metrics are looked at.
  public enum Guard: Sendable, Equatable {
    /// The target has no replicas and shall have some: autoscaling is switched off.
    case disabled
    /// There are more or fewer replicas than allowed: change at once.
    case outOfRange(Int32)
    /// The metrics decide.
    case metrics
  }

  /// Checks the replicas against the limits; `minimum` is 1 unless the spec says otherwise.
  public static func check(current: Int32, minimum: Int32, maximum: Int32) -> Guard {
    if current == 0 && minimum != 0 { return .disabled }
    if current > maximum { return .outOfRange(maximum) }
    if current < minimum { return .outOfRange(minimum) }
    return .metrics
  }
}
