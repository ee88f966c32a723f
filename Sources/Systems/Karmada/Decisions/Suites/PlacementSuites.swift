import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KarmadaSuites {
  /// Which clusters match, pass and are selected, and what fits into them.
  static let placement: [VectorSuite] = [
    clusterMatches, filterPlugins, selectClusters, generalReplicas, generalSets, selectorPriority,
  ]

  private static let clusterMatches = VectorSuite(algorithm: "util.ClusterMatches") { vector in
    let cluster = ClusterSnapshot(try vector.input.decoded(Cluster.self, "cluster"))
    let affinity = ClusterAffinityMatch(
      try vector.input.decoded(ClusterAffinity.self, "affinity"))
    return PreparedDecision {
      affinity.matches(cluster)
    } answer: {
      ["matches": Node($0)]
    }
  }

  private static let filterPlugins = VectorSuite(algorithm: "filterPlugins") { vector in
    let clusters = ClusterSnapshots([
      ClusterSnapshot(try vector.input.decoded(Cluster.self, "cluster"))
    ])
    var binding = BindingState(
      try vector.input.decoded(ResourceBindingSpec.self, "bindingSpec"), status: nil)
    binding.observedAffinityName = vector.input["schedulerObservingAffinityName"]?.string ?? ""
    let prepared = binding
    return PreparedDecision {
      let filtering = ClusterFiltering(prepared, on: clusters)
      return FilterPlugin.defaults.map { ($0, filtering.reason(of: $0, against: 0)) }
    } answer: { verdicts in
      .members(
        verdicts.map { plugin, reason in
          let verdict: Node =
            if let reason {
              ["code": "Unschedulable", "reasons": [Node(reason.text)]]
            } else {
              ["code": "Success"]
            }
          return (plugin.rawValue, verdict)
        })
    }
  }

  private struct SelectionInput: Decodable {
    struct Candidate: Decodable {
      var name: String
      var provider: String?
      var region: String?
      var zones: [String]?
      var score: Int64?
      var estimatedReplicas: Int32?
    }
    var clusters: [Candidate]
    var placement: Placement
    var replicas: Int32?
    var previousClusters: [TargetCluster]?
  }

  private static let selectClusters = VectorSuite(algorithm: "spread.selectClusters") { vector in
    let input = try NodeDecoder(file: "vector").decode(SelectionInput.self, from: vector.input)
    let clusters = ClusterSnapshots(
      input.clusters.map {
        ClusterSnapshot(
          name: $0.name, provider: $0.provider ?? "", region: $0.region ?? "",
          zones: $0.zones ?? [])
      })
    let binding = BindingState(
      workload: WorkloadReference(apiVersion: "apps/v1", kind: "Deployment"),
      placement: PlacementRules(input.placement), replicas: input.replicas ?? 0,
      clusters: input.previousClusters ?? [])
    let candidates = input.clusters.compactMap { cluster -> ClusterCandidate? in
      guard let index = clusters.index(of: cluster.name) else { return nil }
      let estimate = cluster.estimatedReplicas ?? 0
      let present = binding.clusters.first { $0.name == cluster.name }?.replicas ?? 0
      return ClusterCandidate(
        index: index, score: cluster.score ?? 0, allocatable: estimate,
        available: Int64(estimate) + Int64(present))
    }
    return PreparedDecision {
      var sorted = candidates
      SpreadSelection.sort(&sorted)
      return (sorted, selection(sorted, binding, clusters))
    } answer: { sorted, selection in
      let names = { (list: [ClusterCandidate]) -> Node in
        .list(list.map { Node(clusters[$0.index].name) })
      }
      var members: [(String, Node)] = [("sortedClusters", names(sorted))]
      let fields = binding.placement.spreadConstraints.compactMap(\.field)
      let isTopologyUsed =
        !binding.placement.ignoresSpreadConstraints && fields.contains { $0 != .cluster }
      for (field, key) in [
        (SpreadField.region, "regions"), (.zone, "zones"), (.provider, "providers"),
      ] where isTopologyUsed && fields.contains(field) {
        let groups = SpreadSelection.groups(by: field, sorted, for: binding, among: clusters)
        if groups.isEmpty { continue }
        members.append(
          (
            key,
            .members(
              groups.map {
                ($0.name, ["score": Node($0.score), "availableReplicas": Node($0.available)])
              })
          ))
      }
      switch selection {
      case .success(let chosen): members.append(("selected", names(chosen)))
      case .failure(let failure): members.append(("error", Node(failure.message)))
      }
      return .members(members)
    }
  }

  private static func selection(
    _ sorted: [ClusterCandidate], _ binding: BindingState, _ clusters: ClusterSnapshots
  ) -> Result<[ClusterCandidate], SpreadSelection.Failure> {
    do {
      return .success(try SpreadSelection.select(sorted, for: binding, among: clusters))
    } catch {
      return .failure(error)
    }
  }

  private struct AssumedWorkload: Decodable {
    var components: [Component]?
  }

  private struct EstimatorInput: Decodable {
    var cluster: Cluster
    var replicaRequirements: ReplicaRequirements?
    var components: [Component]?
    var assumedWorkloads: [AssumedWorkload]?

    var assumed: [[WorkloadComponent]] {
      (assumedWorkloads ?? []).map { ($0.components ?? []).map(WorkloadComponent.init) }
    }
  }

  private static let generalReplicas = VectorSuite(algorithm: "estimator.general.replicas") {
    vector in
    let input = try NodeDecoder(file: "vector").decode(EstimatorInput.self, from: vector.input)
    let cluster = ClusterSnapshot(input.cluster)
    let requirements = input.replicaRequirements.map {
      ResourceAmounts($0.resourceRequest ?? [:])
    }
    let assumed = input.assumed
    return PreparedDecision {
      GeneralEstimator.replicas(
        capacity: cluster.capacity, models: cluster.models, requirements: requirements,
        assumed: assumed)
    } answer: {
      ["replicas": Node($0)]
    }
  }

  private static let generalSets = VectorSuite(algorithm: "estimator.general.componentSets") {
    vector in
    let input = try NodeDecoder(file: "vector").decode(EstimatorInput.self, from: vector.input)
    let cluster = ClusterSnapshot(input.cluster)
    let components = (input.components ?? []).map(WorkloadComponent.init)
    let assumed = input.assumed
    return PreparedDecision {
      GeneralEstimator.componentSets(
        capacity: cluster.capacity, models: cluster.models, components: components,
        assumed: assumed)
    } answer: {
      ["sets": Node($0)]
    }
  }

  private static let selectorPriority = VectorSuite(algorithm: "util.ResourceSelectorPriority") {
    vector in
    let selector = try vector.input.decoded(ResourceSelector.self, "resourceSelector")
    let object = vector.input["resource"]
    let metadata = try (object ?? .null).decoded(ObjectMeta.self, "metadata")
    let resource = PolicySelection.Resource(
      apiVersion: object?["apiVersion"]?.string ?? "", kind: object?["kind"]?.string ?? "",
      namespace: metadata.namespace, name: metadata.name, labels: metadata.labels)
    return PreparedDecision {
      PolicySelection.closeness(of: selector, to: resource)
    } answer: {
      ["priority": Node($0.rawValue)]
    }
  }
}
