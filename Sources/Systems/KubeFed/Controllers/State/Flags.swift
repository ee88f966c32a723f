import GoSemantics
import KubeFed

/// The settings of one generation by their upstream names, read from and written as text.
public struct Flags<Timing: Sendable>: Sendable {
  /// A place in the timing.
  public typealias Path<Value> = WritableKeyPath<Timing, Value> & Sendable

  /// Where a setting is kept.
  public enum Place: Sendable {
    /// Nanoseconds, written as Go writes durations.
    case duration(Path<Int64>)
    /// A count of at least one.
    case threshold(Path<Int64>)
    /// A count of at least one.
    case count(Path<Int>)
    /// Requests per second.
    case rate(Path<Double>)
    /// `true` or `false`.
    case flag(Path<Bool>)
  }

  /// One setting.
  public struct Flag: Sendable {
    /// Its upstream name.
    public var name: String
    /// Where it is kept.
    public var place: Place
    /// What it does, in one sentence.
    public var help: String
  }

  /// A value that a setting cannot have.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The setting.
    public var name: String
    /// What is wrong with its value.
    public var problem: String
    /// The problem in one line.
    public var description: String { "\(name): \(problem)" }
  }

  /// All settings, in the order in which they are listed.
  public var all: [Flag]

  /// Settings.
  public init(_ all: [(name: String, place: Place, help: String)]) {
    self.all = all.map { Flag(name: $0.name, place: $0.place, help: $0.help) }
  }

  /// The value of a setting as text; nil for an unknown name.
  public func text(of name: String, in timing: Timing) -> String? {
    guard let flag = all.first(where: { $0.name == name }) else { return nil }
    return switch flag.place {
    case .duration(let path): GoDuration.format(nanoseconds: timing[keyPath: path])
    case .threshold(let path): "\(timing[keyPath: path])"
    case .count(let path): "\(timing[keyPath: path])"
    case .rate(let path): GoNumber.text(timing[keyPath: path])
    case .flag(let path): timing[keyPath: path] ? "true" : "false"
    }
  }

  /// Sets a setting from its text.
  public func set(_ name: String, to text: String, in timing: inout Timing) throws(Problem) {
    guard let flag = all.first(where: { $0.name == name }) else {
      throw Problem(name: name, problem: "no such setting")
    }
    func whole(_ limit: Int64) throws(Problem) -> Int64 {
      guard let value = Int64(text), value >= 1, value <= limit else {
        throw Problem(name: name, problem: "\"\(text)\" is no whole number from 1 to \(limit)")
      }
      return value
    }
    switch flag.place {
    case .duration(let path):
      guard let value = try? GoDuration.parse(text), value >= 0,
        value <= 1_000_000_000 * 1_000_000_000
      else { throw Problem(name: name, problem: "\"\(text)\" is no duration such as 30s") }
      timing[keyPath: path] = value
    case .threshold(let path): timing[keyPath: path] = try whole(1_000_000)
    case .count(let path): timing[keyPath: path] = Int(try whole(1_000_000))
    case .rate(let path):
      guard let value = Double(text), value > 0, value <= 1e9 else {
        throw Problem(name: name, problem: "\"\(text)\" is no number above 0 and up to 1e9")
      }
      timing[keyPath: path] = value
    case .flag(let path):
      switch text {
      case "true", "Enabled": timing[keyPath: path] = true
      case "false", "Disabled": timing[keyPath: path] = false
      default: throw Problem(name: name, problem: "\"\(text)\" is neither true nor false")
      }
    }
  }
}

extension Flags where Timing == KubeFedTiming {
  /// The values of KubeFed's chart, which become fields of its KubeFedConfig, the flags of the
  /// controller manager, and its constants.
  public static let kubeFed = Flags([
    (
      "clusterHealthCheckPeriod", .duration(\.clusterHealthCheckPeriodNanoseconds),
      "From the end of one pass of probes to the next."
    ),
    (
      "clusterHealthCheckTimeout", .duration(\.clusterHealthCheckTimeoutNanoseconds),
      "How long a member may take to answer a probe."
    ),
    (
      "clusterHealthCheckFailureThreshold", .threshold(\.clusterHealthCheckFailureThreshold),
      "For how many probes a state is held before a bad probe counts."
    ),
    (
      "clusterHealthCheckSuccessThreshold", .threshold(\.clusterHealthCheckSuccessThreshold),
      "For how many probes a state is held before a good probe counts."
    ),
    (
      "clusterAvailableDelay", .duration(\.availableDelayNanoseconds),
      "From a cluster's return to a look at all objects."
    ),
    (
      "clusterUnavailableDelay", .duration(\.unavailableDelayNanoseconds),
      "From a cluster's loss to a look at all objects."
    ),
    (
      "maxConcurrentReconciles", .count(\.syncMaxConcurrentReconciles),
      "Workers per federated kind."
    ),
    (
      "adoptResources", .flag(\.adoptResources),
      "Whether objects that exist already are taken over."
    ),
    ("rest-config-qps", .rate(\.hostQueriesPerSecond), "Requests per second to the host."),
    ("rest-config-burst", .count(\.hostBurst), "Burst of requests to the host."),
    (
      "KubeAPIQPS", .rate(\.memberQueriesPerSecond),
      "Requests per second to each member; a constant upstream."
    ),
    (
      "KubeAPIBurst", .count(\.memberBurst),
      "Burst of requests to each member; a constant upstream."
    ),
    (
      "smallDelay", .duration(\.smallDelayNanoseconds),
      "What each object waits after the delay for clusters; a constant upstream."
    ),
    (
      "RetryDelay", .duration(\.retryDelayNanoseconds),
      "After a change in a member, and before a second look; a constant upstream."
    ),
    (
      "InitialBackoff", .duration(\.initialBackoffNanoseconds),
      "The first back-off after an error; a constant upstream."
    ),
    (
      "MaxBackoff", .duration(\.maxBackoffNanoseconds),
      "The longest back-off; a constant upstream."
    ),
    (
      "operationTimeout", .duration(\.operationTimeoutNanoseconds),
      "How long the operations of one object may take together; a constant upstream."
    ),
    (
      "PushReconciler", .flag(\.pushReconcilerEnabled),
      "Feature gate: whether anything is propagated."
    ),
    (
      "SchedulerPreferences", .flag(\.schedulerPreferencesEnabled),
      "Feature gate: whether ReplicaSchedulingPreferences are acted on."
    ),
  ])
}

extension Flags where Timing == FederationTiming {
  /// The flags of the federation controller manager, and its constants.
  public static let federation = Flags([
    (
      "cluster-monitor-period", .duration(\.clusterMonitorPeriodNanoseconds),
      "From the end of one pass of probes to the next."
    ),
    ("federated-api-qps", .rate(\.federatedQueriesPerSecond), "Requests per second to the host."),
    ("federated-api-burst", .count(\.federatedBurst), "Burst of requests to the host."),
    (
      "KubeAPIQPS", .rate(\.memberQueriesPerSecond),
      "Requests per second to each member; a constant upstream."
    ),
    (
      "KubeAPIBurst", .count(\.memberBurst),
      "Burst of requests to each member; a constant upstream."
    ),
    (
      "clusterProbeTimeout", .duration(\.clusterProbeTimeoutNanoseconds),
      "How long a request to a silent member takes to fail; the dialler's constant."
    ),
    (
      "clusterAvailableDelay", .duration(\.clusterAvailableDelayNanoseconds),
      "From a cluster's return to a look at all objects; a constant upstream."
    ),
    (
      "clusterUnavailableDelay", .duration(\.clusterUnavailableDelayNanoseconds),
      "From a cluster's loss to a look at all objects; a constant upstream."
    ),
    (
      "smallDelay", .duration(\.smallDelayNanoseconds),
      "What each object waits after the delay for clusters; a constant upstream."
    ),
    (
      "reviewDelay", .duration(\.reviewDelayNanoseconds),
      "After a change in a member and after every operation; a constant upstream."
    ),
    (
      "updateTimeout", .duration(\.updateTimeoutNanoseconds),
      "How long the operations of one object may take together; a constant upstream."
    ),
    (
      "initialBackoff", .duration(\.initialBackoffNanoseconds),
      "The first back-off after an error; a constant upstream."
    ),
    (
      "maxBackoff", .duration(\.maxBackoffNanoseconds),
      "The longest back-off; a constant upstream."
    ),
  ])
}
