/// Chains that move only between neighbouring states.
public enum BirthDeath {
  /// The stationary probabilities of states 0 ..< `states`.
  ///
  /// - Parameters:
  ///   - up: The rate from a state to the next; not negative.
  ///   - down: The rate from a state to the one before; positive.
  public static func stationary(
    up: (Int) -> Double, down: (Int) -> Double, states: Int
  ) -> [Double] {
    var weights = [1.0]
    for state in 1..<max(states, 1) {
      weights.append(weights[state - 1] * up(state - 1) / down(state))
      // Long chains leave the range of doubles; the far end then weighs nothing.
      if weights[state] > 1e250 {
        for index in weights.indices { weights[index] *= 1e-250 }
      }
    }
    let total = ExactSum(weights).value
    return weights.map { $0 / total }
  }
}

/// Markov chains in continuous time.
public enum MarkovChain {
  /// The stationary probabilities of an irreducible chain.
  ///
  /// The elimination of Grassmann, Taksar and Heyman subtracts nothing, so that even the smallest
  /// probabilities keep all their digits.
  ///
  /// - Parameter rates: `rates[i][j]` leads from i to j; the diagonal is ignored.
  /// - Complexity: Cubic in the number of states.
  public static func stationary(rates: [[Double]]) -> [Double] {
    var rates = rates
    let count = rates.count
    for last in stride(from: count - 1, to: 0, by: -1) {
      let outflow = rates[last][..<last].reduce(0, +)
      precondition(outflow > 0, "the chain must be irreducible")
      for i in 0..<last { rates[i][last] /= outflow }
      for i in 0..<last {
        for j in 0..<last where i != j { rates[i][j] += rates[i][last] * rates[last][j] }
      }
    }
    var weights = [1.0]
    for state in 1..<max(count, 1) {
      weights.append((0..<state).reduce(0) { $0 + weights[$1] * rates[$1][state] })
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
}
