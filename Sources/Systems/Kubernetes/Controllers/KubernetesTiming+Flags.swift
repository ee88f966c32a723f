import EventKernel
import GoSemantics

/// A flag's value that cannot be read.
struct InvalidFlag: Error, CustomStringConvertible {
  var flag: String
  var value: String
  var description: String { "--\(flag): \(value) cannot be read" }
}

extension KubernetesTiming {
  /// Sets what a flag of kube-controller-manager sets, written as on its command line.
  ///
  /// - Returns: Whether it is a flag that is known here.
  @discardableResult
  mutating func set(flag: String, to value: String) throws -> Bool {
    func duration() throws -> VirtualDuration {
      guard let nanoseconds = try? GoDuration.parse(value), nanoseconds > 0 else {
        throw InvalidFlag(flag: flag, value: value)
      }
      return VirtualDuration(nanoseconds: nanoseconds)
    }
    func number<Number: LosslessStringConvertible>() throws -> Number {
      guard let number = Number(value) else { throw InvalidFlag(flag: flag, value: value) }
      return number
    }
    switch flag {
    case "node-monitor-period": nodeMonitorPeriod = try duration()
    case "node-monitor-grace-period": nodeMonitorGracePeriod = try duration()
    case "node-startup-grace-period": nodeStartupGracePeriod = try duration()
    case "node-eviction-rate": nodeEvictionRate = try number()
    case "secondary-node-eviction-rate": secondaryNodeEvictionRate = try number()
    case "unhealthy-zone-threshold": unhealthyZoneThreshold = try number()
    case "large-cluster-size-threshold": largeClusterSizeThreshold = try number()
    case "terminated-pod-gc-threshold": terminatedPodThreshold = try number()
    case "kube-api-qps": controllerQPS = try number()
    case "kube-api-burst": controllerBurst = try number()
    default: return false
    }
    return true
  }
}
