import GoSemantics
import KubernetesAPI

// From Cluster objects to the values that decisions read. This is the one place where quantities
// of clusters are decoded.
//
// Mirrors: `karmada@f8fdd02 pkg/estimator/client/general.go`, `pkg/apis/cluster/v1alpha1`.

extension ResourceAmount {
  /// A quantity, rounded up in both units.
  public init(_ quantity: Quantity) {
    self.init(
      whole: quantity.value, milli: quantity.milliValue, isBinary: quantity.format == .binarySI)
  }
}

extension ResourceAmounts {
  /// A resource list; every entry is kept, also zeros.
  public init(_ list: ResourceList) {
    self.init()
    // order-free: every name once, and nothing asks for the order
    for (name, quantity) in list { self[name] = ResourceAmount(quantity) }
  }
}

extension CapacitySummary {
  /// What a summary leaves: allocatable less allocated and allocating, resource by resource.
  public init(_ summary: ResourceSummary) {
    let allocatable = summary.allocatable ?? [:]
    let allocated = summary.allocated ?? [:]
    let allocating = summary.allocating ?? [:]
    var free = ResourceAmounts()
    // order-free: every resource is calculated on its own
    for (name, quantity) in allocatable where name != "pods" {
      var rest = quantity
      if let used = allocated[name] { rest -= used }
      if let waiting = allocating[name] { rest -= waiting }
      free[name] = ResourceAmount(rest)
    }
    let pods = { (list: ResourceList) in list["pods"]?.value ?? 0 }
    self.init(
      freePods: pods(allocatable) - pods(allocated) - pods(allocating), free: free)
  }
}

extension ModelPool {
  /// The imagined nodes of a cluster, by rising grade.
  ///
  /// - Returns: `nil` if the summary is to be used instead: no models, no counts, or a negative
  ///   count.
  public static func pools(
    models: [ResourceModel], counts: [AllocatableModeling]
  ) -> [ModelPool]? {
    guard !models.isEmpty, !counts.isEmpty, counts.allSatisfy({ $0.count >= 0 }) else {
      return nil
    }
    var nodes: [Int: ComputeResource] = [:]
    for model in models {
      var least = ResourceAmounts()
      for range in model.ranges { least[range.name] = ResourceAmount(range.min) }
      var node = ComputeResource(least)
      node.pods = GeneralEstimator.podsPerModelNode
      nodes[model.grade] = node
    }
    var grades = Array(nodes.keys)  // order-free: sorted on the next line
    stableSort(&grades, by: <)
    return grades.compactMap { grade in
      let count = counts.lazy.filter { $0.grade == grade }.reduce(0) { $0 + $1.count }
      guard count > 0, let node = nodes[grade] else { return nil }
      return ModelPool(node: node, count: count)
    }
  }
}

extension ServedKinds {
  /// The kinds in a cluster's status.
  public convenience init(_ enablements: [APIEnablement]) {
    self.init(
      enablements.flatMap { enablement in
        (enablement.resources ?? []).map { (enablement.groupVersion, $0.kind) }
      })
  }
}

extension ClusterTaint {
  /// A taint of the object; an unreadable time counts as none.
  public init(_ taint: Taint) {
    self.init(
      taint, addedNanoseconds: taint.timeAdded.flatMap(GoTime.nanoseconds(rfc3339:)))
  }
}

extension ClusterSnapshot {
  /// A cluster as its object says.
  ///
  /// - Parameters:
  ///   - cluster: The object.
  ///   - modelsEnabled: Gate `CustomizedClusterResourceModeling`.
  public init(_ cluster: Cluster, modelsEnabled: Bool = true) {
    let summary = cluster.status?.resourceSummary
    self.init(
      name: cluster.metadata.name, labels: cluster.metadata.labels,
      provider: cluster.spec?.provider ?? "", region: cluster.spec?.region ?? "",
      zones: cluster.spec?.zones ?? [],
      isDeleting: cluster.metadata.deletionTimestamp != nil,
      taints: (cluster.spec?.taints ?? []).map { ClusterTaint($0) },
      servedKinds: ServedKinds(cluster.status?.apiEnablements ?? []),
      capacity: summary.map(CapacitySummary.init),
      models: modelsEnabled
        ? ModelPool.pools(
          models: cluster.spec?.resourceModels ?? [],
          counts: summary?.allocatableModelings ?? []) : nil)
  }
}
