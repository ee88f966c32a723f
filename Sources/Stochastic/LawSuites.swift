import Conformance
import Documents

/// How to replay the vectors of laws: their functions and moments.
enum LawSuites {
  static let all: [VectorSuite] = [
    continuous("gamma", hasMoments: false) {
      .gamma(shape: try $0.number("shape"), scale: try $0.number("scale"))
    },
    continuous("weibull", hasMoments: true) {
      .weibull(shape: try $0.number("shape"), scale: try $0.number("scale"))
    },
    continuous("lognormal", hasMoments: true) {
      .lognormal(zeta: try $0.number("zeta"), sigma: try $0.number("sigma"))
    },
    counts("poisson", hasMean: false) { .poisson(mean: try $0.number("mean")) },
    counts("zipf", hasMean: true) { input in
      let (exponent, count) = (try input.number("exponent"), try input.integer("n"))
      guard exponent > 0, exponent.isFinite, (1...10_000_000).contains(count) else {
        throw VectorInputError(member: "exponent", problem: "must be positive, over 1 … n ranks")
      }
      return .zipf(ZipfLaw(exponent: exponent, count: count))
    },
    fit, censoredFit,
  ]

  private static let tolerance = NumericTolerance(relative: 1e-8, absolute: 1e-12)

  private static func continuous(
    _ name: String, hasMoments: Bool,
    _ read: @escaping @Sendable (VectorInput) throws -> Law
  ) -> VectorSuite {
    suite("cdf." + name, tolerance) { input in
      let law = try valid(try read(input))
      let (x, p) = (try input.number("x"), try input.number("p"))
      return {
        var answer: Node = [
          "cdf": Node(law.cumulative(x)), "quantile": Node(law.quantile(p)),
        ]
        if hasMoments {
          answer.set("mean", Node(law.moments.mean))
          answer.set("variance", Node(law.moments.variance))
        }
        return answer
      }
    }
  }

  private static func counts(
    _ name: String, hasMean: Bool, _ read: @escaping @Sendable (VectorInput) throws -> Law
  ) -> VectorSuite {
    suite("cdf." + name, tolerance) { input in
      let law = try valid(try read(input))
      let k = try input.integer("k")
      return {
        var answer: Node = ["pmf": Node(law.mass(k)), "cdf": Node(law.cumulative(Double(k)))]
        if hasMean { answer.set("mean", Node(law.moments.mean)) }
        return answer
      }
    }
  }

  private static let fit = suite("fit.mle", tolerance) { input in
    let values = try input.numbers("values")
    return {
      var answer: Node = [:]
      for fit in LawFit.candidates(values) {
        let (name, parameters) = named(fit.law)
        if answer["bestByAic"] == nil { answer.set("bestByAic", Node(name)) }
        var member = parameters
        member.set("logLikelihood", Node(fit.logLikelihood))
        member.set("aic", Node(fit.akaikeCriterion))
        answer.set(name, member)
      }
      return answer
    }
  }

  private static let censoredFit = suite("fit.weibullRightCensored", tolerance) { input in
    let times = try input.numbers("times")
    guard let observed = try input.member("observed").array?.map(\.bool),
      case let flags = observed.compactMap({ $0 }), flags.count == observed.count,
      let lifetimes = Lifetimes(times: times, observed: flags)
    else { throw VectorInputError(member: "observed", problem: "must flag some positive times") }
    return {
      var answer: Node = [:]
      if let fit = LawFit.weibull(lifetimes), case .weibull(let shape, let scale) = fit.law {
        answer.set("shape", Node(shape))
        answer.set("scale", Node(scale))
      }
      if let fit = LawFit.exponential(lifetimes), case .exponential(let mean) = fit.law {
        answer.set("exponentialMean", Node(mean))
      }
      return answer
    }
  }

  private static func named(_ law: Law) -> (name: String, parameters: Node) {
    switch law {
    case .exponential(let mean): ("exponential", ["mean": Node(mean)])
    case .lognormal(let zeta, let sigma):
      ("lognormal", ["zeta": Node(zeta), "sigma": Node(sigma)])
    case .weibull(let shape, let scale):
      ("weibull", ["shape": Node(shape), "scale": Node(scale)])
    case .gamma(let shape, let scale): ("gamma", ["shape": Node(shape), "scale": Node(scale)])
    case .pareto(let shape, let minimum):
      ("pareto", ["scale": Node(minimum), "shape": Node(shape)])
    default: (law.text(.number), [:])
    }
  }

  private static func valid(_ law: Law) throws(VectorInputError) -> Law {
    if let problem = law.problem { throw VectorInputError(member: "parameters", problem: problem) }
    return law
  }

  /// A suite whose input is read first and whose answer is computed when asked for.
  static func suite(
    _ algorithm: String, _ tolerance: NumericTolerance,
    _ prepare: @escaping @Sendable (VectorInput) throws -> () -> Node
  ) -> VectorSuite {
    VectorSuite(algorithm: algorithm, matches: tolerance.matches) { vector in
      PreparedDecision(decide: try prepare(VectorInput(vector.input)), answer: { $0 })
    }
  }
}
