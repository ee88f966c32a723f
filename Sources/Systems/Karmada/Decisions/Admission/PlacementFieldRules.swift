import Documents
import GoSemantics
import KubernetesAPI

/// What is demanded of placements.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/validation/validation.go` (ValidatePlacement).
enum PlacementFieldRules {
  static func errors(_ placement: Node?, _ path: FieldPath) -> [FieldError] {
    guard let placement else { return [] }
    var errors: [FieldError] = []
    if placement.given("clusterAffinity") != nil, placement.given("clusterAffinities") != nil {
      errors.append(
        .invalid(
          path, placement.written(as: "Placement"),
          "clusterAffinities cannot co-exist with clusterAffinity"))
    }
    let terms = placement.elements("clusterAffinities")
    let termsPath = path.child("clusterAffinities")
    if !allowsOverflow(placement.given("replicaScheduling")) {
      for (index, term) in terms.enumerated() {
        guard let overflow = term.given("overflowAffinities") else { continue }
        errors.append(
          .invalid(
            termsPath.index(index).child("overflowAffinities"),
            overflow.written(as: "[]OverflowClusterAffinity"),
            "overflowAffinities can only be used together with dynamic weight or aggregated"
              + " scheduling"))
      }
    }
    errors += affinity(placement.given("clusterAffinity"), path.child("clusterAffinity"))
    errors += affinities(placement, terms, termsPath)
    errors += spread(placement, path.child("spreadConstraints"))
    errors += workloadAffinity(
      placement.given("workloadAffinity"), path.child("workloadAffinity"))
    for (index, toleration) in placement.elements("clusterTolerations").enumerated()
    where ["Lt", "Gt"].contains(toleration.text("operator")) {
      errors.append(
        .notSupported(
          path.child("clusterTolerations").index(index).child("operator"),
          Node(toleration.text("operator")), ["", "Exists", "Equal"]))
    }
    return errors
  }

  /// Only dynamic weights and aggregation know what to do with an overflow.
  private static func allowsOverflow(_ strategy: Node?) -> Bool {
    guard let strategy, strategy.text("replicaSchedulingType") == "Divided" else { return false }
    switch strategy.text("replicaDivisionPreference") {
    case "Aggregated": return true
    case "Weighted":
      return !(strategy.given("weightPreference")?.text("dynamicWeight") ?? "").isEmpty
    default: return false
    }
  }

  /// The conditions on provider, region and zone of an affinity.
  static func affinity(_ affinity: Node?, _ path: FieldPath) -> [FieldError] {
    guard let selector = affinity?.given("fieldSelector") else { return [] }
    for expression in selector.elements("matchExpressions") {
      let key = expression.text("key")
      let comparison = expression.text("operator")
      let problem: String
      if !["provider", "region", "zone"].contains(key) {
        problem = "unsupported key \(GoQuote.text(key)), must be provider, region, or zone"
      } else if !["In", "NotIn"].contains(comparison) {
        problem = "unsupported operator \(GoQuote.text(comparison)), must be In or NotIn"
      } else {
        continue
      }
      return [
        .invalid(
          path.child("fieldSelector"), selector.written(as: "*FieldSelector"), problem)
      ]
    }
    return []
  }

  private static func affinities(
    _ placement: Node, _ terms: [Node], _ path: FieldPath
  ) -> [FieldError] {
    var errors: [FieldError] = []
    var names: Set<String> = []
    for (index, term) in terms.enumerated() {
      let place = path.index(index)
      let name = term.text("affinityName")
      errors += NameRules.labelKey(name).map { .invalid(place, name, $0) }
      if !names.insert(name).inserted {
        errors.append(
          .invalid(
            path,
            (placement["clusterAffinities"] ?? .null).written(as: "[]ClusterAffinityTerm"),
            "each affinity term in a policy must have a unique name"))
      }
      errors += affinity(term, place)
      errors += overflow(term, name, place)
    }
    return errors
  }

  private static func overflow(
    _ term: Node, _ name: String, _ path: FieldPath
  ) -> [FieldError] {
    guard let overflow = term.given("overflowAffinities") else { return [] }
    let path = path.child("overflowAffinities")
    var errors: [FieldError] = []
    let isEmpty =
      term.given("labelSelector") == nil && term.given("fieldSelector") == nil
      && term.elements("clusterNames").isEmpty && term.elements("exclude").isEmpty
    if isEmpty {
      errors.append(
        .invalid(
          path, overflow.written(as: "[]OverflowClusterAffinity"),
          "overflowAffinities can only be used together with the inline ClusterAffinity"))
    }
    var names: Set = [name]
    for (index, affinity) in (overflow.array ?? []).enumerated() {
      let own = affinity.text("affinityName")
      let place = path.index(index)
      errors += NameRules.labelKey(own).map {
        .invalid(place.child("affinityName"), own, $0)
      }
      if !names.insert(own).inserted {
        errors.append(
          .invalid(
            place.child("affinityName"), own,
            "overflow affinity name must be unique and must not duplicate the primary group's"
              + " affinityName"))
      }
      errors += self.affinity(affinity, place)
    }
    return errors
  }

  private static func spread(_ placement: Node, _ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    let constraints = placement.elements("spreadConstraints")
    let whole = { placement["spreadConstraints"]?.written(as: "[]SpreadConstraint") ?? .null }
    /// Each field seen, and whether its repetition was reported.
    var seen: [String: Bool] = [:]
    for (index, constraint) in constraints.enumerated() {
      let field = constraint.text("spreadByField")
      let least = constraint["minGroups"]?.int64 ?? 0
      let most = constraint["maxGroups"]?.int64 ?? 0
      func wrong(_ problem: String) {
        errors.append(
          .invalid(path.index(index), constraint.written(as: "SpreadConstraint"), problem))
      }
      if !field.isEmpty, !constraint.text("spreadByLabel").isEmpty {
        wrong("spreadByLabel should not co-exist with spreadByField")
      }
      if least < 0 { wrong("minGroups lower than 0 is not allowed") }
      if most < 0 { wrong("maxGroups lower than 0 is not allowed") }
      if most > 0, most < least { wrong("maxGroups lower than minGroups is not allowed") }
      guard !field.isEmpty else { continue }
      if seen[field] == false {
        errors.append(
          .invalid(path, whole(), "multiple \(field) spread constraints are not allowed"))
        seen[field] = true
      }
      if seen[field] == nil { seen[field] = false }
    }
    if !seen.isEmpty, seen["cluster"] == nil {
      errors.append(
        .invalid(
          path, whole(),
          "the cluster spread constraint must be enabled in one of the constraints in case of"
            + " SpreadByField is enabled"))
    }
    return errors
  }

  private static func workloadAffinity(_ affinity: Node?, _ path: FieldPath) -> [FieldError] {
    guard let affinity else { return [] }
    var errors: [FieldError] = []
    var keys: [String] = []
    for field in ["affinity", "antiAffinity"] {
      guard let term = affinity.given(field) else { continue }
      let key = term.text("groupByLabelKey")
      keys.append(key)
      errors += NameRules.labelKey(key).map {
        .invalid(path.child(field, "groupByLabelKey"), key, $0)
      }
    }
    if keys.count == 2, keys[0] == keys[1] {
      errors.append(
        .invalid(
          path, affinity.written(as: "*WorkloadAffinity"),
          "affinity and antiAffinity must not use the same groupByLabelKey"))
    }
    return errors
  }
}
