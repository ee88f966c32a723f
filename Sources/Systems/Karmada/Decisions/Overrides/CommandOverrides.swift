import Documents
import GoSemantics

/// Changes to commands and arguments of containers, as operations on the object.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/overridemanager/commandargsoverride.go`.
enum CommandOverrides {
  /// - Parameter target: `command` or `args`.
  static func operations(
    _ target: String, _ overrider: CommandArgsOverrider, _ object: Node
  ) throws(ObjectOverrides.Failure) -> [JSONPatch.Operation] {
    let kind = object["kind"]?.string ?? ""
    guard let path = WorkloadShape.containersPath(ofKind: kind) else { return [] }
    let joined = path.joined(separator: "/")
    var node = object
    for field in path {
      if node.isNull { return [] }
      guard node.object != nil else {
        throw ObjectOverrides.Failure(
          "failed to retrieves path(\(joined)) from rawObj, error: \(field) is in no object")
      }
      guard let next = node[field] else { return [] }
      node = next
    }
    guard let containers = node.array else {
      throw ObjectOverrides.Failure(
        "failed to retrieves path(\(joined)) from rawObj, error: it is no list")
    }
    var operations: [JSONPatch.Operation] = []
    for (index, container) in containers.enumerated() {
      // Upstream panics at what is no object, and at commands that are no lists.
      guard container.object != nil else {
        throw ObjectOverrides.Failure("container \(index) is no object")
      }
      guard container["name"]?.string == overrider.containerName else { continue }
      let present = container[target] ?? .null
      guard present.isNull || present.array != nil else {
        throw ObjectOverrides.Failure("\(target) of container \(index) is no list")
      }
      let words = changed((present.array ?? []).map(text), overrider)
      operations.append(
        JSONPatch.Operation(
          present.isNull ? "add" : "replace", "/\(joined)/\(index)/\(target)", Node(words)))
    }
    return operations
  }

  private static func changed(_ words: [String], _ overrider: CommandArgsOverrider) -> [String] {
    switch overrider.operator {
    case "add": words + overrider.value
    case "remove": words.filter { !overrider.value.contains($0) }
    default: words
    }
  }

  /// `fmt.Sprintf("%s", …)` of a value that need not be a string.
  private static func text(_ node: Node) -> String {
    switch node.content {
    case .string(let value): return value
    case .null: return "%!s(<nil>)"
    case .bool(let value): return "%!s(bool=\(value))"
    case .integer(let value): return "%!s(int64=\(value))"
    case .number(let value): return "%!s(float64=\(GoNumber.text(value)))"
    case .array(let elements): return "[" + elements.map(text).joined(separator: " ") + "]"
    case .object(let members):
      var members = members
      stableSort(&members) { bytewiseLess($0.key, $1.key) }
      return "map[" + members.map { "\($0.key):\(text($0.value))" }.joined(separator: " ") + "]"
    }
  }
}
