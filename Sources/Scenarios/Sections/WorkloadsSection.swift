import Documents
import EventKernel
import Stochastic

/// `spec.workloads`: what runs.
public struct WorkloadsSection: Sendable, Equatable {
  package var at = VirtualDuration.zero
  package var over = VirtualDuration.zero
  package var startup = StartupSection()
  package var lifetime = Distribution.lognormal(median: 600, sigma: 1.9)
  package var manifests: [ManifestSource] = []
  package var generators: [GeneratorSection] = []
  package var traces: [TraceSection] = []

  static let declaration = Declaration<WorkloadsSection>(
    "Workloads", "What runs: real manifests and generated ones.", initial: WorkloadsSection.init,
    fields: [
      .field(
        "at", \.at, .duration,
        "When the workloads are applied; 0s: they have been in place since long before the start"),
      .field(
        "over", \.over, .duration,
        "How long it takes to apply them all, one after the other; 0s with `at` above 0s applies"
          + " them at one instant, against one and the same picture of free capacity"),
      .field(
        "startup", \.startup, StartupSection.shape,
        "From binding a pod to a node until it is Ready, as a whole or phase by phase"),
      .field("lifetime", \.lifetime, .durations, "How long a pod of a Job runs"),
      .field(
        "manifests", \.manifests, .list(of: ManifestSource.declaration.shape.shorthand("path")),
        "Files or folders of Deployments and Jobs, unmodified"),
      .field(
        "generators", \.generators, .list(of: GeneratorSection.declaration.shape),
        "Deployments and Jobs by the dozen"),
      .field(
        "traces", \.traces, .list(of: TraceSection.declaration.shape),
        "Public traces whose jobs arrive as they were recorded, counted from `at`"),
    ])
}

/// Manifests to read.
public struct ManifestSource: Sendable, Equatable {
  package var path = ""
  package var startup: StartupSection?
  package var lifetime: Distribution?

  static let declaration = Declaration<ManifestSource>(
    "ManifestSource", "A file, or a folder with all its .yaml, .yml and .json files.",
    initial: ManifestSource.init,
    fields: [
      .required("path", \.path, .text, "The path, relative to the scenario's folder"),
      .optional("startup", \.startup, StartupSection.shape, "The start-up time of these workloads"),
      .optional("lifetime", \.lifetime, .durations, "How long a pod of these Jobs runs"),
    ])
}

/// Workloads by the dozen.
public struct GeneratorSection: Sendable, Equatable {
  package var name = ""
  package var kind = Kind.deployment
  package var count: Int?
  package var arrivals: ArrivalProcess?
  package var namespaces: [String] = ["default"]
  package var replicas = Distribution(.constant(1), dimension: .number)
  package var classes: [RequestClass] = [RequestClass()]
  package var labels: [String: String] = [:]
  package var startup: StartupSection?
  package var lifetime: Distribution?

  /// What is generated.
  public enum Kind: String, Sendable, CaseIterable {
    case deployment = "Deployment"
    case job = "Job"
  }

  /// What one replica requests.
  public struct RequestClass: Sendable, Equatable {
    package var weight = 1.0
    package var cpu = Amount(text: "100m", value: 100)
    package var memory = Amount(text: "128Mi", value: 128 << 20)
    package var gpu = 0

    static let declaration = Declaration<RequestClass>(
      "RequestClass", "What one replica requests.", initial: RequestClass.init,
      fields: [
        .field("weight", \.weight, .number(0...1e9), "How often, relative to the other classes"),
        .field("cpu", \.cpu, .cpu, "Cores"),
        .field("memory", \.memory, .bytes, "Memory"),
        .field("gpu", \.gpu, .integer(0...64), "Devices of `nvidia.com/gpu`"),
      ])
  }

  static let declaration = Declaration<GeneratorSection>(
    "Generator", "Workloads that look alike.", initial: GeneratorSection.init,
    fields: [
      .required("name", \.name, .namePattern, "Name pattern: {n} counts from 1, {nnn} pads"),
      .field("kind", \.kind, .choice, "What is generated"),
      .optional(
        "count", \.count, .integer(1...1_000_000), "How many; with `arrivals`, the most that come"),
      .optional(
        "arrivals", \.arrivals, .arrivals,
        "When they come, counted from `at`; without it all are there from the start. A Job goes"
          + " when its pods are done, a Deployment after its `lifetime`"),
      .field(
        "namespaces", \.namespaces, .list(of: .name, atLeast: 1),
        "Namespaces, dealt to them in turn"),
      .field(
        "replicas", \.replicas, .numbers,
        "Replicas of each, as a number or a distribution (drawn once, rounded, at least 1)"),
      .field(
        "classes", \.classes, .list(of: RequestClass.declaration.shape, atLeast: 1),
        "What their replicas request, chosen by weight"),
      .field("labels", \.labels, .map(of: .text), "Labels, beside `app: <name>`"),
      .optional("startup", \.startup, StartupSection.shape, "Their start-up time"),
      .optional(
        "lifetime", \.lifetime, .durations,
        "How long a pod of a Job runs; how long a Deployment that arrives stays (without it, for"
          + " good)"),
    ],
    check: { generator, node, reading in
      if generator.count == nil, generator.arrivals == nil {
        reading.problem(node, "the field \"count\" is missing (how many), or \"arrivals\"")
        return
      }
      let count = generator.count.map { "\($0)" } ?? "All"
      if generator.count != 1, NamePattern(generator.name)?.hasNumber != true {
        reading.problem(
          in: "name", node["name"] ?? node,
          "\(count) workloads would all be called \"\(generator.name)\"; put {n} into the name")
      }
      if !generator.classes.contains(where: { $0.weight > 0 }) {
        reading.problem(in: "classes", node["classes"] ?? node, "no class has a weight above 0")
      }
    })
}
