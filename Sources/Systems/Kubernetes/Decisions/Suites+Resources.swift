import Conformance
import Documents
import KubernetesAPI

/// The vectors of the scheduler's resource filter and scores.
enum ResourceSuites {
  static let all: [VectorSuite] =
    [fit]
    + ["LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"].map {
      fitScore("scheduler.score.NodeResourcesFit.\($0)")
    } + [balanced]

  /// A small cluster, the pod to place, and the plugins' arguments.
  private struct Cluster: Decodable {
    struct Weight: Decodable {
      var name: String
      @OrZero var weight: Int64
    }
    struct Point: Decodable {
      @OrZero var utilization: Int64
      @OrZero var score: Int64
    }
    struct Ratio: Decodable { var shape: [Point] }
    struct Strategy: Decodable {
      @OrZero var type: String
      var resources: [Weight]
      var requestedToCapacityRatio: Ratio?
    }
    struct FitArguments: Decodable {
      var ignoredResources: [String]
      var ignoredResourceGroups: [String]
      var scoringStrategy: Strategy?
    }
    struct BalancedArguments: Decodable { var resources: [Weight] }
    struct PluginArguments: Decodable {
      var fit: FitArguments?
      var balanced: BalancedArguments?

      enum CodingKeys: String, CodingKey {
        case fit = "NodeResourcesFit"
        case balanced = "NodeResourcesBalancedAllocation"
      }
    }

    var nodes: [ClusterNode]
    var pods: [Pod]
    var pod: Pod
    var pluginConfig: PluginArguments?
    var feasibleNodes: [String]

    /// Nodes by name with the pods that stand on them.
    func usages() -> [(name: String, usage: NodeUsage)] {
      var usages = nodes.map {
        (
          name: $0.metadata.name,
          usage: NodeUsage(allocatable: ResourceAmounts($0.status.allocatable))
        )
      }
      for pod in pods where pod.status.phase != "Succeeded" && pod.status.phase != "Failed" {
        guard let index = usages.firstIndex(where: { $0.name == pod.spec.nodeName }) else {
          continue
        }
        usages[index].usage.add(pod)
      }
      return usages
    }

    func feasibleUsages() -> [(name: String, usage: NodeUsage)] {
      let all = usages()
      return feasibleNodes.compactMap { name in all.first { $0.name == name } }
    }
  }

  private static func cluster(_ vector: VectorCase) throws -> Cluster {
    try NodeDecoder(file: vector.id).decode(Cluster.self, from: vector.input)
  }

  private static let success: Node = ["code": "Success"]

  private static let fit: VectorSuite = VectorSuite(algorithm: "scheduler.filter.NodeResourcesFit")
  { vector in
    let cluster = try cluster(vector)
    let usages = cluster.usages()
    let arguments = cluster.pluginConfig?.fit
    let filter = NodeResourcesFit(
      ignoredResources: Set(arguments?.ignoredResources ?? []),
      ignoredGroups: Set(arguments?.ignoredResourceGroups ?? []))
    return PreparedDecision(
      decide: {
        let request = ResourceAmounts(PodRequests.total(cluster.pod.spec))
        return usages.map { filter.failure(request, on: $0.usage) }
      },
      answer: { failures in
        var nodes = Node(.object([]))
        for (usage, failure) in zip(usages, failures) {
          guard let failure else {
            nodes.set(usage.name, success)
            continue
          }
          let code = failure.isUnresolvable ? "UnschedulableAndUnresolvable" : "Unschedulable"
          nodes.set(usage.name, ["code": Node(code), "reasons": Node(failure.reasons.sorted())])
        }
        return ["preFilter": success, "filter": nodes]
      })
  }

  private static func fitScore(_ algorithm: String) -> VectorSuite {
    VectorSuite(algorithm: algorithm) { vector in
      let cluster = try cluster(vector)
      let usages = cluster.feasibleUsages()
      let arguments = cluster.pluginConfig?.fit?.scoringStrategy
      let kind: ResourceScore.Strategy
      switch arguments?.type {
      case nil, "", "LeastAllocated": kind = .leastAllocated
      case "MostAllocated": kind = .mostAllocated
      case "RequestedToCapacityRatio":
        kind = .requestedToCapacityRatio(
          (arguments?.requestedToCapacityRatio?.shape ?? []).map {
            ResourceScore.Point(utilization: $0.utilization, score: $0.score)
          })
      case .some(let other):
        throw DocumentError(file: "vector", problem: "unknown strategy \"\(other)\"")
      }
      let plugin = ResourceScore(strategy: kind, resources: weights(arguments?.resources))
      return PreparedDecision(
        decide: {
          let request = ResourceAmounts(
            PodRequests.total(cluster.pod.spec, .init(nonZero: true, podLevel: false)))
          return usages.map { plugin.score(request, on: $0.usage) }
        }, answer: { block(usages.map(\.name), $0) })
    }
  }

  private static let balanced: VectorSuite = VectorSuite(
    algorithm: "scheduler.score.NodeResourcesBalancedAllocation"
  ) { vector in
    let cluster = try cluster(vector)
    let usages = cluster.feasibleUsages()
    let names = weights(cluster.pluginConfig?.balanced?.resources)
      .map(\.name)
    return PreparedDecision(
      decide: { () -> [Int64]? in
        let request = ResourceAmounts(PodRequests.total(cluster.pod.spec))
        guard names.contains(where: { request[$0] != 0 }) else { return nil }
        return usages.map { usage in
          let counted = names.filter { ResourceAmounts.isPrimary($0) || request[$0] != 0 }
          func balance(_ withPod: Bool) -> Int64 {
            NodeScore.balance(
              counted.map {
                (
                  used: usage.usage.requested[$0] + (withPod ? request[$0] : 0),
                  allocatable: usage.usage.allocatable[$0]
                )
              })
          }
          return NodeScore.balancedAllocation(before: balance(false), after: balance(true))
        }
      },
      answer: { scores in
        scores.map { block(usages.map(\.name), $0) } ?? ["preScore": ["code": "Skip"]]
      })
  }

  private static func weights(_ resources: [Cluster.Weight]?) -> [ResourceScore.Weight] {
    guard let resources, !resources.isEmpty else {
      return [.init(name: "cpu", weight: 1), .init(name: "memory", weight: 1)]
    }
    return resources.map { .init(name: $0.name, weight: $0.weight == 0 ? 1 : $0.weight) }
  }

  private static func block(_ names: [String], _ scores: [Int64]) -> Node {
    var raw = Node(.object([]))
    for (name, score) in zip(names, scores) { raw.set(name, Node(score)) }
    return ["preScore": success, "raw": raw]
  }
}
