import Documents
import KubernetesAPI
import Testing

@testable import KubeFleet

/// What the real scheduler picked among 100 and 1,000 numbered members; benchmarks use the same
/// inputs.
@Suite struct LargeFleetTests {
  private static func padded(_ index: Int) -> String {
    let digits = String(index)
    return "member-" + String(repeating: "0", count: 5 - digits.count) + digits
  }

  private func member(_ index: Int) throws -> MemberCluster {
    let time: Node = "2000-01-01T00:00:00Z"
    let node: Node = [
      "metadata": [
        "name": Node(Self.padded(index)),
        "labels": [
          "env": Node(["prod", "staging", "canary"][index % 3]),
          "region": Node(["eastus", "westus", "eu", "ap"][index % 4]),
          "zone": Node("\(1 + index / 3 % 3)"),
        ],
      ],
      "status": [
        "properties": ["kubernetes-fleet.io/node-count": ["value": Node("\(37 * index % 500)")]],
        "agentStatus": [
          [
            "type": "MemberAgent", "lastReceivedHeartbeat": time,
            "conditions": [
              ["type": "Joined", "status": "True", "lastTransitionTime": time],
              ["type": "Healthy", "status": "True", "lastTransitionTime": time],
            ],
          ]
        ],
      ],
    ]
    return try NodeDecoder(file: "member").decode(MemberCluster.self, from: node)
  }

  private func policy(spreads: Bool) throws -> PolicyRules {
    let text = """
      {"metadata": {"name": "crp-1", "annotations": {
        "kubernetes-fleet.io/number-of-clusters": "10", "kubernetes-fleet.io/CRP-generation": "1"}},
      "spec": {"policy": {"placementType": "PickN",
        "affinity": {"clusterAffinity": {
          "requiredDuringSchedulingIgnoredDuringExecution": {"clusterSelectorTerms": [
            {"labelSelector": {"matchExpressions": [
              {"key": "env", "operator": "In", "values": ["prod", "staging"]}]}}]},
          "preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 50, "preference": {"labelSelector": {"matchLabels": {"region": "eastus"}}}},
            {"weight": 30, "preference": {"propertySorter": {
              "name": "kubernetes-fleet.io/node-count", "sortOrder": "Descending"}}}]}},
        "topologySpreadConstraints": \(spreads
          ? """
          [{"topologyKey": "region", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"},
           {"topologyKey": "zone", "maxSkew": 1, "whenUnsatisfiable": "ScheduleAnyway"}]
          """ : "[]")}}}
      """
    return PolicyRules(
      try NodeDecoder(file: "policy").decode(
        PolicySnapshot.self, from: DocumentReader.readJSON(text)))
  }

  @Test(arguments: [
    (true, 100, [40, 81, 79, 54, 12, 25, 27, 94, 52, 67]),
    (true, 1_000, [216, 175, 25, 162, 148, 457, 243, 94, 484, 189]),
    (false, 100, [40, 12, 52, 24, 64, 36, 76, 48, 88, 60]),
  ])
  func picksOfTheRealScheduler(spreads: Bool, count: Int, expected: [Int]) throws {
    let fleet = SchedulingFleet(try (0..<count).map(member))
    let rules = try policy(spreads: spreads)
    var scheduler = PlacementScheduler(
      rules: rules, fleet: fleet, now: 946_684_800_000_000_000)
    var bindings: [BindingRow] = []
    var picked: [String] = []
    while true {
      let cycle = try scheduler.cycle(bindings)
      if picked.isEmpty { #expect(cycle.filtered.count == count / 3) }
      picked += cycle.scored.prefix(cycle.batch?.picked ?? 0).map {
        fleet.clusters[$0.cluster].name
      }
      cycle.apply(to: &bindings, rules, fleet) {
        BindingRow.name(placement: "crp", cluster: $0.targetCluster, suffix: "00000000")
      }
      if !cycle.requeue { break }
    }
    #expect(picked == expected.map(Self.padded))
  }
}
