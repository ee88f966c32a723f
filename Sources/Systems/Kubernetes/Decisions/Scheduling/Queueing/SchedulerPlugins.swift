/// A set of scheduler plugins: those that rejected a pod, or those that an event concerns.
///
/// Only plugins of the default profile that can reject a pod are in it; plugins for volumes and
/// devices are not modelled.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/names/names.go`.
public struct SchedulerPlugins: OptionSet, Sendable, Hashable {
  /// One bit per plugin.
  public var rawValue: UInt16

  /// The set with these bits.
  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Scheduling gates of the pod itself.
  public static let schedulingGates = SchedulerPlugins(rawValue: 1 << 0)
  /// Cordoned nodes.
  public static let nodeUnschedulable = SchedulerPlugins(rawValue: 1 << 1)
  /// The node that the pod names.
  public static let nodeName = SchedulerPlugins(rawValue: 1 << 2)
  /// Taints.
  public static let taintToleration = SchedulerPlugins(rawValue: 1 << 3)
  /// Node selectors and node affinity.
  public static let nodeAffinity = SchedulerPlugins(rawValue: 1 << 4)
  /// Ports of the node.
  public static let nodePorts = SchedulerPlugins(rawValue: 1 << 5)
  /// Resources.
  public static let nodeResourcesFit = SchedulerPlugins(rawValue: 1 << 6)
  /// Spreading over domains.
  public static let podTopologySpread = SchedulerPlugins(rawValue: 1 << 7)
  /// Affinity and anti-affinity between pods.
  public static let interPodAffinity = SchedulerPlugins(rawValue: 1 << 8)
  /// A preemption that this pod runs at the moment.
  public static let defaultPreemption = SchedulerPlugins(rawValue: 1 << 9)

  /// Upstream's names, in the order of the bits.
  public static let names = [
    "SchedulingGates", "NodeUnschedulable", "NodeName", "TaintToleration", "NodeAffinity",
    "NodePorts", "NodeResourcesFit", "PodTopologySpread", "InterPodAffinity", "DefaultPreemption",
  ]

  /// The plugin of that name; nil if it is not in the list.
  public init?(name: String) {
    guard let index = Self.names.firstIndex(of: name) else { return nil }
    self.init(rawValue: 1 << UInt16(index))
  }
}
