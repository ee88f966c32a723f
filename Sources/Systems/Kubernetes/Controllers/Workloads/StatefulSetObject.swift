import Documents
import EventKernel
import Kubernetes
import KubernetesAPI

/// A stateful set as the API server keeps it, with its controller revisions.
final class StatefulSetObject: APIObject, PodOwner {
  struct Spec {
    var replicas: Int32
    var start: Int32
    var isParallel: Bool
    var strategy: StatefulSetSync.Strategy
    var minReadySeconds: Int32
    var revisionHistoryLimit: Int32
    /// How many `volumeClaimTemplates` there are.
    var claimCount: Int
    var template: WorkloadTemplate
  }

  struct Status: Equatable {
    var observedGeneration: Int64 = 0
    var counters = StatefulSetSync.Counters()
    /// Identities of revisions; 0 for none.
    var currentRevision: Int64 = 0
    var updateRevision: Int64 = 0
  }

  /// A `ControllerRevision`.
  struct Revision {
    /// Never changes, as its name.
    let identity: Int64
    /// Its place in history.
    var number: Int64
    let template: WorkloadTemplate
    let podTemplate: PodTemplate
  }

  var id: Int32 = -1
  let name: String
  let namespace: String
  let created: VirtualTime
  var kind: String { "StatefulSet" }
  var spec: Spec
  var status = Status()
  /// Counts changes of the spec.
  var generation: Int64 = 1
  /// The resource version, as far as writers compare it.
  var version: Int64 = 0
  /// By number, the latest last.
  var revisions: [Revision] = []
  var revisionCount: Int64 = 0
  /// Ordinals whose claims have been made; they outlive the pods.
  var claimed: Set<Int32> = []
  var pods = PodList()

  fileprivate init(_ manifest: Documents.Node, file: String, created: VirtualTime) throws {
    let set = try NodeDecoder(file: file).decode(StatefulSet.self, from: manifest)
    name = set.metadata.name
    namespace = set.metadata.namespace
    spec = try Spec(set, manifest["spec"] ?? [:], file: file)
    self.created = created
  }

  /// The revision that a pod was made from.
  func revision(of pod: PodObject) -> Int64 {
    revisions.first { $0.podTemplate === pod.template }?.identity ?? 0
  }
}

extension StatefulSetObject.Spec {
  /// The spec with the API server's defaults.
  fileprivate init(_ set: StatefulSet, _ spec: Documents.Node, file: String) throws {
    replicas = set.replicas
    start = Int32(clamping: spec["ordinals"]?["start"]?.int64 ?? 0)
    isParallel = spec["podManagementPolicy"]?.string == "Parallel"
    let update = spec["updateStrategy"]
    let type = update?["type"]?.string ?? ""
    if type == "OnDelete" {
      strategy = .onDelete
    } else if let rolling = update?["rollingUpdate"], !rolling.isNull {
      strategy = .rollingUpdate(partition: Int32(clamping: rolling["partition"]?.int64 ?? 0))
    } else {
      // Only where nothing is said at all does the API server fill in a partition of 0.
      strategy = .rollingUpdate(partition: type.isEmpty ? 0 : nil)
    }
    minReadySeconds = Int32(clamping: spec["minReadySeconds"]?.int64 ?? 0)
    revisionHistoryLimit = Int32(clamping: spec["revisionHistoryLimit"]?.int64 ?? 10)
    claimCount = spec["volumeClaimTemplates"]?.array?.count ?? 0
    template = try WorkloadTemplate(spec["template"] ?? [:], file: file)
  }

  fileprivate func equals(_ other: Self) -> Bool {
    replicas == other.replicas && start == other.start && isParallel == other.isParallel
      && strategy == other.strategy && minReadySeconds == other.minReadySeconds
      && revisionHistoryLimit == other.revisionHistoryLimit && template.text == other.template.text
  }
}

extension StatefulSetObject: ScaleTarget {
  var scaleKind: String { "StatefulSet" }
  var wantedReplicas: Int32 { spec.replicas }
  var currentReplicas: Int32 { status.counters.replicas }
  var scaledPods: [PodObject] { pods.inOrder }
}

extension APIServer {
  /// Creates the stateful set of a manifest; nil where the name is taken.
  ///
  /// - Parameter file: Where the manifest comes from, for messages.
  @discardableResult
  func createStatefulSet(_ manifest: Documents.Node, file: String = "manifest") throws
    -> StatefulSetObject?
  {
    let set = try StatefulSetObject(manifest, file: file, created: now)
    return create(set, in: \.statefulSets) ? set : nil
  }

  /// Changes a stateful set to what a manifest says; its status stays.
  func apply(
    _ manifest: Documents.Node, to set: StatefulSetObject, file: String = "manifest"
  ) throws {
    let decoded = try NodeDecoder(file: file).decode(StatefulSet.self, from: manifest)
    let spec = try StatefulSetObject.Spec(decoded, manifest["spec"] ?? [:], file: file)
    write(spec, of: set)
  }

  /// Writes a spec.
  @discardableResult
  func write(_ spec: StatefulSetObject.Spec, of set: StatefulSetObject) -> Bool {
    update(set, in: \.statefulSets, .spec) {
      if !$0.spec.equals(spec) { $0.generation += 1 }
      $0.spec = spec
      $0.version += 1
    }
  }

  /// Writes a status, if nobody has written since `version`.
  func write(
    _ status: StatefulSetObject.Status, of set: StatefulSetObject, ifVersion version: Int64
  ) -> Bool {
    guard version == set.version else { return false }
    return update(set, in: \.statefulSets, .status) {
      $0.status = status
      $0.version += 1
    }
  }

  /// Takes a stateful set out, and its pods with it.
  func delete(_ set: StatefulSetObject) {
    guard statefulSets[set.id] === set else { return }
    remove(set, from: \.statefulSets)
    for pod in set.pods.inOrder { remove(pod) }
  }
}
