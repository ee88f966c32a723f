import FleetModel

/// How much of what was wanted was served: by replicas, and by services as a whole.
struct AvailabilityMeter: Sendable {
  /// Wanted and served replicas of something.
  struct Account: Sendable {
    var wanted: Level
    var served: Level
    /// Services, and those of them that are available.
    var services: Level
    var available: Level

    init(from start: Int64) {
      wanted = Level(from: start)
      served = Level(from: start)
      services = Level(from: start)
      available = Level(from: start)
    }

    mutating func advance(to now: Int64) {
      wanted.advance(to: now)
      served.advance(to: now)
      services.advance(to: now)
      available.advance(to: now)
    }

    var byReplicas: Double? { Self.ratio(served, wanted) }
    var byServices: Double? { Self.ratio(available, services) }

    static func ratio(_ part: Level, _ whole: Level) -> Double? {
      whole.integral > 0 ? Double(part.integral) / Double(whole.integral) : nil
    }
  }

  private(set) var fleet: Account
  private(set) var tenants: [Account]
  private(set) var services: [Account]
  /// Replicas that were placed in a region, and those of them that serve.
  private(set) var regions: [(placed: Level, serving: Level, wanted: Level)]

  init(tenants: Int, services: Int, regions: Int, from start: Int64) {
    fleet = Account(from: start)
    self.tenants = Array(repeating: Account(from: start), count: tenants)
    self.services = Array(repeating: Account(from: start), count: services)
    let level = Level(from: start)
    self.regions = Array(repeating: (level, level, level), count: regions)
  }

  mutating func want(_ replicas: Int32, of service: Int, tenant: Int, at now: Int64) {
    func change(_ account: inout Account) {
      account.wanted.change(by: Int64(replicas), at: now)
      account.services.change(by: 1, at: now)
    }
    change(&fleet)
    change(&tenants[tenant])
    change(&services[service])
  }

  /// Served replicas, never more than wanted, changed.
  mutating func serve(_ delta: Int64, of service: Int, tenant: Int, at now: Int64) {
    fleet.served.change(by: delta, at: now)
    tenants[tenant].served.change(by: delta, at: now)
    services[service].served.change(by: delta, at: now)
  }

  mutating func becomeAvailable(_ isAvailable: Bool, _ service: Int, tenant: Int, at now: Int64) {
    let delta: Int64 = isAvailable ? 1 : -1
    fleet.available.change(by: delta, at: now)
    tenants[tenant].available.change(by: delta, at: now)
    services[service].available.change(by: delta, at: now)
  }

  mutating func place(_ delta: Int64, in region: Int, at now: Int64) {
    regions[region].placed.change(by: delta, at: now)
  }

  mutating func serve(_ delta: Int64, in region: Int, at now: Int64) {
    regions[region].serving.change(by: delta, at: now)
  }

  mutating func finish(at now: Int64) {
    fleet.advance(to: now)
    for index in tenants.indices { tenants[index].advance(to: now) }
    for index in services.indices { services[index].advance(to: now) }
    for index in regions.indices {
      regions[index].placed.advance(to: now)
      regions[index].serving.advance(to: now)
    }
  }

  static let families: [MetricFamily] = [
    MetricFamily(
      "availability.replicas", unit: "ratio", better: .larger,
      "Share of wanted replica-time that was served. For a region: of the replicas placed in it.",
      dimensions: { $0.regions + $0.owners + $0.serviceLines },
      value: { recorder, dimensions in
        if let region = recorder.region(dimensions) {
          let levels = recorder.availability.regions[region]
          return Account.ratio(levels.serving, levels.placed).map { min(1, $0) }
        }
        return recorder.account(dimensions)?.byReplicas
      }),
    MetricFamily(
      "availability.time", unit: "ratio", better: .larger,
      "Share of service-time in which a service was available, that is, had at least the share"
        + " `metrics.availableAt` of its replicas serving.",
      dimensions: { [[:]] + $0.owners + $0.serviceLines },
      value: { recorder, dimensions in recorder.account(dimensions)?.byServices }),
    MetricFamily(
      "availability.worst", unit: "ratio", better: .larger,
      "`availability.time` of the service that fared worst.",
      value: { recorder, _ in recorder.availability.services.compactMap(\.byServices).min() }),
  ]
}
