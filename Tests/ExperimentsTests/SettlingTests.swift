import Testing

@testable import Experiments

@Suite("How runs settle")
struct SettlingTests {
  @Test("a level is averaged over equal pieces, wherever it changes")
  func pieces() {
    var averages = PieceAverages(horizon: 1_000, pieces: 4)
    averages.change(by: 4, at: 125)
    averages.change(by: -2, at: 625)
    averages.change(by: 8, at: 1_000)
    averages.advance(to: 1_000)
    #expect(averages.averages == [2, 4, 3, 2])
    var uneven = PieceAverages(horizon: 10, pieces: 3)
    uneven.change(by: 1, at: 0)
    uneven.change(by: 2, at: 6)
    uneven.advance(to: 25)
    #expect(uneven.averages == [1, 1, 3])
  }

  @Test("what never was is no curve")
  func absent() {
    var meter = SettlingMeter(horizon: 1_000_000)
    meter.wait(3, at: 500_000)
    meter.finish(at: 1_000_000)
    #expect(meter.averages.keys.sorted() == ["waiting jobs"])
    #expect(meter.averages["waiting jobs"]?.last == 3)
  }

  /// Replications that rise to ten over the first tenth, a little apart from each other.
  private func results(_ count: Int) -> [ReplicationResult] {
    (0..<count).map { number in
      let values = (0..<SettlingMeter.pieces).map { piece in
        min(10, Double(piece) / 5) + Double((piece * 7 + number * 3) % 5) / 50 - 0.04
      }
      return ReplicationResult(
        replication: number, values: [], samples: [:], fingerprint: "", events: 0, violations: [],
        settling: ["serving replicas": values])
    }
  }

  @Test("both rules find the end of a ramp")
  func ramp() throws {
    let curve = try #require(SettlingCurve.all(of: results(8), horizon: 5_000)?.first)
    #expect(curve.subject == "serving replicas" && !curve.isAtLimit)
    #expect(curve.mserSeconds >= 450 && curve.mserSeconds <= 600)
    let welch = try #require(curve.welchSeconds)
    #expect(welch >= 450 && welch <= 800)
    #expect(abs(curve.level - 10) < 0.05)
  }

  @Test(
    "something absent in one replication counts as nothing there; without any there is no curve")
  func partly() throws {
    var some = results(2)
    some[1].settling = [:]
    let curve = try #require(SettlingCurve.all(of: some, horizon: 5_000)?.first)
    #expect(abs(curve.level - 5) < 0.05)
    some[1].settling = nil
    #expect(SettlingCurve.all(of: some, horizon: 5_000) == nil)
  }
}
