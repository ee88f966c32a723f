import EventKernel
import FleetModel
import Karmada

extension ControlPlaneCore {
  /// Starts the hub's programs now: phases of the scheduler's and the monitor's loops.
  ///
  /// - Parameter monitorPhase: A tick of the monitor, if not now.
  public func start(monitorPhase: VirtualTime? = nil) {
    isStarted = true
    startLoops()
    startMonitor(phase: monitorPhase ?? now)
  }

  private func startLoops() {
    backOffLoop.phase = now
    unschedulableLoop.phase = now
    if settings.loopMode == .ticking {
      simulation.schedule(
        component, code: Code.flushBackOff, at: backOffLoop.firstTick(after: now))
      simulation.schedule(
        component, code: Code.flushUnschedulable, at: unschedulableLoop.firstTick(after: now))
    }
  }

  /// The hub's programs stopped, or start again: what they had in memory is gone, and everything
  /// is looked at anew.
  func hubSwitched() {
    guard isHubUp != connectivity.hubIsUp else { return }
    isHubUp = connectivity.hubIsUp
    if !isHubUp {
      for place in clusters.indices { cancelExpiry(ClusterID(place)) }
      return
    }
    restartLoops()
  }

  private func restartLoops() {
    if settings.loopMode == .parked {
      backOffLoop.phase = now
      unschedulableLoop.phase = now
      monitorLoop.phase = now
    }
    for place in clusters.indices where clusters[place].exists {
      let cluster = ClusterID(place)
      add(.cluster, UInt64(cluster))
      add(.taintPolicy, UInt64(cluster))
      if evictsByTaint { add(.taintManager, UInt64(cluster)) }
      if clusters[place].syncMode == .push {
        clusters[place].threshold = ReadyThreshold()
        clusters[place].isProbeParked = false
        add(.clusterStatus, UInt64(cluster))
        rewatch(cluster)
      } else {
        // The monitor counts from the first tick of its new life.
        clusters[place].conditionSeen = now
        clusters[place].monitored = nil
        planExpiry(cluster)
      }
    }
    for index in bindings.indices where bindings[index].exists {
      let service = ServiceID(index)
      pushToScheduler(service)
      add(.binding, UInt64(service))
      add(.bindingStatus, UInt64(service))
      if !bindings[index].tasks.isEmpty { add(.gracefulEviction, UInt64(service)) }
      for work in bindings[index].works
      where clusters[work.cluster.position].syncMode == .push {
        add(.execution, UInt64(service, work.cluster))
      }
    }
    resumeQueues()
  }

  /// A new program lists the workloads of a push member at once, if it can.
  private func rewatch(_ cluster: ClusterID) {
    let place = cluster.position
    guard clusters[place].memberWatch.isStarted else { return }
    if memberRequest(cluster) == .succeeds {
      clusters[place].memberWatch.reconnect()
      for index in bindings.indices where bindings[index].workIndex(of: cluster) != nil {
        add(.workStatus, UInt64(ServiceID(index), cluster))
      }
    } else {
      clusters[place].memberWatch.breakOff(at: now)
    }
  }

  /// A snapshot figure by name; nil when unknown.
  public func gauge(_ name: String) -> Double? {
    switch name {
    case "bindings": Double(bindings.reduce(0) { $0 + ($1.exists ? 1 : 0) })
    case "bindings.unschedulable": Double(schedulingQueue.unschedulableCount)
    case "bindings.evicting":
      Double(bindings.reduce(0) { $0 + ($1.exists && !$1.tasks.isEmpty ? 1 : 0) })
    case "clusters.ready":
      Double(clusters.reduce(0) { $0 + ($1.exists && $1.isReady ? 1 : 0) })
    case "clusters": Double(clusters.reduce(0) { $0 + ($1.exists ? 1 : 0) })
    case "scheduler.decisions": Double(statistics.decisions)
    case "evictions": Double(statistics.evictions)
    case "replicas.moved": Double(statistics.moved)
    default: nil
    }
  }
}

extension ControlPlaneCore: MemberObserver {
  /// Carries the status of a workload to its binding, as fast as watches and queues do.
  public func workloadStatusChanged(_ service: ServiceID, in cluster: ClusterID) {
    memberStatusChanged(service, cluster)
  }

  /// Has the capacity published with the next probe.
  public func capacityChanged(_ cluster: ClusterID) {
    memberCapacityChanged(cluster)
  }

  /// Breaks or mends watches, leases and probes.
  public func connectivityChanged(_ cluster: ClusterID) {
    connectivityChanged(of: cluster)
  }

  /// Stops or restarts the hub's programs.
  public func hubChanged() {
    hubSwitched()
  }
}

extension ControlPlaneCore {
  /// Starts the monitor, whose ticks need not begin now.
  private func startMonitor(phase: VirtualTime) {
    monitorLoop.phase = phase
    if settings.loopMode == .ticking {
      simulation.schedule(component, code: Code.monitorTick, at: monitorLoop.firstTick(after: now))
    }
  }
}
