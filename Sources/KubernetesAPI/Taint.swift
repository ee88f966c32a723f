import Documents

/// A mark on a node or cluster that keeps away whoever does not tolerate it.
public struct Taint: Hashable, Sendable, Decodable {
  /// What the mark says.
  @OrZero public var key: String
  /// Empty when not given.
  @OrZero public var value: String
  /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
  @OrZero public var effect: String
  /// RFC 3339; when a `NoExecute` taint was added.
  public var timeAdded: String?

  /// Creates a taint.
  public init(key: String, value: String = "", effect: String, timeAdded: String? = nil) {
    self.timeAdded = timeAdded
    self.key = key
    self.value = value
    self.effect = effect
  }
}

/// Leave to stand on something tainted.
public struct Toleration: Hashable, Sendable, Decodable {
  /// Empty, with the operator `Exists`, for every key.
  @OrZero public var key: String
  /// `Exists` or `Equal`; empty means `Equal`. `Gt` and `Lt` exist behind a feature gate.
  @OrZero public var `operator`: String
  /// The taint's value.
  @OrZero public var value: String
  /// Empty for every effect.
  @OrZero public var effect: String
  /// For how long a `NoExecute` taint is endured; nil for ever.
  public var tolerationSeconds: Int64?

  /// Creates a toleration.
  public init(
    key: String = "", operator: String = "", value: String = "", effect: String = "",
    tolerationSeconds: Int64? = nil
  ) {
    self.tolerationSeconds = tolerationSeconds
    self.key = key
    self.operator = `operator`
    self.value = value
    self.effect = effect
  }

  /// Whether this toleration covers the taint, whatever its seconds.
  ///
  /// With `comparisonOperators` (the gate TaintTolerationComparisonOperators, off by default)
  /// `Gt` covers taints whose number is greater than the toleration's, `Lt` those whose number
  /// is less.
  ///
  /// Mirrors: `k8s.io/api@v0.36.2 core/v1/toleration.go`.
  public func tolerates(_ taint: Taint, comparisonOperators: Bool = false) -> Bool {
    guard effect.isEmpty || effect == taint.effect else { return false }
    guard key.isEmpty || key == taint.key else { return false }
    switch `operator` {
    case "Exists": return true
    case "", "Equal": return value == taint.value
    case "Gt", "Lt":
      guard comparisonOperators, let own = Int64(value), let other = Int64(taint.value) else {
        return false
      }
      return `operator` == "Gt" ? other > own : other < own
    default: return false
    }
  }
}

/// What a set of tolerations makes of a set of taints.
///
/// Mirrors: `k8s.io/component-helpers@v0.36.2 scheduling/corev1/helpers.go` and
/// `kubernetes@v1.28 pkg/controller/nodelifecycle/scheduler/taint_manager.go`, vectors
/// `kubernetes/taint_toleration.jsonl.gz`.
public enum TaintTolerance {
  /// The first taint in list order that keeps the pod from being placed: one with the effect
  /// `NoSchedule` or `NoExecute` that no toleration covers.
  public static func firstUntolerated(
    _ taints: [Taint], _ tolerations: [Toleration], comparisonOperators: Bool = false
  ) -> Taint? {
    taints.first { taint in
      (taint.effect == "NoSchedule" || taint.effect == "NoExecute")
        && !tolerations.contains {
          $0.tolerates(taint, comparisonOperators: comparisonOperators)
        }
    }
  }

  /// What happens to a running pod.
  public enum Eviction: Sendable, Hashable {
    /// It stays.
    case never
    /// It is evicted so many seconds after the taints were seen; 0 for at once.
    case after(seconds: Int64)
  }

  /// When the `NoExecute` taints evict a pod.
  ///
  /// Each taint is met by the first toleration in list order that covers it; the shortest of
  /// their seconds counts. A taint that nothing covers evicts at once (`allTolerated` is false).
  public static func eviction(
    _ taints: [Taint], _ tolerations: [Toleration]
  ) -> (eviction: Eviction, allTolerated: Bool) {
    var shortest: Int64?
    for taint in taints where taint.effect == "NoExecute" {
      guard let used = tolerations.first(where: { $0.tolerates(taint) }) else {
        return (.after(seconds: 0), false)
      }
      if let seconds = used.tolerationSeconds {
        shortest = min(shortest ?? Int64.max, max(0, seconds))
      }
    }
    return (shortest.map { .after(seconds: $0) } ?? .never, true)
  }
}
