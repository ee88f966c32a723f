import Documents
import KubernetesAPI

/// What the validating webhook demands of FederatedResourceQuotas.
///
/// Resources are taken in byte order; upstream takes them in random order.
///
/// Mirrors: `karmada@f8fdd02 pkg/webhook/federatedresourcequota/validating.go`.
enum QuotaRules {
  static func errors(_ object: Node) -> [FieldError] {
    var errors: [FieldError] = []
    let name = object["metadata"]?.text("name") ?? ""
    if name.utf8.count > 63 {
      errors.append(
        .invalid(FieldPath("metadata", "name"), name, "must be no more than 63 characters"))
    }
    let spec = object["spec"] ?? .null
    let path = FieldPath("spec")
    let overall = amounts(spec["overall"])
    errors += resources(overall, path.child("overall"))
    var assignments: [[(key: String, value: Quantity)]] = []
    for (index, assignment) in spec.elements("staticAssignments").enumerated() {
      let hard = amounts(assignment["hard"])
      let place = path.child("staticAssignments").index(index)
      errors += cluster(assignment.text("clusterName"), place.child("clusterName"))
      errors += resources(hard, place.child("hard"))
      assignments.append(hard)
    }
    errors += sums(overall, assignments, path)
    errors += status(object["status"] ?? .null, FieldPath("status"))
    return errors
  }

  private static func sums(
    _ overall: [(key: String, value: Quantity)],
    _ assignments: [[(key: String, value: Quantity)]], _ path: FieldPath
  ) -> [FieldError] {
    var errors: [FieldError] = []
    for (resource, limit) in overall {
      var sum = Quantity.zero
      for assignment in assignments {
        for (key, value) in assignment where key == resource { sum += value }
      }
      if limit < sum {
        errors.append(
          .invalid(
            path.child("overall").key(resource), limit.text, "overall is less than assignments"))
      }
    }
    let known = Set(overall.map(\.key))
    for (index, assignment) in assignments.enumerated() {
      let place = path.child("staticAssignments").index(index).child("hard")
      for (resource, _) in assignment where !known.contains(resource) {
        errors.append(
          .invalid(
            place.key(resource), Node(resource),
            "assignment resourceName is not exist in overall"))
      }
    }
    return errors
  }

  private static func status(_ status: Node, _ path: FieldPath) -> [FieldError] {
    var errors = resources(amounts(status["overall"]), path.child("overall"))
    errors += resources(amounts(status["overallUsed"]), path.child("overallUsed"))
    for (index, cluster) in status.elements("aggregatedStatus").enumerated() {
      let place = path.child("aggregatedStatus").index(index)
      errors += self.cluster(cluster.text("clusterName"), place.child("clusterName"))
      for field in ["hard", "used"] {
        errors += resources(amounts(cluster[field]), place.child(field))
      }
    }
    return errors
  }

  /// The amounts of a list in byte order of their resources.
  private static func amounts(_ node: Node?) -> [(key: String, value: Quantity)] {
    let list = node.flatMap { try? NodeDecoder(file: "").decode(ResourceList.self, from: $0) }
    // order-free: sorted.
    return (list ?? [:]).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  private static func resources(
    _ amounts: [(key: String, value: Quantity)], _ path: FieldPath
  ) -> [FieldError] {
    amounts.flatMap { resource, amount -> [FieldError] in
      let place = path.key(resource)
      var errors = ResourceNameRules.ofQuotas(resource, place)
      if amount.signum < 0 {
        errors.append(.invalid(place, amount.text, "must be greater than or equal to 0"))
      }
      if ResourceNameRules.isCounted(resource), amount.milliValue % 1000 != 0 {
        errors.append(.invalid(place, Node(amount.text), "must be an integer"))
      }
      return errors
    }
  }

  private static func cluster(_ name: String, _ path: FieldPath) -> [FieldError] {
    let problems: [String]
    if name.isEmpty {
      problems = ["must be not empty"]
    } else if name.utf8.count > 48 {
      problems = ["must be no more than 48 characters"]
    } else {
      problems = NameRules.dnsLabel(name)
    }
    return problems.isEmpty ? [] : [.invalid(path, name, problems.joined(separator: ","))]
  }
}

/// The rules for names of resources.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/lifted/{corehelpers,corev1helpers,corevalidation}.go`.
enum ResourceNameRules {
  private static let counted: Set = [
    "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps",
    "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
  ]
  private static let measured: Set = [
    "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory",
    "requests.ephemeral-storage", "requests.storage", "limits.cpu", "limits.memory",
    "limits.ephemeral-storage",
  ]

  private static func isHugePages(_ name: String) -> Bool { name.hasPrefix("hugepages-") }

  /// What quotas know: counts, measures and huge pages, also those requested.
  private static func isStandardQuota(_ name: String) -> Bool {
    counted.contains(name) || measured.contains(name) || isHugePages(name)
      || name.hasPrefix("requests.hugepages-")
  }

  private static func isNative(_ name: String) -> Bool {
    !name.contains("/") || name.contains("kubernetes.io/")
  }

  private static func isExtended(_ name: String) -> Bool {
    !isNative(name) && !name.hasPrefix("requests.")
      && NameRules.labelKey("requests.\(name)").isEmpty
  }

  /// Whether only whole numbers make sense.
  static func isCounted(_ name: String) -> Bool { counted.contains(name) || isExtended(name) }

  private static func common(_ name: String, _ path: FieldPath) -> [FieldError] {
    let problems = NameRules.labelKey(name)
    if !problems.isEmpty { return problems.map { .invalid(path, name, $0) } }
    if !name.contains("/"), !isStandardQuota(name), name != "storage" {
      return [.invalid(path, name, "must be a standard resource type or fully qualified")]
    }
    return []
  }

  /// Names in quotas.
  static func ofQuotas(_ name: String, _ path: FieldPath) -> [FieldError] {
    var errors = common(name, path)
    if !name.contains("/"), !isStandardQuota(name) {
      errors.append(.invalid(path, name, "must be a standard resource for quota"))
    }
    return errors
  }

  /// Names in containers.
  static func ofContainers(_ name: String, _ path: FieldPath) -> [FieldError] {
    var errors = common(name, path)
    if !name.contains("/") {
      if !["cpu", "memory", "ephemeral-storage"].contains(name), !isHugePages(name) {
        errors.append(.invalid(path, name, "must be a standard resource for containers"))
      }
    } else if !isNative(name), !isExtended(name) {
      errors.append(.invalid(path, name, "doesn't follow extended resource name standard"))
    }
    return errors
  }
}
