import FleetModel
import Stochastic

extension FailurePreset {
  /// The preset's laws as processes that disturb a fleet, in the order of its laws.
  ///
  /// Laws about things that the fleet does not have (disks, single processes, links inside a data
  /// centre, a global control plane) are left out, as is every law that another one of the preset
  /// replaces (`node-permanent` by `node-permanent-replaced`).
  public var models: [any FailureModel] {
    laws.compactMap { law in
      switch law.subject {
      case "node", "node-transient", "node-permanent-replaced": renewal(law, .node)
      case "member-api-server": renewal(law, .clusterControlPlane)
      case "hub-member-link": renewal(law, .link)
      // Per 1,800 machines in Dean's list: racks of 60, power units of 750.
      case "rack" where name == Self.dean2008.name: renewal(law, .rack(nodes: 60), scale: 30)
      case "power-unit": renewal(law, .rack(nodes: 750), scale: 2.4)
      case "overheating": shock(law, .zone, hitProbability: 0.9)
      case "rack": renewal(law, .rack(nodes: 40))
      case "zone": shock(law, .zone, hitProbability: 0.95)
      case "region-degraded": shock(law, .region, hitProbability: 0.7)
      case "region-full":
        CommonCauseFailures(
          cause: law.subject, domain: .region, group: .provider,
          timeToFailure: law.timeToFailure, repair: law.repair,
          beta: Self.betaFactorSameProvider)
      default: nil
      }
    }
  }

  private func renewal(
    _ law: FailureLaw, _ domain: FailureDomain, scale: Double = 1
  ) -> RenewalFailures {
    RenewalFailures(
      cause: law.subject, domain: domain, timeToFailure: law.timeToFailure, repair: law.repair,
      timeScale: scale)
  }

  private func shock(
    _ law: FailureLaw, _ domain: FailureDomain, hitProbability: Double
  ) -> ShockFailures {
    ShockFailures(
      cause: law.subject, domain: domain, timeToFailure: law.timeToFailure, repair: law.repair,
      hitProbability: hitProbability)
  }
}
