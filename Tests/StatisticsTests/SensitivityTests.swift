import Statistics
import Testing

@Suite("Sensitivity")
struct SensitivityTests {
  /// A generator that needs no seed of its own.
  struct Congruence: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  @Test("trajectories stay on the grid and change one factor a step", arguments: [2, 4, 6, 7])
  func trajectories(_ levels: Int) {
    var generator = Congruence(state: 1)
    let design = MorrisDesign(factors: 6, trajectories: 30, levels: levels, using: &generator)
    #expect(design.trajectories.count == 30)
    for points in design.trajectories {
      #expect(points.count == 7)
      for (before, after) in zip(points, points.dropFirst()) {
        let moves = zip(before, after).map { abs($1 - $0) }.filter { $0 != 0 }
        #expect(moves.count == 1 && abs(moves[0] - design.step) < 1e-12)
      }
      for x in points.joined() {
        let level = x * Double(design.levels - 1)
        #expect(x >= 0 && x <= 1 + 1e-12 && abs(level - level.rounded()) < 1e-9)
      }
    }
  }

  @Test("a linear model has its coefficients as effects, a product spreads them")
  func effects() throws {
    var generator = Congruence(state: 2)
    let design = MorrisDesign(factors: 4, trajectories: 40, using: &generator)
    let outputs = design.trajectories.map { $0.map { 3 * $0[0] - 2 * $0[1] + 5 * $0[2] * $0[3] } }
    let effects = try #require(ElementaryEffects(of: design, outputs: outputs))
    #expect(abs(effects.mean[0] - 3) < 1e-9 && effects.standardDeviation[0] < 1e-9)
    #expect(abs(effects.mean[1] + 2) < 1e-9 && abs(effects.meanAbsolute[1] - 2) < 1e-9)
    #expect(effects.standardDeviation[2] > 1)
    #expect(effects.ranking.last == 1)
  }

  @Test("what is no design has no effects")
  func undefined() {
    #expect(ElementaryEffects(trajectories: [], outputs: [], step: 0.5) == nil)
    #expect(ElementaryEffects(trajectories: [[[0], [0]]], outputs: [[1, 2]], step: 0.5) == nil)
    #expect(ElementaryEffects(trajectories: [[[0], [1]]], outputs: [[1]], step: 0.5) == nil)
    #expect(
      ElementaryEffects(trajectories: [[[0, 0], [1, 1]]], outputs: [[1, 2]], step: 1) == nil)
    var generator = Congruence(state: 3)
    _ = MorrisDesign(factors: 0, trajectories: -1, levels: -4, using: &generator)
    #expect(SobolDesign(factors: 21, samples: 8) == nil)
    #expect(SobolDesign(factors: 0, samples: 8) == nil)
    #expect(QuasiRandomSequence(.niederreiter, dimension: 13) == nil)
    #expect(QuasiRandomSequence(.sobol, dimension: 40)?.points(2).last?.count == 40)
    #expect(QuasiRandomSequence(.halton, dimension: 3)?.points(-1) == [])
  }

  @Test("shares of an additive model add up to one, within their intervals")
  func shares() throws {
    let design = try #require(SobolDesign(factors: 3, samples: 2048))
    let values = design.points.map { $0[0] + 2 * $0[1] }
    let outputs = try #require(SobolOutputs(of: design, values: values))
    let indices = outputs.indices
    for (found, exact) in zip(indices.firstOrder + indices.total, [0.2, 0.8, 0, 0.2, 0.8, 0]) {
      #expect(abs(found - exact) < 0.01)
    }
    var generator = Congruence(state: 4)
    let intervals = outputs.intervals(resamples: 99, using: &generator)
    #expect(intervals.total[1].contains(0.8) && intervals.firstOrder[0].contains(0.2))
    #expect(intervals.total[2] == Interval(estimate: 0, lower: 0, upper: 0))
    #expect(SobolOutputs(of: design, values: Array(values.dropLast())) == nil)
    #expect(SobolOutputs(of: design, values: values.map { _ in .nan }) == nil)
    let constant = try #require(SobolOutputs(of: design, values: values.map { _ in 1 }))
    #expect(constant.indices.total == [0, 0, 0] && constant.indices.firstOrder == [0, 0, 0])
  }

  @Test("noise of replications is told from the factors' variance")
  func noise() {
    #expect(SobolIndices.intrinsicNoiseShare(of: [[1, 1], [3, 3]]) == 0)
    #expect(SobolIndices.intrinsicNoiseShare(of: [[0, 2], [0, 2]]) == 1)
    #expect(SobolIndices.intrinsicNoiseShare(of: [[1], [2]]).isNaN)
  }
}
