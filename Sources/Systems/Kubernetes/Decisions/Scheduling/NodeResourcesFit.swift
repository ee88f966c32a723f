import KubernetesAPI

/// The filter of the same name, with reasons.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/noderesources/fit.go`, vectors
/// `kubernetes-scheduler/noderesources_fit.jsonl.gz`.
public struct NodeResourcesFit: Sendable {
  /// Why a node does not fit.
  public struct Failure: Sendable, Equatable {
    /// Upstream's words.
    public var reasons: [String]
    /// Whether no eviction on this node would help.
    public var isUnresolvable: Bool
  }

  /// Extended resources that are not checked.
  public var ignoredResources: Set<String>
  /// Groups (before the slash) of extended resources that are not checked.
  public var ignoredGroups: Set<String>

  /// Creates the filter.
  public init(ignoredResources: Set<String> = [], ignoredGroups: Set<String> = []) {
    self.ignoredResources = ignoredResources
    self.ignoredGroups = ignoredGroups
  }

  /// Nil if a pod with this request fits; otherwise all that speaks against it, other resources in
  /// alphabetical order.
  public func failure(_ request: ResourceAmounts, on node: NodeUsage) -> Failure? {
    var reasons: [String] = []
    var isUnresolvable = false
    if node.podCount + 1 > node.allocatable.pods { reasons.append("Too many pods") }
    let asksForAnything =
      request.milliCPU != 0 || request.memory != 0 || request.ephemeralStorage != 0
      || !request.scalars.isEmpty
    if asksForAnything {
      let others = request.scalars.keys.sorted().filter { !isIgnored($0) }
      for name in ["cpu", "memory", "ephemeral-storage"] + others {
        let outcome = NodeFit.check(
          request: request[name], requested: node.requested[name],
          allocatable: node.allocatable[name])
        if outcome == .fits { continue }
        reasons.append("Insufficient \(name)")
        if outcome == .unresolvable { isUnresolvable = true }
      }
    }
    return reasons.isEmpty ? nil : Failure(reasons: reasons, isUnresolvable: isUnresolvable)
  }

  private func isIgnored(_ name: String) -> Bool {
    guard Self.isExtended(name) else { return false }
    if ignoredResources.contains(name) { return true }
    return ignoredGroups.contains(String(name.prefix { $0 != "/" }))
  }

  /// Whether a resource is one that vendors define.
  static func isExtended(_ name: String) -> Bool {
    name.contains("/") && !name.hasPrefix("requests.")
      && !name.contains("kubernetes.io/")
  }
}
