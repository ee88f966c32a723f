import Conformance
import Documents
import KubernetesAPI

extension KarmadaSuites {
  /// Override policies.
  static let overrides: [VectorSuite] = [overridePolicy]

  /// The text of an error comes from libraries; only the fact counts.
  private static let overridePolicy = VectorSuite(
    algorithm: "overridePolicy.apply",
    matches: { expected, answer in
      if expected["error"] != nil { return answer["error"] != nil }
      return VectorSuite.isEqualOrAnyOf(expected, answer)
    },
    prepare: { vector in
      let cluster = ClusterSnapshot(try vector.input.decoded(Cluster.self, "cluster"))
      let object = vector.input["object"] ?? .null
      let clusterPolicies = try vector.input.decodedIfPresent(
        [OverridePolicy].self, "clusterOverridePolicies")
      let policies = try vector.input.decodedIfPresent(
        [OverridePolicy].self, "overridePolicies")
      return PreparedDecision { () -> Result<ObjectOverrides.Outcome, ObjectOverrides.Failure> in
        Result { () throws(ObjectOverrides.Failure) in
          try ObjectOverrides.apply(
            to: object, for: cluster, clusterOverridePolicies: clusterPolicies ?? [],
            overridePolicies: policies ?? [])
        }
      } answer: { result in
        switch result {
        case .failure(let failure): ["error": Node(failure.description)]
        case .success(let outcome):
          [
            "object": outcome.object,
            "appliedClusterOverridePolicies": Node(outcome.appliedClusterOverridePolicies),
            "appliedOverridePolicies": Node(outcome.appliedOverridePolicies),
          ]
        }
      }
    })
}
