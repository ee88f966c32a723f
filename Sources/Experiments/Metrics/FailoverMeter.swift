import EventKernel
import FleetModel
import Scenarios
import Statistics

/// How long each step from a failure to its mending took.
struct FailoverMeter: Sendable {
  /// The steps of a failover.
  enum Phase: Int, CaseIterable, Sendable {
    case detect, evict, reschedule, recover

    var name: String { "failover.\(self)" }

    var help: String {
      switch self {
      case .detect: "From a failure until the control plane holds the cluster to be not ready"
      case .evict: "From a failure until a service is told to leave the cluster"
      case .reschedule: "From a failure until replicas of an evicted service are placed elsewhere"
      case .recover: "From a failure until a replica that it took is made up for by one that serves"
      }
    }
  }

  /// What failed, as far as the steps differ.
  enum Level: Int, CaseIterable, Sendable, Comparable {
    case node, clusterControlPlane, link, zone, region, hub

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    init(_ target: DisruptionTarget) {
      switch target {
      case .node: self = .node
      case .zone: self = .zone
      case .region: self = .region
      case .clusterControlPlane: self = .clusterControlPlane
      case .hub: self = .hub
      case .link: self = .link
      }
    }
  }

  /// A failure that reaches a cluster.
  struct Cause: Sendable {
    var disruption: Int
    var level: Level
    var start: Int64
    var isDetected = false
  }

  /// Replicas of a service that a failure took and that nothing has made up for yet.
  private struct Shortfall: Sendable {
    var cause: Cause
    var replicas: Int32
  }

  /// Seconds, by phase and level; in the order of the run.
  private(set) var samples: [[[Double]]] = Array(
    repeating: Array(repeating: [], count: Level.allCases.count), count: Phase.allCases.count)
  private(set) var failures = Array(repeating: 0, count: Level.allCases.count)
  private(set) var moved: Int64 = 0

  private var active: [[Cause]]
  private var latest: [Cause?]
  private var latestNode: [Int64]
  private var shortfall: [Shortfall?]
  private var eviction: [Cause?]
  private let start: Int64

  init(clusters: Int, services: Int, from start: Int64) {
    self.start = start
    active = Array(repeating: [], count: clusters)
    latest = Array(repeating: nil, count: clusters)
    latestNode = Array(repeating: Int64.min, count: clusters)
    shortfall = Array(repeating: nil, count: services)
    eviction = Array(repeating: nil, count: services)
  }

  // MARK: Failures

  mutating func begin(_ disruption: Disruption, in clusters: [ClusterID], at now: Int64) {
    let level = Level(disruption.target)
    if now >= start { failures[level.rawValue] += 1 }
    guard level != .node else {
      for cluster in clusters { latestNode[cluster.position] = now }
      return
    }
    let cause = Cause(disruption: disruption.index, level: level, start: now)
    for cluster in clusters {
      active[cluster.position].append(cause)
      latest[cluster.position] = cause
    }
  }

  mutating func end(_ disruption: Disruption, in clusters: [ClusterID]) {
    for cluster in clusters {
      active[cluster.position].removeAll { $0.disruption == disruption.index }
    }
  }

  // MARK: Steps

  mutating func detected(_ cluster: ClusterID, at now: Int64) {
    guard let place = active[cluster.position].firstIndex(where: { !$0.isDetected }) else { return }
    add(.detect, active[cluster.position][place], now)
    for index in active[cluster.position].indices {
      active[cluster.position][index].isDetected = true
    }
  }

  mutating func evicted(_ service: ServiceID, from cluster: ClusterID, at now: Int64) {
    guard let cause = active[cluster.position].first ?? latest[cluster.position] else { return }
    add(.evict, cause, now)
    if eviction[service.position] == nil { eviction[service.position] = cause }
  }

  mutating func placed(_ service: ServiceID, moved replicas: Int32, at now: Int64) {
    let cause = eviction[service.position]
    eviction[service.position] = nil
    guard replicas > 0 else { return }
    if now >= start { moved += Int64(replicas) }
    if let cause { add(.reschedule, cause, now) }
  }

  /// A service lost wanted replicas in a cluster.
  mutating func lost(_ replicas: Int32, of service: Int, in cluster: Int, at now: Int64) {
    var cause = active[cluster].max { $0.level < $1.level }
    if cause == nil, latestNode[cluster] == now {
      cause = Cause(disruption: -1, level: .node, start: now)
    }
    guard let cause else { return }
    var loss = shortfall[service] ?? Shortfall(cause: cause, replicas: 0)
    if cause.level > loss.cause.level { loss.cause = cause }
    loss.replicas += replicas
    shortfall[service] = loss
  }

  /// A service gained wanted replicas, wherever.
  mutating func gained(_ replicas: Int32, of service: Int, at now: Int64) {
    guard var loss = shortfall[service] else { return }
    let count = min(replicas, loss.replicas)
    loss.replicas -= count
    shortfall[service] = loss.replicas > 0 ? loss : nil
    add(.recover, loss.cause, now, count: Int(count))
  }

  private mutating func add(_ phase: Phase, _ cause: Cause, _ now: Int64, count: Int = 1) {
    guard cause.start >= start else { return }
    samples[phase.rawValue][cause.level.rawValue] += repeatElement(
      Double(now - cause.start) / 1e9, count: count)
  }

  /// The samples of a phase: of one level, or of everything larger than a node.
  func samples(_ phase: Phase, _ level: Level?) -> [Double] {
    if let level { return samples[phase.rawValue][level.rawValue] }
    return samples[phase.rawValue][1...].flatMap { $0 }
  }

  // MARK: Metrics

  private static let quantiles: [(name: String, share: Double)] = [
    ("p50", 0.5), ("p95", 0.95), ("p99", 0.99),
  ]

  static let families: [MetricFamily] =
    Phase.allCases.flatMap { phase in
      quantiles.map { quantile in
        MetricFamily(
          "\(phase.name).\(quantile.name)", unit: "seconds", better: .smaller,
          "\(phase.help); the \(quantile.name) of a run. Without a level: failures larger than a"
            + " node.",
          dimensions: { $0.levels }, pooledQuantile: quantile.share,
          value: { recorder, dimensions in
            let level = dimensions["level"].flatMap { name in
              Level.allCases.first { "\($0)" == name }
            }
            let samples = recorder.failover.samples(phase, level)
            return samples.isEmpty ? nil : SortedSample(samples).quantile(quantile.share)
          })
      }
    } + [
      MetricFamily(
        "failover.failures", unit: "failures", better: .neither,
        "Failures that began.",
        dimensions: { [[:]] + $0.levels.dropFirst() },
        value: { recorder, dimensions in
          guard let name = dimensions["level"] else {
            return Double(recorder.failover.failures.reduce(0, +))
          }
          return Level.allCases.first { "\($0)" == name }.map {
            Double(recorder.failover.failures[$0.rawValue])
          }
        }),
      MetricFamily(
        "replicas.moved", unit: "replicas", better: .neither,
        "Replicas placed anew in another cluster.",
        value: { recorder, _ in Double(recorder.failover.moved) }),
    ]
}

extension MetricContext {
  /// The fleet, and each level at which something can fail.
  var levels: [[String: String]] {
    let levels = failures.map { failure -> FailoverMeter.Level in
      switch failure {
      case .once(let once): FailoverMeter.Level(once.target)
      case .renewal(let renewal):
        switch renewal.level {
        case .node, .rack: .node
        case .zone: .zone
        case .region: .region
        case .clusterControlPlane: .clusterControlPlane
        case .link: .link
        case .hub: .hub
        }
      }
    }
    let present = FailoverMeter.Level.allCases.filter(levels.contains)
    // One level above nodes says the same as the fleet's figure.
    let lines = present == [.node] || present.count > 1 ? present : []
    return [[:]] + lines.map { ["level": "\($0)"] }
  }
}
