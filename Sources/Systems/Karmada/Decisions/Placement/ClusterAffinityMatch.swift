import KubernetesAPI

/// A cluster affinity made ready for matching many clusters.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/selector.go` ClusterMatches, vectors
/// `karmada/cluster_match.jsonl.gz`.
public struct ClusterAffinityMatch: Sendable, Equatable {
  /// Clusters named explicitly; empty allows all.
  public var clusterNames: [String]
  /// Clusters that never match.
  public var exclude: [String]
  /// Conditions on labels; `nil` if the selector cannot be understood, which matches nothing.
  public var labels: [SelectorRequirement]?
  /// Conditions on provider and region; `nil` as above.
  public var fields: [SelectorRequirement]?
  /// Conditions on zones.
  public var zones: [ZoneRequirement]
  private let nameSet: Set<String>
  private let excludedSet: Set<String>

  /// An affinity; everything left out matches.
  public init(
    clusterNames: [String] = [], exclude: [String] = [], labels: [SelectorRequirement]? = [],
    fields: [SelectorRequirement]? = [], zones: [ZoneRequirement] = []
  ) {
    self.clusterNames = clusterNames
    self.exclude = exclude
    self.labels = labels
    self.fields = fields
    self.zones = zones
    // Few names are compared faster one by one.
    nameSet = clusterNames.count > 8 ? Set(clusterNames) : []
    excludedSet = exclude.count > 8 ? Set(exclude) : []
  }

  /// Whether nothing but names decides.
  var isNamesOnly: Bool {
    !clusterNames.isEmpty && exclude.isEmpty && labels == [] && fields == [] && zones.isEmpty
  }

  /// Whether a cluster matches every part.
  public func matches(_ cluster: ClusterSnapshot) -> Bool {
    if !exclude.isEmpty, Self.contains(exclude, excludedSet, cluster.name) { return false }
    guard let labels, let fields else { return false }
    for requirement in labels where !requirement.matches(cluster.labels) {
      return false
    }
    for requirement in zones where !requirement.matches(cluster.zones) { return false }
    for requirement in fields {
      let value =
        switch requirement.key {
        case "provider": cluster.provider
        case "region": cluster.region
        default: ""
        }
      if !requirement.matches(value: value.isEmpty ? nil : value) { return false }
    }
    return clusterNames.isEmpty || Self.contains(clusterNames, nameSet, cluster.name)
  }

  private static func contains(_ list: [String], _ set: Set<String>, _ name: String) -> Bool {
    set.isEmpty ? list.contains(name) : set.contains(name)
  }
}

/// A condition on the set of a cluster's zones.
public struct ZoneRequirement: Sendable, Equatable {
  /// `In`, `NotIn`, `Exists` or `DoesNotExist`; anything else matches nothing.
  public var `operator`: String
  /// The zones it is about.
  public var values: [String]

  /// - Parameters:
  ///   - operator: The operator's text.
  ///   - values: The zones it is about.
  public init(operator: String, values: [String]) {
    self.operator = `operator`
    self.values = values
  }

  /// In: any zone is listed; NotIn: none is; Exists: there are zones; DoesNotExist: there are
  /// none.
  public func matches(_ zones: [String]) -> Bool {
    switch `operator` {
    case "In": zones.contains { values.contains($0) }
    case "NotIn": !zones.contains { values.contains($0) }
    case "Exists": !zones.isEmpty
    case "DoesNotExist": zones.isEmpty
    default: false
    }
  }
}
