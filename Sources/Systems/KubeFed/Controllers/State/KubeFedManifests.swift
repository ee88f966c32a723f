import Documents
import FleetModel
import KubeFed
import KubernetesAPI

/// The objects on the host that the controllers act on, read from manifests.
public struct KubeFedManifests: Sendable {
  /// KubeFedClusters and v1's Clusters by name: their labels.
  public var clusterLabels: [String: [String: String]] = [:]
  /// Preferences by `namespace/name`.
  public var preferences: [String: ReplicaSchedulingPreference] = [:]
  /// Federated workloads by kind and `namespace/name`: `FederatedDeployment shop/web`.
  public var objects: [String: FederatedObject] = [:]
  /// The placement of federated namespaces.
  public var namespaces: [String: Placement] = [:]
  /// The configuration, if there is one.
  public var config: KubeFedConfig?
  /// Federated kinds whose propagation is switched off.
  public var disabledKinds: Set<String> = []

  /// Nothing.
  public init() {}

  /// Reads what the controllers know and passes over everything else.
  public init(_ manifests: [ManifestObject]) {
    for manifest in manifests { add(manifest) }
  }

  private mutating func add(_ manifest: ManifestObject) {
    let metadata = manifest.metadata
    let namespace = metadata.namespace.isEmpty ? "default" : metadata.namespace
    let key = namespace + "/" + metadata.name
    if let preference = manifest.as(ReplicaSchedulingPreference.self) {
      preferences[key] = preference
    } else if let object = manifest.as(FederatedObject.self) {
      let kind = manifest.identifier.kind
      if kind == "FederatedNamespace" {
        let name = metadata.namespace.isEmpty ? metadata.name : metadata.namespace
        namespaces[name] = object.spec.placement
      } else {
        objects[kind + " " + key] = object
      }
    } else if manifest.as(KubeFedCluster.self) != nil || manifest.as(FederationCluster.self) != nil
    {
      clusterLabels[metadata.name] = metadata.labels
    } else if let config = manifest.as(KubeFedConfig.self) {
      self.config = config
    } else if let type = manifest.as(FederatedTypeConfig.self), !type.propagates {
      disabledKinds.insert(type.spec.federatedType.kind)
    }
  }
}

/// A workload as its user applies it, plain or federated.
struct WorkloadTemplate {
  /// `namespace/name`.
  var key: String
  /// The kind of the workload itself, such as `Deployment`.
  var kind: String
  var replicas: Int64
  var annotations: [String: String] = [:]
  /// The federated object, if that is what the user wrote.
  var federated: FederatedObject?

  /// Reads a template; nil if there is none, or not of a kind that is known.
  init?(_ manifest: ManifestObject?) {
    guard let manifest else { return nil }
    let metadata = manifest.metadata
    key = (metadata.namespace.isEmpty ? "default" : metadata.namespace) + "/" + metadata.name
    annotations = metadata.annotations
    kind = manifest.identifier.kind
    if let object = manifest.as(FederatedObject.self) {
      kind = String(kind.dropFirst("Federated".count))
      replicas = Self.replicas(object.spec.template)
      federated = object
    } else {
      replicas = Self.replicas(manifest.node)
    }
  }

  /// A template made from what the fleet knows of a service.
  init(_ service: Service) {
    key = service.name.contains("/") ? service.name : "default/" + service.name
    kind = service.kind
    replicas = Int64(service.replicas)
  }

  /// `spec.replicas`, or a Job's `spec.parallelism`, with the API server's default of 1.
  static func replicas(_ object: Documents.Node?) -> Int64 {
    object?["spec"]?["replicas"]?.int64 ?? object?["spec"]?["parallelism"]?.int64 ?? 1
  }

  var namespace: String { String(key.prefix { $0 != "/" }) }
}

extension ControlPlaneCore {
  /// The record of a workload under KubeFed v2.
  ///
  /// A workload is federated by what its user wrote: a federated object as the workload itself, or
  /// one among the system's manifests. Everything else is federated automatically: with a
  /// preference that names it, or, Deployments and ReplicaSets, with one of equal shares; other
  /// kinds as `kubefedctl federate` does, in full in every cluster.
  func kubeFedRecord(
    _ template: WorkloadTemplate, _ manifests: KubeFedManifests, automatic: Bool
  ) -> FederatedRecord {
    var record = FederatedRecord()
    record.key = template.key
    record.queue = Self.queue(of: template.kind)
    record.templateReplicas = template.replicas
    let kind = "Federated" + template.kind
    let written = template.federated ?? manifests.objects[kind + " " + template.key]
    var preference = manifests.preferences[template.key]
    if let named = preference, named.spec.targetKind != kind, !named.spec.targetKind.isEmpty {
      preference = nil
    }
    guard written != nil || automatic || preference != nil, !manifests.disabledKinds.contains(kind)
    else { return record }
    record.exists = true
    if written == nil, preference == nil,
      template.kind == "Deployment" || template.kind == "ReplicaSet"
    {
      var equal = ReplicaSchedulingPreference()
      equal.spec.targetKind = kind
      equal.spec.totalReplicas = Int32(clamping: template.replicas)
      preference = equal
    }
    record.preference = preference

    var placement = written?.spec.placement ?? Placement()
    if written == nil, preference == nil { placement.clusterSelector = LabelSelector() }
    if let object = written {
      if let own = object.spec.template, template.federated == nil {
        record.templateReplicas = WorkloadTemplate.replicas(own)
      }
      record.overridden = overriddenReplicas(object, kind: template.kind, template)
    }
    place(&record, placement, manifests.namespaces[template.namespace], automatic: automatic)
    return record
  }

  private func place(
    _ record: inout FederatedRecord, _ placement: Placement, _ namespace: Placement?,
    automatic: Bool
  ) {
    let candidates = clusters.map { PlacementCandidate(name: $0.name, labels: $0.labels) }
    func flags(_ names: Set<String>) -> [Bool] { clusters.map { names.contains($0.name) } }
    do throws(PlacementSelection.SelectorProblem) {
      record.placed = flags(try PlacementSelection.clusters(for: placement, among: candidates))
      // Without a selector of its own, a preference that intersects would find nothing.
      record.placedBySelector = flags(
        try PlacementSelection.clusters(for: placement, among: candidates, selectorOnly: true))
      if let namespace {
        record.namespacePlaced = flags(
          try PlacementSelection.clusters(for: namespace, among: candidates))
      } else {
        record.isNamespaceFederated = automatic
      }
    } catch {
      record.hasPlacementProblem = true
    }
  }

  /// What overrides make of `spec.replicas`, by cluster that has any.
  private func overriddenReplicas(
    _ object: FederatedObject, kind: String, _ template: WorkloadTemplate
  ) -> [Int32: Int64?] {
    guard let overrides = try? ClusterOverrides(object.spec.overrides) else {
      // Overrides that cannot be read apply nowhere.
      return Dictionary(
        uniqueKeysWithValues: clusters.indices.map { (Int32($0), Int64?.none) })
    }
    let parts = template.key.split(separator: "/", maxSplits: 1).map(String.init)
    let target = MemberObject.Target(
      name: parts.last ?? "", namespace: template.namespace, kind: kind, apiVersion: "apps/v1")
    let plain = MemberObject.object(from: object.spec.template, target)
    var result: [Int32: Int64?] = [:]
    for item in overrides.items {
      guard let cluster = clusterNamed[item.clusterName], let list = item.overrides else {
        continue
      }
      let patched = try? OverridePatch.apply(list, to: plain)
      result[cluster.rawValue] = .some(patched.map { WorkloadTemplate.replicas($0) })
    }
    return result
  }

  /// The record of a workload under federation v1, which is steered by annotations alone.
  func federationRecord(_ template: WorkloadTemplate, automatic: Bool) -> FederatedRecord {
    var record = FederatedRecord()
    record.key = template.key
    record.queue = Self.queue(of: template.kind)
    record.templateReplicas = template.replicas
    // The federation's API server knows no StatefulSets.
    record.exists = automatic && template.kind != "StatefulSet"
    let annotation: String? =
      switch template.kind {
      case "Deployment": AllocationAnnotation.deployments
      case "ReplicaSet": AllocationAnnotation.replicaSets
      case "Job": AllocationAnnotation.jobs
      default: nil
      }
    if let annotation {
      record.allocation = AllocationAnnotation.preferences(template.annotations[annotation])
    }
    record.looksAtReplicas = template.kind != "Job"
    do throws(ClusterSelectorAnnotation.Invalid) {
      let selector = try ClusterSelectorAnnotation(annotations: template.annotations)
      record.placed = clusters.map { selector.sends(to: $0.labels) }
    } catch {
      record.hasPlacementProblem = true
    }
    return record
  }
}
