import Documents
import EventKernel
import Stochastic

/// One of `spec.operations`: something done to the fleet on purpose.
public struct OperationSection: Sendable, Equatable {
  package var at = VirtualDuration.zero
  package var drain: Drain?
  package var rollOut: RollOut?

  /// Takes nodes out one after the other, as for new machines or a new image.
  public struct Drain: Sendable, Equatable {
    package var cluster = ""
    package var pool = ""
    package var nodes: Int?
    package var parallel = 1
    package var timeout = VirtualDuration.zero
    package var disableEviction = false
    package var outFor = Distribution(.constant(0), dimension: .time)

    static let declaration = Declaration<Drain>(
      "Drain",
      "`kubectl drain` of nodes: cordon, evict within the disruption budgets, work on the machine,"
        + " uncordon. A node whose drain fails stays cordoned, and the next one is taken.",
      initial: Drain.init,
      fields: [
        .required("cluster", \.cluster, .text, "The cluster; it must be simulated as objects"),
        .field("pool", \.pool, .text, "One of its pools; empty: all"),
        .optional("nodes", \.nodes, .integer(1...1_000_000), "Only the first so many nodes"),
        .field("parallel", \.parallel, .integer(1...10_000), "Nodes out at the same time"),
        .field("timeout", \.timeout, .duration, "`--timeout` of a node's drain; 0s: none"),
        .field(
          "disableEviction", \.disableEviction, .boolean,
          "`--disable-eviction`: deletes pods, which no budget can refuse"),
        .field(
          "outFor", \.outFor, .durations,
          "For how long the kubelet of a drained node stands still before the node is uncordoned"),
      ])
  }

  /// Gives a workload a new pod template.
  public struct RollOut: Sendable, Equatable {
    package var workload = ""
    package var clusters: [String] = []
    package var patch = Node(.object([]))

    static let declaration = Declaration<RollOut>(
      "RollOut", "A new pod template: `kubectl rollout restart`, or a patch.",
      initial: RollOut.init,
      fields: [
        .required(
          "workload", \.workload, .text,
          "`namespace/name` of a Deployment or StatefulSet in clusters simulated as objects"),
        .field(
          "clusters", \.clusters, .list(of: .text),
          "Only in these clusters; empty: wherever it runs"),
        .field(
          "patch", \.patch, .object,
          "A strategic merge patch of the object; empty: a restart with the template as it is"),
      ])
  }

  static let declaration = Declaration<OperationSection>(
    "Operation", "One operation: exactly one of `drain` and `rollOut`.",
    initial: OperationSection.init,
    fields: [
      .required("at", \.at, .duration, "When it begins"),
      .optional("drain", \.drain, Drain.declaration.shape, "Takes nodes out, one after the other"),
      .optional("rollOut", \.rollOut, RollOut.declaration.shape, "Gives a workload a new template"),
    ],
    check: { operation, node, reading in
      if (operation.drain == nil) == (operation.rollOut == nil) {
        reading.problem(node, "needs exactly one of drain and rollOut")
      }
    })
}
