import GoSemantics

/// What a cluster's summary leaves of the resources that nearly every workload asks for, in plain
/// numbers; zero of what the cluster does not name.
///
/// Mirrors: `karmada@f8fdd02 pkg/estimator/client/general.go` (getMaximumReplicasBasedOnClusterSummary).
struct Headroom: Sendable {
  /// Pods that still fit; not positive means none.
  var pods: Int64 = 0
  /// Whole cores, which say whether any are left.
  var cpuWhole: Int64 = 0
  /// Thousandths of cores, by which replicas are counted.
  var cpuMilli: Int64 = 0
  /// Bytes.
  var memory: Int64 = 0

  /// - Parameter capacity: The summary; `nil` for no room.
  init(_ capacity: CapacitySummary?) {
    guard let capacity else { return }
    pods = capacity.freePods
    cpuWhole = capacity.free.cpu?.whole ?? 0
    cpuMilli = capacity.free.cpu?.milli ?? 0
    memory = capacity.free.memory?.whole ?? 0
  }
}

/// What one replica asks of the same resources.
struct RoomRequest: Sendable {
  private let isAsking: Bool
  /// Thousandths of cores; zero for no limit.
  private let cpuMilli: Int64
  /// Bytes; zero for no limit.
  private let memory: Int64

  /// - Parameter requirements: What one replica asks for; `nil` if the workload does not say.
  init(_ requirements: ResourceAmounts?) {
    isAsking = requirements != nil
    cpuMilli = requirements?.cpu.map { $0.whole > 0 ? $0.milli : 0 } ?? 0
    memory = max(0, requirements?.memory?.whole ?? 0)
  }

  /// How many replicas fit, pods included.
  func replicas(in room: Headroom) -> Int32 {
    guard room.pods > 0 else { return 0 }
    return GoArithmetic.int32(isAsking ? min(room.pods, count(in: room)) : room.pods)
  }

  /// How many replicas fit, apart from pods.
  func count(in room: Headroom) -> Int64 {
    var most = Int64.max
    if cpuMilli != 0 {
      guard room.cpuWhole > 0 else { return 0 }
      most = room.cpuMilli / cpuMilli
    }
    if memory != 0 {
      guard room.memory > 0 else { return 0 }
      most = min(most, room.memory / memory)
    }
    return most
  }
}
