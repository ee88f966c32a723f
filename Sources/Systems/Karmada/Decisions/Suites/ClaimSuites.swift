import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KarmadaSuites {
  /// The resource detector.
  static let claims: [VectorSuite] = [policyClaim]

  private static let policyClaim = VectorSuite(algorithm: "policy.claim") { vector in
    let gates = vector.input["featureGates"]
    let isEnabled = gates?["PropagationPolicyPreemption"]?.bool ?? false
    var created: [String: Int] = [:]
    let steps = try (vector.input["steps"]?.array ?? []).map { step in
      try ClaimStep(step, counting: &created)
    }
    return PreparedDecision { () -> [PolicyClaims] in
      var claims = PolicyClaims(preemptionEnabled: isEnabled, skippedNamespaceParts: [])
      return steps.map { step in
        step.apply(to: &claims)
        claims.settle()
        return claims
      }
    } answer: { states in
      ["steps": .list(states.map(\.answer)), "runs": vector.expected["runs"] ?? .null]
    }
  }
}

/// One change of the objects.
private enum ClaimStep {
  case apply(PolicyClaims.TemplateKey, labels: [String: String], contents: Node)
  case removeTemplate(kind: String, namespace: String, name: String)
  case create(PolicyClaims.PolicyKey, permanentID: String, PropagationSpec)
  case update(PolicyClaims.PolicyKey, PropagationSpec)
  case removePolicy(PolicyClaims.PolicyKey)
  case createOverride(PolicyClaims.PolicyKey)
  case removeOverride(PolicyClaims.PolicyKey)

  init(_ step: Node, counting created: inout [String: Int]) throws {
    if let target = step["delete"]?.string {
      let parts = target.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3 else {
        throw VectorInputError(member: "delete", problem: "must be kind, namespace and name")
      }
      let key = PolicyClaims.PolicyKey(namespace: parts[1], name: parts[2])
      switch parts[0] {
      case "PropagationPolicy", "ClusterPropagationPolicy": self = .removePolicy(key)
      case "OverridePolicy", "ClusterOverridePolicy": self = .removeOverride(key)
      default:
        self = .removeTemplate(kind: parts[0], namespace: parts[1], name: parts[2])
      }
      return
    }
    let isNew = step["create"] != nil
    var object = try VectorInput(step).member(isNew ? "create" : "update")
    let input = VectorInput(object)
    let kind = try input.text("kind")
    let metadata = try object.decoded(ObjectMeta.self, "metadata")
    let key = PolicyClaims.PolicyKey(namespace: metadata.namespace, name: metadata.name)
    switch kind {
    case "PropagationPolicy", "ClusterPropagationPolicy":
      let spec = try object.decoded(PropagationSpec.self, "spec")
      guard isNew else {
        self = .update(key, spec)
        return
      }
      let stem = "id.\(kind.lowercased()).\(key.namespace).\(key.name)"
      created[stem, default: 0] += 1
      self = .create(key, permanentID: "\(stem).\(created[stem] ?? 0)", spec)
    case "OverridePolicy", "ClusterOverridePolicy": self = .createOverride(key)
    default:
      object.remove("metadata")
      self = .apply(
        PolicyClaims.TemplateKey(
          apiVersion: try input.text("apiVersion"), kind: kind, namespace: metadata.namespace,
          name: metadata.name), labels: metadata.labels, contents: object)
    }
  }

  func apply(to claims: inout PolicyClaims) {
    switch self {
    case .apply(let key, let labels, let contents):
      claims.apply(template: key, labels: labels, contents: contents)
    case .removeTemplate(let kind, let namespace, let name):
      // order-free: at most one has that name.
      let key = claims.templates.keys.first {
        $0.kind == kind && $0.namespace == namespace && $0.name == name
      }
      if let key { claims.remove(template: key) }
    case .create(let key, let permanentID, let spec):
      claims.create(policy: key, permanentID: permanentID, spec: spec)
    case .update(let key, let spec): claims.update(policy: key, spec: spec)
    case .removePolicy(let key): claims.remove(policy: key)
    case .createOverride(let key): claims.create(overridePolicy: key)
    case .removeOverride(let key): claims.remove(overridePolicy: key)
    }
  }
}

extension PolicyClaims {
  /// The state as the vectors write it.
  fileprivate var answer: Node {
    // order-free: members are compared by name.
    let templates = templates.map { key, template -> (String, Node) in
      var members = template.marks.members
      if let binding = bindings[key] {
        let names = binding.spec.placement?.clusterAffinity?.clusterNames
        let id = ["policyPermanentID", "clusterPolicyPermanentID"]
        members.append(
          (
            "binding",
            .members(
              binding.marks.members.filter { !id.contains($0.0) }
                + [("placementClusterNames", Node(orNull: names.map { Node($0) }))])
          ))
      }
      return ("\(key.kind)/\(key.namespace)/\(key.name)", .members(members))
    }
    return .members([
      ("templates", .members(templates)), ("waiting", Node(waiting.count)),
      ("retrying", retrying.isEmpty ? .null : Node(retrying)),
    ])
  }
}

extension ClaimMarks {
  fileprivate var members: [(String, Node)] {
    let name = policyName.map { "\(policyNamespace ?? "")/\($0)" }
    return [
      ("propagationPolicy", Node(orNull: name.map { Node($0) })),
      ("policyPermanentID", Node(orNull: policyID.map { Node($0) })),
      ("clusterPropagationPolicy", Node(orNull: clusterPolicyName.map { Node($0) })),
      ("clusterPolicyPermanentID", Node(orNull: clusterPolicyID.map { Node($0) })),
    ]
  }
}
