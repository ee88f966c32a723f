import Documents
import GoSemantics
import KubernetesAPI
import Testing

@testable import OpenClusterManagement

/// Where policies are, and what they report.
@Suite struct GovernanceTests {
  private func decoded<Value: Decodable>(_ type: Value.Type, _ yaml: String) throws -> Value {
    let node = try #require(try DocumentReader.read(Array(yaml.utf8), file: "policy.yaml").first)
    return try NodeDecoder(file: "policy.yaml").decode(type, from: node)
  }

  private func decision(_ placement: String, _ clusters: [String]) -> PlacementDecision {
    PlacementDecision(
      ObjectMeta(
        name: "\(placement)-decision-1", namespace: "ns",
        labels: [PlacementDecision.placementLabel: placement]), clusters: clusters)
  }

  private func binding(_ name: String, _ placement: String, _ more: String = "") throws
    -> PlacementBinding
  {
    try decoded(
      PlacementBinding.self,
      """
      metadata: {name: \(name), namespace: ns}
      placementRef: {apiGroup: cluster.open-cluster-management.io, kind: Placement, name: \(placement)}
      subjects: [{apiGroup: policy.open-cluster-management.io, kind: PolicySet, name: set}]
      \(more)
      """)
  }

  @Test func restrictedBindingsOnlyOverride() throws {
    let policy = try decoded(
      Policy.self, "{metadata: {name: p, namespace: ns}, spec: {remediationAction: inform}}")
    let set = try decoded(
      PolicySet.self,
      """
      metadata: {name: set, namespace: ns}
      spec: {policies: [p], exclusions: [{policyName: p, clusterNames: [c]}]}
      """)
    let placement = PolicyPlacement(
      policy,
      bindings: [
        try binding("wide", "all"),
        try binding(
          "strict", "some", "bindingOverrides: {remediationAction: Enforce}\nsubFilter: restricted"),
      ], sets: [set],
      placements: ["all", "some"].map { Placement(name: $0, namespace: "ns") },
      decisions: [decision("all", ["b", "a", "c"]), decision("some", ["b", "z"])])
    #expect(placement.replicas.map(\.cluster) == ["a", "b"])
    #expect(placement.replicas.map(\.remediationAction) == ["inform", "enforce"])
    #expect(placement.replicas.map(\.name) == ["ns.p", "ns.p"])
    // The excluded cluster and the one that only the restricted binding names are listed.
    #expect(placement.listed.map(\.cluster) == ["a", "b", "c", "z"])
  }

  @Test func oneClusterDecidesForAll() {
    #expect(ComplianceState.root(of: []) == .unknown)
    #expect(ComplianceState.root(of: [.compliant, .pending, .nonCompliant]) == .nonCompliant)
    #expect(ComplianceState.root(of: [.compliant, .pending, .unknown]) == .pending)
    #expect(ComplianceState.root(of: [.compliant, .unknown]) == .unknown)
    #expect(ComplianceState.root(of: [.compliant]) == .compliant)
  }

  @Test func enforcingPutsThingsRight() throws {
    let want = try #require(ObjectCompliance("MustHave"))
    let informed = want.outcome(.absent, remediationAction: "inform")
    #expect(informed.reported == .nonCompliant)
    #expect(informed.remedy == ObjectCompliance.Remedy.none)
    let created = want.outcome(.absent, remediationAction: "Enforce")
    #expect(created.reported == .compliant)
    #expect(created.remedy == .create)
    #expect(want.outcome(.differing, remediationAction: "enforce").remedy == .update)
    let banned = ObjectCompliance.mustNotHave
    #expect(banned.outcome(.matching, remediationAction: "enforce").remedy == .delete)
  }

  @Test func intervalsCountFromTheLastLook() {
    let now = GoInstant(seconds: 1000)
    func next(_ state: ComplianceState, _ interval: String) -> PolicyEvaluation.Next {
      PolicyEvaluation.next(
        .init(
          lastEvaluated: GoInstant(seconds: 990), compliance: state, compliantInterval: interval,
          nonCompliantInterval: interval), now: now)
    }
    #expect(next(.compliant, "1m") == .after(50_000_000_000))
    #expect(next(.nonCompliant, "5s") == .now)
    #expect(next(.compliant, "never") == .never)
    #expect(next(.compliant, "watch") == .now)
    #expect(next(.unknown, "never") == .now)
  }
}
