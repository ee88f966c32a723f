/// Which share of an output's variance each factor causes (Sobol 1993).
///
///     guard let design = SobolDesign(factors: 3, samples: 1024) else { … }
///     let outputs = design.points.map(model)
///     let indices = SobolOutputs(of: design, values: outputs)?.indices
///
/// For a random simulator let `model` average replications under common random numbers, and look
/// at ``intrinsicNoiseShare(of:)``.
public struct SobolIndices: Sendable, Equatable {
  /// The variance of the output over the unit cube.
  public let variance: Double
  /// S: the share caused by each factor alone (Saltelli et al. 2010); zero without variance.
  public let firstOrder: [Double]
  /// The same by Jansen's estimator, which is better for large shares and worse for small ones.
  public let firstOrderJansen: [Double]
  /// T: the share in which each factor has any part (Jansen 1999). T − S is interaction.
  public let total: [Double]

  /// The share of the variance of averaged outputs that is the replications' own noise, and hence
  /// no factor's; NaN unless every point has at least two replications.
  ///
  /// - Parameter replications: The values at each point.
  public static func intrinsicNoiseShare(of replications: [[Double]]) -> Double {
    guard replications.count > 1, replications.allSatisfy({ $0.count > 1 }) else { return .nan }
    let summaries = replications.map { Summary($0) }
    let noise = Summary(summaries.map { $0.variance / Double($0.count) }).mean
    let whole = Summary(summaries.map(\.mean)).variance
    return whole > 0 ? min(1, noise / whole) : (noise > 0 ? 1 : 0)
  }
}

/// The points at which a model must be run for Sobol's indices.
///
/// Two base samples A and B are the halves of one Sobol sequence of twice the dimension; for every
/// factor there is A with that factor's column taken from B.
public struct SobolDesign: Sendable, Equatable {
  /// How many factors, at most 20.
  public let factors: Int
  /// The rows of A, in the unit cube.
  public let first: [[Double]]
  /// The rows of B.
  public let second: [[Double]]

  /// A design that costs `samples` · (`factors` + 2) runs; powers of two fill the cube best.
  ///
  /// Nil unless there are 1 … 20 factors and at least two samples.
  public init?(factors: Int, samples: Int) {
    guard factors > 0, samples > 1,
      let sequence = QuasiRandomSequence(.sobol, dimension: 2 * factors)
    else { return nil }
    self.init(
      rows: sequence.points(samples), firstColumns: Array(0..<factors),
      secondColumns: Array(factors..<(2 * factors)))
  }

  init?(rows: [[Double]], firstColumns: [Int], secondColumns: [Int]) {
    let width = rows.first?.count ?? 0
    guard firstColumns.count == secondColumns.count, !firstColumns.isEmpty,
      (firstColumns + secondColumns).allSatisfy({ (0..<width).contains($0) })
    else { return nil }
    factors = firstColumns.count
    first = rows.map { row in firstColumns.map { row[$0] } }
    second = rows.map { row in secondColumns.map { row[$0] } }
  }

  /// The rows of A with one factor's values from B.
  public func mixed(_ factor: Int) -> [[Double]] {
    zip(first, second).map { a, b in
      var row = a
      row[factor] = b[factor]
      return row
    }
  }

  /// All points, in the order that ``SobolOutputs/init(of:values:)`` expects: A, B, then A mixed
  /// with B for every factor.
  public var points: [[Double]] { first + second + (0..<factors).flatMap(mixed) }
}

/// What a model answered at the points of a ``SobolDesign``.
public struct SobolOutputs: Sendable, Equatable {
  private let first: [Double]
  private let second: [Double]
  private let mixed: [[Double]]

  /// The outputs in the order of ``SobolDesign/points``; nil if their number is wrong or one is
  /// not finite.
  public init?(of design: SobolDesign, values: [Double]) {
    let rows = design.first.count
    guard values.count == rows * (design.factors + 2), rows > 1,
      values.allSatisfy(\.isFinite)
    else { return nil }
    let blocks = (0..<(design.factors + 2)).map { Array(values[($0 * rows)..<(($0 + 1) * rows)]) }
    first = blocks[0]
    second = blocks[1]
    mixed = Array(blocks[2...])
  }

  /// The indices estimated from all rows.
  public var indices: SobolIndices { indices(rows: Array(first.indices)) }

  /// Percentile intervals of the first-order and total indices, by drawing rows again.
  ///
  /// - Complexity: `resamples` times the number of outputs.
  public func intervals(
    confidence: Double = 0.95, resamples: Int = 999,
    using generator: inout some RandomNumberGenerator
  ) -> (firstOrder: [Interval], total: [Interval]) {
    let estimate = indices
    let draws = (0..<max(1, resamples)).map { _ in
      indices(rows: first.map { _ in generator.index(below: first.count) })
    }
    let tail = min(max((1 - confidence) / 2, 0), 0.5)
    func interval(_ estimate: Double, _ values: [Double]) -> Interval {
      let sample = SortedSample(values)
      return Interval(
        estimate: estimate, lower: sample.quantile(tail), upper: sample.quantile(1 - tail))
    }
    return (
      mixed.indices.map { j in interval(estimate.firstOrder[j], draws.map { $0.firstOrder[j] }) },
      mixed.indices.map { j in interval(estimate.total[j], draws.map { $0.total[j] }) }
    )
  }

  private func indices(rows: [Int]) -> SobolIndices {
    let n = Double(rows.count)
    // The pooled variance with divisor 2N, around a mean taken first.
    var mean = 0.0
    for row in rows { mean += first[row] + second[row] }
    mean /= 2 * n
    var variance = 0.0
    for row in rows {
      let (a, b) = (first[row] - mean, second[row] - mean)
      variance += a * a + b * b
    }
    variance /= 2 * n
    func share(_ sum: Double) -> Double { variance > 0 ? sum / n / variance : 0 }
    var (firstOrder, jansen, total): ([Double], [Double], [Double]) = ([], [], [])
    for output in mixed {
      var (product, fromFirst, fromSecond) = (0.0, 0.0, 0.0)
      for row in rows {
        let (a, b, ab) = (first[row], second[row], output[row])
        product += b * (ab - a)
        fromFirst += (a - ab) * (a - ab)
        fromSecond += (b - ab) * (b - ab)
      }
      firstOrder.append(share(product))
      jansen.append(variance > 0 ? 1 - share(fromSecond / 2) : 0)
      total.append(share(fromFirst / 2))
    }
    return SobolIndices(
      variance: variance, firstOrder: firstOrder, firstOrderJansen: jansen, total: total)
  }
}
