import Conformance
import Documents
import GoSemantics
import KubernetesAPI

/// The vectors of the cluster autoscaler's decisions.
enum ClusterAutoscalerSuites {
  static let all: [VectorSuite] = [
    expander, balance, similarity, estimator, utilization, backoff,
  ]

  // MARK: Growing

  private static let expander: VectorSuite = VectorSuite(algorithm: "clusterAutoscaler.expander") {
    vector in
    struct Amounts: Decodable {
      @OrZero var cpuMilli: Int64
      @OrZero var memoryBytes: Int64
    }
    struct Option: Decodable {
      var nodeGroup: String
      @OrZero var nodeCount: Int
      var nodeCapacity: Amounts
      var pods: [Amounts]
    }
    struct Input: Decodable {
      var options: [Option]
      var priorityConfig: String?
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    let options = input.options.map { option in
      ExpansionOption(
        nodeGroup: option.nodeGroup, nodeCount: option.nodeCount, podCount: option.pods.count,
        requestedMilliCPU: option.pods.reduce(0) { $0 &+ $1.cpuMilli },
        requestedMemory: option.pods.reduce(0) { $0 &+ $1.memoryBytes },
        nodeMilliCPU: option.nodeCapacity.cpuMilli, nodeMemory: option.nodeCapacity.memoryBytes)
    }
    let filters: [Expander] = [.leastWaste, .mostPods, .leastNodes, .priority]
    return PreparedDecision(
      decide: {
        // A configuration that is not valid keeps every option.
        let priorities = input.priorityConfig.flatMap { try? ExpanderPriorities(yaml: $0) }
        return filters.map { $0.best(of: options, priorities: priorities) }
      },
      answer: { kept in
        Node(
          Dictionary(
            uniqueKeysWithValues: zip(filters, kept).map { filter, places in
              (filter.rawValue, Node(places.map { Node(options[$0].nodeGroup) }))
            }))
      })
  }

  private static let balance: VectorSuite = VectorSuite(
    algorithm: "clusterAutoscaler.balanceScaleUp"
  ) { vector in
    struct Group: Decodable {
      var id: String
      @OrZero var targetSize: Int
      @OrZero var maxSize: Int
    }
    struct Input: Decodable {
      var groups: [Group]
      @OrZero var newNodes: Int
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    let groups = input.groups.map { (currentSize: $0.targetSize, maxSize: $0.maxSize) }
    return PreparedDecision(
      decide: { NodeGroupBalance.balance(groups, newNodes: input.newNodes) },
      answer: { resizes in
        var sizes = Node(.object([]))
        for resize in resizes { sizes.set(input.groups[resize.group].id, Node(resize.newSize)) }
        return ["newSizes": sizes, "totalAdded": Node(resizes.reduce(0) { $0 + $1.delta })]
      })
  }

  private static let similarity: VectorSuite = VectorSuite(
    algorithm: "clusterAutoscaler.similarNodeGroups"
  ) { vector in
    struct Input: Decodable {
      var node1: ClusterNode
      var node2: ClusterNode
      var pods1: [Pod]
      var pods2: [Pod]
      var maxAllocatableDifferenceRatio: Double
      var maxCapacityMemoryDifferenceRatio: Double
      var maxFreeDifferenceRatio: Double
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    let ratios = NodeGroupSimilarity.Ratios(
      allocatable: input.maxAllocatableDifferenceRatio, free: input.maxFreeDifferenceRatio,
      capacityMemory: input.maxCapacityMemoryDifferenceRatio)
    return PreparedDecision(
      decide: {
        NodeGroupSimilarity.areSimilar(
          input.node1, pods: input.pods1, input.node2, pods: input.pods2, ratios: ratios)
      }, answer: { ["similar": Node($0)] })
  }

  private static let estimator: VectorSuite = VectorSuite(
    algorithm: "clusterAutoscaler.estimator.binpacking",
    // Where the order of a map decides, any outcome seen will do; how many runs there were is noted
    // beside them.
    matches: { expected, answer in
      expected["anyOf"]?.array?.contains(answer) ?? (expected == answer)
    }
  ) { vector in
    struct Group: Decodable {
      var exemplar: Pod
      @OrZero var count: Int
    }
    struct Input: Decodable {
      var nodeTemplate: ClusterNode
      var daemonSetPods: [Pod]
      var podGroups: [Group]
      @OrZero var maxNodesPerScaleUp: Int
      @OrZero var clusterMaxNodes: Int
      @OrZero var currentClusterNodes: Int
      @OrZero var nodeGroupMaxSize: Int
      @OrZero var nodeGroupTargetSize: Int
      @OrZero var fastpathBinpacking: Bool
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    guard input.podGroups.allSatisfy({ (0...100_000).contains($0.count) }) else {
      throw DocumentError(file: vector.id, problem: "a group has no or too many pods")
    }
    let template = NodeTemplate(
      node: input.nodeTemplate, pods: input.daemonSetPods.map { ObservedPod($0) })
    let groups = input.podGroups.map { group in
      (0..<group.count).map { number in
        var pod = group.exemplar
        pod.metadata.name += "-\(number)"
        return ObservedPod(pod)
      }
    }
    let names = input.podGroups.map(\.exemplar.metadata.name)
    return PreparedDecision(
      decide: {
        var snapshot = AutoscalerSnapshot()
        return BinpackingEstimator.estimate(
          groups, template: template,
          limiter: EstimationLimiter(
            maxNodesPerScaleUp: input.maxNodesPerScaleUp,
            room: max(0, input.nodeGroupMaxSize &- input.nodeGroupTargetSize),
            clusterMaxNodes: input.clusterMaxNodes, currentNodes: input.currentClusterNodes),
          usesFastPath: input.fastpathBinpacking, in: &snapshot)
      },
      answer: { estimate in
        var perGroup = Node(.object([]))
        for name in names {
          let count = estimate.pods.count {
            $0.pod.metadata.name.hasPrefix(name + "-")
          }
          if count > 0 { perGroup.set(name, Node(count)) }
        }
        return [
          "nodeCount": Node(estimate.nodeCount),
          "scheduledPodCount": Node(estimate.pods.count), "scheduledPerGroup": perGroup,
        ]
      })
  }

  private static let backoff: VectorSuite = VectorSuite(
    algorithm: "clusterAutoscaler.nodeGroupBackoff"
  ) { vector in
    struct Event: Decodable {
      var atSeconds: Double
      var op: String
    }
    struct Input: Decodable {
      var initialSeconds: Double
      var maxSeconds: Double
      var resetSeconds: Double
      var events: [Event]
    }
    enum Outcome { case until(Int64), status(Bool), nothing }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    for event in input.events where !["fail", "succeed", "status"].contains(event.op) {
      throw DocumentError(file: vector.id, problem: "unknown operation \"\(event.op)\"")
    }
    return PreparedDecision(
      decide: {
        var backoff = NodeGroupBackoff(
          initial: nanoseconds(input.initialSeconds), most: nanoseconds(input.maxSeconds),
          reset: nanoseconds(input.resetSeconds))
        return input.events.map { event -> Outcome in
          let now = nanoseconds(event.atSeconds)
          backoff.removeStale(now: now)
          switch event.op {
          case "fail": return .until(backoff.fail("group", .init(code: "error"), now: now))
          case "status": return .status(backoff.status(of: "group", now: now) != nil)
          default:
            backoff.remove("group")
            return .nothing
          }
        }
      },
      answer: { outcomes in
        [
          "results": Node(
            outcomes.map { outcome -> Node in
              switch outcome {
              case .until(let until): ["backoffUntilSeconds": Node(Double(until) / 1e9)]
              case .status(let isBackedOff): ["backedOff": Node(isBackedOff)]
              case .nothing: Node(.object([]))
              }
            })
        ]
      })
  }

  private static func nanoseconds(_ seconds: Double) -> Int64 {
    GoArithmetic.int64((seconds * 1e9).rounded())
  }

  // MARK: Shrinking

  private static let utilization: VectorSuite = VectorSuite(
    algorithm: "clusterAutoscaler.utilization"
  ) { vector in
    struct Input: Decodable {
      var node: ClusterNode
      var pods: [Pod]
      @OrZero var ignoreDaemonSets: Bool
      @OrZero var ignoreMirrorPods: Bool
      var now: String
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    guard let now = GoTime.nanoseconds(rfc3339: input.now) else {
      throw DocumentError(file: vector.id, problem: "\"\(input.now)\" is no instant")
    }
    let pods = input.pods.map { ObservedPod($0) }
    let options = NodeUtilization.Options(
      ignoresDaemonSets: input.ignoreDaemonSets, ignoresMirrors: input.ignoreMirrorPods)
    return PreparedDecision(
      decide: { () -> Result<NodeUtilization, NodeUtilization.Failure> in
        do throws(NodeUtilization.Failure) {
          return .success(try NodeUtilization(input.node, pods: pods, options: options, now: now))
        } catch {
          return .failure(error)
        }
      },
      answer: { outcome in
        switch outcome {
        case .failure(let failure): return ["error": Node(failure.description)]
        case .success(let shares):
          return [
            "cpu": share(shares.cpu), "memory": share(shares.memory),
            "utilization": share(shares.highest), "dominant": Node(shares.dominant),
            "atOrBelowDefaultThreshold": Node(!(shares.highest > 0.5)),
          ]
        }
      })
  }

  private static func share(_ value: Double) -> Node {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return Node(value)
  }
}
