import Stochastic

extension RandomStream {
  /// A state drawn from its probabilities.
  public mutating func state(of probabilities: [Double]) -> Int {
    var rest = uniform()
    for (state, probability) in probabilities.enumerated() {
      rest -= probability
      if rest < 0 { return state }
    }
    return probabilities.count - 1
  }
}
