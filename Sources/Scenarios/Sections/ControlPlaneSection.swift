import Documents
import EventKernel

/// `spec.controlPlane`: the multicluster system at work.
public struct ControlPlaneSection: Sendable, Equatable {
  package var kind = "Karmada"
  package var manifests: [ManifestSource] = []
  /// Upstream flags by name; values are texts, numbers or Booleans.
  public var settings = Node(.object([]))

  static let declaration = Declaration<ControlPlaneSection>(
    "ControlPlane", "The multicluster system that places the workloads.",
    initial: ControlPlaneSection.init,
    fields: [
      .field("kind", \.kind, .text, "The system; `regatta list systems` names them"),
      .field(
        "manifests", \.manifests, .list(of: ManifestSource.declaration.shape.shorthand("path")),
        "Files or folders of the system's own objects (policies), unmodified"),
      .field(
        "settings", \.settings, .object,
        "The system's own flags by their upstream names, without the leading dashes"),
    ])
}

/// `spec.metrics`: what is measured.
public struct MetricsSection: Sendable, Equatable {
  package var select: [String] = ["*"]
  package var availableAt = 0.75
  package var timelinePoints = 2000

  static let declaration = Declaration<MetricsSection>(
    "Metrics", "What is measured.", initial: MetricsSection.init,
    fields: [
      .field(
        "select", \.select, .list(of: .text),
        "Names of metrics to report, with `*` for anything; `regatta list metrics` names them"),
      .field(
        "availableAt", \.availableAt, .share,
        "A service counts as available while this share of its replicas serves (three quarters is"
          + " what a Deployment's own condition Available asks by default)"),
      .field(
        "timelinePoints", \.timelinePoints, .integer(10...100_000),
        "Instants kept for the timeline of the first replication"),
    ])
}

/// `spec.run`: how long, how often, from which seed.
public struct RunSection: Sendable, Equatable {
  package var horizon = VirtualDuration.hours(24)
  package var warmup = VirtualDuration.zero
  package var replications = 30
  package var seed: UInt64 = 1
  package var confidence = 0.95
  package var precision: [PrecisionTarget] = []
  package var maxReplications = 1000
  package var study = Study.terminating
  package var fidelity = Fidelity.nodes

  /// What a replication stands for.
  public enum Study: String, Sendable, CaseIterable {
    /// The horizon is the thing itself: a day, an outage with what follows.
    case terminating
    /// The horizon is a piece of something that goes on: what matters are averages in the long run.
    case steadyState
  }

  /// How finely members are simulated.
  public enum Fidelity: String, Sendable, CaseIterable {
    /// Every node and pod, with the controllers of a member in brief: the choice for thousands of
    /// clusters.
    case nodes
    /// Every API object of a member, with its controllers in full: roll-outs, autoscalers, disruption
    /// budgets, preemption.
    case objects
    /// Capacity per node pool.
    case capacity
  }

  static let declaration = Declaration<RunSection>(
    "Run", "How long, how often, from which seed.", initial: RunSection.init,
    fields: [
      .field("horizon", \.horizon, .duration, "How much virtual time one replication covers"),
      .field(
        "warmup", \.warmup, .duration, "The time at the start that no metric counts"),
      .field(
        "replications", \.replications, .integer(1...1_000_000),
        "How often the run is repeated with other random numbers"),
      .field("seed", \.seed, .seed, "The master seed"),
      .field(
        "confidence", \.confidence, .number(0.5...0.9999), "The confidence of every interval"),
      .field(
        "precision", \.precision, .list(of: PrecisionTarget.shape),
        "Runs replications until each of these metrics is known as exactly as this, such as"
          + " `availability ± 0.01%` (of a ratio a difference) or `p99(failover.recover) ± 5%` (of"
          + " anything else a share); `replications` is then the least number"),
      .field(
        "maxReplications", \.maxReplications, .integer(2...1_000_000),
        "With `precision`: the number of replications after which to give up"),
      .field(
        "study", \.study, .choice,
        "`terminating`: the horizon is the thing itself, such as a day with an outage;"
          + " `steadyState`: long-run averages matter, and the warm-up is checked"),
      .field(
        "fidelity", \.fidelity, .choice,
        "`nodes` simulates every node and pod; `objects` also every API object and controller of a"
          + " member, for tens of clusters; `capacity` only sums (not in this version)"),
    ],
    check: { run, node, reading in
      if run.horizon.nanoseconds <= 0 {
        reading.problem(in: "horizon", node["horizon"] ?? node, "must be longer than 0s")
      } else if run.warmup.nanoseconds >= run.horizon.nanoseconds {
        reading.problem(
          in: "warmup", node["warmup"] ?? node,
          "must be shorter than the horizon of"
            + " \(DurationText.format(run.horizon))")
      }
      if !run.precision.isEmpty {
        if run.maxReplications < run.replications {
          reading.problem(
            in: "maxReplications", node["maxReplications"] ?? node,
            "must be at least the \(run.replications) replications that run in any case")
        }
        if run.replications < 2 {
          reading.problem(
            in: "replications", node["replications"] ?? node,
            "at least 2 replications are needed to know how exact a metric is")
        }
      }
      if run.fidelity == .capacity {
        reading.problem(
          in: "fidelity", node["fidelity"] ?? node,
          "\"capacity\" is not in this version of Regatta; use \"nodes\" or \"objects\"")
      }
    })
}
