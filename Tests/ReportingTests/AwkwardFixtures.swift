@testable import Experiments

/// Results at the edges of what may come.
extension Fixture {
  /// A name that tries to leave every context it is put into.
  static let hostileName =
    "</script><script>document.title='owned'</script>\"'><img src=x onerror=alert(1)>&amp;\u{202E}\u{0}"

  /// Fifty regions with long names, and many instants.
  static func crowded() -> ExperimentResult {
    var result = outage()
    let names = (0..<50).map { "region-\($0)-with-a-name-that-goes-on-and-on-\($0 * 7919)" }
    result.fleet.regions = names.map {
      FleetSummary.Region(name: $0, jurisdiction: "EU", zones: 3, clusters: 20, nodes: 2000)
    }
    var noise = Noise(state: 5)
    let seconds = (0..<3000).map { Double($0) * 864 }
    var series = names.map {
      Timeline.Series(region: $0, serving: [], pending: [], unreachable: [])
    }
    for region in names.indices {
      for _ in seconds {
        let down = noise.uniform() < 0.1 ? Int32(noise.uniform() * 200) : 0
        let pending = Int32(noise.uniform() * 30)
        series[region].serving.append(2000 - down - pending)
        series[region].unreachable.append(down)
        series[region].pending.append(pending)
      }
    }
    let events = (0..<5000).map { index in
      Timeline.Event(
        seconds: Double(index) * 518,
        kind: ["failure", "detected", "evicted", "repair"][index % 4],
        text: "Zone \(index % 150) of \(names[index % 50]) changed",
        region: names[index % 50])
    }
    result.horizonSeconds = 30 * 86_400
    result.arms[0].timeline = Timeline(
      seconds: seconds, series: series, wanted: seconds.map { _ in 100_000 }, events: events)
    for (index, name) in names.enumerated() {
      let values = (0..<20).map { _ in 1 - 0.001 * noise.uniform() * Double(index + 1) }
      result.arms[0].metrics.append(
        summary(
          "availability.replicas", ["region": name], "ratio",
          "Share of wanted replica-time that was served.", values))
      for row in 0..<20 { result.arms[0].values[row].append(values[row]) }
    }
    return result
  }

  /// Names and texts from the worst of files, everywhere.
  static func hostile() -> ExperimentResult {
    var result = outage(replications: 3)
    result.scenario = hostileName
    result.summary = hostileName
    result.digest = hostileName
    result.engineVersion = hostileName
    result.notes = [hostileName]
    result.fleet.controlPlane = hostileName
    for index in result.fleet.regions.indices { result.fleet.regions[index].name = hostileName }
    var second = result.arms[0]
    second.name = hostileName
    for index in second.metrics.indices {
      second.metrics[index].name += hostileName
      second.metrics[index].dimensions[hostileName] = hostileName
      second.metrics[index].unit = hostileName
      second.metrics[index].help = hostileName
      second.metrics[index].method = hostileName
    }
    second.samples = [hostileName: [1, 2, 3]]
    for index in second.objectives.indices { second.objectives[index].objective = hostileName }
    result.arms.append(second)
    for arm in result.arms.indices {
      for index in result.arms[arm].timeline!.series.indices {
        result.arms[arm].timeline!.series[index].region = hostileName
      }
      for index in result.arms[arm].timeline!.events.indices {
        result.arms[arm].timeline!.events[index].text = hostileName
        result.arms[arm].timeline!.events[index].region = hostileName
        if index % 3 == 0 { result.arms[arm].timeline!.events[index].kind = hostileName }
      }
    }
    return result
  }

  /// Nothing failed, nothing was measured, nothing was recorded.
  static func empty() -> ExperimentResult {
    ExperimentResult(
      engineVersion: "0.1.0", scenario: "empty", summary: "", digest: "0", seed: 0,
      horizonSeconds: 0, warmupSeconds: 0, fidelity: "nodes", confidence: 0.95,
      fleet: FleetSummary(
        regions: [], clusters: 0, nodes: 0, services: 0, replicas: 0, controlPlane: "Karmada"),
      arms: [
        ArmResult(
          name: "baseline", replications: 0, metrics: [], fingerprints: [], values: [],
          timeline: Timeline(seconds: [], series: [], wanted: [], events: []), samples: [:])
      ])
  }

  /// One replication: no intervals; and some metrics that it does not define.
  static func single() -> ExperimentResult {
    var result = outage(replications: 1)
    for index in result.arms[0].metrics.indices
    where result.arms[0].metrics[index].name.hasPrefix("failover.recover") {
      result.arms[0].metrics[index].estimate = nil
      result.arms[0].metrics[index].minimum = nil
      result.arms[0].metrics[index].maximum = nil
      result.arms[0].metrics[index].count = 0
      result.arms[0].values[0][index] = nil
    }
    result.arms[0].timeline = nil
    result.arms[0].samples = ["failover.recover": []]
    return result
  }

  /// A timeline without failures, of series that are too short, and values that are no numbers.
  static func broken() -> ExperimentResult {
    var result = outage(replications: 2)
    result.arms[0].timeline = Timeline(
      seconds: [0], series: [.init(region: "eu", serving: [], pending: [-1], unreachable: [1])],
      wanted: [], events: [.init(seconds: .nan, kind: "odd", text: "", region: "")])
    result.arms[0].metrics[0].estimate = .nan
    result.arms[0].metrics[0].upper = .infinity
    result.arms[0].metrics[0].unit = ""
    result.arms[0].metrics[1].estimate = 1
    result.arms[0].values[0] = [.nan, .infinity]
    result.arms[0].samples["failover.detect"] = [.nan, 0]
    return result
  }

  static let all: [(name: String, make: @Sendable () -> ExperimentResult)] = [
    ("outage", { outage() }), ("crowded", { crowded() }), ("hostile", { hostile() }),
    ("empty", { empty() }), ("single", { single() }), ("broken", { broken() }),
  ]
}
