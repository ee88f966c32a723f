import GoSemantics

// What happens to a policy in the queue.
//
// Mirrors: `karmada@f8fdd02 pkg/detector/detector.go` (ReconcilePropagationPolicy,
// HandlePropagationPolicyCreationOrUpdate), `policy.go` (cleanPPUnmatchedRBs), `preemption.go`.

extension PolicyClaims {
  mutating func reconcile(_ key: PolicyKey) throws(Retry) {
    guard let policy = policies[key] else { return }
    if policy.isDeleting {
      release(policy)
      policies[key] = nil
      changes += 1
      return
    }
    dropUnmatched(policy)
    for template in boundTemplates(policy) { enqueue(template, for: policy) }
    let woken = templates(waiting, of: policy)
    if !woken.isEmpty, !hasDependentOverrides(policy) {
      throw Retry(description: "waiting for dependent overrides")
    }
    for template in woken {
      removeWaiting(template)
      enqueue(template, for: policy)
    }
    if preemptionEnabled, policy.spec.preemption == "Always" { preempt(policy) }
  }

  /// A change of the policy is the system's, which a lazy policy does not act on.
  private mutating func enqueue(_ key: TemplateKey, for policy: Policy) {
    enqueue(.template(key, changedBySystem: policy.isLazy))
  }

  /// Takes the marks of a removed policy from the templates of its selectors' kinds.
  private mutating func release(_ policy: Policy) {
    let isClusterWide = policy.key.isClusterWide
    var seen: Set<[String]> = []
    for selector in policy.selectors.map(\.selector) {
      let namespace = selector.namespace ?? ""
      guard seen.insert([selector.apiVersion, selector.kind, namespace]).inserted else { continue }
      let claimed = templates.values.filter { template in
        template.key.apiVersion == selector.apiVersion && template.key.kind == selector.kind
          && (namespace.isEmpty || namespace == template.key.namespace)
          && template.marks.id(isClusterWide: isClusterWide) == policy.permanentID
      }
      // order-free: sorted.
      for key in claimed.map(\.key).sorted(by: Self.comesFirst) {
        cleanUp(key, id: policy.permanentID, clusterWide: isClusterWide)
      }
    }
  }

  /// The templates whose bindings carry a policy's mark, in a fixed order.
  private func boundTemplates(_ policy: Policy) -> [TemplateKey] {
    let isClusterWide = policy.key.isClusterWide
    let bound = bindings.filter { key, binding in
      binding.marks.id(isClusterWide: isClusterWide) == policy.permanentID
        && (isClusterWide || key.namespace == policy.key.namespace)
    }
    // order-free: sorted.
    return bound.keys.sorted(by: Self.comesFirst)
  }

  /// Takes the marks from bound templates that the selectors do not mean any more.
  private mutating func dropUnmatched(_ policy: Policy) {
    let isClusterWide = policy.key.isClusterWide
    for key in boundTemplates(policy) {
      guard let template = templates[key], !policy.matches(template.resource) else { continue }
      var marks = template.marks
      marks.remove(clusterWide: isClusterWide)
      write(marks, to: key)
      guard var binding = bindings[key] else { continue }
      binding.marks.remove(clusterWide: isClusterWide)
      write(binding, for: key)
    }
  }

  private func templates(_ keys: Set<TemplateKey>, of policy: Policy) -> [TemplateKey] {
    // order-free: sorted.
    keys.filter { key in templates[key].map { policy.matches($0.resource) } ?? false }
      .sorted(by: Self.comesFirst)
  }

  static func comesFirst(_ left: TemplateKey, _ right: TemplateKey) -> Bool {
    if left.kind != right.kind { return bytewiseLess(left.kind, right.kind) }
    if left.apiVersion != right.apiVersion {
      return bytewiseLess(left.apiVersion, right.apiVersion)
    }
    if left.namespace != right.namespace { return bytewiseLess(left.namespace, right.namespace) }
    return bytewiseLess(left.name, right.name)
  }

  // MARK: Preemption

  /// Takes over the templates that the selectors name: from policies of the same kind with a
  /// lower priority, and from cluster-wide ones whatever theirs if the policy is a namespace's.
  private mutating func preempt(_ policy: Policy) {
    for selector in policy.selectors.map(\.selector) {
      let key = TemplateKey(
        apiVersion: selector.apiVersion, kind: selector.kind,
        namespace: selector.namespace ?? "", name: selector.name ?? "")
      guard let marks = templates[key]?.marks else { continue }
      if policy.key.isClusterWide {
        if let name = marks.clusterPolicyName {
          preempt(key, from: PolicyKey(name: name), by: policy)
        }
        continue
      }
      if let namespace = marks.policyNamespace, let name = marks.policyName {
        preempt(key, from: PolicyKey(namespace: namespace, name: name), by: policy)
      }
      if templates[key]?.marks.clusterPolicyName != nil { claim(key, for: policy) }
    }
  }

  private mutating func preempt(
    _ template: TemplateKey, from owner: PolicyKey, by policy: Policy
  ) {
    guard owner != policy.key, let owner = policies[owner], policy.priority > owner.priority
    else { return }
    claim(template, for: policy)
  }

  /// A policy has lost priority: those between its old and its new one get a chance to preempt,
  /// the highest first.
  mutating func wakePreempting(below old: Int32, above policy: Policy) {
    var woken = policies(in: policy.key.namespace).filter {
      $0.spec.priority != nil && $0.spec.preemption == "Always" && $0.priority > policy.priority
        && $0.priority < old
    }
    stableSort(&woken) { $0.priority > $1.priority }
    for policy in woken { enqueue(.policy(policy.key)) }
  }
}
