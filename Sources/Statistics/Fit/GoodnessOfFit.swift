#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How far a sample lies from a law that was fixed before the sample was seen.
///
///     let fit = GoodnessOfFit(probabilities: values.map(law.cumulative))
///
/// The p-values hold for a fully specified continuous law. If its parameters were fitted to the same
/// sample, simulate: fit and measure samples drawn from the fitted law, and use
/// ``simulatedPValue(_:among:)``. With thousands of values every law is rejected; look at the
/// distances, which do not grow with the sample, and at a plot.
public struct GoodnessOfFit: Sendable, Equatable {
  /// How many values.
  public let sampleSize: Int
  /// Kolmogorov and Smirnov's D: the largest distance of the distribution functions.
  public let kolmogorovSmirnov: Double
  /// Anderson and Darling's A²: the squared distance weighted towards the tails; infinite if the
  /// law excludes a value.
  public let andersonDarling: Double
  /// Cramér and von Mises's W²: the squared distance.
  public let cramerVonMises: Double

  /// Measures a sample.
  ///
  /// - Parameter probabilities: The law's distribution function at every value, in any order. Nil
  ///   is returned if there are none or one does not lie in 0 … 1.
  public init?(probabilities: [Double]) {
    guard !probabilities.isEmpty, probabilities.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      return nil
    }
    let sorted = probabilities.sorted()
    let n = Double(sorted.count)
    var distance = 0.0
    var (tails, squares) = (ExactSum(), ExactSum())
    for (index, u) in sorted.enumerated() {
      let i = Double(index)
      distance = max(distance, (i + 1) / n - u, u - i / n)
      tails.addProduct(2 * i + 1, log(u))
      tails.addProduct(2 * i + 1, log1p(-sorted[sorted.count - 1 - index]))
      let gap = u - (2 * i + 1) / (2 * n)
      squares.addProduct(gap, gap)
    }
    sampleSize = sorted.count
    kolmogorovSmirnov = distance
    andersonDarling = -n - tails.value / n
    cramerVonMises = 1 / (12 * n) + squares.value
  }

  /// P(D at least as large), exact up to rounding.
  public var kolmogorovSmirnovPValue: Double {
    KolmogorovLaw.survival(kolmogorovSmirnov, sampleSize: sampleSize)
  }

  /// P(D at least as large) from the limit law of √n D.
  public var kolmogorovSmirnovAsymptoticPValue: Double {
    KolmogorovLaw.limitSurvival(kolmogorovSmirnov * Double(sampleSize).squareRoot())
  }

  /// P(A² at least as large), to about 1e-6.
  public var andersonDarlingPValue: Double {
    AndersonDarlingLaw.survival(andersonDarling, sampleSize: sampleSize)
  }

  /// P(W² at least as large), to about 1e-3 for the smallest samples; nil for a single value.
  public var cramerVonMisesPValue: Double? {
    CramerVonMisesLaw.survival(cramerVonMises, sampleSize: sampleSize)
  }

  /// The p-value of a distance among those of samples drawn under the hypothesis: (b + 1)/(m + 1)
  /// with b of m at least as large.
  public static func simulatedPValue(_ distance: Double, among simulated: [Double]) -> Double {
    Double(simulated.count { $0 >= distance } + 1) / Double(simulated.count + 1)
  }
}

/// Pearson's χ² test of counts in classes.
public struct ChiSquareTest: Sendable, Equatable {
  /// Σ (observed − expected)² / expected.
  public let statistic: Double
  /// Classes minus one minus fitted parameters.
  public let degreesOfFreedom: Int
  /// P(χ² at least as large); trustworthy where at least five are expected in every class.
  public let pValue: Double

  /// Compares counts.
  ///
  /// Nil unless there are as many expected counts as observed ones, all expected ones positive, and
  /// degrees of freedom left.
  ///
  /// - Parameter fittedParameters: How many parameters of the law were fitted to these counts.
  public init?(observed: [Double], expected: [Double], fittedParameters: Int = 0) {
    let freedom = observed.count - 1 - fittedParameters
    guard observed.count == expected.count, freedom > 0, expected.allSatisfy({ $0 > 0 }) else {
      return nil
    }
    var sum = ExactSum()
    for (seen, due) in zip(observed, expected) { sum.add((seen - due) * (seen - due) / due) }
    statistic = sum.value
    degreesOfFreedom = freedom
    pValue = ChiSquare.survival(sum.value, degreesOfFreedom: Double(freedom))
  }
}
