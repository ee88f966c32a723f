import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KubeFleetSuites {
  /// Traffic between clusters.
  static let networking: [VectorSuite] = [backend]

  private struct AzureEndpoint: Decodable {
    struct Properties: Decodable {
      @OrZero var endpointStatus: String
      @OrZero var targetResourceId: String
      @OrZero var weight: Int64
    }
    @OrZero var name: String
    @OrZero var type: String
    var properties: Properties
  }

  private static let backend = VectorSuite(algorithm: "fleetnetworking.trafficmanager.backend") {
    vector in
    let backend = try vector.input.decoded(TrafficManagerBackend.self, "trafficManagerBackend")
    var world = BackendReconcile.World()
    world.profile = try vector.input.decodedIfPresent(
      TrafficManagerProfile.self, "trafficManagerProfile")
    // The recordings leave the resource group out.
    if world.profile?.spec.resourceGroup.isEmpty ?? false {
      world.profile?.spec.resourceGroup = "rg"
    }
    world.azureProfileExists = vector.input["azureProfileExists"]?.bool ?? true
    world.serviceImport = try vector.input.decodedIfPresent(ServiceImport.self, "serviceImport")
    world.exports =
      try vector.input.decodedIfPresent([InternalServiceExport].self, "internalServiceExports")
      ?? []
    world.endpoints = try
      (vector.input.decodedIfPresent([AzureEndpoint].self, "azureEndpoints")
      ?? []).map {
        BackendReconcile.AzureEndpoint(
          name: $0.name, type: $0.type, target: $0.properties.targetResourceId,
          weight: $0.properties.weight, status: $0.properties.endpointStatus)
      }
    world.refused = Set((vector.input["azureClientErrors"]?.object ?? []).map(\.key))
    let prepared = world
    return PreparedDecision {
      BackendReconcile(backend, in: prepared)
    } answer: { pass in
      var deleted = pass.deleted
      stableSort(&deleted, by: bytewiseLess)
      return [
        "accepted": [
          "status": Node(pass.acceptance.rawValue), "reason": Node(pass.acceptance.reason),
          "observedGeneration": Node(backend.metadata.generation),
          "messageStart": Node(pass.message),
        ],
        "endpoints": .members(
          pass.accepted.map {
            (
              $0.name.lowercased(),
              [
                "weight": Node($0.weight), "fromCluster": Node($0.cluster),
                "fromWeight": Node($0.exportWeight),
              ]
            )
          }),
        "createdOrUpdated": .members(pass.written.map { ($0.name, Node($0.weight)) }),
        "deleted": Node(deleted), "retryError": Node(pass.retries),
      ]
    }
  }
}
