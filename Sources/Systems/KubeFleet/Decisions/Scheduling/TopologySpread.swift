/// How members with and without a binding are spread over the values of labels.
///
/// Every value of the label on any member is a domain, also the empty one and those of members
/// that are not eligible; a domain counts its members with a scheduled or bound binding.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/plugins/topologyspreadconstraints/
/// utils.go`, vectors `topology-spread`.
struct TopologySpread: Sendable {
  private struct Rule: Sendable {
    /// The constraint's place in the policy.
    var place: Int32
    var maxSkew: Int
    var isStrict: Bool
    var column: LabelColumns.Column
  }

  /// One value of a label.
  private struct Domain: BitwiseCopyable {
    /// The members with a scheduled or bound binding.
    var count: Int32 = 0
    /// What one more binding does.
    var violates = false
    var skewChange: Int32 = 0
  }

  /// What the constraints say of one member.
  struct Judgement: Sendable, BitwiseCopyable {
    /// The place, in the policy, of the first strict constraint that the member would violate, or
    /// −1; strict ones are tried in the order of the policy.
    fileprivate var violated: Int32 = -1
    /// The score, if the member violates nothing.
    fileprivate(set) var score: Int32 = 0

    /// The strict constraint that the member would violate.
    var violation: Int32? { violated < 0 ? nil : violated }
  }

  private let labels: LabelColumns
  /// Strict ones first, each group in the order of the policy.
  private var rules: [Rule] = []

  /// Prepares constraints for members with these labels.
  init(_ constraints: [TopologySpreadConstraint], _ labels: LabelColumns) {
    self.labels = labels
    rules.reserveCapacity(constraints.count)
    for isStrict in [true, false] {
      for (place, constraint) in constraints.enumerated()
      where (constraint.whenUnsatisfiable != "ScheduleAnyway") == isStrict {
        // Without any domain a constraint says nothing.
        guard let column = labels[constraint.topologyKey] else { continue }
        rules.append(
          Rule(
            place: Int32(truncatingIfNeeded: place), maxSkew: Int(constraint.maxSkew ?? 1),
            isStrict: isStrict, column: column))
      }
    }
  }

  /// Whether any constraint keeps members away.
  var isStrict: Bool { rules.first?.isStrict ?? false }

  /// Judges one more binding on each member.
  ///
  /// - Parameter holders: The members with a scheduled or bound binding.
  func judge(holders: BitSet) -> [Judgement] {
    var result = [Judgement](repeating: Judgement(), count: labels.count)
    for rule in rules {
      let domains = domains(rule, holders)
      labels.forEachCell(of: rule.column) { cluster, number in
        if result[cluster].violated >= 0 { return }
        if !domains[number].violates {
          result[cluster].score &-= domains[number].skewChange
        } else if rule.isStrict {
          result[cluster].violated = rule.place
        } else {
          result[cluster].score &-= Self.violationPenalty
        }
      }
    }
    return result
  }

  private static let violationPenalty: Int32 = 1000

  private func domains(_ rule: Rule, _ holders: BitSet) -> [Domain] {
    var domains = [Domain](repeating: Domain(), count: Int(rule.column.valueCount))
    labels.forEachCell(of: rule.column) { cluster, number in
      if holders.contains(cluster) { domains[number].count += 1 }
    }
    var smallest = Int32.max
    var second = Int32.max
    var largest = Int32.min
    for domain in domains {
      if domain.count < smallest {
        (smallest, second) = (domain.count, smallest)
      } else if domain.count < second {
        second = domain.count
      }
      largest = max(largest, domain.count)
    }
    if domains.count == 1 { second = smallest }
    let skew = Int(largest - smallest)
    for index in domains.indices {
      let count = domains[index].count
      let change: Int32 =
        if largest == smallest { 1 } else if count == smallest, smallest != second {
          -1
        } else if count == largest { 1 } else { 0 }
      domains[index].skewChange = change
      domains[index].violates = skew + Int(change) > rule.maxSkew
    }
    return domains
  }

  /// The reason of a violation as it stands in the scheduler's decisions.
  static func reason(_ constraint: TopologySpreadConstraint) -> String {
    "violated doNotSchedule topology spread constraint \"\(constraint.topologyKey)\""
      + " (max skew \(constraint.maxSkew ?? 1))"
  }
}
