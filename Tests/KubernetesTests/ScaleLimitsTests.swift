import Foundation
import Kubernetes
import Testing

/// The queueing model of a control plane, against closed forms, bounds and published figures.
struct ScaleLimitsTests {
  @Test(
    "a line before seats is M/M/c",
    arguments: [
      // arrivals, service rate, seats, Erlang C, mean wait (validation-models.md, table 2)
      (1.6, 1.0, 2.0, 0.711_111_111_1, 1.777_777_778),
      (8, 1, 10, 0.409_180_150_8, 0.204_590_075_4),
      (95, 1, 100, 0.506_456_853_9, 0.101_291_371_0),
      (0.45, 0.1, 5, 0.762_493_220_7, 15.249_864_41),
    ])
  func erlangC(row: (Double, Double, Double, Double, Double)) {
    let queue = SeatQueue(seats: row.2, offered: row.0 / row.1, service: 1 / row.1)
    #expect(abs(queue.waitProbability / row.3 - 1) < 1e-9)
    #expect(abs(queue.meanWait / row.4 - 1) < 1e-8)
  }

  @Test(
    "a line without room is Erlang's loss system",
    arguments: [
      (1.0, 1.0, 0.5), (10, 10, 0.214_582_342_1 + 2e-10), (100, 100, 0.075_700_452_71),
      (900, 1_000, 5.929_862_67e-05),
    ])
  func erlangB(row: (Double, Double, Double)) {
    #expect(abs(SeatQueue.blocking(offered: row.0, seats: row.1) / row.2 - 1) < 1e-8)
    #expect(SeatQueue(seats: 10, offered: 10, service: 1, room: 0).meanWait == 0)
  }

  @Test("one seat is M/M/1: the sojourn is exponential")
  func singleSeat() {
    let queue = SeatQueue(seats: 1, offered: 0.8, service: 1)
    #expect(abs(queue.meanWait - 4) < 1e-9)
    #expect(abs(queue.sojournQuantile(0.99) - 23.025_850_93) < 1e-6)
    #expect(
      abs(SeatQueue(seats: 1, offered: 0.5, service: 1).sojournQuantile(0.99) - 9.210_340_372)
        < 1e-6)
  }

  @Test("an overloaded line is as long as it may get, and sheds the rest")
  func overload() {
    let queue = SeatQueue(seats: 10, offered: 20, service: 1, room: 50, patience: 15)
    #expect(queue.isOverloaded)
    #expect(queue.meanWait == 5)
    #expect(queue.rejected == 0.5)
    #expect(SeatQueue(seats: 10, offered: 20, service: 1, room: 5_000, patience: 15).meanWait == 15)
    #expect(SeatQueue(seats: 0, offered: 1, service: 1, room: 5, patience: 15).meanWait == 15)
    #expect(SeatQueue(seats: 5, offered: 0, service: 0).sojournQuantile(0.99) == 0)
  }

  @Test("more load never makes anything quicker")
  func monotony() {
    let model = APIServerModel(nodes: 5_000, parameters: ControlPlaneParameters())
    var last = 0.0
    var rejected = 0.0
    for step in 0..<40 {
      var rates = RequestRates.background(nodes: 5_000, model.parameters)
      rates[.createPod] = Double(step * step) * 100
      rates[.updateEndpoints] = Double(step)
      let point = model.operate(at: rates, pods: 150_000)
      let p99 = point.quantile(0.99, of: .createPod)
      #expect(p99.isFinite)
      // Beyond saturation the mix of requests decides, in the fifth digit.
      #expect(p99 >= last * 0.9999)
      #expect(point.rejected(.createPod) >= rejected - 1e-9)
      last = p99
      rejected = point.rejected(.createPod)
      #expect(point.cpuUtilisation <= 1)
    }
    #expect(rejected > 0.5)
  }

  @Test("seats are dealt by shares, lent to who needs them, and never more than there are")
  func seats() {
    #expect(SeatAllocation.nominal(seats: 600) == [13, 74, 98, 25, 98, 245, 49])
    let idle = [Double](repeating: 0, count: 7)
    let total = SeatAllocation.nominal(seats: 600).reduce(0, +)
    for demand in [idle, [0, 0, 0, 0, 500, 0, 0], [0, 0, 400, 0, 400, 400, 0]] {
      let seats = SeatAllocation.current(seats: 600, demand: demand)
      #expect(seats.reduce(0, +) <= total + 1e-6)
      #expect(seats.allSatisfy { $0 >= 0 })
    }
    let greedy = SeatAllocation.current(seats: 600, demand: [0, 0, 0, 0, 500, 0, 0])
    #expect(greedy[4] > 300)
    // What is not lendable stays: three quarters of node-high.
    #expect(greedy[2] >= 73)
  }

  @Test("a list of many objects takes ten seats, a write that many watch holds them afterwards")
  func widths() {
    let model = APIServerModel(nodes: 5_000, parameters: ControlPlaneParameters())
    #expect(model.width(of: .listPods, pods: 50).seats == 1)
    #expect(model.width(of: .listPods, pods: 501).seats == 6)
    #expect(model.width(of: .listPods, pods: 150_000).seats == 10)
    #expect(model.width(of: .updateEndpoints, pods: 0).afterwards == 2.5)
    #expect(model.width(of: .renewLease, pods: 0).afterwards == 0)
  }

  @Test("etcd commits in batches: writes wait for the commit under way, never more than twice")
  func commits() {
    let model = EtcdModel()
    #expect(model.latency(writesPerSecond: 0) == model.commit + model.perWrite)
    var last = 0.0
    for rate in stride(from: 0.0, through: 2 * model.capacity, by: 1_000) {
      let latency = model.latency(writesPerSecond: rate)
      #expect(latency >= last && latency.isFinite)
      last = latency
    }
  }

  @Test("the scheduler slows down with nodes, with features and with pods")
  func serviceTime() {
    let model = SchedulerServiceTime()
    #expect(SchedulerServiceTime.sample(of: 99) == 99)
    #expect(SchedulerServiceTime.sample(of: 5_000) == 500)
    #expect(SchedulerServiceTime.sample(of: 100_000) == 5_000)
    #expect(model.seconds(lookingAt: 100) < model.seconds(lookingAt: 500))
    for feature in SchedulerServiceTime.Feature.allCases where feature != .plain {
      let few = model.seconds(feature, lookingAt: 500, among: 10)
      #expect(few >= model.seconds(lookingAt: 500))
      #expect(model.seconds(feature, lookingAt: 500, among: 10_000) >= few)
    }
  }

  @Test("hard limits reject, soft ones warn, and a quota is for those who set one")
  func verdicts() {
    var limits = ScaleLimits.official
    for dimension in ScaleDimension.allCases {
      #expect(limits.verdict(dimension, at: limits.bound(of: dimension)) == .allowed)
    }
    #expect(limits.verdict(.pods, at: 150_001) == .warned)
    #expect(limits.verdict(.store, at: 3e9) == .rejected(.noSpace))
    #expect(limits.verdict(objectOf: 1_572_864) == .allowed)
    #expect(limits.verdict(objectOf: 1_572_865) == .rejected(.tooLarge))
    limits.action = .reject
    #expect(limits.verdict(.pods, at: 150_001) == .rejected(.exceededQuota))
    #expect(limits.verdict(.objectsPerNamespace, at: 3_001) == .rejected(.exceededQuota))
    #expect(limits.verdict(.podsPerNode, at: 111) == .rejected(.tooManyPods))
    #expect(limits.verdict(.nodes, at: 6_000) == .warned)
    #expect(limits.verdict(.churn, at: 21) == .warned)
  }

  @Test("a client's budget: those beyond the burst wait their turn")
  func budget() {
    #expect(ClientBudget(qps: 20, burst: 30).wait(forLastOf: 20) == 0)
    #expect(ClientBudget(qps: 5, burst: 10).wait(forLastOf: 50) == 8)
    #expect(ClientBudget(qps: 0, burst: 0).wait(forLastOf: 50) == 0)
  }

  @Test("every published figure is within the error that the table states")
  func published() {
    let figures = PublishedFigures.all
    for figure in figures {
      #expect(figure.holds, "\(figure.what): \(figure.modelled) for \(figure.published)")
    }
    // What calibrates proves nothing; at least as many figures have to test.
    let calibrating = figures.count { $0.role == .calibrates }
    #expect(figures.count - calibrating >= calibrating)
  }

  @Test("the table of docs/explanation/fidelity.md is what the model says")
  func documented() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "docs/explanation/fidelity.md"), encoding: .utf8)
    let rows = PublishedFigures.all.map(row)
    if !rows.allSatisfy(page.contains) {
      Issue.record("the table should read:\n\(rows.joined(separator: "\n"))")
    }
  }

  private func row(_ figure: PublishedFigure) -> String {
    let error = Int((figure.error * 100).rounded())
    let told =
      switch figure.role {
      case .calibrates, .tests: error == 0 ? "0 %" : "\(error > 0 ? "+" : "−")\(abs(error)) %"
      case .upperBound, .lowerBound: "kept"
      }
    return "| \(figure.what) | \(figure.source) | \(digits(figure.published)) \(figure.unit)"
      + " | \(digits(figure.modelled)) | \(told) | \(figure.role.rawValue) |"
  }

  /// Three digits, or a whole number.
  private func digits(_ value: Double) -> String {
    if value >= 100 {
      let text = String(Int(value.rounded()))
      return text.count > 3 ? "\(text.dropLast(3)),\(text.suffix(3))" : text
    }
    let text = String(format: "%.3g", value)
    return text
  }
}
