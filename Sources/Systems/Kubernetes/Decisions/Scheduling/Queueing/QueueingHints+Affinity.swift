import KubernetesAPI

// Hints of the plugins that compare a pod with other pods.
// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/{podtopologyspread,interpodaffinity}`.

extension QueueingHints {
  /// PodTopologySpread, when a pod came, changed or went.
  static func spreadMayChange(
    _ pod: RejectedPod, _ old: Pod?, _ new: Pod?, _ isSelf: Bool
  ) -> Bool {
    for other in [old, new] {
      if let other, !isSelf, !other.holdsNode || other.metadata.namespace != pod.namespace {
        return false
      }
    }
    guard let constraints = pod.constraints else { return true }
    if let old, let new {
      if isSelf, old.spec.tolerations != new.spec.tolerations,
        constraints.contains(where: \.honorsTaints)
      {
        return true
      }
      let (before, after) = (old.metadata.labels, new.metadata.labels)
      return before != after
        && constraints.contains { $0.selector.matches(before) != $0.selector.matches(after) }
    }
    guard let labels = (new ?? old)?.metadata.labels else { return true }
    return constraints.contains { $0.selector.matches(labels) }
  }

  /// PodTopologySpread, when a node came, changed or went.
  static func spreadMayChange(
    _ pod: RejectedPod, _ old: ClusterNode?, _ new: ClusterNode?
  ) -> Bool {
    guard let constraints = pod.constraints else { return true }
    guard let old, let new else {
      guard let labels = (new ?? old)?.metadata.labels else { return true }
      return constraints.allHaveDomain(labels)
    }
    let (before, after) = (old.metadata.labels, new.metadata.labels)
    let counts = constraints.allHaveDomain(after)
    if constraints.allHaveDomain(before) != counts { return true }
    return counts
      && (old.spec.taints != new.spec.taints
        || constraints.contains { before[$0.topologyKey] != after[$0.topologyKey] })
  }

  /// InterPodAffinity, when a pod came, changed or went.
  static func affinityMayChange(
    _ pod: RejectedPod, _ old: Pod?, _ new: Pod?, _ isSelf: Bool
  ) -> Bool {
    if old != nil, new != nil, isSelf { return true }
    for other in [old, new] { if let other, !other.holdsNode { return false } }
    guard let near = pod.affinity, let far = pod.antiAffinity else { return true }
    switch (old, new) {
    case (let old?, let new?):
      return !near.matchAll(old) && near.matchAll(new) || far.matchAll(old) && !far.matchAll(new)
    case (nil, let new?): return near.matchAll(new)
    case (let old?, nil):
      if far.matchAll(old) { return true }
      guard
        let theirs = RejectedPod.required(
          old.spec.affinity?.podAntiAffinity, of: old.metadata.namespace)
      else { return true }
      return theirs.matchAll(namespace: pod.namespace, labels: pod.labels)
    case (nil, nil): return true
    }
  }

  /// InterPodAffinity, when a node came or changed: it may form, join or leave a domain.
  static func affinityMayChange(
    _ pod: RejectedPod, _ old: ClusterNode?, _ new: ClusterNode
  ) -> Bool {
    guard let near = pod.affinity, let far = pod.antiAffinity else { return true }
    let after = new.metadata.labels
    guard let before = old?.metadata.labels else {
      // Without its label a node is open to all that only keep away from others.
      return !far.isEmpty || near.contains { after[$0.topologyKey] != nil }
    }
    return near.contains {
      after[$0.topologyKey] != nil && before[$0.topologyKey] != after[$0.topologyKey]
    }
      || far.contains {
        before[$0.topologyKey] != nil && before[$0.topologyKey] != after[$0.topologyKey]
      }
  }
}
