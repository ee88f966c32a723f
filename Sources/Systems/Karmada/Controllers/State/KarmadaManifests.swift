import GoSemantics
import Karmada
import KubernetesAPI

/// The objects on the hub that the controllers act on, read from manifests.
public struct KarmadaManifests: Sendable {
  /// PropagationPolicies and ClusterPropagationPolicies, with admission's defaults.
  public var policies: [PolicyRecord] = []
  /// ClusterTaintPolicies in order of creation, which is that of the manifests.
  public var taintPolicies: [(name: String, rule: ClusterTaintRule)] = []
  /// PriorityClasses: name and value.
  public var priorityClasses: [(name: String, value: Int32)] = []
  /// Cluster objects, for labels, taints and topology that the fleet does not say.
  public var clusters: [Cluster] = []
  /// Kinds that nothing here acts on, sorted.
  public var ignoredKinds: [String] = []

  /// Nothing.
  public init() {}

  /// Reads what the controllers know; workload templates are not among it.
  public init(_ objects: [ManifestObject]) {
    for object in objects { add(object) }
    ignoredKinds.sort()
  }

  private mutating func add(_ object: ManifestObject) {
    if let policy = object.as(PropagationPolicy.self) {
      policies.append(
        PolicyRecord(policy, isClusterWide: object.identifier.kind == "ClusterPropagationPolicy"))
    } else if let policy = object.as(ClusterTaintPolicy.self) {
      taintPolicies.append((policy.metadata.name, ClusterTaintRule(policy.spec)))
    } else if let priorityClass = object.as(PriorityClass.self) {
      priorityClasses.append((priorityClass.metadata.name, priorityClass.value))
    } else if let cluster = object.as(Cluster.self) {
      clusters.append(cluster)
    } else if !ignoredKinds.contains(object.identifier.kind) {
      ignoredKinds.append(object.identifier.kind)
    }
  }
}

extension PolicyRecord {
  /// A policy with the defaults of admission.
  public init(_ policy: PropagationPolicy, isClusterWide: Bool) {
    let namespace = policy.metadata.namespace.isEmpty ? "default" : policy.metadata.namespace
    let spec = PolicyDefaults.defaulted(policy.spec, namespace: isClusterWide ? "" : namespace)
    self.init(
      name: policy.metadata.name, namespace: isClusterWide ? nil : namespace,
      priority: spec.priority ?? 0, selectors: spec.resourceSelectors ?? [],
      placement: spec.placement.map { PlacementRules($0) } ?? PlacementRules(),
      purgeMode: spec.failover?.cluster.map { $0.purgeMode ?? "" },
      priorityClass: spec.schedulePriority?.priorityClassName)
  }
}

extension TemplateRecord {
  /// A workload template, if the kind is one that replicas are read from.
  public init?(_ object: ManifestObject) {
    let replicas: Int32
    let template: PodTemplateSpec
    if let deployment = object.as(Deployment.self) {
      (replicas, template) = (deployment.replicas, deployment.spec.template)
    } else if let set = object.as(StatefulSet.self) {
      (replicas, template) = (set.replicas, set.spec.template)
    } else if let job = object.as(Job.self) {
      (replicas, template) = (job.spec.parallelism ?? 1, job.spec.template)
    } else {
      return nil
    }
    let metadata = object.metadata
    let namespace = metadata.namespace.isEmpty ? "default" : metadata.namespace
    self.init(
      workload: WorkloadReference(
        apiVersion: object.identifier.apiVersion, kind: object.identifier.kind,
        namespace: namespace, name: metadata.name,
        uid: metadata.uid.isEmpty
          ? Self.inventedUID(namespace + "/" + metadata.name) : metadata.uid),
      labels: metadata.labels, replicas: replicas,
      requirements: ResourceAmounts(Self.requests(of: template.spec)))
  }

  /// What one pod requests: the sum over its containers.
  private static func requests(of pod: PodSpec) -> ResourceList {
    var sum: ResourceList = [:]
    for container in pod.containers {
      // order-free: every resource is added up on its own
      for (name, quantity) in container.resources.requests {
        sum[name] = sum[name].map { $0 + quantity } ?? quantity
      }
    }
    return sum
  }

  /// A stable stand-in for the UID that an API server would have invented: it only breaks ties.
  static func inventedUID(_ name: String) -> String {
    String(FNV.fnv1a64(name), radix: 16)
  }
}
