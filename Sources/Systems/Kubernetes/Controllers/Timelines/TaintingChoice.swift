import Conformance
import Documents
import KubernetesAPI

/// Which failed node of a zone is tainted first is arbitrary upstream (the order of a Go map), and
/// so is whose pods go first: recordings hold one choice per run.
///
/// It is open only in zones whose recorded taints did not all come in every run; in the others every
/// node and pod stands for itself.
struct TaintingChoice {
  /// Zones in which the choice is open, by node.
  private var zones: [String: String] = [:]
  /// The node of each pod that the case creates, if its zone is open.
  private var nodes: [String: String] = [:]

  init(_ vector: VectorCase) {
    let objects = vector.input["objects"]?.array ?? []
    for object in objects where object["kind"]?.string == "Node" {
      guard let name = object["metadata"]?["name"]?.string else { continue }
      zones[name] = object["metadata"]?["labels"]?[WellKnown.zone]?.string
    }
    var open: Set<String> = []
    for line in vector.expected["sometimes"]?.array ?? [] {
      guard let object = line["object"]?.string, object.hasPrefix("Node//"),
        let field = line["field"]?.string, field.hasSuffix(Self.taint),
        let zone = zones[String(object.dropFirst("Node//".count))]
      else { continue }
      open.insert(zone)
    }
    zones = zones.filter { open.contains($0.value) }
    for object in objects where object["kind"]?.string == "Pod" {
      guard let name = object["metadata"]?["name"]?.string,
        let node = object["spec"]?["nodeName"]?.string, zones[node] != nil
      else { continue }
      nodes[name] = node
    }
  }

  /// A name for all nodes, or pods, that stand for one another: those of one zone.
  func group(_ object: String, _ field: String) -> String? {
    let parts = object.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3 else { return nil }
    switch parts[0] {
    case "Node" where field.hasSuffix(Self.taint): return zones[parts[2]].map { "Node of \($0)" }
    case "Pod" where Self.consequences.contains(field):
      return nodes[parts[2]].flatMap { zones[$0] }.map { "Pod of \($0)" }
    default: return nil
    }
  }

  private static let taint = ":NoExecute]"
  private static let consequences: Set = [
    "status.conditions[DisruptionTarget].reason", "terminating", "exists",
    "status.conditions[Ready].status",
  ]
}
