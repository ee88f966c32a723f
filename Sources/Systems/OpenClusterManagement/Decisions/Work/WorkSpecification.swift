import Documents

/// The spec of a ManifestWork in the form in which two of them are compared: without the creation
/// times that serialising adds to manifests, and with nothing, null and empty alike.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/sdk-go/pkg/apis/work/v1/applier/workapplier.go`
/// (ManifestWorkEqual).
struct WorkSpecification: Equatable {
  private var manifests: [Node]
  private var rest: Node

  init(_ spec: Node?) {
    var rest = spec ?? .null
    let workload = rest["workload"]
    manifests = (workload?["manifests"]?.array ?? []).map(Self.withoutCreationTime)
    rest.remove("workload")
    self.rest = Self.pruned(rest) ?? .null
  }

  private static func withoutCreationTime(_ manifest: Node) -> Node {
    var manifest = manifest
    remove(["metadata", "creationTimestamp"], from: &manifest)
    remove(["spec", "template", "metadata", "creationTimestamp"], from: &manifest)
    return manifest
  }

  private static func remove(_ path: ArraySlice<String>, from node: inout Node) {
    guard let key = path.first else { return }
    if path.count == 1 {
      node.remove(key)
    } else if var inside = node[key], inside.object != nil {
      remove(path.dropFirst(), from: &inside)
      node.set(key, inside)
    }
  }

  /// A typed object has no place for fields at their zero value.
  private static func pruned(_ node: Node) -> Node? {
    switch node.content {
    case .null: return nil
    case .object(let members):
      let kept = members.compactMap { member in
        pruned(member.value).map { Node.Member(key: member.key, value: $0) }
      }
      return kept.isEmpty ? nil : Node(.object(kept))
    case .array(let elements):
      return elements.isEmpty ? nil : Node(.array(elements.map { pruned($0) ?? .null }))
    case .string(let text): return text.isEmpty ? nil : node
    case .bool(let value): return value ? node : nil
    default: return node
    }
  }
}
