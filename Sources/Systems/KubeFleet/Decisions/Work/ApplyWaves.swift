/// In which order the manifests of one Work are applied: wave by wave, those of a wave side by side.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/workapplier/waves.go`.
public enum ApplyWaves {
  /// The wave of everything that no rule names.
  public static let last = 999

  private static let numbers: [String: Int] = {
    let waves = [
      0: "namespaces priorityclasses",
      1: """
      networkpolicies resourcequotas limitranges podsecuritypolicies poddisruptionbudgets \
      serviceaccounts secrets configmaps storageclasses persistentvolumes \
      persistentvolumeclaims customresourcedefinitions ingressclasses
      """,
      2: "clusterroles roles", 3: "clusterrolebindings rolebindings",
      4: """
      services daemonsets pods replicationcontrollers replicasets deployments \
      horizontalpodautoscalers statefulsets jobs cronjobs ingresses
      """,
      5: "apiservices validatingwebhookconfigurations mutatingwebhookconfigurations",
    ]
    var numbers: [String: Int] = [:]
    // order-free: a name stands in one wave.
    for (wave, names) in waves {
      for name in names.split(separator: " ") { numbers[String(name)] = wave }
    }
    return numbers
  }()

  private static let groups: Set<String> = [
    "", "networking.k8s.io", "scheduling.k8s.io", "policy", "storage.k8s.io",
    "apiextensions.k8s.io", "rbac.authorization.k8s.io", "apps", "autoscaling",
    "apiregistration.k8s.io", "admissionregistration.k8s.io", "batch",
  ]

  /// The wave of a resource by its plural name; versions and the pairing of group and name do not
  /// matter.
  public static func wave(group: String, resource: String) -> Int {
    groups.contains(group) ? numbers[resource] ?? last : last
  }

  /// The manifests of each wave, by their places in the list.
  public static func waves(
    of resources: [(group: String, resource: String)]
  ) -> [(wave: Int, manifests: [Int])] {
    var result: [(wave: Int, manifests: [Int])] = []
    for number in [0, 1, 2, 3, 4, 5, last] {
      let manifests = resources.indices.filter {
        wave(group: resources[$0].group, resource: resources[$0].resource) == number
      }
      if !manifests.isEmpty { result.append((number, manifests)) }
    }
    return result
  }
}
