import KubernetesAPI

/// Where a property of a member stands, worked out once from its name.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/plugins/clusteraffinity/types.go`
/// (retrievePropertyValueFrom).
enum PropertySource: Sendable {
  case property(String)
  case capacity(String)
  case allocatable(String)
  case available(String)
  case invalid(SchedulingFailure)

  static let resourcePrefix = "resources.kubernetes-fleet.io/"

  init(name: String) {
    guard name.utf8.starts(with: Self.resourcePrefix.utf8) else {
      self = .property(name)
      return
    }
    let rest = name.dropFirst(Self.resourcePrefix.count)
    let parts = rest.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      self = .invalid(SchedulingFailure(.resourcePropertyName, String(rest)))
      return
    }
    let resource = String(parts[1])
    switch parts[0] {
    case "total": self = .capacity(resource)
    case "allocatable": self = .allocatable(resource)
    case "available": self = .available(resource)
    default: self = .invalid(SchedulingFailure(.capacityType, String(parts[0])))
    }
  }

  /// The value on a member, nil if the member does not have the property.
  func read(_ cluster: ClusterRow) throws(SchedulingFailure) -> Quantity? {
    switch self {
    case .property(let name):
      switch cluster.properties[name] {
      case nil: return nil
      case .quantity(let quantity): return quantity
      case .text(let text): throw SchedulingFailure(.propertyValue, text)
      }
    case .capacity(let resource): return cluster.usage.capacity[resource]
    case .allocatable(let resource): return cluster.usage.allocatable[resource]
    case .available(let resource): return cluster.usage.available[resource]
    case .invalid(let failure): throw failure
    }
  }
}
