import GoSemantics
import Kubernetes
import KubernetesAPI

/// A node of a member as its scheduler estimator sees it.
public struct EstimatorNode: Sendable {
  /// The node's name.
  public var name: String
  /// Its labels.
  public var labels: [String: String]
  /// Its taints.
  public var taints: [Taint]
  /// Whether it is cordoned.
  public var isUnschedulable: Bool
  /// What its pods leave of it; nothing falls below zero.
  public var free: ComputeResource

  /// A node; what is not given is empty.
  public init(
    name: String, labels: [String: String] = [:], taints: [Taint] = [],
    isUnschedulable: Bool = false, free: ComputeResource = ComputeResource()
  ) {
    self.name = name
    self.labels = labels
    self.taints = taints
    self.isUnschedulable = isUnschedulable
    self.free = free
  }
}

/// Which nodes a replica may stand on (`nodeClaim`), prepared.
public struct NodeDemand: Sendable {
  /// Selector and required affinity.
  public var affinity: RequiredNodeAffinity
  /// Which taints are endured.
  public var tolerations: [Toleration]

  /// - Parameters:
  ///   - affinity: Selector and required affinity.
  ///   - tolerations: Which taints are endured.
  public init(
    affinity: RequiredNodeAffinity = RequiredNodeAffinity(nodeSelector: [:], affinity: nil),
    tolerations: [Toleration] = []
  ) {
    self.affinity = affinity
    self.tolerations = tolerations
  }

  /// Whether a node may take the pods, whatever room it has. An affinity that cannot be understood
  /// matches nothing.
  public func accepts(_ node: EstimatorNode) -> Bool {
    if node.isUnschedulable {
      let cordon = Taint(key: WellKnown.unschedulable, effect: "NoSchedule")
      if !tolerations.contains(where: { $0.tolerates(cordon) }) { return false }
    }
    if !node.taints.isEmpty, TaintTolerance.firstUntolerated(node.taints, tolerations) != nil {
      return false
    }
    return affinity.isEmpty || affinity.matches(name: node.name, labels: node.labels).matches
  }
}

/// One pod template for the accurate estimator.
public struct EstimatorComponent: Sendable {
  /// The replicas of one set.
  public var replicas: Int32
  /// What one replica asks for; `nil` if the component says nothing.
  public var requirements: ResourceAmounts?
  /// Which nodes it may stand on; `nil` for all that are open to everybody.
  public var nodes: NodeDemand?

  /// - Parameters:
  ///   - replicas: The replicas of one set.
  ///   - requirements: What one replica asks for.
  ///   - nodes: Which nodes it may stand on.
  public init(replicas: Int32, requirements: ResourceAmounts? = nil, nodes: NodeDemand? = nil) {
    self.replicas = replicas
    self.requirements = requirements
    self.nodes = nodes
  }
}

/// Estimates how many replicas fit into a cluster from its nodes and pods, as the
/// karmada-scheduler-estimator beside each member does.
///
/// Mirrors: `karmada@f8fdd02 pkg/estimator/server/framework/plugins/noderesource/noderesource.go`,
/// `pkg/estimator/server/nodes/filter.go`, vectors `karmada/accurate_estimator.jsonl.gz`.
public enum AccurateEstimator {
  /// The answer that stands for "nothing limits it".
  public static let unlimited = Int32.max

  /// How many replicas of a workload with one pod template fit.
  ///
  /// - Parameters:
  ///   - nodes: The nodes, in the order of the estimator's snapshot.
  ///   - requirements: What one replica asks for; empty for nothing.
  ///   - demand: Which nodes it may stand on.
  ///   - assumed: Workloads placed but not yet seen on the nodes, one list of components each.
  /// - Returns: The sum over nodes, which wraps as upstream's 32-bit counter does.
  public static func replicas(
    on nodes: [EstimatorNode], requirements: ResourceAmounts, demand: NodeDemand = NodeDemand(),
    assumed: [[EstimatorComponent]] = []
  ) -> Int32 {
    let free = assumed.isEmpty ? nodes.map(\.free) : simulation(of: nodes, after: assumed).free
    let request = ComputeResource(requirements)
    var total: Int32 = 0
    for (node, free) in zip(nodes, free) where demand.accepts(node) {
      total &+= GoArithmetic.int32(free.count(of: request))
    }
    return total
  }

  /// How many complete sets of components fit, by first fit in the order of the snapshot; zero
  /// counts as unschedulable.
  ///
  /// - Parameters: as in ``replicas(on:requirements:demand:assumed:)``; no component at all is not
  ///   limited.
  public static func componentSets(
    on nodes: [EstimatorNode], components: [EstimatorComponent],
    assumed: [[EstimatorComponent]] = []
  ) -> Int32 {
    if components.isEmpty { return unlimited }
    var simulation = simulation(of: nodes, after: assumed)
    return simulation.place(demands(of: components, on: nodes), atMost: unlimited)
  }

  /// The nodes with what workloads in flight leave of them; one that does not fit keeps what it
  /// took.
  private static func simulation(
    of nodes: [EstimatorNode], after assumed: [[EstimatorComponent]]
  ) -> SchedulingSimulation {
    var simulation = SchedulingSimulation(nodes.map(\.free))
    for workload in assumed where !workload.isEmpty {
      _ = simulation.place(demands(of: workload, on: nodes), atMost: 1)
    }
    return simulation
  }

  private static func demands(
    of components: [EstimatorComponent], on nodes: [EstimatorNode]
  ) -> [SchedulingSimulation.Demand] {
    components.map { component in
      let demand = component.nodes ?? NodeDemand()
      return SchedulingSimulation.Demand(
        component.requirements, replicas: component.replicas,
        eligible: nodes.map(demand.accepts))
    }
  }
}
