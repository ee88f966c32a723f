/// Why a member may not get anything new, whatever the placement says.
///
/// Becoming ineligible takes nothing away from a member.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/clustereligibilitychecker/checker.go`, vectors
/// `cluster-eligibility`.
public enum ClusterIneligibility: Sendable, Equatable, BitwiseCopyable {
  /// It is being deleted.
  case leaving
  /// Its member agent never reported.
  case agentNotOnline
  /// Its last heartbeat is this old.
  case silent(nanoseconds: Int64)
  /// Its member agent has not joined.
  case notJoined
  /// Its member agent does not report its health.
  case healthUnknown
  /// It has been unhealthy for this long.
  case unhealthy(nanoseconds: Int64)

  /// The first obstacle of a member at a time in nanoseconds since 1970; nil if it is eligible.
  public init?(_ cluster: ClusterRow, now: Int64) {
    self.init(cluster.standing, now: now)
  }

  init?(_ standing: ClusterRow.Standing, now: Int64) {
    guard let obstacle = Self.obstacle(of: standing, now: now) else { return nil }
    self = obstacle
  }

  private static func obstacle(
    of standing: ClusterRow.Standing, now: Int64
  ) -> ClusterIneligibility? {
    let flags = standing.flags
    if flags.contains(.isDeleting) { return .leaving }
    if !flags.contains(.hasAgent) { return .agentNotOnline }
    let silence = elapsed(
      since: flags.contains(.hasHeartbeat) ? standing.heartbeat : nil, now: now)
    if silence > Timing.heartbeatTimeout { return .silent(nanoseconds: silence) }
    if !flags.contains(.isJoined) { return .notJoined }
    if !flags.contains(.hasHealth) { return .healthUnknown }
    if flags.contains(.isHealthy) { return nil }
    let illness = elapsed(
      since: flags.contains(.hasHealthSince) ? standing.healthSince : nil, now: now)
    return illness > Timing.healthTimeout ? .unhealthy(nanoseconds: illness) : nil
  }

  /// A time that was never set is as long ago as can be told.
  private static func elapsed(since time: Int64?, now: Int64) -> Int64 {
    guard let time else { return .max }
    let (difference, overflows) = now.subtractingReportingOverflow(time)
    return overflows ? (now > time ? .max : .min) : difference
  }

  /// The reason as it stands in the scheduler's decisions.
  public var text: String {
    let unconnected = "cluster is not connected to the fleet: "
    return switch self {
    case .leaving: "cluster has left the fleet"
    case .agentNotOnline: unconnected + "member agent not online yet"
    case .silent(let age):
      unconnected + "no recent heartbeat signals (last received \(Self.minutes(age)) minutes ago)"
    case .notJoined: unconnected + "member agent not joined yet"
    case .healthUnknown:
      unconnected + "health condition from member agent is not available"
    case .unhealthy(let age):
      unconnected
        + "unhealthy for a prolonged period of time "
        + "(last transitioned \(Self.minutes(age)) minutes ago)"
    }
  }

  /// Minutes with two decimals; whole seconds, as API times have, never lie between two.
  private static func minutes(_ nanoseconds: Int64) -> String {
    let minute: Int64 = 60_000_000_000
    let hundredths = (nanoseconds % minute &* 100 &+ minute / 2) / minute
    let whole = nanoseconds / minute &+ hundredths / 100
    let rest = hundredths % 100
    return "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
