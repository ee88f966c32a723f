import GoSemantics
import KubernetesAPI

/// How the conditions of a work's manifests become those of the work.
///
/// Mirrors: `ocm@00f84c3 pkg/work/spoke/conditions/helpers.go` (AggregateManifestConditions).
public enum ConditionAggregation {
  private struct Count {
    var type: String
    var yes = 0
    var no = 0
    var unknown = 0
    var message = ""

    var total: Int { yes + no + unknown }
  }

  /// The reasons of conditions that a condition rule produced begin so.
  static let ruleReasonPrefix = "ConditionRule"

  /// `Available` always, and every type that condition rules produced, by type. The conditions
  /// carry no time.
  ///
  /// - Parameter generation: The work's, which becomes `observedGeneration`.
  public static func aggregate(
    _ manifests: [ManifestCondition], generation: Int64
  ) -> [Condition] {
    var counts = [Count(type: WorkConditionType.available)]
    for manifest in manifests {
      for condition in manifest.conditions
      where condition.type == WorkConditionType.available
        || condition.reason.hasPrefix(ruleReasonPrefix)
      {
        let place = counts.firstIndex { $0.type == condition.type } ?? counts.count
        if place == counts.count { counts.append(Count(type: condition.type)) }
        switch condition.status {
        case "True": counts[place].yes += 1
        case "False": counts[place].no += 1
        case "Unknown": counts[place].unknown += 1
        default: break
        }
        if !condition.message.isEmpty { counts[place].message = condition.message }
      }
    }
    stableSort(&counts) { bytewiseLess($0.type, $1.type) }
    return counts.map { count in
      var condition =
        count.type == WorkConditionType.available
        ? available(count, manifests.count) : fromRules(count)
      condition.observedGeneration = generation
      return condition
    }
  }

  private static func available(_ count: Count, _ total: Int) -> Condition {
    func condition(_ status: String, _ reason: String, _ message: String) -> Condition {
      Condition(type: count.type, status: status, reason: reason, message: message)
    }
    if count.no > 0 {
      return condition(
        "False", "ResourcesNotAvailable", "\(count.no) of \(total) resources are not available")
    }
    if count.unknown > 0 {
      return condition(
        "Unknown", "ResourcesStatusUnknown",
        "\(count.unknown) of \(total) resources have unknown status")
    }
    if count.yes == 0 {
      // The blank at the end is upstream's.
      return condition(
        "Unknown", "ResourcesStatusUnknown", "cannot get any available resource ")
    }
    return condition("True", "ResourcesAvailable", "All resources are available")
  }

  private static func fromRules(_ count: Count) -> Condition {
    let status: String
    if count.type == WorkConditionType.progressing {
      // One resource on its way makes the work so.
      status = count.yes > 0 ? "True" : count.unknown > 0 ? "Unknown" : "False"
    } else {
      status = count.no > 0 ? "False" : count.unknown > 0 || count.yes == 0 ? "Unknown" : "True"
    }
    return Condition(
      type: count.type, status: status, reason: "ConditionRulesAggregated",
      message: count.total == 1 && !count.message.isEmpty
        ? count.message : "Aggregated from \(count.total) manifest conditions")
  }
}
