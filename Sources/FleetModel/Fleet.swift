import EventKernel
import Stochastic

/// The world of one run: topology, state and who watches it. It knows no policy.
public final class Fleet {
  /// The kernel that carries this run.
  public let simulation: Simulation
  /// The seed of this run; every stream in it is derived from here.
  public let seed: StreamSeed
  /// What stands where.
  public let topology: Topology
  /// Who owns services.
  public internal(set) var tenants: [Tenant]
  /// The workload templates, by `ServiceID`.
  public internal(set) var services: [Service]

  /// Creates a fleet in which everything is up and nothing runs.
  public init(simulation: Simulation, seed: StreamSeed, topology: Topology, tenants: [Tenant]) {
    self.simulation = simulation
    self.seed = seed
    self.topology = topology
    self.tenants = tenants
    self.services = []
  }
}
