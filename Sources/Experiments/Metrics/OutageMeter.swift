import FleetModel

/// The spells in which services were unavailable.
struct OutageMeter: Sendable {
  private var since: [Int64]
  private let start: Int64
  private(set) var windows = 0
  private(set) var total: Int64 = 0
  private(set) var longest: Int64 = 0

  private static let none = Int64.min

  init(services: Int, from start: Int64) {
    self.start = start
    since = Array(repeating: Self.none, count: services)
  }

  mutating func begin(_ service: Int, at now: Int64) {
    since[service] = now
  }

  mutating func end(_ service: Int, at now: Int64) {
    let begun = since[service]
    guard begun != Self.none else { return }
    since[service] = Self.none
    let length = now - max(begun, start)
    guard length > 0 else { return }
    windows += 1
    total += length
    longest = max(longest, length)
  }

  /// Closes the spells that the end of the run cuts off.
  mutating func finish(at now: Int64) {
    for service in since.indices { end(service, at: now) }
  }

  static let families: [MetricFamily] = [
    MetricFamily(
      "outage.windows", unit: "windows", better: .smaller,
      "Spells in which a service was unavailable.",
      value: { recorder, _ in Double(recorder.outages.windows) }),
    MetricFamily(
      "outage.total", unit: "seconds", better: .smaller,
      "The length of all such spells together.",
      value: { recorder, _ in Double(recorder.outages.total) / 1e9 }),
    MetricFamily(
      "outage.longest", unit: "seconds", better: .smaller,
      "The longest such spell; one that began before the warm-up or outlasts the run is cut off.",
      value: { recorder, _ in Double(recorder.outages.longest) / 1e9 }),
  ]
}
