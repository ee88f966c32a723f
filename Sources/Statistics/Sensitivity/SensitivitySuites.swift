import Conformance
import Documents

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How to replay the vectors of quasi-random sequences, Morris's effects and Sobol's indices.
enum SensitivitySuites {
  static let all: [VectorSuite] =
    QuasiRandomSequence.Family.allCases.map(sequence) + [ishigamiExact, ishigamiEstimate, morris]

  private static func sequence(_ family: QuasiRandomSequence.Family) -> VectorSuite {
    StatisticsSuites.suite(
      "qrng." + family.rawValue, NumericTolerance(relative: 0)
    ) { input in
      let count = try input.integer("points")
      guard
        let sequence = QuasiRandomSequence(family, dimension: try input.integer("dimension"))
      else { throw VectorInputError(member: "dimension", problem: "has no such sequence") }
      return { ["points": matrix(sequence.points(count))] }
    }
  }

  private static let ishigamiExact = StatisticsSuites.suite(
    "sobol.ishigamiExact", NumericTolerance(relative: 1e-10, absolute: 1e-12)
  ) { input in
    let function = Ishigami(a: try input.number("a"), b: try input.number("b"))
    return {
      let exact = function.exact
      return [
        "variance": Node(exact.variance), "first": list(exact.firstOrder),
        "total": list(exact.total),
      ]
    }
  }

  private static let ishigamiEstimate = StatisticsSuites.suite(
    "sobol.ishigamiEstimate"
  ) { input in
    let function = Ishigami(a: try input.number("a"), b: try input.number("b"))
    let columns = try (input.integers("columnsA"), input.integers("columnsB"))
    let samples = try input.integer("samples")
    let sequence = QuasiRandomSequence(.sobol, dimension: columns.0.count + columns.1.count)
    guard let sequence, columns.0.count == 3,
      let design = SobolDesign(
        rows: sequence.points(samples), firstColumns: columns.0, secondColumns: columns.1)
    else { throw VectorInputError(member: "columnsA", problem: "must choose three columns") }
    return {
      let outputs = SobolOutputs(of: design, values: design.points.map(function.value))
      guard let indices = outputs?.indices else { return [:] }
      return [
        "variance": Node(indices.variance), "firstSaltelli2010": list(indices.firstOrder),
        "firstJansen": list(indices.firstOrderJansen), "totalJansen": list(indices.total),
      ]
    }
  }

  private static let morris = StatisticsSuites.suite("morris") { input in
    let trajectories = try (input.member("trajectories").array ?? []).map { trajectory in
      (trajectory.array ?? []).map { point in (point.array ?? []).compactMap(\.double) }
    }
    let outputs = try (input.member("outputs").array ?? []).map { values in
      (values.array ?? []).compactMap(\.double)
    }
    let step = try input.number("delta")
    guard
      let effects = ElementaryEffects(trajectories: trajectories, outputs: outputs, step: step)
    else {
      throw VectorInputError(member: "trajectories", problem: "must change one factor a step")
    }
    return {
      [
        "mu": list(effects.mean), "muStar": list(effects.meanAbsolute),
        "sigma": list(effects.standardDeviation),
      ]
    }
  }

  private static func list(_ values: [Double]) -> Node { Node(values.map { Node($0) }) }
  private static func matrix(_ rows: [[Double]]) -> Node { Node(rows.map(list)) }
}

extension VectorInput {
  fileprivate func integers(_ name: String) throws(VectorInputError) -> [Int] {
    try numbers(name).compactMap { Int(exactly: $0) }
  }
}

/// The usual test of sensitivity methods: sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ on [−π, π]³ (Ishigami
/// and Homma 1990).
private struct Ishigami: Sendable {
  var a: Double
  var b: Double

  /// At a point of the unit cube.
  func value(_ u: [Double]) -> Double {
    let x = u.map { -Double.pi + 2 * Double.pi * $0 }
    let (first, second, third) = (sin(x[0]), sin(x[1]), x[2] * x[2])
    return first + a * second * second + b * third * third * first
  }

  var exact: SobolIndices {
    let pi4 = Double.pi * Double.pi * Double.pi * Double.pi
    let (one, two) = ((1 + b * pi4 / 5) * (1 + b * pi4 / 5) / 2, a * a / 8)
    let both = 8 * b * b * pi4 * pi4 / 225
    let variance = one + two + both
    return SobolIndices(
      variance: variance, firstOrder: [one / variance, two / variance, 0],
      firstOrderJansen: [one / variance, two / variance, 0],
      total: [(one + both) / variance, two / variance, both / variance])
  }
}
