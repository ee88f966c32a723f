/// The plugins of the default profile, in the order in which their filters run.
public enum SchedulerPlugin: String, Sendable, CaseIterable {
  /// Cordoned nodes.
  case nodeUnschedulable = "NodeUnschedulable"
  /// Pods that name a node.
  case nodeName = "NodeName"
  /// Taints.
  case taintToleration = "TaintToleration"
  /// Node selectors and node affinity.
  case nodeAffinity = "NodeAffinity"
  /// Ports of the node itself.
  case nodePorts = "NodePorts"
  /// Room.
  case nodeResourcesFit = "NodeResourcesFit"
  /// Even spreading.
  case podTopologySpread = "PodTopologySpread"
  /// Nearness to other pods.
  case interPodAffinity = "InterPodAffinity"
  /// Evenness of use; scores only.
  case nodeResourcesBalancedAllocation = "NodeResourcesBalancedAllocation"
  /// Images that are there already; scores only.
  case imageLocality = "ImageLocality"
}

/// What all filters together say of one node: nothing, or what the first one says that rejects it.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins`, vectors
/// `kubernetes-scheduler/schedule_one.jsonl.gz`.
public enum FilterVerdict: UInt8, Sendable {
  /// The pod may stand there.
  case fits
  /// The node is cordoned.
  case unschedulable
  /// The pod names another node.
  case otherName
  /// A taint is not tolerated.
  case taint
  /// Selector or required affinity do not match.
  case affinity
  /// A port is taken.
  case ports
  /// There is too little room even on the empty node.
  case resourcesUnresolvable
  /// There is too little room.
  case resources
  /// A label that the pod is spread by is missing.
  case spreadLabel
  /// The pod would make the spread too uneven.
  case spread
  /// The pods that it must be near are not there.
  case podAffinity
  /// Pods that it must be away from are there.
  case podAntiAffinity
  /// Pods that want to be away from it are there.
  case existingAntiAffinity
  /// The pod's node affinity names other nodes.
  case notNamed
  /// The search did not come to this node.
  case notVisited

  /// The plugin that rejects the node; nil where none does, or did so one by one.
  public var plugin: SchedulerPlugin? {
    switch self {
    case .fits, .notNamed, .notVisited: nil
    case .unschedulable: .nodeUnschedulable
    case .otherName: .nodeName
    case .taint: .taintToleration
    case .affinity: .nodeAffinity
    case .ports: .nodePorts
    case .resources, .resourcesUnresolvable: .nodeResourcesFit
    case .spread, .spreadLabel: .podTopologySpread
    case .podAffinity, .podAntiAffinity, .existingAntiAffinity: .interPodAffinity
    }
  }

  /// Whether the removal of pods from the node may help.
  public var isResolvable: Bool {
    switch self {
    case .ports, .resources, .spread, .podAntiAffinity, .existingAntiAffinity: true
    default: false
    }
  }

  /// Upstream's name of the outcome.
  public var code: String {
    if self == .fits { return "Success" }
    return isResolvable ? "Unschedulable" : "UnschedulableAndUnresolvable"
  }

  /// Upstream's words; empty where there are none, or several that depend on the node.
  public var reason: String {
    switch self {
    case .fits, .notVisited, .resources, .resourcesUnresolvable: ""
    case .unschedulable: NodeConstraints.Reason.unschedulable.rawValue
    case .otherName: NodeConstraints.Reason.name.rawValue
    case .taint: NodeConstraints.Reason.taint.rawValue
    case .affinity: NodeConstraints.Reason.affinity.rawValue
    case .ports: "node(s) didn't have free ports for the requested pod ports"
    case .spreadLabel:
      "node(s) didn't match pod topology spread constraints (missing required label)"
    case .spread: "node(s) didn't match pod topology spread constraints"
    case .podAffinity: "node(s) didn't match pod affinity rules"
    case .podAntiAffinity: "node(s) didn't match pod anti-affinity rules"
    case .existingAntiAffinity: "node(s) didn't satisfy existing pods anti-affinity rules"
    case .notNamed: "node(s) didn't satisfy plugin(s) [NodeAffinity]"
    }
  }
}

/// A verdict with all its reasons, as upstream reports it.
public struct FilterStatus: Sendable, Equatable {
  /// The verdict.
  public var verdict: FilterVerdict
  /// Upstream's words, in upstream's order.
  public var reasons: [String]

  /// Creates a status.
  public init(_ verdict: FilterVerdict, reasons: [String]? = nil) {
    self.verdict = verdict
    self.reasons = reasons ?? (verdict.reason.isEmpty ? [] : [verdict.reason])
  }
}
