import Documents
import EventKernel
import Stochastic

/// One of `spec.traffic`: what users demand of one workload.
public struct TrafficSection: Sendable, Equatable {
  package var workload = ""
  package var demand: [Step] = []
  package var interpolation = Interpolation.step
  package var every: VirtualDuration?
  package var egress = Amount(text: "0", value: 0)

  /// How the demand goes from one entry to the next.
  public enum Interpolation: String, Sendable, CaseIterable {
    /// It jumps.
    case step
    /// It changes evenly.
    case linear
  }

  /// The demand from an instant on.
  public struct Step: Sendable, Equatable {
    package var at = VirtualDuration.zero
    package var cpu = Amount(text: "0", value: 0)
    package var memory = Amount(text: "0", value: 0)
    package var metrics: [String: Double] = [:]

    static let declaration = Declaration<Step>(
      "Demand", "What all replicas together have to do, from an instant on.", initial: Step.init,
      fields: [
        .field("at", \.at, .duration, "From when on"),
        .field("cpu", \.cpu, .cpu, "Cores that the work keeps busy"),
        .field("memory", \.memory, .bytes, "Memory that the work needs"),
        .field(
          "metrics", \.metrics, .map(of: .number(0...1e12)),
          "Other metrics by name, such as requests per second: the sum over all pods (`Pods`), or"
            + " the value itself (`Object`, `External`)"),
      ])
  }

  static let declaration = Declaration<TrafficSection>(
    "Traffic", "What users demand of one workload, spread evenly over its ready replicas.",
    initial: TrafficSection.init,
    fields: [
      .required("workload", \.workload, .text, "`namespace/name` of the workload"),
      .required(
        "demand", \.demand, .list(of: Step.declaration.shape, atLeast: 1),
        "The demand over time, in order"),
      .field("interpolation", \.interpolation, .choice, "How it goes from one entry to the next"),
      .field(
        "egress", \.egress, .bytes,
        "What leaves the regions for the users per second of CPU time served, shared out by the"
          + " replicas that serve; see `costs.egressGiB`"),
      .optional("every", \.every, .duration, "After how long it begins anew; absent: never"),
    ],
    check: { traffic, node, reading in
      for (index, pair) in zip(traffic.demand, traffic.demand.dropFirst()).enumerated()
      where pair.1.at <= pair.0.at {
        let place = node["demand"]?.array?[index + 1] ?? node
        reading.problem(
          in: "demand[\(index + 1)].at", place["at"] ?? place, "must be later than the entry before"
        )
      }
      guard let every = traffic.every else { return }
      if every <= (traffic.demand.last?.at ?? .zero) {
        reading.problem(
          in: "every", node["every"] ?? node, "must be longer than the last entry's time")
      }
    })
}
