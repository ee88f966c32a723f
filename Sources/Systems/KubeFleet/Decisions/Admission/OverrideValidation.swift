import KubernetesAPI

/// The validating web hook of overrides.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/validator/{clusterresourceoverride,resourceoverride}.go`,
/// vectors `override-validate`.
public enum OverrideValidation {
  /// Judges an override.
  ///
  /// - Parameters:
  ///   - existing: The overrides on the hub, of the same kind and namespace.
  ///   - isNamespaced: Whether it is a ResourceOverride.
  public static func verdict(
    _ override: ResourceOverride, existing: [ResourceOverride], isNamespaced: Bool
  ) -> AdmissionVerdict {
    func selectors(_ override: ResourceOverride) -> [ResourceSelectorTerm] {
      isNamespaced ? override.spec.resourceSelectors : override.spec.clusterResourceSelectors
    }
    let own = selectors(override)
    let problems = duplicates(own, isNamespaced: isNamespaced)
    if !problems.isEmpty { return .denied(if: problems) }
    var found: [String] = []
    var owners: [ResourceSelectorTerm: String] = [:]
    // The last one that selects a resource counts.
    for other in existing {
      for selector in selectors(other) { owners[selector] = other.metadata.name }
    }
    for selector in own {
      let owner = owners[selector] ?? ""
      if !owner.isEmpty, owner != override.metadata.name {
        found.append("the resource has been selected by both")
      }
    }
    if let policy = override.spec.policy { found += findings(policy) }
    return .denied(if: found)
  }

  private static func duplicates(
    _ selectors: [ResourceSelectorTerm], isNamespaced: Bool
  ) -> [String] {
    var found: [String] = []
    var seen: Set<ResourceSelectorTerm> = []
    for selector in selectors {
      if !isNamespaced {
        if selector.labelSelector != nil {
          found.append("label selector is not supported for resource selection")
          continue
        }
        if selector.name.isEmpty {
          found.append("resource name is required for resource selection")
          continue
        }
      }
      if !seen.insert(selector).inserted { found.append("already exists, and must be unique") }
    }
    return found
  }

  private static func findings(_ policy: OverridePolicy) -> [String] {
    var found: [String] = []
    for rule in policy.overrideRules {
      for term in rule.clusterSelector?.clusterSelectorTerms ?? [] {
        if term.propertySelector != nil || term.propertySorter != nil {
          found.append("only labelSelector is supported")
        } else if term.labelSelector == nil {
          found.append("labelSelector is required")
        } else if !PlacementValidation.isValid(term.labelSelector) {
          found.append("the labelSelector in cluster selector")
        }
      }
      if rule.overrideType == "Delete", !rule.jsonPatchOverrides.isEmpty {
        // What was found before is forgotten.
        return ["JSONPatchOverrides cannot be set when the override type is Delete"]
      }
      if rule.overrideType == "JSONPatch" { found += findings(rule.jsonPatchOverrides) }
    }
    return found
  }

  private static func findings(_ patches: [JSONPatchOverride]) -> [String] {
    if patches.isEmpty { return ["JSONPatchOverrides cannot be empty"] }
    var found: [String] = []
    for patch in patches {
      if let problem = problem(path: patch.path) { found.append(problem) }
      if patch.op == "remove", patch.value != nil {
        found.append("remove operation cannot have value")
      }
    }
    return found
  }

  private static func problem(path: String) -> String? {
    if path.isEmpty { return "path cannot be empty" }
    guard path.utf8.first == UInt8(ascii: "/") else { return "path must start with /" }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    let second = parts.dropFirst().first
    switch parts.first {
    case "kind", "apiVersion": return "cannot override typeMeta fields"
    case "metadata":
      guard let second else { return "cannot override field metadata" }
      if second != "annotations", second != "labels" {
        return "cannot override metadata fields except annotations and labels"
      }
    case "status": return "cannot override status fields"
    default: break
    }
    return parts.contains(where: isBlank) ? "path cannot contain empty string" : nil
  }

  private static func isBlank(_ part: Substring) -> Bool { part.allSatisfy(\.isWhitespace) }
}
