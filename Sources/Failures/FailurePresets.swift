import FleetModel
import Stochastic

/// Named sets of failure models with published or assumed parameters.
///
/// Every model says where its numbers come from. Marks: *seen* in the cited source, *literature*
/// (well known, not re-read), *assumed* (a round value chosen between cited ones).
public enum FailurePreset: String, Sendable, CaseIterable {
  /// What a public cloud does to a fleet.
  case cloudDefault = "cloud-default"
  /// The first year of a 1,800-server cluster (Dean 2008).
  case dean2008 = "dean-2008"
  /// Servers as in the LANL 2005 data set of the Failure Trace Archive.
  case lanl2005 = "lanl-2005"
  /// Edge or branch clusters, as the LDNS 2004 data set of the Failure Trace Archive.
  case ldns2004 = "ldns-2004"
  /// A hostile wide-area network, as the PlanetLab 2005 data set of the Failure Trace Archive.
  case planetLab2005 = "planetlab-2005"

  private static let minute = 60.0
  private static let hour = 3600.0
  private static let day = 86_400.0
  private static let year = 365.25 * 86_400

  /// The preset of a name.
  public init(named name: String) throws(FailureModelError) {
    guard let preset = FailurePreset(rawValue: name) else { throw .unknownPreset(name) }
    self = preset
  }

  /// The failure models of the preset.
  public var models: [any FailureModel] {
    switch self {
    case .cloudDefault: Self.cloud
    case .dean2008: Self.dean
    case .lanl2005:
      // Seen: Javadi et al., JPDC 73 (2013), Weibull up, lognormal down, hours, per node.
      Self.archive("lanl-2005", up: (0.48, 816.60), down: (0.05, 1.42))
    case .ldns2004: Self.archive("ldns-2004", up: (0.51, 79.30), down: (0.91, 1.64))
    case .planetLab2005: Self.archive("planetlab-2005", up: (0.33, 19.35), down: (0.40, 2.45))
    }
  }

  private static var cloud: [any FailureModel] {
    [
      // Assumed; order of magnitude from Ford et al. 2010.
      RenewalFailures(
        cause: "node-transient", domain: .node,
        timeToFailure: .weibull(shape: 0.7, mean: 90 * day),
        repair: .lognormal(median: 5 * minute, sigma: 1.2)),
      // Literature: 8 % of servers a year (Vishwanath & Nagappan 2010); replaced by a new machine.
      RenewalFailures(
        cause: "node-hardware", domain: .node,
        timeToFailure: .weibull(shape: 0.7, mean: 12 * year),
        repair: .lognormal(median: 4 * minute, sigma: 0.6)),
      // Assumed: a switch fails in 5 % of years, the rest is power and cabling.
      RenewalFailures(
        cause: "rack", domain: .rack(nodes: 40), timeToFailure: .exponential(mean: 2 * year),
        repair: .lognormal(median: hour, sigma: 1.3)),
      // Assumed; hit share of a shock tree 0.95.
      ShockFailures(
        cause: "zone", domain: .zone, timeToFailure: .exponential(mean: 6 * year),
        repair: .lognormal(median: 4 * hour, sigma: 1.1), hitProbability: 0.95),
      // Assumed: degradation of a region takes 70 % of its zones.
      ShockFailures(
        cause: "region-degraded", domain: .region, timeToFailure: .exponential(mean: year),
        repair: .lognormal(median: 2 * hour, sigma: 1.1), hitProbability: 0.7),
      // Assumed, with beta between regions of one provider.
      CommonCauseFailures(
        cause: "region-lost", domain: .region, group: .provider,
        timeToFailure: .exponential(mean: 10 * year),
        repair: .lognormal(median: 3 * hour, sigma: 1.2), beta: 0.02),
      // Assumed.
      RenewalFailures(
        cause: "api-server", domain: .clusterControlPlane,
        timeToFailure: .exponential(mean: 20 * day),
        repair: .lognormal(median: 2 * minute, sigma: 1.3)),
      // Seen: availability of 99.3–99.7 % (Turner et al. 2010); laws assumed.
      RenewalFailures(
        cause: "link", domain: .link, timeToFailure: .exponential(mean: 45 * day),
        repair: .lognormal(median: hour, sigma: 1.5)),
    ]
  }

  private static var dean: [any FailureModel] {
    [
      // Seen: 1,000 machine failures a year among 1,800 machines.
      RenewalFailures(
        cause: "machine", domain: .node, timeToFailure: .exponential(mean: year / 0.55),
        repair: .lognormal(median: 5 * minute, sigma: 1.2)),
      // Seen: 20 rack failures a year, of 40 to 80 machines: 30 racks of 60.
      RenewalFailures(
        cause: "rack", domain: .rack(nodes: 60), timeToFailure: .exponential(mean: 1.5 * year),
        repair: .lognormal(median: hour, sigma: 1.3)),
      // Seen: one power distribution unit a year, 500 to 1,000 machines, about six hours.
      RenewalFailures(
        cause: "power", domain: .rack(nodes: 750),
        timeToFailure: .exponential(mean: 2.4 * year),
        repair: .lognormal(median: 6 * hour, sigma: 0.5)),
      // Seen: overheating in half of the years, most servers, one to two days.
      ShockFailures(
        cause: "overheating", domain: .zone, timeToFailure: .exponential(mean: 2 * year),
        repair: .uniform(low: day, high: 2 * day), hitProbability: 0.9),
    ]
  }

  private static func archive(
    _ cause: String, up: (shape: Double, scale: Double), down: (zeta: Double, sigma: Double)
  ) -> [any FailureModel] {
    [
      RenewalFailures(
        cause: cause, domain: .node,
        timeToFailure: Distribution(.weibull(shape: up.shape, scale: up.scale * hour)),
        repair: Distribution(.lognormal(zeta: down.zeta + logOfHour, sigma: down.sigma)))
    ]
  }

  /// ln 3600: turns the logarithm of hours into that of seconds.
  private static let logOfHour = 8.188689124444202
}
