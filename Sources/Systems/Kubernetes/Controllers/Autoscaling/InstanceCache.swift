import Kubernetes

/// The provider's lists of instances, read anew only every two minutes and for groups that grow.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6
/// cluster-autoscaler/clusterstate/utils/node_instances_cache.go`.
struct InstanceCache {
  private var entries: [String: [CloudInstance]] = [:]

  /// Reads everything anew.
  mutating func refresh(from provider: any CloudProvider) {
    entries = [:]
    for group in provider.nodeGroups() { entries[group.id] = provider.instances(of: group.id) }
  }

  /// Makes the next look read one group anew.
  mutating func invalidate(_ group: String) { entries[group] = nil }

  /// The instances of a group, from the provider if they are not known.
  mutating func instances(
    of group: String, from provider: any CloudProvider
  ) -> [CloudInstance] {
    if let known = entries[group] { return known }
    let read = provider.instances(of: group)
    entries[group] = read
    return read
  }

  /// Whether the provider would list other instances.
  func differs(from provider: any CloudProvider) -> Bool {
    provider.nodeGroups().contains { group in
      entries[group.id].map { $0 != provider.instances(of: group.id) } ?? false
    }
  }
}
