/// How members with and without a binding are spread over the values of labels.
///
/// Every value of the label on any member is a domain, also the empty one and those of members
/// that are not eligible; a domain counts its members with a scheduled or bound binding.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/plugins/topologyspreadconstraints/
/// utils.go`, vectors `topology-spread`.
public struct TopologySpread: Sendable {
  struct Rule: Sendable {
    var key: String
    var maxSkew: Int
    var isStrict: Bool
    /// The domain of each member, −1 without the label.
    var domains: [Int32]
    var domainCount: Int
  }

  /// What the constraints say of the members.
  public struct Evaluation: Sendable {
    /// For each member the first strict constraint that it would violate, or −1.
    public internal(set) var violated: [Int32]
    /// The score of each member that violates nothing.
    public internal(set) var scores: [Int32]
  }

  /// Strict ones first, each group in the order of the policy.
  let rules: [Rule]

  /// Prepares constraints for the members of a fleet.
  public init(_ constraints: [TopologySpreadConstraint], clusters: [ClusterRow]) {
    self.init(constraints, labels: clusters.map(\.labels))
  }

  /// Prepares constraints for members with these labels.
  public init(_ constraints: [TopologySpreadConstraint], labels: [[String: String]]) {
    let strict = constraints.filter { $0.whenUnsatisfiable != "ScheduleAnyway" }
    let lenient = constraints.filter { $0.whenUnsatisfiable == "ScheduleAnyway" }
    rules = (strict + lenient).enumerated().map { index, constraint in
      var numbers: [String: Int32] = [:]
      let domains = labels.map { labels -> Int32 in
        guard let value = labels[constraint.topologyKey] else { return -1 }
        if let known = numbers[value] { return known }
        let number = Int32(truncatingIfNeeded: numbers.count)
        numbers[value] = number
        return number
      }
      return Rule(
        key: constraint.topologyKey, maxSkew: Int(constraint.maxSkew ?? 1),
        isStrict: index < strict.count, domains: domains, domainCount: numbers.count)
    }
  }

  /// Whether there are no constraints.
  public var isEmpty: Bool { rules.isEmpty }
  /// Whether any constraint keeps members away.
  public var isStrict: Bool { rules.first?.isStrict ?? false }

  /// Judges one more binding on each member.
  ///
  /// - Parameter holds: Which members have a scheduled or bound binding.
  public func evaluate(holds: [Bool]) -> Evaluation {
    var result = Evaluation(
      violated: [Int32](repeating: -1, count: holds.count),
      scores: [Int32](repeating: 0, count: holds.count))
    for (index, rule) in rules.enumerated() where rule.domainCount > 0 {
      let verdicts = Self.verdicts(rule, holds)
      for (cluster, domain) in rule.domains.enumerated()
      where domain >= 0 && result.violated[cluster] < 0 {
        let verdict = verdicts[Int(domain)]
        if !verdict.violates {
          result.scores[cluster] &-= verdict.skewChange
        } else if rule.isStrict {
          result.violated[cluster] = Int32(truncatingIfNeeded: index)
        } else {
          result.scores[cluster] &-= Self.violationPenalty
        }
      }
    }
    return result
  }

  private static let violationPenalty: Int32 = 1000

  /// What one more binding does in each domain.
  private static func verdicts(
    _ rule: Rule, _ holds: [Bool]
  ) -> [(violates: Bool, skewChange: Int32)] {
    var counts = [Int](repeating: 0, count: rule.domainCount)
    for (cluster, domain) in rule.domains.enumerated() where domain >= 0 && holds[cluster] {
      counts[Int(domain)] += 1
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
      if largest == smallest { return (skew + 1 > rule.maxSkew, 1) }
      if count == smallest, smallest != second { return (skew - 1 > rule.maxSkew, -1) }
      if count == largest { return (skew + 1 > rule.maxSkew, 1) }
      return (skew > rule.maxSkew, 0)
    }
  }

  /// The reason of a violation as it stands in the scheduler's decisions.
  public func reason(_ rule: Int32) -> String {
    let rule = rules[Int(rule)]
    return "violated doNotSchedule topology spread constraint \"\(rule.key)\""
      + " (max skew \(rule.maxSkew))"
  }
}
