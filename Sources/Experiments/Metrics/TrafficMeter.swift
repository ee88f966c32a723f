import EventKernel
import FleetModel

/// The demand of users, and what of it is beyond the replicas that serve.
struct TrafficMeter: Sendable {
  private struct Account: Sendable {
    let demand: Demand
    /// Thousandths of a core that one replica requests.
    let request: Int64
    /// Bytes that leave for the users per second of CPU time served.
    let bytesPerSecond: Double
    var serving: Int64 = 0
    /// Serving replicas, by `RegionID`; empty where nothing leaves.
    var regions: [Int64]
    /// Bytes that left, by `RegionID`.
    var sent: [Double]
    var replicas: Level
    var since: Int64
    var demanded = 0.0
    var exceeding = 0.0

    mutating func advance(to now: Int64) {
      guard now > since else { return }
      let (demanded, exceeding) = demand.cpuSeconds(
        from: VirtualTime(nanoseconds: since), to: VirtualTime(nanoseconds: now),
        capacity: Double(serving * request))
      self.demanded += demanded
      self.exceeding += exceeding
      since = now
      guard serving > 0 else { return }
      let bytesPerReplica = (demanded - exceeding) * bytesPerSecond / Double(serving)
      for region in regions.indices where regions[region] != 0 {
        sent[region] += bytesPerReplica * Double(regions[region])
      }
    }
  }

  /// By service; nil without traffic.
  private var accounts: [Account?]
  private let regionCount: Int

  init(_ services: [Service], regions: Int, from start: Int64) {
    regionCount = regions
    accounts = services.map { service in
      service.demand.map {
        let places = $0.egress > 0 ? regions : 0
        return Account(
          demand: $0, request: service.request.milliCPU, bytesPerSecond: $0.egress,
          regions: Array(repeating: 0, count: places), sent: Array(repeating: 0, count: places),
          replicas: Level(from: start), since: start)
      }
    }
  }

  mutating func serve(_ delta: Int32, of service: Int, in region: Int, at now: Int64) {
    guard service < accounts.count, accounts[service] != nil else { return }
    accounts[service]?.advance(to: now)
    accounts[service]?.serving += Int64(delta)
    if accounts[service]?.regions.isEmpty == false {
      accounts[service]?.regions[region] += Int64(delta)
    }
    accounts[service]?.replicas.change(by: Int64(delta), at: now)
  }

  mutating func finish(at now: Int64) {
    for index in accounts.indices {
      accounts[index]?.advance(to: now)
      accounts[index]?.replicas.advance(to: now)
    }
  }

  /// The share of the demand beyond what the replicas request; nil without demand.
  func unserved(_ service: Int?) -> Double? {
    let chosen = service.map { [accounts[$0]] } ?? accounts
    let demanded = chosen.reduce(0) { $0 + ($1?.demanded ?? 0) }
    let exceeding = chosen.reduce(0) { $0 + ($1?.exceeding ?? 0) }
    return demanded > 0 ? exceeding / demanded : nil
  }

  /// Replicas that serve, averaged over time.
  func replicas(_ service: Int?) -> Double? {
    let chosen = (service.map { [accounts[$0]] } ?? accounts).compactMap(\.self)
    let averages = chosen.compactMap(\.replicas.average)
    return averages.isEmpty ? nil : averages.reduce(0, +)
  }

  /// GiB that left for the users, by `RegionID`.
  var egress: [Double] {
    var total = [Double](repeating: 0, count: regionCount)
    for account in accounts.compactMap(\.self) {
      for (region, bytes) in account.sent.enumerated() { total[region] += bytes / 0x1p30 }
    }
    return total
  }

  static let families: [MetricFamily] = [
    MetricFamily(
      "traffic.unserved", unit: "ratio", better: .smaller,
      "Demanded CPU time beyond what the serving replicas of a workload request, as a share of all"
        + " that is demanded.",
      dimensions: lines,
      value: { recorder, dimensions in recorder.traffic.unserved(recorder.service(dimensions)) }),
    MetricFamily(
      "traffic.replicas.mean", unit: "replicas", better: .neither,
      "Serving replicas of the workloads with traffic, averaged over time.",
      dimensions: lines,
      value: { recorder, dimensions in recorder.traffic.replicas(recorder.service(dimensions)) }),
    MetricFamily(
      "traffic.egress", unit: "GiB", better: .smaller,
      "What left the regions for the users, in proportion to the CPU time served there.",
      dimensions: { context in
        guard context.services.contains(where: { ($0.demand?.egress ?? 0) > 0 }) else { return [] }
        return [[:]] + context.topology.regions.map { ["region": $0.name] }
      },
      value: { recorder, dimensions in
        let egress = recorder.traffic.egress
        return recorder.region(dimensions).map { egress[$0] } ?? egress.reduce(0, +)
      }),
  ]

  /// There are lines only where there is traffic.
  private static let lines: @Sendable (MetricContext) -> [[String: String]] = { context in
    let served = context.services.filter { $0.demand != nil }
    guard !served.isEmpty else { return [] }
    return [[:]] + (served.count > 40 ? [] : served.map { ["service": $0.name] })
  }
}
