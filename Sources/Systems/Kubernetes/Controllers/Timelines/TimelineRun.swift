import Conformance
import Documents
import EventKernel
import GoSemantics
import Kubernetes
import KubernetesAPI
import Stochastic

/// Replays one timeline of a member: an API server, scripted kubelets and the controllers that the
/// case names, under the case's script.
///
/// The run begins `warmup` before the recording's second 0, with all objects present; controllers
/// start at −60 s plus their phase. Phases that the case leaves open come from the seed.
final class TimelineRun: EventHandler {
  /// How long the run lasts before second 0.
  static let warmup = VirtualDuration.seconds(120)

  let simulation: Simulation
  let server: APIServer
  let script: TimelineScript
  let seed: StreamSeed
  /// How loops are driven that can stand still.
  let mode: LoopMode
  private(set) var kubelets: Kubelets!
  private(set) var recorder: TimelineRecorder!
  private var component = ComponentID(rawValue: 0)
  private var manifests: [String: Documents.Node] = [:]
  private var starts: [() -> Void] = []
  private var lifeCounts: [String: Int] = [:]
  /// Keeps what nobody else owns.
  private var parts: [AnyObject] = []
  private var nextBinding = 0
  private var evictions: EvictionHandler?
  /// Nodes whose kubelets were stopped before they existed.
  private var silentNames: Set<String> = []
  private var failure: (any Error)?

  /// Every controller and every kind besides pods and nodes.
  static let controllers: [TimelineController] = [
    .nodeLifecycle, .taintEviction, .podGarbageCollector, .disruption, .scheduler, .deployment,
    .replicaSet, .statefulSet, .autoscaler, .job, .cronJob,
  ]
  static let kinds: [TimelineKind] = [
    .pods, .nodes, .disruptionBudgets, .deployments, .replicaSets, .statefulSets, .autoscalers,
    .jobs, .cronJobs,
  ]

  private enum Code {
    static let event: UInt16 = 0
    static let start: UInt16 = 1
    static let bind: UInt16 = 2
    static let retryBinding: UInt16 = 3
    static let objects: UInt16 = 4
  }

  private init(
    _ vector: VectorCase, seed: UInt64, mode: LoopMode, simulation: Simulation
  ) throws {
    self.simulation = simulation
    self.mode = mode
    script = try TimelineScript(identity: vector.id, input: vector.input)
    self.seed = StreamSeed(master: seed)
    server = APIServer(simulation: simulation, epoch: try Self.epoch(script))
    // The recordings' server stores nothing but the status, so that each pass over a deployment
    // writes its revision anew: a request that changes nothing.
    server.keepsAnnotationsOfStatus = false
    component = simulation.register(self, name: "script")
    recorder = TimelineRecorder(run: self)
    server.watch(recorder)
    kubelets = Kubelets(server: server) { [unowned self] in life(of: $0) }
  }

  /// Replays a case and returns every change, in order.
  static func changes(
    of vector: VectorCase, seed: UInt64, mode: LoopMode = .parked
  ) throws -> [TimelineChange] {
    let run = try TimelineRun(vector, seed: seed, mode: mode, simulation: Simulation())
    return try run.replay()
  }

  private static func epoch(_ script: TimelineScript) throws -> Int64 {
    guard let text = script.setting("timeZeroIs") else { return 946_684_800 }
    guard let zero = GoTime.nanoseconds(rfc3339: text) else {
      throw UnsupportedTimeline(description: "timeZeroIs is no time: \(text)")
    }
    return zero / 1_000_000_000 - warmup.nanoseconds / 1_000_000_000
  }

  private func replay() throws -> [TimelineChange] {
    let zero = VirtualTime.zero + Self.warmup
    for name in script.controllers {
      guard let controller = Self.controllers.first(where: { $0.name == name }) else {
        throw UnsupportedTimeline(description: "controller \(name)")
      }
      starts.append(try controller.make(self))
      let phase = try phase(script.phases[controller.phase], purpose: controller.phase, below: 5)
      simulation.schedule(
        component, code: Code.start, argument: UInt64(starts.count - 1),
        at: zero - .seconds(60) + phase)
    }
    if !script.controllers.contains("scheduler") {
      let binder = Binder(self)
      parts.append(binder)
      server.watch(binder)
    }
    simulation.schedule(component, code: Code.objects, at: .zero)
    for (index, event) in script.events.enumerated() {
      simulation.schedule(
        component, code: Code.event, argument: UInt64(index), at: zero + .seconds(event.at),
        priority: .urgent)
    }
    recorder.start = zero
    simulation.run(until: zero + .seconds(script.duration))
    if let failure { throw failure }
    return recorder.changes(until: script.duration)
  }

  // MARK: Phases and settings

  /// A phase of the case, or a draw where it is open.
  func phase(
    _ node: Documents.Node?, purpose: String, below limit: Double
  ) throws -> VirtualDuration {
    if let seconds = node?.double { return .seconds(seconds) }
    return .seconds(draw(purpose) * limit)
  }

  /// A uniform draw of this run.
  func draw(_ purpose: String) -> Double {
    var stream = RandomStream(seed, entity: script.identity, purpose: purpose)
    return stream.uniform()
  }

  /// A duration among the settings, in Go's notation.
  func duration(_ name: String) throws -> VirtualDuration? {
    guard let text = script.setting(name) else { return nil }
    return VirtualDuration(nanoseconds: try GoDuration.parse(text))
  }

  /// The client of one controller, as the settings limit it.
  func client() throws -> APIClient {
    APIClient(
      qps: script.setting("kube-api-qps").flatMap(Float.init) ?? 0,
      burst: script.setting("kube-api-burst").flatMap { Int($0) } ?? 0,
      latency: try duration("api-latency") ?? .zero, at: simulation.now)
  }

  /// The periods, graces and limits of the controllers, with what the settings change.
  func timing() throws -> KubernetesTiming {
    var timing = KubernetesTiming.release136
    // Without a setting a recording has no limit, whatever the flag's default.
    (timing.controllerQPS, timing.controllerBurst) = (0, 0)
    for (name, value) in script.settings where timing.text(of: name) != nil {
      try timing.set(name, to: value.string ?? value.json())
    }
    return timing
  }

  /// Keeps an object alive as long as the run.
  func keep(_ part: AnyObject) { parts.append(part) }

  // MARK: Events

  func handle(_ event: Event, in simulation: Simulation) {
    do {
      switch event.code {
      case Code.objects: try createObjects()
      case Code.event: try act(script.events[Int(event.argument)])
      case Code.start: starts[Int(event.argument)]()
      case Code.bind: bind(Int32(truncatingIfNeeded: event.argument))
      default: bindWaiting()
      }
    } catch {
      failure = failure ?? error
      simulation.stop()
    }
  }

  private func createObjects() throws {
    for manifest in script.objects { try create(manifest) }
    guard server.nodes.count == 0, !script.controllers.contains("scheduler") else { return }
    // Cases without nodes speak of pods only, which need somewhere to run.
    try create([
      "apiVersion": "v1", "kind": "Node", "metadata": ["name": "somewhere"], "spec": [:],
    ])
  }

  private func act(_ event: TimelineScript.Event) throws {
    switch event.action {
    case "create": try create(event.object ?? .null)
    case "patch": try patch(event.object ?? .null)
    case "delete":
      let (kind, object) = try find(event.object ?? .null)
      try kind.delete(self, object)
    case "kubeletStops":
      for name in event.nodes {
        if let node = server.nodes[name] { kubelets.stop(node) } else { silentNames.insert(name) }
      }
    case "kubeletRecovers": try nodes(event).forEach(kubelets.recover)
    case "nodesNotReady":
      for node in try nodes(event) {
        kubelets.post(node, .isFalse, reason: "KubeletNotReady")
      }
    case "nodesReady":
      for node in try nodes(event) {
        kubelets.post(node, .isTrue, reason: "KubeletReady")
        kubelets.restorePods(on: node)
      }
    case "drain": try nodes(event).forEach { try drain($0, event.node["params"]) }
    default: throw UnsupportedTimeline(description: "action \(event.action)")
    }
  }

  private func nodes(_ event: TimelineScript.Event) throws -> [NodeObject] {
    try event.nodes.map { name in
      guard let node = server.nodes[name] else {
        throw UnsupportedTimeline(description: "no node \(name)")
      }
      return node
    }
  }

  private func drain(_ node: NodeObject, _ parameters: Documents.Node?) throws {
    let client = APIClient(latency: try duration("api-latency") ?? .zero, at: simulation.now)
    let evictions =
      evictions ?? EvictionHandler(server: server, client: client, seed: seed)
    self.evictions = evictions
    var options = NodeDrain.Options()
    options.timeout = .seconds(parameters?["timeoutSeconds"]?.double ?? 0)
    options.disableEviction = parameters?["disableEviction"]?.bool ?? false
    let name = node.name
    let drain = NodeDrain(
      server: server, evictions: evictions, client: client, options: options
    ) { [unowned self] succeeded in
      recorder.note("Drain/\(name)", "result", succeeded ? "done" : "error")
    }
    keep(drain)
    drain.start(node)
  }

  /// Whether the kubelet of a node of that name does not run when the node is created.
  func isSilentFromStart(_ name: String) -> Bool { silentNames.contains(name) }

  // MARK: Objects

  /// A manifest with the namespace that it means: scripts leave it out where a client would.
  private static func completed(_ manifest: Documents.Node) -> Documents.Node {
    guard manifest["kind"]?.string != "Node", manifest["metadata"]?["namespace"] == nil,
      var metadata = manifest["metadata"]
    else { return manifest }
    var completed = manifest
    metadata.set("namespace", "default")
    completed.set("metadata", metadata)
    return completed
  }

  private func key(_ manifest: Documents.Node) -> String {
    let metadata = manifest["metadata"]
    return "\(manifest["kind"]?.string ?? "")/\(metadata?["namespace"]?.string ?? "")"
      + "/\(metadata?["name"]?.string ?? "")"
  }

  private func kind(_ manifest: Documents.Node) throws -> TimelineKind {
    let name = manifest["kind"]?.string ?? ""
    guard let kind = Self.kinds.first(where: { $0.kind == name }) else {
      throw UnsupportedTimeline(description: "kind \(name)")
    }
    return kind
  }

  private func find(_ manifest: Documents.Node) throws -> (TimelineKind, any APIObject) {
    let kind = try kind(manifest)
    let manifest = Self.completed(manifest)
    let metadata = manifest["metadata"]
    guard
      let object = kind.find(
        self, metadata?["name"]?.string ?? "", metadata?["namespace"]?.string ?? "")
    else { throw UnsupportedTimeline(description: "no \(key(manifest))") }
    return (kind, object)
  }

  /// Creates the object of a manifest.
  func create(_ manifest: Documents.Node) throws {
    let manifest = Self.completed(manifest)
    manifests[key(manifest)] = manifest
    try kind(manifest).create(self, manifest)
  }

  private func patch(_ patch: Documents.Node) throws {
    let (kind, object) = try find(patch)
    let patch = Self.completed(patch)
    let current = kind.current(object, manifests[key(patch)] ?? .null)
    let merged = StrategicMergePatch.apply(patch, to: current)
    manifests[key(patch)] = merged
    try kind.update(self, object, merged)
  }

  /// Reads a manifest as a type of the API.
  func decode<Object: Decodable>(_ type: Object.Type, _ manifest: Documents.Node) throws -> Object {
    try NodeDecoder(file: script.identity).decode(type, from: manifest)
  }

  // MARK: Pods

  /// What the case says of pods of that image.
  private func life(of pod: PodObject) -> PodLife {
    let behaviour = script.podBehaviour[pod.template.image]
    let ordinal = lifeCounts[pod.template.image, default: 0]
    lifeCounts[pod.template.image] = ordinal + 1
    func seconds(_ field: String, _ byOrdinal: String) -> VirtualDuration? {
      if let list = behaviour?[byOrdinal]?.array, !list.isEmpty {
        return list[ordinal % list.count].double.map { .seconds($0) }
      }
      return behaviour?[field]?.double.map { .seconds($0) }
    }
    var life = PodLife()
    if behaviour?["neverReady"]?.bool != true {
      life.readyAfter = seconds("readyAfterSeconds", "readyAfterSecondsByOrdinal") ?? .zero
      if behaviour?["readyAfterSecondsByOrdinal"]?.array?.isEmpty == false,
        seconds("", "readyAfterSecondsByOrdinal") == nil
      {
        life.readyAfter = nil
      }
    }
    life.completesAfter = seconds("completesAfterSeconds", "completesAfterSecondsByOrdinal")
    life.termination = seconds("terminationSeconds", "terminationSecondsByOrdinal") ?? .zero
    if let codes = behaviour?["exitCodesByOrdinal"]?.array, !codes.isEmpty {
      life.exitCode = Int32(truncatingIfNeeded: codes[ordinal % codes.count].int64 ?? 0)
    } else {
      life.exitCode = Int32(truncatingIfNeeded: behaviour?["exitCode"]?.int64 ?? 0)
    }
    return life
  }

  /// The recordings' stand-in for a scheduler: a pod is bound in the instant in which it is created,
  /// nodes in turn.
  private final class Binder: APIWatcher {
    unowned let run: TimelineRun

    init(_ run: TimelineRun) { self.run = run }

    func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
      guard case .added = event else { return }
      run.simulation.schedule(
        run.component, code: Code.bind, argument: UInt64(pod.id), at: run.simulation.now,
        priority: .urgent)
    }
  }

  /// Whether a pod without a node gets one before anybody sees it without.
  func bindsAtOnce(_ pod: PodObject) -> Bool {
    pod.created == simulation.now && !script.controllers.contains("scheduler")
      && server.nodes.contains { $0.taints.isEmpty && !$0.unschedulable }
  }

  private func bind(_ id: Int32) {
    guard let pod = server.pods[id], pod.node == nil else { return }
    if !bindToNext(pod) {
      simulation.schedule(component, code: Code.retryBinding, after: .seconds(1))
    }
  }

  private func bindWaiting() {
    for pod in server.unboundPods.inOrder where pod.node == nil {
      if !bindToNext(pod) {
        simulation.schedule(component, code: Code.retryBinding, after: .seconds(1))
        return
      }
    }
  }

  private func bindToNext(_ pod: PodObject) -> Bool {
    if let name = manifests["Pod/\(pod.namespace)/\(pod.name)"]?["spec"]?["nodeName"]?.string,
      let node = server.nodes[name]
    {
      return server.bind(pod, to: node)
    }
    let open = server.nodes.filter { $0.taints.isEmpty && !$0.unschedulable }
    guard !open.isEmpty else { return false }
    defer { nextBinding += 1 }
    return server.bind(pod, to: open[nextBinding % open.count])
  }
}
