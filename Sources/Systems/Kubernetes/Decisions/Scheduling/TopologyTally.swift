import KubernetesAPI

/// Sums by the value of node labels: how many pods, or what they are worth, stand near.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/interpodaffinity/filtering.go`
/// (topologyToMatchedTermCount).
struct TopologyTally: Sendable {
  private var keys: [Int] = []
  private var sums: [[Int64]] = []
  /// How many additions are in the sums.
  private(set) var entries = 0

  var isEmpty: Bool { entries == 0 }

  mutating func removeAll() {
    for index in sums.indices { sums[index].removeAll(keepingCapacity: true) }
    entries = 0
  }

  /// Adds at a node's value of a label; nothing if the label is missing.
  mutating func add(_ amount: Int64, key: Int, domain: Int32, entry: Int) {
    guard domain >= 0 else { return }
    entries += entry
    var index = keys.firstIndex(of: key) ?? -1
    if index < 0 {
      index = keys.count
      keys.append(key)
      sums.append([])
    }
    while sums[index].count <= Int(domain) { sums[index].append(0) }
    sums[index][Int(domain)] &+= amount
  }

  /// The sum at a value of a label.
  func sum(key: Int, domain: Int32) -> Int64 {
    guard domain >= 0, let index = keys.firstIndex(of: key), Int(domain) < sums[index].count
    else { return 0 }
    return sums[index][Int(domain)]
  }

  /// The sum over all labels at a node.
  func total(at node: Int, _ topology: TopologyLabels) -> Int64 {
    var total: Int64 = 0
    for (index, key) in keys.enumerated() {
      let domain = Int(topology.columns[key][node])
      if domain >= 0, domain < sums[index].count { total &+= sums[index][domain] }
    }
    return total
  }

  /// Whether any label has a positive sum at a node.
  func isPositive(at node: Int, _ topology: TopologyLabels) -> Bool {
    for (index, key) in keys.enumerated() {
      let domain = Int(topology.columns[key][node])
      if domain >= 0, domain < sums[index].count, sums[index][domain] > 0 { return true }
    }
    return false
  }
}

/// The pods that one spreading constraint counts, by domain.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/podtopologyspread/filtering.go`
/// (preFilterState).
struct SpreadCount: Sendable {
  let constraint: SpreadConstraint
  /// The number of the constraint's label.
  let key: Int
  /// Whether the incoming pod would count itself.
  let countsItself: Bool
  /// The domain of nodes without the label; negative where they do not count.
  let unlabelled: Int32
  /// By node: whether its pods count.
  var isCounted: [Bool] = []
  /// By domain: the nodes that count.
  private(set) var nodes: [Int32] = []
  /// By domain: the pods that count.
  private(set) var pods: [Int64] = []
  /// How many domains have nodes that count.
  private(set) var domainCount = 0

  init(
    _ constraint: SpreadConstraint, key: Int, of pod: PodShape,
    unlabelled: Int32 = TopologyLabels.missing
  ) {
    self.constraint = constraint
    self.unlabelled = unlabelled
    self.key = key
    countsItself = constraint.selector.matches(pod.labels)
  }

  mutating func removeAll(nodes count: Int) {
    isCounted.removeAll(keepingCapacity: true)
    isCounted.append(contentsOf: repeatElement(false, count: count))
    nodes.removeAll(keepingCapacity: true)
    pods.removeAll(keepingCapacity: true)
    domainCount = 0
  }

  /// A node's domain.
  func domain(of node: Int, _ topology: TopologyLabels) -> Int32 {
    let domain = topology.columns[key][node]
    return domain < 0 ? unlabelled : domain
  }

  mutating func count(node: Int, domain: Int32) {
    isCounted[node] = true
    reach(domain)
    nodes[Int(domain)] += 1
    if nodes[Int(domain)] == 1 { domainCount += 1 }
  }

  mutating func add(pods amount: Int64, node: Int, domain: Int32) {
    guard node < isCounted.count, isCounted[node], domain >= 0 else { return }
    reach(domain)
    pods[Int(domain)] &+= amount
  }

  private mutating func reach(_ domain: Int32) {
    while nodes.count <= Int(domain) {
      nodes.append(0)
      pods.append(0)
    }
  }

  func pods(in domain: Int32) -> Int64 {
    domain >= 0 && Int(domain) < pods.count ? pods[Int(domain)] : 0
  }

  /// The least count of a domain, or 0 where there are fewer domains than there must be.
  var least: Int64 {
    if domainCount < constraint.minDomains { return 0 }
    var least = Int64(Int32.max)
    for domain in nodes.indices where nodes[domain] > 0 { least = min(least, pods[domain]) }
    return least
  }
}
