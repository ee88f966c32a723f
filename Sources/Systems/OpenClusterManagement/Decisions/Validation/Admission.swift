import Documents
import KubernetesAPI

/// What the hub's API server makes of an object: its schema's defaults and objections, and those
/// of the webhooks that need no other object.
///
/// Mirrors: `ocm@00f84c3 manifests/cluster-manager/hub/crds`, `pkg/registration/webhook`,
/// `pkg/work/webhook/common/validator.go`.
public enum Admission {
  private static func schema(_ kind: GroupVersionKind) -> ResourceSchema? {
    switch (kind.apiVersion, kind.kind) {
    case ("cluster.open-cluster-management.io/v1", "ManagedCluster"): .managedCluster
    case ("cluster.open-cluster-management.io/v1beta2", "ManagedClusterSet"): .managedClusterSet
    case ("cluster.open-cluster-management.io/v1beta2", "ManagedClusterSetBinding"):
      .managedClusterSetBinding
    case ("cluster.open-cluster-management.io/v1beta1", "Placement"): .placement
    case ("cluster.open-cluster-management.io/v1beta1", "PlacementDecision"): .placementDecision
    case ("cluster.open-cluster-management.io/v1alpha1", "AddOnPlacementScore"):
      .addOnPlacementScore
    case ("work.open-cluster-management.io/v1", "ManifestWork"): .manifestWork
    case ("work.open-cluster-management.io/v1alpha1", "ManifestWorkReplicaSet"):
      .manifestWorkReplicaSet
    default: nil
    }
  }

  /// The object with the defaults of its schema filled in; kinds that are not known stay as they
  /// are.
  public static func defaulted(_ node: Node, kind: GroupVersionKind) -> Node {
    schema(kind)?.defaulted(node) ?? node
  }

  /// What the API server objects to, the schema's objections first. Webhooks are asked only if the
  /// schema is content.
  public static func issues(_ node: Node, kind: GroupVersionKind) -> [SchemaIssue] {
    guard let schema = schema(kind) else { return [] }
    let defaulted = schema.defaulted(node)
    let issues = schema.issues(defaulted, path: "")
    return issues.isEmpty ? webhookIssues(defaulted, kind.kind) : issues
  }

  /// A field of an object's spec that its schema does not know.
  public struct UnknownField: Sendable {
    /// The field.
    public var path: String
    /// Where it was written.
    public var position: Node.Position
    /// The name that was written.
    public var name: String
    /// The names that are known there.
    public var known: [String]
  }

  /// The fields of the spec that the schema does not know: the API server drops them with a
  /// warning, `kubectl` refuses them.
  public static func unknownFields(_ node: Node, kind: GroupVersionKind) -> [UnknownField] {
    guard case .object(let fields)? = schema(kind), let spec = node["spec"],
      let field = fields.first(where: { $0.name == "spec" })
    else { return [] }
    return field.schema.unknownFields(spec, path: "spec").map { path, member, known in
      UnknownField(
        path: path, position: member.keyPosition, name: member.key, known: known)
    }
  }

  private static func webhookIssues(_ node: Node, _ kind: String) -> [SchemaIssue] {
    func issue(_ path: String, _ problem: String, at place: Node? = nil) -> [SchemaIssue] {
      [SchemaIssue(path: path, problem: problem, position: (place ?? node).position)]
    }
    switch kind {
    case "ManagedCluster":
      // Upstream looks at the name only where there are client configurations.
      let configurations = node["spec"]?["managedClusterClientConfigs"]?.array ?? []
      return configurations.enumerated().flatMap { index, configuration -> [SchemaIssue] in
        let url = configuration["url"]?.string ?? ""
        if url.lowercased().hasPrefix("https:") { return [] }
        return issue(
          "spec.managedClusterClientConfigs[\(index)].url",
          "url \"\(url)\" is invalid in client configs", at: configuration["url"])
      }
    case "ManagedClusterSetBinding":
      let set = node["spec"]?["clusterSet"]
      if (node["metadata"]?["name"]?.string ?? "") == (set?.string ?? "") { return [] }
      return issue(
        "spec.clusterSet",
        "The ManagedClusterSetBinding must have the same name as the target ManagedClusterSet",
        at: set)
    case "ManifestWorkReplicaSet":
      return manifestIssues(
        node["spec"]?["manifestWorkTemplate"], "spec.manifestWorkTemplate.workload.manifests")
    case "ManifestWork": return manifestIssues(node["spec"], "spec.workload.manifests")
    default: return []
    }
  }

  /// How many bytes of JSON the manifests of a work may have.
  public static let manifestLimit = 500 * 1024

  private static func manifestIssues(_ work: Node?, _ path: String) -> [SchemaIssue] {
    let list = work?["workload"]?["manifests"]
    func issue(_ problem: String, _ place: Node?, _ index: Int? = nil) -> [SchemaIssue] {
      [
        SchemaIssue(
          path: index.map { "\(path)[\($0)]" } ?? path, problem: problem,
          position: place?.position ?? .none)
      ]
    }
    let manifests = list?.array ?? []
    if manifests.isEmpty { return issue("Workload manifests should not be empty", list ?? work) }
    let size = manifests.reduce(0) { $0 + $1.json().utf8.count }
    if size > manifestLimit {
      return issue(
        "the size of manifests is \(size) bytes which exceeds the \(manifestLimit) limit", list)
    }
    var seen: Set<[String]> = []
    for (index, manifest) in manifests.enumerated() {
      func text(_ key: String) -> String { manifest["metadata"]?[key]?.string ?? "" }
      if text("name").isEmpty { return issue("name must be set in manifest", manifest, index) }
      if !text("generateName").isEmpty {
        return issue("generateName must not be set in manifest", manifest, index)
      }
      let version = manifest["apiVersion"]?.string ?? ""
      let kind = manifest["kind"]?.string ?? ""
      if !seen.insert([version, kind, text("namespace"), text("name")]).inserted {
        return issue(
          "duplicate manifest for resource \(text("namespace"))/\(text("name")) with resource type "
            + "\(version).\(kind)", manifest, index)
      }
    }
    return []
  }
}
