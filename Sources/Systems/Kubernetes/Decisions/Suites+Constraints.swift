import Conformance
import Documents
import KubernetesAPI

/// The vectors of what pods ask for and of the filters on a node's name, cordon, taints and labels.
enum ConstraintSuites {
  static let all: [VectorSuite] = [podRequests, constraints]

  private static let success: Node = ["code": "Success"]

  // MARK: Requests

  private static let podRequests: VectorSuite = VectorSuite(algorithm: "scheduler.podRequests") {
    vector in
    struct Input: Decodable { var pod: Pod }
    let pod = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input).pod
    let spec = pod.spec
    return PreparedDecision(
      decide: {
        var usage = NodeUsage(allocatable: ResourceAmounts())
        usage.add(pod)
        return (
          plain: PodRequests.total(spec), nonZero: PodRequests.total(spec, .init(nonZero: true)),
          usage: usage
        )
      },
      answer: { outcome in
        let usage = outcome.usage
        let scalars = usage.requested.scalars.mapValues { Node($0) }
        return [
          "requests": list(outcome.plain), "nonZeroRequests": list(outcome.nonZero),
          "nodeInfoAccounted": [
            "requestedMilliCPU": Node(usage.requested.milliCPU),
            "requestedMemory": Node(usage.requested.memory),
            "requestedEphemeralStorage": Node(usage.requested.ephemeralStorage),
            "requestedScalar": scalars.isEmpty ? .null : Node(scalars),
            "nonZeroMilliCPU": Node(usage.nonZeroRequested.milliCPU),
            "nonZeroMemory": Node(usage.nonZeroRequested.memory),
          ],
        ]
      })
  }

  private static func list(_ resources: ResourceList) -> Node {
    var amounts: [String: Node] = [:]
    // order-free: a dictionary is made of it again.
    for (name, quantity) in resources {
      if name == "cpu" {
        amounts["cpuMilli"] = Node(quantity.milliValue)
      } else {
        amounts[name] = Node(quantity.value)
      }
    }
    return Node(amounts)
  }

  // MARK: Constraints

  private struct Cluster: Decodable {
    struct Arguments: Decodable { var addedAffinity: NodeAffinity? }
    struct Plugins: Decodable {
      var affinity: Arguments?

      enum CodingKeys: String, CodingKey { case affinity = "NodeAffinity" }
    }

    var nodes: [ClusterNode]
    var pod: Pod
    var feasibleNodes: [String]
    var pluginConfig: Plugins?
  }

  private struct Outcome {
    var filters: [[NodeConstraints.Reason?]]
    var affinity: NodeAffinityPlugin
    var taintScores: [Int64]
    var affinityScores: [Int64]
  }

  private static let constraints: VectorSuite = VectorSuite(
    algorithm: "scheduler.filterScore.nodeConstraints"
  ) { vector in
    let cluster = try NodeDecoder(file: vector.id).decode(Cluster.self, from: vector.input)
    let spec = cluster.pod.spec
    let feasible = cluster.feasibleNodes.compactMap { name in
      cluster.nodes.first { $0.metadata.name == name }
    }
    return PreparedDecision(
      decide: { () throws -> Outcome in
        let affinity = try NodeAffinityPlugin(
          spec, addedAffinity: cluster.pluginConfig?.affinity?.addedAffinity)
        return Outcome(
          filters: [
            cluster.nodes.map { NodeConstraints.unschedulable(spec, $0) },
            cluster.nodes.map { NodeConstraints.name(spec, $0) },
            cluster.nodes.map { NodeConstraints.taints(spec, $0) },
            affinity.skipsFilter ? [] : cluster.nodes.map(affinity.rejection),
          ], affinity: affinity,
          taintScores: feasible.map { TaintScore.intolerable($0.spec.taints, spec.tolerations) },
          affinityScores: affinity.skipsScore ? [] : feasible.map(affinity.score))
      },
      answer: { outcome in
        let filters = outcome.filters.map { filter(cluster.nodes, $0) }
        return [
          "NodeUnschedulable": ["filter": filters[0]], "NodeName": ["filter": filters[1]],
          "TaintToleration": ["filter": filters[2]],
          "NodeAffinity": affinityBlock(outcome.affinity, filters[3]),
          "TaintTolerationScore": scores(feasible, outcome.taintScores, reversed: true),
          "NodeAffinityScore": outcome.affinity.skipsScore
            ? ["preScore": ["code": "Skip"]]
            : scores(feasible, outcome.affinityScores, reversed: false),
        ]
      })
  }

  private static func affinityBlock(_ plugin: NodeAffinityPlugin, _ filter: Node) -> Node {
    if plugin.skipsFilter { return ["preFilter": ["code": "Skip"]] }
    var preFilter = success
    if let candidates = plugin.candidates {
      if candidates.isEmpty {
        return [
          "preFilter": [
            "code": "UnschedulableAndUnresolvable",
            "reasons": ["pod affinity terms conflict"],
          ]
        ]
      }
      preFilter.set("nodeNames", Node(candidates.sorted()))
    }
    return ["preFilter": preFilter, "filter": filter]
  }

  private static func filter(
    _ nodes: [ClusterNode], _ reasons: [NodeConstraints.Reason?]
  ) -> Node {
    var answer = Node(.object([]))
    for (node, reason) in zip(nodes, reasons) {
      let status: Node =
        reason.map {
          ["code": "UnschedulableAndUnresolvable", "reasons": [Node($0.rawValue)]]
        } ?? success
      answer.set(node.metadata.name, status)
    }
    return answer
  }

  private static func scores(_ nodes: [ClusterNode], _ raw: [Int64], reversed: Bool) -> Node {
    var (plain, normalized) = (Node(.object([])), Node(.object([])))
    let highest = raw.max() ?? 0
    for (node, score) in zip(nodes, raw) {
      plain.set(node.metadata.name, Node(score))
      normalized.set(
        node.metadata.name,
        Node(NodeScore.normalized(score, highest: highest, reversed: reversed)))
    }
    return ["preScore": success, "raw": plain, "normalized": normalized]
  }
}
