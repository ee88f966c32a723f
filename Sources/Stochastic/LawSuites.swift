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
