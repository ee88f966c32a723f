import FleetModel
import KubernetesAPI
import Scenarios
import Stochastic
import Workloads

/// Workloads that come by and by: a generator with `arrivals`, or a trace.
public struct ArrivalPlan: Sendable {
  /// Where the instants come from, in seconds since `workloads.at`.
  public enum Origin: Sendable {
    /// A process, drawn anew in every replication, for so many at most.
    case process(ArrivalProcess, atMost: Int)
    /// A trace, the same in every replication.
    case recorded([TraceJob])
  }

  /// No run takes more than this.
  public static let limit = 1_000_000

  /// The name of its random streams.
  public var entity: String
  /// Where it stands in the scenario.
  public var path: String
  /// When they come.
  public var origin: Origin
  /// `Job` or `Deployment`.
  public var kind: GeneratorSection.Kind
  /// The namespaces, dealt out in turn, with the tenants that own them.
  public var namespaces: [(name: String, tenant: TenantID)]
  /// Replicas of each.
  public var replicas: Distribution
  /// What one replica requests, and how often relative to the others.
  public var classes: [(weight: Double, request: NodeResources)]
  /// Labels, beside `app: <name>`.
  public var labels: [String: String]
  /// How their pods come up.
  public var startup: StartupSection
  /// Seconds that a pod of a Job runs, or that a Deployment stays; nil: for good.
  public var lifetime: Distribution?
  /// The name of the n-th, from 1.
  var name: @Sendable (Int) -> String

  /// Whether its Jobs end by themselves.
  public var isJob: Bool { kind == .job }
}

extension ArrivalPlan {
  /// A generator with `arrivals`; nil if it has none.
  init?(
    _ generator: GeneratorSection, _ workloads: WorkloadsSection, path: String,
    owner: (String) -> TenantID
  ) {
    guard let process = generator.arrivals else { return nil }
    entity = "generator/" + generator.name
    self.path = path
    origin = .process(process, atMost: generator.count ?? .max)
    kind = generator.kind
    namespaces = generator.namespaces.map { ($0, owner($0)) }
    replicas = generator.replicas
    classes = Self.classes(generator.classes)
    labels = generator.labels
    startup = generator.startup ?? workloads.startup
    lifetime =
      generator.kind == .job ? generator.lifetime ?? workloads.lifetime : generator.lifetime
    name = generator.nameByNumber
  }

  /// A trace with its jobs.
  init(
    _ trace: TraceSection, _ jobs: [TraceJob], _ workloads: WorkloadsSection, path: String,
    owner: (String) -> TenantID
  ) {
    entity = "trace/" + trace.path
    self.path = path
    origin = .recorded(jobs)
    kind = .job
    namespaces = [(trace.namespace, owner(trace.namespace))]
    replicas = Distribution(.constant(1), dimension: .number)
    classes = trace.format.hasRequests ? [] : Self.classes(trace.classes)
    labels = trace.labels
    startup = trace.startup ?? workloads.startup
    lifetime = trace.lifetime ?? workloads.lifetime
    name = { "\($0)" }
  }

  private static func classes(
    _ sections: [GeneratorSection.RequestClass]
  ) -> [(weight: Double, request: NodeResources)] {
    sections.map {
      (
        $0.weight,
        NodeResources(milliCPU: $0.cpu.value, memory: $0.memory.value, gpu: Int64($0.gpu))
      )
    }
  }

  /// How many are expected to come within so many seconds; nil when nobody can say.
  func expectedCount(within seconds: Double) -> Double? {
    switch origin {
    case .recorded(let jobs): Double(jobs.count { $0.arrival <= seconds })
    case .process(let process, let most): process.meanRate.map { min($0 * seconds, Double(most)) }
    }
  }
}

/// One entry of a run's arrivals, drawing as it goes.
struct ArrivalSource {
  let plan: ArrivalPlan
  private var instants: ArrivalGenerator?
  private var sizes: RandomStream
  private var choices: RandomStream
  private var stays: RandomStream
  private var count = 0
  private let tolerations: [Toleration]

  init(_ plan: ArrivalPlan, seed: StreamSeed) {
    self.plan = plan
    // Separate streams: an arm with other sizes still has the same instants.
    sizes = RandomStream(seed, entity: plan.entity, purpose: "replicas")
    choices = RandomStream(seed, entity: plan.entity, purpose: "class")
    stays = RandomStream(seed, entity: plan.entity, purpose: "stay")
    tolerations = PodRequest.tolerations(of: PodSpec())
    if case .process(let process, _) = plan.origin {
      instants = ArrivalGenerator(process, seed: seed, entity: plan.entity)
    }
  }

  /// When the next one comes, in seconds; nil at the end.
  mutating func nextInstant() -> Double? {
    switch plan.origin {
    case .recorded(let jobs): count < jobs.count ? jobs[count].arrival : nil
    case .process(_, let most): count < most ? instants?.next() : nil
    }
  }

  /// The one whose instant ``nextInstant()`` gave, and for a Deployment how many seconds it stays.
  mutating func take() -> (service: Service, stay: Double?) {
    let index = count
    count += 1
    let namespace = plan.namespaces[index % plan.namespaces.count]
    var name = ""
    var replicas: Int32 = 1
    var request = NodeResources.zero
    var lifetime = plan.lifetime
    if case .recorded(let jobs) = plan.origin {
      let job = jobs[index]
      name = job.name
      request = NodeResources(
        milliCPU: job.milliCPU, memory: job.memoryMiB << 20, gpu: job.gpuCount)
      if let duration = job.duration {
        lifetime = Distribution(.constant(duration), dimension: .time)
      }
    } else {
      name = plan.name(index + 1)
      replicas = Int32(max(1, min(1e6, plan.replicas.sample(using: &sizes).rounded())))
    }
    if !plan.classes.isEmpty {
      request = plan.classes[Self.choose(plan.classes.map(\.weight), &choices)].request
    }
    var service = Service(
      name: namespace.name + "/" + name, kind: plan.kind.rawValue, tenant: namespace.tenant,
      replicas: replicas, request: request, tolerations: tolerations, startup: plan.startup.start,
      lifetime: .forever
    ).with(plan.startup, image: plan.entity)
    service.labels = plan.labels
    if plan.isJob {
      if let lifetime { service.lifetime = .completes(lifetime) }
      return (service, nil)
    }
    return (service, lifetime.map { max(0, $0.sample(using: &stays)) })
  }

  /// The index of one of several weights, in proportion to them.
  static func choose(_ weights: [Double], _ stream: inout RandomStream) -> Int {
    var point = stream.uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      point -= weight
      if point < 0 { return index }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }
}
