import EventKernel
import Foundation
import Testing

@testable import Experiments
@testable import FleetModel

@Suite struct MeterTests {
  private static let second: Int64 = 1_000_000_000

  @Test func `a level integrates exactly and forgets the warm-up`() {
    var level = Level(from: 10)
    level.set(100, at: 0)
    level.set(5, at: 10)
    level.change(by: 2, at: 14)
    level.advance(to: 20)
    #expect(level.integral == 5 * 4 + 7 * 6)
    #expect(level.average == 6.2)
    #expect(level.maximum == 7)
  }

  @Test func `a level that ends in the warm-up has no average`() {
    var level = Level(from: 10)
    level.set(3, at: 2)
    level.advance(to: 9)
    #expect(level.average == nil)
    #expect(level.integral == 0)
  }

  @Test func `outages are cut at the warm-up and at the end`() {
    var meter = OutageMeter(services: 3, from: 100)
    meter.begin(0, at: 0)
    meter.end(0, at: 150)
    meter.begin(1, at: 0)
    meter.end(1, at: 90)
    meter.begin(2, at: 180)
    meter.finish(at: 200)
    #expect(meter.windows == 2)
    #expect(meter.total == 70)
    #expect(meter.longest == 50)
  }

  @Test func `availability counts replicas and services`() {
    var meter = AvailabilityMeter(tenants: 1, services: 2, regions: 1, from: 0)
    meter.want(10, of: 0, tenant: 0, at: 0)
    meter.want(30, of: 1, tenant: 0, at: 0)
    meter.serve(10, of: 0, tenant: 0, at: 0)
    meter.becomeAvailable(true, 0, tenant: 0, at: 0)
    meter.serve(30, of: 1, tenant: 0, at: 50)
    meter.becomeAvailable(true, 1, tenant: 0, at: 50)
    meter.finish(at: 100)
    #expect(meter.fleet.byReplicas == (1000 + 1500) / 4000.0)
    #expect(meter.fleet.byServices == 0.75)
    #expect(meter.services[1].byReplicas == 0.5)
  }

  @Test func `the steps of a failover are timed from the failure`() {
    let s = Self.second
    var meter = FailoverMeter(clusters: 2, services: 1, from: 0)
    let failure = Disruption(
      index: 0, target: .region(RegionID(0)), cause: "test", start: VirtualTime(nanoseconds: 10 * s)
    )
    let cluster = ClusterID(0)
    let service = ServiceID(0)
    meter.begin(failure, in: [cluster], at: 10 * s)
    meter.lost(3, of: 0, in: 0, at: 10 * s)
    meter.detected(cluster, at: 50 * s)
    meter.evicted(service, from: cluster, at: 52 * s)
    meter.placed(service, moved: 4, at: 53 * s)
    meter.gained(2, of: 0, at: 60 * s)
    meter.gained(2, of: 0, at: 70 * s)
    meter.gained(1, of: 0, at: 80 * s)
    meter.end(failure, in: [cluster])
    meter.detected(cluster, at: 90 * s)
    #expect(meter.samples(.detect, nil) == [40])
    #expect(meter.samples(.evict, nil) == [42])
    #expect(meter.samples(.reschedule, .region) == [43])
    #expect(meter.samples(.recover, nil) == [50, 50, 60])
    #expect(meter.samples(.recover, .node).isEmpty)
    #expect(meter.moved == 4)
  }

  @Test func `a node failure counts at its own level, and a larger failure takes over`() {
    let s = Self.second
    var meter = FailoverMeter(clusters: 1, services: 2, from: 0)
    let node = Disruption(index: 0, target: .node(NodeID(0)), cause: "test", start: .zero)
    meter.begin(node, in: [ClusterID(0)], at: 5 * s)
    meter.lost(1, of: 0, in: 0, at: 5 * s)
    meter.lost(1, of: 1, in: 0, at: 5 * s)
    meter.gained(1, of: 0, at: 9 * s)
    let region = Disruption(index: 1, target: .region(RegionID(0)), cause: "test", start: .zero)
    meter.begin(region, in: [ClusterID(0)], at: 10 * s)
    meter.lost(1, of: 1, in: 0, at: 10 * s)
    meter.gained(2, of: 1, at: 25 * s)
    #expect(meter.samples(.recover, .node) == [4])
    #expect(meter.samples(.recover, .region) == [15, 15])
  }

  @Test func `what is lost without a failure is no failover`() {
    var meter = FailoverMeter(clusters: 1, services: 1, from: 0)
    meter.lost(1, of: 0, in: 0, at: 5)
    meter.gained(1, of: 0, at: 9)
    #expect(FailoverMeter.Phase.allCases.allSatisfy { meter.samples($0, nil).isEmpty })
  }

  @Test(arguments: [
    ("*", "a.b", true), ("a.*", "a.b", true), ("a.*", "b.a", false), ("a.b", "a.b", true),
    ("*.b", "a.b", true), ("a*c", "a.b.c", true), ("a*b*c", "a.b", false), ("ab*ba", "aba", false),
  ])
  func `patterns match names`(pattern: String, name: String, matches: Bool) {
    #expect(Glob(pattern).matches(name) == matches)
  }

  @Test func `metrics have unique names and are explained`() {
    let families = MetricCatalog.families
    #expect(Set(families.map(\.name)).count == families.count)
    #expect(families.allSatisfy { $0.help.count > 10 && $0.help.hasSuffix(".") })
    let named = MetricCatalog.aliases.values.sorted()
    #expect(named.allSatisfy { name in families.contains { $0.name == name } })
  }
}

@Suite struct MetricReferenceTests {
  @Test func `every metric is on the reference page`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appendingPathComponent("docs/reference/metrics.md"), encoding: .utf8)
    for name in MetricCatalog.families.map(\.name) {
      let parts = name.split(separator: ".")
      let isShort = page.contains("`\(parts.dropLast().joined(separator: ".")).") && parts.count > 1
      #expect(page.contains("`\(name)`") || isShort, "\(name)")
    }
  }
}
