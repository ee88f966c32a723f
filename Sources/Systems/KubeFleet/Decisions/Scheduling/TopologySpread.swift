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

  /// What one more binding does in a domain.
  private struct Effect: BitwiseCopyable {
    var violates: Bool
    var skewChange: Int32
  }

  /// What the constraints say of the members.
  struct Evaluation: Sendable {
    /// For each member the place, in the policy, of the first strict constraint that it would
    /// violate, or −1; strict ones are tried in the order of the policy. Empty without strict ones.
    fileprivate(set) var violated: [Int32]
    /// The score of each member that violates nothing.
    fileprivate(set) var scores: [Int32]

    /// The strict constraint that a member would violate.
    @inline(__always)
    func violation(_ cluster: Int) -> Int32? {
      violated.isEmpty || violated[cluster] < 0 ? nil : violated[cluster]
    }
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

  /// Judges one more binding on each member.
  ///
  /// - Parameter holders: The members with a scheduled or bound binding.
  func evaluate(holders: BitSet) -> Evaluation {
    let isStrict = rules.first?.isStrict ?? false
    var result = Evaluation(
      violated: isStrict ? [Int32](repeating: -1, count: labels.count) : [],
      scores: [Int32](repeating: 0, count: labels.count))
    for rule in rules {
      let effects = effects(rule, holders)
      labels.forEachCell(of: rule.column) { cluster, domain in
        if isStrict, result.violated[cluster] >= 0 { return }
        let effect = effects[domain]
        if !effect.violates {
          result.scores[cluster] &-= effect.skewChange
        } else if rule.isStrict {
          result.violated[cluster] = rule.place
        } else {
          result.scores[cluster] &-= Self.violationPenalty
        }
      }
    }
    return result
  }

  private static let violationPenalty: Int32 = 1000

  /// What one more binding does in each domain.
  private func effects(_ rule: Rule, _ holders: BitSet) -> [Effect] {
    var counts = [Int](repeating: 0, count: Int(rule.column.valueCount))
    labels.forEachCell(of: rule.column) { cluster, domain in
      if holders.contains(cluster) { counts[domain] += 1 }
    }
    var smallest = Int.max
    var second = Int.max
    var largest = Int.min
    for count in counts {
      if count < smallest {
        (smallest, second) = (count, smallest)
      } else if count < second {
        second = count
      }
      largest = max(largest, count)
    }
    if counts.count == 1 { second = smallest }
    let skew = largest - smallest
    return counts.map { count in
      if largest == smallest { return Effect(violates: skew + 1 > rule.maxSkew, skewChange: 1) }
      if count == smallest, smallest != second {
        return Effect(violates: skew - 1 > rule.maxSkew, skewChange: -1)
      }
      if count == largest { return Effect(violates: skew + 1 > rule.maxSkew, skewChange: 1) }
      return Effect(violates: skew > rule.maxSkew, skewChange: 0)
    }
  }

  /// The reason of a violation as it stands in the scheduler's decisions.
  static func reason(_ constraint: TopologySpreadConstraint) -> String {
    "violated doNotSchedule topology spread constraint \"\(constraint.topologyKey)\""
      + " (max skew \(constraint.maxSkew ?? 1))"
  }
}
