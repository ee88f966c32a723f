import GoSemantics

/// One pod template of a workload that has several, or of a workload in flight.
public struct WorkloadComponent: Sendable, Equatable {
  /// The component.
  public var name: String
  /// Its replicas.
  public var replicas: Int32
  /// What one replica asks for; `nil` if the component says nothing.
  public var requirements: ResourceAmounts?

  /// - Parameters:
  ///   - name: The component.
  ///   - replicas: Its replicas.
  ///   - requirements: What one replica asks for.
  public init(name: String, replicas: Int32, requirements: ResourceAmounts? = nil) {
    self.name = name
    self.replicas = replicas
    self.requirements = requirements
  }
}

/// Nodes of one grade of a cluster's resource models, as the estimator imagines them.
public struct ModelPool: Sendable, Equatable {
  /// The lower end of the grade's ranges, and 110 pods.
  public var node: ComputeResource
  /// How many such nodes there are.
  public var count: Int

  /// - Parameters:
  ///   - node: The free resources of each node.
  ///   - count: How many such nodes there are.
  public init(node: ComputeResource, count: Int) {
    self.node = node
    self.count = count
  }
}

/// Estimates how many replicas fit into a cluster from what its status says.
///
/// Mirrors: `karmada@f8fdd02 pkg/estimator/client/general.go`,
/// `pkg/estimator/scheduling_simulator_components.go`, vectors
/// `karmada/general_estimator.jsonl.gz`.
public enum GeneralEstimator {
  /// The pods that an imagined node takes.
  public static let podsPerModelNode: Int64 = 110

  /// How many replicas of a workload with one pod template fit.
  ///
  /// - Parameters:
  ///   - capacity: The cluster's summary; `nil` if it has none.
  ///   - models: Its imagined nodes; `nil` if there are none or they cannot be used.
  ///   - requirements: What one replica asks for; `nil` if the workload does not say.
  ///   - assumed: Workloads placed but not yet visible in the summary, one list of components
  ///     each; empty unless the gate `SchedulingOvercommitProtection` is on.
  public static func replicas(
    capacity: CapacitySummary?, models: [ModelPool]?, requirements: ResourceAmounts?,
    assumed: [[WorkloadComponent]] = []
  ) -> Int32 {
    guard var capacity else { return 0 }
    if !assumed.isEmpty { deduct(assumed, from: &capacity) }
    let pods = capacity.freePods
    guard pods > 0 else { return 0 }
    guard let requirements else { return GoArithmetic.int32(pods) }
    if let models {
      let fitting = singles(of: ComputeResource(requirements), in: models, after: assumed)
      return GoArithmetic.int32(min(pods, fitting))
    }
    return GoArithmetic.int32(min(pods, replicasBySummary(capacity, requirements)))
  }

  private static func replicasBySummary(
    _ capacity: CapacitySummary, _ request: ResourceAmounts
  ) -> Int64 {
    var most = RoomRequest(request).count(in: Headroom(capacity))
    for (name, amount) in request.others where amount.whole > 0 {
      let free = name == "pods" ? capacity.freePods : capacity.free[name]?.whole ?? 0
      guard free > 0 else { return 0 }
      most = min(most, free / amount.whole)
    }
    return most
  }

  private static func deduct(
    _ assumed: [[WorkloadComponent]], from capacity: inout CapacitySummary
  ) {
    for component in assumed.joined() where component.replicas > 0 {
      let count = Int64(component.replicas)
      capacity.freePods &-= count
      for (name, amount) in component.requirements?.all ?? [] {
        guard var free = capacity.free[name] else { continue }
        if name == "cpu" {
          free.milli &-= amount.milli &* count
          free.whole = ResourceAmount.wholes(ofMilli: free.milli)
        } else {
          free.whole &-= amount.whole &* count
        }
        capacity.free[name] = free
      }
    }
  }

  /// How many complete sets of components fit.
  ///
  /// Upstream turns each quantity into a number by its own notation, so a decimal request against
  /// a binary capacity is off by a factor of 1,000; that is kept.
  ///
  /// - Parameters: as in ``replicas(capacity:models:requirements:assumed:)``.
  public static func componentSets(
    capacity: CapacitySummary?, models: [ModelPool]?, components: [WorkloadComponent],
    assumed: [[WorkloadComponent]] = []
  ) -> Int32 {
    guard let capacity else { return 0 }
    var pods = capacity.freePods
    guard pods > 0 else { return 0 }
    let demandInFlight = demand(of: Array(assumed.joined()))
    if !assumed.isEmpty {
      pods &-= demandInFlight.pods
      guard pods > 0 else { return 0 }
    }
    let perSet = demand(of: components)
    guard perSet.pods > 0 else { return GoArithmetic.int32(pods) }
    var sets = GoArithmetic.int32(pods / perSet.pods)
    // order-free: a minimum, or zero as soon as one resource is exhausted
    for (name, amount) in perSet.resources where amount > 0 {
      let free =
        name == "pods" ? capacity.freePods &* 1000 : capacity.free[name]?.byNotation ?? 0
      let available = free &- (demandInFlight.resources[name] ?? 0)
      guard available > 0 else { return 0 }
      sets = min(sets, GoArithmetic.int32(available / amount))
    }
    if let models {
      var simulation = simulation(of: models, after: assumed)
      sets = min(sets, simulation.place(demands(of: components), atMost: sets))
    }
    return sets
  }

  private static func demand(
    of components: [WorkloadComponent]
  ) -> (pods: Int64, resources: [String: Int64]) {
    var pods: Int64 = 0
    var resources: [String: Int64] = [:]
    for component in components {
      let count = Int64(component.replicas)
      pods &+= count
      for (name, amount) in component.requirements?.all ?? [] {
        resources[name, default: 0] &+= amount.byNotation &* count
      }
    }
    return (pods, resources)
  }

  // MARK: Imagined nodes

  /// How many single replicas fit. First fit fills one node after the other, so it is the sum of
  /// what fits into each.
  private static func singles(
    of request: ComputeResource, in models: [ModelPool], after assumed: [[WorkloadComponent]]
  ) -> Int64 {
    let limit = Int64(Int32.max)
    var total: Int64 = 0
    if assumed.allSatisfy(\.isEmpty) {
      for pool in models where pool.count > 0 {
        // Both factors are capped, so that their product stays in 64 bits.
        let each = min(limit, max(0, pool.node.count(of: request)))
        total = min(limit, total + each * min(limit, Int64(pool.count)))
      }
    } else {
      for node in simulation(of: models, after: assumed).free {
        total = min(limit, total + max(0, node.count(of: request)))
      }
    }
    return total
  }

  /// The imagined nodes with what workloads in flight leave of them.
  private static func simulation(
    of models: [ModelPool], after assumed: [[WorkloadComponent]]
  ) -> SchedulingSimulation {
    var simulation = SchedulingSimulation(
      models.flatMap { Array(repeating: $0.node, count: max(0, $0.count)) })
    for workload in assumed where !workload.isEmpty {
      _ = simulation.place(demands(of: workload), atMost: 1)
    }
    return simulation
  }

  private static func demands(
    of components: [WorkloadComponent]
  ) -> [SchedulingSimulation.Demand] {
    components.map { SchedulingSimulation.Demand($0.requirements, replicas: $0.replicas) }
  }
}
