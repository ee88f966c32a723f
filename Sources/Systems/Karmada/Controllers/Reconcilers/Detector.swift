import FleetModel
import Karmada

// The detector: which policy a template follows, and the binding that comes of it. A claim is
// sticky: a better policy does not take a template that follows another one.
// Mirrors: `karmada@f8fdd02 pkg/detector`.

extension ControlPlaneCore {
  /// A template appears, or its replicas, labels or requests change.
  public func applyTemplate(_ service: ServiceID, _ template: TemplateRecord) {
    while templates.count <= service.position { appendEmptyService() }
    let isNew = !templates[service.position].exists
    let oldReplicas = templates[service.position].replicas
    templates[service.position] = template
    templates[service.position].exists = true
    if isNew || oldReplicas != template.replicas {
      trace?.changed(.templateReplicas(service, template.replicas))
    }
    detect(service)
  }

  /// A template is deleted, and with it its binding and Works.
  public func removeTemplate(_ service: ServiceID) {
    guard service.position < templates.count, templates[service.position].exists else { return }
    templates[service.position].exists = false
    guard bindings[service.position].exists else { return }
    bindings[service.position].exists = false
    trace?.changed(.bindingExists(service, false))
    for work in bindings[service.position].works { deleteWork(service, work.cluster) }
  }

  /// A policy appears or its spec changes.
  public func applyPolicy(_ policy: PolicyRecord) {
    if let place = policies.firstIndex(where: {
      $0.name == policy.name && $0.namespace == policy.namespace
    }) {
      policies[place] = policy
      for index in bindings.indices where bindings[index].policy == Int32(place) {
        let service = ServiceID(index)
        if !policy.matches(templates[index]) { release(service) }
        detect(service)
      }
    } else {
      policies.append(policy)
    }
    for index in templates.indices where bindings[index].policy < 0 { detect(ServiceID(index)) }
  }

  /// A policy is deleted: its templates look for another one; without one, they stay as they are.
  public func removePolicy(name: String, namespace: String?) {
    guard
      let place = policies.firstIndex(where: { $0.name == name && $0.namespace == namespace })
    else { return }
    policies[place].isGone = true
    for index in bindings.indices where bindings[index].policy == Int32(place) {
      release(ServiceID(index))
      detect(ServiceID(index))
    }
  }

  private func appendEmptyService() {
    var template = TemplateRecord(
      workload: WorkloadReference(apiVersion: "", kind: ""), replicas: 0, requirements: nil)
    template.exists = false
    templates.append(template)
    bindings.append(
      BindingRecord(
        state: BindingState(workload: template.workload, placement: PlacementRules())))
  }

  private func release(_ service: ServiceID) {
    bindings[service.position].policy = -1
  }

  /// Brings the binding of a template up to date with its policy.
  private func detect(_ service: ServiceID) {
    let index = service.position
    let template = templates[index]
    guard template.exists else { return }
    if bindings[index].policy < 0 {
      guard let policy = bestPolicy(for: template) else { return }
      bindings[index].policy = Int32(policy)
    }
    let policy = policies[Int(bindings[index].policy)]
    let priority = policy.priorityClass.flatMap { priorityClasses[$0] } ?? 0

    if !bindings[index].exists {
      var record = BindingRecord(
        state: BindingState(
          workload: template.workload, placement: policy.placement, replicas: template.replicas,
          requirements: template.requirements,
          multiplePodTemplatesEnabled: settings.isEnabled("MultiplePodTemplatesScheduling")))
      record.exists = true
      record.generation = 1
      record.policy = bindings[index].policy
      record.priority = priority
      record.purgeMode = policy.purgeMode
      // Works of an earlier binding of this name may still be on their way out.
      record.works = bindings[index].works
      bindings[index] = record
      charge(2)
      if trace != nil {
        trace?.changed(.bindingExists(service, true))
        trace?.changed(.bindingReplicas(service, template.replicas))
        trace?.changed(.bindingClusters(service, []))
      }
      bindingSpecChanged(service, bumpsGeneration: false)
      return
    }
    var isChanged = false
    if bindings[index].state.replicas != template.replicas {
      bindings[index].state.replicas = template.replicas
      trace?.changed(.bindingReplicas(service, template.replicas))
      isChanged = true
    }
    if bindings[index].state.requirements != template.requirements {
      bindings[index].state.requirements = template.requirements
      isChanged = true
    }
    if bindings[index].state.placement != policy.placement {
      bindings[index].state.placement = policy.placement
      bindings[index].isPlacementApplied = false
      isChanged = true
    }
    if bindings[index].priority != priority || bindings[index].purgeMode != policy.purgeMode {
      bindings[index].priority = priority
      bindings[index].purgeMode = policy.purgeMode
      isChanged = true
    }
    if isChanged {
      charge(2)
      bindingSpecChanged(service)
    }
  }

  /// The best policy of the template's namespace, otherwise the best cluster-wide one.
  private func bestPolicy(for template: TemplateRecord) -> Int? {
    for isNamespaced in [true, false] {
      let places = policies.indices.filter { place in
        let policy = policies[place]
        return !policy.isGone && (policy.namespace != nil) == isNamespaced
          && (!isNamespaced || policy.namespace == template.workload.namespace)
      }
      let candidates = places.map { place in
        PolicySelection.Candidate(
          name: policies[place].name, selectors: policies[place].selectors,
          priority: policies[place].priority)
      }
      if let best = PolicySelection.best(of: candidates, for: template.resource) {
        return places[best.index]
      }
    }
    return nil
  }

  /// The spec of a binding changed: everybody who watches bindings is told. The scheduler comes
  /// first, so that what it decides in the same instant is what the binding controller sees.
  ///
  /// An eviction is the exception: the binding controller sees it before the scheduler has found a
  /// replacement, so that a Work to be purged directly is gone when the replacement comes.
  func bindingSpecChanged(
    _ service: ServiceID, bumpsGeneration: Bool = true, isEviction: Bool = false
  ) {
    let index = service.position
    if bumpsGeneration { bindings[index].generation += 1 }
    if isEviction { add(.binding, UInt64(service)) }
    pushToScheduler(service)
    if !bindings[index].tasks.isEmpty { add(.gracefulEviction, UInt64(service)) }
    add(.binding, UInt64(service))
  }

  /// The status of a binding changed.
  func bindingStatusChanged(_ service: ServiceID) {
    if !bindings[service.position].tasks.isEmpty { add(.gracefulEviction, UInt64(service)) }
  }
}
