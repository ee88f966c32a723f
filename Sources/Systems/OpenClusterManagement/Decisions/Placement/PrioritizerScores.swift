import GoSemantics

/// What one prioritizer thinks of the clusters.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/plugins/{balance,steady,resource,addon}`.
public struct PrioritizerScores: Sendable {
  /// Upstream's name of the prioritizer.
  public var name: String
  /// What the scores are multiplied with.
  public var weight: Int32
  /// One score a cluster, in the order of the clusters asked about; 0 where there is none.
  public var scores: [Int64]
  /// Which clusters have no score; empty if all have one.
  public var isMissing: [Bool]
  /// Success, or a warning about expired scores.
  public var status: SchedulingStatus

  /// The score of the cluster at this place of the list; nil if it has none.
  public func score(at place: Int) -> Int64? {
    isMissing.isEmpty || !isMissing[place] ? scores[place] : nil
  }
}

/// What prioritizers read.
public struct PrioritizerState: Sendable {
  /// The hub's clusters.
  public var table: ClusterTable
  /// The hub's decisions.
  public var decisions: DecisionIndex
  /// The hub's scores of add-ons.
  public var scores: ScoreIndex

  /// The state of a hub.
  ///
  /// - Parameter preparesExpressions: Whether placements with CEL expressions are expected.
  public init(
    clusters: [ManagedCluster], decisions: [PlacementDecision], scores: [AddOnPlacementScore],
    preparesExpressions: Bool = false
  ) {
    table = ClusterTable(clusters, preparesExpressions: preparesExpressions)
    self.decisions = DecisionIndex(decisions, in: table)
    self.scores = ScoreIndex(scores, in: table)
  }
}

extension Prioritizer {
  static let maximumScore: Int64 = 100

  /// The scores of these clusters for a placement.
  ///
  /// - Parameters:
  ///   - clusters: Indices into the state's table.
  ///   - weight: Copied to the result.
  ///   - now: Decides which add-on scores are expired.
  public func scores(
    of clusters: [Int], for placement: PreparedPlacement, in state: PrioritizerState,
    weight: Int32 = 1, now: GoInstant
  ) -> PrioritizerScores {
    var result = PrioritizerScores(
      name: name, weight: weight, scores: [], isMissing: [],
      status: SchedulingStatus(.success, plugin: name))
    switch self {
    case .balance:
      result.scores = Self.balance(clusters, placement, state)
    case .steady:
      if let problem = placement.nameProblem {
        result.status = SchedulingStatus(.error, plugin: name, problem)
      }
      let isChosen = state.decisions.chosen(by: placement, among: state.table.count)
      result.scores = clusters.map { isChosen[$0] ? Self.maximumScore : 0 }
    case .resourceAllocatableCPU:
      Self.allocatable(clusters, state.table.allocatableCPU, into: &result)
    case .resourceAllocatableMemory:
      Self.allocatable(clusters, state.table.allocatableMemory, into: &result)
    case .addOn(let resource, let score):
      Self.addOn(clusters, resource, score, state, now, into: &result)
    }
    return result
  }

  private static func balance(
    _ clusters: [Int], _ placement: PreparedPlacement, _ state: PrioritizerState
  ) -> [Int64] {
    var counts = [Int64](repeating: 0, count: state.decisions.nameCount)
    var maximum: Int64 = 0
    for entry in state.decisions.entries {
      // An absent label reads as an empty one here.
      if (entry.placement ?? "") == placement.name && entry.namespace == placement.namespace {
        continue
      }
      for cluster in entry.clusters {
        counts[Int(cluster)] += 1
        maximum = max(maximum, counts[Int(cluster)])
      }
    }
    return clusters.map { cluster in
      let count = counts[cluster]
      if count == 0 { return maximumScore }
      let usage = Double(count) / Double(maximum)
      return 2 &* GoArithmetic.int64(Double(maximumScore) * (0.5 - usage))
    }
  }

  private static func allocatable(
    _ clusters: [Int], _ amounts: [Double], into result: inout PrioritizerScores
  ) {
    var least = Double.infinity
    var most = -Double.infinity
    var missing = 0
    for cluster in clusters {
      let amount = amounts[cluster]
      if amount.isNaN {
        missing += 1
        continue
      }
      least = min(least, amount)
      most = max(most, amount)
    }
    if missing > 0 { result.isMissing = clusters.map { amounts[$0].isNaN } }
    let range = most - least
    result.scores = clusters.map { cluster in
      let amount = amounts[cluster]
      if amount.isNaN { return 0 }
      if range == 0 { return maximumScore }
      return GoArithmetic.int64(((amount - least) / range - 0.5) * 2.0 * 100.0)
    }
  }

  private static func addOn(
    _ clusters: [Int], _ resource: String, _ score: String, _ state: PrioritizerState,
    _ now: GoInstant, into result: inout PrioritizerScores
  ) {
    guard let places = state.scores.places(of: resource) else {
      result.scores = Array(repeating: 0, count: clusters.count)
      return
    }
    let number = state.scores.number(of: score)
    var expired = ""
    result.scores = clusters.map { cluster in
      let place = places[cluster]
      if place < 0 { return 0 }
      if let validUntil = state.scores.scores[Int(place)].validUntil, now > validUntil {
        expired += " \(state.table.name(cluster))/\(resource)"
        return 0
      }
      guard let number else { return 0 }
      for item in state.scores.scores[Int(place)].named where item.name == number {
        return Int64(item.value)
      }
      return 0
    }
    if !expired.isEmpty {
      result.status = SchedulingStatus(
        .warning, plugin: result.name, "AddOnPlacementScores\(expired) expired")
    }
  }
}
