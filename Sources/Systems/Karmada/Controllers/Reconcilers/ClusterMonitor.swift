import EventKernel
import FleetModel
import Karmada

// The monitor of pull members: a lease that is not renewed ends in Ready=Unknown. Leases and the
// monitor's ticks are computed; only the tick at which a cluster expires is an event.
// Mirrors: `karmada@f8fdd02 pkg/controllers/cluster/cluster_controller.go`,
// `k8s.io/component-helpers apimachinery/lease`.

extension ControlPlaneCore {
  /// The time from one renewal to the next, jitter included on average.
  private var leasePeriod: VirtualDuration {
    .nanoseconds(Int64(Double(settings.timing.clusterLeaseRenewNanoseconds) * 1.02))
  }

  /// The n-th renewal of the present series: upstream adds up to 4 % to every period.
  private func renewal(_ cluster: ClusterID, _ number: Int64) -> VirtualTime {
    let record = clusters[cluster.position]
    guard number > 0 else { return record.leasePhase }
    var bits = UInt64(bitPattern: number) &* 0x9E37_79B9_7F4A_7C15
    bits ^= UInt64(cluster.position) &* 0xD1B5_4A32_D192_ED03
    bits ^= bits >> 29
    bits &*= 0xBF58_476D_1CE4_E5B9
    bits ^= bits >> 32
    let spread = Double(bits >> 11) / Double(1 << 53) - 0.5
    let jitter = spread * 0.04 * Double(settings.timing.clusterLeaseRenewNanoseconds)
    return record.leasePhase + leasePeriod * number + .nanoseconds(Int64(jitter))
  }

  /// The last renewal at or before `time`; nil before the first one.
  private func lastRenewal(_ cluster: ClusterID, before time: VirtualTime) -> VirtualTime? {
    let record = clusters[cluster.position]
    guard record.leasePhase <= time else { return nil }
    var number = (time - record.leasePhase).nanoseconds / leasePeriod.nanoseconds + 1
    while number > 0, renewal(cluster, number) > time { number -= 1 }
    return renewal(cluster, number)
  }

  /// The agent found its member ready: it begins to renew its lease, if it has not yet.
  func startLease(_ cluster: ClusterID) {
    guard clusters[cluster.position].leasePhase == .never else { return }
    clusters[cluster.position].leasePhase = now
    if settings.loopMode == .ticking { return }
    planExpiry(cluster)
  }

  /// The condition of a cluster was written: the monitor's clock starts again at the tick that
  /// sees it.
  func conditionWritten(_ cluster: ClusterID) {
    guard clusters[cluster.position].syncMode == .pull else { return }
    if clusters[cluster.position].ready == .unknown { return }
    clusters[cluster.position].conditionSeen = monitorLoop.firstTick(atOrAfter: now)
    planExpiry(cluster)
  }

  /// The agent can no longer reach the hub: no renewal comes through.
  func leaseBroke(_ cluster: ClusterID) {
    guard clusters[cluster.position].leaseBrokenSince == nil else { return }
    clusters[cluster.position].leaseBrokenSince = now
    planExpiry(cluster)
  }

  /// The agent can reach the hub again: its next attempt renews the lease.
  func leaseHealed(_ cluster: ClusterID) {
    let place = cluster.position
    guard let broken = clusters[place].leaseBrokenSince else { return }
    clusters[place].leaseBrokenSince = nil
    guard clusters[place].leasePhase != .never else { return }
    // The first renewal that failed, and the attempts after it: 0.2 s doubling to 7 s.
    var number = (broken - clusters[place].leasePhase).nanoseconds / leasePeriod.nanoseconds
    number = max(0, number)
    while renewal(cluster, number) < broken { number += 1 }
    var attempt = renewal(cluster, number)
    if attempt < now {
      var pause = 0.2
      while attempt < now {
        attempt += .seconds(pause)
        pause = min(pause * 2, 7)
      }
      clusters[place].leasePhase = attempt
    }
    // A tick of the monitor before the renewal may still find the lease expired.
    if clusters[place].expiryTime >= monitorLoop.firstTick(atOrAfter: attempt) {
      cancelExpiry(cluster)
    }
  }

  /// Forgets the tick at which a cluster would expire.
  func cancelExpiry(_ cluster: ClusterID) {
    simulation.cancel(clusters[cluster.position].expiry)
    clusters[cluster.position].expiry = .none
    clusters[cluster.position].expiryTime = .never
  }

  /// Plans the tick at which the monitor will find a silent cluster expired.
  func planExpiry(_ cluster: ClusterID) {
    let place = cluster.position
    guard clusters[place].exists, clusters[place].syncMode == .pull, isStarted, isHubUp else {
      return
    }
    cancelExpiry(cluster)
    let time = expiry(of: cluster)
    guard time != .never else { return }
    clusters[place].expiryTime = time
    if settings.loopMode == .ticking { return }
    clusters[place].expiry = simulation.scheduleCancellable(
      component, code: Code.leaseExpiry, argument: UInt64(cluster), at: time)
  }

  /// The first tick of the monitor later than the last sign of life and the grace; never while the
  /// lease is renewed.
  private func expiry(of cluster: ClusterID) -> VirtualTime {
    let record = clusters[cluster.position]
    if record.ready == .unknown { return .never }
    let isSilent = connectivity.agentToHub(cluster) != .succeeds
    if record.leasePhase != .never, !isSilent { return .never }
    var seen = VirtualTime(nanoseconds: record.createdNanoseconds - wallClockStart)
    if let renewed = lastRenewal(cluster, before: record.leaseBrokenSince ?? now) {
      seen = monitorLoop.firstTick(atOrAfter: renewed)
    }
    if let condition = record.conditionSeen { seen = max(seen, condition) }
    if record.ready == nil {
      return monitorLoop.firstTick(
        after: max(now, seen + .nanoseconds(settings.timing.clusterStartupGraceNanoseconds)))
    }
    return monitorLoop.firstTick(
      after: max(now, seen + .nanoseconds(settings.timing.clusterMonitorGraceNanoseconds)))
  }

  /// A tick of the monitor finds a cluster silent for longer than its grace.
  func expireLease(_ cluster: ClusterID) {
    let place = cluster.position
    clusters[place].expiry = .none
    clusters[place].expiryTime = .never
    guard isHubUp, clusters[place].exists, clusters[place].ready != .unknown else { return }
    charge(1)
    writeReady(
      cluster, .unknown,
      clusters[place].ready == nil ? "ClusterStatusNeverUpdated" : "ClusterStatusUnknown")
  }

  /// A tick of the monitor in naïve mode: looks at the lease and the condition of every cluster
  /// and remembers when it last saw something new.
  func tickMonitor() {
    for place in clusters.indices
    where isHubUp && clusters[place].exists && clusters[place].syncMode == .pull {
      let cluster = ClusterID(place)
      var seen =
        clusters[place].monitored
        ?? ClusterRecord.Monitored(
          ready: nil, renewal: nil,
          probe: VirtualTime(nanoseconds: clusters[place].createdNanoseconds - wallClockStart))
      if seen.ready != clusters[place].ready {
        seen.ready = clusters[place].ready
        // What the monitor wrote itself is no sign of life.
        if seen.ready != .unknown { seen.probe = now }
      }
      let renewal = lastRenewal(cluster, before: clusters[place].leaseBrokenSince ?? now)
      if let renewal, seen.renewal.map({ $0 < renewal }) ?? true {
        seen.renewal = renewal
        seen.probe = now
      }
      clusters[place].monitored = seen
      let grace =
        clusters[place].ready == nil
        ? settings.timing.clusterStartupGraceNanoseconds
        : settings.timing.clusterMonitorGraceNanoseconds
      if now > seen.probe + .nanoseconds(grace) { expireLease(cluster) }
    }
    simulation.schedule(component, code: Code.monitorTick, after: monitorLoop.period)
  }
}
