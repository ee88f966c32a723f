/// What the division of replicas did with one list of clusters, for those who ask why.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/core/assignment.go`, `division_algorithm.go` (the
/// intermediate values that upstream logs).
public struct DivisionStep: Sendable, Equatable {
  /// How the step divides.
  public enum Kind: String, Sendable {
    /// Every cluster runs all replicas.
    case duplicated
    /// In proportion to fixed weights; earlier replicas do not count.
    case staticWeight
    /// In proportion to what fits, for all replicas, as if nothing ran; earlier replicas count as
    /// room.
    case fresh
    /// In proportion to what fits, for the replicas that are missing.
    case scaleUp
    /// In proportion to what runs, for the replicas that are still wanted.
    case scaleDown
    /// The earlier replicas are the result.
    case unchanged
  }

  /// A number for one cluster.
  public struct Entry: Sendable, Equatable {
    /// The cluster's index.
    public var index: Int
    /// A weight, or replicas.
    public var amount: Int64

    /// - Parameters:
    ///   - index: The cluster's index.
    ///   - amount: A weight, or replicas.
    public init(index: Int, amount: Int64) {
      self.index = index
      self.amount = amount
    }
  }

  /// How.
  public var kind: Kind
  /// The overflow affinity whose clusters these are, zero for the group's own; `nil` if the
  /// placement has no overflow.
  public var overflowOrder: Int32?
  /// How many replicas were to be given out.
  public var replicas: Int32
  /// Earlier replicas, of clusters that are still candidates.
  public var earlier: [Entry] = []
  /// The weights by which replicas are given out, in the order considered.
  public var weights: [Entry] = []
  /// Clusters that were left out to use as few as possible, in the order considered.
  public var spared: [Entry] = []
  /// What was given out; empty if there was too little room.
  public var given: [Entry] = []
  /// What the clusters have after the step.
  public var result: [Entry] = []

  init(_ kind: Kind, replicas: Int32) {
    self.kind = kind
    self.replicas = replicas
  }
}
