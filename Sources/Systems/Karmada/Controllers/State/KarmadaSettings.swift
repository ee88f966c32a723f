import EventKernel
import GoSemantics
import Karmada

/// The flags and feature gates of the control plane's programs, set by their upstream names.
///
/// Mirrors: `karmada@f8fdd02 cmd/*/app/options`, `pkg/features/features.go`.
public struct KarmadaSettings: Sendable, Equatable {
  /// The periods, thresholds and limits.
  public var timing: KarmadaTiming
  /// What a reconcile, or a tick of the cluster monitor, takes besides its requests.
  public var reconcileTime = VirtualDuration.microseconds(1)
  /// How long an agent takes from its start to its first probe.
  public var agentStartTime = VirtualDuration.milliseconds(300)
  /// How often a binding with Works to be purged directly is looked at again; not a flag.
  public var directPurgeRequeueInterval = VirtualDuration.seconds(5)
  /// Whether a fleet's members join and its templates are created when the run begins, instead of
  /// long before.
  public var startsCold = false
  /// Whether periodic loops are parked or tick naïvely.
  public var loopMode = LoopMode.parked

  /// Gates that are not part of the timing, if they differ from the default.
  private var gates: [String: Bool] = [:]

  private static let gateDefaults: [String: Bool] = [
    "PropagateDeps": true, "CustomizedClusterResourceModeling": true,
    "PropagationPolicyPreemption": false, "MultiClusterService": false,
    "ResourceQuotaEstimate": false, "StatefulFailoverInjection": false,
    "FederatedQuotaEnforcement": false, "MultiplePodTemplatesScheduling": false,
    "ControllerPriorityQueue": true, "WorkloadAffinity": false,
    "SchedulingOvercommitProtection": false,
  ]

  /// The gates among them that make a difference here.
  private static let modelledGates: Set<String> = [
    "CustomizedClusterResourceModeling", "MultiplePodTemplatesScheduling",
    "SchedulingOvercommitProtection",
  ]

  /// A setting that is unknown or has a wrong value.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The flag or gate.
    public var name: String
    /// What is wrong with it.
    public var problem: String
    /// The problem in one line.
    public var description: String { "\(name): \(problem)" }
  }

  /// Upstream's defaults, or other timings.
  public init(timing: KarmadaTiming = KarmadaTiming()) {
    self.timing = timing
  }

  /// Whether one of the gates that are not part of the timing is on.
  public func isEnabled(_ gate: String) -> Bool {
    gates[gate] ?? Self.gateDefaults[gate] ?? false
  }

  /// The names that ``set(_:to:)`` understands, sorted.
  public static var names: [String] {
    let flags = Array(durations.keys) + Array(flagsAndGates.keys) + Array(numbers.keys)
    return (flags + Array(counts.keys) + Array(gateDefaults.keys) + [purgeMode, evictionRate])
      .sorted()
  }

  /// The value of a flag or a gate as ``set(_:to:)`` reads it; nil for an unknown name.
  public func text(of name: String) -> String? {
    if Self.gateDefaults[name] != nil { return isEnabled(name) ? "true" : "false" }
    if let path = Self.flagsAndGates[name] { return timing[keyPath: path] ? "true" : "false" }
    if let path = Self.durations[name] {
      return GoDuration.format(nanoseconds: timing[keyPath: path])
    }
    if let path = Self.numbers[name] { return "\(timing[keyPath: path])" }
    if let path = Self.counts[name] { return "\(timing[keyPath: path])" }
    if name == Self.purgeMode { return "\(timing.noExecuteTaintEvictionPurgeMode)" }
    return name == Self.evictionRate ? "\(timing.resourceEvictionRate)" : nil
  }

  /// Sets a flag or a gate from its text, as on a command line.
  public mutating func set(_ name: String, to text: String) throws(Problem) {
    if let preset = Self.gateDefaults[name] {
      let isOn = try Self.boolean(name, text)
      guard isOn == preset || Self.modelledGates.contains(name) else {
        throw Problem(
          name: name, problem: "what this gate changes is not modelled; leave it \(preset)")
      }
      gates[name] = isOn
    } else if let path = Self.flagsAndGates[name] {
      timing[keyPath: path] = try Self.boolean(name, text)
    } else if let path = Self.durations[name] {
      guard let seconds = Self.seconds(text), seconds >= 0 else {
        throw Problem(name: name, problem: "\"\(text)\" is no duration such as 30s")
      }
      timing[keyPath: path] = Int64((seconds * 1e9).rounded())
    } else if let path = Self.numbers[name] {
      timing[keyPath: path] = try Self.number(name, text)
    } else if let path = Self.counts[name] {
      timing[keyPath: path] = Int(try Self.number(name, text))
    } else if name == Self.purgeMode {
      timing.noExecuteTaintEvictionPurgeMode = text
    } else if name == Self.evictionRate {
      timing.resourceEvictionRate = Float(try Self.number(name, text))
    } else {
      throw Problem(name: name, problem: "no such flag or feature gate")
    }
  }

  private static let purgeMode = "no-execute-taint-eviction-purge-mode"
  private static let evictionRate = "resource-eviction-rate"

  private typealias Path<Value> = WritableKeyPath<KarmadaTiming, Value> & Sendable

  private static let durations: [String: Path<Int64>] = [
    "cluster-status-update-frequency": \.clusterStatusUpdateNanoseconds,
    "cluster-success-threshold": \.clusterSuccessThresholdNanoseconds,
    "cluster-failure-threshold": \.clusterFailureThresholdNanoseconds,
    "cluster-monitor-period": \.clusterMonitorPeriodNanoseconds,
    "cluster-monitor-grace-period": \.clusterMonitorGraceNanoseconds,
    "cluster-startup-grace-period": \.clusterStartupGraceNanoseconds,
    "cluster-lease-duration": \.clusterLeaseDurationNanoseconds,
    "graceful-eviction-timeout": \.gracefulEvictionTimeoutNanoseconds,
    "rate-limiter-base-delay": \.rateLimiterBaseDelayNanoseconds,
    "rate-limiter-max-delay": \.rateLimiterMaximumDelayNanoseconds,
    "cluster-cache-sync-timeout": \.clusterCacheSyncTimeoutNanoseconds,
  ]
  private static let flagsAndGates: [String: Path<Bool>] = [
    "Failover": \.failoverEnabled,
    "GracefulEviction": \.gracefulEvictionEnabled,
    "PriorityBasedScheduling": \.priorityBasedSchedulingEnabled,
    "enable-taint-manager": \.taintManagerEnabled,
    "enable-no-execute-taint-eviction": \.noExecuteTaintEvictionEnabled,
    "enable-empty-workload-propagation": \.emptyWorkloadPropagationEnabled,
  ]
  private static let numbers: [String: Path<Double>] = [
    "cluster-lease-renew-interval-fraction": \.clusterLeaseRenewFraction,
    "rate-limiter-qps": \.rateLimiterQueriesPerSecond,
    "kube-api-qps": \.clientQueriesPerSecond,
  ]
  private static let counts: [String: Path<Int>] = [
    "rate-limiter-bucket-size": \.rateLimiterBucketSize,
    "kube-api-burst": \.clientBurst,
    "concurrent-cluster-syncs": \.concurrentClusterSyncs,
    "concurrent-resourcebinding-syncs": \.concurrentResourceBindingSyncs,
    "concurrent-work-syncs": \.concurrentWorkSyncs,
    "concurrent-clusterresourcebinding-syncs": \.concurrentClusterResourceBindingSyncs,
    "concurrent-resource-template-syncs": \.concurrentResourceTemplateSyncs,
    "concurrent-dependent-resource-syncs": \.concurrentDependentResourceSyncs,
    "concurrent-namespace-syncs": \.concurrentNamespaceSyncs,
  ]

  private static func boolean(_ name: String, _ text: String) throws(Problem) -> Bool {
    switch text {
    case "true", "True", "1": return true
    case "false", "False", "0": return false
    default: throw Problem(name: name, problem: "\"\(text)\" is neither true nor false")
    }
  }

  private static func number(_ name: String, _ text: String) throws(Problem) -> Double {
    guard let number = Double(text), number >= 0, number <= 1e9 else {
      throw Problem(name: name, problem: "\"\(text)\" is no number from 0 to 1e9")
    }
    return number
  }

  /// Go's duration text, such as `2m`, `1m30s` or `500ms`, in seconds.
  private static func seconds(_ text: String) -> Double? {
    var total = 0.0
    var rest = Substring(text)
    guard !rest.isEmpty else { return nil }
    if rest == "0" { return 0 }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isNumber || $0 == "." }
      guard let value = Double(digits) else { return nil }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      guard let factor = unitSeconds[String(unit)] else { return nil }
      rest = rest.dropFirst(unit.count)
      total += value * factor
    }
    return total <= 1e9 ? total : nil
  }

  private static let unitSeconds: [String: Double] = [
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600,
  ]
}
