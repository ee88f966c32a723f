import Documents
import GoSemantics
import KubernetesAPI

/// A resource that another one needs, by name or by labels.
public struct Dependency: Sendable, Hashable {
  /// Group and version.
  public var apiVersion: String
  /// The kind.
  public var kind: String
  /// The namespace.
  public var namespace: String
  /// The name; empty if labels select.
  public var name: String
  /// Which objects, if there is no name.
  public var labelSelector: LabelSelector?

  /// A resource by name, or by labels.
  public init(
    apiVersion: String, kind: String, namespace: String, name: String = "",
    labelSelector: LabelSelector? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.labelSelector = labelSelector
  }

  /// Whether an object is meant. A name decides alone; a selector that cannot be understood selects
  /// nothing.
  public func matches(_ object: PolicySelection.Resource) -> Bool {
    guard object.apiVersion == apiVersion, object.kind == kind, object.namespace == namespace
    else { return false }
    if !name.isEmpty { return object.name == name }
    return (try? Selector(labelSelector))?.matches(object.labels) ?? false
  }
}

/// Which resources follow a workload (`propagateDeps`), as the default interpreter sees it.
///
/// Where upstream's order is random, dependencies come by name.
///
/// Mirrors: `karmada@f8fdd02 pkg/resourceinterpreter/default/native/dependencies.go`,
/// `pkg/util/helper/pod.go`, `pkg/util/lifted/visitpod.go`.
public enum Dependencies {
  /// What an object needs; `nil` if the kind has no default interpreter, in which case nothing
  /// changes.
  public static func of(_ object: Node) -> [Dependency]? {
    let namespace = object["metadata"]?["namespace"]?.string ?? ""
    let name = object["metadata"]?["name"]?.string ?? ""
    let spec = object["spec"]
    let template = spec?["template"]?["spec"]
    switch (object["apiVersion"]?.string ?? "", object["kind"]?.string ?? "") {
    case ("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("apps/v1", "DaemonSet"),
      ("batch/v1", "Job"):
      return ofPod(template, namespace)
    case ("apps/v1", "StatefulSet"):
      // Claims made of templates are the member's own.
      let templates = Set(
        (spec?["volumeClaimTemplates"]?.array ?? []).compactMap {
          $0["metadata"]?["name"]?.string
        })
      return ofPod(template, namespace).filter {
        $0.kind != "PersistentVolumeClaim" || !templates.contains($0.name)
      }
    case ("batch/v1", "CronJob"):
      return ofPod(spec?["jobTemplate"]?["spec"]?["template"]?["spec"], namespace)
    case ("v1", "Pod"): return ofPod(spec, namespace)
    case ("networking.k8s.io/v1", "Ingress"):
      return (spec?["tls"]?.array ?? []).map {
        Dependency(
          apiVersion: "v1", kind: "Secret", namespace: namespace,
          name: $0["secretName"]?.string ?? "")
      }
    case ("multicluster.x-k8s.io/v1alpha1", "ServiceImport"):
      let service = "derived-\(name)"
      return [
        Dependency(apiVersion: "v1", kind: "Service", namespace: namespace, name: service),
        Dependency(
          apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespace: namespace,
          labelSelector: LabelSelector(matchLabels: ["kubernetes.io/service-name": service])),
      ]
    default: return nil
    }
  }

  /// ConfigMaps, Secrets, the ServiceAccount and claims that a pod names.
  private static func ofPod(_ spec: Node?, _ namespace: String) -> [Dependency] {
    guard let spec else { return [] }
    var names = PodNames()
    names.visit(spec)
    return [
      ("ConfigMap", names.configMaps), ("Secret", names.secrets),
      ("ServiceAccount", names.accounts), ("PersistentVolumeClaim", names.claims),
    ].flatMap { kind, names in
      names.sorted(by: bytewiseLess).map {
        Dependency(apiVersion: "v1", kind: kind, namespace: namespace, name: $0)
      }
    }
  }
}

/// The names that a pod's spec mentions; empty ones do not count.
private struct PodNames {
  var configMaps: Set<String> = []
  var secrets: Set<String> = []
  var accounts: Set<String> = []
  var claims: Set<String> = []

  mutating func visit(_ spec: Node) {
    for reference in spec["imagePullSecrets"]?.array ?? [] {
      Self.note(reference["name"], in: &secrets)
    }
    for list in ["initContainers", "containers", "ephemeralContainers"] {
      for container in spec[list]?.array ?? [] { visit(container: container) }
    }
    for volume in spec["volumes"]?.array ?? [] { visit(volume: volume) }
    let account = spec["serviceAccountName"]?.string ?? ""
    if !account.isEmpty, account != "default" { accounts.insert(account) }
  }

  private mutating func visit(container: Node) {
    for source in container["envFrom"]?.array ?? [] {
      Self.note(source["secretRef"]?["name"], in: &secrets)
      Self.note(source["configMapRef"]?["name"], in: &configMaps)
    }
    for variable in container["env"]?.array ?? [] {
      Self.note(variable["valueFrom"]?["secretKeyRef"]?["name"], in: &secrets)
      Self.note(variable["valueFrom"]?["configMapKeyRef"]?["name"], in: &configMaps)
    }
  }

  /// Secrets of the first source in upstream's order that a volume has; a volume should have one.
  private mutating func visit(volume: Node) {
    Self.note(volume["persistentVolumeClaim"]?["claimName"], in: &claims)
    let sources = volume["projected"]?["sources"]?.array ?? []
    if volume["projected"]?.object != nil {
      for source in sources { Self.note(source["configMap"]?["name"], in: &configMaps) }
    } else {
      Self.note(volume["configMap"]?["name"], in: &configMaps)
    }
    let kinds = [
      "azureFile", "cephfs", "cinder", "flexVolume", "projected", "rbd", "secret", "scaleIO",
      "iscsi",
      "storageos", "csi",
    ]
    guard let kind = kinds.first(where: { volume[$0]?.object != nil }),
      let source = volume[kind]
    else { return }
    switch kind {
    case "projected":
      for source in sources { Self.note(source["secret"]?["name"], in: &secrets) }
    case "azureFile", "secret": Self.note(source["secretName"], in: &secrets)
    case "csi": Self.note(source["nodePublishSecretRef"]?["name"], in: &secrets)
    default: Self.note(source["secretRef"]?["name"], in: &secrets)
    }
  }

  private static func note(_ name: Node?, in names: inout Set<String>) {
    if let name = name?.string, !name.isEmpty { names.insert(name) }
  }
}
