import CGSL

/// Walker's alias table: draws a class in constant time with one uniform.
final class AliasTable: Sendable {
  /// The weights, as given.
  let weights: [Double]
  private let table: DiscreteTable

  /// The table of the given weights, which need not add up to one.
  ///
  /// - Precondition: No weight is negative or not finite, and not all are zero.
  init(weights: [Double]) {
    precondition(
      weights.allSatisfy { $0 >= 0 && $0.isFinite } && weights.contains { $0 > 0 },
      "weights must be finite, not negative, and not all zero")
    self.weights = weights
    table = DiscreteTable(weights: weights)
  }

  /// The index of the class drawn.
  func sample(using stream: inout RandomStream) -> Int {
    GSLSource.with(&stream) { gsl_ran_discrete($0, table.pointer) }
  }

  /// The probability of one class.
  func probability(of index: Int) -> Double {
    gsl_ran_discrete_pdf(index, table.pointer)
  }
}

/// GSL's table; written once at its making, only read afterwards, hence safe to share.
private struct DiscreteTable: ~Copyable, @unchecked Sendable {
  let pointer: UnsafeMutablePointer<gsl_ran_discrete_t>

  init(weights: [Double]) {
    _ = GSLSource.errorHandlerOff
    guard let pointer = gsl_ran_discrete_preproc(weights.count, weights) else {
      preconditionFailure("GSL refuses weights only when memory is exhausted")
    }
    self.pointer = pointer
  }

  deinit {
    gsl_ran_discrete_free(pointer)
  }
}
