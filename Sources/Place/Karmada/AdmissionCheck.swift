import Documents
import Karmada
import KubernetesAPI

/// Takes Karmada's objects through admission, as the API server does: unknown fields, which
/// `kubectl apply` refuses, then defaults, schema and webhooks.
enum AdmissionCheck {
  /// Karmada's kinds by group; those of these groups that are none of them are misspelt.
  private static let kindsByGroup: [String: [String]] = [
    "policy.karmada.io": [
      "PropagationPolicy", "ClusterPropagationPolicy", "OverridePolicy", "ClusterOverridePolicy",
      "ClusterTaintPolicy", "FederatedResourceQuota",
    ],
    "cluster.karmada.io": ["Cluster"],
    "work.karmada.io": ["ResourceBinding", "ClusterResourceBinding", "Work"],
  ]

  /// The object as it is stored; what admission does not look at stays as it is.
  ///
  /// - Throws: What the API server would refuse, in its words, with the place in the manifest.
  static func admit(_ object: ManifestObject) throws(DocumentError) -> ManifestObject {
    let kind = object.identifier
    if let names = kindsByGroup[kind.group], !names.contains(kind.kind) {
      throw DocumentError(
        file: object.file, position: object.node["kind"]?.position ?? object.node.position,
        path: "kind", problem: "\(kind.group) has no kind \"\(kind.kind)\"",
        suggestion: nearestName(to: kind.kind, among: names))
    }
    guard kind.group.hasSuffix("karmada.io"), KarmadaAdmission.kinds.contains(kind.kind) else {
      return object
    }
    if let field = KarmadaAdmission.unknownField(in: object.node, kind: kind.kind) {
      throw DocumentError(
        file: object.file, position: field.position, path: field.path, problem: "unknown field",
        suggestion: nearestName(to: field.name, among: field.valid))
    }
    let admitted: Documents.Node
    do throws(KarmadaAdmission.Denial) {
      admitted = try KarmadaAdmission.admit(
        KarmadaAdmission.Request(creating: object), permanentID: object.metadata.uid)
    } catch {
      throw refusal(object, error)
    }
    let registry = KindRegistry(KarmadaKinds.all)
    var read = try registry.objects(in: [admitted], file: object.file)
    return read.popLast() ?? object
  }

  private static func refusal(
    _ object: ManifestObject, _ denial: KarmadaAdmission.Denial
  ) -> DocumentError {
    guard case .fields(let errors) = denial, let first = errors.first else {
      return DocumentError(
        file: object.file, position: object.node.position, problem: denial.description)
    }
    var problem = first.body
    if errors.count > 1 {
      problem +=
        " (and \(errors.count - 1) more: "
        + errors.dropFirst().map(\.description).joined(separator: "; ") + ")"
    }
    return DocumentError(
      file: object.file, position: position(of: first.field, in: object.node),
      path: first.field, problem: problem, suggestion: suggestion(for: first))
  }

  /// Where a field stands, or the innermost object on the way that the manifest has.
  static func position(of path: String, in node: Documents.Node) -> Documents.Node.Position {
    var node = node
    for step in path.split(whereSeparator: { $0 == "." || $0 == "[" }) {
      let next: Documents.Node?
      if step.hasSuffix("]") {
        let key = String(step.dropLast())
        let elements = node.array ?? []
        if let index = Int(key), elements.indices.contains(index) {
          next = elements[index]
        } else {
          next = node[key]
        }
      } else {
        next = node[String(step)]
      }
      guard let next else { break }
      node = next
    }
    return node.position
  }

  /// The supported value that was probably meant.
  private static func suggestion(for error: FieldError) -> String? {
    guard error.kind == .notSupported else { return nil }
    let written: String
    switch error.value {
    case .text(let text): written = text
    case .json(let node): written = node.string ?? ""
    }
    let supported = error.detail.split(separator: "\"", omittingEmptySubsequences: false)
      .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    return nearestName(to: written, among: supported)
  }
}
