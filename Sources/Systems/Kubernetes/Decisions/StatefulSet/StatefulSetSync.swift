import GoSemantics

/// Which pods of a stateful set are made and deleted in one pass.
///
/// In order, a pass makes or deletes one pod at most and waits for it; side by side, it makes and
/// deletes all that are missing or too many. Updating waits for both, and deletes one pod.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/statefulset/stateful_set_control.go` (gate
/// `MaxUnavailableStatefulSet` off, as by default).
public struct StatefulSetSync: Sendable, Equatable {
  /// When pods get a new template.
  public enum Strategy: Sendable, Equatable {
    /// When somebody else deletes them.
    case onDelete
    /// From the highest ordinal down to the partition; nil if the spec says nothing about it, then
    /// missing pods are made of the old template as long as its pods are counted.
    case rollingUpdate(partition: Int32?)
  }

  /// What a pass knows of a pod.
  public struct Pod: Sendable, Equatable {
    /// Its ordinal.
    public var ordinal: Int32
    /// The revision of its template.
    public var revision: Int64
    /// Whether its phase is `Running` and its condition `Ready` is `True`.
    public var isReady: Bool
    /// Whether it has been ready for long enough.
    public var isAvailable: Bool
    /// Whether its phase is `Failed` or `Succeeded`.
    public var isFinished: Bool
    /// Whether it is being deleted.
    public var isTerminating: Bool

    /// Creates a pod.
    public init(
      ordinal: Int32, revision: Int64, isReady: Bool = false, isAvailable: Bool = false,
      isFinished: Bool = false, isTerminating: Bool = false
    ) {
      self.ordinal = ordinal
      self.revision = revision
      self.isReady = isReady
      self.isAvailable = isAvailable
      self.isFinished = isFinished
      self.isTerminating = isTerminating
    }

    var isUnavailable: Bool { !isAvailable || isTerminating }
  }

  /// A request.
  public enum Operation: Sendable, Equatable {
    /// Makes the pod of that ordinal and revision.
    case create(ordinal: Int32, revision: Int64)
    /// Deletes the pod of that ordinal.
    case delete(ordinal: Int32)
  }

  /// What a pass does: each portion at once, one portion after the other.
  public struct Plan: Sendable, Equatable {
    /// Missing pods made, finished and superfluous ones deleted.
    public var portions: [[Operation]] = []
    /// A pod that is deleted to be made anew; it no longer counts as current.
    public var update: Operation?

    /// Creates a plan; nothing by itself.
    public init(portions: [[Operation]] = [], update: Operation? = nil) {
      self.portions = portions
      self.update = update
    }
  }

  /// `spec.replicas`.
  public var replicas: Int32
  /// `spec.ordinals.start`.
  public var start: Int32
  /// Whether `spec.podManagementPolicy` is `Parallel`.
  public var isParallel: Bool
  /// When pods get a new template.
  public var strategy: Strategy
  /// The revision that is rolled out from, and the one that is rolled out.
  public var currentRevision: Int64
  /// See ``currentRevision``.
  public var updateRevision: Int64
  /// `status.currentReplicas`.
  public var currentReplicas: Int32

  /// Creates a pass.
  public init(
    replicas: Int32, start: Int32 = 0, isParallel: Bool = false,
    strategy: Strategy = .rollingUpdate(partition: 0), currentRevision: Int64,
    updateRevision: Int64, currentReplicas: Int32 = 0
  ) {
    self.replicas = replicas
    self.start = start
    self.isParallel = isParallel
    self.strategy = strategy
    self.currentRevision = currentRevision
    self.updateRevision = updateRevision
    self.currentReplicas = currentReplicas
  }

  /// The most requests that are made at once.
  private static let largestBatch = 500

  /// What is to be done with these pods, at most one per ordinal.
  public func plan(_ pods: [Pod]) -> Plan {
    var wanted = [Pod?](repeating: nil, count: Int(max(0, replicas)))
    var condemned: [Pod] = []
    for pod in pods {
      let place = Int(pod.ordinal) - Int(start)
      if wanted.indices.contains(place) {
        wanted[place] = pod
      } else if pod.ordinal >= 0 {
        condemned.append(pod)
      }
    }
    stableSort(&condemned) { $0.ordinal > $1.ordinal }
    return isParallel ? parallel(wanted, condemned) : ordered(wanted, condemned)
  }

  private func creation(_ place: Int) -> Operation {
    let ordinal = start &+ Int32(clamping: place)
    var isOld = false
    if case .rollingUpdate(let partition) = strategy {
      isOld = place < Int(partition ?? currentReplicas)
    }
    return .create(ordinal: ordinal, revision: isOld ? currentRevision : updateRevision)
  }

  // MARK: In order

  private func ordered(_ wanted: [Pod?], _ condemned: [Pod]) -> Plan {
    for (place, pod) in wanted.enumerated() {
      guard let pod else { return Plan(portions: [[creation(place)]]) }
      if pod.isFinished {
        return pod.isTerminating ? Plan() : Plan(portions: [[.delete(ordinal: pod.ordinal)]])
      }
      if pod.isTerminating || !pod.isReady || !pod.isAvailable { return Plan() }
    }
    // All wanted pods are available by now, so the first unavailable one is condemned.
    let firstUnavailable = condemned.last(where: \.isUnavailable)
    if let pod = condemned.first {
      if pod.isTerminating { return Plan() }
      if !(pod.isReady && pod.isAvailable), pod != firstUnavailable { return Plan() }
      return Plan(portions: [[.delete(ordinal: pod.ordinal)]])
    }
    return Plan(update: update(wanted))
  }

  // MARK: Side by side

  private func parallel(_ wanted: [Pod?], _ condemned: [Pod]) -> Plan {
    let first = wanted.enumerated().map { place, pod -> Operation? in
      guard let pod else { return creation(place) }
      return pod.isFinished && !pod.isTerminating ? .delete(ordinal: pod.ordinal) : nil
    }
    let second = condemned.map { $0.isTerminating ? nil : Operation.delete(ordinal: $0.ordinal) }
    return Plan(portions: Self.slowStart(first) + Self.slowStart(second), update: update(wanted))
  }

  /// Portions of 1, 2, 4 … places, of which some ask for nothing.
  private static func slowStart(_ operations: [Operation?]) -> [[Operation]] {
    var portions: [[Operation]] = []
    var place = 0
    var size = 1
    while place < operations.count {
      let end = min(place + min(size, largestBatch), operations.count)
      let portion = operations[place..<end].compactMap { $0 }
      if !portion.isEmpty { portions.append(portion) }
      place = end
      size = min(2 * size, largestBatch)
    }
    return portions
  }

  // MARK: Updating

  private func update(_ wanted: [Pod?]) -> Operation? {
    guard case .rollingUpdate(let partition) = strategy else { return nil }
    var place = wanted.count - 1
    while place >= Int(max(0, partition ?? 0)) {
      // One that was made in this pass is not available yet.
      guard let pod = wanted[place] else {
        guard case .create(_, let revision) = creation(place), revision != updateRevision else {
          return nil
        }
        return .delete(ordinal: start &+ Int32(clamping: place))
      }
      if pod.revision != updateRevision, !pod.isTerminating {
        return .delete(ordinal: pod.ordinal)
      }
      if pod.isUnavailable { return nil }
      place -= 1
    }
    return nil
  }

  // MARK: Status

  /// The counters of the status.
  public struct Counters: Sendable, Equatable {
    /// Pods.
    public var replicas: Int32 = 0
    /// Pods that are ready.
    public var ready: Int32 = 0
    /// Pods that have been ready long enough.
    public var available: Int32 = 0
    /// Pods of the current revision that are not being deleted.
    public var current: Int32 = 0
    /// Pods of the update revision that are not being deleted.
    public var updated: Int32 = 0

    /// No pods.
    public init() {}
  }

  /// Counts pods.
  public func counters(_ pods: [Pod]) -> Counters {
    var counters = Counters()
    for pod in pods {
      counters.replicas &+= 1
      if pod.isReady {
        counters.ready &+= 1
        if pod.isAvailable { counters.available &+= 1 }
      }
      if pod.isTerminating { continue }
      if pod.revision == currentRevision { counters.current &+= 1 }
      if pod.revision == updateRevision { counters.updated &+= 1 }
    }
    return counters
  }

  /// Whether a rolling update is done, and the update revision becomes the current one.
  public func isComplete(_ counters: Counters) -> Bool {
    guard case .rollingUpdate = strategy else { return false }
    return counters.updated == replicas && counters.ready == replicas
      && counters.replicas == replicas
  }
}
