import CEL
import Documents
import GoSemantics
import KubernetesAPI

/// A ManagedCluster as CEL sees it: what the typed object of upstream's cache becomes when it is
/// turned into a generic one. Empty fields are gone, except those that are never left out; kind and
/// version are not there; quantities have their canonical text.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/sdk-go/pkg/cel/common/values.go`
/// (ConvertObjectToUnstructured), `vendor/k8s.io/apimachinery/pkg/runtime/converter.go`,
/// `vendor/open-cluster-management.io/api/cluster/v1/types.go`.
enum ClusterObject {
  private typealias Entry = (String, CELValue)

  /// The object.
  static func value(of cluster: ManagedCluster) -> CELValue {
    map([
      ("metadata", metadata(cluster)), ("spec", spec(cluster.spec)),
      ("status", status(cluster)),
    ])
  }

  private static func map(_ entries: [Entry]) -> CELValue { .map(CELMap(strings: entries)) }

  private static func texts(_ texts: [String: String]) -> CELValue {
    map(
      texts.sorted { bytewiseLess($0.key, $1.key) }.map { ($0.key, .string($0.value)) })
  }

  private static func time(_ text: String?) -> CELValue {
    guard let instant = text.flatMap(GoInstant.init(rfc3339:)), instant != .zero else {
      return .null
    }
    return .string(instant.rfc3339)
  }

  // MARK: metadata

  private static func metadata(_ cluster: ManagedCluster) -> CELValue {
    let metadata = cluster.metadata
    let written = cluster.written?["metadata"]
    var entries: [Entry] = []
    func add(_ name: String, _ text: String) {
      if !text.isEmpty { entries.append((name, .string(text))) }
    }
    add("name", metadata.name)
    add("generateName", written?["generateName"]?.string ?? "")
    add("namespace", metadata.namespace)
    add("uid", metadata.uid)
    add("resourceVersion", written?["resourceVersion"]?.string ?? "")
    if metadata.generation != 0 { entries.append(("generation", .int(metadata.generation))) }
    if case let time = time(metadata.creationTimestamp), case .string = time {
      entries.append(("creationTimestamp", time))
    }
    if let deletion = metadata.deletionTimestamp {
      entries.append(("deletionTimestamp", time(deletion)))
    }
    if let seconds = written?["deletionGracePeriodSeconds"]?.int64 {
      entries.append(("deletionGracePeriodSeconds", .int(seconds)))
    }
    if !metadata.labels.isEmpty { entries.append(("labels", texts(metadata.labels))) }
    if !metadata.annotations.isEmpty {
      entries.append(("annotations", texts(metadata.annotations)))
    }
    for name in ["ownerReferences", "managedFields"] {
      if let list = written?[name], list.array?.isEmpty == false {
        entries.append((name, CELValue(list)))
      }
    }
    if !metadata.finalizers.isEmpty {
      entries.append(("finalizers", .list(metadata.finalizers.map { .string($0) })))
    }
    return map(entries)
  }

  // MARK: spec

  private static func spec(_ spec: ManagedClusterSpec) -> CELValue {
    var entries: [Entry] = []
    if !spec.managedClusterClientConfigs.isEmpty {
      let configurations = spec.managedClusterClientConfigs.map { configuration -> CELValue in
        var entries: [Entry] = [("url", .string(configuration.url))]
        if !configuration.caBundle.isEmpty {
          entries.append(("caBundle", .string(configuration.caBundle)))
        }
        return map(entries)
      }
      entries.append(("managedClusterClientConfigs", .list(configurations)))
    }
    entries.append(("hubAcceptsClient", .bool(spec.hubAcceptsClient)))
    if spec.leaseDurationSeconds != 0 {
      entries.append(("leaseDurationSeconds", .int(Int64(spec.leaseDurationSeconds))))
    }
    if !spec.taints.isEmpty {
      let taints = spec.taints.map { taint -> CELValue in
        var entries: [Entry] = [("key", .string(taint.key))]
        if !taint.value.isEmpty { entries.append(("value", .string(taint.value))) }
        entries.append(("effect", .string(taint.effect)))
        entries.append(("timeAdded", time(taint.timeAdded)))
        return map(entries)
      }
      entries.append(("taints", .list(taints)))
    }
    return map(entries)
  }

  // MARK: status

  private static func status(_ cluster: ManagedCluster) -> CELValue {
    let status = cluster.status
    let written = cluster.written?["status"]
    // A list that nobody wrote is null, an empty one is empty.
    let hasConditions = !status.conditions.isEmpty || written?["conditions"]?.array != nil
    var entries: [Entry] = [
      ("conditions", hasConditions ? .list(status.conditions.map(condition)) : .null)
    ]
    for (name, amounts) in [("capacity", status.capacity), ("allocatable", status.allocatable)]
    where !amounts.isEmpty {
      entries.append((name, texts(amounts.mapValues(\.canonicalText))))
    }
    let version = status.version.kubernetes
    entries.append(
      ("version", map(version.isEmpty ? [] : [("kubernetes", .string(version))])))
    if !status.clusterClaims.isEmpty {
      let claims = status.clusterClaims.map { claim -> CELValue in
        var entries: [Entry] = []
        if !claim.name.isEmpty { entries.append(("name", .string(claim.name))) }
        if !claim.value.isEmpty { entries.append(("value", .string(claim.value))) }
        return map(entries)
      }
      entries.append(("clusterClaims", .list(claims)))
    }
    if let namespaces = written?["managedNamespaces"], namespaces.array?.isEmpty == false {
      entries.append(("managedNamespaces", CELValue(namespaces)))
    }
    return map(entries)
  }

  private static func condition(_ condition: Condition) -> CELValue {
    var entries: [Entry] = [
      ("type", .string(condition.type)), ("status", .string(condition.status)),
    ]
    if let generation = condition.observedGeneration, generation != 0 {
      entries.append(("observedGeneration", .int(generation)))
    }
    entries.append(("lastTransitionTime", time(condition.lastTransitionTime)))
    entries.append(("reason", .string(condition.reason)))
    entries.append(("message", .string(condition.message)))
    return map(entries)
  }
}
