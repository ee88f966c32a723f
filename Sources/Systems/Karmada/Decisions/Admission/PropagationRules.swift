import Documents
import KubernetesAPI

/// What the validating webhooks demand of PropagationPolicies and ClusterPropagationPolicies.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/validation/validation.go` (ValidatePropagationSpec),
/// `pkg/webhook/{propagationpolicy,clusterpropagationpolicy}/validating.go`.
enum PropagationRules {
  /// The rules about the whole request, of which the first broken one refuses it.
  static func checkUpdate(_ request: KarmadaAdmission.Request) throws(KarmadaAdmission.Denial) {
    guard let label = PolicyMarks.permanentIDLabel(ofKind: request.kind) else { return }
    let new = request.object["metadata"]?["labels"]?[label]?.string
    if request.operation == .update {
      let old = request.oldObject ?? .null
      let scheduler = { (object: Node) in object["spec"]?["schedulerName"]?.string ?? "" }
      if scheduler(request.object) != scheduler(old) {
        throw .rule("the schedulerName should not be updated")
      }
      if (new ?? "") != (old["metadata"]?["labels"]?[label]?.string ?? "") {
        throw .rule(
          "label \(label) is immutable, it can only be set by the system during creation")
      }
    }
    if new == nil {
      throw .rule(
        "label \(label) is required, it should be set by the mutating admission webhook during"
          + " creation")
    }
  }

  static func errors(_ spec: Node, namespace: String) -> [FieldError] {
    let path = FieldPath("spec")
    var errors = PlacementFieldRules.errors(spec.given("placement"), path.child("placement"))
    let failover = spec.given("failover")
    let propagates = spec["propagateDeps"]?.bool ?? false
    if failover?.given("application") != nil, !propagates {
      errors.append(
        .invalid(
          path.child("propagateDeps"), false,
          "application failover is set, propagateDeps must be true"))
    }
    errors += FailoverRules.errors(failover, path.child("failover"))
    let selectors = path.child("resourceSelectors")
    errors += SelectorRules.namespaces(spec.elements("resourceSelectors"), namespace, selectors)
    if spec["preemption"]?.string == "Always" {
      for (index, selector) in spec.elements("resourceSelectors").enumerated()
      where selector.text("name").isEmpty {
        errors.append(
          .invalid(
            selectors.index(index).child("name"), "",
            "name cannot be empty if preemption is Always, the empty name may cause unexpected"
              + " resources preemption"))
      }
    }
    if let suspension = spec.given("suspension"), suspension["dispatching"]?.bool == true,
      !(suspension.given("dispatchingOnClusters")?.elements("clusterNames") ?? []).isEmpty
    {
      errors.append(
        .invalid(
          path.child("suspension", "suspension"), suspension.written(as: "*Suspension"),
          "suspension dispatching cannot co-exist with dispatchingOnClusters.clusterNames"))
    }
    return errors
  }
}

/// What is demanded of failover.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/validation/validation.go` (ValidateFailover).
enum FailoverRules {
  static func errors(_ failover: Node?, _ path: FieldPath) -> [FieldError] {
    guard let failover else { return [] }
    var errors: [FieldError] = []
    if let application = failover.given("application") {
      errors += self.application(application, path.child("application"))
    }
    if let cluster = failover.given("cluster") {
      errors += statePreservation(cluster, path.child("cluster"))
    }
    return errors
  }

  private static func application(_ behavior: Node, _ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    // The schema's default guarantees a toleration.
    if let toleration = behavior["decisionConditions"]?.given("tolerationSeconds"),
      let seconds = toleration.int64, seconds < 0
    {
      errors.append(
        .invalid(
          path.child("decisionConditions", "tolerationSeconds"), toleration,
          "must be greater than or equal to 0"))
    }
    let isGraceful = behavior["purgeMode"]?.string == "Gracefully"
    let period = behavior.given("gracePeriodSeconds")
    if !isGraceful, let period {
      errors.append(
        .invalid(
          path.child("gracePeriodSeconds"), period,
          "only takes effect when purgeMode is gracefully"))
    }
    if isGraceful, period == nil {
      errors.append(
        .invalid(
          path.child("gracePeriodSeconds"), Node.null,
          "should not be empty when purgeMode is gracefully"))
    }
    if let period, let seconds = period.int64, seconds <= 0 {
      errors.append(
        .invalid(path.child("gracePeriodSeconds"), period, "must be greater than 0"))
    }
    return errors + statePreservation(behavior, path)
  }

  private static func statePreservation(_ behavior: Node, _ path: FieldPath) -> [FieldError] {
    let rules = behavior.given("statePreservation")?.elements("rules") ?? []
    let path = path.child("statePreservation", "rules")
    return rules.enumerated().flatMap { index, rule in
      MetadataRules.labelName(
        rule.text("aliasLabelName"), path.index(index).child("aliasLabelName"))
    }
  }
}

/// What is demanded of selectors of resources.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/validation/validation.go` (validateResourceSelectors).
enum SelectorRules {
  /// A policy of a namespace is for resources of that namespace.
  static func namespaces(
    _ selectors: [Node], _ namespace: String, _ path: FieldPath
  ) -> [FieldError] {
    guard !namespace.isEmpty else { return [] }
    var errors: [FieldError] = []
    for (index, selector) in selectors.enumerated() where selector.text("namespace") != namespace {
      errors.append(
        .invalid(
          path.index(index).child("namespace"), selector.text("namespace"),
          "namespace of resource selector must be the same as the namespace of the policy"))
    }
    return errors
  }
}

extension Node {
  /// A field's value; nil if it is absent or null.
  func given(_ field: String) -> Node? {
    self[field].flatMap { $0.isNull ? nil : $0 }
  }

  /// A field's text; empty if there is none.
  func text(_ field: String) -> String { self[field]?.string ?? "" }

  /// A field's elements; none if there is no list.
  func elements(_ field: String) -> [Node] { self[field]?.array ?? [] }

  /// The value as Go's type writes it.
  func written(as type: String) -> Node { KarmadaSchemas.all.written(self, as: type) }
}
