import Foundation

@testable import Experiments

/// Results made up by arithmetic, so that reports can be tested without a simulator.
enum Fixture {
  /// A small reproducible generator; the fixture's numbers only have to look alive.
  struct Noise {
    var state: UInt64
    mutating func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    /// About normal, mean 0 and standard deviation 1.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
  }

  static let regions = ["eu-west", "us-east", "ap-south"]
  static let tenants = ["shop", "payments"]

  /// Three regions, one of which fails for two hours; 20 replications.
  static func outage(replications: Int = 20) -> ExperimentResult {
    var noise = Noise(state: 7)
    var metrics: [MetricSummary] = []
    var columns: [[Double?]] = []
    func add(
      _ name: String, _ dimensions: [String: String] = [:], _ unit: String, _ help: String,
      _ mean: Double, _ deviation: Double, whole: Bool = false, highest: Double = .infinity
    ) {
      let values = (0..<replications).map { _ -> Double in
        let value = min(highest, max(0, mean + deviation * noise.normal()))
        return whole ? value.rounded() : (value * 1e6).rounded() / 1e6
      }
      metrics.append(
        summary(name, dimensions, unit, help, values))
      columns.append(values)
    }
    add(
      "availability.replicas", [:], "ratio",
      "Share of wanted replica-time that was served.", 0.98912, 0.0011)
    add(
      "availability.time", [:], "ratio",
      "Share of time in which every service had all its replicas.", 0.97731, 0.0021)
    for (region, mean) in zip(regions, [0.9671, 0.99993, 0.99971]) {
      add(
        "availability.replicas", ["region": region], "ratio",
        "Share of wanted replica-time that was served.", mean, (1 - mean) / 12, highest: 1)
    }
    for (tenant, mean) in zip(tenants, [0.9902, 0.98731]) {
      add(
        "availability.replicas", ["tenant": tenant], "ratio",
        "Share of wanted replica-time that was served.", mean, 0.0012)
    }
    add(
      "outage.windows", [:], "windows", "Spells in which a service was short.", 11.4, 1.3,
      whole: true)
    add("outage.longest", [:], "seconds", "The longest such spell.", 574, 41)
    let phases: [(String, String, Double)] = [
      ("detect", "the control plane holds the cluster to be not ready", 43),
      ("evict", "a service is told to leave the cluster", 348),
      ("reschedule", "replicas of an evicted service are placed elsewhere", 351.5),
      ("recover", "a service that it took replicas from serves all it wants again", 391),
    ]
    for (phase, words, median) in phases {
      for (quantile, factor) in [("p50", 1.0), ("p95", 1.31), ("p99", 1.47)] {
        add(
          "failover.\(phase).\(quantile)", [:], "seconds",
          "From a failure until \(words); the \(quantile) of a run.",
          median * factor, median * 0.006 * factor)
      }
    }
    add(
      "replicas.moved", [:], "replicas", "Replicas placed anew in another cluster.", 171, 4.1,
      whole: true)
    add("pods.pending.mean", [:], "pods", "Pods without a node, averaged over time.", 1.37, 0.2)
    add(
      "pods.pending.max", [:], "pods", "The most pods without a node at one instant.", 58, 6,
      whole: true)
    for (resource, mean) in [("cpu", 0.61), ("memory", 0.47)] {
      add("utilisation.\(resource)", [:], "ratio", "Requested share of \(resource).", mean, 0.006)
      for (region, shift) in zip(regions, [-0.16, 0.11, 0.05]) {
        add(
          "utilisation.\(resource)", ["region": region], "ratio", "Requested share of \(resource).",
          mean + shift, 0.008)
      }
    }
    add(
      "api.requests", [:], "requests", "Requests that the hub's API server answered.", 48_210, 310,
      whole: true)
    add(
      "placement.decisions", [:], "decisions", "Scheduling decisions of the hub.", 214, 9,
      whole: true)
    add("invariants.violations", [:], "violations", "Broken invariants.", 0, 0, whole: true)

    let timeline = outageTimeline()
    var samples: [String: [Double]] = [:]
    for (phase, _, median) in phases {
      samples["failover.\(phase)"] = (0..<(160 * replications / 4)).map { _ in
        ((median * exp(0.16 * noise.normal())) * 1000).rounded() / 1000
      }.sorted()
    }
    for (phase, _, _) in phases {
      guard let sorted = samples["failover.\(phase)"], sorted.count > 40 else { continue }
      for (quantile, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)] {
        // Ranks about two standard deviations of the binomial to either side.
        let count = Double(sorted.count)
        let reach = 2 * (count * share * (1 - share)).squareRoot()
        func value(_ rank: Double) -> Double { sorted[min(sorted.count - 1, max(0, Int(rank)))] }
        metrics.append(
          MetricSummary(
            name: "failover.\(phase).\(quantile)", dimensions: ["over": "all samples"],
            unit: "seconds", help: "The same over the samples of all runs together.",
            estimate: value(count * share), lower: value(count * share - reach),
            upper: value(count * share + reach), minimum: sorted.first, maximum: sorted.last,
            count: sorted.count, method: "order statistics, pooled"))
        columns.append((0..<replications).map { _ in nil })
      }
    }
    let arm = ArmResult(
      name: "baseline", replications: replications, metrics: metrics,
      fingerprints: (0..<replications).map { hexadecimal(UInt64($0 + 1) &* 0x9E37_79B9_7F4A_7C15) },
      values: (0..<replications).map { row in columns.map { $0[row] } },
      timeline: timeline, samples: samples,
      objectives: [
        objective("availability.replicas", ">=", 0.985, "98.5%", metrics),
        objective("failover.recover.p99", "<=", 540, "9m", metrics),
        objective("outage.longest", "<=", 570, "9m30s", metrics),
      ])
    return ExperimentResult(
      engineVersion: "0.1.0", scenario: "first-failover",
      summary: "Three regions under Karmada; eu-west fails for two hours.",
      digest: "6f1c2b9e84d0a735", seed: 20_260_401, horizonSeconds: 14_400, warmupSeconds: 600,
      fidelity: "nodes", confidence: 0.95,
      fleet: FleetSummary(
        regions: regions.map { region in
          FleetSummary.Region(
            name: region,
            jurisdiction: region == "eu-west" ? "EU" : region == "us-east" ? "US" : "IN",
            zones: 3, clusters: 20, nodes: 400)
        }, clusters: 60, nodes: 1200, services: 12, replicas: 480, controlPlane: "Karmada"),
      arms: [arm])
  }

  static func objective(
    _ metric: String, _ comparison: String, _ bound: Double, _ boundText: String,
    _ metrics: [MetricSummary]
  ) -> ObjectiveOutcome {
    let judged = metrics.first { $0.name == metric && $0.dimensions.isEmpty }
    func keeps(_ value: Double?) -> Bool {
      value.map { comparison == ">=" ? $0 >= bound : $0 <= bound } ?? true
    }
    return ObjectiveOutcome(
      objective: "\(metric) \(comparison) \(boundText)", metric: metric, dimensions: [:],
      comparison: comparison, bound: bound, estimate: judged?.estimate, lower: judged?.lower,
      upper: judged?.upper, met: keeps(judged?.estimate),
      certain: judged?.lower != nil && keeps(judged?.lower) == keeps(judged?.upper))
  }

  /// Four hours in which eu-west is gone from 1:00 to 3:00.
  static func outageTimeline() -> Timeline {
    let (failure, repair) = (3600.0, 10_800.0)
    var noise = Noise(state: 99)
    // Each of the 170 replicas of eu-west is given up, placed and served again at its own time.
    let moves = (0..<170).map { index -> (evicted: Double, serving: Double, target: Int) in
      let evicted = failure + 345 + 30 * noise.uniform()
      return (evicted, evicted + 12 + 90 * noise.uniform(), index % 5 < 3 ? 1 : 2)
    }
    var instants: Set<Double> = [0, failure, repair, 14_400]
    for move in moves {
      instants.insert((move.evicted * 10).rounded() / 10)
      instants.insert((move.serving * 10).rounded() / 10)
    }
    for minute in stride(from: 0.0, through: 14_400, by: 300) { instants.insert(minute) }
    let seconds = instants.sorted()
    var series = regions.map {
      Timeline.Series(region: $0, serving: [], pending: [], unreachable: [])
    }
    for now in seconds {
      let down = now >= failure && now < repair
      let left = moves.filter { $0.evicted > now }.count
      series[0].serving.append(now < failure ? 170 : 0)
      series[0].pending.append(0)
      series[0].unreachable.append(down ? Int32(left) : 0)
      for region in 1...2 {
        let arrived = moves.filter { $0.target == region && $0.serving <= now }.count
        let waiting = moves.filter { $0.target == region && $0.evicted <= now && $0.serving > now }
        series[region].serving.append(Int32([0, 160, 150][region] + arrived))
        series[region].pending.append(Int32(waiting.count))
        series[region].unreachable.append(0)
      }
    }
    var events = [
      Timeline.Event(
        seconds: failure, kind: "failure", text: "Region eu-west failed", region: "eu-west"),
      Timeline.Event(
        seconds: repair, kind: "repair", text: "Region eu-west came back", region: "eu-west"),
    ]
    for cluster in 1...20 {
      let name = "eu-west-\(cluster < 10 ? "0" : "")\(cluster)"
      events.append(
        Timeline.Event(
          seconds: failure + 38 + Double((cluster * 37) % 20), kind: "detected",
          text: "Cluster \(name) found not ready", region: "eu-west"))
      events.append(
        Timeline.Event(
          seconds: repair + 12 + Double((cluster * 13) % 20), kind: "readmitted",
          text: "Cluster \(name) ready again", region: "eu-west"))
    }
    for service in 0..<12 {
      events.append(
        Timeline.Event(
          seconds: failure + 345 + Double(service) * 2.5, kind: "evicted",
          text: "Service shop-\(service) told to leave", region: "eu-west"))
      events.append(
        Timeline.Event(
          seconds: failure + 346.2 + Double(service) * 2.5, kind: "placed",
          text: "Service shop-\(service) placed anew, 14 replicas moved",
          region: regions[1 + service % 2]))
    }
    events.append(
      Timeline.Event(
        seconds: failure + 352, kind: "unschedulable",
        text: "Service shop-3 found no place", region: "ap-south"))
    return Timeline(
      seconds: seconds, series: series, wanted: seconds.map { _ in 480 },
      events: events.sorted { ($0.seconds, $0.text) < ($1.seconds, $1.text) })
  }

  /// A metric over these replications, as the experiment would sum it up.
  static func summary(
    _ name: String, _ dimensions: [String: String], _ unit: String, _ help: String,
    _ values: [Double]
  ) -> MetricSummary {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / max(1, count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
    let halfWidth = 2.093 * (variance / max(1, count)).squareRoot()
    let some = !values.isEmpty
    let several = values.count > 1
    return MetricSummary(
      name: name, dimensions: dimensions, unit: unit, help: help, estimate: some ? mean : nil,
      lower: several ? mean - halfWidth : nil,
      upper: several ? mean + halfWidth : nil, minimum: values.min(),
      maximum: values.max(), count: values.count,
      method: "t over replications")
  }

  static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
