import KubernetesAPI

/// What each pod of a node means for the node's removal.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/simulator/drainability/rules`,
/// `simulator/drain.go`, `utils/drain/drain.go`.
public struct DrainRules: Sendable {
  /// Which rules hold.
  public struct Options: Sendable, Equatable {
    /// Whether young pods of kube-system without a budget hold their node:
    /// `--skip-nodes-with-system-pods`.
    public var skipsSystemPods = true
    /// Whether pods with local storage hold their node: `--skip-nodes-with-local-storage`.
    public var skipsLocalStorage = true
    /// Whether pods of unknown controllers hold their node:
    /// `--skip-nodes-with-custom-controller-pods`.
    public var skipsCustomControllers = true
    /// Controllers of fewer replicas hold their pods' nodes: `--min-replica-count`.
    public var minReplicaCount = 0
    /// How old a pod of kube-system must be, in nanoseconds:
    /// `--blocking-system-pod-distruption-timeout`.
    public var systemPodTimeout: Int64 = 3_600_000_000_000

    /// Upstream's defaults.
    public init() {}
  }

  /// Why a pod holds its node.
  public enum Reason: String, Sendable {
    /// Its controller is gone.
    case controllerNotFound = "ControllerNotFound"
    /// Its controller has too few replicas.
    case minReplicasReached = "MinReplicasReached"
    /// Nobody would create it again.
    case notReplicated = "NotReplicated"
    /// It keeps something on the node's disk.
    case localStorageRequested = "LocalStorageRequested"
    /// It says so.
    case notSafeToEvictAnnotation = "NotSafeToEvictAnnotation"
    /// It belongs to the system.
    case unmovableKubeSystemPod = "UnmovableKubeSystemPod"
    /// Its disruption budget is used up.
    case notEnoughPDB = "NotEnoughPdb"
  }

  /// What becomes of a pod.
  public enum Outcome: Sendable, Equatable {
    /// It is moved.
    case drain
    /// It holds the node.
    case block(Reason)
    /// It does not count.
    case skip
    /// It is left to finish first.
    case wait
  }

  /// A controller as far as the rules look at it.
  public struct Controller: Sendable, Equatable {
    /// How many pods it wants; nil if it does not say.
    public var wanted: Int32?
    /// How many it has.
    public var current: Int32

    /// Creates a controller.
    public init(wanted: Int32?, current: Int32 = 0) {
      self.wanted = wanted
      self.current = current
    }
  }

  /// Finds a controller by its reference and namespace; nil if it does not exist.
  public typealias ControllerLookup = (OwnerReference, _ namespace: String) -> Controller?

  /// The pods of a node, sorted out.
  public struct PodsToMove: Sendable {
    /// Places of the pods that must run elsewhere.
    public var pods: [Int] = []
    /// Places of the pods of daemon sets.
    public var daemonSetPods: [Int] = []
    /// Places of the pods that are left to finish.
    public var onCompletionPods: [Int] = []
    /// What holds the node, if anything; the rest is not sorted out then.
    public var blocking: (pod: Int, reason: Reason)?
  }

  /// Which rules hold.
  public var options: Options

  /// Creates rules.
  public init(_ options: Options = Options()) {
    self.options = options
  }

  /// Sorts out the pods of a node.
  ///
  /// - Parameter controllers: nil believes every owner reference.
  public func podsToMove(
    _ pods: [ObservedPod], budgets: RemainingDisruptions = RemainingDisruptions(),
    controllers: ControllerLookup? = nil, now: Int64
  ) -> PodsToMove {
    var sorted = PodsToMove()
    for (index, pod) in pods.enumerated() {
      switch outcome(of: pod, budgets: budgets, controllers: controllers, now: now) {
      case .drain:
        if pod.pod.isOfDaemonSet {
          sorted.daemonSetPods.append(index)
        } else {
          sorted.pods.append(index)
        }
      case .wait: sorted.onCompletionPods.append(index)
      case .skip: break
      case .block(let reason):
        sorted.blocking = (index, reason)
        return sorted
      }
    }
    return sorted
  }

  /// What becomes of one pod: the first rule that has something to say.
  public func outcome(
    of observed: ObservedPod, budgets: RemainingDisruptions, controllers: ControllerLookup?,
    now: Int64
  ) -> Outcome {
    let pod = observed.pod
    if pod.isMirror || Self.isLongTerminating(observed, now: now) { return .skip }
    if options.skipsCustomControllers, let controllers,
      let reason = controllerProblem(pod, controllers)
    {
      return .block(reason)
    }
    let safe = pod.metadata.annotations["cluster-autoscaler.kubernetes.io/safe-to-evict"]
    if pod.isOfDaemonSet || safe == "true" || Self.isTerminal(pod) { return .drain }
    if safe == "on-completion" { return .wait }
    if !isReplicated(pod) { return .block(.notReplicated) }
    if options.skipsSystemPods, pod.metadata.namespace == "kube-system", !budgets.cover(pod) {
      let age = observed.created.map { now - $0 } ?? 0
      return age > options.systemPodTimeout ? .drain : .block(.unmovableKubeSystemPod)
    }
    if safe == "false" { return .block(.notSafeToEvictAnnotation) }
    if options.skipsLocalStorage, Self.hasBlockingStorage(pod) {
      return .block(.localStorageRequested)
    }
    if budgets.isUsedUp(for: pod) { return .block(.notEnoughPDB) }
    return .drain
  }

  // MARK: Rules

  private func controllerProblem(_ pod: Pod, _ lookup: ControllerLookup) -> Reason? {
    guard let owner = pod.controller else { return nil }
    let parts = owner.apiVersion.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return nil }
    let group = parts.count == 2 ? parts[0] : ""
    let counts = owner.kind == "ReplicationController" || owner.kind == "ReplicaSet"
    if owner.kind != "ReplicationController", pod.isOfDaemonSet {
      guard group == "apps", owner.kind == "DaemonSet" else { return nil }
    } else if owner.kind == "StatefulSet" {
      guard group == "apps" else { return nil }
    } else if !counts && owner.kind != "Job" {
      return nil
    }
    guard let controller = lookup(owner, pod.metadata.namespace) else { return .controllerNotFound }
    if counts, !pod.isOfDaemonSet || owner.kind == "ReplicationController",
      let wanted = controller.wanted, Int(wanted) < options.minReplicaCount
    {
      return .minReplicasReached
    }
    return nil
  }

  private func isReplicated(_ pod: Pod) -> Bool {
    guard let owner = pod.controller else { return false }
    guard options.skipsCustomControllers else { return true }
    return ["ReplicationController", "Job", "ReplicaSet", "StatefulSet"].contains(owner.kind)
  }

  /// Whether a pod being deleted should be gone: its grace and half a minute are over.
  public static func isLongTerminating(_ observed: ObservedPod, now: Int64) -> Bool {
    guard let deletion = observed.deletion else { return false }
    let second: Int64 = 1_000_000_000
    let (grace, overflow) = (observed.pod.spec.terminationGracePeriodSeconds ?? 30)
      .multipliedReportingOverflow(by: second)
    let (end, isLate) = deletion.addingReportingOverflow(overflow ? .max : grace)
    return !isLate && end.addingReportingOverflow(30 * second).partialValue < now
  }

  private static func isTerminal(_ pod: Pod) -> Bool {
    let phase = pod.status.phase
    switch pod.spec.restartPolicy {
    case "Never": return phase == "Succeeded" || phase == "Failed"
    case "OnFailure": return phase == "Succeeded" || phase == "Failed"
    default: return phase == "Failed"
    }
  }

  private static func hasBlockingStorage(_ pod: Pod) -> Bool {
    let key = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"
    let harmless = (pod.metadata.annotations[key] ?? "").split(separator: ",")
    return pod.spec.volumes.contains { volume in
      let isLocal =
        volume.hostPath != nil || volume.emptyDir.map { $0.medium != "Memory" } ?? false
      return isLocal && !harmless.contains { $0 == volume.name }
    }
  }
}
