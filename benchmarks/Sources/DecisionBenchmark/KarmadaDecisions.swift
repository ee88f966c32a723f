import Documents
import Karmada

/// Karmada's scheduler, on the synthetic clusters of `benchmarks/inputs.md` and on
/// golden inputs.
enum KarmadaDecisions {
  static let all: [MeasuredDecision] = [
    .golden(
      "karmada-schedule", "Karmada `Schedule`, golden inputs", real: 6_270,
      suites: KarmadaSuites.all, file: "karmada/schedule.jsonl.gz"),
    .golden(
      "karmada-assign", "Karmada `AssignReplicas`, golden inputs", real: 3_020,
      suites: KarmadaSuites.all, file: "karmada/assign_replicas.jsonl.gz"),
    .golden(
      "karmada-select", "Karmada grouping and `SelectBestClusters`, golden inputs", real: 63,
      suites: KarmadaSuites.all, file: "karmada/select_clusters.jsonl.gz"),
    synthetic("dynamic", "dynamic weight", 100, real: 8_560),
    synthetic("dynamic", "dynamic weight", 1_000, real: 72_400),
    synthetic("dynamic", "dynamic weight", 5_000, real: 341_000),
    synthetic("aggregated", "aggregated", 100, real: 8_740),
    synthetic("aggregated", "aggregated", 1_000, real: 73_700),
    synthetic("aggregated", "aggregated", 5_000, real: 358_000),
    synthetic("spread", "spread by region and cluster, dynamic weight", 100, real: 8_320),
    synthetic("spread", "spread by region and cluster, dynamic weight", 1_000, real: 65_300),
    synthetic("spread", "spread by region and cluster, dynamic weight", 5_000, real: 437_000),
    synthetic("duplicated", "duplicated", 100, real: 7_140),
    synthetic("duplicated", "duplicated", 1_000, real: 83_200),
    synthetic("duplicated", "duplicated", 5_000, real: 372_000),
  ]

  private static func synthetic(
    _ mode: String, _ words: String, _ count: Int, real: Double
  ) -> MeasuredDecision {
    .synthetic("karmada-\(mode)-\(count)", "Karmada, \(words), \(count) clusters", real: real) {
      let clusters = ClusterSnapshots(
        try (0..<count).map { index in
          ClusterSnapshot(
            try NodeDecoder(file: "cluster").decode(Cluster.self, from: cluster(index)))
        })
      let spec = try NodeDecoder(file: "binding").decode(
        ResourceBindingSpec.self, from: binding(mode))
      let state = BindingState(spec, status: nil)
      try check(Scheduler.schedule(state, on: clusters), mode, count)
      return { last = Scheduler.schedule(state, on: clusters) }
    }
  }

  /// Where answers go, so that no decision is left out by the compiler.
  nonisolated(unsafe) private static var last = ScheduleOutcome.placed([])

  // MARK: Inputs

  private static func padded(_ index: Int) -> String {
    let digits = String(index)
    return "member-" + String(repeating: "0", count: 5 - digits.count) + digits
  }

  private static func cluster(_ index: Int) -> Node {
    let cores = 100 + 37 * index % 400
    let used = cores * (13 * index % 70) / 100
    let region = "region-\(index % 10)"
    let amounts = { (cores: Int, gibibytes: Int, pods: Int) -> Node in
      ["cpu": Node("\(cores)"), "memory": Node("\(gibibytes)Gi"), "pods": Node("\(pods)")]
    }
    return [
      "metadata": [
        "name": Node(padded(index)),
        "labels": ["env": Node(["prod", "stage", "dev"][index % 3])],
      ],
      "spec": [
        "syncMode": "Push", "provider": Node("p-\(index % 3)"), "region": Node(region),
        "zones": [Node("\(region)-z\(index / 10 % 3)")],
      ],
      "status": [
        "conditions": [
          ["type": "Ready", "status": "True"],
          ["type": "CompleteAPIEnablements", "status": "True"],
        ],
        "apiEnablements": [
          [
            "groupVersion": "apps/v1",
            "resources": [["kind": "Deployment"], ["kind": "StatefulSet"]],
          ], ["groupVersion": "v1", "resources": [["kind": "ConfigMap"], ["kind": "Service"]]],
        ],
        "resourceSummary": [
          "allocatable": amounts(cores, cores * 4, 5000),
          "allocated": amounts(used, used * 2, 7 * index % 1000),
        ],
      ],
    ]
  }

  private static func binding(_ mode: String) -> Node {
    let dynamic: Node = [
      "replicaSchedulingType": "Divided", "replicaDivisionPreference": "Weighted",
      "weightPreference": ["dynamicWeight": "AvailableReplicas"],
    ]
    let placement: Node =
      switch mode {
      case "aggregated":
        [
          "replicaScheduling": [
            "replicaSchedulingType": "Divided", "replicaDivisionPreference": "Aggregated",
          ]
        ]
      case "spread":
        [
          "replicaScheduling": dynamic,
          "spreadConstraints": [
            ["spreadByField": "region", "minGroups": 3, "maxGroups": 5],
            ["spreadByField": "cluster", "minGroups": 5, "maxGroups": 20],
          ],
        ]
      case "duplicated": ["replicaScheduling": ["replicaSchedulingType": "Duplicated"]]
      default: ["replicaScheduling": dynamic]
      }
    return [
      "resource": [
        "apiVersion": "apps/v1", "kind": "Deployment", "namespace": "default", "name": "web",
        "uid": "12345678-0000-4000-a000-000000000001",
      ],
      "replicas": 1000,
      "replicaRequirements": ["resourceRequest": ["cpu": "2", "memory": "4Gi"]],
      "placement": placement,
    ]
  }

  // MARK: Answers

  /// Compares an answer with what the real scheduler gave.
  private static func check(_ outcome: ScheduleOutcome, _ mode: String, _ count: Int) throws {
    guard case .placed(let targets) = outcome else {
      throw MeasuredDecision.WrongAnswer(description: "\(mode), \(count): \(outcome)")
    }
    let expected =
      switch mode {
      case "dynamic": [100: 100, 1_000: 809, 5_000: 1_000][count]
      case "aggregated": count == 100 ? 6 : 5
      case "spread": 20
      default: count
      }
    guard targets.count == expected else {
      throw MeasuredDecision.WrongAnswer(
        description: "\(mode), \(count): \(targets.count) targets")
    }
    let sum = targets.reduce(0) { $0 + Int($1.replicas) }
    guard sum == (mode == "duplicated" ? 1_000 * count : 1_000) else {
      throw MeasuredDecision.WrongAnswer(description: "\(mode), \(count): \(sum) replicas")
    }
    let known: [(Int, Int32)] =
      switch (mode, count) {
      case ("aggregated", 1_000): [(54, 203), (97, 202), (108, 198)]
      case ("spread", 1_000): [(140, 56), (151, 55), (162, 54)]
      default: []
      }
    for (index, replicas) in known
    where targets.first(where: { $0.name == padded(index) })?.replicas != replicas {
      throw MeasuredDecision.WrongAnswer(
        description: "\(mode), \(count): \(padded(index)) has not \(replicas)")
    }
  }
}
