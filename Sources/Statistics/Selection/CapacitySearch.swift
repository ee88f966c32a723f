/// Finds the smallest capacity at which a replication meets its objective often enough.
///
/// Doubles the capacity until the objective holds, then bisects. At each capacity replications run
/// in growing blocks until the exact interval of their share of successes lies above or below the
/// target. The error probability is shared among the capacities that may be visited and among all
/// looks at each (Bonferroni), so that with the given confidence no verdict is wrong. What stays
/// undecided counts as insufficient.
///
/// Replication r should share its random numbers at all capacities: whether it succeeds then hardly
/// ever changes back with more capacity, which the search assumes.
///
///     while let request = search.request {
///       let successes = replicate(request.capacity, request.replications)
///       try search.add(successes: successes)
///     }
///
/// or, where replications run one by one, ``run(where:)``.
public struct CapacitySearch: Sendable, Equatable {
  /// What may be decided of a capacity.
  public enum Verdict: Sendable, Equatable {
    /// Not enough replications yet.
    case open
    /// The share of successes is above the target.
    case sufficient
    /// The share of successes is below the target.
    case insufficient
    /// As near to the target as makes no difference, or too many replications: taken as
    /// insufficient.
    case undecided
  }

  /// What is known about one capacity.
  public struct Visit: Sendable, Equatable {
    /// The capacity.
    public let capacity: Int
    /// Its replications.
    public internal(set) var replications = 0
    /// How many of them met the objective.
    public internal(set) var successes = 0
    /// The exact interval of the share of successes at the confidence of the last look.
    public internal(set) var share = Interval(estimate: .nan, lower: 0, upper: 1)
    /// What is decided.
    public internal(set) var verdict = Verdict.open
    var looks = 0
  }

  /// The replications to run next.
  public struct Request: Sendable, Equatable {
    /// At which capacity.
    public let capacity: Int
    /// The index of the first of them; those before have run.
    public let firstReplication: Int
    /// How many.
    public let replications: Int
  }

  /// How the search ended.
  public enum Outcome: Sendable, Equatable {
    /// Replications are missing.
    case running
    /// The smallest sufficient capacity; one less was insufficient or lies below the range.
    case found(Int)
    /// Even the largest capacity of the range is insufficient.
    case notFound
  }

  /// The capacities in question.
  public let range: ClosedRange<Int>
  /// The share of replications that must succeed, between 0 and 1.
  public let target: Double
  /// The confidence of all verdicts together.
  public let confidence: Double
  /// How near to the target a share makes no difference.
  public let indifference: Double
  /// How many replications run before the first look; before each later one half as many as ran
  /// already, or this many if that is more.
  public let block: Int
  /// How many replications may run at one capacity.
  public let maximumReplications: Int
  /// The capacities visited, in order; the last one may be open.
  public private(set) var visits: [Visit]
  /// How the search stands.
  public private(set) var outcome = Outcome.running
  private let errorOfVisit: Double
  private var largestInsufficient: Int?
  private var smallestSufficient: Int?

  /// Begins a search at the low end of a range.
  ///
  /// - Parameters:
  ///   - range: Positive capacities; the low end is best a bound from a closed form.
  ///   - target: The share of replications that must succeed, between 0 and 1.
  public init(
    in range: ClosedRange<Int>, target: Double, confidence: Double = 0.95,
    indifference: Double = 0.01, block: Int = 20, maximumReplications: Int = 2_000
  ) throws(SampleError) {
    guard range.lowerBound > 0, range.upperBound <= 1 << 60 else {
      throw .outOfRange(parameter: "range", allowed: "positive and at most 2^60")
    }
    try require(probability: target, "target")
    try require(probability: confidence, "confidence")
    guard indifference >= 0 else {
      throw .outOfRange(parameter: "indifference", allowed: "not negative")
    }
    guard block > 0, maximumReplications > 0, maximumReplications <= 1 << 30 else {
      throw .outOfRange(parameter: "replications", allowed: "positive and at most 2^30")
    }
    self.range = range
    self.target = target
    self.confidence = confidence
    self.indifference = indifference
    self.block = block
    self.maximumReplications = maximumReplications
    // Doublings reach the high end, or bracket the capacity within a distance that halves.
    let bits = Int.bitWidth - (range.upperBound - range.lowerBound).leadingZeroBitCount
    let doublings =
      Int.bitWidth - (range.upperBound / range.lowerBound).leadingZeroBitCount
    errorOfVisit = (1 - confidence) / Double(bits + doublings + 1)
    visits = [Visit(capacity: range.lowerBound)]
  }

  /// The replications to run next; nil after the end.
  public var request: Request? {
    guard outcome == .running, let visit = visits.last else { return nil }
    return Request(
      capacity: visit.capacity, firstReplication: visit.replications,
      replications: min(
        max(block, visit.replications / 2), maximumReplications - visit.replications))
  }

  /// Hands over how many of the requested replications met the objective.
  public mutating func add(successes: Int) throws(SampleError) {
    guard let request, var visit = visits.popLast() else { return }
    guard (0...request.replications).contains(successes) else {
      visits.append(visit)
      throw .outOfRange(
        parameter: "successes", allowed: "between 0 and \(request.replications)")
    }
    visit.replications += request.replications
    visit.successes += successes
    visit.looks += 1
    // 1/(1·2) + 1/(2·3) + … = 1: any number of looks share the error.
    let error = errorOfVisit / Double(visit.looks * (visit.looks + 1))
    visit.share =
      ProportionInterval(
        successes: visit.successes, trials: visit.replications, confidence: 1 - error
      ).clopperPearson
    if visit.share.lower > target {
      visit.verdict = .sufficient
    } else if visit.share.upper < target {
      visit.verdict = .insufficient
    } else if visit.replications >= maximumReplications
      || (visit.share.lower >= target - indifference
        && visit.share.upper <= target + indifference)
    {
      visit.verdict = .undecided
    }
    visits.append(visit)
    switch visit.verdict {
    case .open: return
    case .sufficient: smallestSufficient = visit.capacity
    case .insufficient, .undecided: largestInsufficient = visit.capacity
    }
    advance()
  }

  /// Searches to the end.
  ///
  /// - Parameter isMet: Whether a replication, numbered from 0, meets the objective at a capacity.
  /// - Returns: The smallest sufficient capacity; nil if even the largest is insufficient.
  public mutating func run(
    where isMet: (_ capacity: Int, _ replication: Int) throws -> Bool
  ) throws -> Int? {
    while let request {
      let replications =
        request.firstReplication..<(request.firstReplication + request.replications)
      try add(successes: try replications.count { try isMet(request.capacity, $0) })
    }
    if case .found(let capacity) = outcome { return capacity }
    return nil
  }

  /// Chooses the next capacity, or ends.
  private mutating func advance() {
    let below = largestInsufficient ?? range.lowerBound - 1
    guard let above = smallestSufficient else {
      if below >= range.upperBound {
        outcome = .notFound
      } else {
        visits.append(Visit(capacity: min(below * 2, range.upperBound)))
      }
      return
    }
    if above - below == 1 {
      outcome = .found(above)
    } else {
      visits.append(Visit(capacity: below + (above - below) / 2))
    }
  }
}
