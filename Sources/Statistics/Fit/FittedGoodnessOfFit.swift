/// How far a sample lies from a law whose parameters were fitted to it, with p-values by parametric
/// bootstrap (Stute, González Manteiga and Presedo Quindimil 1993).
///
/// The fitted law is nearer to its sample than the true one is, so that the p-values of
/// ``GoodnessOfFit`` would be far too large. Here samples drawn from the fitted law are fitted and
/// measured in the same way, and the distance is ranked among theirs.
///
///     let fit = FittedGoodnessOfFit(
///       values, fit: { LawFit.weibull($0)?.law }, cumulative: { $0.cumulative($1) },
///       draw: { law, stream in law.sample(using: &stream) }, using: &stream)
public struct FittedGoodnessOfFit<Law> {
  /// The law fitted to the sample.
  public let law: Law
  /// The distances; their own p-values do not hold.
  public let distances: GoodnessOfFit
  /// P(D at least as large).
  public let kolmogorovSmirnovPValue: Double
  /// P(A² at least as large).
  public let andersonDarlingPValue: Double
  /// P(W² at least as large).
  public let cramerVonMisesPValue: Double
  /// How many simulated samples were measured.
  public let sampleCount: Int
  /// How many simulated samples had no fit and were left out; if they are many, the p-values are
  /// those of samples that have one.
  public let failedFits: Int

  /// Fits and measures a sample, then simulated ones of the same size.
  ///
  /// Nil if the sample, or every simulated one, has no fit.
  ///
  /// - Parameters:
  ///   - samples: How many samples to simulate.
  ///   - fit: The law fitted to a sample; nil if there is none.
  ///   - cumulative: A law's distribution function.
  ///   - draw: A value of a law.
  ///   - generator: Where values are drawn from, such as a stream for the purpose `bootstrap`.
  public init?<Generator: RandomNumberGenerator>(
    _ values: [Double], samples: Int = 999, fit: ([Double]) -> Law?,
    cumulative: (Law, Double) -> Double, draw: (Law, inout Generator) -> Double,
    using generator: inout Generator
  ) {
    func measure(_ values: [Double]) -> (law: Law, distances: GoodnessOfFit)? {
      guard let law = fit(values),
        let distances = GoodnessOfFit(probabilities: values.map { cumulative(law, $0) })
      else { return nil }
      return (law, distances)
    }
    guard let fitted = measure(values) else { return nil }
    var simulated: [GoodnessOfFit] = []
    for _ in 0..<max(0, samples) {
      let sample = values.map { _ in draw(fitted.law, &generator) }
      if let distances = measure(sample)?.distances { simulated.append(distances) }
    }
    guard !simulated.isEmpty else { return nil }
    func pValue(_ distance: (GoodnessOfFit) -> Double) -> Double {
      GoodnessOfFit.simulatedPValue(distance(fitted.distances), among: simulated.map(distance))
    }
    law = fitted.law
    distances = fitted.distances
    kolmogorovSmirnovPValue = pValue(\.kolmogorovSmirnov)
    andersonDarlingPValue = pValue(\.andersonDarling)
    cramerVonMisesPValue = pValue(\.cramerVonMises)
    sampleCount = simulated.count
    failedFits = samples - simulated.count
  }
}

extension FittedGoodnessOfFit: Sendable where Law: Sendable {}
extension FittedGoodnessOfFit: Equatable where Law: Equatable {}
