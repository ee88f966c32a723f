/// Which pods go first when there are too many.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/controller_utils.go` (ActivePodsWithRanks,
/// ActivePods).
public struct PodDeletionOrder: Sendable, Equatable {
  /// Whether the pod is bound to a node.
  public var isAssigned: Bool
  /// `Pending`, `Unknown` or `Running`.
  public var phase: Phase
  /// Whether its condition `Ready` is `True`.
  public var isReady: Bool
  /// Annotation `controller.kubernetes.io/pod-deletion-cost`; replica sets only.
  public var deletionCost: Int32
  /// Ready pods of the same owner on the same node; replica sets only.
  public var rank: Int32
  /// When it became ready.
  public var readySince: Int64?
  /// Restarts of the container with the most.
  public var restarts: Int32
  /// When it was made.
  public var created: Int64?
  /// Stands for the UID, which breaks the last ties of replica sets.
  public var tie: UInt64

  /// Phases of pods that are not finished, in order of deletion.
  public enum Phase: UInt8, Sendable, Comparable {
    /// Not started.
    case pending
    /// Its node is silent.
    case unknown
    /// Started.
    case running

    /// By order of deletion.
    public static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
  }

  /// A pod that waits for a node.
  public init(
    isAssigned: Bool = false, phase: Phase = .pending, isReady: Bool = false,
    deletionCost: Int32 = 0, rank: Int32 = 0, readySince: Int64? = nil, restarts: Int32 = 0,
    created: Int64? = nil, tie: UInt64 = 0
  ) {
    self.isAssigned = isAssigned
    self.phase = phase
    self.isReady = isReady
    self.deletionCost = deletionCost
    self.rank = rank
    self.readySince = readySince
    self.restarts = restarts
    self.created = created
    self.tie = tie
  }

  /// Whether a job deletes this pod before another: the younger one, other things being equal.
  public func goesBefore(_ other: Self) -> Bool {
    if isAssigned != other.isAssigned { return !isAssigned }
    if phase != other.phase { return phase < other.phase }
    if isReady != other.isReady { return !isReady }
    if isReady, readySince != other.readySince {
      return Self.isLater(readySince, other.readySince)
    }
    if restarts != other.restarts { return restarts > other.restarts }
    return created != other.created && Self.isLater(created, other.created)
  }

  /// Whether a replica set deletes this pod before another. Ages within one power of two of
  /// nanoseconds are equal.
  public func goesBefore(_ other: Self, at now: Int64) -> Bool {
    if isAssigned != other.isAssigned { return !isAssigned }
    if phase != other.phase { return phase < other.phase }
    if isReady != other.isReady { return !isReady }
    if deletionCost != other.deletionCost { return deletionCost < other.deletionCost }
    if rank != other.rank { return rank > other.rank }
    if isReady, readySince != other.readySince {
      return isYounger(readySince, other.readySince, other, at: now)
    }
    if restarts != other.restarts { return restarts > other.restarts }
    return created != other.created && isYounger(created, other.created, other, at: now)
  }

  private func isYounger(_ own: Int64?, _ its: Int64?, _ other: Self, at now: Int64) -> Bool {
    guard let own, let its else { return Self.isLater(own, its) }
    let (ownAge, itsAge) = (Self.ageRank(own, at: now), Self.ageRank(its, at: now))
    return ownAge == itsAge ? tie < other.tie : ownAge < itsAge
  }

  /// No time at all is later than any.
  private static func isLater(_ left: Int64?, _ right: Int64?) -> Bool {
    guard let left, let right else { return left == nil }
    return left > right
  }

  /// The whole part of the binary logarithm of an age; −1 without one.
  static func ageRank(_ time: Int64, at now: Int64) -> Int64 {
    let age = now &- time
    return age <= 0 ? -1 : Int64(63 - age.leadingZeroBitCount)
  }
}
