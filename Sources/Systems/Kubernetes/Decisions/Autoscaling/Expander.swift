import KubernetesAPI

/// One way of growing the cluster: so many nodes of a group, for so many pods.
public struct ExpansionOption: Sendable, Equatable {
  /// The group's name.
  public var nodeGroup: String
  /// How many nodes.
  public var nodeCount: Int
  /// How many pods they take.
  public var podCount: Int
  /// What those pods ask for: thousandths of a core.
  public var requestedMilliCPU: Int64
  /// What those pods ask for: bytes.
  public var requestedMemory: Int64
  /// The machine: thousandths of a core.
  public var nodeMilliCPU: Int64
  /// The machine: bytes.
  public var nodeMemory: Int64

  /// Creates an option.
  public init(
    nodeGroup: String, nodeCount: Int, podCount: Int, requestedMilliCPU: Int64,
    requestedMemory: Int64, nodeMilliCPU: Int64, nodeMemory: Int64
  ) {
    self.nodeGroup = nodeGroup
    self.nodeCount = nodeCount
    self.podCount = podCount
    self.requestedMilliCPU = requestedMilliCPU
    self.requestedMemory = requestedMemory
    self.nodeMilliCPU = nodeMilliCPU
    self.nodeMemory = nodeMemory
  }

  /// What the nodes would leave unused, as the sum of both shares.
  var waste: Double {
    let nodes = Int64(nodeCount)
    let cpu = nodeMilliCPU &* nodes
    let memory = nodeMemory &* nodes
    return Double(cpu &- requestedMilliCPU) / Double(cpu)
      + Double(memory &- requestedMemory) / Double(memory)
  }
}

/// A filter over options; what several filters leave is chosen from at random.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/expander/{random,mostpods,waste,
/// leastnodes,priority,factory}`, vectors `kubernetes-scheduler/ca_expanders.jsonl.gz`.
public enum Expander: String, Sendable, CaseIterable {
  /// Any one.
  case random
  /// The most pods.
  case mostPods = "most-pods"
  /// The least left unused.
  case leastWaste = "least-waste"
  /// The fewest nodes.
  case leastNodes = "least-nodes"
  /// What the administrator prefers, by the groups' names.
  case priority

  /// The options that the filter keeps, as places in the list.
  ///
  /// - Parameters:
  ///   - priorities: For `priority`; nil keeps everything, as upstream does without a valid
  ///     configuration.
  ///   - draw: For `random`: a number from 0 up to but not including the given one.
  public func best(
    of options: [ExpansionOption], priorities: ExpanderPriorities? = nil,
    draw: (_ below: Int) -> Int = { _ in 0 }
  ) -> [Int] {
    switch self {
    case .random:
      return options.isEmpty ? [] : [draw(options.count)]
    case .mostPods:
      let most = options.map(\.podCount).max() ?? 0
      return options.indices.filter { options[$0].podCount == max(0, most) }
    case .leastNodes:
      let fewest = options.map(\.nodeCount).filter { $0 != 0 }.min()
      return options.indices.filter { options[$0].nodeCount == fewest }
    case .leastWaste:
      return leastWaste(options)
    case .priority:
      return priorities?.best(of: options.map(\.nodeGroup)) ?? Array(options.indices)
    }
  }

  private func leastWaste(_ options: [ExpansionOption]) -> [Int] {
    var least = 0.0
    var kept: [Int] = []
    for (index, option) in options.enumerated() {
      let waste = option.waste
      if kept.isEmpty || waste < least {
        least = waste
        kept = [index]
      } else if waste == least {
        kept.append(index)
      }
    }
    return kept
  }

  /// What a chain of filters chooses; nil if there is nothing to choose from.
  public static func choose(
    from options: [ExpansionOption], by chain: [Expander], priorities: ExpanderPriorities? = nil,
    draw: (_ below: Int) -> Int
  ) -> Int? {
    var left = Array(options.indices)
    for filter in chain {
      let kept = filter.best(
        of: left.map { options[$0] }, priorities: priorities, draw: draw)
      left = kept.map { left[$0] }
      if left.count == 1 { return left[0] }
    }
    return left.isEmpty ? nil : left[draw(left.count)]
  }
}
