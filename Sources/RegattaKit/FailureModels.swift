import EventKernel
import Experiments
import Failures
import FleetModel
import Scenarios
import Stochastic

extension FailurePlan {
  /// The model that carries the plan out.
  var model: any FailureModel {
    switch self {
    case .once(let once): return SingleFailure(plan: once)
    case .renewal(let plan):
      if plan.hit < 1 {
        return ShockFailures(
          cause: plan.name, domain: plan.domain, timeToFailure: plan.timeToFailure,
          repair: plan.timeToRepair, hitProbability: plan.hit, mode: plan.mode)
      }
      if plan.betaFactor > 0 {
        return CommonCauseFailures(
          cause: plan.name, domain: plan.domain, group: .provider,
          timeToFailure: plan.timeToFailure, repair: plan.timeToRepair, beta: plan.betaFactor,
          mode: plan.mode)
      }
      return RenewalFailures(
        cause: plan.name, domain: plan.domain, timeToFailure: plan.timeToFailure,
        repair: plan.timeToRepair, mode: plan.mode)
    }
  }
}

extension FailurePlan.Renewal {
  var domain: FailureDomain {
    switch level {
    case .node: .node
    case .rack: .rack(nodes: rackNodes)
    case .zone: .zone
    case .region: .region
    case .clusterControlPlane: .clusterControlPlane
    case .link: .link
    case .hub: .hub
    }
  }
}

/// One failure at a known time, whose duration is drawn in each run.
private struct SingleFailure: FailureModel {
  let plan: FailurePlan.Once

  func install(in fleet: Fleet) throws {
    var stream = RandomStream(fleet.seed, entity: "failure/" + plan.name, purpose: .repair)
    let duration = plan.duration.map {
      VirtualDuration.seconds(max(0, $0.sample(using: &stream)))
    }
    let entry = FixedDisruptions.Entry(
      target: plan.target, start: plan.at, duration: duration, mode: plan.mode)
    try FixedDisruptions([entry], cause: plan.name).install(in: fleet)
  }
}
