import KubernetesAPI

/// Decides when NoExecute taints drive a binding from a cluster.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/cluster/taint_manager.go`,
/// `pkg/util/helper/taint.go`, vectors `karmada/taints.jsonl.gz` (`taints.needEviction`).
public enum NoExecuteEviction {
  /// What is to be done about a binding.
  public enum Verdict: Sendable, Equatable {
    /// Everything is tolerated for ever, or nothing needs to be.
    case stays
    /// Evict now.
    case evict
    /// Look again after so many nanoseconds.
    case wait(nanoseconds: Int64)
  }

  /// The verdict for one binding on one cluster.
  ///
  /// - Parameters:
  ///   - taints: The cluster's taints.
  ///   - tolerations: Those of the placement that the scheduler applied last.
  ///   - now: The current time, on the clock of the taints.
  ///   - isEnabled: `--enable-no-execute-taint-eviction`.
  public static func verdict(
    taints: [ClusterTaint], tolerations: [Toleration], now: Int64, isEnabled: Bool
  ) -> Verdict {
    guard isEnabled else { return .stays }
    let taints = taints.filter { $0.taint.effect == "NoExecute" }
    guard !taints.isEmpty else { return .stays }
    var used: [Toleration] = []
    for entry in taints {
      guard let first = tolerations.first(where: { $0.tolerates(entry.taint) }) else {
        return .evict
      }
      used.append(first)
    }

    var earliest: Int64?
    for toleration in used {
      guard let seconds = toleration.tolerationSeconds else { continue }
      for entry in taints {
        guard let added = entry.addedNanoseconds, toleration.tolerates(entry.taint) else {
          continue
        }
        // Go's durations wrap; a toleration of centuries is not worth a trap.
        let end = added &+ seconds &* 1_000_000_000
        earliest = min(earliest ?? end, end)
      }
    }
    guard let earliest else { return .stays }
    return earliest <= now ? .evict : .wait(nanoseconds: earliest - now)
  }
}
