import KubernetesAPI

/// What the node monitor concludes from silence and from conditions.
///
/// Times are nanoseconds from any origin.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/nodelifecycle/node_lifecycle_controller.go`
/// (tryUpdateNodeHealth, processTaintBaseEviction, doNoScheduleTaintingPass).
public enum NodeHealth {
  /// A node's Ready condition.
  public enum Readiness: UInt8, Sendable {
    /// `True`.
    case ready
    /// `False`.
    case notReady
    /// `Unknown`.
    case unknown

    /// The condition's status as the API writes it.
    public var status: String {
      switch self {
      case .ready: "True"
      case .notReady: "False"
      case .unknown: "Unknown"
      }
    }
  }

  /// Whether a node last heard from at `heard` counts as silent at `now`.
  ///
  /// The monitor stores its own time when it notices a renewal, and the bound is strict: a node is
  /// silent only after more than the grace.
  public static func isSilent(now: Int64, heard: Int64, grace: Int64) -> Bool {
    now - heard > grace
  }

  /// The first pass of the monitor that finds a node silent.
  ///
  /// - Parameters:
  ///   - heard: The pass that noticed the last sign of life.
  ///   - period: Between passes; `heard` is one of them.
  ///   - grace: How much silence is endured.
  public static func firstSilentPass(heard: Int64, period: Int64, grace: Int64) -> Int64 {
    precondition(period > 0, "a monitor needs a period")
    return heard + (grace / period + 1) * period
  }

  /// The taint that keeps new pods away; nil for a ready node.
  public static func noScheduleTaint(_ readiness: Readiness) -> Taint? {
    key(readiness).map { Taint(key: $0, effect: "NoSchedule") }
  }

  /// The taint that evicts pods, given at the zone's rate; nil for a ready node.
  public static func noExecuteTaint(_ readiness: Readiness) -> Taint? {
    key(readiness).map { Taint(key: $0, effect: "NoExecute") }
  }

  private static func key(_ readiness: Readiness) -> String? {
    switch readiness {
    case .ready: nil
    case .notReady: WellKnown.notReady
    case .unknown: WellKnown.unreachable
    }
  }

  /// Whether a taint must wait for the zone's bucket. Swapping one `NoExecute` taint for the other
  /// is immediate.
  public static func waitsForRate(from old: Readiness, to new: Readiness) -> Bool {
    old == .ready && new != .ready
  }

  /// The tolerations that admission adds to a pod that does not have them.
  ///
  /// Mirrors: `kubernetes@v1.28 plugin/pkg/admission/defaulttolerationseconds/admission.go`.
  public static func withDefaultTolerations(
    _ tolerations: [Toleration], seconds: Int64 = Timing.defaultTolerationSeconds
  ) -> [Toleration] {
    var result = tolerations
    for key in [WellKnown.notReady, WellKnown.unreachable] {
      let isTolerated = tolerations.contains {
        ($0.key == key || $0.key.isEmpty) && ($0.effect == "NoExecute" || $0.effect.isEmpty)
      }
      if !isTolerated {
        result.append(
          Toleration(
            key: key, operator: "Exists", effect: "NoExecute", tolerationSeconds: seconds))
      }
    }
    return result
  }
}
