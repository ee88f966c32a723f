import EventKernel
import KubeFed

/// The constants that both generations have in common, each under its own name upstream.
struct CoreTiming {
  var probePeriod: VirtualDuration
  var probeTimeout: VirtualDuration
  var availableDelay: VirtualDuration
  var unavailableDelay: VirtualDuration
  var smallDelay: VirtualDuration
  var retryDelay: VirtualDuration
  var initialBackoff: VirtualDuration
  var maximumBackoff: VirtualDuration
  var operationTimeout: VirtualDuration
  var silentRequest: VirtualDuration
  var syncWorkers: Int
  var hostRate: Double
  var hostBurst: Int
  var memberRate: Double
  var memberBurst: Int

  init(_ timing: KubeFedTiming) {
    probePeriod = .nanoseconds(max(1, timing.clusterHealthCheckPeriodNanoseconds))
    probeTimeout = .nanoseconds(timing.clusterHealthCheckTimeoutNanoseconds)
    availableDelay = .nanoseconds(timing.availableDelayNanoseconds)
    unavailableDelay = .nanoseconds(timing.unavailableDelayNanoseconds)
    smallDelay = .nanoseconds(timing.smallDelayNanoseconds)
    retryDelay = .nanoseconds(timing.retryDelayNanoseconds)
    initialBackoff = .nanoseconds(timing.initialBackoffNanoseconds)
    maximumBackoff = .nanoseconds(timing.maxBackoffNanoseconds)
    operationTimeout = .nanoseconds(timing.operationTimeoutNanoseconds)
    silentRequest = .nanoseconds(timing.silentRequestNanoseconds)
    syncWorkers = max(1, timing.syncMaxConcurrentReconciles)
    hostRate = timing.hostQueriesPerSecond
    hostBurst = timing.hostBurst
    memberRate = timing.memberQueriesPerSecond
    memberBurst = timing.memberBurst
  }

  init(_ timing: FederationTiming) {
    probePeriod = .nanoseconds(max(1, timing.clusterMonitorPeriodNanoseconds))
    probeTimeout = .nanoseconds(timing.clusterProbeTimeoutNanoseconds)
    availableDelay = .nanoseconds(timing.clusterAvailableDelayNanoseconds)
    unavailableDelay = .nanoseconds(timing.clusterUnavailableDelayNanoseconds)
    smallDelay = .nanoseconds(timing.smallDelayNanoseconds)
    retryDelay = .nanoseconds(timing.reviewDelayNanoseconds)
    initialBackoff = .nanoseconds(timing.initialBackoffNanoseconds)
    maximumBackoff = .nanoseconds(timing.maxBackoffNanoseconds)
    operationTimeout = .nanoseconds(timing.updateTimeoutNanoseconds)
    silentRequest = .nanoseconds(timing.clusterProbeTimeoutNanoseconds)
    syncWorkers = 1
    hostRate = timing.federatedQueriesPerSecond
    hostBurst = timing.federatedBurst
    memberRate = timing.memberQueriesPerSecond
    memberBurst = timing.memberBurst
  }
}
