/// Finds the value of a continuous decision variable at which a replication meets its objective just
/// often enough (Waeber, Frazier and Henderson 2013, probabilistic bisection).
///
/// What is known of the root is a density, at first uniform. Replications run at its median until a
/// sequential test of power one tells on which side the root lies, with a probability of at least
/// ``certainty`` of being right; the density on that side then grows and that on the other shrinks.
/// Unlike plain bisection it recovers from wrong answers. A probe near the root needs many
/// replications, as it should.
///
/// The test is Robbins's (1970): under a share of exactly the target (m + 1)·b(k; m, target), with b
/// the binomial probability of k successes among m, ever falls to γ with probability γ at most; it
/// may therefore be looked at after any number of replications.
///
///     var search = try ProbabilisticBisection(in: 0.5...4, target: 0.95, tolerance: 0.01)
///     let reserve = try search.run { reserve, replication in meets(reserve, replication) }
public struct ProbabilisticBisection: Sendable, Equatable {
  /// The replications to run next.
  public struct Request: Sendable, Equatable {
    /// At which value.
    public let value: Double
    /// The index of the first of them among those at this value.
    public let firstReplication: Int
    /// How many.
    public let replications: Int
  }

  /// A value at which the side of the root was decided.
  public struct Probe: Sendable, Equatable {
    /// The value.
    public let value: Double
    /// Its replications.
    public let replications: Int
    /// How many of them met the objective.
    public let successes: Int
    /// Whether the share of successes is above the target: the root is smaller.
    public let isSufficient: Bool
  }

  /// How the search ended.
  public enum Outcome: Sendable, Equatable {
    /// Replications are missing.
    case running
    /// The interval is narrow enough, or the share at the estimate differs from the target by no
    /// more than what makes no difference.
    case found
    /// The replications were spent first.
    case spent
  }

  /// Where the root may lie.
  public let range: ClosedRange<Double>
  /// The share of replications that must succeed, between 0 and 1.
  public let target: Double
  /// The probability with which an answer is right, between ½ and 1.
  public let certainty: Double
  /// The confidence of ``interval``.
  public let confidence: Double
  /// The half-width of the interval at which the search ends.
  public let tolerance: Double
  /// How near to the target a share makes no difference.
  public let indifference: Double
  /// How many replications run between two looks.
  public let block: Int
  /// How many replications may run at all values together.
  public let maximumReplications: Int
  /// The probes decided so far, in order.
  public private(set) var probes: [Probe] = []
  /// The replications so far, of the open probe too.
  public private(set) var replications = 0
  /// How the search stands.
  public private(set) var outcome = Outcome.running
  /// What is known of the root.
  public private(set) var posterior: StepDensity
  private var openReplications = 0
  private var openSuccesses = 0

  /// Begins a search.
  ///
  /// - Parameters:
  ///   - range: The larger the value, the more often a replication must succeed; the share must be
  ///     below the target at the low end and above it at the high end.
  ///   - tolerance: Positive.
  ///   - indifference: Not negative. A probe beside the root would take replications without end;
  ///     it ends the search when its share is known, by the same test, to be this near.
  ///   - certainty: Smaller ones ask less of a probe and need more probes.
  public init(
    in range: ClosedRange<Double>, target: Double, tolerance: Double, indifference: Double = 0.01,
    confidence: Double = 0.95, certainty: Double = 0.85, block: Int = 5,
    maximumReplications: Int = 20_000
  ) throws(SampleError) {
    guard range.lowerBound < range.upperBound,
      (range.upperBound - range.lowerBound).isFinite
    else { throw .outOfRange(parameter: "range", allowed: "finite and of positive length") }
    try require(probability: target, "target")
    try require(probability: confidence, "confidence")
    try require(positive: tolerance, "tolerance")
    guard certainty > 0.5, certainty < 1 else {
      throw .outOfRange(parameter: "certainty", allowed: "between 0.5 and 1, exclusive")
    }
    guard indifference >= 0 else {
      throw .outOfRange(parameter: "indifference", allowed: "not negative")
    }
    guard block > 0, maximumReplications > 0, maximumReplications <= 1 << 30 else {
      throw .outOfRange(parameter: "replications", allowed: "positive and at most 2^30")
    }
    self.range = range
    self.target = target
    self.certainty = certainty
    self.confidence = confidence
    self.tolerance = tolerance
    self.indifference = indifference
    self.block = block
    self.maximumReplications = maximumReplications
    posterior = StepDensity(over: range)
  }

  /// The median of what is known of the root.
  public var estimate: Double { posterior.quantile(0.5) }

  /// The central interval of what is known of the root. As answers are right more often than
  /// assumed, it covers the root more often than its confidence says.
  public var interval: Interval {
    let tail = (1 - confidence) / 2
    return Interval(
      estimate: estimate, lower: posterior.quantile(tail), upper: posterior.quantile(1 - tail))
  }

  /// The replications to run next; nil after the end.
  public var request: Request? {
    guard outcome == .running else { return nil }
    return Request(
      value: estimate, firstReplication: openReplications,
      replications: min(block, maximumReplications - replications))
  }

  /// Hands over how many of the requested replications met the objective.
  public mutating func add(successes: Int) throws(SampleError) {
    guard let request else { return }
    guard (0...request.replications).contains(successes) else {
      throw .outOfRange(
        parameter: "successes", allowed: "between 0 and \(request.replications)")
    }
    replications += request.replications
    openReplications += request.replications
    openSuccesses += successes
    let share = Double(openSuccesses) / Double(openReplications)
    // Symmetry halves the probability of a wrong side where the target is one half.
    let error = (target == 0.5 ? 2 : 1) * (1 - certainty)
    if share != target, excludes(target, error: error) {
      let isSufficient = share > target
      probes.append(
        Probe(
          value: request.value, replications: openReplications, successes: openSuccesses,
          isSufficient: isSufficient))
      let isSplit = posterior.split(
        at: request.value, below: isSufficient ? certainty : 1 - certainty)
      (openReplications, openSuccesses) = (0, 0)
      // No number lies between the neighbours any more: nothing is left to learn.
      if !isSplit || interval.halfWidth <= tolerance { outcome = .found }
    } else if abs(share - target) < indifference,
      excludes(max(0, target - indifference), error: 1 - confidence),
      excludes(min(1, target + indifference), error: 1 - confidence)
    {
      outcome = .found
    }
    if outcome == .running, replications >= maximumReplications { outcome = .spent }
  }

  /// Whether the open probe's share of successes is another one, at any number of looks.
  private func excludes(_ share: Double, error: Double) -> Bool {
    let chance = Binomial.mass(openSuccesses, trials: openReplications, probability: share)
    return Double(openReplications + 1) * chance <= error
  }

  /// Searches to the end.
  ///
  /// - Parameter isMet: Whether a replication, numbered from 0 at every value, meets the objective.
  /// - Returns: The estimate, with ``outcome`` telling whether it is precise enough.
  public mutating func run(
    where isMet: (_ value: Double, _ replication: Int) throws -> Bool
  ) throws -> Double {
    while let request {
      let range = request.firstReplication..<(request.firstReplication + request.replications)
      try add(successes: try range.count { try isMet(request.value, $0) })
    }
    return estimate
  }
}

/// A density that is constant between neighbouring edges.
public struct StepDensity: Sendable, Equatable {
  /// The edges, ascending.
  public private(set) var edges: [Double]
  /// The probability between each edge and the next; they add up to 1.
  public private(set) var masses: [Double]

  /// Uniform.
  init(over range: ClosedRange<Double>) {
    edges = [range.lowerBound, range.upperBound]
    masses = [1]
  }

  /// The value below which the probability is `p`, between 0 and 1.
  public func quantile(_ p: Double) -> Double {
    var rest = p
    for (index, mass) in masses.enumerated() {
      if rest <= mass, mass > 0 {
        return edges[index] + max(0, rest / mass) * (edges[index + 1] - edges[index])
      }
      rest -= mass
    }
    return edges[edges.count - 1]
  }

  /// Gives the part below a value a probability, and the part above it the rest; false if no edge
  /// fits there.
  mutating func split(at value: Double, below share: Double) -> Bool {
    guard let cut = edges.firstIndex(where: { $0 >= value }), cut > 0 else { return false }
    if edges[cut] > value {
      let (low, high) = (edges[cut - 1], edges[cut])
      let part = masses[cut - 1] * (value - low) / (high - low)
      edges.insert(value, at: cut)
      masses.insert(masses[cut - 1] - part, at: cut)
      masses[cut - 1] = part
    } else if cut == edges.count - 1 {
      return false
    }
    let (below, above) = (masses[..<cut].reduce(0, +), masses[cut...].reduce(0, +))
    guard below > 0, above > 0 else { return false }
    for index in masses.indices {
      masses[index] *= index < cut ? share / below : (1 - share) / above
    }
    return true
  }
}
