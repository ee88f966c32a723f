import Documents
import KubeFleet

/// KubeFleet's scheduler, on the synthetic members of `benchmarks/inputs.md` and on
/// golden inputs.
enum KubeFleetDecisions {
  static let all: [MeasuredDecision] = [
    .golden(
      "kubefleet-cycle", "KubeFleet scheduling to the last pass, golden inputs", real: 846,
      suites: KubeFleetSuites.all, file: "kubefleet/scheduler-cycle.jsonl.gz"),
    .golden(
      "kubefleet-initialize", "KubeFleet update run `initialize`, golden inputs", real: 721,
      suites: KubeFleetSuites.all, file: "kubefleet/updaterun-initialize.jsonl.gz"),
    synthetic("spread", "affinity and spread, one pass", 100, real: 4_710),
    synthetic("spread", "affinity and spread, one pass", 1_000, real: 44_000),
    synthetic("ten", "affinity and spread, all ten passes", 100, real: 35_100),
    synthetic("ten", "affinity and spread, all ten passes", 1_000, real: 435_000),
    synthetic("affinity", "affinity, one pass that picks ten", 100, real: 3_880),
    synthetic("affinity", "affinity, one pass that picks ten", 1_000, real: 36_000),
  ]

  private static func synthetic(
    _ mode: String, _ words: String, _ count: Int, real: Double
  ) -> MeasuredDecision {
    .synthetic("kubefleet-\(mode)-\(count)", "KubeFleet, \(words), \(count) members", real: real) {
      let decoder = NodeDecoder(file: "member")
      let fleet = SchedulingFleet(
        try (0..<count).map { index in
          ClusterRow(try decoder.decode(MemberCluster.self, from: member(index)))
        })
      let rules = PolicyRules(
        try decoder.decode(PolicySnapshot.self, from: policy(spreads: mode != "affinity")))
      let passes = mode == "ten" ? 10 : 1
      try check(place(rules, fleet, passes: passes), fleet, mode, count)
      return { last = (try? place(rules, fleet, passes: passes)) ?? [] }
    }
  }

  /// Where answers go, so that no decision is left out by the compiler.
  nonisolated(unsafe) private static var last: [SchedulingCycle] = []

  /// The passes of one placement without bindings.
  private static func place(
    _ rules: PolicyRules, _ fleet: SchedulingFleet, passes: Int
  ) throws -> [SchedulingCycle] {
    var scheduler = PlacementScheduler(rules: rules, fleet: fleet, now: 946_684_800_000_000_000)
    var bindings: [BindingRow] = []
    var cycles: [SchedulingCycle] = []
    while cycles.count < passes {
      let cycle = try scheduler.cycle(bindings)
      cycles.append(cycle)
      if !cycle.requeue || cycles.count == passes { break }
      cycle.apply(to: &bindings, rules, fleet) {
        BindingRow.name(placement: "crp", cluster: $0.targetCluster, suffix: "00000000")
      }
    }
    return cycles
  }

  // MARK: Inputs

  private static func padded(_ index: Int) -> String {
    let digits = String(index)
    return "member-" + String(repeating: "0", count: 5 - digits.count) + digits
  }

  private static func member(_ index: Int) -> Node {
    let cores = 100 + 37 * index % 400
    let available = cores * (30 + index % 60) / 100
    let time: Node = "2000-01-01T00:00:00Z"
    func amounts(_ cores: Int) -> Node {
      ["cpu": Node("\(cores)"), "memory": Node("\(cores * 4)Gi")]
    }
    return [
      "metadata": [
        "name": Node(padded(index)),
        "labels": [
          "env": Node(["prod", "staging", "canary"][index % 3]),
          "region": Node(["eastus", "westus", "eu", "ap"][index % 4]),
          "zone": Node("\(1 + index / 3 % 3)"),
        ],
      ],
      "status": [
        "properties": [
          "kubernetes-fleet.io/node-count": ["value": Node("\(37 * index % 500)")]
        ],
        "resourceUsage": [
          "capacity": amounts(cores), "allocatable": amounts(cores * 95 / 100),
          "available": amounts(available),
        ],
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
  }

  private static func policy(spreads: Bool) -> Node {
    let constraints: Node = [
      ["topologyKey": "region", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"],
      ["topologyKey": "zone", "maxSkew": 1, "whenUnsatisfiable": "ScheduleAnyway"],
    ]
    let affinity: Node = [
      "requiredDuringSchedulingIgnoredDuringExecution": [
        "clusterSelectorTerms": [
          [
            "labelSelector": [
              "matchExpressions": [
                ["key": "env", "operator": "In", "values": ["prod", "staging"]]
              ]
            ]
          ]
        ]
      ],
      "preferredDuringSchedulingIgnoredDuringExecution": [
        [
          "weight": 50,
          "preference": ["labelSelector": ["matchLabels": ["region": "eastus"]]],
        ],
        [
          "weight": 30,
          "preference": [
            "propertySorter": [
              "name": "kubernetes-fleet.io/node-count", "sortOrder": "Descending",
            ]
          ],
        ],
      ],
    ]
    return [
      "metadata": [
        "name": "crp-1",
        "annotations": [
          "kubernetes-fleet.io/number-of-clusters": "10", "kubernetes-fleet.io/CRP-generation": "1",
        ],
      ],
      "spec": [
        "policy": [
          "placementType": "PickN", "affinity": ["clusterAffinity": affinity],
          "topologySpreadConstraints": spreads ? constraints : [],
        ]
      ],
    ]
  }

  // MARK: Answers

  /// Compares the picks with those of the real scheduler.
  private static func check(
    _ cycles: [SchedulingCycle], _ fleet: SchedulingFleet, _ mode: String, _ count: Int
  ) throws {
    let picked = cycles.flatMap { cycle in
      cycle.scored.prefix(cycle.batch?.picked ?? 0).map { fleet.clusters[$0.cluster].name }
    }
    let expected =
      switch (mode, count) {
      case ("ten", 100): [40, 81, 79, 54, 12, 25, 27, 94, 52, 67]
      case ("ten", _): [216, 175, 25, 162, 148, 457, 243, 94, 484, 189]
      case ("spread", 100): [40]
      case ("spread", _): [216]
      case (_, 100): [40, 12, 52, 24, 64, 36, 76, 48, 88, 60]
      default: [Int]()
      }
    guard expected.isEmpty || picked == expected.map(padded) else {
      throw MeasuredDecision.WrongAnswer(description: "\(mode), \(count): \(picked)")
    }
    guard cycles.first?.filtered.count == count / 3 else {
      throw MeasuredDecision.WrongAnswer(
        description: "\(mode), \(count): \(cycles.first?.filtered.count ?? 0) filtered")
    }
  }
}
