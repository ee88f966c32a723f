import Documents
import Karmada
import KubernetesAPI

/// Manifests sorted by what they are for.
struct KarmadaManifests {
  /// What policies may place.
  let resources: [ManifestObject]
  /// The policies of each namespace; those of the empty one are cluster-wide.
  private let policies: [String: [ClaimingPolicy]]
  private let bindings: [WorkloadReference: ManifestObject]

  init(_ objects: [ManifestObject]) {
    var policies: [String: [ClaimingPolicy]] = [:]
    var bindings: [WorkloadReference: ManifestObject] = [:]
    for object in objects {
      if let policy = object.as(PropagationPolicy.self) {
        let policy = ClaimingPolicy(object, policy)
        policies[policy.namespace, default: []].append(policy)
      } else if let binding = object.as(ResourceBinding.self) {
        let resource = binding.spec.resource
        let key = WorkloadReference(
          apiVersion: resource.apiVersion, kind: resource.kind,
          namespace: resource.namespace ?? "", name: resource.name ?? "")
        if bindings[key] == nil { bindings[key] = object }
      }
    }
    self.policies = policies
    self.bindings = bindings
    resources = objects.compactMap(Self.template)
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
    "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService",
  ]

  /// The resource's identity, with the uid of its binding if it has none of its own.
  func reference(to object: ManifestObject) -> WorkloadReference {
    var reference = WorkloadReference(
      apiVersion: object.identifier.apiVersion, kind: object.identifier.kind,
      namespace: object.metadata.namespace, name: object.metadata.name)
    let known = bindings[reference]?.as(ResourceBinding.self)?.spec.resource.uid
    reference.uid = object.metadata.uid.isEmpty ? known ?? "" : object.metadata.uid
    return reference
  }

  /// Where a resource runs, if a binding is given.
  func binding(of resource: WorkloadReference) -> RunningState? {
    var key = resource
    key.uid = ""
    guard let object = bindings[key], let binding = object.as(ResourceBinding.self) else {
      return nil
    }
    return RunningState(object, binding: binding)
  }

  // MARK: Claims

  /// The policy that claims a resource, and why.
  ///
  /// A claim stays as long as its policy is there and matches, whatever better policies come.
  /// Without one the best policy of the namespace claims, else the best cluster-wide one.
  ///
  /// - Parameter before: The policy that claimed it before; marks on the resource come first.
  func claim(
    of object: ManifestObject, as reference: WorkloadReference, before: PolicyClaim?
  ) -> PolicyClaim? {
    let resource = Self.subject(object, reference)
    let own = resource.namespace.isEmpty ? [] : policies[resource.namespace] ?? []
    let wide = policies[""] ?? []
    let all = own + wide
    let marks = Self.marks(of: object) ?? before.map { (kind: $0.kind, name: $0.name) }

    if let marks {
      let holder = all.first { $0.kind == marks.kind && $0.title == marks.name }
      if let holder, let closeness = holder.closeness(to: resource) {
        return PolicyClaim(holder, closeness, isSticky: true, resource: resource, among: all)
      }
    }
    let chosen =
      Self.best(of: own, for: resource) ?? Self.best(of: wide, for: resource)
    guard let chosen else { return nil }
    var claim = PolicyClaim(
      chosen.policy, chosen.closeness, isSticky: false, resource: resource, among: all)
    if let marks, marks.name != claim.name || marks.kind != claim.kind {
      let isThere = all.contains { $0.kind == marks.kind && $0.title == marks.name }
      claim.notes.append(
        "\(marks.kind) \(marks.name), which claimed it before, "
          + (isThere ? "no longer matches." : "is not among the manifests."))
    }
    return claim
  }

  private static func best(
    of policies: [ClaimingPolicy], for resource: PolicySelection.Resource
  ) -> (policy: ClaimingPolicy, closeness: PolicySelection.Closeness)? {
    PolicySelection.best(of: policies.map(\.candidate), for: resource).map {
      (policies[$0.index], $0.closeness)
    }
  }

  private static func subject(
    _ object: ManifestObject, _ reference: WorkloadReference
  ) -> PolicySelection.Resource {
    PolicySelection.Resource(
      apiVersion: reference.apiVersion, kind: reference.kind, namespace: reference.namespace,
      name: reference.name, labels: object.metadata.labels)
  }

  /// The claim that a template from a running control plane carries.
  private static func marks(of object: ManifestObject) -> (kind: String, name: String)? {
    let (labels, annotations) = (object.metadata.labels, object.metadata.annotations)
    if labels["propagationpolicy.karmada.io/permanent-id"] != nil,
      let namespace = annotations["propagationpolicy.karmada.io/namespace"],
      let name = annotations["propagationpolicy.karmada.io/name"]
    {
      return ("PropagationPolicy", "\(namespace)/\(name)")
    }
    if labels["clusterpropagationpolicy.karmada.io/permanent-id"] != nil,
      let name = annotations["clusterpropagationpolicy.karmada.io/name"]
    {
      return ("ClusterPropagationPolicy", name)
    }
    return nil
  }

  /// Policies that have a selector for the resource's kind, and why it does not match.
  func nearMisses(of object: ManifestObject, as reference: WorkloadReference) -> [String] {
    let resource = Self.subject(object, reference)
    var misses: [String] = []
    var namespaces = [resource.namespace, ""]
    if resource.namespace.isEmpty { namespaces.removeFirst() }
    for policy in namespaces.flatMap({ policies[$0] ?? [] }) {
      for selector in policy.spec.resourceSelectors ?? [] {
        guard let reason = selector.mismatch(with: resource) else { continue }
        misses.append("\(policy.kind) \(policy.title): \(reason)")
        break
      }
    }
    return misses
  }
}

/// A policy that may claim resources, as it is stored.
struct ClaimingPolicy: Sendable {
  let kind: String
  /// Empty for a cluster-wide policy.
  let namespace: String
  let name: String
  let spec: PropagationSpec
  let candidate: PolicySelection.Candidate

  init(_ object: ManifestObject, _ policy: PropagationPolicy) {
    kind = object.identifier.kind
    let isWide = kind == "ClusterPropagationPolicy"
    let written = object.metadata.namespace
    namespace = isWide ? "" : written.isEmpty ? "default" : written
    name = object.metadata.name
    spec = policy.spec
    candidate = PolicySelection.Candidate(
      name: name, selectors: spec.resourceSelectors ?? [], priority: spec.priority ?? 0)
  }

  /// Namespace and name.
  var title: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

  /// How closely it matches; `nil` if it does not.
  func closeness(to resource: PolicySelection.Resource) -> PolicySelection.Closeness? {
    let closeness =
      (spec.resourceSelectors ?? []).lazy.map {
        PolicySelection.closeness(of: $0, to: resource)
      }.max()
    return closeness.flatMap { $0 > .none ? $0 : nil }
  }
}

extension ResourceSelector {
  /// Why a selector of the right kind does not match; `nil` if it is for another kind.
  fileprivate func mismatch(with resource: PolicySelection.Resource) -> String? {
    guard kind == resource.kind else { return nil }
    if apiVersion != resource.apiVersion {
      return "selects \(apiVersion), not \(resource.apiVersion)"
    }
    if let namespace, !namespace.isEmpty, namespace != resource.namespace {
      return "selects namespace \(namespace)"
    }
    if let name, !name.isEmpty { return "selects the name \(name)" }
    return "selects other labels"
  }
}
