/// A figure that somebody published, beside what the queueing model says of the same situation.
///
/// Mirrors: the sources that each figure names.
public struct PublishedFigure: Sendable {
  /// What the figure is for.
  public enum Role: String, Sendable {
    /// A parameter was fitted to it, so that it proves nothing.
    case calibrates
    /// The model has not seen it.
    case tests
    /// The model must not be above it.
    case upperBound = "tests: at most"
    /// The model must not be below it.
    case lowerBound = "tests: at least"
  }

  /// What was measured, and in what cluster.
  public let what: String
  /// Who published it.
  public let source: String
  /// Its unit.
  public let unit: String
  /// As published.
  public let published: Double
  /// As modelled.
  public let modelled: Double
  /// What it is for.
  public let role: Role
  /// The relative error that is known and accepted.
  public let tolerance: Double

  init(
    _ what: String, _ source: String, _ published: Double, _ unit: String, _ role: Role,
    within tolerance: Double = 0.01, modelled: Double
  ) {
    self.what = what
    self.source = source
    self.published = published
    self.unit = unit
    self.role = role
    self.tolerance = tolerance
    self.modelled = modelled
  }

  /// Modelled over published, less one.
  public var error: Double { modelled / published - 1 }

  /// Whether the model is as good as it says.
  public var holds: Bool {
    switch role {
    case .calibrates, .tests: abs(error) <= tolerance
    case .upperBound: modelled <= published
    case .lowerBound: modelled >= published
    }
  }
}

/// Every figure that the model was fitted to or is held against.
///
/// Mirrors: the sources that each figure names.
public enum PublishedFigures {
  /// All of them, with the default parameters.
  public static var all: [PublishedFigure] { scheduler + store + server }

  private static let gates = "scheduler_perf gate"

  /// Pods per second of the scheduler.
  private static var scheduler: [PublishedFigure] {
    let model = SchedulerServiceTime()
    func rate(
      _ feature: SchedulerServiceTime.Feature = .plain, nodes: Int = 5_000, examined: Int? = nil,
      pods: Int = 0, busy: Double = 0
    ) -> Double {
      let looked = examined ?? SchedulerServiceTime.sample(of: nodes)
      return (1 - busy) / model.seconds(feature, lookingAt: looked, among: pods)
    }
    func row(
      _ what: String, _ published: Double, _ role: PublishedFigure.Role, within: Double = 0.01,
      source: String = gates, _ modelled: Double
    ) -> PublishedFigure {
      PublishedFigure(
        what, source, published, "pods/s", role, within: within, modelled: modelled)
    }
    let failing = 5 * model.seconds(lookingAt: 5_000)
    return [
      row("DaemonSet pods, one node each, 15,000 nodes", 1_100, .calibrates, rate(examined: 0)),
      row("plain pods, 5,000 nodes, 50,000 pods", 810, .calibrates, rate()),
      row("plain pods, 5,000 nodes, 10,000 pods", 680, .tests, within: 0.2, rate()),
      row(
        "5 unschedulable pods/s beside, 5,000 nodes", 600, .tests, within: 0.35,
        rate(busy: failing)),
      row("node affinity", 220, .calibrates, rate(.nodeAffinity)),
      row("extended resource", 180, .calibrates, rate(.extendedResource)),
      row(
        "topology spread, required, 7,500 pods", 460, .calibrates,
        rate(.requiredSpread, pods: 7_500)
      ),
      row(
        "topology spread, preferred, 7,500 pods", 340, .calibrates,
        rate(.preferredSpread, pods: 7_500)),
      row(
        "topology spread by default, 30,000 pods", 160, .tests, within: 0.25,
        rate(.preferredSpread, pods: 30_000)),
      row(
        "pod affinity, required, 7,500 pods", 35, .calibrates,
        rate(.requiredPodAffinity, pods: 7_500)),
      row(
        "pod affinity, preferred, 7,500 pods", 90, .calibrates,
        rate(.preferredPodAffinity, pods: 7_500)),
      row(
        "pod anti-affinity, required, 2,000 pods", 60, .calibrates,
        rate(.requiredPodAntiAffinity, pods: 2_000)),
      row(
        "the same with namespace selector, 6,000 nodes, 5,000 pods", 24, .tests, within: 0.1,
        rate(.requiredPodAntiAffinity, nodes: 6_000, pods: 5_000)),
      row(
        "plain pods beside 1,000 with anti-affinity", 569, .calibrates,
        rate(.besideAntiAffinity, pods: 1_000)),
      row(
        "plain pods beside 10,000 with affinities of all kinds", 140, .tests, within: 0.2,
        rate(.besideAntiAffinity, pods: 10_000)),
      row(
        "stand-alone throughput test, 5,000 nodes", 400, .lowerBound,
        source: "clusterloader2 gate", rate()),
      row(
        "65,000 nodes", 430, .tests, within: 0.3, source: "GKE 2025", rate(nodes: 65_000)),
      row(
        "100,000 nodes, a tuned scheduler", 500, .tests, within: 0.6, source: "EKS 2025",
        rate(nodes: 100_000)),
    ]
  }

  /// Commits of etcd.
  private static var store: [PublishedFigure] {
    let model = EtcdModel()
    let paper = "etcd 3.2 benchmark"
    func rate(_ clients: Int) -> Double { Double(clients) / model.latency(clients: clients) }
    return [
      PublishedFigure(
        "etcd, one client, leader", paper, 583, "writes/s", .calibrates, modelled: rate(1)),
      PublishedFigure(
        "etcd, 1,000 clients, leader", paper, 44_341, "writes/s", .calibrates,
        modelled: rate(1_000)),
      PublishedFigure(
        "etcd, one client, latency", paper, 1.6, "ms", .tests, within: 0.1,
        modelled: model.latency(clients: 1) * 1_000),
      PublishedFigure(
        "etcd, 1,000 clients, latency", paper, 22, "ms", .tests, within: 0.1,
        modelled: model.latency(clients: 1_000) * 1_000),
      PublishedFigure(
        "etcd, 1,000 clients, all members", paper, 50_104, "writes/s", .tests, within: 0.15,
        modelled: rate(1_000)),
      PublishedFigure(
        "30,000 pods in the store", "Kubernetes 1.2 report", 150, "MB", .calibrates,
        modelled: model.objectBytes(nodes: 0, pods: 30_000, events: 0) / 1e6),
      PublishedFigure(
        "150,000 objects of one type", "official threshold", 1_500, "MB", .upperBound,
        modelled: model.objectBytes(nodes: 0, pods: 150_000, events: 0) / 1e6),
    ]
  }

  /// Requests to the API server.
  private static var server: [PublishedFigure] {
    func point(nodes: Int, pods: Int, podsPerSecond: Double, lists: Double = 0) -> OperatingPoint {
      let model = APIServerModel(nodes: nodes, parameters: ControlPlaneParameters())
      var rates = RequestRates.background(nodes: nodes, model.parameters)
      for request in [RequestClass.createPod, .bindPod, .updatePodStatus, .deletePod] {
        rates[request] = podsPerSecond
      }
      rates[.createEvent] = 2 * podsPerSecond
      rates[.listPods] = lists
      return model.operate(at: rates, pods: pods)
    }
    func p99(_ point: OperatingPoint, _ request: RequestClass) -> Double {
      point.quantile(0.99, of: request)
    }
    let writes = [
      RequestClass.createPod, .deletePod, .bindPod, .updatePodStatus, .renewLease,
    ]
    func worst(_ point: OperatingPoint) -> Double { writes.map { p99(point, $0) }.max() ?? 0 }
    let thousand = point(nodes: 1_000, pods: 30_000, podsPerSecond: 5)
    let official = point(nodes: 5_000, pods: 150_000, podsPerSecond: 10, lists: 0.1)
    let largest = point(nodes: 65_000, pods: 65_000, podsPerSecond: 430)
    var direct = ControlPlaneParameters()
    direct.listCPUPerObject = direct.listStorePerObject
    let uncached = APIServerModel(nodes: 5_000, parameters: direct).operate(
      at: RequestRates.background(nodes: 5_000, direct), pods: 150_000)
    let objective = "service level objective"
    let background = RequestRates.background(nodes: 130_000, ControlPlaneParameters())
    return [
      PublishedFigure(
        "most calls, p99, 1,000 nodes: \u{201C}tens of milliseconds\u{201D}, taken as 20",
        "Kubernetes 1.2 report", 20, "ms", .calibrates, within: 0.2,
        modelled: p99(thousand, .createPod) * 1_000),
      PublishedFigure(
        "list of 150,000 pods from the cache, p99", "Kubernetes 1.31 report", 1.5, "s",
        .calibrates, within: 0.05, modelled: p99(official, .listPods)),
      PublishedFigure(
        "the same from etcd", "Kubernetes 1.31 report", 5, "s", .calibrates, within: 0.05,
        modelled: p99(uncached, .listPods)),
      PublishedFigure(
        "list at 1,000 nodes, p99: \u{201C}hundreds of milliseconds\u{201D}",
        "Kubernetes 1.2 report", 0.1, "s", .lowerBound, modelled: p99(thousand, .listPods)),
      PublishedFigure(
        "the same", "Kubernetes 1.2 report", 1, "s", .upperBound,
        modelled: p99(thousand, .listPods)),
      PublishedFigure(
        "list, p99, 5,000 nodes", objective, 30, "s", .upperBound,
        modelled: p99(official, .listPods)),
      PublishedFigure(
        "writes, worst p99, 5,000 nodes, standard load", objective, 1, "s", .upperBound,
        modelled: worst(official)),
      PublishedFigure(
        "lease renewals, p99, 5,000 nodes, standard load", "clusterloader2 gate", 500, "ms",
        .upperBound, modelled: p99(official, .renewLease) * 1_000),
      PublishedFigure(
        "all calls, p99, 65,000 nodes, 430 pods/s", "GKE 2025", 400, "ms", .upperBound,
        modelled: worst(largest) * 1_000),
      PublishedFigure(
        "lease renewals, 130,000 nodes", "GKE 2025", 13_000, "writes/s", .tests,
        modelled: background[.renewLease]),
    ]
  }
}
