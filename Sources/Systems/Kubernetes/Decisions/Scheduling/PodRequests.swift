import KubernetesAPI

/// What a pod asks for in total.
///
/// Mirrors: `k8s.io/component-helpers@v0.36.2 resource/helpers.go` (PodRequests).
public enum PodRequests {
  /// Which rules apply.
  public struct Options: Sendable, Equatable {
    /// Whether containers that name no cpu count with the scheduler's default.
    public var defaultsCPU: Bool
    /// Whether containers that name no memory count with the scheduler's default.
    public var defaultsMemory: Bool
    /// Whether requests of the pod as a whole replace those of its containers.
    public var podLevel: Bool

    /// Creates options.
    public init(nonZero: Bool = false, podLevel: Bool = true) {
      defaultsCPU = nonZero
      defaultsMemory = nonZero
      self.podLevel = podLevel
    }
  }

  /// The total over containers, init containers and overhead, by resource.
  ///
  /// Init containers run one after the other, so the largest counts; restartable ones keep running
  /// beside all that follows.
  public static func total(_ spec: PodSpec, _ options: Options = Options()) -> ResourceList {
    total(spec, running: nil, options)
  }

  /// The total of a pod that may run already: a container that is being resized counts with the
  /// larger of what it asks for and what it has.
  public static func total(_ pod: Pod, _ options: Options = Options()) -> ResourceList {
    total(pod.spec, running: RunningRequests(pod.status), options)
  }

  private static func total(
    _ spec: PodSpec, running: RunningRequests?, _ options: Options
  ) -> ResourceList {
    var sum: ResourceList = [:]
    for container in spec.containers { sum.add(requests(container, running, options)) }
    var beside: ResourceList = [:]
    var initial: ResourceList = [:]
    for container in spec.initContainers {
      let own = requests(
        container, container.restartPolicy == "Always" ? running : nil, options)
      if container.restartPolicy == "Always" {
        sum.add(own)
        beside.add(own)
        initial.raise(to: beside)
      } else {
        var together = own
        together.add(beside)
        initial.raise(to: together)
      }
    }
    sum.raise(to: initial)
    if options.podLevel, let pod = spec.resources?.requests,
      pod.contains(where: { isPodLevel($0.key) })
    {
      // order-free: each entry replaces its own.
      for (name, quantity) in pod where isPodLevel(name) { sum[name] = quantity }
    }
    sum.add(spec.overhead)
    return sum
  }

  /// The total as a node counts a pod for scores.
  ///
  /// A pod with requests as a whole gets defaults only for what its plain total does not name at
  /// all; any other pod gets them per container.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/types.go` (getNonMissingContainerRequests).
  static func counted(_ pod: Pod, plain: ResourceList) -> ResourceList {
    let spec = pod.spec
    var options = Options(nonZero: true)
    if spec.resources?.requests.contains(where: { isPodLevel($0.key) }) ?? false {
      options.defaultsCPU = plain["cpu"] == nil
      options.defaultsMemory = plain["memory"] == nil
    }
    return total(pod, options)
  }

  private static func requests(
    _ container: Container, _ running: RunningRequests?, _ options: Options
  ) -> ResourceList {
    var requests = running?.effective(container) ?? container.resources.requests
    if options.defaultsCPU, requests["cpu"] == nil {
      requests["cpu"] = Quantity(milli: NodeScore.defaultMilliCPU)
    }
    if options.defaultsMemory, requests["memory"] == nil {
      requests["memory"] = Quantity(NodeScore.defaultMemory)
    }
    return requests
  }

  private static func isPodLevel(_ name: String) -> Bool {
    name == "cpu" || name == "memory" || name.hasPrefix("hugepages-")
  }
}

/// What running containers have, beside what they ask for.
private struct RunningRequests {
  private let statuses: [ContainerStatus]
  /// Whether the node can never give what the pod asks for; then only what it has counts.
  private let isInfeasible: Bool

  /// Nil if no status says what its container has.
  init?(_ status: PodStatus) {
    statuses = (status.containerStatuses + status.initContainerStatuses).filter {
      $0.resources != nil
    }
    if statuses.isEmpty { return nil }
    isInfeasible = status.conditions["PodResizePending"]?.reason == "Infeasible"
  }

  func effective(_ container: Container) -> ResourceList? {
    guard let status = statuses.last(where: { $0.name == container.name }) else { return nil }
    var effective: ResourceList = isInfeasible ? [:] : container.resources.requests
    effective.raise(to: status.resources?.requests ?? [:])
    effective.raise(to: status.allocatedResources)
    return effective
  }
}

extension ResourceList {
  /// Adds every amount of another list.
  mutating func add(_ other: ResourceList) {
    // order-free: each entry is added to its own.
    for (name, quantity) in other {
      if self[name] == nil { self[name] = quantity } else { self[name]? += quantity }
    }
  }

  /// Raises every amount to at least that of another list.
  mutating func raise(to other: ResourceList) {
    // order-free: each entry is compared with its own.
    for (name, quantity) in other {
      if let own = self[name], own >= quantity { continue }
      self[name] = quantity
    }
  }
}
