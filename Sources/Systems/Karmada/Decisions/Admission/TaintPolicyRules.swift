import Documents
import KubernetesAPI

/// What the validating webhook demands of ClusterTaintPolicies.
///
/// Mirrors: `karmada@f8fdd02 pkg/webhook/clustertaintpolicy/validating.go`.
enum TaintPolicyRules {
  static func errors(_ spec: Node, allowsNoExecute: Bool) -> [FieldError] {
    let path = FieldPath("spec", "taints")
    let taints = spec.elements("taints").map {
      (key: $0.text("key"), effect: $0.text("effect"))
    }
    var errors: [FieldError] = []
    for (index, taint) in taints.enumerated() {
      if !allowsNoExecute, taint.effect == "NoExecute" {
        errors.append(
          .forbidden(
            path.index(index),
            "Configuring taint with NoExecute effect is not allowed, this capability must be"
              + " explicitly enabled by administrators through command-line flags"))
      }
      if taints[(index + 1)...].contains(where: { $0 == taint }) {
        errors.append(
          .duplicate(
            path.index(index),
            "Duplicate taint with the same key(\(taint.key)) and effect(\(taint.effect)) is not"
              + " allowed"))
      }
    }
    return errors
  }
}
