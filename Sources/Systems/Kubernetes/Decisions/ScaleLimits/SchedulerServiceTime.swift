/// How long kube-scheduler takes for one pod, which is what limits its throughput.
///
/// A cycle costs something fixed, something for every node it looks at, and something for each pod
/// that is there already where the pod's constraints are about other pods.
///
/// Mirrors: the regression gates of `kubernetes@v1.36.2 test/integration/scheduler_perf`
/// (misc@008b365, affinity@1bd6a8f, topology_spreading@0537710): minimal average pods per second.
public struct SchedulerServiceTime: Sendable, Equatable {
  /// What pods ask of the scheduler.
  public enum Feature: String, CaseIterable, Sendable {
    /// Resources and taints only.
    case plain
    /// Node affinity.
    case nodeAffinity
    /// An extended resource, such as a GPU.
    case extendedResource
    /// `topologySpreadConstraints` with `DoNotSchedule`.
    case requiredSpread
    /// `topologySpreadConstraints` with `ScheduleAnyway`, or those of a Service by default.
    case preferredSpread
    /// `podAffinity`, required.
    case requiredPodAffinity
    /// `podAffinity`, preferred.
    case preferredPodAffinity
    /// `podAntiAffinity`, required, among pods that have it.
    case requiredPodAntiAffinity
    /// `podAntiAffinity`, preferred.
    case preferredPodAntiAffinity
    /// None of their own, beside pods that have required anti-affinity.
    case besideAntiAffinity
  }

  /// Seconds of a cycle without any node.
  ///
  /// Calibrated: 1,100 pods/s when PreFilter leaves one node.
  public var fixed = 1.0 / 1_100
  /// Seconds per node looked at.
  ///
  /// Calibrated: 810 plain pods/s in a cluster of 5,000 nodes, of which 500 are looked at.
  public var perNode = (1.0 / 810 - 1.0 / 1_100) / 500

  /// The calibrated model.
  public init() {}

  /// What a feature adds: seconds per cycle, and per pod that exists.
  public static func cost(of feature: Feature) -> (fixed: Double, perPod: Double) {
    // The row of the gates that calibrates it: pods/s, and the mean number of pods meanwhile.
    func row(_ podsPerSecond: Double, among pods: Double = 0) -> (Double, Double) {
      let extra = 1 / podsPerSecond - 1.0 / 810
      return pods > 0 ? (0, extra / pods) : (extra, 0)
    }
    return switch feature {
    case .plain: (0, 0)
    case .nodeAffinity: row(220)
    case .extendedResource: row(180)
    case .requiredSpread: row(460, among: 7_500)
    case .preferredSpread: row(340, among: 7_500)
    case .requiredPodAffinity: row(35, among: 7_500)
    case .preferredPodAffinity, .preferredPodAntiAffinity: row(90, among: 7_500)
    case .requiredPodAntiAffinity: row(60, among: 2_000)
    case .besideAntiAffinity: row(569, among: 1_000)
    }
  }

  /// Seconds for one pod.
  ///
  /// - Parameters:
  ///   - nodes: The nodes that the cycle looks at: upstream's sample of the feasible ones, or all
  ///     when none is.
  ///   - pods: The pods that exist and concern the feature.
  public func seconds(_ feature: Feature = .plain, lookingAt nodes: Int, among pods: Int = 0)
    -> Double
  {
    let cost = Self.cost(of: feature)
    return fixed + perNode * Double(max(0, nodes)) + cost.fixed
      + cost.perPod * Double(max(0, pods))
  }

  /// How many feasible nodes upstream looks for among so many, at `percentageOfNodesToScore` 0.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/schedule_one.go` numFeasibleNodesToFind.
  public static func sample(of nodes: Int) -> Int {
    guard nodes >= 100 else { return max(0, nodes) }
    let percentage = max(5, 50 - nodes / 125)
    return max(100, nodes * percentage / 100)
  }
}
