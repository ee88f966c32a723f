import Documents
import EventKernel
import FleetModel
import KubernetesAPI
import Scenarios
import Stochastic

/// A scenario made ready to run: everything that the replications share, worked out once.
public struct Plan: Sendable {
  /// The scenario with its files.
  public let loaded: LoadedScenario
  /// What stands where.
  public let topology: Topology
  /// Who owns services; the last one owns what no other does.
  public let tenants: [Tenant]
  /// The services, by `ServiceID`.
  public let services: [Service]
  /// What arrives during a run, generators first.
  public let arrivals: [ArrivalPlan]
  /// The failures, in the scenario's order.
  public let failures: [FailurePlan]
  /// The metrics that are reported, in order.
  public let metrics: [MetricSeries]
  /// What nodes and traffic cost; nil where the scenario does not say.
  let prices: Prices?
  /// When replications may stop; empty for a fixed number.
  private(set) var precision: [PrecisionGoal]
  /// Caveats for the report.
  public let notes: [String]
  /// How the control plane reacts when a cluster fails; sentences.
  public let reaction: [String]
  /// Whether runs check the invariants of the simulated world as they go.
  public var checksInvariants = false
  let makeControlPlane: ControlPlaneFactory
  let makeMembers: MembersFactory
  let catalog: Catalog

  /// The scenario.
  public var scenario: Scenario { loaded.scenario }
  /// The settings of the run.
  public var run: RunSection { loaded.scenario.spec.run }
  /// The same with a fixed number of replications.
  var withoutPrecision: Plan {
    var plan = self
    plan.precision = []
    return plan
  }
  /// When a run ends.
  public var horizon: VirtualTime { .zero + run.horizon }
  /// When metrics begin to count.
  public var warmup: VirtualTime { .zero + run.warmup }

  /// Works a scenario out.
  ///
  /// - Throws: `ScenarioError` with what is wrong with the scenario or its files.
  public init(_ loaded: LoadedScenario, catalog: Catalog) throws {
    self.loaded = loaded
    self.catalog = catalog
    let spec = loaded.scenario.spec
    do {
      topology = try Topology(FleetDescription(spec.fleet))
    } catch {
      throw ScenarioError([loaded.problem("spec.fleet", "\(error)")])
    }
    guard let system = catalog.system(spec.controlPlane.kind) else {
      throw ScenarioError([
        loaded.problem(
          "spec.controlPlane.kind", "unknown control plane \"\(spec.controlPlane.kind)\"",
          suggestion: nearestName(
            to: spec.controlPlane.kind, among: catalog.systems.map(\.name)))
      ])
    }
    let members = spec.controlPlane.settings.object ?? []
    for member in members where !system.settings.contains(where: { $0.name == member.key }) {
      throw ScenarioError([
        DocumentError(
          file: loaded.file, position: member.keyPosition,
          path: "spec.controlPlane.settings.\(member.key)",
          problem: "\(system.name) has no setting of that name",
          suggestion: nearestName(to: member.key, among: system.settings.map(\.name)))
      ])
    }

    var builder = ServiceBuilder(loaded)
    try builder.build()
    tenants = builder.tenants
    services = builder.services
    arrivals = builder.arrivals
    notes = builder.notes
    let input = ControlPlaneInput(
      templates: builder.templates, policies: loaded.policies,
      settings: members.map { ($0.key, $0.value) }, templatesAt: spec.workloads.at,
      templatesOver: spec.workloads.over, file: loaded.file)
    makeControlPlane = try system.prepare(input)
    reaction = try system.reaction(input)
    makeMembers = try catalog.members.prepare(
      Self.members(
        spec, builder, loaded, topology, settings: catalog.members.settings.map(\.name)))
    let plans = try Self.failures(spec.failures, topology, loaded)
    failures = plans
    let built = topology
    prices = try spec.costs.map { try Prices($0, built, loaded) }
    let context = MetricContext(
      topology: topology, tenants: tenants, services: services, failures: plans,
      arrivals: builder.arrivals, hasCosts: spec.costs != nil)
    let all = MetricCatalog.families.flatMap { family in
      family.dimensions(context).map { MetricSeries(family: family, dimensions: $0) }
    }
    let selected = try Self.select(spec.metrics.select, from: all, loaded)
    metrics = selected
    precision = try spec.run.precision.enumerated().map { index, target in
      try PrecisionGoal(
        target, among: selected, run: spec.run, loaded, at: "spec.run.precision[\(index)]")
    }
    try Self.check(spec.objectives, against: all, loaded)
    try checkArrivals()
  }

  /// What every member is made from, with the names of all settings checked.
  private static func members(
    _ spec: Scenario.Specification, _ builder: ServiceBuilder, _ loaded: LoadedScenario,
    _ topology: Topology, settings names: [String]
  ) throws -> MembersInput {
    func settings(_ node: Node, at path: String) throws -> [(name: String, value: Node)] {
      try (node.object ?? []).map { member in
        guard names.contains(member.key) else {
          throw ScenarioError([
            DocumentError(
              file: loaded.file, position: member.keyPosition, path: "\(path).\(member.key)",
              problem: "no program of a member has a setting of that name",
              suggestion: nearestName(to: member.key, among: names))
          ])
        }
        return (member.key, member.value)
      }
    }
    let common = try settings(spec.fleet.kubernetes, at: "spec.fleet.kubernetes")
    let groups = try spec.fleet.clusters.enumerated().map { index, group in
      MembersInput.Cluster(
        fidelity: group.fidelity ?? spec.run.fidelity,
        settings: common
          + (try settings(group.kubernetes, at: "spec.fleet.clusters[\(index)].kubernetes")))
    }
    return MembersInput(
      clusters: spec.fleet.clusterNames.map { groups[$0.group] }, templates: builder.objects,
      companions: builder.companions,
      operations: try spec.operations.enumerated().map { index, section in
        try OperationPlan(
          section, spec.fleet, topology, builder, at: "spec.operations[\(index)]")
      }, file: loaded.file)
  }

  /// Refuses what would fill the memory before it is tried.
  private func checkArrivals() throws {
    let span = run.horizon.inSeconds - scenario.spec.workloads.at.inSeconds
    var total = 0.0
    for arrival in arrivals {
      total += arrival.expectedCount(within: max(0, span)) ?? 0
      if total > Double(ArrivalPlan.limit) { throw tooManyArrivals(at: arrival.path) }
    }
  }

  func tooManyArrivals(at path: String) -> ScenarioError {
    ScenarioError([
      loaded.problem(
        path,
        "more than \(ArrivalPlan.limit) workloads would arrive within the horizon; lower the rate"
          + " or the horizon, or give a count or a limit")
    ])
  }

  private static func failures(
    _ sections: [FailureSection], _ topology: Topology, _ loaded: LoadedScenario
  ) throws -> [FailurePlan] {
    try sections.map { try FailurePlan($0, topology, loaded) }
  }

  private static func select(
    _ patterns: [String], from all: [MetricSeries], _ loaded: LoadedScenario
  ) throws -> [MetricSeries] {
    for (index, pattern) in patterns.enumerated()
    where !all.contains(where: { Glob(pattern).matches($0.family.name) }) {
      throw ScenarioError([
        loaded.problem(
          "spec.metrics.select[\(index)]", "no metric is called \"\(pattern)\"",
          suggestion: nearestName(to: pattern, among: all.map(\.family.name)))
      ])
    }
    let spec = loaded.scenario.spec
    let named = (spec.objectives.map(\.metric) + spec.run.precision.map(\.metric)).map(
      MetricCatalog.canonicalName)
    return all.filter { series in
      patterns.contains { Glob($0).matches(series.family.name) }
        || named.contains(series.family.name)
    }
  }

  private static func check(
    _ objectives: [Objective], against all: [MetricSeries], _ loaded: LoadedScenario
  ) throws {
    var problems: [DocumentError] = []
    for (index, objective) in objectives.enumerated() {
      let path = "spec.objectives[\(index)]"
      let name = MetricCatalog.canonicalName(objective.metric)
      let named = all.filter { $0.family.name == name }
      guard let family = named.first?.family else {
        problems.append(
          loaded.problem(
            path, "no metric is called \"\(objective.metric)\"",
            suggestion: nearestName(
              to: objective.metric, among: MetricCatalog.names)))
        continue
      }
      if !named.contains(where: { $0.dimensions == objective.dimensions }) {
        let known = named.map { MetricSeries.text($0.dimensions) }.filter { !$0.isEmpty }
        let wanted = MetricSeries.text(objective.dimensions)
        problems.append(
          loaded.problem(
            path,
            wanted.isEmpty
              ? "\(name) needs one of \(known.joined(separator: ", "))"
              : "\(name) is not measured for \(wanted)",
            suggestion: nearestName(to: wanted, among: known)))
      }
      let fits =
        switch objective.bound {
        case .duration: family.unit == "seconds"
        case .percent: family.unit == "ratio"
        case .number: family.unit != "seconds"
        }
      if !fits {
        problems.append(
          loaded.problem(
            path,
            "\(name) is measured in \(family.unit); the bound must be "
              + (family.unit == "seconds"
                ? "a duration such as 5m"
                : family.unit == "ratio" ? "a percentage or a number" : "a number")))
      }
    }
    if !problems.isEmpty { throw ScenarioError(problems) }
  }
}

extension OperationPlan {
  /// Resolves the names of one entry; those of clusters and pools have been checked.
  init(
    _ section: OperationSection, _ fleet: FleetSection, _ topology: Topology,
    _ builder: ServiceBuilder, at path: String
  ) throws {
    at = .zero + section.at
    func cluster(_ name: String) -> Int? {
      topology.clusters.firstIndex { $0.name == name }
    }
    if let drain = section.drain {
      let pools = cluster(drain.cluster).map { topology.clusters[$0].pools } ?? 0..<0
      let nodes = pools.filter {
        let pool = topology.pools[$0]
        if drain.pool.isEmpty || pool.name == drain.pool { return true }
        // A pool in only some zones has become one per zone.
        let suffix = pool.name.dropFirst(drain.pool.count)
        let zone = "-" + topology.zones[pool.zone.position].name
        return pool.name.hasPrefix(drain.pool) && suffix.hasPrefix("-") && zone.hasSuffix(suffix)
      }.flatMap { topology.pools[$0].nodes.map { NodeID($0) } }
      action = .drain(nodes: Array(nodes.prefix(drain.nodes ?? nodes.count)), drain)
      return
    }
    guard let rollOut = section.rollOut else {
      throw ScenarioError([
        DocumentError(file: "scenario", path: path, problem: "the operation does nothing")
      ])
    }
    let service = try builder.position(ofWorkload: rollOut.workload, at: path + ".rollOut.workload")
    let isObject = fleet.clusterNames.map { fleet.clusters[$0.group].fidelity }
    let clusters = topology.clusters.indices.filter { index in
      rollOut.clusters.isEmpty
        ? (isObject[index] ?? builder.fidelity) == .objects
        : rollOut.clusters.contains(topology.clusters[index].name)
    }
    action = .rollOut(
      ServiceID(service), in: clusters.map { ClusterID($0) }, patch: rollOut.patch)
  }
}

extension FailurePlan {
  /// Resolves the names of one entry.
  init(_ section: FailureSection, _ topology: Topology, _ loaded: LoadedScenario) throws {
    let mode: RequestOutcome = section.partition == .refuse ? .refused : .timesOut
    if let at = section.at, let target = section.target {
      self = .once(
        Once(
          name: section.name, at: .zero + at, target: try DisruptionTarget(target, topology),
          duration: section.duration, mode: mode))
      return
    }
    guard let level = section.each, let timeToFailure = section.timeToFailure,
      let timeToRepair = section.timeToRepair
    else {
      throw ScenarioError([
        loaded.problem("spec.failures", "the failure \"\(section.name)\" is incomplete")
      ])
    }
    self = .renewal(
      Renewal(
        name: section.name, level: level, rackNodes: section.rackNodes ?? 40,
        timeToFailure: timeToFailure, timeToRepair: timeToRepair, hit: section.hit ?? 1,
        betaFactor: section.betaFactor ?? 0, mode: mode))
  }
}

extension DisruptionTarget {
  /// Resolves a target whose names the scenario has checked.
  init(_ target: FailureTarget, _ topology: Topology) throws {
    func position(_ index: Int?) throws -> Int {
      guard let index else {
        throw ScenarioError([
          DocumentError(file: "scenario", problem: "there is no \(target)")
        ])
      }
      return index
    }
    func cluster(_ name: String) throws -> Int {
      try position(topology.clusters.firstIndex { $0.name == name })
    }
    switch target {
    case .hub: self = .hub
    case .region(let name):
      self = .region(RegionID(try position(topology.regions.firstIndex { $0.name == name })))
    case .zone(let name):
      self = .zone(ZoneID(try position(topology.zones.firstIndex { $0.name == name })))
    case .clusterControlPlane(let name): self = .clusterControlPlane(ClusterID(try cluster(name)))
    case .link(let name): self = .link(ClusterID(try cluster(name)))
    case .node(let name, let index):
      self = .node(NodeID(topology.clusters[try cluster(name)].nodes.lowerBound + index))
    }
  }
}

/// A name with `*` for any text.
struct Glob {
  private let parts: [Substring]

  init(_ pattern: String) {
    parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
  }

  func matches(_ text: String) -> Bool {
    guard let first = parts.first, let last = parts.last else { return false }
    if parts.count == 1 { return text == first }
    guard text.hasPrefix(first), text.hasSuffix(last), text.count >= first.count + last.count
    else { return false }
    var rest = text.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }
}
