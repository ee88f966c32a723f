@preconcurrency import CGSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The likeliest positive parameters of a law without a formula for them, by the simplex method of
/// Nelder and Mead (1965) on their logarithms.
///
/// For laws beyond the fits of common ones. The method finds a local maximum: begin near it, and
/// begin again from elsewhere where in doubt.
public struct MaximumLikelihood: Sendable, Equatable {
  /// The parameters at the maximum.
  public let parameters: [Double]
  /// The logarithm of the likelihood there.
  public let logLikelihood: Double
  /// Whether the simplex has shrunk to its tolerance; if not, the steps were too few.
  public let hasConverged: Bool

  /// Akaike's criterion 2k − 2 ln L; the smallest is best.
  public var akaikeCriterion: Double { 2 * Double(parameters.count) - 2 * logLikelihood }

  /// Climbs from a start.
  ///
  /// Nil unless there is a start, all of it is positive, and the likelihood there is finite.
  ///
  /// - Parameters:
  ///   - start: The parameters to begin with.
  ///   - tolerance: The size of the simplex, in logarithms of the parameters, at which to stop.
  ///   - steps: After how many to give up.
  ///   - logDensity: The logarithm of the density of a value; −infinite or NaN where the law
  ///     excludes it.
  public init?(
    _ values: [Double], start: [Double], tolerance: Double = 1e-9, steps: Int = 5_000,
    logDensity: (_ value: Double, _ parameters: [Double]) -> Double
  ) {
    guard !start.isEmpty, !values.isEmpty, start.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return nil
    }
    // The mean, so that the tolerance means the same for large samples; GSL takes no infinities.
    let impossible = 1e300
    func depth(_ point: [Double]) -> Double {
      let parameters = point.map { exp($0) }
      var sum = 0.0
      for value in values { sum += logDensity(value, parameters) }
      let mean = -sum / Double(values.count)
      return mean.isFinite ? mean : impossible
    }
    var point = start.map { log($0) }
    var lowest = depth(point)
    guard lowest < impossible else { return nil }
    var (taken, isSmall) = (0, false)
    // Once more from the end: a simplex may have collapsed beside the minimum.
    for step in [0.25, 0.05] {
      guard
        let end = withSimplex(
          from: point, step: step, of: depth,
          { simplex in
            isSmall = false
            while taken < steps, !isSmall, gsl_multimin_fminimizer_iterate(simplex) == 0 {
              taken += 1
              isSmall = gsl_multimin_fminimizer_size(simplex) <= tolerance
            }
            let best = gsl_multimin_fminimizer_x(simplex)
            return point.indices.map { gsl_vector_get(best, $0) }
          })
      else { return nil }
      let depth = depth(end)
      if depth <= lowest { (point, lowest) = (end, depth) }
    }
    parameters = point.map { exp($0) }
    logLikelihood = -lowest * Double(values.count)
    hasConverged = isSmall
  }
}

/// Runs GSL's simplex on a function; nil if memory is short.
private func withSimplex(
  from start: [Double], step: Double, of function: ([Double]) -> Double,
  _ body: (UnsafeMutablePointer<gsl_multimin_fminimizer>) -> [Double]
) -> [Double]? {
  _ = GSLErrors.handlerOff
  guard
    let simplex = gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, start.count)
  else { return nil }
  defer { gsl_multimin_fminimizer_free(simplex) }
  guard let first = gsl_vector_alloc(start.count) else { return nil }
  defer { gsl_vector_free(first) }
  guard let steps = gsl_vector_alloc(start.count) else { return nil }
  defer { gsl_vector_free(steps) }
  for (index, value) in start.enumerated() { gsl_vector_set(first, index, value) }
  gsl_vector_set_all(steps, step)
  return withoutActuallyEscaping(function) { function in
    var box = SimplexFunction(function: function, dimension: start.count)
    return withUnsafeMutablePointer(to: &box) { pointer in
      var wrapped = gsl_multimin_function(
        f: { point, context in
          guard let box = context?.assumingMemoryBound(to: SimplexFunction.self).pointee else {
            return .infinity
          }
          return box.function((0..<box.dimension).map { gsl_vector_get(point, $0) })
        }, n: start.count, params: pointer)
      return withUnsafeMutablePointer(to: &wrapped) { wrapped in
        guard gsl_multimin_fminimizer_set(simplex, wrapped, first, steps) == 0 else { return nil }
        return body(simplex)
      }
    }
  }
}

/// What the callback of GSL needs.
private struct SimplexFunction {
  let function: ([Double]) -> Double
  let dimension: Int
}
