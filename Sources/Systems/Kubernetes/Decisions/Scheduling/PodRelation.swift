import KubernetesAPI

/// What a pod of one shape on a node means for placing a pod of another.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/{podtopologyspread,interpodaffinity}`.
struct PodRelation: Sendable {
  /// The hard constraints that count it.
  let hardCounts: [Int]
  /// The hard constraints that it changes when added or removed in thought.
  let hardUpdates: [Int]
  /// The soft constraints that count it.
  let softCounts: [Int]
  /// The labels at whose values its required anti-affinity keeps the other pod away.
  let existingAntiKeys: [Int]
  /// Whether the other pod wants to be near it.
  let isNear: Bool
  /// The required anti-affinity terms of the other pod that it meets.
  let awayTerms: [Int]
  /// What it is worth at its node's values of labels.
  let worth: [(key: Int, weight: Int64)]

  let isTrivial: Bool

  init(
    of shape: PodShape, to other: PodShape, hard: [SpreadCount], soft: [SpreadCount],
    _ settings: SchedulerSettings, _ context: PlacementContext, _ topology: TopologyLabels
  ) {
    let namespaces = context.namespaces
    hardCounts = hard.indices.filter { hard[$0].constraint.counts(other, of: shape) }
    hardUpdates = hard.indices.filter { hard[$0].constraint.updates(other, of: shape) }
    softCounts = soft.indices.filter { soft[$0].constraint.counts(other, of: shape) }
    existingAntiKeys = other.requiredAntiAffinity.filter {
      $0.matches(incoming: shape, namespaces: namespaces)
    }.compactMap { topology.index(of: $0.topologyKey) }
    isNear =
      !shape.requiredAffinity.isEmpty
      && shape.requiredAffinity.allSatisfy { $0.matches(existing: other, namespaces: namespaces) }
    awayTerms = shape.requiredAntiAffinity.indices.filter {
      shape.requiredAntiAffinity[$0].matches(existing: other, namespaces: namespaces)
    }
    var worth: [(key: Int, weight: Int64)] = []
    func add(_ terms: [AffinityTerm], sign: Int64, hardWeight: Int64? = nil, isOwn: Bool) {
      for term in terms {
        let matches =
          isOwn
          ? term.matches(existing: other, namespaces: namespaces)
          : term.matches(incoming: shape, namespaces: namespaces)
        guard matches, let key = topology.index(of: term.topologyKey) else { continue }
        worth.append((key, sign &* (hardWeight ?? term.weight)))
      }
    }
    if shape.hasPreferredTerms || !settings.ignoresPreferredTermsOfExistingPods {
      add(shape.preferredAffinity, sign: 1, isOwn: true)
      add(shape.preferredAntiAffinity, sign: -1, isOwn: true)
      if settings.hardPodAffinityWeight > 0 {
        add(
          other.requiredAffinity, sign: 1, hardWeight: settings.hardPodAffinityWeight,
          isOwn: false)
      }
      add(other.preferredAffinity, sign: 1, isOwn: false)
      add(other.preferredAntiAffinity, sign: -1, isOwn: false)
    }
    self.worth = worth
    isTrivial =
      hardUpdates.isEmpty && softCounts.isEmpty && existingAntiKeys.isEmpty && !isNear
      && awayTerms.isEmpty && worth.isEmpty
  }
}
