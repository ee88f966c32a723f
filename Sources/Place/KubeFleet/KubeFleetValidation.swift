import Documents
import KubeFleet
import KubernetesAPI

/// Refuses manifests that the API server or KubeFleet's web hooks would refuse, as far as placement
/// depends on them, and unknown fields, which `kubectl apply` refuses.
enum KubeFleetValidation {
  static func check(_ objects: [ManifestObject], _ manifests: KubeFleetManifests)
    throws(DocumentError)
  {
    for object in objects { try refuseUnknownField(object) }
    guard !manifests.members.isEmpty else {
      throw DocumentError(
        file: objects.first?.file ?? "",
        problem: "there is no MemberCluster among the manifests")
    }
    for object in objects {
      if let member = object.as(MemberCluster.self) {
        try refuse(object, SmallValidations.verdict(member))
      }
      if let override = object.as(ResourceOverride.self) {
        try refuse(
          object,
          OverrideValidation.verdict(
            override, existing: [], isNamespaced: object.identifier.kind == "ResourceOverride"))
      }
    }
    for placement in manifests.placements { try check(placement, manifests) }
  }

  private static func refuseUnknownField(_ object: ManifestObject) throws(DocumentError) {
    guard
      let field = KubeFleetSchemas.unknownField(in: object.node, kind: object.identifier)
    else { return }
    throw DocumentError(
      file: object.file, position: field.position, path: field.path, problem: "unknown field",
      suggestion: nearestName(to: field.name, among: field.valid))
  }

  private static func check(
    _ placement: KubeFleetManifests.Placement, _ manifests: KubeFleetManifests
  ) throws(DocumentError) {
    let object = placement.object
    let spec = object.node["spec"]
    if placement.placement.spec.resourceSelectors.isEmpty {
      throw error(object, spec, "spec.resourceSelectors", "must select something")
    }
    let type = placement.placement.spec.policy?.placementType ?? ""
    let types = ["PickAll", "PickN", "PickFixed"]
    if !type.isEmpty, !types.contains(type) {
      throw error(
        object, spec?["policy"]?["placementType"], "spec.policy.placementType",
        "must be one of \(types.joined(separator: ", ")), not \"\(type)\"",
        suggestion: nearestName(to: type, among: types))
    }
    for (index, wish)
      in (placement.placement.spec.policy?.affinity?.clusterAffinity?
      .preferredDuringSchedulingIgnoredDuringExecution ?? []).enumerated()
    where !(-100...100).contains(wish.weight) {
      throw error(
        object, spec?["policy"]?["affinity"], "spec.policy.affinity",
        "the weight of preference \(index) must be between -100 and 100, but is \(wish.weight)")
    }
    // Discovery is not asked: a kind that nobody knows counts as one that may be selected.
    let selected = Set(
      placement.placement.spec.resourceSelectors.map { selector in
        selector.group.isEmpty
          ? "\(selector.version)/\(selector.kind)"
          : "\(selector.group)/\(selector.version)/\(selector.kind)"
      })
    let isClusterScoped = placement.placement.metadata.namespace.isEmpty
    let known = manifests.clusterScopedKinds
    let validation = PlacementValidation(
      clusterScopedKinds: known.union(isClusterScoped ? selected.filter(isUnknown) : []),
      namespacedKinds: selected.subtracting(known))
    var checked = placement.placement
    checked.spec.policy = checked.spec.policy.map { policy in
      var policy = policy
      if policy.placementType.isEmpty { policy.placementType = "PickAll" }
      return policy
    }
    try refuse(object, validation.verdict(checked))
  }

  /// Kinds of groups that Kubernetes does not have.
  private static func isUnknown(_ key: String) -> Bool {
    let group = key.split(separator: "/").dropLast(2).joined(separator: "/")
    return group.contains(".") && !group.hasSuffix(".k8s.io")
  }

  private static func refuse(
    _ object: ManifestObject, _ verdict: AdmissionVerdict
  ) throws(DocumentError) {
    if verdict.isAllowed { return }
    let findings = verdict.findings.filter { $0 != "deny create/update v1beta1" }.map(text)
    throw error(object, object.node["spec"], "spec", findings.joined(separator: "; "))
  }

  /// The stable part of a message as a sentence.
  private static func text(_ finding: String) -> String {
    switch finding {
    case "is not valid: ": "a property's name is not valid"
    case "maxUnavailable `", "maxSurge `":
      "\(finding.dropLast(2)) is neither a number nor a percentage"
    case "number of clusters cannot be -": "number of clusters cannot be negative"
    case "is not a valid member name": "a cluster's name is not a valid member name"
    case "or it is not a cluster scoped resource":
      "a ClusterResourcePlacement selects cluster-scoped resources; select the namespace to place "
        + "what is inside"
    case "or it is a cluster scoped resource": "a ResourcePlacement selects namespaced resources"
    default: finding
    }
  }

  private static func error(
    _ object: ManifestObject, _ node: Node?, _ path: String, _ problem: String,
    suggestion: String? = nil
  ) -> DocumentError {
    DocumentError(
      file: object.file, position: node?.position ?? object.node.position, path: path,
      problem: problem, suggestion: suggestion)
  }
}
