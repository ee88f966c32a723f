import Conformance
import Documents
import KubernetesAPI

/// Which failed node of a zone is tainted first is arbitrary upstream (the order of a Go map), and
/// so is whose pods go first: recordings hold one choice per run.
enum TaintingChoice {
  /// A name for all nodes, or pods, that stand for one another: those of one zone.
  static func group(_ vector: VectorCase, _ object: String, _ field: String) -> String? {
    let parts = object.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    switch parts[0] {
    case "Node":
      guard field.hasSuffix(":NoExecute]"), let zone = zone(of: parts[2], vector) else {
        return nil
      }
      return "Node of \(zone)"
    case "Pod":
      guard consequences.contains(field),
        let pod = manifest("Pod", parts[2], vector),
        let node = pod["spec"]?["nodeName"]?.string, let zone = zone(of: node[...], vector)
      else { return nil }
      return "Pod of \(zone)"
    default: return nil
    }
  }

  private static let consequences: Set = [
    "status.conditions[DisruptionTarget].reason", "terminating", "exists",
    "status.conditions[Ready].status",
  ]

  private static func zone(of node: Substring, _ vector: VectorCase) -> String? {
    manifest("Node", node, vector)?["metadata"]?["labels"]?[WellKnown.zone]?.string
  }

  private static func manifest(
    _ kind: String, _ name: Substring, _ vector: VectorCase
  ) -> Documents.Node? {
    vector.input["objects"]?.array?.first {
      $0["kind"]?.string == kind && $0["metadata"]?["name"]?.string == String(name)
    }
  }
}
