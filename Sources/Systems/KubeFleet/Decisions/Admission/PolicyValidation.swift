import KubernetesAPI

/// What is wrong with a placement policy.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/validator/placement.go` (validatePlacementPolicy),
/// vectors `placement-validate`.
enum PolicyValidation {
  /// A policy of an empty or unknown type is not looked at.
  static func findings(_ policy: PlacementPolicy) -> [String] {
    switch policy.placementType {
    case "PickFixed": fixed(policy)
    case "PickAll": all(policy)
    case "PickN": some(policy)
    default: []
    }
  }

  private static func fixed(_ policy: PlacementPolicy) -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    for name in policy.clusterNames {
      if !NameSyntax.isSubdomain(name) { found.append("is not a valid member name") }
      if name.utf8.count > NameSyntax.labelLength {
        found.append("PickFixed cluster name cannot have length exceeding 63")
      }
      if !seen.insert(name).inserted {
        found.append("cluster names must be unique for policy type PickFixed")
        break
      }
    }
    if policy.numberOfClusters != nil {
      found.append("number of clusters must be nil for policy type PickFixed")
    }
    if policy.affinity != nil { found.append("affinity must be nil for policy type PickFixed") }
    if !policy.topologySpreadConstraints.isEmpty {
      found.append("topology spread constraints needs to be empty for policy type PickFixed")
    }
    // An empty list is too much, too.
    if policy.tolerations != nil {
      found.append("tolerations needs to be empty for policy type PickFixed")
    }
    return found
  }

  private static func all(_ policy: PlacementPolicy) -> [String] {
    var found: [String] = []
    if !policy.clusterNames.isEmpty {
      found.append("cluster names needs to be empty for policy type PickAll")
    }
    if policy.numberOfClusters != nil {
      found.append("number of clusters must be nil for policy type PickAll")
    }
    if let affinity = policy.affinity?.clusterAffinity {
      found += required(affinity)
      if !affinity.preferredDuringSchedulingIgnoredDuringExecution.isEmpty {
        found.append(
          "PreferredDuringSchedulingIgnoredDuringExecution will be ignored for placement policy "
            + "type PickAll")
      }
    }
    if !policy.topologySpreadConstraints.isEmpty {
      found.append("topology spread constraints needs to be empty for policy type PickAll")
    }
    return found + tolerations(policy.tolerations ?? [])
  }

  private static func some(_ policy: PlacementPolicy) -> [String] {
    var found: [String] = []
    if !policy.clusterNames.isEmpty {
      found.append("cluster names needs to be empty for policy type PickN")
    }
    if let number = policy.numberOfClusters {
      if number < 0 { found.append("number of clusters cannot be -") }
    } else {
      found.append("number of cluster cannot be nil for policy type PickN")
    }
    if let affinity = policy.affinity?.clusterAffinity {
      found += required(affinity)
      for wish in affinity.preferredDuringSchedulingIgnoredDuringExecution {
        found += preferred(wish.preference)
      }
    }
    for constraint in policy.topologySpreadConstraints
    where !["", "DoNotSchedule", "ScheduleAnyway"].contains(constraint.whenUnsatisfiable) {
      found.append("unknown unsatisfiable type")
    }
    return found + tolerations(policy.tolerations ?? [])
  }

  private static func required(_ affinity: ClusterAffinity) -> [String] {
    var found: [String] = []
    let terms =
      affinity.requiredDuringSchedulingIgnoredDuringExecution?.clusterSelectorTerms ?? []
    for term in terms {
      if let selector = term.labelSelector, !PlacementValidation.isValid(selector) {
        found.append("the labelSelector in cluster selector")
      }
      if term.propertySorter != nil {
        found.append(
          "PropertySorter is not allowed for RequiredDuringSchedulingIgnoredDuringExecution "
            + "affinity")
      }
      if let selector = term.propertySelector {
        found += PropertyValidation.findings(selector.matchExpressions)
      }
    }
    return found
  }

  private static func preferred(_ term: ClusterSelectorTerm) -> [String] {
    var found: [String] = []
    if let selector = term.labelSelector, !PlacementValidation.isValid(selector) {
      found.append("the labelSelector in preferred cluster selector")
    }
    if term.propertySelector != nil {
      found.append(
        "PropertySelector is not allowed for PreferredDuringSchedulingIgnoredDuringExecution "
          + "affinity")
    }
    if let sorter = term.propertySorter {
      found += PropertyValidation.findings(name: sorter.name)
      if sorter.sortOrder != "Descending", sorter.sortOrder != "Ascending" {
        found.append("invalid property sort order")
      }
    }
    return found
  }

  private static func tolerations(_ tolerations: [Toleration]) -> [String] {
    var found: [String] = []
    var seen: Set<Toleration> = []
    for toleration in tolerations {
      if !toleration.key.isEmpty, !NameSyntax.isQualifiedName(toleration.key) {
        found.append("invalid toleration key")
      }
      if toleration.operator == "Exists", !toleration.value.isEmpty {
        found.append("toleration value needs to be empty, when operator is Exists")
      } else if toleration.operator == "Equal" {
        if toleration.key.isEmpty {
          found.append("toleration key cannot be empty, when operator is Equal")
        }
        if !LabelSyntax.isValue(toleration.value) { found.append("invalid toleration value") }
      }
      if !seen.insert(toleration).inserted { found.append("tolerations must be unique") }
    }
    return found
  }
}
