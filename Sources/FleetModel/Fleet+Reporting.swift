// How changes reach those who watch. While a disruption touches many pods at one instant, changes
// are summed per workload and told once.

extension Fleet {
  func changeServing(_ workload: Int, by delta: Int32) {
    workloads[workload].serving += delta
    if isBatching {
      workloads[workload].servingDelta += delta
      touch(workload: workload)
      return
    }
    let service = ServiceID(rawValue: workloads[workload].service)
    let cluster = ClusterID(rawValue: workloads[workload].cluster)
    for index in 0..<observers.count {
      observers[index].observer.servingChanged(service, in: cluster, by: delta)
    }
  }

  func changeUnreachable(_ workload: Int, by delta: Int32) {
    workloads[workload].unreachable += delta
    if isBatching {
      workloads[workload].unreachableDelta += delta
      touch(workload: workload)
      return
    }
    let service = ServiceID(rawValue: workloads[workload].service)
    let cluster = ClusterID(rawValue: workloads[workload].cluster)
    for index in 0..<observers.count {
      observers[index].observer.unreachableChanged(service, in: cluster, by: delta)
    }
  }

  func changePending(_ workload: Int, by delta: Int32) {
    workloads[workload].pending += delta
    let service = ServiceID(rawValue: workloads[workload].service)
    let cluster = ClusterID(rawValue: workloads[workload].cluster)
    for index in 0..<observers.count {
      observers[index].observer.pendingChanged(service, in: cluster, by: delta)
    }
  }

  func changeUsage(_ cluster: Int, by delta: NodeResources) {
    if isBatching {
      clusters[cluster].usageDelta += delta
      if !clusters[cluster].isTouched {
        clusters[cluster].isTouched = true
        touchedClusters.append(Int32(cluster))
      }
      return
    }
    for index in 0..<observers.count {
      observers[index].observer.usageChanged(in: ClusterID(cluster), by: delta)
    }
  }

  func reportStatus(_ workload: Int) {
    reported = workload
    let service = ServiceID(rawValue: workloads[workload].service)
    let cluster = ClusterID(rawValue: workloads[workload].cluster)
    for index in 0..<memberObservers.count {
      memberObservers[index].observer.workloadStatusChanged(service, in: cluster)
    }
  }

  func reportCapacity(_ cluster: Int) {
    for index in 0..<memberObservers.count {
      memberObservers[index].observer.capacityChanged(ClusterID(cluster))
    }
  }

  /// Sums what `changes` does to serving, unreachable and usage, then tells it once.
  func batching(_ changes: () -> Void) {
    precondition(!isBatching, "batches do not nest")
    isBatching = true
    changes()
    isBatching = false
    for position in touchedWorkloads { flush(workload: Int(position)) }
    touchedWorkloads.removeAll(keepingCapacity: true)
    for position in touchedClusters {
      let delta = clusters[Int(position)].usageDelta
      clusters[Int(position)].usageDelta = .zero
      clusters[Int(position)].isTouched = false
      if delta != .zero {
        for index in 0..<observers.count {
          observers[index].observer.usageChanged(in: ClusterID(rawValue: position), by: delta)
        }
      }
    }
    touchedClusters.removeAll(keepingCapacity: true)
  }

  private func touch(workload: Int) {
    if workloads[workload].isTouched { return }
    workloads[workload].isTouched = true
    touchedWorkloads.append(Int32(workload))
  }

  private func flush(workload: Int) {
    let row = workloads[workload]
    workloads[workload].isTouched = false
    workloads[workload].servingDelta = 0
    workloads[workload].unreachableDelta = 0
    let service = ServiceID(rawValue: row.service)
    let cluster = ClusterID(rawValue: row.cluster)
    for index in 0..<observers.count {
      if row.servingDelta != 0 {
        observers[index].observer.servingChanged(service, in: cluster, by: row.servingDelta)
      }
      if row.unreachableDelta != 0 {
        observers[index].observer.unreachableChanged(service, in: cluster, by: row.unreachableDelta)
      }
    }
  }
}
