import Documents
import KubernetesAPI

/// Refuses manifests of workloads that the API server would refuse, as far as placement depends on
/// them.
enum TemplateCheck {
  /// The longest name that the API server takes.
  private static let nameLimit = 253

  /// Checks one object: its name, and that counts are not negative.
  static func check(_ object: ManifestObject) throws(DocumentError) {
    if object.metadata.name.isEmpty {
      throw DocumentError(
        file: object.file, position: (object.node["metadata"] ?? object.node).position,
        path: "metadata.name", problem: "is missing")
    }
    if object.metadata.name.utf8.count > nameLimit {
      throw DocumentError(
        file: object.file,
        position: (object.node["metadata"]?["name"] ?? object.node).position,
        path: "metadata.name", problem: "must be no more than \(nameLimit) characters")
    }
    for field in counts(of: object) {
      guard let node = object.node["spec"]?[field], let value = node.int64, value < 0 else {
        continue
      }
      throw DocumentError(
        file: object.file, position: node.position, path: "spec.\(field)",
        problem: "must not be negative, but is \(value)")
    }
  }

  private static func counts(of object: ManifestObject) -> [String] {
    switch object.object {
    case is Deployment, is StatefulSet, is ReplicaSet: ["replicas"]
    case is Job: ["parallelism", "completions"]
    default: []
    }
  }
}
