import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KarmadaSuites {
  /// Taints, eviction and pacing.
  static let failover: [VectorSuite] = [
    evictionDelay, purgeMode, byCondition, needEviction, clusterTaintPolicy, gracefulEviction,
  ]

  private static let second: Int64 = 1_000_000_000

  private static let evictionDelay = VectorSuite(algorithm: "taints.evictionDelay") { vector in
    let rate = Float(vector.input["resourceEvictionRate"]?.double ?? 0)
    return PreparedDecision {
      EvictionPacing.delayNanoseconds(ratePerSecond: rate)
    } answer: {
      ["delayNanoseconds": Node($0)]
    }
  }

  private static let purgeMode = VectorSuite(algorithm: "taints.purgeMode") { vector in
    let cluster = vector.input["failover"]?["cluster"]
    let policyMode = cluster.map { $0["purgeMode"]?.string ?? "" }
    let flag = vector.input["noExecuteTaintEvictionPurgeMode"]?.string ?? ""
    return PreparedDecision {
      EvictionPacing.purgeMode(policyMode: policyMode, flag: flag)
    } answer: {
      ["purgeMode": Node($0)]
    }
  }

  private static func taints(_ input: Node) throws -> [ClusterTaint] {
    try ClusterSnapshot(input.decoded(Cluster.self, "cluster")).taints
  }

  private static func conditions(_ input: Node) throws -> [Condition] {
    try input.decoded(Cluster.self, "cluster").status?.conditions ?? []
  }

  private static let byCondition = VectorSuite(algorithm: "taints.byCondition") { vector in
    let taints = try taints(vector.input)
    let ready = try conditions(vector.input)["Ready"].flatMap { ReadyStatus(rawValue: $0.status) }
    return PreparedDecision {
      ConditionTaints.reconcile(taints, ready: ready, now: second)
    } answer: { taints in
      [
        "taints": .list(
          taints.map {
            [
              "key": Node($0.taint.key), "value": Node($0.taint.value),
              "effect": Node($0.taint.effect), "timeAddedSet": Node($0.addedNanoseconds != nil),
            ]
          })
      ]
    }
  }

  private static let needEviction = VectorSuite(algorithm: "taints.needEviction") { vector in
    let taints = try taints(vector.input)
    let placement = try vector.input.decoded(Placement.self, "placement")
    let now = GoTime.nanoseconds(rfc3339: vector.input["now"]?.string ?? "") ?? 0
    let isEnabled = vector.input["enableNoExecuteTaintEviction"]?.bool ?? false
    let tolerations = placement.clusterTolerations ?? []
    return PreparedDecision {
      NoExecuteEviction.verdict(
        taints: taints, tolerations: tolerations, now: now, isEnabled: isEnabled)
    } answer: { verdict in
      switch verdict {
      case .stays: ["needEviction": false, "tolerationSeconds": -1]
      case .evict: ["needEviction": true, "tolerationSeconds": 0]
      case .wait(let nanoseconds):
        ["needEviction": false, "tolerationSeconds": Node(Double(nanoseconds) / 1e9)]
      }
    }
  }

  private static let clusterTaintPolicy = VectorSuite(algorithm: "taints.clusterTaintPolicy") {
    vector in
    let taints = try taints(vector.input)
    let conditions = try conditions(vector.input).map { (type: $0.type, status: $0.status) }
    let rule = ClusterTaintRule(
      try vector.input.decoded(ClusterTaintPolicySpec.self, "policySpec"))
    let now = GoTime.nanoseconds(rfc3339: vector.input["now"]?.string ?? "") ?? 0
    return PreparedDecision {
      ClusterTaintPolicies.apply(rule, to: taints, conditions: conditions, now: now)
    } answer: { taints in
      [
        "addMatches": Node(ClusterTaintPolicies.matches(rule.addOnConditions, conditions)),
        "removeMatches": Node(ClusterTaintPolicies.matches(rule.removeOnConditions, conditions)),
        "taints": .list(
          taints.map {
            .members([
              ("key", Node($0.taint.key)),
              ("value", $0.taint.value.isEmpty ? .null : Node($0.taint.value)),
              ("effect", Node($0.taint.effect)),
              (
                "timeAdded",
                $0.addedNanoseconds == now ? vector.input["now"] ?? .null : .null
              ),
            ])
          }),
      ]
    }
  }

  private struct GracefulInput: Decodable {
    struct Task: Decodable {
      var fromCluster: String
      var purgeMode: String?
      var createdSecondsAgo: Double?
      var gracePeriodSeconds: Int32?
      var suppressDeletion: Bool?
    }
    struct Status: Decodable {
      var clusterName: String
      var health: String?
    }
    var tasks: [Task]?
    var defaultTimeoutSeconds: Int64
    var hasScheduled: Bool?
    var scheduleResult: [TargetCluster]?
    var aggregatedStatus: [Status]?
  }

  private static let gracefulEviction = VectorSuite(algorithm: "gracefulEviction.assess") {
    vector in
    let input = try NodeDecoder(file: "vector").decode(GracefulInput.self, from: vector.input)
    let now = 1_000_000 * second
    let tasks = (input.tasks ?? []).map { task in
      EvictionTask(
        fromCluster: task.fromCluster, purgeMode: task.purgeMode ?? "",
        createdNanoseconds: task.createdSecondsAgo.map { now - Int64($0 * 1e9) },
        gracePeriodSeconds: task.gracePeriodSeconds, suppressDeletion: task.suppressDeletion)
    }
    let statuses = input.aggregatedStatus ?? []
    return PreparedDecision {
      GracefulEviction.assess(
        tasks, now: now, timeout: input.defaultTimeoutSeconds * second,
        hasScheduled: input.hasScheduled ?? false, targets: input.scheduleResult ?? []
      ) { cluster in
        statuses.first { $0.clusterName == cluster }?.health == "Healthy"
      }
    } answer: { assessment in
      [
        "kept": .list(assessment.kept.map { Node($0.fromCluster) }),
        "evicted": .list(assessment.evicted.map { Node($0) }),
        "nextRetrySeconds": Node(Double(assessment.nextRetryNanoseconds) / 1e9),
      ]
    }
  }
}
