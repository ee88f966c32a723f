import Documents
import EventKernel
import Kubernetes
import KubernetesAPI

/// A HorizontalPodAutoscaler as the API server keeps it.
final class AutoscalerObject: APIObject {
  /// What a metric shall be; amounts in thousandths.
  enum Target: Sendable {
    case utilization(Int32)
    case average(Int64)
    case value(Int64)
    /// Nothing that the kind of metric knows.
    case none
  }

  enum Metric: Sendable {
    case resource(String, container: String, Target)
    case pods(String, Target)
    case object(String, kind: String, name: String, Target)
    case external(String, Target)
    case unknown

    /// The reason of condition `ScalingActive` when it fails.
    var failure: String {
      switch self {
      case .resource(_, let container, _):
        container.isEmpty ? "FailedGetResourceMetric" : "FailedGetContainerResourceMetric"
      case .pods: "FailedGetPodsMetric"
      case .object: "FailedGetObjectMetric"
      case .external: "FailedGetExternalMetric"
      case .unknown: "InvalidMetricSourceType"
      }
    }
  }

  struct Spec {
    var targetKind: String
    var targetName: String
    var minReplicas: Int32
    var maxReplicas: Int32
    var metrics: [Metric]
    /// As written; nil for none.
    var behavior: ScalingBehavior?
  }

  /// A condition, without its message.
  struct Condition: Equatable {
    var isTrue: Bool
    var reason: String
  }

  struct Status: Equatable {
    var currentReplicas: Int32 = 0
    var desiredReplicas: Int32 = 0
    /// Values of the metrics as reported; nil for one that failed.
    var metrics: [Int64?] = []
    var lastScaleTime: VirtualTime?
    var ableToScale: Condition?
    var scalingActive: Condition?
    var scalingLimited: Condition?
  }

  var id: Int32 = -1
  let name: String
  let namespace: String
  let created: VirtualTime
  var spec: Spec
  var status = Status()
  /// The resource version, as far as writers compare it.
  var version: Int64 = 0

  fileprivate init(_ manifest: Documents.Node, file: String, created: VirtualTime) throws {
    let metadata = try NodeDecoder(file: file).decode(
      ObjectMeta.self, from: manifest["metadata"] ?? [:])
    name = metadata.name
    namespace = metadata.namespace
    spec = try Spec(manifest["spec"] ?? [:], file: file)
    self.created = created
  }
}

extension AutoscalerObject.Spec {
  /// The spec with the API server's defaults.
  fileprivate init(_ spec: Documents.Node, file: String) throws {
    targetKind = spec["scaleTargetRef"]?["kind"]?.string ?? ""
    targetName = spec["scaleTargetRef"]?["name"]?.string ?? ""
    minReplicas = Int32(clamping: spec["minReplicas"]?.int64 ?? 1)
    maxReplicas = Int32(clamping: spec["maxReplicas"]?.int64 ?? 0)
    metrics = try (spec["metrics"]?.array ?? []).map { try Self.metric($0, file) }
    func refuse(_ field: String, _ problem: String) -> DocumentError {
      DocumentError(
        file: file, position: (spec[field] ?? spec).position, path: "spec.\(field)",
        problem: problem)
    }
    if targetKind.isEmpty || targetName.isEmpty {
      throw refuse("scaleTargetRef", "needs a kind and a name")
    }
    if maxReplicas < 1 { throw refuse("maxReplicas", "must be greater than 0") }
    if maxReplicas < minReplicas {
      throw refuse("maxReplicas", "must be greater than or equal to minReplicas")
    }
    if minReplicas < 0 { throw refuse("minReplicas", "must be greater than or equal to 0") }
    if metrics.isEmpty { metrics = [.resource("cpu", container: "", .utilization(80))] }
    behavior = try spec["behavior"].flatMap {
      $0.isNull ? nil : try NodeDecoder(file: file).decode(ScalingBehavior.self, from: $0)
    }
  }

  private static func metric(
    _ metric: Documents.Node, _ file: String
  ) throws -> AutoscalerObject.Metric {
    switch metric["type"]?.string {
    case "Resource":
      let source = metric["resource"]
      return .resource(
        source?["name"]?.string ?? "", container: "", try target(source?["target"], file))
    case "ContainerResource":
      let source = metric["containerResource"]
      return .resource(
        source?["name"]?.string ?? "", container: source?["container"]?.string ?? "",
        try target(source?["target"], file))
    case "Pods":
      let source = metric["pods"]
      return .pods(source?["metric"]?["name"]?.string ?? "", try target(source?["target"], file))
    case "Object":
      let source = metric["object"]
      return .object(
        source?["metric"]?["name"]?.string ?? "",
        kind: source?["describedObject"]?["kind"]?.string ?? "",
        name: source?["describedObject"]?["name"]?.string ?? "", try target(source?["target"], file)
      )
    case "External":
      let source = metric["external"]
      return .external(
        source?["metric"]?["name"]?.string ?? "", try target(source?["target"], file))
    default: return .unknown
    }
  }

  /// An average counts before anything else, as controllers look at it first.
  private static func target(
    _ target: Documents.Node?, _ file: String
  ) throws -> AutoscalerObject.Target {
    if let average = try amount(target?["averageValue"], file) { return .average(average) }
    if let value = try amount(target?["value"], file) { return .value(value) }
    if let percent = target?["averageUtilization"]?.int64 {
      return .utilization(Int32(clamping: percent))
    }
    return .none
  }

  private static func amount(_ node: Documents.Node?, _ file: String) throws -> Int64? {
    guard let node, !node.isNull else { return nil }
    do {
      return try Quantity(parsing: node.string ?? node.json()).milliValue
    } catch {
      throw DocumentError(
        file: file, position: node.position, path: "spec.metrics", problem: "\(error)")
    }
  }
}

extension APIServer {
  /// Creates the autoscaler of a manifest; nil where the name is taken.
  ///
  /// - Parameter file: Where the manifest comes from, for messages.
  @discardableResult
  func createAutoscaler(_ manifest: Documents.Node, file: String = "manifest") throws
    -> AutoscalerObject?
  {
    let autoscaler = try AutoscalerObject(manifest, file: file, created: now)
    return create(autoscaler, in: \.autoscalers) ? autoscaler : nil
  }

  /// Changes an autoscaler to what a manifest says; its status stays.
  func apply(
    _ manifest: Documents.Node, to autoscaler: AutoscalerObject, file: String = "manifest"
  ) throws {
    let spec = try AutoscalerObject.Spec(manifest["spec"] ?? [:], file: file)
    update(autoscaler, in: \.autoscalers, .spec) {
      $0.spec = spec
      $0.version += 1
    }
  }

  /// Writes a status, if nobody has written since `version`.
  func write(
    _ status: AutoscalerObject.Status, of autoscaler: AutoscalerObject, ifVersion version: Int64
  ) -> Bool {
    guard version == autoscaler.version else { return false }
    return update(autoscaler, in: \.autoscalers, .status) {
      $0.status = status
      $0.version += 1
    }
  }
}
