import GoSemantics
import KubernetesAPI

/// What a binding uses, and whether a namespace may use as much (gate `FederatedQuotaEnforcement`).
///
/// Mirrors: `karmada@f8fdd02 pkg/webhook/resourcebinding/validating.go`,
/// `pkg/util/helper/binding.go` CalculateResourceUsage,
/// `pkg/controllers/federatedresourcequota/federated_resource_quota_enforcement_controller.go`,
/// vectors `karmada/federated_quota.jsonl.gz`.
public enum FederatedQuota {
  /// The part of a binding that counts.
  public struct Usage: Sendable {
    /// The present targets.
    public var clusters: [TargetCluster]
    /// What one replica asks for.
    public var request: ResourceList
    /// Replicas and requests of each pod template of a workload that has several; `nil` where a
    /// template says nothing about requests.
    public var components: [(replicas: Int32, request: ResourceList?)]

    /// - Parameters:
    ///   - clusters: The present targets.
    ///   - request: What one replica asks for.
    ///   - components: The pod templates of a workload that has several.
    public init(
      clusters: [TargetCluster], request: ResourceList = [:],
      components: [(replicas: Int32, request: ResourceList?)] = []
    ) {
      self.clusters = clusters
      self.request = request
      self.components = components
    }

    /// What a binding's spec says.
    public init(_ spec: ResourceBindingSpec) {
      self.init(
        clusters: spec.clusters ?? [],
        request: spec.replicaRequirements?.resourceRequest ?? [:],
        components: (spec.components ?? []).map { component in
          (
            component.replicas ?? 0,
            component.replicaRequirements.map { $0.resourceRequest ?? [:] }
          )
        })
    }

    var replicas: Int32 { GoArithmetic.wrappingSum(clusters.lazy.map(\.replicas)) }

    /// What all targets together ask for: components once per cluster, other workloads by their
    /// replicas.
    public var total: ResourceList {
      if !components.isEmpty {
        if clusters.isEmpty { return [:] }
        var perSet: ResourceList = [:]
        for component in components where component.replicas != 0 {
          FederatedQuota.add(
            FederatedQuota.multiplied(component.request ?? [:], by: Int64(component.replicas)),
            to: &perSet)
        }
        return FederatedQuota.multiplied(perSet, by: Int64(clusters.count))
      }
      let replicas = replicas
      return replicas == 0 ? [:] : FederatedQuota.multiplied(request, by: Int64(replicas))
    }
  }

  /// Whether a change of a binding concerns quotas at all: requests, the sum of replicas,
  /// components, or the clusters of a workload with components. A new binding concerns them once
  /// it has clusters.
  ///
  /// - Parameter old: The binding before; `nil` if it is new.
  public static func isRelevant(_ new: Usage, old: Usage?) -> Bool {
    guard let old else { return !new.clusters.isEmpty }
    if old.request != new.request || old.replicas != new.replicas { return true }
    if !old.components.isEmpty || !new.components.isEmpty {
      let names = Set(old.clusters.map(\.name))
      if old.clusters.count != new.clusters.count
        || new.clusters.contains(where: { !names.contains($0.name) })
      {
        return true
      }
    }
    return old.components.count != new.components.count
      || zip(old.components, new.components).contains {
        $0.replicas != $1.replicas || $0.request != $1.request
      }
  }

  /// What a change adds, or frees where negative; resources that stay the same are left out.
  public static func delta(_ new: Usage, old: Usage?) -> ResourceList {
    let (now, before) = (new.total, old?.total ?? [:])
    var delta: ResourceList = [:]
    // order-free: every resource is calculated on its own
    for name in Set(now.keys).union(before.keys) {
      var change = now[name] ?? .zero
      if let used = before[name] { change -= used }
      if !change.isZero { delta[name] = change }
    }
    return delta
  }

  /// What one quota says to a change.
  public enum Verdict: Sendable, Equatable {
    /// The quota is not about what changes.
    case untouched
    /// Allowed, with the new `status.overallUsed`.
    case allowed(ResourceList)
    /// Refused, with the first resource by name that is exceeded; upstream names a random one.
    case exceeded(resource: String, requested: Quantity, limit: Quantity)

    /// Whether the change is admitted.
    public var isAllowed: Bool {
      if case .exceeded = self { return false }
      return true
    }

    /// Upstream's message of a refusal.
    ///
    /// - Parameters:
    ///   - namespace: The quota's namespace.
    ///   - name: The quota's name.
    public func message(namespace: String, name: String) -> String? {
      guard case .exceeded(let resource, let requested, let limit) = self else { return nil }
      return "FederatedResourceQuota(\(namespace)/\(name)) exceeded for resource \(resource): "
        + "requested sum \(requested.text), limit \(limit.text)."
    }
  }

  /// Judges a change by one quota.
  ///
  /// What is used becomes a list of the resources that upstream knows: others vanish from the
  /// status, and so do those of which nothing is used.
  ///
  /// - Parameters:
  ///   - delta: What the change adds.
  ///   - overall: The quota's limits; `nil` for none.
  ///   - used: The quota's `status.overallUsed`.
  public static func admit(
    _ delta: ResourceList, overall: ResourceList?, used: ResourceList
  ) -> Verdict {
    guard let overall else { return .untouched }
    let relevant = delta.filter { overall[$0.key] != nil }
    if relevant.values.allSatisfy(\.isZero) { return .untouched }
    var sum = ComputeResource(ResourceAmounts(used))
    sum.add(ResourceAmounts(relevant))
    let requested = sum.list
    for name in requested.keys.sorted(by: bytewiseLess) {
      guard let amount = requested[name], let limit = overall[name], amount > limit else {
        continue
      }
      return .exceeded(resource: name, requested: amount, limit: limit)
    }
    return .allowed(requested)
  }

  /// What all bindings of a namespace use of the resources that a quota limits: the periodic
  /// recalculation.
  public static func overallUsed(by bindings: [Usage], overall: ResourceList) -> ResourceList {
    var used: ResourceList = [:]
    for binding in bindings { add(binding.total, to: &used) }
    return used.filter { overall[$0.key] != nil }
  }

  /// Every amount that is not zero, times a number.
  private static func multiplied(_ list: ResourceList, by factor: Int64) -> ResourceList {
    var product = list.filter { !$0.value.isZero }
    // order-free: each entry is changed on its own
    for name in product.keys { product[name]? *= factor }
    return product
  }

  private static func add(_ other: ResourceList, to list: inout ResourceList) {
    // order-free: each entry is added to its own
    for (name, amount) in other {
      if list[name] == nil { list[name] = amount } else { list[name]? += amount }
    }
  }
}
