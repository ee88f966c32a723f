import Documents
import EventKernel
import FleetModel
import KubernetesAPI

/// What the services of a fleet look like as objects, read once for all members and runs.
public struct ServiceManifests: Sendable {
  /// An object with the name of the file that it comes from.
  public struct Manifest: Sendable {
    var object: Documents.Node
    var file: String

    /// Creates an entry.
    public init(object: Documents.Node, file: String) {
      self.object = object
      self.file = file
    }
  }

  /// By `ServiceID`.
  private let templates: [Manifest]
  /// Autoscalers and disruption budgets by the namespace that they are in.
  private let companions: [String: [Manifest]]

  /// Reads templates and the objects that accompany them.
  ///
  /// - Throws: `DocumentError` for an object that members simulated as objects cannot create.
  public init(templates: [Manifest], companions: [Manifest]) throws {
    self.templates = templates.map(Self.completed)
    var byNamespace: [String: [Manifest]] = [:]
    let companions = companions.map(Self.completed)
    for companion in companions {
      byNamespace[Self.namespace(of: companion.object), default: []].append(companion)
    }
    self.companions = byNamespace
    try check(companions)
  }

  /// Refuses what members simulated as objects cannot create, by creating it.
  private func check(_ companions: [Manifest]) throws {
    let simulation = Simulation()
    let server = APIServer(simulation: simulation)
    defer { withExtendedLifetime((simulation, server)) {} }
    for template in templates { try Self.create(template, in: server) }
    for companion in companions { try Self.create(companion, in: server) }
  }

  /// Refuses a patch after which a service's object could not be created any more.
  ///
  /// - Throws: `DocumentError`, also for a kind without a pod template that can be replaced.
  public func check(patch: Documents.Node, of service: ServiceID) throws {
    let manifest = templates[service.position]
    let kind = manifest.object["kind"]?.string ?? ""
    guard kind == "Deployment" || kind == "StatefulSet" else {
      throw DocumentError(
        file: manifest.file, position: manifest.object["kind"]?.position ?? .none, path: "kind",
        problem: "a \(kind) cannot be rolled out; only a Deployment or a StatefulSet can")
    }
    let simulation = Simulation()
    let server = APIServer(simulation: simulation)
    defer { withExtendedLifetime((simulation, server)) {} }
    try Self.create(
      Manifest(
        object: StrategicMergePatch.apply(patch, to: manifest.object), file: manifest.file),
      in: server)
  }

  private static func create(_ manifest: Manifest, in server: APIServer) throws {
    let kind = manifest.object["kind"]
    do {
      switch kind?.string {
      case "HorizontalPodAutoscaler":
        try server.createAutoscaler(manifest.object, file: manifest.file)
      case "PodDisruptionBudget": try server.createBudget(manifest.object, file: manifest.file)
      default:
        if try server.createServiceObject(manifest.object, file: manifest.file) != nil { return }
        if ServiceObject.kinds.contains(kind?.string ?? "") { return }
        throw DocumentError(
          file: manifest.file, position: kind?.position ?? .none, path: "kind",
          problem: "members simulated as objects run no \(kind?.string ?? "object without a kind")",
          suggestion: nearestName(to: kind?.string ?? "", among: ServiceObject.kinds))
      }
    } catch let error as DocumentError {
      throw error
    } catch {
      throw DocumentError(
        file: manifest.file, position: manifest.object.position, path: "spec",
        problem: "\(error)")
    }
  }

  /// A manifest with the namespace that it means.
  private static func completed(_ manifest: Manifest) -> Manifest {
    var completed = manifest
    var metadata = manifest.object["metadata"] ?? [:]
    metadata.set("namespace", Documents.Node(namespace(of: manifest.object)))
    completed.object.set("metadata", metadata)
    return completed
  }

  private static func namespace(of object: Documents.Node) -> String {
    let name = object["metadata"]?["namespace"]?.string ?? ""
    return name.isEmpty ? "default" : name
  }

  /// The object of a service. Services that come later than the scenario's templates have only
  /// their requests and tolerations.
  func manifest(of id: ServiceID, in fleet: Fleet) -> Manifest {
    if id.position < templates.count { return templates[id.position] }
    return Manifest(object: Self.object(fleet.services[id.position]), file: "arrivals")
  }

  /// What accompanies the workloads of a namespace.
  func companions(in namespace: String) -> [Manifest] { companions[namespace] ?? [] }

  private static func object(_ service: Service) -> Documents.Node {
    let parts = service.name.split(separator: "/", maxSplits: 1).map(String.init)
    let name = parts.last ?? service.name
    var requests: Documents.Node = [
      "cpu": Documents.Node("\(service.request.milliCPU)m"),
      "memory": Documents.Node("\(service.request.memory)"),
    ]
    if service.request.gpu > 0 {
      requests.set("nvidia.com/gpu", Documents.Node("\(service.request.gpu)"))
    }
    var labels = service.labels
    labels["app"] = name
    let template: Documents.Node = [
      "metadata": ["labels": Documents.Node(labels.mapValues { Documents.Node($0) })],
      "spec": [
        "containers": [["name": "main", "image": "main", "resources": ["requests": requests]]],
        "tolerations": Documents.Node(service.tolerations.map(Self.node)),
      ],
    ]
    let isJob = service.kind == "Job"
    var spec: Documents.Node = ["template": template]
    spec.set(isJob ? "parallelism" : "replicas", Documents.Node(Int64(service.replicas)))
    return [
      "apiVersion": isJob ? "batch/v1" : "apps/v1", "kind": isJob ? "Job" : "Deployment",
      "metadata": [
        "name": Documents.Node(name),
        "namespace": Documents.Node(parts.count > 1 ? parts[0] : "default"),
      ],
      "spec": spec,
    ]
  }

  private static func node(_ toleration: Toleration) -> Documents.Node {
    var node: Documents.Node = [
      "key": Documents.Node(toleration.key), "operator": Documents.Node(toleration.operator),
      "value": Documents.Node(toleration.value), "effect": Documents.Node(toleration.effect),
    ]
    if let seconds = toleration.tolerationSeconds {
      node.set("tolerationSeconds", Documents.Node(seconds))
    }
    return node
  }
}
