/// Where a property of a member stands, worked out once from its name.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/plugins/clusteraffinity/types.go`
/// (retrievePropertyValueFrom).
enum PropertySource: Sendable, Hashable {
  case property(String)
  case capacity(String)
  case allocatable(String)
  case available(String)

  static let resourcePrefix = "resources.kubernetes-fleet.io/"

  /// The place of the property of this name.
  init(name: String) throws(SchedulingFailure) {
    guard name.utf8.starts(with: Self.resourcePrefix.utf8) else {
      self = .property(name)
      return
    }
    let rest = name.dropFirst(Self.resourcePrefix.count)
    let parts = rest.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw SchedulingFailure(.resourcePropertyName, String(rest))
    }
    let resource = String(parts[1])
    switch parts[0] {
    case "total": self = .capacity(resource)
    case "allocatable": self = .allocatable(resource)
    case "available": self = .available(resource)
    default: throw SchedulingFailure(.capacityType, String(parts[0]))
    }
  }
}
