import Documents
import GoSemantics
import KubernetesAPI
import OpenClusterManagement

/// Manifests sorted by what they are for, as the hub's API server would store them.
struct HubManifests {
  /// An object with the place where it was written.
  struct Written<Value> {
    var value: Value
    var object: ManifestObject
  }

  private(set) var clusters: [ManagedCluster] = []
  private(set) var sets: [ManagedClusterSet] = []
  private(set) var bindings: [ManagedClusterSetBinding] = []
  private(set) var placements: [Written<Placement>] = []
  private(set) var scores: [AddOnPlacementScore] = []
  private(set) var works: [ManifestWork] = []
  private(set) var replicaSets: [ManifestWorkReplicaSet] = []
  private(set) var policies: [Policy] = []
  private(set) var policySets: [PolicySet] = []
  private(set) var placementBindings: [PlacementBinding] = []
  private var givenDecisions: [PlacementDecision] = []

  /// Reads objects.
  ///
  /// - Throws: What the API server would refuse, and unknown fields, with their place.
  init(_ objects: [ManifestObject]) throws(DocumentError) {
    for object in objects {
      try Self.check(object)
      try add(object)
    }
    addBuiltInSets()
  }

  private static func check(_ object: ManifestObject) throws(DocumentError) {
    if let field = Admission.unknownFields(object.node, kind: object.identifier).first {
      throw DocumentError(
        file: object.file, position: field.position, path: field.path,
        problem: "unknown field \"\(field.name)\"",
        suggestion: nearestName(to: field.name, among: field.known))
    }
    if let issue = Admission.issues(object.node, kind: object.identifier).first {
      throw DocumentError(
        file: object.file, position: issue.position, path: issue.path, problem: issue.problem)
    }
    if object.metadata.name.isEmpty {
      throw DocumentError(
        file: object.file, position: object.node.position, path: "metadata.name",
        problem: "is missing")
    }
  }

  private mutating func add(_ object: ManifestObject) throws(DocumentError) {
    switch object.object {
    case is ManagedCluster: clusters.append(try Self.stored(object))
    case is ManagedClusterSet: sets.append(try Self.stored(object))
    case is ManagedClusterSetBinding: bindings.append(try Self.stored(object))
    case is Placement:
      placements.append(Written(value: try Self.stored(object), object: object))
    case is PlacementDecision: givenDecisions.append(try Self.stored(object))
    case is AddOnPlacementScore: scores.append(try Self.stored(object))
    case is ManifestWork: works.append(try Self.stored(object))
    case is ManifestWorkReplicaSet: replicaSets.append(try Self.stored(object))
    case is Policy: policies.append(try Self.stored(object))
    case is PolicySet: policySets.append(try Self.stored(object))
    case is PlacementBinding: placementBindings.append(try Self.stored(object))
    default: break
    }
  }

  private static let clusterScoped: Set<String> = ["ManagedCluster", "ManagedClusterSet"]

  /// The object with defaults, in the namespace that `kubectl` would choose.
  private static func stored<Value: KubernetesObject>(
    _ object: ManifestObject
  ) throws(DocumentError) -> Value {
    var node = Admission.defaulted(object.node, kind: object.identifier)
    if object.metadata.namespace.isEmpty, !clusterScoped.contains(object.identifier.kind) {
      var metadata = node["metadata"] ?? .null
      metadata.set("namespace", "default")
      node.set("metadata", metadata)
    }
    return try NodeDecoder(file: object.file).decode(Value.self, from: node)
  }

  /// The hub makes the sets `default` and `global` itself, and puts clusters without a set into the
  /// first.
  private mutating func addBuiltInSets() {
    for place in clusters.indices {
      clusters[place].metadata.labels = TaintAdmission.labels(of: clusters[place])
    }
    if !sets.contains(where: { $0.metadata.name == "default" }) {
      sets.append(ManagedClusterSet(name: "default"))
    }
    if !sets.contains(where: { $0.metadata.name == "global" }) {
      var global = ManagedClusterSet(name: "global")
      global.spec.clusterSelector.selectorType = "LabelSelector"
      global.spec.clusterSelector.labelSelector = LabelSelector()
      sets.append(global)
    }
  }

  /// The decisions that exist: those among the manifests, and what was decided before for
  /// placements of which the manifests have none.
  func decisions(running: [PlacementDecision]) -> [PlacementDecision] {
    struct Owner: Hashable {
      var namespace: String
      var placement: String?
    }
    func owner(_ decision: PlacementDecision) -> Owner {
      Owner(
        namespace: decision.metadata.namespace,
        placement: decision.metadata.labels[PlacementDecision.placementLabel])
    }
    let given = Set(givenDecisions.map(owner))
    let wanted = Set(
      placements.map {
        Owner(namespace: $0.value.metadata.namespace, placement: $0.value.metadata.name)
      })
    return givenDecisions
      + running.filter { !given.contains(owner($0)) && wanted.contains(owner($0)) }
  }

  /// The policies that are no copies in a cluster's namespace.
  var rootPolicies: [Policy] {
    let names = Set(clusters.map(\.metadata.name))
    return policies.filter { !names.contains($0.metadata.namespace) }
  }

  /// The latest instant that the manifests mention; 1970 if they mention none.
  var latestInstant: GoInstant {
    var texts = clusters.flatMap { cluster in
      cluster.spec.taints.compactMap(\.timeAdded)
        + cluster.status.conditions.compactMap(\.lastTransitionTime)
        + [cluster.metadata.creationTimestamp, cluster.metadata.deletionTimestamp].compactMap(
          \.self)
    }
    texts += works.flatMap { $0.status.conditions.compactMap(\.lastTransitionTime) }
    texts += placements.flatMap { $0.value.status.conditions.compactMap(\.lastTransitionTime) }
    texts += replicaSets.flatMap { $0.status.conditions.compactMap(\.lastTransitionTime) }
    return texts.compactMap(GoInstant.init(rfc3339:)).max() ?? GoInstant(seconds: 0)
  }
}
