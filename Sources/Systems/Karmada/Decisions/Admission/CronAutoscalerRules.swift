import Documents
import GoSemantics
import KubernetesAPI

/// What the validating webhook demands of CronFederatedHPAs.
///
/// Mirrors: `karmada@f8fdd02 pkg/webhook/cronfederatedhpa/validating.go`.
enum CronAutoscalerRules {
  static func errors(_ object: Node) -> [FieldError] {
    var errors = MetadataRules.check(
      object["metadata"], isNamespaced: true, name: NameRules.dnsSubdomain,
      FieldPath("metadata"))
    let spec = object["spec"] ?? .null
    let path = FieldPath("spec")
    let reference = spec["scaleTargetRef"] ?? .null
    let kind = reference.text("kind")
    let scalesAutoscaler = reference.text("apiVersion") == "autoscaling.karmada.io/v1alpha1"
    if scalesAutoscaler, kind != "FederatedHPA" {
      errors.append(
        .invalid(
          path.child("scaleTargetRef", "kind"), kind,
          "invalid scaleTargetRef kind: \(kind), only support FederatedHPA"))
      return errors
    }
    errors += AutoscalerRules.reference(reference, path.child("scaleTargetRef"))
    var names: Set<String> = []
    for (index, rule) in spec.elements("rules").enumerated() {
      let place = path.child("rules").index(index)
      let name = rule.text("name")
      if !names.insert(name).inserted { errors.append(.duplicate(place.child("name"), name)) }
      let schedule = rule.text("schedule")
      if !CronAdmissionSyntax.isValid(schedule) {
        errors.append(.invalid(place.child("schedule"), schedule, "invalid cron format"))
      }
      errors += timeZone(rule, place.child("timeZone"))
      errors +=
        scalesAutoscaler ? limits(rule, place) : replicas(rule, ofKind: kind, place)
    }
    return errors
  }

  private static func timeZone(_ rule: Node, _ path: FieldPath) -> [FieldError] {
    guard let zone = rule.given("timeZone"), let name = zone.string else { return [] }
    let isHostile =
      name.hasPrefix("/") || name.hasPrefix("\\") || name.contains("\\")
      || name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
    if isHostile { return [.invalid(path, zone, "time: invalid location name")] }
    do throws(ZoneInfo.UnknownZone) {
      _ = try ZoneInfo.location(name)
      return []
    } catch {
      return [.invalid(path, zone, "unknown time zone \(name)")]
    }
  }

  private static func limits(_ rule: Node, _ path: FieldPath) -> [FieldError] {
    let least = rule.given("targetMinReplicas")?.int64
    let most = rule.given("targetMaxReplicas")?.int64
    var errors: [FieldError] = []
    if least == nil && most == nil {
      errors.append(
        .invalid(
          path.child("targetMaxReplicas"), "",
          "targetMinReplicas and targetMaxReplicas cannot be nil at the same time if you want to"
            + " scale FederatedHPA"))
    }
    if (least ?? 1) <= 0 {
      errors.append(
        .invalid(
          path.child("targetMinReplicas"), "", "targetMinReplicas should be larger than 0"))
    }
    if (most ?? Int64(Int32.max)) <= 0 {
      errors.append(
        .invalid(
          path.child("targetMaxReplicas"), "", "targetMaxReplicas should be larger than 0"))
    }
    if (least ?? 1) > (most ?? Int64(Int32.max)) {
      errors.append(
        .invalid(
          path.child("targetMinReplicas"), "",
          "targetMaxReplicas should be larger than or equal to targetMinReplicas"))
    }
    return errors
  }

  private static func replicas(
    _ rule: Node, ofKind kind: String, _ path: FieldPath
  ) -> [FieldError] {
    let path = path.child("targetReplicas")
    guard let replicas = rule.given("targetReplicas") else {
      return [
        .invalid(path, "", "targetReplicas cannot be nil if you want to scale \(kind)")
      ]
    }
    guard let count = replicas.int64, count < 0 else { return [] }
    return [.invalid(path, "", "targetReplicas should be larger than or equal to 0")]
  }
}
