import Documents
import Karmada
import KubernetesAPI

/// What one cluster gets of a resource, after its replicas and all override policies.
public struct RenderedObject: Sendable {
  /// The cluster.
  public var cluster: String
  /// The policies that changed it, in order.
  public var policies: [String] = []
  /// The object as YAML; `nil` if nothing is delivered.
  public var text: String?
  /// How it differs from the template.
  public var diff: [String] = []
  /// Why nothing is delivered, in upstream's words.
  public var error: String?
}

/// Renders what clusters get.
struct ObjectRenderer {
  /// The policies for all namespaces.
  let clusterPolicies: [OverridePolicy]
  /// Those of namespaces.
  let policies: [OverridePolicy]

  init(_ objects: [ManifestObject]) {
    var clusterPolicies: [OverridePolicy] = []
    var policies: [OverridePolicy] = []
    for object in objects {
      guard var policy = object.as(OverridePolicy.self) else { continue }
      if object.identifier.kind == "ClusterOverridePolicy" {
        clusterPolicies.append(policy)
      } else {
        if policy.metadata.namespace.isEmpty { policy.metadata.namespace = "default" }
        policies.append(policy)
      }
    }
    self.clusterPolicies = clusterPolicies
    self.policies = policies
  }

  /// What each target of a decision gets, in name order.
  func render(
    _ decision: PlaceKarmada.Decision, among clusters: ClusterSnapshots
  ) -> [RenderedObject] {
    guard let binding = decision.attempts.last?.binding else { return [] }
    var template = decision.template
    if !decision.resource.namespace.isEmpty, var metadata = template["metadata"] {
      metadata.set("namespace", Node(decision.resource.namespace))
      template.set("metadata", metadata)
    }
    let base = YAMLText.text(of: DeliveredObject.pruned(template))
    let completions = WorkTargets.completions(
      binding.workload.kind == "Job" ? template["spec"]?["completions"]?.int64 : nil,
      among: decision.targets, replicas: binding.replicas,
      isDivided: binding.placement.strategy != .duplicated, uid: binding.workload.uid)
    return decision.targets.sortedByName.compactMap { target in
      guard let index = clusters.index(of: target.name) else { return nil }
      var object = template
      if binding.isWorkload {
        object = DeliveredObject.revised(object, replicas: target.replicas)
      }
      if let completions, var spec = object["spec"] {
        guard let share = completions.first(where: { $0.name == target.name }) else { return nil }
        spec.set("completions", Node(share.replicas))
        object.set("spec", spec)
      }
      return render(object, base: base, for: clusters[index])
    }
  }

  private func render(
    _ object: Documents.Node, base: String, for cluster: ClusterSnapshot
  ) -> RenderedObject {
    var rendered = RenderedObject(cluster: cluster.name)
    do throws(ObjectOverrides.Failure) {
      let outcome = try ObjectOverrides.apply(
        to: object, for: cluster, clusterOverridePolicies: clusterPolicies,
        overridePolicies: policies)
      rendered.policies =
        Self.counted(outcome.appliedClusterOverridePolicies, "ClusterOverridePolicy")
        + Self.counted(outcome.appliedOverridePolicies, "OverridePolicy")
      let text = YAMLText.text(of: DeliveredObject.pruned(outcome.object))
      rendered.text = text
      rendered.diff = UnifiedDiff.lines(from: base, to: text)
    } catch {
      rendered.error = error.description
    }
    return rendered
  }

  /// Policies in order; one that applied several rules stands once, with their number.
  private static func counted(_ names: [String], _ kind: String) -> [String] {
    var counted: [(name: String, count: Int)] = []
    for name in names {
      if let last = counted.last, last.name == name {
        counted[counted.count - 1].count += 1
      } else {
        counted.append((name, 1))
      }
    }
    return counted.map { "\(kind) \($0.name)" + ($0.count == 1 ? "" : " (\($0.count) rules)") }
  }
}
