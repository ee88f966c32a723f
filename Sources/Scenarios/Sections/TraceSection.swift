import Documents
import EventKernel
import Stochastic

/// A public trace whose jobs arrive as they did when it was recorded.
public struct TraceSection: Sendable, Equatable {
  package var path = ""
  package var format = Format.openb
  package var from = VirtualDuration.zero
  package var limit: Int?
  package var speedup = 1.0
  package var namespace = "default"
  package var labels: [String: String] = [:]
  package var classes: [GeneratorSection.RequestClass] = [GeneratorSection.RequestClass()]
  package var perSecond: Double?
  package var memoryUnit = Amount(text: "1Mi", value: 1 << 20)
  package var startup: StartupSection?
  package var lifetime: Distribution?

  /// Whose trace it is.
  public enum Format: String, Sendable, CaseIterable {
    case openb
    case swim
    case azureLLM = "azure-llm"
    case opendc

    /// Whether its rows say what a pod requests.
    package var hasRequests: Bool { self == .openb || self == .opendc }
  }

  static let declaration = Declaration<TraceSection>(
    "Trace",
    "A public trace, replayed: each row becomes a Job of one pod that arrives in its turn.",
    initial: TraceSection.init,
    fields: [
      .required(
        "path", \.path, .text,
        "The file, plain or compressed with gzip, relative to the scenario's folder"),
      .required(
        "format", \.format, .choice,
        "Alibaba's openb pods, Facebook's MapReduce jobs (SWIM), Azure's requests to language"
          + " models, OpenDC's tasks"),
      .field(
        "from", \.from, .duration,
        "Begin at this instant of the trace, counted from its first row; what arrived earlier is"
          + " left out"),
      .optional("limit", \.limit, .integer(1...1_000_000), "Use at most this many rows"),
      .field(
        "speedup", \.speedup, .number(1e-6...1e9),
        "Arrivals come this many times as fast; how long pods run stays as recorded"),
      .field("namespace", \.namespace, .name, "The namespace of the Jobs"),
      .field("labels", \.labels, .map(of: .text), "Labels, beside `app: <name>`"),
      .field(
        "classes", \.classes,
        .list(of: GeneratorSection.RequestClass.declaration.shape, atLeast: 1),
        "What a pod requests, chosen by weight, where the format does not say (swim, azure-llm)"),
      .optional(
        "perSecond", \.perSecond, .number(1e-9...1e18),
        "What a pod works off in a second: bytes read, moved and written (swim) or tokens generated"
          + " (azure-llm); it makes the time that a pod runs"),
      .field(
        "memoryUnit", \.memoryUnit, .bytes,
        "What the memory of an opendc trace is counted in; data sets differ"),
      .optional("startup", \.startup, StartupSection.shape, "The start-up time of the pods"),
      .optional(
        "lifetime", \.lifetime, .durations, "How long a pod runs where the trace does not say"),
    ],
    check: { trace, node, reading in
      if !trace.classes.contains(where: { $0.weight > 0 }) {
        reading.problem(in: "classes", node["classes"] ?? node, "no class has a weight above 0")
      }
      if let written = node["perSecond"], trace.format.hasRequests {
        reading.problem(
          in: "perSecond", written, "\(trace.format.rawValue) records how long a pod runs")
      }
      if trace.memoryUnit.value <= 0 {
        reading.problem(in: "memoryUnit", node["memoryUnit"] ?? node, "must be more than nothing")
      }
    })
}
