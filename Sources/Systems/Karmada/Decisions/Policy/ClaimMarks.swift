/// The marks that tell which policy an object follows: labels and annotations of templates and
/// bindings.
///
/// Mirrors: `karmada@f8fdd02 pkg/detector/claim.go`.
public struct ClaimMarks: Sendable, Equatable {
  /// Label `propagationpolicy.karmada.io/permanent-id`.
  public var policyID: String?
  /// Annotation `propagationpolicy.karmada.io/namespace`.
  public var policyNamespace: String?
  /// Annotation `propagationpolicy.karmada.io/name`.
  public var policyName: String?
  /// Label `clusterpropagationpolicy.karmada.io/permanent-id`.
  public var clusterPolicyID: String?
  /// Annotation `clusterpropagationpolicy.karmada.io/name`.
  public var clusterPolicyName: String?

  /// No marks.
  public init() {}

  /// The marks of a policy.
  init(_ policy: PolicyClaims.Policy) { add(policy) }

  /// The PropagationPolicy that claims the object; `nil` if a mark is missing.
  var namespacedClaim: (key: PolicyClaims.PolicyKey, id: String)? {
    guard let policyID, let policyNamespace, let policyName, !policyID.isEmpty,
      !policyNamespace.isEmpty, !policyName.isEmpty
    else { return nil }
    return (.init(namespace: policyNamespace, name: policyName), policyID)
  }

  /// The ClusterPropagationPolicy that claims the object; `nil` if a mark is missing.
  var clusterClaim: (key: PolicyClaims.PolicyKey, id: String)? {
    guard let clusterPolicyID, let clusterPolicyName, !clusterPolicyID.isEmpty,
      !clusterPolicyName.isEmpty
    else { return nil }
    return (.init(name: clusterPolicyName), clusterPolicyID)
  }

  /// The mark by which the objects of a policy are found.
  func id(isClusterWide: Bool) -> String? { isClusterWide ? clusterPolicyID : policyID }

  /// Adds the marks of a policy; those of the other kind stay.
  mutating func add(_ policy: PolicyClaims.Policy) {
    if policy.key.isClusterWide {
      clusterPolicyID = policy.permanentID
      clusterPolicyName = policy.key.name
    } else {
      policyID = policy.permanentID
      policyNamespace = policy.key.namespace
      policyName = policy.key.name
    }
  }

  /// Adds the marks that others carry.
  mutating func merge(_ others: ClaimMarks) {
    policyID = others.policyID ?? policyID
    policyNamespace = others.policyNamespace ?? policyNamespace
    policyName = others.policyName ?? policyName
    clusterPolicyID = others.clusterPolicyID ?? clusterPolicyID
    clusterPolicyName = others.clusterPolicyName ?? clusterPolicyName
  }

  /// Takes the marks of one kind of policy away.
  mutating func remove(clusterWide: Bool) {
    if clusterWide {
      clusterPolicyID = nil
      clusterPolicyName = nil
    } else {
      policyID = nil
      policyNamespace = nil
      policyName = nil
    }
  }

  /// Takes the marks of cluster-wide policies away from what a namespaced one claims.
  ///
  /// - Returns: Whether there was the label of one; without it the annotation stays.
  @discardableResult
  mutating func excludeClusterPolicy() -> Bool {
    guard clusterPolicyID != nil else { return false }
    remove(clusterWide: true)
    return true
  }
}
