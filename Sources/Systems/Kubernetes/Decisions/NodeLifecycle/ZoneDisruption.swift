/// How a zone fares, and how fast its failed nodes are therefore evicted.
///
/// One value stands for the monitor's memory; each monitoring pass is one call of `observe`.
///
/// Mirrors: `kubernetes@v1.28 pkg/controller/nodelifecycle/node_lifecycle_controller.go`
/// (handleDisruption, ComputeZoneState, ReducedQPSFunc, HealthyQPSFunc), vectors
/// `kubernetes/node_lifecycle.jsonl.gz`.
public struct ZoneDisruption: Sendable {
  /// How a zone fares.
  public enum State: String, Sendable {
    /// Just seen for the first time.
    case initial = "Initial"
    /// Most nodes are ready.
    case normal = "Normal"
    /// Many nodes are not ready.
    case partialDisruption = "PartialDisruption"
    /// No node is ready.
    case fullDisruption = "FullDisruption"
  }

  /// The flags of the node lifecycle controller.
  public struct Configuration: Sendable, Equatable {
    /// Nodes per second in a zone that fares well, or not at all.
    public var evictionRate: Float
    /// Nodes per second in a large zone that is partially disrupted.
    public var secondaryEvictionRate: Float
    /// A zone is large with more nodes than this.
    public var largeZoneThreshold: Int32
    /// The share of nodes that are not ready from which a zone is partially disrupted.
    public var unhealthyThreshold: Float

    /// A configuration; upstream's defaults unless said.
    public init(
      evictionRate: Float = Timing.nodeEvictionRate,
      secondaryEvictionRate: Float = Timing.secondaryNodeEvictionRate,
      largeZoneThreshold: Int32 = Timing.largeClusterSizeThreshold,
      unhealthyThreshold: Float = Timing.unhealthyZoneThreshold
    ) {
      self.evictionRate = evictionRate
      self.secondaryEvictionRate = secondaryEvictionRate
      self.largeZoneThreshold = largeZoneThreshold
      self.unhealthyThreshold = unhealthyThreshold
    }
  }

  /// What a monitoring pass saw in one zone.
  public struct Count: Sendable, Equatable {
    /// Nodes whose Ready condition is True.
    public var ready: Int
    /// All others, also those that never reported.
    public var notReady: Int

    /// Creates a count.
    public init(ready: Int, notReady: Int) {
      self.ready = ready
      self.notReady = notReady
    }
  }

  /// What a pass demands besides new rates.
  public enum Effect: Sendable, Equatable {
    /// Nothing.
    case none
    /// Every zone is down: all `NoExecute` taints of the controller are removed.
    case stoppedAll
    /// A zone came back: every node counts as heard from just now.
    case resumed
  }

  /// One zone's state and its limiter.
  public struct Zone: Sendable, Equatable {
    /// How it fares.
    public var state: State
    /// Nodes per second; nil while evictions are stopped.
    public var rate: Float?
    /// How often the limiter was replaced; a replaced bucket starts over.
    public var limiterGeneration: UInt32

    /// What the limiter tells of its rate: one that never lets anything pass says 1.
    var reportedRate: Float { rate ?? 1 }

    /// A limiter is replaced only if its rate seems to differ.
    mutating func swapLimiter(_ rate: Float) {
      guard reportedRate != rate else { return }
      self.rate = rate == 0 ? nil : rate
      limiterGeneration &+= 1
    }
  }

  /// The flags.
  public let configuration: Configuration
  /// Zones in the order of the caller's indices; nil for those not seen yet.
  public private(set) var zones: [Zone?]

  /// A monitor that has seen no zone yet.
  ///
  /// - Parameter zoneCount: How many zones there can be.
  public init(zoneCount: Int, configuration: Configuration = Configuration()) {
    self.configuration = configuration
    zones = Array(repeating: nil, count: zoneCount)
  }

  /// Makes room for one more zone, which has not been seen yet.
  public mutating func addZone() { zones.append(nil) }

  /// How a zone with these nodes fares.
  public static func state(_ count: Count, unhealthyThreshold: Float) -> State {
    if count.ready == 0, count.notReady > 0 { return .fullDisruption }
    let share = Float(count.notReady) / Float(count.notReady + count.ready)
    if count.notReady > 2, share >= unhealthyThreshold { return .partialDisruption }
    return .normal
  }

  /// Takes in one monitoring pass.
  ///
  /// - Parameter counts: What was seen, by zone index; nil for zones without nodes, which are
  ///   forgotten.
  /// - Returns: What else is to be done.
  @discardableResult
  public mutating func observe(_ counts: [Count?]) -> Effect {
    precondition(counts.count == zones.count, "a pass must say something of every zone")
    var allAreDown = true
    var states: [State?] = Array(repeating: nil, count: zones.count)
    for index in zones.indices {
      guard let count = counts[index] else {
        zones[index] = nil
        continue
      }
      let state = Self.state(count, unhealthyThreshold: configuration.unhealthyThreshold)
      states[index] = state
      if state != .fullDisruption { allAreDown = false }
      if zones[index] == nil { zones[index] = newZone }
    }
    let allWereDown = zones.allSatisfy { $0.map { $0.state == .fullDisruption } ?? true }
    if allAreDown {
      if allWereDown { return .none }
      for index in zones.indices {
        zones[index]?.swapLimiter(0)
        zones[index]?.state = .fullDisruption
      }
      return .stoppedAll
    }
    for index in zones.indices {
      guard let state = states[index], let count = counts[index] else { continue }
      if !allWereDown, zones[index]?.state == state { continue }
      let rate = rate(state, count)
      zones[index]?.swapLimiter(rate)
      zones[index]?.state = state
    }
    return allWereDown ? .resumed : .none
  }

  private var newZone: Zone {
    let rate = configuration.evictionRate
    return Zone(state: .initial, rate: rate == 0 ? nil : rate, limiterGeneration: 0)
  }

  private func rate(_ state: State, _ count: Count) -> Float {
    guard state == .partialDisruption else { return configuration.evictionRate }
    let isLarge = Int32(clamping: count.ready + count.notReady) > configuration.largeZoneThreshold
    return isLarge ? configuration.secondaryEvictionRate : 0
  }
}
