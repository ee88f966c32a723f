import Documents

/// Applies overrides to an object as one JSON patch.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/util/overrides.go` (ApplyJSONPatch); vectors
/// `kubefed/overrides.jsonl.gz`.
public enum OverridePatch {
  /// The object with all changes, or the first one's failure.
  public static func apply(
    _ overrides: [ClusterOverride], to object: Node
  ) throws(JSONPatch.Failure) -> Node {
    let operations = overrides.map {
      JSONPatch.Operation($0.op.isEmpty ? "replace" : $0.op, $0.path, $0.value ?? .null)
    }
    let document = try JSONPatch(operations, .version4).applied(to: object)
    try checkIsObject(document)
    return document
  }

  /// What the patched text must be to be read as an object again.
  private static func checkIsObject(_ document: Node) throws(JSONPatch.Failure) {
    guard document.object != nil, let kind = document["kind"]?.string, !kind.isEmpty else {
      throw JSONPatch.Failure(description: "Object 'Kind' is missing")
    }
    let version = document["apiVersion"]?.string ?? ""
    if version.utf8.count(where: { $0 == UInt8(ascii: "/") }) > 1 {
      throw JSONPatch.Failure(description: "unexpected GroupVersion string: \(version)")
    }
  }
}
