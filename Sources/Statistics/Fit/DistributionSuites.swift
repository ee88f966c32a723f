import CGSL
import Conformance
import Documents

/// How to replay the vectors of the distribution functions that statistics rest on.
enum DistributionSuites {
  static let all: [VectorSuite] = [
    studentT, chiSquare, normal, fisher, beta, binomial, studentizedRange, fit, chiSquareTest,
  ]

  private static let tolerance = NumericTolerance(relative: 1e-8, absolute: 1e-12)
  /// p of Anderson and Darling is only known to 1e-6.
  private static let fitTolerance = NumericTolerance(relative: 1e-8, absolute: 1e-12)
  private static let integrated = NumericTolerance(relative: 1e-6)

  private static let studentT = suite("studentT") { input in
    let freedom = try input.positive("degreesOfFreedom")
    return Functions(
      cumulative: { StudentT.cumulative($0, degreesOfFreedom: freedom) },
      survival: { StudentT.survival($0, degreesOfFreedom: freedom) },
      quantile: { StudentT.quantile($0, degreesOfFreedom: freedom) })
  }

  private static let chiSquare = suite("chiSquare") { input in
    let freedom = try input.positive("degreesOfFreedom")
    return Functions(
      cumulative: { ChiSquare.cumulative($0, degreesOfFreedom: freedom) },
      survival: { ChiSquare.survival($0, degreesOfFreedom: freedom) },
      quantile: { ChiSquare.quantile($0, degreesOfFreedom: freedom) })
  }

  private static let normal = suite("normal") { _ in
    Functions(
      cumulative: StandardNormal.cumulative, survival: StandardNormal.survival,
      quantile: StandardNormal.quantile)
  }

  private static let fisher = suite("F") { input in
    let (above, below) = (try input.positive("numerator"), try input.positive("denominator"))
    return Functions(
      cumulative: { FisherF.cumulative($0, numerator: above, denominator: below) },
      survival: { FisherF.survival($0, numerator: above, denominator: below) },
      quantile: { FisherF.quantile($0, numerator: above, denominator: below) })
  }

  private static let beta = suite("beta") { input in
    let (a, b) = (try input.positive("a"), try input.positive("b"))
    return Functions(
      cumulative: { Beta.cumulative($0, a, b) }, survival: nil,
      quantile: { Beta.quantile($0, a, b) })
  }

  private static let binomial = StatisticsSuites.suite("cdf.binomial", tolerance) { input in
    let (trials, k) = (try input.integer("n"), try input.integer("k"))
    let p = try input.probability("p")
    guard (0...Int(UInt32.max)).contains(trials) else {
      throw VectorInputError(member: "n", problem: "must lie in 0 ..< 2^32")
    }
    return {
      [
        "pmf": Node(Binomial.mass(k, trials: trials, probability: p)),
        "cdf": Node(Binomial.cumulative(k, trials: trials, probability: p)),
        "survival": Node(Binomial.survival(k, trials: trials, probability: p)),
      ]
    }
  }

  private static let studentizedRange = StatisticsSuites.suite(
    "cdf.studentizedRange", integrated
  ) { input in
    let groups = try input.integer("groups")
    let freedom = try input.positive("degreesOfFreedom")
    let p = try input.probability("p")
    return {
      [
        "quantile": Node(
          StudentizedRange.quantile(p, groups: groups, degreesOfFreedom: freedom))
      ]
    }
  }

  private static let fit = StatisticsSuites.suite("gof.fullySpecified", fitTolerance) { input in
    let values = try input.numbers("values")
    let law = try cumulative(
      of: try input.text("distribution"), try input.inside("parameters"))
    return {
      guard let fit = GoodnessOfFit(probabilities: values.map(law)) else { return [:] }
      return [
        "ksD": Node(fit.kolmogorovSmirnov), "ksExactP": Node(fit.kolmogorovSmirnovPValue),
        "ksAsymptoticP": Node(fit.kolmogorovSmirnovAsymptoticPValue),
        "adA2": Node(fit.andersonDarling), "adP": Node(fit.andersonDarlingPValue),
        "cvmW2": fit.sampleSize > 1 ? Node(fit.cramerVonMises) : .null,
        "cvmP": fit.cramerVonMisesPValue.map { Node($0) } ?? .null,
      ]
    }
  }

  /// The laws of these vectors are fixed functions of GSL; `Law` lives beside the random streams.
  private static func cumulative(
    of law: String, _ parameters: VectorInput
  ) throws -> (Double) -> Double {
    func pair(_ first: String, _ second: String) throws -> (Double, Double) {
      (try parameters.number(first), try parameters.number(second))
    }
    switch law {
    case "exponential":
      let mean = try parameters.number("mean")
      return { gsl_cdf_exponential_P($0, mean) }
    case "weibull":
      let (shape, scale) = try pair("shape", "scale")
      return { gsl_cdf_weibull_P($0, scale, shape) }
    case "lognormal":
      let (zeta, sigma) = try pair("zeta", "sigma")
      return { gsl_cdf_lognormal_P($0, zeta, sigma) }
    case "normal":
      let (mean, sigma) = try pair("mean", "sigma")
      return { gsl_cdf_gaussian_P($0 - mean, sigma) }
    case "uniform":
      let (a, b) = try pair("a", "b")
      return { min(1, max(0, ($0 - a) / (b - a))) }
    case "gamma":
      let (shape, scale) = try pair("shape", "scale")
      return { gsl_cdf_gamma_P($0, shape, scale) }
    default:
      throw VectorInputError(member: "distribution", problem: "is not a law of these vectors")
    }
  }

  private static let chiSquareTest = StatisticsSuites.suite("gof.chiSquare", tolerance) { input in
    let observed = try input.numbers("observed")
    let expected = try input.numbers("expected")
    return {
      guard let test = ChiSquareTest(observed: observed, expected: expected) else { return [:] }
      return [
        "chi2": Node(test.statistic), "pValue": Node(test.pValue),
        "degreesOfFreedom": Node(test.degreesOfFreedom),
      ]
    }
  }

  private struct Functions {
    var cumulative: (Double) -> Double
    var survival: ((Double) -> Double)?
    var quantile: (Double) -> Double
  }

  private static func suite(
    _ law: String, _ read: @escaping @Sendable (VectorInput) throws -> Functions
  ) -> VectorSuite {
    StatisticsSuites.suite("cdf." + law, tolerance) { input in
      let functions = try read(input)
      let (x, p) = (try input.number("x"), try input.probability("p"))
      return {
        var answer: Node = ["cdf": Node(functions.cumulative(x))]
        if let survival = functions.survival { answer.set("survival", Node(survival(x))) }
        answer.set("quantile", Node(functions.quantile(p)))
        return answer
      }
    }
  }
}

extension VectorInput {
  fileprivate func positive(_ name: String) throws(VectorInputError) -> Double {
    let value = try number(name)
    guard value > 0 else { throw VectorInputError(member: name, problem: "must be positive") }
    return value
  }

  fileprivate func probability(_ name: String) throws(VectorInputError) -> Double {
    let value = try number(name)
    guard value >= 0, value <= 1 else {
      throw VectorInputError(member: name, problem: "must lie between 0 and 1")
    }
    return value
  }
}
