import Documents
import EventKernel
import FleetModel
import KubernetesAPI
import Scenarios
import Stochastic

/// Turns manifests and generators into the services of the fleet.
struct ServiceBuilder {
  private(set) var tenants: [Tenant]
  private(set) var services: [Service] = []
  /// The templates as the user would apply them, one per service.
  private(set) var templates: [LoadedScenario.Manifest] = []
  /// The same as members have them, without what federations wrap around them.
  private(set) var objects: [LoadedScenario.Manifest] = []
  /// Autoscalers and disruption budgets, which act in members simulated as objects.
  private(set) var companions: [LoadedScenario.Manifest] = []
  /// What comes later.
  private(set) var arrivals: [ArrivalPlan] = []
  private(set) var notes: [String] = []
  private let loaded: LoadedScenario
  private let owners: [String: TenantID]
  private var names: Set<String> = []
  private var ignored: [String: Int] = [:]
  private var priorities: PriorityClasses?

  /// Kinds that run nothing by themselves; they are read and passed over.
  private static let passive = [
    "ClusterRole", "ClusterRoleBinding", "ConfigMap", "CustomResourceDefinition",
    "HorizontalPodAutoscaler", "Ingress", "LimitRange", "Namespace", "NetworkPolicy",
    "PersistentVolumeClaim", "PodDisruptionBudget", "PriorityClass", "ResourceQuota", "Role",
    "RoleBinding", "Secret", "Service", "ServiceAccount",
  ]
  private static let simulated = ["Deployment", "StatefulSet", "Job", "CronJob"]
  /// Kinds that act where members are simulated as objects.
  private static let companions = ["HorizontalPodAutoscaler", "PodDisruptionBudget"]

  /// How finely members are simulated where their group does not say.
  var fidelity: RunSection.Fidelity { loaded.scenario.spec.run.fidelity }

  /// Whether some member is simulated as objects.
  private var hasObjects: Bool {
    let spec = loaded.scenario.spec
    return spec.fleet.clusters.contains { ($0.fidelity ?? spec.run.fidelity) == .objects }
  }

  init(_ loaded: LoadedScenario) {
    self.loaded = loaded
    let sections = loaded.scenario.spec.tenants
    tenants = sections.map { Tenant(name: $0.name, jurisdictions: $0.jurisdictions) }
    if !sections.contains(where: { $0.name == "default" }) {
      tenants.append(Tenant(name: "default", jurisdictions: []))
    }
    owners = Dictionary(
      sections.enumerated().flatMap { index, section in
        section.namespaces.map { ($0, TenantID(index)) }
      }, uniquingKeysWith: { first, _ in first })
  }

  mutating func build() throws {
    let workloads = loaded.scenario.spec.workloads
    priorities = try PriorityClasses(among: loaded.workloads.flatMap(\.self))
    for (source, objects) in zip(workloads.manifests, loaded.workloads) {
      for manifest in objects {
        try add(
          manifest, startup: source.startup ?? workloads.startup,
          lifetime: source.lifetime ?? workloads.lifetime)
      }
    }
    for (index, generator) in workloads.generators.enumerated() {
      try add(generator, at: "spec.workloads.generators[\(index)]")
    }
    try addTraffic()
    try addArrivals()
    if !ignored.isEmpty {
      let list = ignored.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
      notes.append("Read but without effect here: \(list.joined(separator: ", ")).")
    }
    if services.isEmpty, arrivals.isEmpty {
      notes.append("The scenario has no workloads: nothing runs.")
    }
  }

  private mutating func add(
    _ manifest: LoadedScenario.Manifest, startup: StartupSection, lifetime: Distribution
  ) throws {
    let kind = Self.unwrapped(manifest.object)["kind"]?.string ?? ""
    if kind == "PriorityClass" { return }
    let node = try admitted(Self.unwrapped(manifest.object), kind: kind, file: manifest.file)
    let decoder = NodeDecoder(file: manifest.file)
    let metadata: ObjectMeta
    let replicas: Int32
    let template: PodTemplateSpec
    var ends = false
    switch kind {
    case "Deployment":
      let object = try decoder.decode(Deployment.self, from: node)
      (metadata, replicas, template) = (object.metadata, object.replicas, object.spec.template)
    case "StatefulSet":
      let object = try decoder.decode(StatefulSet.self, from: node)
      (metadata, replicas, template) = (object.metadata, object.replicas, object.spec.template)
    case "Job":
      let object = try decoder.decode(Job.self, from: node)
      (metadata, template) = (object.metadata, object.spec.template)
      replicas = object.spec.parallelism ?? 1
      ends = true
    case "CronJob":
      guard hasObjects else {
        throw ScenarioError([
          DocumentError(
            file: manifest.file, position: (node["kind"] ?? node).position, path: "kind",
            problem: "a CronJob needs members simulated as objects (fidelity: objects)")
        ])
      }
      // A control plane reads no replicas from a CronJob: it goes wherever it is placed.
      let pods = node["spec"]?["jobTemplate"]?["spec"]?["template"] ?? [:]
      metadata = try decoder.decode(ObjectMeta.self, from: node["metadata"] ?? [:])
      (replicas, template) = (0, try decoder.decode(PodTemplateSpec.self, from: pods))
      ends = true
    default:
      if Self.companions.contains(kind), hasObjects {
        companions.append(manifest)
        return
      }
      if Self.passive.contains(kind) {
        ignored[kind, default: 0] += 1
        return
      }
      throw ScenarioError([
        DocumentError(
          file: manifest.file, position: (node["kind"] ?? node).position, path: "kind",
          problem: "a \(kind) is no workload that this version simulates",
          suggestion: nearestName(to: kind, among: Self.simulated + Self.passive))
      ])
    }
    func failure(_ path: [String], _ problem: String) -> ScenarioError {
      var place = node
      for step in path {
        guard let next = place[step] else { break }
        place = next
      }
      return ScenarioError([
        DocumentError(
          file: manifest.file, position: place.position, path: path.joined(separator: "."),
          problem: problem)
      ])
    }
    guard !metadata.name.isEmpty else {
      throw failure(["metadata"], "a \(kind) needs metadata.name")
    }
    guard replicas >= 0 else {
      throw failure(["spec", "replicas"], "\(replicas) replicas are fewer than none")
    }
    let namespace = metadata.namespace.isEmpty ? "default" : metadata.namespace
    guard names.insert("\(kind)/\(namespace)/\(metadata.name)").inserted else {
      throw failure(
        ["metadata", "name"], "the \(kind) \(namespace)/\(metadata.name) is given twice")
    }
    let pod = template.spec
    let request = PodRequest.total(of: pod)
    guard !PodRequest.hasNegative(pod) else {
      throw failure(["spec", "template", "spec"], "a container requests a negative amount")
    }
    var service = Service(
      name: namespace + "/" + metadata.name, kind: kind,
      tenant: owners[namespace] ?? TenantID(tenants.count - 1), replicas: replicas,
      request: request, tolerations: PodRequest.tolerations(of: pod), startup: startup.start,
      lifetime: ends ? .completes(lifetime) : .forever)
    service.template = template
    services.append(service.with(startup, image: pod.containers.first?.image))
    templates.append(manifest)
    objects.append(LoadedScenario.Manifest(file: manifest.file, object: node))
  }

  /// An object whose pods have the priority of their class.
  private func admitted(_ object: Node, kind: String, file: String) throws -> Node {
    guard let priorities, Self.simulated.contains(kind) else { return object }
    let path =
      (kind == "CronJob" ? ["spec", "jobTemplate"] : []) + ["spec", "template", "spec"]
    func change(_ node: Node, _ rest: ArraySlice<String>) throws -> Node {
      guard let step = rest.first else {
        return try priorities.resolved(node, file: file, path: path.joined(separator: "."))
      }
      guard let child = node[step], child.object != nil else { return node }
      var node = node
      node.set(step, try change(child, rest.dropFirst()))
      return node
    }
    do {
      return try change(object, path[...])
    } catch let error as DocumentError {
      throw ScenarioError([error])
    }
  }

  /// The workload inside a federated one: KubeFed's users write the template with its name around
  /// it.
  private static func unwrapped(_ object: Node) -> Node {
    guard let kind = object["kind"]?.string, kind.hasPrefix("Federated"),
      object["apiVersion"]?.string?.hasPrefix("types.kubefed.io/") == true,
      simulated.contains(String(kind.dropFirst("Federated".count))),
      var inside = object["spec"]?["template"], inside.object != nil
    else { return object }
    var metadata = inside["metadata"] ?? Node(.object([]))
    for field in ["name", "namespace"] {
      if let value = object["metadata"]?[field] { metadata.set(field, value) }
    }
    inside.set("metadata", metadata)
    inside.set("kind", Node(String(kind.dropFirst("Federated".count))))
    return inside
  }

  // MARK: Traffic

  private mutating func addTraffic() throws {
    for (index, traffic) in loaded.scenario.spec.traffic.enumerated() {
      let service = try position(
        ofWorkload: traffic.workload, at: "spec.traffic[\(index)].workload")
      guard services[service].demand == nil else {
        throw ScenarioError([
          loaded.problem(
            "spec.traffic[\(index)].workload",
            "the traffic of \"\(traffic.workload)\" is given twice")
        ])
      }
      services[service].demand = Demand(traffic)
    }
  }

  /// Which service a `namespace/name` names.
  func position(ofWorkload name: String, at path: String) throws -> Int {
    let full = name.contains("/") ? name : "default/" + name
    guard let index = services.firstIndex(where: { $0.name == full }) else {
      throw ScenarioError([
        loaded.problem(
          path, "no workload is called \"\(full)\"",
          suggestion: nearestName(to: full, among: services.map(\.name)))
      ])
    }
    return index
  }

  // MARK: Arrivals

  private mutating func addArrivals() throws {
    let workloads = loaded.scenario.spec.workloads
    func owner(_ namespace: String) -> TenantID {
      owners[namespace] ?? TenantID(tenants.count - 1)
    }
    for (index, generator) in workloads.generators.enumerated() {
      let path = "spec.workloads.generators[\(index)]"
      guard
        let plan = ArrivalPlan(generator, workloads, path: path + ".arrivals", owner: owner)
      else { continue }
      // Equal names would draw equal numbers.
      if arrivals.contains(where: { $0.entity == plan.entity }) {
        throw ScenarioError([
          loaded.problem(
            path + ".name", "two generators with arrivals are called \"\(generator.name)\"")
        ])
      }
      arrivals.append(plan)
    }
    for (index, trace) in workloads.traces.enumerated() {
      var plan = ArrivalPlan(
        trace, loaded.traces[index], workloads, path: "spec.workloads.traces[\(index)].path",
        owner: owner)
      if arrivals.contains(where: { $0.entity == plan.entity }) { plan.entity += "#\(index)" }
      arrivals.append(plan)
    }
    if !arrivals.isEmpty {
      notes.append(
        "Workloads that arrive during the run count in pending pods, utilisation, requests and"
          + " placement decisions, not in availability and failover.")
    }
  }

  // MARK: Generators

  private mutating func add(_ generator: GeneratorSection, at path: String) throws {
    let workloads = loaded.scenario.spec.workloads
    // Drawn once for all replications: what runs is part of the scenario, not of chance.
    var stream = RandomStream(
      StreamSeed(master: loaded.scenario.spec.run.seed), entity: "generator/" + generator.name,
      purpose: .arrival)
    let weights = generator.classes.map(\.weight)
    for (index, name) in generator.names.enumerated() {
      let replicas = max(1, min(1e6, generator.replicas.sample(using: &stream).rounded()))
      let kind = generator.classes[ArrivalSource.choose(weights, &stream)]
      let namespace = generator.namespaces[index % generator.namespaces.count]
      let manifest = LoadedScenario.Manifest(
        file: loaded.file,
        object: Self.object(
          generator, name: name, namespace: namespace, replicas: Int(replicas), kind))
      do {
        try add(
          manifest, startup: generator.startup ?? workloads.startup,
          lifetime: generator.lifetime ?? workloads.lifetime)
      } catch let error as ScenarioError {
        throw ScenarioError(error.problems.map { loaded.problem(path, $0.problem) })
      }
    }
  }

  private static func object(
    _ generator: GeneratorSection, name: String, namespace: String, replicas: Int,
    _ kind: GeneratorSection.RequestClass
  ) -> Node {
    var labels = Node(generator.labels.mapValues { Node($0) })
    labels.set("app", Node(name))
    var requests: Node = ["cpu": Node(kind.cpu.text), "memory": Node(kind.memory.text)]
    if kind.gpu > 0 { requests.set("nvidia.com/gpu", Node(kind.gpu)) }
    let container: Node = ["name": "main", "resources": ["requests": requests]]
    let template: Node = [
      "metadata": ["labels": labels], "spec": ["containers": [container]],
    ]
    let isJob = generator.kind == .job
    var spec: Node = ["template": template]
    if isJob {
      spec.set("parallelism", Node(replicas))
      spec.set("completions", Node(replicas))
    } else {
      spec.set("replicas", Node(replicas))
      spec.set("selector", ["matchLabels": ["app": Node(name)]])
    }
    return [
      "apiVersion": isJob ? "batch/v1" : "apps/v1", "kind": Node(generator.kind.rawValue),
      "metadata": ["name": Node(name), "namespace": Node(namespace), "labels": labels],
      "spec": spec,
    ]
  }
}

extension Demand {
  init(_ section: TrafficSection) {
    self.init(
      steps: section.demand.map { step in
        Step(
          at: .zero + step.at, milliCPU: step.cpu.value, memory: step.memory.value,
          metrics: step.metrics)
      }, isLinear: section.interpolation == .linear, every: section.every,
      egress: Double(section.egress.value))
  }
}

extension Service {
  /// The same service, its pods coming up phase by phase.
  func with(_ startup: StartupSection, image: String?) -> Service {
    var service = self
    service.startup = startup.start
    service.imagePull = startup.imagePull
    service.readiness = startup.readiness
    service.image = image.flatMap { $0.isEmpty ? nil : $0 } ?? name
    return service
  }
}

/// What a pod asks of a node.
enum PodRequest {
  /// The sum over containers, at least the largest init container, plus overhead.
  ///
  /// Sidecars (init containers that restart always) count with the containers.
  static func total(of pod: PodSpec) -> NodeResources {
    var running = NodeResources.zero
    for container in pod.containers { running += resources(container.resources.requests) }
    var sidecars = NodeResources.zero
    var starting = NodeResources.zero
    for container in pod.initContainers {
      let request = resources(container.resources.requests)
      if container.restartPolicy == "Always" { sidecars += request }
      let needed = container.restartPolicy == "Always" ? sidecars : sidecars + request
      starting = NodeResources(
        milliCPU: max(starting.milliCPU, needed.milliCPU),
        memory: max(starting.memory, needed.memory),
        ephemeralStorage: max(starting.ephemeralStorage, needed.ephemeralStorage),
        gpu: max(starting.gpu, needed.gpu))
    }
    running += sidecars
    return NodeResources(
      milliCPU: max(running.milliCPU, starting.milliCPU),
      memory: max(running.memory, starting.memory),
      ephemeralStorage: max(running.ephemeralStorage, starting.ephemeralStorage),
      gpu: max(running.gpu, starting.gpu)) + resources(pod.overhead)
  }

  /// Whether some container, or the overhead, asks for less than nothing.
  static func hasNegative(_ pod: PodSpec) -> Bool {
    let lists = (pod.containers + pod.initContainers).map(\.resources.requests) + [pod.overhead]
    return lists.contains { resources($0).hasNegative }
  }

  static func resources(_ list: ResourceList) -> NodeResources {
    NodeResources(
      milliCPU: list["cpu"]?.milliValue ?? 0, memory: list["memory"]?.value ?? 0,
      ephemeralStorage: list["ephemeral-storage"]?.value ?? 0,
      gpu: list["nvidia.com/gpu"]?.value ?? 0)
  }

  /// The template's tolerations, with the two that admission adds.
  ///
  /// Mirrors: `kubernetes@v1.36.2 plugin/pkg/admission/defaulttolerationseconds/admission.go`.
  static func tolerations(of pod: PodSpec) -> [Toleration] {
    var tolerations = pod.tolerations
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
      let isCovered = pod.tolerations.contains {
        ($0.key == key || $0.key.isEmpty) && ($0.effect == "NoExecute" || $0.effect.isEmpty)
      }
      if !isCovered {
        tolerations.append(
          Toleration(key: key, operator: "Exists", effect: "NoExecute", tolerationSeconds: 300))
      }
    }
    return tolerations
  }
}
