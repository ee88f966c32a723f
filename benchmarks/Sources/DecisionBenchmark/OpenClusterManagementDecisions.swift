import Documents
import GoSemantics
import KubernetesAPI
import OpenClusterManagement

/// Open Cluster Management's scheduler, on the synthetic clusters of `benchmarks/inputs.md` and
/// on golden inputs.
enum OpenClusterManagementDecisions {
  static let all: [MeasuredDecision] = [
    .golden(
      "ocm-schedule", "OCM `Schedule` with groups and status, golden inputs", real: 1_410,
      suites: OpenClusterManagementSuites.all, file: "ocm/placement-schedule.jsonl.gz"),
    .golden(
      "ocm-rollout", "OCM `GetRolloutCluster`, golden inputs", real: 229,
      suites: OpenClusterManagementSuites.all, file: "ocm/rollout.jsonl.gz"),
    synthetic(100, real: 11_500), synthetic(1_000, real: 94_200), synthetic(3_000, real: 274_000),
  ]

  private static func synthetic(_ count: Int, real: Double) -> MeasuredDecision {
    .synthetic("ocm-\(count)", "OCM, five prioritizers, \(count) clusters", real: real) {
      let decoder = NodeDecoder(file: "cluster")
      let state = PrioritizerState(
        clusters: try (0..<count).map {
          try decoder.decode(ManagedCluster.self, from: cluster($0))
        },
        decisions: decisions(count),
        scores: (0..<count).map {
          AddOnPlacementScore(
            name: "res", cluster: name($0),
            scores: [
              AddOnPlacementScoreItem(name: "cpuAvailable", value: Int32(7 * $0 % 201 - 100))
            ])
        })
      let placement = PreparedPlacement(try decoder.decode(Placement.self, from: placement))
      let candidates = Array(0..<count)
      let now = GoInstant(seconds: 1_768_000_000)
      try check(
        Scheduler.schedule(placement, candidates: candidates, in: state, now: now), state, count)
      return {
        last = Scheduler.schedule(placement, candidates: candidates, in: state, now: now)
      }
    }
  }

  /// Where answers go, so that no decision is left out by the compiler.
  nonisolated(unsafe) private static var last: ScheduleResult?

  // MARK: Inputs

  private static func name(_ index: Int) -> String {
    let digits = String(index)
    return "cluster" + String(repeating: "0", count: 5 - digits.count) + digits
  }

  private static func cluster(_ index: Int) -> Node {
    let cores = 100 + 37 * index % 400
    let used = cores * (13 * index % 70) / 100
    return [
      "metadata": [
        "name": Node(name(index)),
        "labels": [
          "env": Node(["prod", "stage", "dev"][index % 3]), "region": Node("r\(index % 5)"),
          "cluster.open-cluster-management.io/clusterset": "global",
        ],
      ],
      "status": [
        "capacity": ["cpu": Node("\(cores)"), "memory": Node("\(cores * 4)Gi")],
        "allocatable": [
          "cpu": Node("\(cores - used)"), "memory": Node("\(cores * 4 - used * 2)Gi"),
        ],
      ],
    ]
  }

  private static func decision(_ placement: String, _ clusters: [Int]) -> PlacementDecision {
    PlacementDecision(
      ObjectMeta(
        name: "\(placement)-decision-1", namespace: "default",
        labels: [PlacementDecision.placementLabel: placement]), clusters: clusters.map(name))
  }

  private static func decisions(_ count: Int) -> [PlacementDecision] {
    (0..<20).map { other in
      decision(
        "other-\(other < 10 ? "0" : "")\(other)",
        (0..<50).map { (17 * other + $0 * (other + 1)) % count })
    } + [decision("p1", (0..<10).map { 9 * $0 % count })]
  }

  private static let placement: Node = {
    let builtIn = ["Balance", "Steady", "ResourceAllocatableCPU", "ResourceAllocatableMemory"]
    let configurations =
      builtIn.map { name -> Node in
        ["scoreCoordinate": ["type": "BuiltIn", "builtIn": Node(name)], "weight": 1]
      } + [
        [
          "scoreCoordinate": [
            "type": "AddOn", "addOn": ["resourceName": "res", "scoreName": "cpuAvailable"],
          ], "weight": 1,
        ]
      ]
    return [
      "metadata": ["name": "p1", "namespace": "default"],
      "spec": [
        "numberOfClusters": 10,
        "predicates": [
          [
            "requiredClusterSelector": [
              "labelSelector": [
                "matchExpressions": [
                  ["key": "env", "operator": "In", "values": ["prod", "stage"]]
                ]
              ]
            ]
          ]
        ],
        "prioritizerPolicy": ["mode": "Exact", "configurations": Node(configurations)],
      ],
    ]
  }()

  // MARK: Answers

  /// Compares an answer with what the real scheduler gave.
  private static func check(
    _ result: ScheduleResult, _ state: PrioritizerState, _ count: Int
  ) throws {
    let expected: [(Int, Int64)] =
      switch count {
      case 100:
        [
          (54, 449), (97, 231), (81, 215), (27, 211), (18, 189), (72, 170), (84, 160), (28, 155),
          (82, 144), (52, 125),
        ]
      case 1_000:
        [
          (54, 451), (108, 317), (486, 316), (162, 311), (657, 296), (454, 293), (744, 288),
          (540, 284), (745, 284), (216, 277),
        ]
      default:
        [
          (54, 476), (1_578, 373), (1_750, 351), (1_632, 340), (1_837, 340), (1_923, 330),
          (1_804, 320), (486, 318), (108, 317), (162, 311),
        ]
      }
    let given = zip(result.selected, result.totals).map { (state.table.name($0), $1) }
    let passing = result.filters.last?.clusters.count ?? 0
    guard passing == (2 * count + 2) / 3,
      given.elementsEqual(expected.map { (name($0), $1) }, by: ==)
    else {
      throw MeasuredDecision.WrongAnswer(description: "\(count): \(passing) pass, \(given)")
    }
  }
}
