import Documents
import KubernetesAPI

/// Whether two pod templates mean the same: fields that the struct does not have are ignored, empty
/// lists and maps count as absent, quantities are compared by amount.
///
/// Where the struct has a pointer, being absent differs from being there with zero in it.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/deployment/util/deployment_util.go`
/// (EqualIgnoreHash), `k8s.io/apimachinery@v0.36.2 pkg/api/equality/semantic.go`.
public enum PodTemplateEquality {
  /// Whether templates are equal but for the label `pod-template-hash`.
  public static func ignoringHash(_ left: Node, _ right: Node) -> Bool {
    equal(withoutHash(left), withoutHash(right), "PodTemplateSpec")
  }

  private static func withoutHash(_ template: Node) -> Node {
    guard var metadata = template["metadata"], var labels = metadata["labels"] else {
      return template
    }
    labels.remove("pod-template-hash")
    metadata.set("labels", labels)
    var stripped = template
    stripped.set("metadata", metadata)
    return stripped
  }

  private static func equal(_ left: Node?, _ right: Node?, _ type: String) -> Bool {
    let left = left.flatMap { $0.isNull ? nil : $0 }
    let right = right.flatMap { $0.isNull ? nil : $0 }
    if left == nil, right == nil { return true }
    if type.hasPrefix("*") {
      guard let left, let right else { return false }
      return equal(left, right, String(type.dropFirst()))
    }
    switch type {
    case "bool": return (left?.bool ?? false) == (right?.bool ?? false)
    case "int32", "int64": return (left?.int64 ?? 0) == (right?.int64 ?? 0)
    case "resource.Quantity": return quantity(left) == quantity(right)
    case "intstr.IntOrString":
      return left?.string == right?.string && (left?.int64 ?? 0) == (right?.int64 ?? 0)
    case "ResourceList": return equalMaps(left, right, of: "resource.Quantity")
    case "map[string]string": return equalMaps(left, right, of: "string")
    default: break
    }
    if type.hasPrefix("[]") { return equalLists(left, right, of: String(type.dropFirst(2))) }
    if let fields = PodTemplateSchema.structs[type] {
      return fields.allSatisfy { field in
        equal(
          field.member.map { left?[$0] } ?? left, field.member.map { right?[$0] } ?? right,
          field.type)
      }
    }
    return (left?.string ?? "") == (right?.string ?? "")
  }

  private static func equalLists(_ left: Node?, _ right: Node?, of type: String) -> Bool {
    let (left, right) = (left?.array ?? [], right?.array ?? [])
    return left.count == right.count && zip(left, right).allSatisfy { equal($0, $1, type) }
  }

  private static func equalMaps(_ left: Node?, _ right: Node?, of type: String) -> Bool {
    let (left, right) = (left?.object ?? [], right ?? .null)
    return left.count == (right.object ?? []).count
      && left.allSatisfy { member in
        right[member.key].map { equal(member.value, $0, type) } ?? false
      }
  }

  /// A quantity as written; what cannot be read counts as zero.
  private static func quantity(_ node: Node?) -> Quantity {
    guard let node, let amount = try? Quantity(parsing: node.string ?? node.json()) else {
      return .zero
    }
    return amount
  }
}
