import EventKernel
import FleetModel
import Scenarios
import Stochastic

/// What one replication found out.
public struct ReplicationResult: Sendable, Codable, Equatable {
  /// Its number, from zero.
  public var replication: Int
  /// One value per metric of the plan, in its order; nil = undefined.
  public var values: [Double?]
  /// Samples of duration metrics by family, such as `failover.recover`; at most 2,000 of each,
  /// evenly over the ranks.
  public var samples: [String: [Double]]
  /// The digest of the ordered event trace, as 16 hexadecimal digits.
  public var fingerprint: String
  /// Events that the kernel processed.
  public var events: UInt64
  /// The first violated invariants, in words.
  public var violations: [String]
  /// How the replication unfolded; only the first one records it.
  public var timeline: Timeline?
  /// Averages over equal pieces of the horizon by what is averaged; only of a steady-state study.
  public var settling: [String: [Double]]?
}

/// One replication: one world, one thread, one seed.
public struct Run {
  private let plan: Plan
  private let replication: Int

  /// Prepares a replication.
  public init(_ plan: Plan, replication: Int) {
    self.plan = plan
    self.replication = replication
  }

  /// Runs it from its beginning to the horizon.
  ///
  /// A pure function of the plan and the number of the replication.
  ///
  /// - Parameter trace: Is told every event, for `events.jsonl`.
  public func execute(trace: (any TraceSink)? = nil) throws -> ReplicationResult {
    let simulation = Simulation()
    simulation.recordsFingerprint = true
    simulation.traceSink = trace
    let seed = StreamSeed(
      master: plan.run.seed, scenario: 0, replication: UInt64(replication))
    let fleet = Fleet(
      simulation: simulation, seed: seed, topology: plan.topology, tenants: plan.tenants,
      horizon: plan.horizon)
    let recorder = Recorder(plan, simulation: simulation, recordsTimeline: replication == 0)
    fleet.add(recorder)
    let services = plan.services.map { fleet.add($0) }
    let members = CountedMembers(try plan.makeMembers(fleet), recorder)
    let controlPlane = try plan.makeControlPlane(fleet, members, services)
    for failure in plan.failures {
      try plan.catalog.makeFailure(failure).install(in: fleet)
    }
    if plan.checksInvariants { InvariantPatrol.begin(in: fleet) }
    controlPlane.start()
    let feed = ArrivalFeed.begin(plan, fleet, controlPlane, recorder)
    // What acts in a run refers to the fleet without owning it.
    withExtendedLifetime((fleet, controlPlane, recorder)) {
      simulation.run(until: plan.horizon)
    }
    if let problem = feed?.problem { throw problem }
    recorder.finish()

    var samples: [String: [Double]] = [:]
    for phase in FailoverMeter.Phase.allCases {
      let values = recorder.failover.samples(phase, nil)
      samples[phase.name] = Self.thinned(
        values.isEmpty ? recorder.failover.samples(phase, .node) : values)
    }
    samples["jobs.wait"] = Self.thinned(recorder.jobs.waits)
    return ReplicationResult(
      replication: replication,
      values: plan.metrics.map { $0.family.value(recorder, $0.dimensions) },
      samples: samples.filter { !$0.value.isEmpty },
      fingerprint: Self.hexadecimal(simulation.fingerprint), events: simulation.eventCount,
      violations: recorder.activity.examples, timeline: recorder.timeline?.result,
      settling: recorder.settling?.averages)
  }

  /// At most this many samples of a phase are kept, evenly over the ranks.
  static let sampleLimit = 2000

  static func thinned(_ samples: [Double]) -> [Double] {
    guard samples.count > sampleLimit else { return samples }
    let sorted = samples.sorted()
    let step = Double(sorted.count - 1) / Double(sampleLimit - 1)
    return (0..<sampleLimit).map { sorted[Int((Double($0) * step).rounded())] }
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
