// What happens to a template in the queue.
//
// Mirrors: `karmada@f8fdd02 pkg/detector/policy.go` (propagateResource), `detector.go`
// (ApplyPolicy, ApplyClusterPolicy, ClaimPolicyForObject).

extension PolicyClaims {
  /// Applies the policy that claims a template, or looks for one.
  mutating func reconcile(_ key: TemplateKey, changedBySystem: Bool) throws(Retry) {
    guard let template = templates[key] else {
      removeWaiting(key)
      return
    }
    // Another controller has taken the template over.
    if template.labels["resourcetemplate.karmada.io/claimed-by"] ?? "" != "" {
      removeWaiting(key)
      return
    }
    if let claim = template.marks.namespacedClaim ?? template.marks.clusterClaim {
      try applyClaim(claim, to: template, changedBySystem: changedBySystem)
      return
    }
    if let policy = match(template) {
      guard hasDependentOverrides(policy) else {
        throw Retry(description: "waiting for dependent overrides")
      }
      removeWaiting(key)
      apply(policy, to: template, changedBySystem: changedBySystem)
      return
    }
    if waiting.contains(key) { return }
    waiting.insert(key)
    changes += 1
    // Once more, in case template and policy came at the same time.
    throw Retry(description: "no matched propagation policy")
  }

  mutating func removeWaiting(_ key: TemplateKey) {
    if waiting.remove(key) != nil { changes += 1 }
  }

  /// A claim is kept as long as its policy matches, whatever better ones there are.
  private mutating func applyClaim(
    _ claim: (key: PolicyKey, id: String), to template: Template, changedBySystem: Bool
  ) throws(Retry) {
    guard let policy = policies[claim.key] else {
      cleanUp(template.key, id: claim.id, clusterWide: claim.key.isClusterWide)
      return
    }
    if policy.isDeleting {
      throw Retry(
        description: claim.key.isClusterWide
          ? "cluster policy(\(claim.key.name)) is being deleted"
          : "policy(\(claim.key.namespace)/\(claim.key.name)) is being deleted")
    }
    guard policy.matches(template.resource) else { return }
    guard hasDependentOverrides(policy) else {
      throw Retry(description: "waiting for dependent overrides")
    }
    apply(policy, to: template, changedBySystem: changedBySystem)
  }

  /// The best policy of the template's namespace, else the best cluster-wide one.
  private func match(_ template: Template) -> Policy? {
    let resource = template.resource
    for namespace in template.key.namespace.isEmpty ? [""] : [template.key.namespace, ""] {
      let candidates = policies(in: namespace).filter { !$0.isDeleting }
      let best = PolicySelection.best(
        of: candidates.map {
          .init(name: $0.key.name, preparedSelectors: $0.selectors, priority: $0.priority)
        }, for: resource)
      if let best { return candidates[best.index] }
    }
    return nil
  }

  /// Marks a template, and writes its binding unless the policy waits for the user.
  private mutating func apply(
    _ policy: Policy, to template: Template, changedBySystem: Bool
  ) {
    claim(template.key, for: policy)
    if changedBySystem && policy.isLazy { return }
    var binding =
      bindings[template.key] ?? Binding(marks: ClaimMarks(), spec: policy.spec)
    binding.marks.merge(ClaimMarks(policy))
    binding.spec = policy.spec
    if !policy.key.isClusterWide { binding.marks.excludeClusterPolicy() }
    write(binding, for: template.key)
  }

  /// Marks a template as the policy's, unless it is so already.
  mutating func claim(_ key: TemplateKey, for policy: Policy) {
    guard var marks = templates[key]?.marks else { return }
    if policy.key.isClusterWide {
      if marks.clusterPolicyID == policy.permanentID { return }
    } else if !marks.excludeClusterPolicy(), marks.policyID == policy.permanentID {
      return
    }
    marks.add(policy)
    write(marks, to: key)
  }

  /// Takes the marks of a policy from a binding and then from its template, as far as they are
  /// still that policy's.
  mutating func cleanUp(_ key: TemplateKey, id: String, clusterWide: Bool) {
    if var binding = bindings[key], binding.marks.id(isClusterWide: clusterWide) == id {
      binding.marks.remove(clusterWide: clusterWide)
      write(binding, for: key)
    }
    if var marks = templates[key]?.marks, marks.id(isClusterWide: clusterWide) == id {
      marks.remove(clusterWide: clusterWide)
      write(marks, to: key)
    }
  }
}
