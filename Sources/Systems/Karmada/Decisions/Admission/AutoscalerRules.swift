import Documents
import KubernetesAPI

/// What the validating webhook demands of FederatedHPAs: the rules of Kubernetes' autoscaler,
/// without external metrics.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/lifted/validatingfhpa.go`.
enum AutoscalerRules {
  static func errors(_ object: Node) -> [FieldError] {
    var errors = MetadataRules.check(
      object["metadata"], isNamespaced: true, name: NameRules.dnsSubdomain,
      FieldPath("metadata"))
    let spec = object["spec"] ?? .null
    let path = FieldPath("spec")
    let least = spec.given("minReplicas")
    let most = spec["maxReplicas"]?.int64 ?? 0
    if let least, let count = least.int64, count < 1 {
      errors.append(
        .invalid(path.child("minReplicas"), least, "must be greater than or equal to 1"))
    }
    if most < 1 {
      errors.append(
        .invalid(path.child("maxReplicas"), Node(most), "must be greater than 0"))
    }
    if let count = least?.int64, most < count {
      errors.append(
        .invalid(
          path.child("maxReplicas"), Node(most),
          "must be greater than or equal to `minReplicas`"))
    }
    errors += reference(spec["scaleTargetRef"] ?? .null, path.child("scaleTargetRef"))
    for (index, metric) in spec.elements("metrics").enumerated() {
      errors += MetricRules.errors(metric, path.child("metrics").index(index))
    }
    if let behavior = spec.given("behavior") {
      for direction in ["scaleUp", "scaleDown"] {
        guard let rules = behavior.given(direction) else { continue }
        errors += self.rules(rules, path.child("behavior", direction))
      }
    }
    let status = object["status"]
    for field in ["currentReplicas", "desiredReplicas"] {
      errors += MetadataRules.notNegative(status?[field]?.int64, FieldPath("status", field))
    }
    return errors
  }

  /// A reference to an object: `ValidateCrossVersionObjectReference`.
  static func reference(_ reference: Node, _ path: FieldPath) -> [FieldError] {
    ["kind", "name"].flatMap { field -> [FieldError] in
      let value = reference.text(field)
      if value.isEmpty { return [.required(path.child(field))] }
      return NameRules.pathSegment(value).map { .invalid(path.child(field), value, $0) }
    }
  }

  private static func rules(_ rules: Node, _ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    if let window = rules.given("stabilizationWindowSeconds"), let seconds = window.int64 {
      let path = path.child("stabilizationWindowSeconds")
      if seconds < 0 {
        errors.append(.invalid(path, window, "must be greater than or equal to zero"))
      }
      if seconds > 3600 {
        errors.append(.invalid(path, window, "must be less than or equal to 3600"))
      }
    }
    if let choice = rules.given("selectPolicy"),
      !["Disabled", "Max", "Min"].contains(choice.string)
    {
      errors.append(
        .notSupported(path.child("selectPolicy"), choice, ["Disabled", "Max", "Min"]))
    }
    let policies = rules.elements("policies")
    if policies.isEmpty {
      errors.append(.required(path.child("policies"), "must specify at least one Policy"))
    }
    for (index, policy) in policies.enumerated() {
      errors += self.policy(policy, path.child("policies").index(index))
    }
    return errors
  }

  private static func policy(_ policy: Node, _ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    if !["Pods", "Percent"].contains(policy.text("type")) {
      errors.append(
        .notSupported(path.child("type"), Node(policy.text("type")), ["Percent", "Pods"]))
    }
    for field in ["value", "periodSeconds"] {
      let value = policy[field]?.int64 ?? 0
      if value <= 0 {
        errors.append(.invalid(path.child(field), Node(value), "must be greater than zero"))
      }
      if field == "periodSeconds", value > 1800 {
        errors.append(
          .invalid(path.child(field), Node(value), "must be less than or equal to 1800"))
      }
    }
    return errors
  }
}
