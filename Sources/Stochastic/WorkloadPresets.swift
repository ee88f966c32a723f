/// A law fitted to one series of a public trace.
public struct WorkloadLaw: Sendable, Equatable {
  /// The name scenarios use.
  public var name: String
  /// The fitted law; in seconds for times.
  public var law: Distribution
  /// Kolmogorov's distance between the law and the series.
  public var distance: Double
  /// The mark of its numbers.
  public var provenance: Provenance { .measured }
}

extension WorkloadLaw {
  /// The best-fitting law of every series of the data sheet.
  ///
  /// Series that no law fits (CPU and memory requests, durations of the SURF week) are read from
  /// the traces instead.
  public static let all: [WorkloadLaw] = [
    lognormal("openb-gap", 4.859, 1.825, 0.069),
    lognormal("openb-lifetime", 6.444, 1.877, 0.053),
    weibull("openb-scheduling-delay", 0.487, 30.6, 0.174),
    weibull("llm-conversation-gap", 0.922, 0.1742, 0.017),
    weibull("llm-code-gap", 0.419, 0.0631, 0.140),
    count("llm-conversation-prompt-tokens", .exponential(mean: 1154.7), 0.130),
    count("llm-conversation-output-tokens", .exponential(mean: 211.1), 0.158),
    count("llm-code-prompt-tokens", .gamma(shape: 0.930, scale: 2201), 0.035),
    count("llm-code-output-tokens", .lognormal(zeta: 2.788, sigma: 0.847), 0.133),
    lognormal("facebook-2009-gap", 1.995, 1.185, 0.073),
    count("facebook-2009-bytes", .lognormal(zeta: 16.32, sigma: 4.962), 0.127),
    lognormal("facebook-2010-gap", 0.997, 0.894, 0.180),
    count("facebook-2010-bytes", .weibull(shape: 0.184, scale: 3.79e8), 0.051),
    lognormal("surf-gap", 3.064, 1.750, 0.111),
  ]

  /// The law of that name.
  public static func named(_ name: String) -> WorkloadLaw? {
    all.first { $0.name == name }
  }

  private static func lognormal(
    _ name: String, _ zeta: Double, _ sigma: Double, _ distance: Double
  ) -> WorkloadLaw {
    WorkloadLaw(
      name: name, law: Distribution(.lognormal(zeta: zeta, sigma: sigma)), distance: distance)
  }

  private static func weibull(
    _ name: String, _ shape: Double, _ scale: Double, _ distance: Double
  ) -> WorkloadLaw {
    WorkloadLaw(
      name: name, law: Distribution(.weibull(shape: shape, scale: scale)), distance: distance)
  }

  private static func count(_ name: String, _ law: Law, _ distance: Double) -> WorkloadLaw {
    WorkloadLaw(name: name, law: Distribution(law, dimension: .number), distance: distance)
  }
}
