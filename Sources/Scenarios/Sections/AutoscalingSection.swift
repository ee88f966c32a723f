import Documents
import Stochastic

/// How a node pool scales, and how its cloud provider behaves.
public struct AutoscalingSection: Sendable, Equatable {
  package var min = 0
  package var max = 1
  package var provisioning = MachinePresets.provisioning
  package var deletion = MachinePresets.deletion
  package var outOfCapacity = 0.0
  package var failure = 0.0
  package var priority: Int?

  static let declaration = Declaration<AutoscalingSection>(
    "Autoscaling",
    "The cluster autoscaler moves the size of the pool, which is one node group per zone; min and max"
      + " are dealt to the zones as the nodes are. Its flags, such as `scan-interval`,"
      + " `scale-down-unneeded-time` and `expander`, are set in `kubernetes`.",
    initial: AutoscalingSection.init,
    fields: [
      .required("min", \.min, .integer(0...1_000_000), "The fewest nodes"),
      .required("max", \.max, .integer(1...1_000_000), "The most nodes"),
      .field(
        "provisioning", \.provisioning, .durations,
        "From the request for a machine to a node that runs pods; by default an assumption, with a"
          + " median of 4m"),
      .field(
        "deletion", \.deletion, .durations,
        "From the request to delete a machine to its node being gone"),
      .field(
        "outOfCapacity", \.outOfCapacity, .share,
        "The probability that a machine is refused at once for want of capacity, which makes the group"
          + " back off"),
      .field(
        "failure", \.failure, .share,
        "The probability that a machine never becomes a node, which is noticed after"
          + " `max-node-provision-time`"),
      .optional(
        "priority", \.priority, .integer(0...1_000_000),
        "The pool's place for the expander `priority`; the highest goes first"),
    ],
    check: { scaling, node, reading in
      if scaling.min > scaling.max {
        reading.problem(
          in: "min", node["min"] ?? node,
          "\(scaling.min) is more than the maximum of \(scaling.max)")
      }
    })
}
