#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// The data sheet of failures, as values: this file and no other holds those numbers.

private let second = 1.0
private let minute = 60.0
private let hour = 3_600.0
private let day = 86_400.0
private let year = 31_557_600.0

private func entry(
  _ subject: String, _ timeToFailure: Distribution, _ repair: Distribution,
  _ provenance: [Provenance], _ note: String
) -> FailureLaw {
  FailureLaw(
    subject: subject, timeToFailure: timeToFailure, repair: repair, provenance: provenance,
    note: note)
}

/// Exponential with the mean that gives an annual failure rate.
private func annualFailureRate(_ rate: Double) -> Distribution {
  .exponential(mean: year / -log1p(-rate))
}

extension FailurePreset {
  /// All presets.
  public static let all: [FailurePreset] =
    [cloudDefault, dean2008] + failureTraceFits.flatMap(\.presets)

  /// What the simulator assumes about a public cloud when nothing else is said.
  public static let cloudDefault = FailurePreset(
    name: "cloud-default",
    summary: "Failures of a public cloud from process to global control plane",
    laws: [
      entry(
        "pod", .exponential(mean: 30 * day), .lognormal(median: 20 * second, sigma: 1),
        [.assumption], "process crash"),
      entry(
        "node-transient", .weibull(shape: 0.7, mean: 90 * day),
        .lognormal(median: 5 * minute, sigma: 1.2), [.literature, .assumption],
        "reboot, kernel, kubelet, agent; order of magnitude from Ford et al. 2010"),
      entry(
        "node-permanent", .weibull(shape: 0.7, mean: 12 * year),
        .lognormal(median: 6 * hour, sigma: 1.5), [.literature],
        "about 8 % of servers a year see a hardware incident (Vishwanath & Nagappan 2010)"),
      entry(
        "node-permanent-replaced", .weibull(shape: 0.7, mean: 12 * year),
        .lognormal(median: 4 * minute, sigma: 0.6), [.literature],
        "as node-permanent, replaced by a new virtual machine"),
      entry(
        "hard-disk", annualFailureRate(0.015), .lognormal(median: 12 * hour, sigma: 0.5),
        [.seen, .assumption], "1.41 % to 1.71 % a year (Backblaze 2024, 2025); spread assumed"),
      entry(
        "solid-state-disk", annualFailureRate(0.009), .lognormal(median: 12 * hour, sigma: 0.5),
        [.literature, .assumption], "0.9 % a year; repair as hard-disk"),
      entry(
        "rack", .exponential(mean: 2 * year), .lognormal(median: 1 * hour, sigma: 1.3),
        [.seen, .assumption], "about 5 % a year for the switch, the rest power and cabling"),
      entry(
        "zone", .exponential(mean: 6 * year), .lognormal(median: 4 * hour, sigma: 1.1),
        [.assumption], "loss of a building"),
      entry(
        "region-degraded", .exponential(mean: 1 * year),
        .lognormal(median: 2 * hour, sigma: 1.1), [.assumption],
        "partial loss or loss of the region's control plane"),
      entry(
        "region-full", .exponential(mean: 10 * year), .lognormal(median: 3 * hour, sigma: 1.2),
        [.assumption], "loss of the region's data plane"),
      entry(
        "global-control-plane", .exponential(mean: 3 * year),
        .lognormal(median: 3 * hour, sigma: 0.8), [.assumption],
        "identity, name service, configuration push"),
      entry(
        "member-api-server", .exponential(mean: 20 * day),
        .lognormal(median: 2 * minute, sigma: 1.3), [.assumption],
        "a member's API server unreachable from the hub"),
      entry(
        "hub-member-link", .exponential(mean: 45 * day),
        .lognormal(median: 1 * hour, sigma: 1.5), [.seen, .assumption],
        "1.2 to 2.7 days down a year (Turner et al. 2010)"),
      entry(
        "data-centre-link", .exponential(mean: 1 * year),
        .exponential(mean: 0.3 * day), [.seen, .assumption],
        "0.3 days down a year (Gill et al. 2011); law of repair assumed"),
    ])

  /// The first year of a cluster of 1,800 machines; every law counts events of the whole cluster
  /// except `node`, which is per machine.
  public static let dean2008 = FailurePreset(
    name: "dean-2008",
    summary: "First year of a cluster of 1,800 machines (Dean 2008)",
    laws: [
      entry(
        "node", .exponential(mean: year / 0.55), .lognormal(median: 5 * minute, sigma: 1.2),
        [.seen, .assumption], "1,000 machine failures a year; repair assumed"),
      entry(
        "rack", .exponential(mean: year / 20),
        Distribution(.uniform(low: 1 * hour, high: 6 * hour)), [.seen, .assumption],
        "20 racks a year, 40 to 80 machines each; repair assumed"),
      entry(
        "power-unit", .exponential(mean: year), .constant(6 * hour), [.seen],
        "once a year, 500 to 1,000 machines for about 6 hours"),
      entry(
        "overheating", .exponential(mean: 2 * year),
        Distribution(.uniform(low: 1 * day, high: 2 * day)), [.seen],
        "one chance in two a year; most machines within 5 minutes, 1 to 2 days to recover"),
    ])

  /// The share of a region's unavailability that another region of the same provider shares.
  public static let betaFactorSameProvider = 0.02

  /// The same between regions of different providers.
  public static let betaFactorOtherProvider = 0.001
}

/// Fits of the Failure Trace Archive, per node, in hours.
private struct FailureTraceFit: Sendable {
  var name: String
  var summary: String
  var meanUp: Double
  var meanDown: Double
  /// (shape, scale) up, then down.
  var weibull: (Double, Double, Double, Double)
  /// (zeta, sigma) up, then down.
  var lognormal: (Double, Double, Double, Double)
  /// (shape, scale) up, then down.
  var gamma: (Double, Double, Double, Double)

  var presets: [FailurePreset] {
    let exponentials = (
      Distribution.exponential(mean: meanUp * hour), Distribution.exponential(mean: meanDown * hour)
    )
    let weibulls = (
      Distribution(.weibull(shape: weibull.0, scale: weibull.1 * hour)),
      Distribution(.weibull(shape: weibull.2, scale: weibull.3 * hour))
    )
    let lognormals = (
      Distribution(.lognormal(zeta: lognormal.0 + log(hour), sigma: lognormal.1)),
      Distribution(.lognormal(zeta: lognormal.2 + log(hour), sigma: lognormal.3))
    )
    let gammas = (
      Distribution(.gamma(shape: gamma.0, scale: gamma.1 * hour)),
      Distribution(.gamma(shape: gamma.2, scale: gamma.3 * hour))
    )
    return [
      preset(name, "Weibull up, lognormal down", (weibulls.0, lognormals.1)),
      preset(name + "-exponential", "exponential", exponentials),
      preset(name + "-weibull", "Weibull", weibulls),
      preset(name + "-lognormal", "lognormal", lognormals),
      preset(name + "-gamma", "gamma", gammas),
    ]
  }

  private func preset(
    _ name: String, _ family: String, _ laws: (up: Distribution, down: Distribution)
  ) -> FailurePreset {
    FailurePreset(
      name: name, summary: "\(summary), \(family)",
      laws: [
        entry(
          "node", laws.up, laws.down, [.seen],
          "Javadi et al. 2013, Failure Trace Archive, per node")
      ])
  }
}

private let failureTraceFits: [FailureTraceFit] = [
  FailureTraceFit(
    name: "lanl-2005", summary: "HPC nodes (servers)", meanUp: 1779.99, meanDown: 5.92,
    weibull: (0.48, 816.60, 0.58, 2.18), lognormal: (5.56, 2.39, 0.05, 1.42),
    gamma: (0.35, 5102.71, 0.38, 15.44)),
  FailureTraceFit(
    name: "grid5000-2006", summary: "Grid'5000 nodes", meanUp: 32.41, meanDown: 7.41,
    weibull: (0.48, 14.37, 0.35, 0.47), lognormal: (1.51, 2.42, -2.0, 2.2),
    gamma: (0.34, 94.35, 0.19, 39.92)),
  FailureTraceFit(
    name: "microsoft-1999", summary: "desktops", meanUp: 67.01, meanDown: 16.49,
    weibull: (0.55, 35.30, 0.60, 9.34), lognormal: (2.62, 1.84, 1.42, 1.54),
    gamma: (0.41, 162.19, 0.46, 35.52)),
  FailureTraceFit(
    name: "planetlab-2005", summary: "hosts behind a hostile WAN", meanUp: 159.49, meanDown: 49.61,
    weibull: (0.33, 19.35, 0.36, 5.59), lognormal: (1.44, 2.86, 0.40, 2.45),
    gamma: (0.20, 788.03, 0.21, 237.65)),
  FailureTraceFit(
    name: "ldns-2004", summary: "name servers (edge clusters)", meanUp: 141.06, meanDown: 8.61,
    weibull: (0.51, 79.30, 0.63, 5.62), lognormal: (3.25, 2.33, 0.91, 1.64),
    gamma: (0.39, 362.43, 0.51, 16.87)),
  FailureTraceFit(
    name: "websites-2002", summary: "web sites", meanUp: 11.85, meanDown: 1.18,
    weibull: (0.46, 3.68, 0.65, 0.61), lognormal: (0.23, 2.02, -1.12, 1.13),
    gamma: (0.31, 38.67, 0.50, 2.37)),
  FailureTraceFit(
    name: "notre-dame-2007", summary: "idle desktop CPUs", meanUp: 13.73, meanDown: 4.25,
    weibull: (0.45, 4.16, 0.51, 0.74), lognormal: (0.30, 2.20, -1.02, 1.27),
    gamma: (0.30, 46.16, 0.28, 15.07)),
  FailureTraceFit(
    name: "skype-2006", summary: "peer-to-peer nodes, for tests", meanUp: 16.27, meanDown: 14.31,
    weibull: (0.64, 10.86, 0.63, 9.48), lognormal: (1.60, 1.57, 1.40, 1.73),
    gamma: (0.53, 30.79, 0.50, 28.53)),
  FailureTraceFit(
    name: "overnet-2003", summary: "peer-to-peer nodes, for tests", meanUp: 2.29, meanDown: 12.00,
    weibull: (0.85, 2.04, 0.44, 2.98), lognormal: (0.19, 0.98, 0.08, 1.80),
    gamma: (0.91, 2.53, 0.29, 41.64)),
]
