import EventKernel
import FleetModel
import Karmada
import KubernetesControllers

// The scheduler: one worker, one binding at a time, on snapshots that are kept up to date.
// Mirrors: `karmada@f8fdd02 pkg/scheduler/scheduler.go`, `event_handler.go`.

extension ControlPlaneCore {
  private var usesPriorityQueue: Bool { settings.timing.priorityBasedSchedulingEnabled }

  /// An event puts a binding into the scheduler's queue.
  func pushToScheduler(_ service: ServiceID) {
    guard bindings[service.position].exists else { return }
    if usesPriorityQueue {
      schedulingQueue.push(
        service.rawValue, priority: bindings[service.position].priority, at: now)
      wakeScheduler()
    } else {
      add(.scheduler, UInt64(service))
    }
  }

  /// Sends the worker to the next binding, when its client's limit allows.
  func wakeScheduler() {
    guard !isSchedulerBusy, !isSchedulerDispatched, schedulingQueue.hasActive else { return }
    isSchedulerDispatched = true
    simulation.schedule(
      component, code: Code.schedulerDispatch, at: schedulerClient.ready(at: now))
  }

  /// The worker takes the next binding.
  func scheduleNext() {
    isSchedulerDispatched = false
    guard isHubUp, !isSchedulerBusy else { return }
    let ready = schedulerClient.ready(at: now)
    if ready > now { return wakeScheduler() }
    guard let binding = schedulingQueue.pop() else { return }
    isSchedulerBusy = true
    let service = ServiceID(rawValue: binding)
    let (retry, requests) = schedule(service)
    schedulerClient.take(requests, at: now)
    observer?.requested(requests, of: nil)
    switch retry {
    case .unschedulable: schedulingQueue.waitForHope(binding)
    case .backoff: schedulingQueue.backOff(binding)
    case nil: break
    }
    planFlushes()
    let latency = requests > 0 ? latencies.hub() * Int64(requests) : .nanoseconds(0)
    simulation.schedule(
      component, code: Code.schedulerFinish, argument: UInt64(service),
      after: settings.reconcileTime + latency)
  }

  /// The worker is free again.
  func finishScheduling(_ binding: Int32) {
    isSchedulerBusy = false
    schedulingQueue.done(binding, at: now)
    wakeScheduler()
  }

  /// The same with the gate PriorityBasedScheduling off: an ordinary rate-limited queue.
  func reconcileScheduling(_ service: ServiceID) -> ReconcileOutcome {
    let (retry, requests) = schedule(service)
    schedulerClient.take(requests, at: now)
    observer?.requested(requests, of: nil)
    return retry == nil ? .done : .failed
  }

  // MARK: Flushes

  /// Plans the ticks of the two flush loops at which something will be moved.
  private func planFlushes() {
    plan(
      &backOffFlush, code: Code.flushBackOff,
      at: backOffLoop.firstTick(atOrAfter: max(now, schedulingQueue.nextBackOffEnd)))
    plan(
      &unschedulableFlush, code: Code.flushUnschedulable,
      at: unschedulableLoop.firstTick(after: max(now, schedulingQueue.nextUnschedulableEnd)))
  }

  private func plan(_ handle: inout EventHandle, code: UInt16, at time: VirtualTime) {
    if settings.loopMode == .ticking { return }
    simulation.cancel(handle)
    handle = simulation.scheduleCancellable(component, code: code, at: time)
  }

  /// A tick of the back-off loop.
  func flushBackOff() {
    schedulingQueue.flushBackOff(at: now)
    wakeScheduler()
    if settings.loopMode == .ticking {
      simulation.schedule(component, code: Code.flushBackOff, after: backOffLoop.period)
    } else {
      planFlushes()
    }
  }

  /// A tick of the loop over bindings that wait for hope.
  func flushUnschedulable() {
    schedulingQueue.flushUnschedulable(at: now)
    wakeScheduler()
    if settings.loopMode == .ticking {
      simulation.schedule(
        component, code: Code.flushUnschedulable, after: unschedulableLoop.period)
    } else {
      planFlushes()
    }
  }

  // MARK: One binding

  /// Looks at one binding; answers where it waits if that failed, and the requests it took.
  private func schedule(_ service: ServiceID) -> (SchedulingResult.Retry?, requests: Int) {
    let index = service.position
    guard bindings[index].exists else { return (nil, 0) }
    let placementChanged =
      !bindings[index].isPlacementApplied
      && SchedulingTrigger.placementChanged(
        from: bindings[index].appliedPlacement, to: bindings[index].state.placement,
        observedAffinityName: bindings[index].state.observedAffinityName)
    guard
      SchedulingTrigger.first(
        for: bindings[index].state, placementChanged: placementChanged, on: snapshots) != nil
    else {
      guard bindings[index].observedGeneration != bindings[index].generation else {
        return (nil, 0)
      }
      bindings[index].observedGeneration = bindings[index].generation
      bindingStatusChanged(service)
      return (nil, 1)
    }
    statistics.decisions += 1
    var options = SchedulerOptions()
    options.propagatesEmptyWorkloads = settings.timing.emptyWorkloadPropagationEnabled
    let result: SchedulingResult
    if assumesPlacements {
      result = BindingScheduling.attempt(
        bindings[index].state, on: snapshots, options: options,
        assumed: { self.assumptions.workloads(in: self.snapshots[$0].name, at: self.now) })
    } else {
      result = BindingScheduling.attempt(bindings[index].state, on: snapshots, options: options)
    }
    return (result.retry, write(result, to: service))
  }

  /// Schedules a binding outside of the queue and of time.
  func scheduleWarm(_ service: ServiceID) {
    _ = schedule(service)
    bindings[service.position].observedGeneration = bindings[service.position].generation
  }

  /// Writes the result of an attempt: targets with the applied placement, then the status.
  private func write(_ result: SchedulingResult, to service: ServiceID) -> Int {
    let index = service.position
    var requests = 2
    // The status is written to the object as it was before the targets were: if they changed, the
    // binding comes back once more and only then has its generation been observed.
    let generation = bindings[index].generation
    if let targets = result.targets {
      let isFirst = bindings[index].appliedPlacement != bindings[index].state.placement
      bindings[index].appliedPlacement = bindings[index].state.placement
      bindings[index].isPlacementApplied = true
      let isChanged = targets != bindings[index].state.clusters
      if isChanged { setTargets(targets, of: service) }
      if assumesPlacements, isChanged || isFirst {
        assumptions.assume(bindings[index].state, of: service, at: now)
      }
      if isChanged {
        requests += 1
        bindingSpecChanged(service)
      }
    }
    if result.observedAffinityName != bindings[index].state.observedAffinityName {
      bindings[index].state.observedAffinityName = result.observedAffinityName
      trace?.changed(.bindingAffinity(service, result.observedAffinityName))
      requests += 1
    }
    if bindings[index].scheduled != result.reason {
      bindings[index].scheduled = result.reason
      trace?.changed(.bindingScheduled(service, result.reason))
    }
    if result.reason == .success {
      bindings[index].observedGeneration = generation
      bindings[index].state.isFresh = false
    } else {
      observer?.reached(.unschedulable(service))
    }
    bindingStatusChanged(service)
    return requests
  }

  /// Writes the targets of a binding, telling how many replicas moved.
  private func setTargets(_ targets: [TargetCluster], of service: ServiceID) {
    let index = service.position
    if observer != nil {
      var grown: Int32 = 0
      for target in targets {
        let before = bindings[index].state.clusters.first { $0.name == target.name }?.replicas
        grown &+= max(0, target.replicas - (before ?? 0))
      }
      statistics.moved += Int64(grown)
      observer?.reached(.placed(service, moved: grown))
    }
    let before = bindings[index].targets
    bindings[index].state.clusters = targets
    bindings[index].targets = targets.compactMap { clusterNamed[$0.name] }
    if evictsByTaint {
      for cluster in bindings[index].targets where !before.contains(cluster) {
        targetAdded(cluster)
      }
    }
    trace?.changed(.bindingClusters(service, targets))
  }

  // MARK: Cluster events

  /// The labels or the spec of a cluster changed: every binding whose affinity the cluster
  /// matches, or matched before, is looked at.
  func enqueueAffectedBindings(_ cluster: ClusterID, before: ClusterSnapshot?) {
    guard let place = snapshots.index(of: clusters[cluster.position].name) else { return }
    let after = snapshots[place]
    let comparesBefore = before.map { $0.labels != after.labels } ?? false
    for index in bindings.indices where bindings[index].exists && !isSettled(index) {
      guard let affinity = observedAffinity(index) else {
        pushToScheduler(ServiceID(index))
        continue
      }
      if affinity.matches(after) || (comparesBefore && before.map(affinity.matches) ?? false) {
        pushToScheduler(ServiceID(index))
      }
    }
  }

  /// Whether the scheduler would look at a binding and do nothing, so that a cluster event need
  /// not queue it: most bindings, at most events of clusters.
  private func isSettled(_ index: Int) -> Bool {
    guard usesPriorityQueue, bindings[index].isPlacementApplied,
      bindings[index].observedGeneration == bindings[index].generation,
      !bindings[index].state.isFresh, bindings[index].isDivided,
      !schedulingQueue.isWaiting(Int32(index))
    else { return false }
    var sum: Int32 = 0
    for target in bindings[index].state.clusters { sum &+= target.replicas }
    return sum == bindings[index].state.replicas
      && !bindings[index].targets.contains { clusters[$0.position].isDeleting }
  }

  /// The affinity that decides whether a cluster matters to a binding; nil for all clusters.
  private func observedAffinity(_ index: Int) -> ClusterAffinityMatch? {
    let placement = bindings[index].state.placement
    if placement.affinityTerms.isEmpty { return placement.affinity }
    // Not scheduled yet, or not seen to be: the binding may wait for exactly this event.
    if bindings[index].observedGeneration != bindings[index].generation { return nil }
    let name = bindings[index].state.observedAffinityName
    return (placement.term(named: name) ?? placement.affinityTerms[0]).affinity
  }
}
