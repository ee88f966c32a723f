import KubernetesAPI

/// What a spread constraint divides clusters by.
public enum SpreadField: String, Sendable, CaseIterable {
  case cluster, region, zone, provider
}

/// How many groups a spread constraint wants.
public struct SpreadLimits: Sendable, Equatable {
  /// At least so many.
  public var minGroups: Int
  /// At most so many.
  public var maxGroups: Int

  /// - Parameters:
  ///   - minGroups: At least so many.
  ///   - maxGroups: At most so many.
  public init(minGroups: Int, maxGroups: Int) {
    self.minGroups = minGroups
    self.maxGroups = maxGroups
  }
}

/// Static weights by cluster affinity.
public struct StaticWeights: Sendable, Equatable {
  /// Which clusters a weight is for.
  public var rules: [(target: ClusterAffinityMatch, weight: Int64)]

  /// - Parameter rules: Targets and weights; none means that all clusters weigh the same.
  public init(_ rules: [(target: ClusterAffinityMatch, weight: Int64)] = []) {
    self.rules = rules
  }

  /// The greatest weight among the rules that match each candidate, zero if none does.
  func weights(of candidates: [ClusterCandidate], among clusters: ClusterSnapshots) -> [Int64] {
    var byIndex: [Int: Int64] = [:]
    var general: [(target: ClusterAffinityMatch, weight: Int64)] = []
    for rule in rules {
      if rule.target.isNamesOnly {
        for name in rule.target.clusterNames {
          guard let index = clusters.index(of: name) else { continue }
          byIndex[index] = max(byIndex[index] ?? 0, rule.weight)
        }
      } else {
        general.append(rule)
      }
    }
    return candidates.map { candidate in
      var weight = byIndex[candidate.index] ?? 0
      for rule in general where rule.weight > weight {
        if rule.target.matches(clusters[candidate.index]) { weight = rule.weight }
      }
      return weight
    }
  }

  /// Equal rules in equal order.
  public static func == (left: StaticWeights, right: StaticWeights) -> Bool {
    left.rules.elementsEqual(right.rules) { $0.target == $1.target && $0.weight == $1.weight }
  }
}

/// How a placement divides replicas.
public enum DivisionStrategy: Sendable, Equatable {
  /// Every cluster runs all replicas.
  case duplicated
  /// As few clusters as possible.
  case aggregated
  /// In proportion to what clusters can take.
  case dynamicWeight
  /// In proportion to fixed weights.
  case staticWeight(StaticWeights)
  /// A combination that upstream refuses.
  case unsupported(type: String, preference: String)

  var isAggregated: Bool {
    if case .aggregated = self { true } else { false }
  }
}

/// A placement made ready for scheduling.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/policy/v1alpha1/propagation_types.go`.
public struct PlacementRules: Sendable, Equatable {
  /// A named group of clusters, tried in order.
  public struct AffinityTerm: Sendable, Equatable {
    /// The group's name.
    public var name: String
    /// Its clusters.
    public var affinity: ClusterAffinityMatch
    /// Further clusters for what does not fit; `nil` if the field is absent.
    public var overflow: [ClusterAffinityMatch]?

    /// - Parameters:
    ///   - name: The group's name.
    ///   - affinity: Its clusters.
    ///   - overflow: Further clusters for what does not fit.
    public init(
      name: String, affinity: ClusterAffinityMatch, overflow: [ClusterAffinityMatch]? = nil
    ) {
      self.name = name
      self.affinity = affinity
      self.overflow = overflow
    }
  }

  /// The one affinity; it hides the terms.
  public var affinity: ClusterAffinityMatch?
  /// Ordered groups of clusters.
  public var affinityTerms: [AffinityTerm]
  /// Taints that are no obstacle.
  public var tolerations: [Toleration]
  /// The constraints by field in the order given; a field may be named twice upstream.
  public var spreadConstraints: [(field: SpreadField?, limits: SpreadLimits)]
  /// How replicas are divided.
  public var strategy: DivisionStrategy
  /// Whether all feasible clusters are taken because weights are static.
  public var ignoresSpreadConstraints: Bool

  /// A placement; without arguments one that duplicates a workload to all clusters.
  public init(
    affinity: ClusterAffinityMatch? = nil, affinityTerms: [AffinityTerm] = [],
    tolerations: [Toleration] = [],
    spreadConstraints: [(field: SpreadField?, limits: SpreadLimits)] = [],
    strategy: DivisionStrategy = .duplicated, ignoresSpreadConstraints: Bool = false
  ) {
    self.affinity = affinity
    self.affinityTerms = affinityTerms
    self.tolerations = tolerations
    self.spreadConstraints = spreadConstraints
    self.strategy = strategy
    self.ignoresSpreadConstraints = ignoresSpreadConstraints
  }

  /// Whether every cluster runs all replicas, so that spreading need not look at capacity.
  var isDuplicated: Bool {
    if case .duplicated = strategy { true } else { false }
  }

  /// The last constraint on a field.
  public func spreadConstraint(_ field: SpreadField) -> SpreadLimits? {
    for constraint in spreadConstraints.reversed() {
      if let named = constraint.field, named == field { return constraint.limits }
    }
    return nil
  }

  /// The first term of a name.
  public func term(named name: String) -> AffinityTerm? {
    affinityTerms.first { $0.name == name }
  }

  /// Equal in every part.
  public static func == (left: PlacementRules, right: PlacementRules) -> Bool {
    left.affinity == right.affinity && left.affinityTerms == right.affinityTerms
      && left.tolerations == right.tolerations && left.strategy == right.strategy
      && left.ignoresSpreadConstraints == right.ignoresSpreadConstraints
      && left.spreadConstraints.elementsEqual(right.spreadConstraints) {
        $0.field == $1.field && $0.limits == $1.limits
      }
  }
}
