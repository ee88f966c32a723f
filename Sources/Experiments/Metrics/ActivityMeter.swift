import FleetModel

/// What the control plane did: requests, decisions, and rules that were broken.
struct ActivityMeter: Sendable {
  private(set) var hubRequests: Int64 = 0
  private(set) var memberRequests: Int64 = 0
  private(set) var decisions: Int64 = 0
  private(set) var failed: Int64 = 0
  private(set) var violations: Int64 = 0
  /// The first violations, in words.
  private(set) var examples: [String] = []

  mutating func request(_ count: Int, ofHub: Bool) {
    if ofHub { hubRequests += Int64(count) } else { memberRequests += Int64(count) }
  }

  mutating func decide(succeeded: Bool) {
    decisions += 1
    if !succeeded { failed += 1 }
  }

  mutating func violate(_ invariant: String, _ detail: () -> String) {
    violations += 1
    if examples.count < 5 { examples.append(invariant + ": " + detail()) }
  }

  static let families: [MetricFamily] = [
    MetricFamily(
      "api.requests", unit: "requests", better: .smaller,
      "Requests to the hub's API server, or to all members'.",
      dimensions: { _ in [["server": "hub"], ["server": "members"]] },
      value: { recorder, dimensions in
        dimensions["server"] == "hub"
          ? Double(recorder.activity.hubRequests) : Double(recorder.activity.memberRequests)
      }),
    MetricFamily(
      "placement.decisions", unit: "decisions", better: .neither,
      "Placement decisions, failed ones included.",
      value: { recorder, _ in Double(recorder.activity.decisions) }),
    MetricFamily(
      "placement.failed", unit: "decisions", better: .smaller,
      "Placements that found no place.",
      value: { recorder, _ in Double(recorder.activity.failed) }),
    MetricFamily(
      "invariants.violations", unit: "violations", better: .smaller,
      "Broken invariants, such as a pod outside its tenant's jurisdiction.",
      value: { recorder, _ in Double(recorder.activity.violations) }),
  ]
}
