import Documents
import KubernetesAPI

/// What the validating webhooks demand of OverridePolicies and ClusterOverridePolicies.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/validation/validation.go` (ValidateOverrideSpec).
enum OverrideRules {
  static func errors(_ spec: Node, namespace: String) -> [FieldError] {
    let path = FieldPath("spec")
    var errors: [FieldError] = []
    let target = spec.given("targetCluster")
    let rules = spec.given("overrideRules")
    errors += PlacementFieldRules.affinity(target, path.child("targetCluster"))
    if let target, rules != nil {
      errors.append(
        .invalid(
          path.child("targetCluster"), target.written(as: "*ClusterAffinity"),
          "overrideRules and targetCluster can't co-exist"))
    }
    if let overriders = spec.given("overriders"), rules != nil, !isEmpty(overriders) {
      errors.append(
        .invalid(
          path.child("overriders"), overriders.written(as: "Overriders"),
          "overrideRules and overriders can't co-exist"))
    }
    for (index, rule) in (rules?.array ?? []).enumerated() {
      errors += self.rule(rule, path.child("overrideRules").index(index))
    }
    errors += SelectorRules.namespaces(
      spec.elements("resourceSelectors"), namespace, path.child("resourceSelectors"))
    return errors
  }

  /// Whether there are no changes; those inside of texts are not looked at.
  private static func isEmpty(_ overriders: Node) -> Bool {
    Overriders.order.allSatisfy {
      $0 == "fieldOverrider" || overriders.elements($0).isEmpty
    }
  }

  private static func rule(_ rule: Node, _ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    let overriders = rule.given("overriders") ?? .null
    func each(_ field: String, _ check: (Node, FieldPath) -> [FieldError]) {
      for (index, overrider) in overriders.elements(field).enumerated() {
        errors += check(overrider, path.child("overriders", field).index(index))
      }
    }
    each("annotationsOverrider") { overrider, path in
      MetadataRules.annotations(MetadataRules.texts(overrider["value"]), path.child("value"))
    }
    each("labelsOverrider") { overrider, path in
      MetadataRules.labels(MetadataRules.texts(overrider["value"]), path.child("value"))
    }
    each("imageOverrider") { overrider, path in
      guard let predicate = overrider.given("predicate") else { return [] }
      return pointer(predicate.text("path"), path.child("predicate", "path"))
    }
    each("fieldOverrider", field)
    return errors
      + PlacementFieldRules.affinity(
        rule.given("targetCluster"), path.child("targetCluster"))
  }

  private static func field(_ overrider: Node, _ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    let json = overrider.elements("json")
    let yaml = overrider.elements("yaml")
    if !yaml.isEmpty && !json.isEmpty {
      errors.append(
        .invalid(
          path, overrider.written(as: "FieldOverrider"),
          "FieldOverrider has both YAML and JSON set. Only one is allowed"))
    }
    if yaml.isEmpty && json.isEmpty {
      errors.append(.required(path, "FieldOverrider must have either JSON or YAML set"))
    }
    errors += pointer(overrider.text("fieldPath"), path.child("fieldPath"))
    for (field, operations) in [("json", json), ("yaml", yaml)] {
      for (index, operation) in operations.enumerated() {
        let place = path.child(field).index(index)
        errors += pointer(operation.text("subPath"), place.child("subPath"))
        errors += value(operation, place.child("value"))
      }
    }
    return errors
  }

  private static func value(_ operation: Node, _ path: FieldPath) -> [FieldError] {
    let value = operation.given("value")
    switch operation.text("operator") {
    case "add", "replace":
      guard value == nil else { return [] }
      return [.invalid(path, Node.null, "value is required for add or replace operation")]
    case "remove":
      guard let value else { return [] }
      return [.invalid(path, value, "value is not allowed for remove operation")]
    default: return []
    }
  }

  private static func pointer(_ text: String, _ path: FieldPath) -> [FieldError] {
    if JSONPointer(text) != nil { return [] }
    return [
      .invalid(
        path, text, "JSON pointer must be empty or start with a \"/\"\nJSON pointer error")
    ]
  }
}
