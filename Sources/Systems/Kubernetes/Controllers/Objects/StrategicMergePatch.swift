import Documents

/// The apiserver's strategic merge of a patch into an object: members are merged, lists whose
/// elements have a merge key element by element, other lists are replaced.
///
/// Mirrors: the `patchMergeKey` tags of `k8s.io/api@v0.36.2 core/v1/types.go`.
enum StrategicMergePatch {
  private static let mergeKeys = [
    "containers": "name", "initContainers": "name", "volumes": "name", "env": "name",
    "conditions": "type", "topologySpreadConstraints": "topologyKey", "schedulingGates": "name",
  ]

  static func apply(_ patch: Node, to object: Node) -> Node {
    guard let members = patch.object, object.object != nil else { return patch }
    var merged = object
    for member in members {
      if member.value.isNull {
        merged.remove(member.key)
      } else if let old = merged[member.key] {
        merged.set(member.key, merge(member.value, into: old, field: member.key))
      } else {
        merged.set(member.key, member.value)
      }
    }
    return merged
  }

  private static func merge(_ patch: Node, into old: Node, field: String) -> Node {
    if patch.object != nil { return apply(patch, to: old) }
    guard let elements = patch.array, let key = mergeKeys[field], var merged = old.array else {
      return patch
    }
    for element in elements {
      let place = merged.firstIndex { $0[key] != nil && $0[key] == element[key] }
      if let directive = element["$patch"]?.string, directive == "delete" {
        if let place { merged.remove(at: place) }
      } else if let place {
        merged[place] = apply(element, to: merged[place])
      } else {
        merged.append(element)
      }
    }
    return Node(merged)
  }
}
