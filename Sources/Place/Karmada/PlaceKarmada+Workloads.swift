import Karmada

extension PlaceKarmada {
  /// What two reports are compared by.
  public var workloads: [PlacedWorkload] {
    let names = clusters.indices.map { clusters[$0].name }
    return decisions.map { decision in
      var workload = PlacedWorkload(name: decision.resource.title)
      workload.claim = decision.policy.map { "\($0.kind) \($0.name)" }
      let runsPods = decision.demand.replicas > 0
      workload.replicas = runsPods ? Int64(decision.demand.replicas) : nil
      workload.targets = decision.targets.sortedByName.map {
        .init(cluster: $0.name, replicas: runsPods ? Int64($0.replicas) : nil)
      }
      workload.problem = Self.problem(decision)
      for object in decision.rendered { workload.rendered[object.cluster] = object.text }
      if let attempt = decision.attempts.last {
        workload.verdicts = ClusterVerdicts(names) { index in
          attempt.verdict(on: index, among: clusters).joined(separator: "; ")
        }
      }
      return workload
    }
  }

  /// Why a resource goes nowhere, or not everywhere; `nil` if all is well.
  static func problem(_ decision: Decision) -> String? {
    guard decision.policy != nil else { return "no policy matches" }
    guard let result = decision.result, result.reason != .success else {
      if let object = decision.rendered.first(where: { $0.error != nil }) {
        return "not delivered to \(object.cluster): \(object.error ?? "")"
      }
      return decision.result == nil && decision.attempts.isEmpty
        ? "too many combinations of regions" : nil
    }
    return "\(result.reason.rawValue): \(result.message)"
  }
}
