import GoSemantics

/// How the taint manager's workers slow themselves down, and how they purge.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/cluster/eviction_worker.go`, `dynamic_rate_limiter.go`,
/// `taint_manager.go`, vectors `karmada/taints.jsonl.gz` (`taints.evictionDelay`,
/// `taints.purgeMode`).
public enum EvictionPacing {
  /// How long a worker sleeps after each item, in nanoseconds: the inverse of the rate, computed
  /// with 32-bit floating point as upstream; half an hour if the rate is zero.
  public static func delayNanoseconds(ratePerSecond rate: Float) -> Int64 {
    guard rate != 0 else { return 1_800_000_000_000 }
    return GoArithmetic.int64(Double(Float(1) / rate * Float(1_000_000_000)))
  }

  /// The purge mode of an eviction because of a taint.
  ///
  /// - Parameters:
  ///   - policyMode: `failover.cluster.purgeMode` of the policy; `nil` if the policy says nothing
  ///     about cluster failover, empty if it leaves the mode open.
  ///   - flag: `--no-execute-taint-eviction-purge-mode`.
  public static func purgeMode(policyMode: String?, flag: String) -> String {
    if let policyMode { return policyMode.isEmpty ? "Gracefully" : policyMode }
    return flag == "Directly" ? flag : "Gracefully"
  }
}
