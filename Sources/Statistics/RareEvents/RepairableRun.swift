#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Independent components of which enough must be up, all times exponential.
///
/// Nodes of a cluster, or regions with their shares of the capacity. With equal components and one
/// capacity unit each it is ``RepairableGroup``, whose closed form it must reproduce.
public struct RepairableSystem: Sendable, Equatable {
  /// One component.
  public struct Component: Sendable, Equatable {
    /// Failures per unit of time while up.
    public var failureRate: Double
    /// Repairs per unit of time while under repair.
    public var repairRate: Double
    /// What it contributes while up.
    public var capacity: Double

    /// A component.
    public init(failureRate: Double, repairRate: Double, capacity: Double = 1) {
      self.failureRate = failureRate
      self.repairRate = repairRate
      self.capacity = capacity
    }
  }

  /// The components.
  public let components: [Component]
  /// The capacity without which the system is down.
  public let required: Double
  /// How many components can be repaired at a time, in the order of their failures.
  public let repairers: Int
  /// Of all components together.
  let failureRate: Double
  /// Of all components together.
  let capacity: Double

  /// A system; nil unless it has components, every rate and capacity is positive and finite, there
  /// is a repairer, and all components together are enough.
  ///
  /// - Parameter repairers: As many as components where not given.
  public init?(components: [Component], required: Double, repairers: Int? = nil) {
    let valid = components.allSatisfy { component in
      [component.failureRate, component.repairRate, component.capacity].allSatisfy {
        $0 > 0 && $0.isFinite
      }
    }
    let crew = repairers ?? components.count
    failureRate = components.reduce(0) { $0 + $1.failureRate }
    capacity = components.reduce(0) { $0 + $1.capacity }
    guard valid, !components.isEmpty, crew > 0, required <= capacity else { return nil }
    self.components = components
    self.required = required
    self.repairers = crew
  }
}

/// One cycle of a ``RepairableSystem``, from all up until all are up again.
///
/// The importance is the missing capacity.
public struct RepairableRun<Generator: RandomNumberGenerator>: SplittableRun {
  private let makeGenerator: (_ path: UInt64) -> Generator
  private var generator: Generator
  private var state: RepairableState
  private var hasStarted = false

  /// The time since all were up.
  public private(set) var elapsed = 0.0
  /// The time for which the capacity was too small.
  public private(set) var rareTime = 0.0
  /// The missing capacity; infinite while too much is missing.
  public var importance: Double {
    state.isSystemDown ? .infinity : state.missing
  }

  /// A cycle at its start.
  ///
  /// - Parameter makeGenerator: The random numbers of a path; equal paths must give equal ones.
  public init(
    _ system: RepairableSystem, path: UInt64,
    makeGenerator: @escaping (_ path: UInt64) -> Generator
  ) {
    self.makeGenerator = makeGenerator
    generator = makeGenerator(path)
    state = RepairableState(system)
  }

  /// Whether all are up again.
  public var isFinished: Bool { hasStarted && state.down.isEmpty }

  /// The same state with the random numbers of another path.
  public func branched(_ path: UInt64) -> RepairableRun {
    var copy = self
    copy.generator = makeGenerator(path)
    return copy
  }

  /// The next failure or repair.
  public mutating func advance() {
    // 1 − u lies in (0, 1], so its logarithm is finite.
    let span = -log(1 - generator.unitUniform()) / state.exitRate
    elapsed += span
    if state.isSystemDown { rareTime += span }
    hasStarted = true
    state.change(at: generator.unitUniform() * state.exitRate)
  }
}
