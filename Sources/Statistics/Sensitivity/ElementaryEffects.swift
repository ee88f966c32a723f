/// Which of many factors matter, from few runs (Morris, Technometrics 1991).
///
/// A trajectory walks through the unit cube and changes one factor at a time; the change of the
/// output over the change of the factor is an elementary effect. Map each coordinate from [0, 1] to
/// its factor's range before running the model:
///
///     let design = MorrisDesign(factors: 5, trajectories: 20, using: &stream)
///     let outputs = design.trajectories.map { $0.map(model) }
///     let effects = ElementaryEffects(of: design, outputs: outputs)
///
/// A large ``meanAbsolute`` marks a factor that matters; a ``standardDeviation`` of the same size
/// marks curvature or interaction with other factors.
public struct ElementaryEffects: Sendable, Equatable {
  /// μ: the mean effect of each factor, in units of the output over the factor's whole range.
  public let mean: [Double]
  /// μ*: the mean magnitude (Campolongo 2007), which opposite effects do not cancel.
  public let meanAbsolute: [Double]
  /// σ with divisor n − 1; NaN for a single trajectory.
  public let standardDeviation: [Double]

  /// The effects in a design; nil unless `outputs` has one value for every point.
  public init?(of design: MorrisDesign, outputs: [[Double]]) {
    self.init(trajectories: design.trajectories, outputs: outputs, step: design.step)
  }

  /// The effects along given trajectories.
  ///
  /// Nil unless every step changes exactly one factor, every factor is changed somewhere, and
  /// `outputs` has one value for every point.
  ///
  /// - Parameter step: Δ, by which a step moves its factor, up or down.
  public init?(trajectories: [[[Double]]], outputs: [[Double]], step: Double) {
    guard let factors = trajectories.first?.first?.count, factors > 0, step > 0,
      trajectories.count == outputs.count
    else { return nil }
    var effects = [[Double]](repeating: [], count: factors)
    for (points, values) in zip(trajectories, outputs) {
      guard points.count == values.count, points.allSatisfy({ $0.count == factors }) else {
        return nil
      }
      for index in points.indices.dropFirst() {
        let (before, after) = (points[index - 1], points[index])
        let moved = (0..<factors).filter { before[$0] != after[$0] }
        guard moved.count == 1, let factor = moved.first else { return nil }
        let change = (values[index] - values[index - 1]) / step
        effects[factor].append(after[factor] > before[factor] ? change : -change)
      }
    }
    guard effects.allSatisfy({ !$0.isEmpty }) else { return nil }
    let summaries = effects.map { Summary($0) }
    mean = summaries.map(\.mean)
    meanAbsolute = effects.map { Summary($0.map(abs)).mean }
    standardDeviation = summaries.map(\.standardDeviation)
  }

  /// The factors, the most influential first; ties in their order.
  public var ranking: [Int] {
    meanAbsolute.indices.sorted { (-meanAbsolute[$0], $0) < (-meanAbsolute[$1], $1) }
  }
}

/// Random trajectories through a grid in the unit cube.
public struct MorrisDesign: Sendable, Equatable {
  /// How many values a factor takes, 0, 1/(levels − 1), …, 1.
  public let levels: Int
  /// Each with one point more than there are factors.
  public let trajectories: [[[Double]]]

  /// Δ = p/(2(p − 1)) for p levels, with which every level is equally likely.
  public var step: Double { Self.step(levels: levels) }

  private static func step(levels: Int) -> Double { Double(levels) / Double(2 * (levels - 1)) }

  /// A design that costs `trajectories` · (`factors` + 1) runs.
  ///
  /// - Parameters:
  ///   - trajectories: 10 … 50 are usual.
  ///   - levels: Even; an odd or smaller number is raised to the next even one, at least 2.
  public init(
    factors: Int, trajectories: Int, levels: Int = 4,
    using generator: inout some RandomNumberGenerator
  ) {
    let levels = max(2, levels + levels % 2)
    let step = Self.step(levels: levels)
    self.levels = levels
    self.trajectories = (0..<max(0, trajectories)).map { _ in
      var point: [Double] = []
      var target: [Double] = []
      for _ in 0..<max(0, factors) {
        let low = Double(Int.random(in: 0..<(levels / 2), using: &generator)) / Double(levels - 1)
        let rises = Bool.random(using: &generator)
        point.append(rises ? low : low + step)
        target.append(rises ? low + step : low)
      }
      let order = (0..<max(0, factors)).shuffled(using: &generator)
      return [point]
        + order.map { factor in
          point[factor] = target[factor]
          return point
        }
    }
  }
}
