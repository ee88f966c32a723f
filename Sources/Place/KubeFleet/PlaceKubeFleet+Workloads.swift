import Documents
import KubeFleet
import KubernetesAPI

extension PlaceKubeFleet {
  /// What two reports are compared by: every placement counts as one workload.
  public var workloads: [PlacedWorkload] {
    let names = fleet.byNameOrder.map { fleet.clusters[$0].name }
    return decisions.map { decision in
      var workload = PlacedWorkload(name: decision.title)
      workload.claim = decision.placement.spec.policy.map { policy in
        policy.numberOfClusters.map { "\(policy.placementType) \($0)" } ?? policy.placementType
      }
      workload.targets = decision.clusters.map { .init(cluster: $0, replicas: nil) }
      if let failure = decision.failure {
        workload.problem = failure.description
      } else if let status = decision.status, !status.isFulfilled {
        workload.problem = status.message
      }
      if !decision.verdicts.isEmpty {
        workload.verdicts = ClusterVerdicts(names) { place in
          // A cluster that has the placement already is not turned down.
          let verdicts = decision.verdicts[fleet.byNameOrder[place]].filter {
            $0.plugin != .samePlacementAntiAffinity
          }
          return verdicts.map { "\($0.plugin.rawValue): \($0.reason)" }.joined(separator: "; ")
        }
      }
      for entry in decision.overrides where !entry.objects.isEmpty {
        workload.rendered[entry.cluster] = entry.objects.map { $0.json(pretty: true) }.joined(
          separator: "\n---\n")
      }
      return workload
    }
  }
}
