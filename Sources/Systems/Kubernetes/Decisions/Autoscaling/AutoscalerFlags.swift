import Documents
import GoSemantics

/// The flags by their upstream names.
///
/// Mirrors: `kubernetes-sigs/cluster-autoscaler@33c3f97bf pkg/config/flags/flags.go`.
extension AutoscalerOptions {
  /// Why a flag could not be set.
  public struct FlagError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The flag and what is wrong with it.
    public var description: String
  }

  private typealias Path<Value> = WritableKeyPath<AutoscalerOptions, Value> & Sendable

  private enum Kind: Sendable {
    case duration(any Path<Int64>)
    case count(any Path<Int>)
    case seconds(any Path<Int64>)
    case ratio(any Path<Double>)
    case flag(any Path<Bool>)
    case range(any Path<ClosedRange<Int64>>, unit: Int64)
    case expanders
    case labels(any Path<[String]>)
    /// Something that has no effect in virtual time or on what is modelled.
    case idle
  }

  private static let flags: [String: Kind] = [
    "scan-interval": .duration(\.scanInterval),
    "frequent-loops-enabled": .flag(\.frequentLoops),
    "expander": .expanders,
    "max-nodes-total": .count(\.maxNodesTotal),
    "cores-total": .range(\.coresTotal, unit: 1),
    "memory-total": .range(\.memoryTotal, unit: 1 << 30),
    "max-nodes-per-scaleup": .count(\.maxNodesPerScaleUp),
    "fastpath-binpacking-enabled": .flag(\.fastpathBinpacking),
    "max-node-provision-time": .duration(\.maxNodeProvisionTime),
    "max-node-startup-time": .duration(\.maxNodeStartupTime),
    "new-pod-scale-up-delay": .duration(\.newPodScaleUpDelay),
    "expendable-pods-priority-cutoff": .count(\.expendablePodsPriorityCutoff),
    "enforce-node-group-min-size": .flag(\.enforceNodeGroupMinSize),
    "scale-up-from-zero": .flag(\.scaleUpFromZero),
    "balance-similar-node-groups": .flag(\.balanceSimilarNodeGroups),
    "balancing-ignore-label": .labels(\.balancingIgnoredLabels),
    "balancing-label": .labels(\.balancingLabels),
    "parallel-scale-up": .flag(\.parallelScaleUp),
    "force-delete-unregistered-nodes": .flag(\.forceDeleteUnregisteredNodes),
    "max-free-difference-ratio": .ratio(\.differenceRatios.free),
    "max-allocatable-difference-ratio": .ratio(\.differenceRatios.allocatable),
    "memory-difference-ratio": .ratio(\.differenceRatios.capacityMemory),
    "initial-node-group-backoff-duration": .duration(\.initialNodeGroupBackoff),
    "max-node-group-backoff-duration": .duration(\.maxNodeGroupBackoff),
    "node-group-backoff-reset-timeout": .duration(\.nodeGroupBackoffReset),
    "max-total-unready-percentage": .ratio(\.maxTotalUnreadyPercentage),
    "ok-total-unready-count": .count(\.okTotalUnreadyCount),
    "scale-down-enabled": .flag(\.scaleDownEnabled),
    "scale-down-delay-after-add": .duration(\.scaleDownDelayAfterAdd),
    "scale-down-delay-after-delete": .duration(\.scaleDownDelayAfterDelete),
    "scale-down-delay-after-failure": .duration(\.scaleDownDelayAfterFailure),
    "scale-down-delay-type-local": .flag(\.scaleDownDelayTypeLocal),
    "scale-down-unneeded-time": .duration(\.scaleDownUnneededTime),
    "scale-down-unready-time": .duration(\.scaleDownUnreadyTime),
    "scale-down-utilization-threshold": .ratio(\.scaleDownUtilizationThreshold),
    "scale-down-unready-enabled": .flag(\.scaleDownUnreadyEnabled),
    "max-scale-down-parallelism": .count(\.maxScaleDownParallelism),
    "max-drain-parallelism": .count(\.maxDrainParallelism),
    "max-graceful-termination-sec": .seconds(\.maxGracefulTerminationSeconds),
    "max-pod-eviction-time": .duration(\.maxPodEvictionTime),
    "unremovable-node-recheck-timeout": .duration(\.unremovableNodeRecheck),
    "node-delete-delay-after-taint": .duration(\.nodeDeleteDelayAfterTaint),
    "node-deletion-delay-timeout": .duration(\.nodeDeletionDelayTimeout),
    "node-deletion-batcher-interval": .duration(\.nodeDeletionBatcherInterval),
    "cordon-node-before-terminating": .flag(\.cordonNodeBeforeTerminate),
    "ignore-daemonsets-utilization": .flag(\.ignoreDaemonSetsUtilization),
    "ignore-mirror-pods-utilization": .flag(\.ignoreMirrorPodsUtilization),
    "daemonset-eviction-for-empty-nodes": .flag(\.daemonSetEvictionForEmptyNodes),
    "daemonset-eviction-for-occupied-nodes": .flag(\.daemonSetEvictionForOccupiedNodes),
    "skip-nodes-with-system-pods": .flag(\.drain.skipsSystemPods),
    "skip-nodes-with-local-storage": .flag(\.drain.skipsLocalStorage),
    "skip-nodes-with-custom-controller-pods": .flag(\.drain.skipsCustomControllers),
    "min-replica-count": .count(\.drain.minReplicaCount),
    "blocking-system-pod-distruption-timeout": .duration(\.drain.systemPodTimeout),
    "max-bulk-soft-taint-count": .count(\.maxBulkSoftTaintCount),
    "estimator": .idle, "max-nodegroup-binpacking-duration": .idle, "max-binpacking-time": .idle,
    "max-bulk-soft-taint-time": .idle, "scale-down-simulation-timeout": .idle,
    "scale-down-candidates-pool-ratio": .idle, "scale-down-candidates-pool-min-count": .idle,
    "scale-down-non-empty-candidates-count": .idle,
    "scale-down-gpu-utilization-threshold": .idle, "predicate-parallelism": .idle,
    "max-inactivity": .idle, "max-failing-time": .idle, "max-startup-time": .idle,
    "write-status-configmap": .idle, "kube-client-qps": .idle, "kube-client-burst": .idle,
  ]

  /// Every flag that can be set, in alphabetical order, without dashes in front.
  public static var flagNames: [String] {
    // order-free: sorted.
    flags.keys.sorted()
  }

  /// What a flag is, in one sentence; empty for an unknown one.
  public static func help(of flag: String) -> String {
    switch flags[flag] {
    case nil: ""
    case .idle: "Flag of cluster-autoscaler, accepted without effect."
    default: "Flag of cluster-autoscaler."
    }
  }

  /// The value of a flag as `set(_:to:)` reads it; nil for an unknown one, and empty for one without
  /// effect.
  public func text(of flag: String) -> String? {
    switch Self.flags[flag] {
    case .duration(let path): GoDuration.format(nanoseconds: self[keyPath: path])
    case .count(let path): "\(self[keyPath: path])"
    case .seconds(let path): "\(self[keyPath: path])"
    case .ratio(let path): "\(self[keyPath: path])"
    case .flag(let path): "\(self[keyPath: path])"
    case .range(let path, let unit):
      "\(self[keyPath: path].lowerBound / unit):\(self[keyPath: path].upperBound / unit)"
    case .expanders: expanders.map(\.rawValue).joined(separator: ",")
    case .labels(let path): self[keyPath: path].joined(separator: ",")
    case .idle: ""
    case nil: nil
    }
  }

  /// Sets a flag as on the command line, without the dashes in front.
  public mutating func set(_ flag: String, to text: String) throws(FlagError) {
    func wrong() -> FlagError {
      FlagError(description: "--\(flag): \"\(text)\" is not a valid value")
    }
    guard let kind = Self.flags[flag] else {
      let near = nearestName(to: flag, among: Self.flagNames).map { "; did you mean --\($0)?" }
      throw FlagError(description: "--\(flag): unknown flag\(near ?? "")")
    }
    switch kind {
    case .duration(let path):
      do { self[keyPath: path] = try GoDuration.parse(text) } catch { throw wrong() }
    case .count(let path):
      guard let value = Int(text) else { throw wrong() }
      self[keyPath: path] = value
    case .seconds(let path):
      guard let value = Int64(text) else { throw wrong() }
      self[keyPath: path] = value
    case .ratio(let path):
      guard let value = Double(text) else { throw wrong() }
      self[keyPath: path] = value
    case .flag(let path):
      switch text {
      case "1", "t", "T", "TRUE", "true", "True": self[keyPath: path] = true
      case "0", "f", "F", "FALSE", "false", "False": self[keyPath: path] = false
      default: throw wrong()
      }
    case .range(let path, let unit):
      let ends = text.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
      guard ends.count == 2, let least = ends[0], let most = ends[1], 0 <= least, least <= most,
        most <= Int64.max / unit
      else { throw wrong() }
      self[keyPath: path] = (least * unit)...(most * unit)
    case .expanders:
      let names = text.split(separator: ",", omittingEmptySubsequences: false)
      let found = names.compactMap { Expander(rawValue: String($0)) }
      guard found.count == names.count, Set(found).count == found.count else { throw wrong() }
      expanders = found
    case .labels(let path): self[keyPath: path].append(text)
    case .idle: break
    }
  }
}
