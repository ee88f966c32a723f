import EventKernel
import GoSemantics
import Kubernetes

/// A flag that is unknown or has a wrong value.
public struct KubernetesFlagProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The flag.
  public var name: String
  /// What is wrong with it.
  public var problem: String
  /// The problem in one line.
  public var description: String { "\(name): \(problem)" }
}

/// The flags of a member's programs by their upstream names.
///
/// Where two programs share a name, such as `kube-api-qps`, the scheduler's carries its prefix.
extension KubernetesTiming {
  private typealias Path<Value> = WritableKeyPath<KubernetesTiming, Value> & Sendable

  private enum Flag: Sendable {
    case duration(Path<VirtualDuration>)
    /// A duration that may be zero.
    case delay(Path<VirtualDuration>)
    case rate(Path<Float>)
    case factor(Path<Double>)
    /// A duration written as a number of seconds.
    case seconds(Path<VirtualDuration>)
    /// A number of workers.
    case workers(Path<Int>)
    case count(Path<Int>)
    case smallCount(Path<Int32>)
  }

  private static let objectsOnly =
    "Flag of kube-controller-manager; members simulated as objects."

  private static let flags: [String: (flag: Flag, help: String)] = [
    "node-lease-renew-interval": (
      .duration(\.leaseRenewPeriod),
      "How often a kubelet renews its lease; upstream a quarter of nodeLeaseDurationSeconds."
    ),
    "node-monitor-period": (.duration(\.nodeMonitorPeriod), "Flag of kube-controller-manager."),
    "node-monitor-grace-period": (
      .duration(\.nodeMonitorGracePeriod), "Flag of kube-controller-manager."
    ),
    "node-startup-grace-period": (
      .duration(\.nodeStartupGracePeriod), "Flag of kube-controller-manager."
    ),
    "terminated-pod-gc-threshold": (
      .count(\.terminatedPodThreshold), "Flag of kube-controller-manager."
    ),
    "node-eviction-rate": (.rate(\.nodeEvictionRate), "Flag of kube-controller-manager."),
    "secondary-node-eviction-rate": (
      .rate(\.secondaryNodeEvictionRate), "Flag of kube-controller-manager."
    ),
    "large-cluster-size-threshold": (
      .smallCount(\.largeClusterSizeThreshold), "Flag of kube-controller-manager."
    ),
    "unhealthy-zone-threshold": (
      .rate(\.unhealthyZoneThreshold), "Flag of kube-controller-manager."
    ),
    "kube-api-qps": (
      .rate(\.controllerQPS), "Flag of kube-controller-manager, for each controller; 0: no limit."
    ),
    "kube-api-burst": (.count(\.controllerBurst), "Flag of kube-controller-manager."),
    "kube-scheduler.qps": (
      .rate(\.schedulerQPS), "clientConnection.qps of kube-scheduler; 0: no limit."
    ),
    "kube-scheduler.burst": (.count(\.schedulerBurst), "clientConnection.burst of kube-scheduler."),
    "api-latency": (
      .delay(\.apiLatency),
      "From a request of a member's own programs to its answer; members simulated as objects."
    ),
    "scheduling-cycle": (
      .duration(\.schedulingCycle),
      "How long one cycle of kube-scheduler takes; members simulated as objects."
    ),
    "podInitialBackoffSeconds": (
      .seconds(\.schedulerInitialBackoff),
      "Field of kube-scheduler's configuration; members simulated as objects."
    ),
    "podMaxBackoffSeconds": (
      .seconds(\.schedulerMaxBackoff),
      "Field of kube-scheduler's configuration; members simulated as objects."
    ),
    "pod-max-in-unschedulable-pods-duration": (
      .duration(\.schedulerMostUnschedulable),
      "Flag of kube-scheduler; members simulated as objects."
    ),
    "concurrent-deployment-syncs": (.workers(\.deploymentWorkers), objectsOnly),
    "concurrent-replicaset-syncs": (.workers(\.replicaSetWorkers), objectsOnly),
    "concurrent-statefulset-syncs": (.workers(\.statefulSetWorkers), objectsOnly),
    "concurrent-job-syncs": (.workers(\.jobWorkers), objectsOnly),
    "concurrent-cron-job-syncs": (.workers(\.cronJobWorkers), objectsOnly),
    "concurrent-horizontal-pod-autoscaler-syncs": (.workers(\.autoscalerWorkers), objectsOnly),
    "horizontal-pod-autoscaler-sync-period": (.duration(\.autoscalerSyncPeriod), objectsOnly),
    "horizontal-pod-autoscaler-downscale-stabilization": (
      .delay(\.autoscalerDownscaleStabilization), objectsOnly
    ),
    "horizontal-pod-autoscaler-tolerance": (.factor(\.autoscalerTolerance), objectsOnly),
    "horizontal-pod-autoscaler-cpu-initialization-period": (
      .delay(\.autoscalerCPUInitializationPeriod), objectsOnly
    ),
    "horizontal-pod-autoscaler-initial-readiness-delay": (
      .delay(\.autoscalerInitialReadinessDelay), objectsOnly
    ),
    "cluster-autoscaler-loop": (
      .duration(\.clusterAutoscalerLoop),
      "How long one loop of the cluster autoscaler takes; members simulated as objects."
    ),
    "percentageOfNodesToScore": (
      .count(\.percentageOfNodesToScore), "Field of kube-scheduler's profile; 0 adapts to the size."
    ),
  ]

  /// Every flag with what it does, by name.
  public static var flagNames: [(name: String, help: String)] {
    let own = flags.map { ($0.key, $0.value.help) }
    let autoscaler = AutoscalerOptions.flagNames.map { ($0, AutoscalerOptions.help(of: $0)) }
    return (own + autoscaler).sorted { $0.0 < $1.0 }
  }

  /// The value of a flag as `set(_:to:)` reads it; nil for an unknown name.
  public func text(of name: String) -> String? {
    switch Self.flags[name]?.flag {
    case .duration(let path), .delay(let path):
      GoDuration.format(nanoseconds: self[keyPath: path].nanoseconds)
    case .rate(let path): "\(self[keyPath: path])"
    case .factor(let path): "\(self[keyPath: path])"
    case .seconds(let path): "\(self[keyPath: path].nanoseconds / 1_000_000_000)"
    case .workers(let path): "\(self[keyPath: path])"
    case .count(let path): "\(self[keyPath: path])"
    case .smallCount(let path): "\(self[keyPath: path])"
    case nil: clusterAutoscaler.text(of: name)
    }
  }

  /// Sets a flag from its text, as on a command line.
  public mutating func set(_ name: String, to text: String) throws(KubernetesFlagProblem) {
    func problem(_ what: String) -> KubernetesFlagProblem {
      KubernetesFlagProblem(name: name, problem: "\"\(text)\" is \(what)")
    }
    switch Self.flags[name]?.flag {
    case .duration(let path):
      guard let nanoseconds = try? GoDuration.parse(text), nanoseconds > 0 else {
        throw problem("no duration above 0s such as 30s")
      }
      self[keyPath: path] = VirtualDuration(nanoseconds: nanoseconds)
    case .delay(let path):
      guard let nanoseconds = try? GoDuration.parse(text), nanoseconds >= 0 else {
        throw problem("no duration such as 1ms")
      }
      self[keyPath: path] = VirtualDuration(nanoseconds: nanoseconds)
    case .rate(let path):
      guard let number = Float(text), number >= 0, number <= 1e9 else {
        throw problem("no number from 0 to 1e9")
      }
      self[keyPath: path] = number
    case .factor(let path):
      guard let number = Double(text), number >= 0, number <= 1e9 else {
        throw problem("no number from 0 to 1e9")
      }
      self[keyPath: path] = number
    case .seconds(let path):
      guard let number = Int32(text), number > 0 else {
        throw problem("no whole number of seconds above 0")
      }
      self[keyPath: path] = .seconds(Double(number))
    case .workers(let path):
      guard let number = Int(text), (1...10_000).contains(number) else {
        throw problem("no whole number from 1 to 10000")
      }
      self[keyPath: path] = number
    case .count(let path):
      guard let number = Int(text), (0...1_000_000_000).contains(number) else {
        throw problem("no whole number from 0 to 1000000000")
      }
      self[keyPath: path] = number
    case .smallCount(let path):
      guard let number = Int32(text), number >= 0 else {
        throw problem("no whole number from 0 to 2147483647")
      }
      self[keyPath: path] = number
    case nil: try setClusterAutoscaler(name, to: text)
    }
  }

  private mutating func setClusterAutoscaler(
    _ name: String, to text: String
  ) throws(KubernetesFlagProblem) {
    guard AutoscalerOptions.flagNames.contains(name) else {
      throw KubernetesFlagProblem(name: name, problem: "no such flag")
    }
    var changed = clusterAutoscaler
    do throws(AutoscalerOptions.FlagError) {
      try changed.set(name, to: text)
    } catch {
      throw KubernetesFlagProblem(name: name, problem: error.description)
    }
    guard changed.scanInterval >= Self.shortestScanInterval else {
      throw KubernetesFlagProblem(name: name, problem: "\"\(text)\" is shorter than 100ms")
    }
    clusterAutoscaler = changed
  }

  /// Nobody loops more often, and every loop costs.
  private static let shortestScanInterval: Int64 = 100_000_000
}
