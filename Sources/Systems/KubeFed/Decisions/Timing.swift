/// Every period, delay, threshold and limit of KubeFed's controller manager, with its field or flag
/// and default. Durations are nanoseconds; everything can be overridden.
///
/// Mirrors: `kubefed@d6f10d2 pkg/apis/core/v1beta1/defaults/defaults.go`,
/// `cmd/controller-manager/app/controller-manager.go`, `pkg/controller/util/worker.go`,
/// `pkg/controller/sync/dispatch/operation.go`.
public struct KubeFedTiming: Sendable, Equatable {
  private static let second: Int64 = 1_000_000_000

  // MARK: Cluster health

  /// `clusterHealthCheck.period`: from the end of a pass over all clusters to the next.
  public var clusterHealthCheckPeriodNanoseconds: Int64 = 10 * second
  /// `clusterHealthCheck.failureThreshold`: for how many probes a state is held before a bad one
  /// counts.
  public var clusterHealthCheckFailureThreshold: Int64 = 3
  /// `clusterHealthCheck.successThreshold`: the same for a good one.
  public var clusterHealthCheckSuccessThreshold: Int64 = 1
  /// `clusterHealthCheck.timeout`: how long a member may take to answer one request.
  public var clusterHealthCheckTimeoutNanoseconds: Int64 = 3 * second

  // MARK: Reaction to clusters

  /// `controllerDuration.availableDelay`: from a cluster's return to a look at all objects.
  public var availableDelayNanoseconds: Int64 = 20 * second
  /// `controllerDuration.unavailableDelay`: from a cluster's loss to a look at all objects.
  public var unavailableDelayNanoseconds: Int64 = 60 * second
  /// What each object waits besides (`smallDelay`, a constant).
  public var smallDelayNanoseconds: Int64 = 3 * second

  // MARK: Workers

  /// `syncController.maxConcurrentReconciles`, per federated kind.
  public var syncMaxConcurrentReconciles = 1
  /// `syncController.adoptResources`: whether objects that exist already are taken over.
  public var adoptResources = true
  /// `RetryDelay`, a constant: after a change in a member, and for what is to be looked at again.
  public var retryDelayNanoseconds: Int64 = 10 * second
  /// `InitialBackoff`, a constant.
  public var initialBackoffNanoseconds: Int64 = 5 * second
  /// `MaxBackoff`, a constant.
  public var maxBackoffNanoseconds: Int64 = 60 * second
  /// How long the operations of one object may take together, a constant.
  public var operationTimeoutNanoseconds: Int64 = Dispatch.timeoutNanoseconds
  /// How long a request of the replica scheduler to a silent member takes to fail: the idle and
  /// ping time-outs of HTTP/2 in client-go, for it sets none of its own.
  public var silentRequestNanoseconds: Int64 = 45 * second

  // MARK: Clients

  /// `--rest-config-qps`, to the host's API server.
  public var hostQueriesPerSecond: Double = 100
  /// `--rest-config-burst`.
  public var hostBurst = 200
  /// To each member (`KubeAPIQPS`, a constant).
  public var memberQueriesPerSecond: Double = 20
  /// To each member (`KubeAPIBurst`, a constant).
  public var memberBurst = 30

  // MARK: Features

  /// Gate `PushReconciler`: propagation.
  public var pushReconcilerEnabled = true
  /// Gate `SchedulerPreferences`: ReplicaSchedulingPreferences.
  public var schedulerPreferencesEnabled = true

  /// Upstream's defaults.
  public init() {}

  /// The values of a KubeFedConfig, where it has them.
  public mutating func apply(_ config: KubeFedConfig.Spec) {
    func set(_ path: WritableKeyPath<KubeFedTiming, Int64>, _ value: ConfigDuration?) {
      if let value { self[keyPath: path] = value.nanoseconds }
    }
    set(\.availableDelayNanoseconds, config.controllerDuration?.availableDelay)
    set(\.unavailableDelayNanoseconds, config.controllerDuration?.unavailableDelay)
    if let check = config.clusterHealthCheck {
      set(\.clusterHealthCheckPeriodNanoseconds, check.period)
      set(\.clusterHealthCheckTimeoutNanoseconds, check.timeout)
      clusterHealthCheckFailureThreshold =
        check.failureThreshold ?? clusterHealthCheckFailureThreshold
      clusterHealthCheckSuccessThreshold =
        check.successThreshold ?? clusterHealthCheckSuccessThreshold
    }
    if let sync = config.syncController {
      if let workers = sync.maxConcurrentReconciles {
        syncMaxConcurrentReconciles = Int(clamping: max(1, workers))
      }
      if let adopt = sync.adoptResources { adoptResources = adopt != "Disabled" }
    }
    for gate in config.featureGates {
      let isOn = gate.configuration != "Disabled"
      switch gate.name {
      case "PushReconciler": pushReconcilerEnabled = isOn
      case "SchedulerPreferences": schedulerPreferencesEnabled = isOn
      default: continue
      }
    }
  }
}

/// The same for the controller manager of federation v1.
///
/// Mirrors: `federation@804bb9f cmd/federation-controller-manager/app/options/options.go`,
/// `pkg/federation-controller/sync/controller.go`, `pkg/federation-controller/util/cluster_util.go`.
public struct FederationTiming: Sendable, Equatable {
  private static let second: Int64 = 1_000_000_000

  /// `--cluster-monitor-period`: from the end of a pass over all clusters to the next.
  public var clusterMonitorPeriodNanoseconds: Int64 = 40 * second
  /// How long a request of the monitor to a silent member takes to fail: the dialler's time-out,
  /// for the client sets none.
  public var clusterProbeTimeoutNanoseconds: Int64 = 30 * second
  /// `clusterAvailableDelay`, a constant.
  public var clusterAvailableDelayNanoseconds: Int64 = 20 * second
  /// `clusterUnavailableDelay`, a constant.
  public var clusterUnavailableDelayNanoseconds: Int64 = 60 * second
  /// `smallDelay`, a constant.
  public var smallDelayNanoseconds: Int64 = 3 * second
  /// `reviewDelay`, a constant: after a change in a member and after every set of operations.
  public var reviewDelayNanoseconds: Int64 = 10 * second
  /// `updateTimeout`, a constant: how long the operations of one object may take together.
  public var updateTimeoutNanoseconds: Int64 = 30 * second
  /// The first back-off after an error, a constant.
  public var initialBackoffNanoseconds: Int64 = 5 * second
  /// The longest one, a constant.
  public var maxBackoffNanoseconds: Int64 = 60 * second
  /// `--federated-api-qps`.
  public var federatedQueriesPerSecond: Double = 20
  /// `--federated-api-burst`.
  public var federatedBurst = 30
  /// To each member, a constant.
  public var memberQueriesPerSecond: Double = 20
  /// To each member, a constant.
  public var memberBurst = 30

  /// Upstream's defaults.
  public init() {}
}
