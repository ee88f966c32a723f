import Statistics
import Testing

@Suite("Where a run has settled")
struct WarmUpTests {
  /// Replications that approach 10 from 0 with noise.
  private func replications(_ count: Int, length: Int, seed: UInt64 = 1) -> [[Double]] {
    var sampler = Sampler(seed)
    return (0..<count).map { _ in
      var gap = 10.0
      return (0..<length).map { _ in
        gap *= 0.95
        return 10 - gap + 0.5 * sampler.normal()
      }
    }
  }

  @Test("Welch's window shrinks at the left edge and ends before the right one")
  func window() throws {
    let plot = try WelchPlot([[1, 2, 3, 10, 5], [3, 2, 5, 0, 7]], halfWidth: 1)
    #expect(plot.average == [2, 2, 4, 5, 6])
    #expect(plot.smoothed == [2, 8.0 / 3, 11.0 / 3, 5])
    #expect(plot.level == 13.0 / 3)
    #expect(plot.warmUp == nil)
    let wide = try WelchPlot([[1, 2, 3, 4, 5, 6, 7]], halfWidth: 2)
    #expect(wide.smoothed == [1, 2, 3, 4, 5])
    let none = try WelchPlot([[1, 2, 3]], halfWidth: 0, tolerance: 0.5)
    #expect(none.smoothed == [1, 2, 3] && none.warmUp == 1)
  }

  @Test("Welch's cut is the first index from which on the curve stays within the band")
  func welch() throws {
    let plot = try WelchPlot(replications(20, length: 400), halfWidth: 10)
    let cut = try #require(plot.warmUp)
    let band = 0.01 * plot.level
    #expect(plot.smoothed[cut...].allSatisfy { abs($0 - plot.level) <= band })
    #expect(abs(plot.smoothed[cut - 1] - plot.level) > band)
    // The transient falls below 1 % of 10 at index 90.
    #expect((60...200).contains(cut))
    #expect(abs(plot.level - 10) < 0.1)
    let constant = try WelchPlot([[4, 4, 4, 4]], halfWidth: 1, tolerance: 0)
    #expect(constant.warmUp == 0)
    let zero = try WelchPlot([[1, 0, 0, 0]], halfWidth: 0)
    #expect(zero.warmUp == 1 && zero.level == 0)
  }

  @Test("series that cannot be averaged are refused")
  func refused() {
    #expect(throws: SampleError.self) { try WelchPlot([], halfWidth: 1) }
    #expect(throws: SampleError.self) { try WelchPlot([[]], halfWidth: 0) }
    #expect(throws: SampleError.unequalCounts(2, 1)) {
      try WelchPlot([[1, 2], [1]], halfWidth: 0)
    }
    #expect(throws: SampleError.self) { try WelchPlot([[1, 2]], halfWidth: 2) }
    #expect(throws: SampleError.self) { try WelchPlot([[1, 2]], halfWidth: .max) }
    #expect(throws: SampleError.self) { try WelchPlot([[1, 2]], halfWidth: -1) }
    #expect(throws: SampleError.notFinite(index: 1)) {
      try WelchPlot([[1, .nan]], halfWidth: 0)
    }
    #expect(throws: SampleError.self) { try WelchPlot([[1, 2]], halfWidth: 0, tolerance: -1) }
    #expect(throws: SampleError.self) { try WarmUp(replications: [[1, 2]]) }
    #expect(throws: SampleError.self) { try WarmUp(replications: [[1, 2]], batchSize: 0) }
  }

  @Test("replications share the cut of their average")
  func shared() throws {
    let runs = replications(10, length: 300)
    let average = (0..<300).map { index in ExactSum(runs.map { $0[index] }).value / 10 }
    let warmUp = try WarmUp(replications: runs)
    #expect(warmUp == WarmUp(average))
    #expect(warmUp.truncatedValues > 20 && !warmUp.isAtLimit)
    #expect(warmUp.truncatedValues(atLeast: 250) == 250)
    #expect(warmUp.truncatedValues(atLeast: 0) == warmUp.truncatedValues)
  }

  @Test("a run is doubled until it has settled, at most six times")
  func lengthening() throws {
    var lengths: [Int] = []
    let settled = try WarmUp.lengthening(from: 20) { length in
      lengths.append(length)
      return replications(1, length: length)[0]
    }
    #expect(lengths.count > 1 && lengths == lengths.indices.map { 20 << $0 })
    #expect(!settled.warmUp.isAtLimit && settled.values.count == lengths.last)
    lengths = []
    let trend = try WarmUp.lengthening(from: 10) { length in
      lengths.append(length)
      return (0..<length).map(Double.init)
    }
    #expect(lengths == [10, 20, 40, 80, 160, 320, 640])
    #expect(trend.warmUp.isAtLimit)
  }
}
