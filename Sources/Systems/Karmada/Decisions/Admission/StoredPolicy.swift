import Documents
import KubernetesAPI

/// Karmada's objects as the API server stores them.
///
/// Mirrors: `karmada@f8fdd02 pkg/webhook`, `charts/karmada/_crds/bases`.
extension KarmadaAdmission.Request {
  /// The creation of an object of a manifest, which gets the namespace `default` if it names none.
  public init(creating object: ManifestObject) {
    let kind = object.identifier.kind
    let written = object.metadata.namespace
    let namespace = kind.hasPrefix("Cluster") ? "" : written.isEmpty ? "default" : written
    var node = object.node
    if node["metadata"]?.object != nil, written.isEmpty, !namespace.isEmpty {
      var metadata = node["metadata"] ?? .null
      metadata.set("namespace", Node(namespace))
      node.set("metadata", metadata)
    }
    self.init(kind: kind, namespace: namespace, object: node)
  }
}

extension PropagationPolicy {
  /// The policy of a manifest with all defaults of the schema and the webhook; nothing is checked.
  ///
  /// - Throws: A default that cannot be read into what was written.
  public init(stored object: ManifestObject) throws(DocumentError) {
    let request = KarmadaAdmission.Request(creating: object)
    let node = KarmadaAdmission.withAllDefaults(request, permanentID: object.metadata.uid)
    self = try NodeDecoder(file: object.file).decode(PropagationPolicy.self, from: node)
  }
}
