import Documents
import Karmada
import KubernetesAPI

extension PlaceKarmada {
  /// Manifests sorted by what they are for.
  struct Manifests {
    /// What policies may place.
    let resources: [ManifestObject]
    private let policies: [(kind: String, metadata: ObjectMeta, spec: PropagationSpec)]
    private let bindings: [ResourceBinding]

    init(_ objects: [ManifestObject]) {
      policies = objects.compactMap { object in
        object.as(PropagationPolicy.self).map { policy in
          let namespace = Self.policyNamespace(object)
          return (
            object.identifier.kind, object.metadata,
            PolicyDefaults.defaulted(policy.spec, namespace: namespace)
          )
        }
      }
      bindings = objects.compactMap { $0.as(ResourceBinding.self) }
      resources = objects.compactMap(Self.template)
    }

    /// The namespace of a PropagationPolicy; empty for a ClusterPropagationPolicy.
    private static func policyNamespace(_ object: ManifestObject) -> String {
      guard object.identifier.kind == "PropagationPolicy" else { return "" }
      return object.metadata.namespace.isEmpty ? "default" : object.metadata.namespace
    }

    /// The object as a resource template, with the namespace that it would get; `nil` for what
    /// the detector leaves alone.
    private static func template(_ object: ManifestObject) -> ManifestObject? {
      let kind = object.identifier
      if kind.group.hasSuffix("karmada.io") || (kind.group.isEmpty && kind.kind == "Node") {
        return nil
      }
      var object = object
      if object.metadata.namespace.isEmpty && !clusterScoped.contains(kind.kind) {
        object.metadata.namespace = "default"
      }
      let namespace = object.metadata.namespace
      let isReserved =
        ["karmada-system", "karmada-cluster"].contains(namespace)
        || namespace.hasPrefix("karmada-es-") || namespace.hasPrefix("kube-")
      return isReserved ? nil : object
    }

    private static let clusterScoped: Set<String> = [
      "Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition",
      "PriorityClass", "StorageClass", "PersistentVolume", "IngressClass", "RuntimeClass",
    ]

    /// The binding of a resource, if one is given.
    func binding(of object: ManifestObject) -> ResourceBinding? {
      bindings.first { binding in
        let resource = binding.spec.resource
        return resource.apiVersion == object.identifier.apiVersion
          && resource.kind == object.identifier.kind && resource.name == object.metadata.name
          && (resource.namespace ?? "") == object.metadata.namespace
      }
    }

    /// The policy that an unclaimed resource follows: the best of its namespace, else the best
    /// of all clusters' policies.
    func policy(for object: ManifestObject) -> (spec: PropagationSpec, choice: PolicyChoice)? {
      let resource = PolicySelection.Resource(
        apiVersion: object.identifier.apiVersion, kind: object.identifier.kind,
        namespace: object.metadata.namespace, name: object.metadata.name,
        labels: object.metadata.labels)
      let own = policies.filter {
        $0.kind == "PropagationPolicy" && !resource.namespace.isEmpty
          && ($0.metadata.namespace.isEmpty ? "default" : $0.metadata.namespace)
            == resource.namespace
      }
      let wide = policies.filter { $0.kind == "ClusterPropagationPolicy" }
      let all = own + wide
      let candidates = {
        (policies: [(kind: String, metadata: ObjectMeta, spec: PropagationSpec)]) in
        policies.map {
          PolicySelection.Candidate(
            name: $0.metadata.name, selectors: $0.spec.resourceSelectors ?? [],
            priority: $0.spec.priority ?? 0)
        }
      }
      let best: (index: Int, closeness: PolicySelection.Closeness)
      if let choice = PolicySelection.best(of: candidates(own), for: resource) {
        best = choice
      } else if let choice = PolicySelection.best(of: candidates(wide), for: resource) {
        best = (own.count + choice.index, choice.closeness)
      } else {
        return nil
      }

      let chosen = all[best.index]
      var others: [String] = []
      for (index, policy) in all.enumerated() where index != best.index {
        let closeness =
          (policy.spec.resourceSelectors ?? []).map {
            PolicySelection.closeness(of: $0, to: resource)
          }.max() ?? .none
        guard closeness > .none else { continue }
        let reason =
          if policy.kind != chosen.kind {
            "a policy of the namespace comes first"
          } else if (policy.spec.priority ?? 0) != (chosen.spec.priority ?? 0) {
            "priority \(policy.spec.priority ?? 0)"
          } else if closeness != best.closeness {
            closeness.text
          } else {
            "its name sorts later"
          }
        others.append("\(policy.kind) \(Self.title(policy.metadata)) (\(reason))")
      }
      return (
        chosen.spec,
        PolicyChoice(
          kind: chosen.kind, name: Self.title(chosen.metadata),
          priority: chosen.spec.priority ?? 0, closeness: best.closeness, others: others)
      )
    }

    private static func title(_ metadata: ObjectMeta) -> String {
      metadata.namespace.isEmpty ? metadata.name : "\(metadata.namespace)/\(metadata.name)"
    }
  }
}

extension PolicySelection.Closeness {
  /// The closeness in words.
  var text: String {
    switch self {
    case .none: "does not match"
    case .all: "matches all of the kind"
    case .labels: "matches by labels"
    case .name: "names the resource"
    }
  }
}
