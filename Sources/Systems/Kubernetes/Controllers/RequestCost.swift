#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import EventKernel
import FleetModel
import Kubernetes
import Stochastic

/// What requests to one API server cost, as time goes on.
///
///     var cost = RequestCost(nodes: 5_000, limits: limits, seed: seed, entity: "eu-1")
///     let answer = cost.answer(to: .createPod, at: now)
///
/// The stationary model gives what steady load costs; it is asked again every ten seconds, which is
/// also how often upstream lends seats anew, and only if the load has changed. What comes at once
/// within that time waits behind each other: every priority level has a backlog of seat-seconds
/// that its free seats work off. A request is O(1) and allocates nothing. Instants must not go back.
public struct RequestCost {
  private let model: APIServerModel
  private let quota: Double
  private var stream: RandomStream
  private var point: OperatingPoint
  private var levels: [Level]
  private var classes: [Class]
  private var smoothed = RequestRates()
  private var lastRates = RequestRates()
  private var lastNodes: Int
  private var windowEnd: VirtualTime
  private var events = 0.0

  /// Nodes whose kubelets are heard.
  public var nodes: Int
  /// Pods that exist.
  public var pods = 0
  /// Bytes in the store; the file never shrinks by itself.
  public private(set) var storeBytes = 0.0
  /// Whether the store raised its alarm; nobody disarms it during a run.
  public private(set) var isStoreFull = false

  private struct Level {
    /// Unfinished work in seat-seconds, as of `since`.
    var backlog = 0.0
    var since = VirtualTime.zero
    /// Seats that what is not simulated one by one leaves free.
    var free = 0.0
    /// For what is not simulated: the probability to wait behind it, how quickly it goes, and the
    /// share turned away.
    var waitProbability = 0.0
    var drain = 1.0
    var rejected = 0.0
    /// Requests that may wait.
    var room = 0.0
  }

  private struct Class {
    var level: Int
    var isMutating: Bool
    /// Requests in the current window.
    var count = 0
    /// Mean seconds of work on one, its seats, and what it holds after its answer.
    var holding = 0.0
    var seats = 1.0
    var afterwards = 0.0
  }

  /// Seconds between two looks at the load.
  static let window = 10.0

  /// The API server of a cluster.
  public init(
    nodes: Int, limits: ScaleLimits, seed: StreamSeed, entity: String,
    from start: VirtualTime = .zero
  ) {
    model = APIServerModel(nodes: nodes, parameters: limits.controlPlane)
    quota = Double(limits.storeQuota)
    stream = RandomStream(seed, entity: entity, purpose: "requests")
    self.nodes = nodes
    lastNodes = nodes
    windowEnd = start + .seconds(Self.window)
    point = model.operate(
      at: RequestRates.background(nodes: nodes, limits.controlPlane), pods: 0)
    levels = PriorityLevel.allCases.map { _ in Level() }
    classes = RequestClass.allCases.map {
      Class(level: Int($0.level.rawValue), isMutating: $0.isMutating)
    }
    operate()
  }

  /// How a request that comes now is answered.
  public mutating func answer(to request: RequestClass, at now: VirtualTime) -> RequestAnswer {
    if now >= windowEnd { look(at: now) }
    let index = Int(request.rawValue)
    classes[index].count += 1
    let kind = classes[index]
    if isStoreFull, kind.isMutating, request != .deletePod {
      return RequestAnswer(latency: .seconds(kind.holding), outcome: .noSpace)
    }
    let parameters = model.parameters
    settle(kind.level, at: now)
    let level = levels[kind.level]
    // Those whose seats are free already do not wait.
    let own = max(1e-9, kind.seats * kind.holding + kind.afterwards)
    let ahead = max(0, level.backlog - level.free * kind.holding)
    var wait = ahead / level.free
    if wait > parameters.queueWait || ahead / own > level.room {
      return RequestAnswer(
        latency: .seconds(ahead / own > level.room ? 0 : parameters.queueWait),
        outcome: .tooManyRequests)
    }
    if level.rejected > 0, stream.uniform() < level.rejected {
      return RequestAnswer(
        latency: .seconds(parameters.queueWait), outcome: .tooManyRequests)
    }
    let luck = level.waitProbability > 0 ? stream.uniformPositive() : 1
    if luck < level.waitProbability {
      wait += min(parameters.queueWait, -log(luck / level.waitProbability) / level.drain)
    }
    let service = -log(stream.uniformPositive()) * kind.holding
    levels[kind.level].backlog += kind.seats * service + kind.afterwards
    return RequestAnswer(latency: .seconds(wait + service), outcome: .answered)
  }

  /// Counts a request whose answer nobody waits for.
  public mutating func note(_ request: RequestClass, at now: VirtualTime) {
    if now >= windowEnd { look(at: now) }
    let index = Int(request.rawValue)
    classes[index].count += 1
    let kind = classes[index]
    settle(kind.level, at: now)
    // What would wait too long is turned away.
    guard levels[kind.level].backlog < levels[kind.level].free * model.parameters.queueWait else {
      return
    }
    levels[kind.level].backlog += kind.seats * kind.holding + kind.afterwards
  }

  /// Works off the backlog of a level until now.
  private mutating func settle(_ index: Int, at now: VirtualTime) {
    let elapsed = (now - levels[index].since).inSeconds
    levels[index].since = now
    levels[index].backlog = max(0, levels[index].backlog - elapsed * levels[index].free)
  }

  // MARK: Every ten seconds

  /// Looks at what has come since the last look, and at what is stored.
  private mutating func look(at now: VirtualTime) {
    let late = (now - windowEnd).inSeconds / Self.window
    let missed = Int(min(1_000, late.rounded(.down)))
    windowEnd = windowEnd + .seconds(Self.window * Double(Int64(late.rounded(.down)) + 1))
    var rates = RequestRates()
    for request in RequestClass.allCases {
      let index = Int(request.rawValue)
      rates[request] = Double(classes[index].count) / Self.window
      classes[index].count = 0
      var mean = (smoothed[request] + rates[request]) / 2
      // Windows in which nothing came halve it again.
      mean *= pow(0.5, Double(missed))
      smoothed[request] = mean < 1e-6 ? 0 : mean
    }
    weigh(rates, windows: Double(missed + 1))
    if hasChanged { operate() }
  }

  /// Whether the load differs by more than a fiftieth from that of the last answer.
  private var hasChanged: Bool {
    if nodes != lastNodes { return true }
    return RequestClass.allCases.contains {
      abs(smoothed[$0] - lastRates[$0]) > 0.02 * max(lastRates[$0], 1)
    }
  }

  private mutating func operate() {
    lastRates = smoothed
    lastNodes = nodes
    let background = RequestRates.background(nodes: nodes, model.parameters)
    point = model.operate(at: background + smoothed, pods: pods)
    let alone = model.operate(at: background, pods: pods)
    for request in RequestClass.allCases {
      let index = Int(request.rawValue)
      let width = model.width(of: request, pods: pods)
      classes[index].holding = point.holding[index]
      classes[index].seats = width.seats
      classes[index].afterwards = width.afterwards
    }
    for level in PriorityLevel.allCases {
      let index = Int(level.rawValue)
      let seats = max(1, point.seats[index])
      let demand = alone.seatDemand[index]
      let queue = SeatQueue(
        seats: seats, offered: demand, service: alone.levels[index].service,
        room: alone.levels[index].room, patience: model.parameters.queueWait)
      levels[index].free = max(seats * 0.02, seats - demand)
      levels[index].waitProbability = queue.isOverloaded ? 0 : queue.waitProbability
      levels[index].drain =
        queue.service > 0 && !queue.isOverloaded ? (seats - demand) / queue.service : 1
      levels[index].rejected = demand > 0 ? min(0.98, queue.rejected) : 0
      levels[index].room = alone.levels[index].room
    }
  }

  /// What is in the store: objects, events of the last hour, revisions since the last compaction.
  private mutating func weigh(_ rates: RequestRates, windows: Double) {
    let etcd = model.parameters.etcd
    let background = RequestRates.background(nodes: nodes, model.parameters)
    events *= exp(-Self.window * windows / etcd.eventLifetime)
    events += rates[.createEvent] * Self.window
    let bytes =
      etcd.objectBytes(nodes: Double(model.nodes), pods: Double(pods), events: events)
      + etcd.historyBytes(
        podWrites: smoothed[.createPod] + smoothed[.bindPod] + smoothed[.updatePodStatus],
        nodeWrites: background[.updateNodeStatus] + smoothed[.updateNodeStatus],
        smallWrites: background[.renewLease] + smoothed[.createEvent] + smoothed[.updateEndpoints])
    storeBytes = max(storeBytes, bytes)
    if storeBytes > quota { isStoreFull = true }
  }
}
