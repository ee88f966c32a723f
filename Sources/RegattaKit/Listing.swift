import Experiments
import Scenarios
import Stochastic
import Workloads

/// What a scenario can name, for `regatta list`.
public enum Listing: String, CaseIterable, Sendable {
  case systems, settings, failures, distributions, presets, metrics, shapes

  /// Names with one sentence each.
  public func rows(_ catalog: Catalog) -> [(name: String, text: String)] {
    switch self {
    case .systems: catalog.systems.map { ($0.name, $0.summary) }
    case .settings:
      catalog.systems.flatMap { system in
        system.settings.map { ("\(system.name) \($0.name)", "\($0.help) Default: \($0.preset).") }
      }
        + catalog.members.settings.map {
          ("fleet.kubernetes \($0.name)", "\($0.help) Default: \($0.preset).")
        }
    case .failures: Self.failureLevels
    case .distributions: Self.distributionForms
    case .presets:
      FailurePreset.all.flatMap { preset in
        [(preset.name, preset.summary)]
          + (preset.laws.count > 1
            ? preset.laws.map { law in
              (
                "\(preset.name)/\(law.subject)",
                "fails after \(rounded(law.timeToFailure)), back after \(rounded(law.repair))"
                  + " [\(law.provenance.map(\.rawValue).joined(separator: ", "))] \(law.note)"
              )
            } : [])
      }
    case .metrics:
      MetricCatalog.families.map { ($0.name, "\($0.help) [\($0.unit)]") }
    case .shapes:
      MachineShape.openb.map { shape in
        let devices = shape.gpuCount > 0 ? ", \(shape.gpuCount) × \(shape.gpuModel)" : ""
        return (
          shape.scenarioName,
          "\(shape.milliCPU / 1000) cores, \(shape.memoryMiB / 1024) GiB\(devices);"
            + " \(shape.count) of the data set's 1,523 machines"
        )
      }
    }
  }

  private static let failureLevels: [(name: String, text: String)] = [
    ("node", "One node: its pods stop; the member notices by the lease."),
    ("rack", "Neighbouring nodes of a pool that share a switch or power supply."),
    ("zone", "All nodes of a zone, or the share `hit` of them."),
    ("region", "All zones of a region with the API servers of its clusters."),
    ("clusterControlPlane", "The API server and controllers of a member; its pods go on serving."),
    ("link", "The network between the hub and a member."),
    ("hub", "The hub; members go on with what they have."),
  ]

  /// How each law is written; the examples are read by a test.
  static let distributionForms: [(name: String, text: String)] = [
    ("30s", "Always the same value."),
    ("uniform(low: 1s, high: 2s)", "Evenly between two ends."),
    ("triangular(low: 0s, mode: 1s, high: 4s)", "Straight up to the mode and down again."),
    ("exponential(mean: 90d)", "Memoryless; also exponential(rate: 3/h), exponential(afr: 1.5%)."),
    ("weibull(shape: 0.7, mean: 90d)", "Hazard falls below shape 1; also scale: or median:."),
    ("lognormal(median: 5m, sigma: 1.2)", "Also (median:, p95:), (mean:, cv2:), (zeta:, sigma:)."),
    ("normal(mean: 10, sd: 2)", "The bell; beware of negative durations."),
    ("gamma(shape: 0.35, scale: 5102h)", "Also mean:."),
    ("erlang(phases: 4, mean: 1s)", "A sum of equal exponentials."),
    ("hyperexponential(mean: 1s, cv2: 5)", "Or by branches: hyperexponential(0.9: 1s, 0.1: 60s)."),
    ("beta(a: 2, b: 3, low: 1s, high: 9s)", "Between two ends, any hump."),
    ("pareto(shape: 1.5, minimum: 1s)", "Heavy tail."),
    ("bounded-pareto(shape: 1.5, low: 1s, high: 1d)", "Heavy tail, cut off."),
    ("zipf(exponent: 1.1, n: 1000)", "Ranks."),
    ("poisson(mean: 3)", "Counts."),
    ("geometric(p: 0.1)", "Trials up to the first success."),
    ("binomial(p: 0.1, trials: 9)", "Successes among trials."),
    ("negative-binomial(p: 0.1, n: 2.5)", "Failures before the n-th success."),
    ("discrete(1s: 0.5, 5s: 0.5)", "Values with weights."),
    ("empirical(1s, 3s, 4s)", "As observed; also empirical(file: gaps.csv, column: gap)."),
    ("mixture(0.9: exponential(mean: 10s), 0.1: 5m)", "One of several laws, by weight."),
    ("shifted(by: 10s, exponential(mean: 5s))", "Another law, later."),
  ]
}
