import Documents

/// Changes to image names, as operations on the object.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/overridemanager/imageoverride.go`.
enum ImageOverrides {
  static func operations(
    _ overrider: ImageOverrider, _ object: Node
  ) throws(ObjectOverrides.Failure) -> [JSONPatch.Operation] {
    if let predicate = overrider.predicate {
      let image = try image(at: predicate.path, in: object)
      guard predicate.path.utf8.first == UInt8(ascii: "/") else {
        throw ObjectOverrides.Failure("imagePath should be start with / character")
      }
      return [
        JSONPatch.Operation("replace", predicate.path, Node(try changed(image, overrider)))
      ]
    }
    let kind = object["kind"]?.string ?? ""
    guard let path = WorkloadShape.containersPath(ofKind: kind),
      let shape = WorkloadShape.of(kind: kind)
    else { return [] }
    guard shape.accepts(object) else {
      throw ObjectOverrides.Failure("failed to convert \(kind) from unstructured object")
    }
    var node: Node? = object
    for field in path { node = node?[field] }
    var operations: [JSONPatch.Operation] = []
    for (index, container) in (node?.array ?? []).enumerated() {
      let image = container["image"]?.string ?? ""
      operations.append(
        JSONPatch.Operation(
          "replace", "/\(path.joined(separator: "/"))/\(index)/image",
          Node(try changed(image, overrider))))
    }
    return operations
  }

  private static func image(
    at path: String, in object: Node
  ) throws(ObjectOverrides.Failure) -> String {
    func failure(_ problem: String) -> ObjectOverrides.Failure {
      ObjectOverrides.Failure(
        "failed to obtain imageValue with predicate path(\(path)), error: \(problem)")
    }
    var bytes = Substring(path).utf8
    while bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
    while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    let segments = Substring(bytes).split(separator: "/", omittingEmptySubsequences: false)
      .map(String.init)
    var node = object
    var index = 0
    while index < segments.count - 1 {
      let next = node[segments[index]] ?? .null
      switch next.content {
      case .object: node = next
      case .array(let elements):
        guard let position = Int32(segments[index + 1]) else {
          throw failure("path(\(segments[index + 1])) of rawObj's is not number")
        }
        // Upstream panics here.
        guard elements.indices.contains(Int(position)),
          elements[Int(position)].object != nil
        else { throw failure("index out of range") }
        node = elements[Int(position)]
        index += 1
      default:
        throw failure(
          "path(\(segments[index])) of rawObj's type is not map[string]interface{} and"
            + " []interface{}")
      }
      index += 1
    }
    let last = segments.last ?? ""
    guard let image = node[last]?.string else {
      throw failure("failed to convert path(\(last)) to string")
    }
    return image
  }

  private static func changed(
    _ image: String, _ overrider: ImageOverrider
  ) throws(ObjectOverrides.Failure) -> String {
    var reference: ImageReference
    do throws(ImageReference.Failure) {
      reference = try ImageReference(image)
    } catch {
      throw ObjectOverrides.Failure(
        "failed to parse image value(\(image)), error: \(error.description)")
    }
    switch (overrider.component, overrider.operator) {
    case ("Registry", "add"): reference.hostname += overrider.value
    case ("Registry", "replace"): reference.hostname = overrider.value
    case ("Registry", "remove"): reference.hostname = ""
    case ("Repository", "add"): reference.repository += overrider.value
    case ("Repository", "replace"): reference.repository = overrider.value
    case ("Repository", "remove"): reference.repository = ""
    case ("Tag", "add"): reference.setTagOrDigest(reference.tagOrDigest + overrider.value)
    case ("Tag", "replace"): reference.setTagOrDigest(overrider.value)
    case ("Tag", "remove"): reference.removeTagOrDigest()
    case ("Registry", _), ("Repository", _), ("Tag", _): break
    default:
      throw ObjectOverrides.Failure("unsupported image component(\(overrider.component))")
    }
    return reference.text
  }
}
