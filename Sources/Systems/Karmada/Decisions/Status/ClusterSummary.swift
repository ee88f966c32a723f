import KubernetesAPI

/// Sums up a cluster's nodes and pods as the status controller does.
///
/// Two quirks are kept. Init containers are compared with the running *total*, not with their
/// pod, so that the sum depends on the order of pods. And counting nodes by grade ends at the
/// first node without a free pod slot.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/status/cluster_status_controller.go`,
/// `pkg/modeling/modeling.go`, vectors `karmada/cluster_status.jsonl.gz`
/// (`clusterStatus.resourceSummary`).
public enum ClusterSummary {
  /// How many nodes there are and how many are ready.
  public static func nodeSummary(_ nodes: [ClusterNode]) -> NodeSummary {
    let ready = nodes.filter { $0.status.conditions.isTrue("Ready") }
    return NodeSummary(totalNum: Int32(nodes.count), readyNum: Int32(ready.count))
  }

  /// The resources of all nodes, ready or not, and what pods ask for.
  ///
  /// - Parameters:
  ///   - nodes: All nodes.
  ///   - pods: All pods; their order matters as said above.
  public static func resourceSummary(nodes: [ClusterNode], pods: [Pod]) -> ResourceSummary {
    var allocatable: ResourceList = [:]
    for node in nodes {
      // order-free: every resource is added up on its own
      for (name, quantity) in node.status.allocatable {
        if let sum = allocatable[name] {
          allocatable[name] = sum + quantity
        } else {
          allocatable[name] = quantity
        }
      }
    }
    return ResourceSummary(
      allocatable: allocatable,
      allocating: requests(of: pods.filter { $0.spec.nodeName.isEmpty }).list,
      allocated: requests(of: pods.filter(occupiesNode)).list)
  }

  /// How many nodes have how much room, by the cluster's resource models.
  ///
  /// - Returns: One count per model; `nil` if there are no models or they contradict each other.
  public static func modelings(
    models: [ResourceModel], nodes: [ClusterNode], pods: [Pod]
  ) -> [AllocatableModeling]? {
    guard !models.isEmpty, let grades = Grades(models) else { return nil }
    var used: [String: ComputeResource] = [:]
    for pod in pods where occupiesNode(pod) {
      used[pod.spec.nodeName, default: ComputeResource()].addPod(pod)
    }
    var counts = [Int](repeating: 0, count: models.count)
    for node in nodes {
      var free = node.status.allocatable
      if let used = used[node.metadata.name]?.list, !used.isEmpty {
        let slots = (free["pods"]?.value ?? 0) - (used["pods"]?.value ?? 0)
        if slots <= 0 { break }
        // order-free: every resource is calculated on its own
        for (name, quantity) in used {
          if let allocatable = free[name] { free[name] = allocatable - quantity }
        }
      }
      if let grade = grades.index(of: free) { counts[grade] += 1 }
    }
    return zip(models, counts).map { AllocatableModeling(grade: $0.grade, count: $1) }
  }

  private static func occupiesNode(_ pod: Pod) -> Bool {
    !pod.spec.nodeName.isEmpty && pod.status.phase != "Succeeded" && pod.status.phase != "Failed"
  }

  private static func requests(of pods: [Pod]) -> ComputeResource {
    var total = ComputeResource()
    for pod in pods { total.addRequests(of: pod) }
    total.pods &+= Int64(pods.count)
    return total
  }

  /// The lower ends of all grades, resource by resource.
  private struct Grades {
    private var names: [String] = []
    private var minima: [[Quantity]] = []

    init?(_ models: [ResourceModel]) {
      for model in models {
        for range in model.ranges where names.count != model.ranges.count {
          names.append(range.name)
        }
      }
      let first = Set((models.first?.ranges ?? []).map(\.name))
      guard !names.isEmpty, names.count == first.count else { return nil }
      minima = names.map { name in
        models.map { model in model.ranges.last { $0.name == name }?.min ?? .zero }
      }
    }

    /// The highest grade whose minima are all met, counted per resource; `nil` if the first
    /// grade's are not.
    func index(of free: ResourceList) -> Int? {
      var lowest = Int.max
      for (name, minima) in zip(names, minima) {
        guard let index = Self.lastNotGreater(minima, than: free[name] ?? .zero) else {
          return nil
        }
        lowest = min(lowest, index)
      }
      return lowest
    }

    /// Upstream's binary search, which on unsorted minima finds what it finds.
    private static func lastNotGreater(_ minima: [Quantity], than value: Quantity) -> Int? {
      var (low, high) = (0, minima.count - 1)
      while low <= high {
        let middle = low + (high - low) / 2
        if Quantity.compare(minima[middle], value) > 0 {
          high = middle - 1
        } else if middle == minima.count - 1
          || Quantity.compare(minima[middle + 1], value) > 0
        {
          return middle
        } else {
          low = middle + 1
        }
      }
      return nil
    }
  }
}

extension ComputeResource {
  /// Adds what a pod asks for, with upstream's comparison of init containers with the total.
  mutating func addRequests(of pod: Pod) {
    for container in pod.spec.containers { add(ResourceAmounts(container.resources.requests)) }
    for container in pod.spec.initContainers {
      raise(to: ResourceAmounts(container.resources.requests))
    }
    add(ResourceAmounts(pod.spec.overhead))
  }

  /// Adds a pod and its slot.
  fileprivate mutating func addPod(_ pod: Pod) {
    addRequests(of: pod)
    pods &+= 1
  }

  /// The positive entries as quantities.
  var list: ResourceList {
    var list: ResourceList = [:]
    if milliCPU > 0 { list["cpu"] = Quantity(milli: milliCPU) }
    if memory > 0 { list["memory"] = Quantity(memory, format: .binarySI) }
    if ephemeralStorage > 0 {
      list["ephemeral-storage"] = Quantity(ephemeralStorage, format: .binarySI)
    }
    if pods > 0 { list["pods"] = Quantity(pods) }
    // order-free: every entry is written on its own
    for (name, amount) in scalars where amount > 0 {
      list[name] = Quantity(
        amount, format: name.hasPrefix("hugepages-") ? .binarySI : .decimalSI)
    }
    return list
  }
}
