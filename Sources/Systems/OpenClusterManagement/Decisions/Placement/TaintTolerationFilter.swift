import GoSemantics
import KubernetesAPI

/// Which clusters' taints a placement endures, and until when.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/plugins/tainttoleration/taint_toleration.go`.
struct TaintTolerationFilter {
  static let plugin = "TaintToleration"

  private let tolerations: [Toleration]
  private let isChosen: [Bool]
  private let now: GoInstant

  /// The filter of a placement.
  init(_ placement: PreparedPlacement, _ state: PrioritizerState, now: GoInstant) {
    tolerations = placement.spec.tolerations
    // Upstream's search for decisions by an impossible name fails and finds nothing. Without
    // taints nobody asks.
    isChosen =
      placement.nameProblem == nil && state.table.hasTaints
      ? state.decisions.chosen(by: placement, among: state.table.count)
      : Array(repeating: false, count: state.table.hasTaints ? state.table.count : 0)
    self.now = now
  }

  /// The clusters that are endured, in the order given.
  func filter(_ clusters: [Int], in table: ClusterTable) throws(SchedulingStatus) -> [Int] {
    if clusters.isEmpty { return clusters }
    try validate()
    if !table.hasTaints { return clusters }
    return clusters.filter { isTolerated($0, in: table) != nil }
  }

  /// The earliest end of a toleration on which a cluster chosen before depends; nil if there is
  /// none. It also looks at clusters that are no candidates any more.
  func requeueTime(in table: ClusterTable) -> GoInstant? {
    guard table.hasTaints else { return nil }
    var earliest: GoInstant?
    for cluster in isChosen.indices where isChosen[cluster] {
      if let verdict = isTolerated(cluster, in: table) {
        earliest = Self.earlier(earliest, verdict.until)
      }
    }
    return earliest
  }

  private func validate() throws(SchedulingStatus) {
    for toleration in tolerations {
      if toleration.key.isEmpty && toleration.operator != "Exists" {
        throw .misconfigured(
          plugin: Self.plugin, "If the key is empty, operator must be Exists.")
      }
      if toleration.operator == "Exists" && !toleration.value.isEmpty {
        throw .misconfigured(
          plugin: Self.plugin, "If the operator is Exists, the value should be empty.")
      }
    }
  }

  /// Until when a cluster is endured (nil for ever); nil if it is not.
  private func isTolerated(
    _ cluster: Int, in table: ClusterTable
  ) -> (until: GoInstant?, Void)? {
    var until: GoInstant?
    for taint in table.taints[cluster] {
      guard let verdict = isTolerated(taint, isChosen: isChosen[cluster]) else { return nil }
      until = Self.earlier(until, verdict.until)
    }
    return (until, ())
  }

  /// The first taint of a cluster that keeps it away, for an explanation.
  func untoleratedTaint(of cluster: Int, in table: ClusterTable) -> Taint? {
    table.taints[cluster].first {
      // A cluster with a taint has its place in the list.
      isTolerated($0, isChosen: isChosen[cluster]) == nil
    }?.taint
  }

  private func isTolerated(
    _ prepared: ClusterTable.PreparedTaint, isChosen: Bool
  ) -> (until: GoInstant?, Void)? {
    let taint = prepared.taint
    if taint.effect == "PreferNoSelect" || (taint.effect == "NoSelectIfNew" && isChosen) {
      return (nil, ())
    }
    // `Gt` and `Lt` exist only for nodes, behind a gate; any other operator covers nothing.
    for toleration in tolerations where toleration.tolerates(taint) {
      guard let seconds = toleration.tolerationSeconds else { return (nil, ()) }
      let end = prepared.timeAdded.adding(nanoseconds: seconds &* 1_000_000_000)
      if now < end { return (end, ()) }
    }
    return nil
  }

  private static func earlier(_ left: GoInstant?, _ right: GoInstant?) -> GoInstant? {
    guard let left else { return right }
    guard let right else { return left }
    return min(left, right)
  }
}
