import Documents
import KubernetesAPI

/// What an override can be about: one object by its kind and name.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/overrider/overrider.go`.
public struct OverrideTarget: Sendable, Hashable {
  /// The object's group; empty for the core group.
  public var group: String
  /// The object's version.
  public var version: String
  /// The object's kind.
  public var kind: String
  /// The object's namespace; empty for cluster-scoped objects.
  public var namespace: String
  /// The object's name.
  public var name: String

  /// A target.
  public init(group: String, version: String, kind: String, namespace: String, name: String) {
    self.group = group
    self.version = version
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  /// The target that a selector names.
  init(_ selector: ResourceSelectorTerm, namespace: String) {
    self.init(
      group: selector.group, version: selector.version, kind: selector.kind,
      namespace: namespace, name: selector.name)
  }

  /// A namespace, which stands for everything inside.
  static func namespace(_ name: String) -> OverrideTarget {
    OverrideTarget(group: "", version: "v1", kind: "Namespace", namespace: "", name: name)
  }

  /// The object of a manifest; nil if that is none.
  public init?(manifest: Node) {
    guard let apiVersion = manifest["apiVersion"]?.string, let kind = manifest["kind"]?.string
    else { return nil }
    let (group, version) = Self.split(apiVersion)
    self.init(
      group: group, version: version, kind: kind,
      namespace: manifest["metadata"]?["namespace"]?.string ?? "",
      name: manifest["metadata"]?["name"]?.string ?? "")
  }

  private static func split(_ apiVersion: String) -> (group: String, version: String) {
    guard let slash = apiVersion.firstIndex(of: "/") else { return ("", apiVersion) }
    return (String(apiVersion[..<slash]), String(apiVersion[apiVersion.index(after: slash)...]))
  }

  /// `[group/]version/Kind`, as kinds are listed.
  public var kindKey: String {
    group.isEmpty ? "\(version)/\(kind)" : "\(group)/\(version)/\(kind)"
  }

  /// The object in the words of an error.
  public var text: String {
    let kind = kind.isEmpty ? "Unknown" : kind
    return namespace.isEmpty
      ? "\(kind) \"\(name)\"" : "\(kind) \"\(name)\" in namespace \"\(namespace)\""
  }

  /// Whether the object wraps others.
  var envelope: Envelope? {
    guard group == "placement.kubernetes-fleet.io", version == "v1beta1" else { return nil }
    return Envelope(rawValue: kind)
  }

  /// Objects that wrap others.
  enum Envelope: String {
    case cluster = "ClusterResourceEnvelope"
    case namespaced = "ResourceEnvelope"
  }
}

/// What the overrides can be about among the resources of a placement.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/overrider/overrider.go`
/// (collectOverrideCandidatesFromSelectedResource).
struct OverrideCandidates {
  private(set) var cluster: Set<OverrideTarget> = []
  private(set) var namespaced: Set<OverrideTarget> = []
  private let clusterScoped: Set<String>

  /// - Parameter clusterScoped: Kinds as ``OverrideTarget/kindKey``; all others count as
  ///   namespaced, known or not.
  init(_ resources: [Node], clusterScoped: Set<String>) {
    self.clusterScoped = clusterScoped
    for resource in resources {
      guard let target = OverrideTarget(manifest: resource) else { continue }
      switch target.envelope {
      case .cluster:
        for inner in Self.wrapped(resource) where isClusterScoped(inner) { add(inner) }
      case .namespaced:
        cluster.insert(.namespace(target.namespace))
        for inner in Self.wrapped(resource)
        where !isClusterScoped(inner) && inner.namespace == target.namespace {
          namespaced.insert(inner)
        }
      case nil: add(target)
      }
    }
  }

  private func isClusterScoped(_ target: OverrideTarget) -> Bool {
    clusterScoped.contains(target.kindKey)
  }

  private mutating func add(_ target: OverrideTarget) {
    if isClusterScoped(target) {
      var target = target
      target.namespace = ""
      cluster.insert(target)
    } else {
      cluster.insert(.namespace(target.namespace))
      namespaced.insert(target)
    }
  }

  /// The manifests in an envelope; what is none is skipped.
  private static func wrapped(_ envelope: Node) -> [OverrideTarget] {
    (envelope["data"]?.object ?? []).compactMap { OverrideTarget(manifest: $0.value) }
  }
}
