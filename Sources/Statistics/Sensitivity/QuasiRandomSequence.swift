@preconcurrency import CGSL

/// Points that fill the unit cube more evenly than random ones.
public struct QuasiRandomSequence: Sendable, Equatable {
  /// GSL's sequences.
  public enum Family: String, Sendable, CaseIterable {
    /// Sobol's (Antonov and Saleev's order), up to 40 dimensions; begins at (½, …, ½).
    case sobol
    /// Niederreiter's in base 2, up to 12 dimensions; begins at the origin.
    case niederreiter
    /// Halton's, up to 1229 dimensions.
    case halton
    /// Halton's with reversed digits, up to 1229 dimensions.
    case reverseHalton = "reversehalton"
  }

  /// Which sequence.
  public let family: Family
  /// How many coordinates a point has.
  public let dimension: Int

  /// A sequence; nil if the family has none of that dimension.
  public init?(_ family: Family = .sobol, dimension: Int) {
    let largest =
      switch family {
      case .sobol: 40
      case .niederreiter: 12
      case .halton, .reverseHalton: 1229
      }
    guard (1...largest).contains(dimension) else { return nil }
    self.family = family
    self.dimension = dimension
  }

  /// The first points, each coordinate in [0, 1).
  public func points(_ count: Int) -> [[Double]] {
    _ = GSLErrors.handlerOff
    let type =
      switch family {
      case .sobol: gsl_qrng_sobol
      case .niederreiter: gsl_qrng_niederreiter_2
      case .halton: gsl_qrng_halton
      case .reverseHalton: gsl_qrng_reversehalton
      }
    guard count > 0, let generator = gsl_qrng_alloc(type, UInt32(dimension)) else { return [] }
    defer { gsl_qrng_free(generator) }
    var point = [Double](repeating: 0, count: dimension)
    return (0..<count).map { _ in
      gsl_qrng_get(generator, &point)
      return point
    }
  }
}
