/// Why a scheduling cycle fails as a whole.
///
/// Upstream calls these unexpected behaviour: they are not retried before something changes.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/plugins/clusteraffinity/types.go` and
/// `pkg/scheduler/framework/framework.go`.
public struct SchedulingFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, in the words that stay the same whatever the objects are called.
  public enum Kind: String, Sendable {
    /// The resource's name after the prefix is not `type-resource`.
    case resourcePropertyName = "invalid resource property name"
    /// The type is neither total, allocatable nor available.
    case capacityType = "invalid capacity type"
    /// A cluster's property is no quantity.
    case propertyValue = "is not a valid quantity"
    /// A condition has no value, or several.
    case valueCount = "more than one value in the property selector expression"
    /// A condition's value is no quantity.
    case expectedValue = "is not a valid resource quantity"
    /// A condition's operator is unknown.
    case propertyOperator = "invalid operator"
    /// A label selector is invalid.
    case labelSelector = "failed to parse label selector"
    /// A property is infinite, or outside of its extremes.
    case interpolation = "cannot interpolate weight, observed value"
    /// A wish's order is unknown.
    case sortOrder = "cannot interpolate weight as sort order"
    /// An unscheduled binding does not say what it was before.
    case previousState = "failed to find the previous state of an unscheduled binding"
    /// N is missing or no count.
    case numberOfClusters = "number-of-clusters"
    /// The placement's generation is missing or no count.
    case placementGeneration = "CRP-generation"
    /// The placement type is unknown.
    case placementType = "unknown placement type"
  }

  /// What is wrong.
  public var kind: Kind
  /// The value that is wrong.
  public var value: String

  /// A failure.
  public init(_ kind: Kind, _ value: String = "") {
    self.kind = kind
    self.value = value
  }

  /// What is wrong, and the value.
  public var description: String { value.isEmpty ? kind.rawValue : "\(kind.rawValue): \(value)" }
}
