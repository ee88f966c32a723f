import GoSemantics

/// How a backend's weight is divided among the clusters that export its service.
///
/// Mirrors: `fleet-networking@4fcffcf pkg/controllers/hub/trafficmanagerbackend/controller.go`,
/// vectors `trafficmanager-weights`.
public enum TrafficManagerWeights {
  /// One endpoint as it shall be in Azure.
  public struct Endpoint: Sendable, Equatable {
    /// `fleet-<uid>#<service>#<cluster>`.
    public var name: String
    /// The cluster.
    public var cluster: String
    /// The weight of the cluster's export.
    public var exportWeight: Int64
    /// The share of the backend's weight, rounded up: each endpoint gets at least 1.
    public var weight: Int64
    /// The public address.
    public var target: String
  }

  /// Why an export can be no endpoint.
  public enum Obstacle: Sendable, Equatable {
    /// Only load balancers can.
    case serviceType(String)
    /// The address is private.
    case internalLoadBalancer
    /// There is no address yet.
    case noPublicIP
    /// The address has no name.
    case noDNSLabel

    init?(_ export: InternalServiceExportSpec) {
      if export.type != "LoadBalancer" {
        self = .serviceType(export.type)
      } else if export.isInternalLoadBalancer {
        self = .internalLoadBalancer
      } else if export.publicIPResourceID == nil {
        self = .noPublicIP
      } else if !export.isDNSLabelConfigured {
        self = .noDNSLabel
      } else {
        return nil
      }
    }
  }

  /// Divides a backend's weight among exports.
  ///
  /// - Parameters:
  ///   - weight: Of the backend.
  ///   - exports: By cluster, in the order of the import; a cluster may stand there twice.
  ///   - prefix: Of the endpoints' names, without the cluster.
  public static func endpoints(
    weight: Int64, exports: [(cluster: String, export: InternalServiceExportSpec)],
    prefix: String
  ) -> (endpoints: [Endpoint], invalid: [(cluster: String, obstacle: Obstacle)]) {
    var endpoints: [Endpoint] = []
    var invalid: [(cluster: String, obstacle: Obstacle)] = []
    var places: [String: Int] = [:]
    var total: Int64 = 0
    for (cluster, export) in exports {
      if let obstacle = Obstacle(export) {
        if !invalid.contains(where: { $0.cluster == cluster }) {
          invalid.append((cluster, obstacle))
        }
        continue
      }
      let own = export.weight ?? 1
      total &+= own
      let name = prefix + export.serviceReference.clusterId
      if places[name] != nil { continue }
      places[name] = endpoints.count
      endpoints.append(
        Endpoint(
          name: name, cluster: cluster, exportWeight: own, weight: 0,
          target: export.publicIPResourceID ?? ""))
    }
    for index in endpoints.indices {
      let share = Double(weight &* endpoints[index].exportWeight) / Double(total)
      endpoints[index].weight = GoArithmetic.int64(share.rounded(.up))
    }
    return (endpoints, invalid)
  }
}
