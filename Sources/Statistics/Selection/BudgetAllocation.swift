/// How to spend a fixed number of replications so that the best arm is most probably recognized
/// (Chen, Lin, Yücesan and Chick 2000, OCBA).
public struct BudgetAllocation: Sendable, Equatable {
  /// The index of the arm with the best mean; of equal ones the first.
  public let best: Int
  /// The share of the budget of every arm; adds up to 1.
  public let fractions: [Double]
  /// The replications of every arm, rounded by largest remainders (ties to the lower index).
  public let replications: [Int]
  /// A lower bound of the probability of a correct selection after these replications, each arm
  /// having one at least; may be negative.
  public let probabilityOfCorrectSelection: Double

  /// Allocates a budget among at least two arms.
  ///
  /// - Parameters:
  ///   - means: The estimated means. One equal to the best counts as different as the nearest
  ///     other one.
  ///   - standardDeviations: The estimated standard deviations, not negative.
  ///   - budget: The replications to spend, not negative.
  public init(
    means: [Double], standardDeviations: [Double], budget: Int, largerIsBetter: Bool
  ) throws(SampleError) {
    try require(means, atLeast: 2)
    try require(standardDeviations, atLeast: 0)
    guard means.count == standardDeviations.count else {
      throw .unequalCounts(means.count, standardDeviations.count)
    }
    guard standardDeviations.allSatisfy({ $0 >= 0 }) else {
      throw .outOfRange(parameter: "a standard deviation", allowed: "not negative")
    }
    guard budget >= 0, budget < 1 << 52 else {
      throw .outOfRange(parameter: "budget", allowed: "not negative and below 2^52")
    }
    let best = indexOfBest(means, largerIsBetter: largerIsBetter)
    let others = means.indices.filter { $0 != best }
    let gaps = means.map { abs($0 - means[best]) }
    let smallest = others.map { gaps[$0] }.filter { $0 > 0 }.min() ?? 0
    let distances = gaps.map { $0 == 0 ? smallest : $0 }
    // Relative to the smallest distance and the largest deviation: no square leaves the range.
    let largest = standardDeviations.max() ?? 0
    var ratios = means.map { _ in 0.0 }
    if largest > 0 {
      var squares = 0.0
      for arm in others {
        let nearness = smallest == 0 ? 1 : smallest / distances[arm]
        let noise = standardDeviations[arm] / largest * nearness
        ratios[arm] = noise * noise
        squares += noise * noise * nearness * nearness
      }
      ratios[best] = standardDeviations[best] / largest * squares.squareRoot()
    }
    let total = ratios.reduce(0, +)
    let fractions =
      total > 0 ? ratios.map { $0 / total } : means.map { _ in 1 / Double(means.count) }
    let replications = Self.largestRemainder(fractions, of: budget)
    self.best = best
    self.fractions = fractions
    self.replications = replications
    func squaredError(_ arm: Int) -> Double {
      standardDeviations[arm] * standardDeviations[arm] / Double(max(1, replications[arm]))
    }
    var errors = 0.0
    for arm in others {
      let error = (squaredError(best) + squaredError(arm)).squareRoot()
      errors +=
        error == 0
        ? (distances[arm] > 0 ? 0 : 0.5) : StandardNormal.cumulative(-distances[arm] / error)
    }
    probabilityOfCorrectSelection = 1 - errors
  }

  /// Whole parts first, then one each to the largest remainders.
  private static func largestRemainder(_ fractions: [Double], of budget: Int) -> [Int] {
    let exact = fractions.map { $0 * Double(budget) }
    var parts = exact.map { saturatingCount($0, .down) }
    let order = parts.indices.sorted { a, b in
      let (first, second) = (exact[a] - exact[a].rounded(.down), exact[b] - exact[b].rounded(.down))
      return first != second ? first > second : a < b
    }
    var missing = budget - parts.reduce(0, +)
    for index in order where missing > 0 {
      parts[index] += 1
      missing -= 1
    }
    return parts
  }
}

/// Spends a fixed number of replications by ``BudgetAllocation``, in steps.
public struct BudgetSelection: SelectionProcedure {
  /// The replications of all arms together.
  public let budget: Int
  /// The replications of every arm before the first allocation.
  public let initialReplications: Int
  /// How many replications are allocated at a time.
  public let step: Int
  /// Whether the largest mean is the best.
  public let largerIsBetter: Bool
  /// The replications of every arm counted so far.
  public private(set) var summaries: [Summary]
  /// Whether the budget is spent.
  public private(set) var outcome = SelectionOutcome.undecided
  /// The last allocation; nil before the first.
  public private(set) var allocation: BudgetAllocation?
  private var targets: [Int]
  private var waiting: [[Double]]

  /// A selection among some arms.
  ///
  /// - Parameters:
  ///   - arms: How many, at least two.
  ///   - budget: The replications of all arms together, at least those before the first
  ///     allocation.
  ///   - initialReplications: Of every arm, at least 2.
  ///   - step: How many replications are allocated at a time, positive.
  public init(
    arms: Int, budget: Int, initialReplications: Int = 10, step: Int = 20, largerIsBetter: Bool
  ) throws(SampleError) {
    guard arms > 1 else { throw .tooFew(found: arms, needed: 2) }
    guard initialReplications > 1, initialReplications < 1 << 32 else {
      throw .outOfRange(parameter: "initialReplications", allowed: "between 2 and 2^32")
    }
    guard arms <= 1 << 20 else { throw .tooMany(found: arms, allowed: 1 << 20) }
    guard budget >= arms * initialReplications, budget < 1 << 52 else {
      throw .outOfRange(
        parameter: "budget", allowed: "at least arms · initialReplications, below 2^52")
    }
    guard step > 0 else { throw .outOfRange(parameter: "step", allowed: "positive") }
    self.budget = budget
    self.initialReplications = initialReplications
    self.step = step
    self.largerIsBetter = largerIsBetter
    summaries = Array(repeating: Summary(), count: arms)
    targets = Array(repeating: initialReplications, count: arms)
    waiting = Array(repeating: [], count: arms)
  }

  /// How many more replications each arm needs now.
  public var needed: [Int] {
    guard outcome == .undecided else { return targets.map { _ in 0 } }
    return targets.indices.map {
      max(0, targets[$0] - summaries[$0].count - waiting[$0].count)
    }
  }

  /// Hands over the next replications of an arm.
  public mutating func add(_ values: [Double], arm: Int) throws(SampleError) {
    try require(values, arm: arm, of: targets.count)
    guard outcome == .undecided else { return }
    waiting[arm] += values
    while outcome == .undecided, needed.allSatisfy({ $0 == 0 }) {
      for arm in targets.indices {
        let count = targets[arm] - summaries[arm].count
        for value in waiting[arm].prefix(count) { summaries[arm].add(value) }
        waiting[arm] = Array(waiting[arm].dropFirst(count))
      }
      try allocate()
    }
  }

  /// Raises the targets by one step, or selects.
  private mutating func allocate() throws(SampleError) {
    let spent = targets.reduce(0, +)
    let next = min(budget, spent + min(step, budget - spent))
    let allocation = try BudgetAllocation(
      means: summaries.map(\.mean), standardDeviations: summaries.map(\.standardDeviation),
      budget: next, largerIsBetter: largerIsBetter)
    self.allocation = allocation
    guard spent < budget else {
      outcome = .selected(allocation.best)
      return
    }
    // Arms beyond their share keep what they have; the step goes to those that lack most.
    var left = next - spent
    let lacking = targets.indices.map { max(0, allocation.replications[$0] - targets[$0]) }
    let order = lacking.indices.sorted { (lacking[$1], $0) < (lacking[$0], $1) }
    for arm in order {
      let share = min(left, lacking[arm])
      targets[arm] += share
      left -= share
    }
    targets[allocation.best] += left
  }
}
