import GoSemantics
import KubernetesAPI
import OpenClusterManagement

/// What comes of one policy.
public struct PolicyOutcome: Sendable {
  /// The policy.
  public var policy: Policy
  /// Where it is.
  public var placement: PolicyPlacement
  /// What each listed cluster reports; unknown where its copy is not among the manifests.
  public var compliance: [ComplianceState] = []
  /// What the policy reports.
  public var root = ComplianceState.unknown

  /// `Policy namespace/name`.
  var title: String { "Policy \(policy.metadata.namespace)/\(policy.metadata.name)" }

  init(
    _ policy: Policy, manifests: HubManifests, placements: [Placement],
    decisions: [PlacementDecision]
  ) {
    self.policy = policy
    placement = PolicyPlacement(
      policy, bindings: manifests.placementBindings, sets: manifests.policySets,
      placements: placements, decisions: decisions)
    let copy = "\(policy.metadata.namespace).\(policy.metadata.name)"
    var states: [String: ComplianceState] = [:]
    for policy in manifests.policies where policy.metadata.name == copy {
      states[policy.metadata.namespace] = ComplianceState(rawValue: policy.status.compliant)
    }
    compliance = placement.listed.map { states[$0.cluster] ?? .unknown }
    root = ComplianceState.root(of: compliance)
  }

  /// What the policy is compared by.
  var workload: PlacedWorkload {
    var workload = PlacedWorkload(name: title)
    var bindings: [String] = []
    for name in placement.listed.flatMap(\.bindings) where !bindings.contains(name) {
      bindings.append(name)
    }
    workload.claim =
      bindings.isEmpty
      ? nil : "PlacementBindings \(bindings.sorted(by: bytewiseLess).joined(separator: ", "))"
    workload.targets = placement.replicas.map { .init(cluster: $0.cluster, replicas: nil) }
    workload.problem =
      policy.spec.disabled
      ? "the policy is disabled" : bindings.isEmpty ? "no binding names it" : nil
    return workload
  }
}
