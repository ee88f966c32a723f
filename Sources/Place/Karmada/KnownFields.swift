import Documents
import KubernetesAPI

/// The fields that policies may have, so that a misspelt one is an error with the nearest valid
/// name instead of a policy that means something else.
///
/// `kubectl apply` refuses unknown fields of these kinds too.
indirect enum KnownFields {
  /// Anything goes.
  case any
  /// These fields, of an object or of every object in a list.
  case fields([String: KnownFields])

  /// Fields of which nothing more is checked.
  private static func of(_ names: String) -> [String: KnownFields] {
    Dictionary(names.split(separator: " ").map { (String($0), .any) }) { first, _ in first }
  }

  private static func of(
    _ names: String, _ more: [String: KnownFields]
  ) -> KnownFields {
    .fields(of(names).merging(more) { _, more in more })
  }

  private static let selector = of(
    "matchLabels", ["matchExpressions": .fields(of("key operator values"))])
  private static let affinityFields: [String: KnownFields] = [
    "clusterNames": .any, "exclude": .any, "labelSelector": selector,
    "fieldSelector": .fields(["matchExpressions": .fields(of("key operator values"))]),
  ]
  private static let affinity = KnownFields.fields(affinityFields)
  private static let resources = of(
    "apiVersion kind namespace name", ["labelSelector": selector])
  private static let statePreservation = KnownFields.fields([
    "rules": .fields(of("aliasLabelName jsonPath"))
  ])

  private static let placement = KnownFields.fields([
    "clusterAffinity": affinity,
    "clusterAffinities": of(
      "affinityName",
      affinityFields.merging(["overflowAffinities": of("affinityName", affinityFields)]) { $1 }),
    "clusterTolerations": .fields(of("effect key operator tolerationSeconds value")),
    "spreadConstraints": .fields(of("spreadByField spreadByLabel minGroups maxGroups")),
    "replicaScheduling": of(
      "replicaSchedulingType replicaDivisionPreference",
      [
        "weightPreference": of(
          "dynamicWeight",
          ["staticWeightList": of("weight", ["targetCluster": affinity])])
      ]),
    "workloadAffinity": .fields([
      "affinity": .fields(of("groupByLabelKey")), "antiAffinity": .fields(of("groupByLabelKey")),
    ]),
  ])

  private static let propagation = of(
    """
    activationPreference association conflictResolution dependentOverrides preemption \
    preserveResourcesOnDeletion priority propagateDeps schedulerName
    """,
    [
      "resourceSelectors": resources, "placement": placement,
      "failover": .fields([
        "application": of(
          "gracePeriodSeconds purgeMode",
          [
            "decisionConditions": .fields(of("tolerationSeconds")),
            "statePreservation": statePreservation,
          ]),
        "cluster": of("purgeMode", ["statePreservation": statePreservation]),
      ]),
      "schedulePriority": .fields(of("priorityClassName priorityClassSource")),
      "suspension": of(
        "dispatching", ["dispatchingOnClusters": .fields(of("clusterNames"))]),
    ])

  private static let overriders = KnownFields.fields([
    "annotationsOverrider": .fields(of("operator value")),
    "labelsOverrider": .fields(of("operator value")),
    "argsOverrider": .fields(of("containerName operator value")),
    "commandOverrider": .fields(of("containerName operator value")),
    "fieldOverrider": of(
      "fieldPath",
      [
        "json": .fields(of("operator subPath value")),
        "yaml": .fields(of("operator subPath value")),
      ]),
    "imageOverrider": of("component operator value", ["predicate": .fields(of("path"))]),
    "plaintext": .fields(of("operator path value")),
  ])

  private static let overriding = KnownFields.fields([
    "resourceSelectors": resources, "targetCluster": affinity, "overriders": overriders,
    "overrideRules": .fields(["targetCluster": affinity, "overriders": overriders]),
  ])

  private static let kinds: [String: KnownFields] = [
    "PropagationPolicy": propagation, "ClusterPropagationPolicy": propagation,
    "OverridePolicy": overriding, "ClusterOverridePolicy": overriding,
  ]

  /// Karmada's kinds by group; those of these groups that are none of them are misspelt.
  private static let kindsByGroup: [String: [String]] = [
    "policy.karmada.io": [
      "PropagationPolicy", "ClusterPropagationPolicy", "OverridePolicy", "ClusterOverridePolicy",
      "ClusterTaintPolicy", "FederatedResourceQuota",
    ],
    "cluster.karmada.io": ["Cluster"],
    "work.karmada.io": ["ResourceBinding", "ClusterResourceBinding", "Work"],
  ]

  /// Refuses misspelt kinds, and misspelt fields of policies.
  static func check(_ object: ManifestObject) throws(DocumentError) {
    let kind = object.identifier
    guard let names = kindsByGroup[kind.group] else { return }
    guard names.contains(kind.kind) else {
      throw DocumentError(
        file: object.file, position: object.node["kind"]?.position ?? object.node.position,
        path: "kind", problem: "\(kind.group) has no kind \"\(kind.kind)\"",
        suggestion: nearestName(to: kind.kind, among: names))
    }
    guard let fields = kinds[kind.kind] else { return }
    try fields.check(object.node["spec"], path: "spec", file: object.file)
    let top = of("apiVersion kind metadata spec status")
    try refuseUnknown(object.node.object ?? [], top, path: "", file: object.file)
  }

  private func check(_ node: Node?, path: String, file: String) throws(DocumentError) {
    guard let node, case .fields(let fields) = self else { return }
    if let members = node.object {
      try Self.refuseUnknown(members, fields, path: path, file: file)
      for member in members {
        try fields[member.key]?.check(member.value, path: "\(path).\(member.key)", file: file)
      }
    } else {
      for (index, element) in (node.array ?? []).enumerated() where element.object != nil {
        try check(element, path: "\(path)[\(index)]", file: file)
      }
    }
  }

  private static func refuseUnknown(
    _ members: [Node.Member], _ fields: [String: KnownFields], path: String, file: String
  ) throws(DocumentError) {
    for member in members where fields[member.key] == nil {
      throw DocumentError(
        file: file, position: member.keyPosition,
        path: path.isEmpty ? member.key : "\(path).\(member.key)", problem: "unknown field",
        suggestion: nearestName(to: member.key, among: Array(fields.keys)))
    }
  }
}
