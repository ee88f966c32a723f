import Experiments
import Testing

@testable import Reporting

/// Scales keep the order of values, and timelines keep what matters when they are thinned.
@Suite struct ScaleTests {
  @Test(arguments: ["seconds", "ratio", "replicas"], ["availability", "failover"])
  func orderIsKept(unit: String, group: String) {
    var noise = Fixture.Noise(state: 21)
    for _ in 0..<300 {
      let size = unit == "ratio" ? 1 : 1e5 * noise.uniform()
      let values = (0..<1 + Int(noise.uniform() * 8)).map { _ in noise.uniform() * size }.sorted()
      let scale = Scale.fitting(values, unit: unit, group: group)
      let places = values.map(scale.position)
      #expect(places == places.sorted())
      #expect(places.allSatisfy { (0...1).contains($0) })
      #expect(scale.ticks.map(\.position) == scale.ticks.map(\.position).sorted())
      #expect(Set(scale.ticks.map(\.label)).count == scale.ticks.count)
    }
  }

  @Test func oddValuesDoNotBreakAScale() {
    for values in [[], [0], [1, 1], [.nan, 1], [-.infinity, 0], [5, 5]] as [[Double]] {
      for unit in ["seconds", "ratio", "pods"] {
        let scale = Scale.fitting(values, unit: unit, group: "availability")
        #expect((0...1).contains(scale.position(0.5)))
        #expect((0...1).contains(scale.position(.nan)))
      }
    }
  }

  @Test func ninesAreEqualSteps() {
    let scale = Scale.availability([0.95, 0.99, 0.999, 0.9999])
    let (two, three, four) = (scale.position(0.99), scale.position(0.999), scale.position(0.9999))
    #expect(abs((three - two) - (four - three)) < 1e-9)
    #expect(scale.ticks.map(\.label).contains("99.9%"))
    // Perfection has its place to the right of every loss.
    let perfect = Scale.availability([0.95, 0.999, 1])
    #expect(perfect.position(1) == 1)
    #expect(perfect.position(0.999) < 0.9)
    #expect(perfect.ticks.last?.label == "100%")
  }

  @Test func thinningKeepsFailuresAndTheLowestPoint() throws {
    let result = Fixture.crowded()
    let timeline = try #require(result.arms[0].timeline)
    let model = try #require(TimelineModel(timeline, horizon: result.horizonSeconds))
    #expect(model.isThinned)
    #expect(model.seconds.count * 3 * 50 <= TimelineModel.countBudget * 2)
    #expect(model.seconds.first == timeline.seconds.first)
    #expect(model.seconds.last == timeline.seconds.last)
    let least = timeline.seconds.indices.map { index in
      timeline.series.reduce(0) { $0 + Int($1.serving[index]) }
    }.min()
    #expect(model.total.serving.min() == least)
    #expect(model.marks.count == TimelineModel.markLimit)
    #expect(model.omittedMarks == 5000 - TimelineModel.markLimit)
    let small = try #require(TimelineModel(Fixture.outageTimeline(), horizon: 14_400))
    #expect(!small.isThinned)
    #expect(small.seconds[small.worst] == 3600)
  }

  @Test func quantilesAreObservedValues() {
    #expect(DistributionChart.quantile([1, 2, 3, 4], 0.5) == 2)
    #expect(DistributionChart.quantile([1, 2, 3, 4], 1) == 4)
    #expect(DistributionChart.quantile([], 0.5) == 0)
  }
}
