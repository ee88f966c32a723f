import Documents

/// Whether an object on a member is available, as far as that can be told from it.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/workapplier/availability_tracker.go`, vectors
/// `availability`.
public enum Availability: String, Sendable {
  /// It is.
  case available = "Available"
  /// Not yet.
  case notYetAvailable = "ManifestNotAvailableYet"
  /// Nobody can tell; the rollout waits for a while instead.
  case notTrackable = "NotTrackable"

  /// Judges an object by the resource that it is of.
  public init(group: String, version: String, resource: String, object: Node) {
    switch "\(group)/\(version)/\(resource)" {
    case "apps/v1/deployments": self = Self.deployment(object) ? .available : .notYetAvailable
    case "apps/v1/statefulsets": self = Self.statefulSet(object) ? .available : .notYetAvailable
    case "apps/v1/daemonsets": self = Self.daemonSet(object) ? .available : .notYetAvailable
    case "/v1/services": self = Self.service(object)
    case "apiextensions.k8s.io/v1/customresourcedefinitions":
      let isReady = Self.isTrue("Established", object) && Self.isTrue("NamesAccepted", object)
      self = isReady ? .available : .notYetAvailable
    case "policy/v1/poddisruptionbudgets":
      self = Self.disruptionBudget(object) ? .available : .notYetAvailable
    case let other: self = Self.data.contains(other) ? .available : .notTrackable
    }
  }

  /// Resources that are available once they exist.
  private static let data: Set<String> = [
    "/v1/namespaces", "/v1/secrets", "/v1/configmaps", "/v1/serviceaccounts", "/v1/limitranges",
    "/v1/resourcequotas", "rbac.authorization.k8s.io/v1/roles",
    "rbac.authorization.k8s.io/v1/clusterroles", "rbac.authorization.k8s.io/v1/rolebindings",
    "rbac.authorization.k8s.io/v1/clusterrolebindings",
    "networking.k8s.io/v1/networkpolicies", "networking.k8s.io/v1/ingressclasses",
    "storage.k8s.io/v1/csidrivers", "storage.k8s.io/v1/csinodes",
    "storage.k8s.io/v1/storageclasses", "storage.k8s.io/v1/csistoragecapacities",
    "apps/v1/controllerrevisions", "scheduling.k8s.io/v1/priorityclasses",
  ]

  private static func number(_ node: Node?, _ key: String) -> Int64 { node?[key]?.int64 ?? 0 }

  private static func isObserved(_ object: Node) -> Bool {
    number(object["status"], "observedGeneration") == number(object["metadata"], "generation")
  }

  private static func replicas(_ object: Node) -> Int64 {
    object["spec"]?["replicas"]?.int64 ?? 1
  }

  private static func deployment(_ object: Node) -> Bool {
    let status = object["status"]
    let wanted = replicas(object)
    return isObserved(object) && number(status, "availableReplicas") == wanted
      && number(status, "updatedReplicas") == wanted
      && number(status, "unavailableReplicas") == 0
  }

  private static func statefulSet(_ object: Node) -> Bool {
    let status = object["status"]
    return isObserved(object) && number(status, "availableReplicas") == replicas(object)
      && number(status, "currentReplicas") == number(status, "updatedReplicas")
      && (status?["currentRevision"]?.string ?? "") == (status?["updateRevision"]?.string ?? "")
  }

  private static func daemonSet(_ object: Node) -> Bool {
    let status = object["status"]
    return isObserved(object)
      && number(status, "numberAvailable") == number(status, "desiredNumberScheduled")
      && number(status, "currentNumberScheduled") == number(status, "updatedNumberScheduled")
  }

  private static func service(_ object: Node) -> Availability {
    switch object["spec"]?["type"]?.string ?? "" {
    case "", "ClusterIP", "NodePort":
      let address = object["spec"]?["clusterIPs"]?.array?.first?.string ?? ""
      return address.isEmpty ? .notYetAvailable : .available
    case "LoadBalancer":
      let ingress = object["status"]?["loadBalancer"]?["ingress"]?.array?.first
      let address = (ingress?["ip"]?.string ?? "") + (ingress?["hostname"]?.string ?? "")
      return address.isEmpty ? .notYetAvailable : .available
    default: return .notTrackable
    }
  }

  private static func condition(_ type: String, _ object: Node) -> Node? {
    (object["status"]?["conditions"]?.array ?? []).first { $0["type"]?.string == type }
  }

  private static func isTrue(_ type: String, _ object: Node) -> Bool {
    condition(type, object)?["status"]?.string == "True"
  }

  private static func disruptionBudget(_ object: Node) -> Bool {
    guard isObserved(object), let condition = condition("DisruptionAllowed", object) else {
      return false
    }
    let isAllowed = number(object["status"], "disruptionsAllowed") > 0
    return condition["status"]?.string == (isAllowed ? "True" : "False")
      && condition["reason"]?.string == (isAllowed ? "SufficientPods" : "InsufficientPods")
  }
}
