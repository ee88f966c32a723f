import EventKernel
import FleetModel
import Kubernetes

/// Limits that were crossed, and what the queues of the members' control planes made of it.
struct ControlPlaneMeter: Sendable {
  private(set) var exceeded: Int64 = 0
  private(set) var refused: Int64 = 0
  private(set) var latencies: [LatencyHistogram]
  private(set) var rejected: Int64 = 0
  private(set) var startups = LatencyHistogram()
  /// By cluster: pods that its scheduler dealt with, and the nanoseconds that took.
  private var scheduled: [Int64]
  private var busy: [Int64]
  private(set) var largestStore: Double?
  private let start: Int64

  init(clusters: Int, from start: Int64) {
    self.start = start
    latencies = Array(repeating: LatencyHistogram(), count: RequestClass.allCases.count)
    scheduled = Array(repeating: 0, count: clusters)
    busy = scheduled
  }

  mutating func cross(_ limit: LimitCrossing, at now: Int64) {
    if case .rejected = limit.verdict, limit.dimension != .store {
      if now >= start { refused += 1 }
    } else {
      // What was beyond a limit from the start is so after the warm-up, too.
      exceeded += 1
    }
  }

  mutating func measure(_ sample: ControlPlaneSample, in cluster: Int, at now: Int64) {
    if case .storeSize(let bytes) = sample { largestStore = max(largestStore ?? 0, bytes) }
    guard now >= start else { return }
    switch sample {
    case .answered(let request, let answer):
      switch answer.outcome {
      case .answered: latencies[Int(request.rawValue)].add(answer.latency.nanoseconds)
      case .tooManyRequests, .noSpace: rejected += 1
      }
    case .scheduled(let time):
      scheduled[cluster] += 1
      busy[cluster] += time.nanoseconds
    case .podStarted(let time): startups.add(time.nanoseconds)
    case .storeSize: break
    }
  }

  /// Pods per second of busy schedulers, over all clusters.
  var throughput: Double? {
    let time = busy.reduce(0, +)
    return time > 0 ? Double(scheduled.reduce(0, +)) / (Double(time) / 1e9) : nil
  }

  /// The latencies of one kind of request, or of all.
  func latencies(_ request: String?) -> LatencyHistogram {
    var sum = LatencyHistogram()
    for known in RequestClass.allCases where request == nil || request == "\(known)" {
      sum.add(latencies[Int(known.rawValue)])
    }
    return sum
  }

  static let families: [MetricFamily] =
    [
      MetricFamily(
        "limits.exceeded", unit: "crossings", better: .smaller,
        "Times that a cluster came to be beyond one of its limits.",
        value: { recorder, _ in Double(recorder.controlPlane.exceeded) }),
      family(
        "limits.refused", "requests", better: .smaller,
        "Pods that a quota refused, counting every attempt.",
        dimensions: { $0.hasQuota ? [[:]] : [] }
      ) { Double($0.refused) },
      family(
        "api.rejected", "requests", better: .smaller,
        "Requests to members that ended with 429 or a full store."
      ) { Double($0.rejected) },
    ]
    + quantiles.map { name, share in
      MetricFamily(
        "api.latency.\(name)", unit: "seconds", better: .smaller,
        "From a write to a member's API server until its answer; the \(name) of a run.",
        dimensions: {
          $0.hasQueues
            ? [[:]]
              + ["createPod", "bindPod", "updatePodStatus"].map { ["request": $0] } : []
        },
        value: { recorder, dimensions in
          recorder.controlPlane.latencies(dimensions["request"]).quantile(share)
        })
    }
    + quantiles.map { name, share in
      family(
        "pods.startup.\(name)", "seconds", better: .smaller,
        "From the creation of a pod until its watchers know that it runs; the \(name) of a run."
      ) { $0.startups.quantile(share) }
    }
    + [
      family(
        "scheduler.throughput", "pods/s", better: .larger, "Pods per second of a busy scheduler."
      ) { $0.throughput },
      MetricFamily(
        "scheduler.utilisation", unit: "ratio", better: .neither,
        "The share of time that the busiest scheduler is busy.",
        dimensions: { $0.hasQueues ? [[:]] : [] },
        value: { recorder, _ in
          recorder.span > 0
            ? min(1, Double(recorder.controlPlane.busiest) / Double(recorder.span)) : nil
        }),
      family("etcd.size.max", "bytes", better: .smaller, "The largest store of a member.") {
        $0.largestStore
      },
    ]

  /// Nanoseconds of the busiest scheduler.
  var busiest: Int64 { busy.max() ?? 0 }

  private static let quantiles = [("p50", 0.5), ("p99", 0.99)]

  /// A line that there is only where members have queues.
  private static func family(
    _ name: String, _ unit: String, better: Better, _ help: String,
    dimensions: @escaping @Sendable (MetricContext) -> [[String: String]] = {
      $0.hasQueues ? [[:]] : []
    },
    _ value: @escaping @Sendable (ControlPlaneMeter) -> Double?
  ) -> MetricFamily {
    MetricFamily(
      name, unit: unit, better: better, help, dimensions: dimensions,
      value: { recorder, _ in value(recorder.controlPlane) })
  }
}

extension MetricContext {
  /// Whether some member has a queueing model.
  var hasQueues: Bool { topology.clusters.contains { $0.limits.model == .queueing } }
  /// Whether some member refuses what is beyond its limits.
  var hasQuota: Bool { topology.clusters.contains { $0.limits.action == .reject } }
}

/// Durations in buckets that are a hundredth wide: any number of them in a fixed place.
struct LatencyHistogram: Sendable {
  /// Buckets per doubling.
  private static let parts = 64
  private var counts: [Int64] = []
  private(set) var count: Int64 = 0

  mutating func add(_ nanoseconds: Int64) {
    if counts.isEmpty { counts = Array(repeating: 0, count: 64 * Self.parts) }
    counts[Self.bucket(max(1, nanoseconds))] += 1
    count += 1
  }

  mutating func add(_ other: LatencyHistogram) {
    guard other.count > 0 else { return }
    if counts.isEmpty { counts = Array(repeating: 0, count: 64 * Self.parts) }
    for index in counts.indices { counts[index] += other.counts[index] }
    count += other.count
  }

  /// The seconds below which a share of the durations lies; nil if there are none.
  func quantile(_ share: Double) -> Double? {
    guard count > 0 else { return nil }
    let rank = max(1, Int64((share * Double(count)).rounded(.up)))
    var seen: Int64 = 0
    for (index, number) in counts.enumerated() {
      seen += number
      if seen >= rank { return Self.middle(index) / 1e9 }
    }
    return nil
  }

  private static func bucket(_ value: Int64) -> Int {
    let power = 63 - value.leadingZeroBitCount
    let rest = Double(value) / Double(Int64(1) << Int64(power)) - 1
    return power * parts + min(parts - 1, Int(rest * Double(parts)))
  }

  private static func middle(_ bucket: Int) -> Double {
    let base = Double(Int64(1) << Int64(bucket / parts))
    return base * (1 + (Double(bucket % parts) + 0.5) / Double(parts))
  }
}
