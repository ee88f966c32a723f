import FleetModel

/// Connectivity as a timeline's script sets it.
final class TimelineConnectivity: Connectivity {
  /// How a member answers.
  enum MemberState { case answers, refuses, hangs, failsHealth }

  var members: [MemberState] = []
  /// Agents that cannot reach the hub.
  var cutOff: [Bool] = []
  /// Agents that do not run.
  var stopped: [Bool] = []

  let hubIsUp = true

  func hubToMember(_ cluster: ClusterID) -> RequestOutcome { answer(cluster) }

  func agentToHub(_ cluster: ClusterID) -> RequestOutcome {
    cutOff[cluster.position] || stopped[cluster.position] ? .refused : .succeeds
  }

  func agentToMember(_ cluster: ClusterID) -> RequestOutcome {
    stopped[cluster.position] ? .refused : answer(cluster)
  }

  private func answer(_ cluster: ClusterID) -> RequestOutcome {
    switch members[cluster.position] {
    case .answers: .succeeds
    case .refuses: .refused
    case .hangs: .timesOut
    case .failsHealth: .failsInternally
    }
  }
}
