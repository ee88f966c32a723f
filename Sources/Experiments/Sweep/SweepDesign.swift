import Scenarios
import Statistics
import Stochastic

/// Which settings a sweep tries.
public enum SweepDesign: Sendable, Equatable {
  /// Every combination of the values.
  case grid
  /// So many settings that spread over the ranges: every variable meets every part of its range once.
  case latin(Int)
  /// So many Morris trajectories: which variables matter, from few settings.
  case morris(Int)
  /// So many base samples for Sobol's indices: which share of the variance each variable causes.
  case sobol(Int)

  /// Its name on the command line.
  public var name: String {
    switch self {
    case .grid: "grid"
    case .latin: "latin"
    case .morris: "morris"
    case .sobol: "sobol"
    }
  }
}

/// The settings of a sweep: one row per point, one value per variable.
struct SweepSettings {
  /// The most points that a sweep may have.
  static let limit = 100_000

  var rows: [[String]]
  /// The design that sensitivity is worked out from.
  var morris: MorrisDesign?
  var sobol: SobolDesign?

  /// Lays out a design.
  ///
  /// - Throws: What is wrong, as a sentence without a full stop.
  init(_ design: SweepDesign, _ variations: [Variation], seed: UInt64) throws(SweepProblem) {
    var stream = RandomStream(
      StreamSeed(master: seed), entity: "sweep", purpose: "design " + design.name)
    func values(_ point: [Double], equallyLikely: Bool) -> [String] {
      zip(variations, point).map { $0.value(at: $1, equallyLikely: equallyLikely) }
    }
    func check(_ count: Int) throws(SweepProblem) {
      if count < 1 { throw SweepProblem("\(design.name) needs a positive number") }
      if count > Self.limit {
        throw SweepProblem("the sweep has more than \(Self.limit) points")
      }
    }
    switch design {
    case .grid:
      rows = [[]]
      for variation in variations {
        guard let grid = variation.grid else {
          throw SweepProblem(
            "the range \(variation.text) of \(variation.path) needs a step, such as"
              + " \(variation.text):2, or --latin")
        }
        let (count, overflow) = rows.count.multipliedReportingOverflow(by: grid.count)
        try check(overflow ? .max : count)
        rows = rows.flatMap { row in grid.map { row + [$0] } }
      }
    case .latin(let count):
      try check(count)
      rows = Self.latinHypercube(count, dimensions: variations.count, using: &stream).map {
        values($0, equallyLikely: true)
      }
    case .morris(let count):
      try check(count)
      try check(count.multipliedReportingOverflow(by: variations.count + 1).partialValue)
      // With two values there is nothing between the ends.
      let levels = variations.contains { $0.count.map { $0 < 4 } ?? false } ? 2 : 4
      let design = MorrisDesign(
        factors: variations.count, trajectories: count, levels: levels, using: &stream)
      morris = design
      rows = design.trajectories.flatMap { $0.map { values($0, equallyLikely: false) } }
    case .sobol(let count):
      try check(count)
      try check(count.multipliedReportingOverflow(by: variations.count + 2).partialValue)
      guard let design = SobolDesign(factors: variations.count, samples: count) else {
        throw SweepProblem("sobol needs 1 to 20 variables and at least 2 samples")
      }
      sobol = design
      rows = design.points.map { values($0, equallyLikely: true) }
    }
  }

  /// Points in the unit cube of which every coordinate meets every one of `count` equal parts once.
  static func latinHypercube(
    _ count: Int, dimensions: Int, using stream: inout RandomStream
  ) -> [[Double]] {
    let columns = (0..<dimensions).map { _ in
      (0..<count).shuffled(using: &stream).map {
        (Double($0) + stream.uniform()) / Double(count)
      }
    }
    return (0..<count).map { row in columns.map { $0[row] } }
  }
}

/// Why a sweep cannot be laid out.
public struct SweepProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence without a full stop.
  public var description: String

  init(_ description: String) {
    self.description = description
  }
}
