import Documents

/// Builds the object that a cluster gets from a federated object.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/sync/resource.go` (ObjectForCluster, ApplyOverrides),
/// `sync/dispatch/retain.go`, `pkg/controller/util/propagatedversion.go`.
public enum MemberObject {
  /// The label of everything that KubeFed manages.
  public static let managedLabel = "kubefed.io/managed"
  /// The finalizer of federated objects.
  public static let finalizer = "kubefed.io/sync-controller"
  /// The annotation that keeps member objects when the federated object goes.
  public static let orphanAnnotation = "kubefed.io/orphan"

  /// The target of a federated object.
  public struct Target: Sendable, Equatable {
    /// Name and namespace of both; the namespace is empty for cluster-wide objects.
    public var name: String
    public var namespace: String
    /// The target's kind, and the version that is used unless the template says another.
    public var kind: String
    public var apiVersion: String

    /// A target.
    public init(name: String, namespace: String, kind: String, apiVersion: String) {
      self.name = name
      self.namespace = namespace
      self.kind = kind
      self.apiVersion = apiVersion
    }
  }

  /// The template under its name; annotations and finalizers belong to the members' controllers
  /// and are dropped.
  public static func object(from template: Node?, _ target: Target) -> Node {
    var object = template ?? Node(.object([]))
    var metadata = object["metadata"] ?? Node(.object([]))
    metadata.remove("annotations")
    metadata.remove("finalizers")
    metadata.set("name", Node(target.name))
    if !target.namespace.isEmpty { metadata.set("namespace", Node(target.namespace)) }
    object.set("metadata", metadata)
    object.set("kind", Node(target.kind))
    if (object["apiVersion"]?.string ?? "").isEmpty {
      object.set("apiVersion", Node(target.apiVersion))
    }
    return object
  }

  /// The object with one cluster's overrides; the managed label comes last, so that none removes
  /// it.
  public static func applying(
    _ overrides: [ClusterOverride]?, to object: Node
  ) throws(JSONPatch.Failure) -> Node {
    var patched = object
    if let overrides { patched = try OverridePatch.apply(overrides, to: object) }
    var metadata = patched["metadata"] ?? Node(.object([]))
    var labels = metadata["labels"] ?? Node(.object([]))
    labels.set(managedLabel, "true")
    metadata.set("labels", labels)
    patched.set("metadata", metadata)
    return patched
  }

  /// The object for an update: what the member's own controllers have set stays. Overrides come
  /// after this and win.
  public static func retaining(
    _ existing: Node, in object: Node, retainReplicas: Bool
  ) -> Node {
    var kept = object
    var metadata = kept["metadata"] ?? Node(.object([]))
    for field in ["resourceVersion", "finalizers", "annotations"] {
      if let value = existing["metadata"]?[field] {
        metadata.set(field, value)
      } else {
        metadata.remove(field)
      }
    }
    kept.set("metadata", metadata)
    switch kept["kind"]?.string {
    case "Service": retainService(existing, &kept)
    case "ServiceAccount":
      if (kept["secrets"]?.array ?? []).isEmpty, let secrets = existing["secrets"],
        !(secrets.array ?? []).isEmpty
      {
        kept.set("secrets", secrets)
      }
    default:
      if retainReplicas, let replicas = existing["spec"]?["replicas"] {
        var spec = kept["spec"] ?? Node(.object([]))
        spec.set("replicas", replicas)
        kept.set("spec", spec)
      }
    }
    return kept
  }

  private static func retainService(_ existing: Node, _ object: inout Node) {
    var spec = object["spec"] ?? Node(.object([]))
    if let port = existing["spec"]?["healthCheckNodePort"], (port.int64 ?? 0) > 0 {
      spec.set("healthCheckNodePort", port)
    }
    if let address = existing["spec"]?["clusterIP"], address.string?.isEmpty == false {
      spec.set("clusterIP", address)
    }
    if let addresses = existing["spec"]?["clusterIPs"], addresses.array?.isEmpty == false {
      spec.set("clusterIPs", addresses)
    }
    if let known = existing["spec"]?["ports"]?.array {
      var ports = spec["ports"]?.array ?? []
      for index in ports.indices {
        for other in known
        where ["name", "protocol", "port"].allSatisfy({ ports[index][$0] == other[$0] }) {
          if let nodePort = other["nodePort"] { ports[index].set("nodePort", nodePort) }
        }
      }
      spec.set("ports", Node(ports))
    }
    object.set("spec", spec)
  }

  /// The version that is recorded to avoid needless updates.
  public static func version(generation: Int64, resourceVersion: String) -> String {
    generation != 0 ? "gen:\(generation)" : "rv:\(resourceVersion)"
  }
}
