import GoSemantics
import KubernetesAPI

/// One pass over a Traffic Manager backend: what it wants of Azure, and its new status.
///
/// Mirrors: `fleet-networking@4fcffcf pkg/controllers/hub/trafficmanagerbackend/controller.go`,
/// vectors `trafficmanager-weights`.
public struct BackendReconcile: Sendable {
  /// An endpoint as it is in Azure.
  public struct AzureEndpoint: Sendable {
    /// Azure does not tell upper from lower case.
    public var name: String
    /// The resource's type.
    public var type: String
    /// The public address.
    public var target: String
    /// The weight.
    public var weight: Int64
    /// `Enabled` or `Disabled`.
    public var status: String

    /// An endpoint.
    public init(name: String, type: String, target: String, weight: Int64, status: String) {
      self.name = name
      self.type = type
      self.target = target
      self.weight = weight
      self.status = status
    }
  }

  /// What the pass sees.
  public struct World: Sendable {
    /// Nil if it does not exist.
    public var profile: TrafficManagerProfile?
    /// Whether Azure has the profile.
    public var azureProfileExists = true
    /// Nil if it does not exist.
    public var serviceImport: ServiceImport?
    /// All of the service.
    public var exports: [InternalServiceExport] = []
    /// All of the profile, whoever owns them.
    public var endpoints: [AzureEndpoint] = []
    /// Endpoints that Azure refuses.
    public var refused: Set<String> = []

    /// An empty world.
    public init() {}
  }

  /// The condition `Accepted`.
  public enum Acceptance: String, Sendable {
    /// Every export is an endpoint.
    case accepted = "True"
    /// Something has to be changed by its owner.
    case invalid = "False"
    /// It is being set up.
    case pending = "Unknown"

    /// The condition's reason.
    public var reason: String {
      switch self {
      case .accepted: "Accepted"
      case .invalid: "Invalid"
      case .pending: "Pending"
      }
    }
  }

  /// Whether the backend is in force.
  public private(set) var acceptance = Acceptance.pending
  /// Why, without the example that upstream gives.
  public private(set) var message = ""
  /// The endpoints in force.
  public private(set) var accepted: [TrafficManagerWeights.Endpoint] = []
  /// Endpoints written to Azure.
  public private(set) var written: [TrafficManagerWeights.Endpoint] = []
  /// Names of endpoints removed from Azure, in lower case.
  public private(set) var deleted: [String] = []
  /// Whether the pass is repeated with a growing delay.
  public private(set) var retries = false

  /// Makes one pass.
  public init(_ backend: TrafficManagerBackend, in world: World) {
    reconcile(backend, world)
  }

  private mutating func conclude(_ acceptance: Acceptance, _ message: String) {
    self.acceptance = acceptance
    self.message = message
  }

  private mutating func reconcile(_ backend: TrafficManagerBackend, _ world: World) {
    let name = backend.spec.profile.name
    guard let profile = world.profile else {
      conclude(.invalid, "TrafficManagerProfile \"\(name)\" is not found")
      return
    }
    let programmed = profile.status.conditions["Programmed"]
    let isCurrent = (programmed?.observedGeneration ?? 0) == profile.metadata.generation
    switch (programmed?.status, isCurrent) {
    case ("True", true): break
    case ("False", true):
      conclude(
        .invalid,
        "Invalid trafficManagerProfile \"\(name)\", please check the trafficManagerProfile status")
      return
    default:
      conclude(.pending, "In the processing of trafficManagerProfile \"\(name)\"")
      return
    }
    guard world.azureProfileExists else {
      conclude(
        .invalid,
        "Azure Traffic Manager profile \"fleet-\(profile.metadata.uid)\" under "
          + "\"\(profile.spec.resourceGroup)\" is not found")
      return
    }
    let prefix = "fleet-\(backend.metadata.uid)#"
    guard let service = world.serviceImport else {
      removeAll(world.endpoints, prefix)
      conclude(.invalid, "ServiceImport \"\(backend.spec.backend.name)\" is not found")
      return
    }
    let weight = backend.spec.weight ?? 1
    if weight == 0 {
      removeAll(world.endpoints, prefix)
      accept()
      return
    }
    if service.status.clusters.isEmpty {
      conclude(.pending, "In the process of exporting the services")
      return
    }
    var exports: [(cluster: String, export: InternalServiceExportSpec)] = []
    for cluster in service.status.clusters.map(\.cluster) {
      guard
        let export = world.exports.last(where: { $0.spec.serviceReference.clusterId == cluster })
      else {
        let service = "\(service.metadata.namespace)/\(service.metadata.name)"
        conclude(
          .pending,
          "Failed to find the exported service \"\(service)\" for \"\(cluster)\": failed to find "
            + "the internalServiceExport for the cluster \"\(cluster)\"")
        return
      }
      exports.append((cluster, export.spec))
    }
    let wanted = TrafficManagerWeights.endpoints(
      weight: weight, exports: exports, prefix: "\(prefix)\(backend.spec.backend.name)#")
    let refused = synchronise(wanted.endpoints, world, prefix)
    if wanted.invalid.isEmpty, refused == 0 {
      accept()
    } else if refused > 0 {
      conclude(
        .invalid,
        "\(refused) endpoint(s) failed to be created/updated in the Azure Traffic Manager")
    } else {
      conclude(
        .invalid,
        "\(wanted.invalid.count) service(s) exported from clusters cannot be exposed as the Azure "
          + "Traffic Manager")
    }
    retries = refused > 0
  }

  private mutating func accept() {
    conclude(
      .accepted,
      "\(accepted.count) service(s) exported from clusters have been accepted as Traffic Manager "
        + "endpoints")
  }

  /// Here upstream compares names as they are written.
  private mutating func removeAll(_ endpoints: [AzureEndpoint], _ prefix: String) {
    deleted = endpoints.map(\.name).filter { $0.utf8.starts(with: prefix.utf8) }
      .map { $0.lowercased() }
  }

  /// Removes what is not wanted, keeps what is right, writes the rest.
  ///
  /// - Returns: How many endpoints Azure refused.
  private mutating func synchronise(
    _ endpoints: [TrafficManagerWeights.Endpoint], _ world: World, _ prefix: String
  ) -> Int {
    var open = endpoints
    for existing in world.endpoints {
      let name = existing.name.lowercased()
      guard name.utf8.starts(with: prefix.utf8) else { continue }
      guard let place = open.firstIndex(where: { $0.name == name }) else {
        deleted.append(name)
        continue
      }
      if Self.isSame(existing, open[place]) { accepted.append(open.remove(at: place)) }
    }
    var refused = 0
    for endpoint in open {
      if world.refused.contains(endpoint.name) {
        refused += 1
      } else {
        written.append(endpoint)
        accepted.append(endpoint)
      }
    }
    return refused
  }

  private static func isSame(
    _ existing: AzureEndpoint, _ wanted: TrafficManagerWeights.Endpoint
  ) -> Bool {
    existing.type.lowercased() == "microsoft.network/trafficmanagerprofiles/azureendpoints"
      && existing.target.lowercased() == wanted.target.lowercased()
      && existing.weight == wanted.weight && existing.status == "Enabled"
  }
}
