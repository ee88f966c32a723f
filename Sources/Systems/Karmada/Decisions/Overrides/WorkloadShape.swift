import Documents

/// Whether an object can be read as the Kubernetes type of its kind, as far as the fields below
/// go; fields that the type does not know do no harm.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/runtime/converter.go` (FromUnstructured).
indirect enum WorkloadShape: Sendable {
  case text, flag, whole, quantity, wholeOrText
  case list(WorkloadShape)
  case map(WorkloadShape)
  case fields([String: WorkloadShape])

  /// Where the containers of a kind are; nil for kinds without.
  static func containersPath(ofKind kind: String) -> [String]? {
    switch kind {
    case "Pod": ["spec", "containers"]
    case "ReplicaSet", "Deployment", "DaemonSet", "StatefulSet", "Job":
      ["spec", "template", "spec", "containers"]
    default: nil
    }
  }

  /// The type of a kind that has containers.
  static func of(kind: String) -> WorkloadShape? {
    switch kind {
    case "Pod": object(podSpec)
    case "ReplicaSet": workload(["replicas": .whole, "minReadySeconds": .whole])
    case "Deployment":
      workload([
        "replicas": .whole, "minReadySeconds": .whole, "paused": .flag,
        "revisionHistoryLimit": .whole, "progressDeadlineSeconds": .whole,
        "strategy": .fields([
          "type": .text,
          "rollingUpdate": .fields(["maxUnavailable": .wholeOrText, "maxSurge": .wholeOrText]),
        ]),
      ])
    case "DaemonSet":
      workload([
        "minReadySeconds": .whole, "revisionHistoryLimit": .whole,
        "updateStrategy": .fields([
          "type": .text,
          "rollingUpdate": .fields(["maxUnavailable": .wholeOrText, "maxSurge": .wholeOrText]),
        ]),
      ])
    case "StatefulSet":
      workload([
        "replicas": .whole, "minReadySeconds": .whole, "revisionHistoryLimit": .whole,
        "serviceName": .text, "podManagementPolicy": .text,
      ])
    case "Job":
      workload([
        "parallelism": .whole, "completions": .whole, "activeDeadlineSeconds": .whole,
        "backoffLimit": .whole, "manualSelector": .flag, "ttlSecondsAfterFinished": .whole,
        "completionMode": .text, "suspend": .flag,
      ])
    default: nil
    }
  }

  /// Whether a value can be read; null always can.
  func accepts(_ node: Node) -> Bool {
    if node.isNull { return true }
    switch self {
    case .text: return node.string != nil
    case .flag: return node.bool != nil
    case .whole: return node.double.map { $0 == $0.rounded() } ?? false
    case .wholeOrText: return node.string != nil || node.int64 != nil
    case .quantity: return node.string != nil || node.double != nil
    case .list(let element):
      guard let elements = node.array else { return false }
      return elements.allSatisfy(element.accepts)
    case .map(let element):
      guard let members = node.object else { return false }
      return members.allSatisfy { element.accepts($0.value) }
    case .fields(let fields):
      guard let members = node.object else { return false }
      return members.allSatisfy { fields[$0.key]?.accepts($0.value) ?? true }
    }
  }

  // MARK: The types

  private static func object(_ spec: WorkloadShape) -> WorkloadShape {
    .fields(["apiVersion": .text, "kind": .text, "metadata": metadata, "spec": spec])
  }

  private static func workload(_ fields: [String: WorkloadShape]) -> WorkloadShape {
    let selector = WorkloadShape.fields([
      "matchLabels": .map(.text),
      "matchExpressions": .list(
        .fields(["key": .text, "operator": .text, "values": .list(.text)])),
    ])
    let template = WorkloadShape.fields(["metadata": metadata, "spec": podSpec])
    return object(
      .fields(fields.merging(["selector": selector, "template": template]) { own, _ in own }))
  }

  private static let metadata = WorkloadShape.fields([
    "name": .text, "generateName": .text, "namespace": .text, "uid": .text,
    "resourceVersion": .text, "generation": .whole, "creationTimestamp": .text,
    "deletionTimestamp": .text, "deletionGracePeriodSeconds": .whole, "labels": .map(.text),
    "annotations": .map(.text), "finalizers": .list(.text),
  ])

  private static let resources = WorkloadShape.fields([
    "requests": .map(.quantity), "limits": .map(.quantity),
  ])

  private static let container = WorkloadShape.fields([
    "name": .text, "image": .text, "command": .list(.text), "args": .list(.text),
    "workingDir": .text, "imagePullPolicy": .text, "stdin": .flag, "tty": .flag,
    "env": .list(.fields(["name": .text, "value": .text, "valueFrom": .fields([:])])),
    "ports": .list(
      .fields([
        "name": .text, "hostPort": .whole, "containerPort": .whole, "protocol": .text,
        "hostIP": .text,
      ])),
    "resources": resources,
    "volumeMounts": .list(
      .fields(["name": .text, "readOnly": .flag, "mountPath": .text, "subPath": .text])),
  ])

  private static let podSpec = WorkloadShape.fields([
    "containers": .list(container), "initContainers": .list(container),
    "volumes": .list(.fields(["name": .text])), "restartPolicy": .text,
    "terminationGracePeriodSeconds": .whole, "activeDeadlineSeconds": .whole, "dnsPolicy": .text,
    "nodeSelector": .map(.text), "serviceAccountName": .text, "nodeName": .text,
    "hostNetwork": .flag, "hostPID": .flag, "schedulerName": .text, "priorityClassName": .text,
    "priority": .whole, "hostname": .text, "subdomain": .text,
    "tolerations": .list(
      .fields([
        "key": .text, "operator": .text, "value": .text, "effect": .text,
        "tolerationSeconds": .whole,
      ])),
    "imagePullSecrets": .list(.fields(["name": .text])), "affinity": .fields([:]),
  ])
}
