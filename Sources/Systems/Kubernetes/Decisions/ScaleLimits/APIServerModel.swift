/// Requests per second by class.
///
/// Mirrors: the rates that `kubernetes@v1.36.2` kubelets and controllers keep up by default.
public struct RequestRates: Sendable, Equatable {
  private var rates = [Double](repeating: 0, count: RequestClass.allCases.count)

  /// No requests.
  public init() {}

  /// The rate of a class.
  public subscript(_ request: RequestClass) -> Double {
    get { rates[Int(request.rawValue)] }
    set { rates[Int(request.rawValue)] = newValue }
  }

  /// Writes per second.
  public var writes: Double {
    RequestClass.allCases.reduce(0) { $0 + ($1.isMutating ? self[$1] : 0) }
  }

  /// What a cluster asks its API server for while nothing happens: leases and status of its nodes,
  /// and what others read.
  public static func background(nodes: Int, _ parameters: ControlPlaneParameters) -> RequestRates {
    var rates = RequestRates()
    if parameters.leasePeriod > 0 {
      rates[.renewLease] = Double(nodes) / parameters.leasePeriod
    }
    if parameters.nodeStatusPeriod > 0 {
      rates[.updateNodeStatus] = Double(nodes) / parameters.nodeStatusPeriod
    }
    rates[.get] = parameters.userReads
    rates[.listPods] = parameters.userLists
    return rates
  }

  /// Both together.
  public static func + (left: RequestRates, right: RequestRates) -> RequestRates {
    var sum = left
    for request in RequestClass.allCases { sum[request] += right[request] }
    return sum
  }
}

/// An API server as a network of queues: seats by priority level, before cores that all requests
/// share, before a store that commits in batches.
///
///     let model = APIServerModel(nodes: 5000, parameters: .init())
///     let point = model.operate(at: rates, pods: 150_000)
///     point.quantile(0.99, of: .createPod)
///
/// Stationary: it answers how a load is borne in the long run. What changes within seconds is up to
/// whoever drives it.
///
/// Mirrors: `kubernetes@v1.36.2 staging/src/k8s.io/apiserver/pkg/util/flowcontrol` (seats, widths,
/// queues); the rest is a model.
public struct APIServerModel: Sendable, Equatable {
  /// Nodes of the cluster.
  public let nodes: Int
  /// Its size.
  public let parameters: ControlPlaneParameters
  /// Cores of the server.
  public let cores: Double

  /// The model of a cluster's API server.
  public init(nodes: Int, parameters: ControlPlaneParameters) {
    self.nodes = max(0, nodes)
    self.parameters = parameters
    cores = max(0.1, parameters.cores ?? ControlPlaneParameters.cores(forNodes: nodes))
  }

  /// How many hear of the change that a request makes.
  public func watchers(of request: RequestClass) -> Double {
    switch request {
    case .createPod, .deletePod, .bindPod, .updatePodStatus: parameters.podWatchers + 1
    case .updateEndpoints: parameters.nodesWatchEndpoints ? Double(nodes) : parameters.podWatchers
    case .updateNodeStatus: parameters.podWatchers
    case .renewLease, .createEvent: 1
    case .get, .listPods: 0
    }
  }

  /// CPU seconds of a request before its answer, and after it (watchers).
  public func cpu(of request: RequestClass, pods: Int) -> (answer: Double, watchers: Double) {
    let answer: Double =
      switch request {
      case .get: parameters.readCPU
      case .listPods: parameters.readCPU + parameters.listCPUPerObject * Double(max(0, pods))
      default: parameters.writeCPU
      }
    return (answer, watchers(of: request) * parameters.watchCPU)
  }

  /// The seats a request takes while it is worked on, and the seat-seconds it holds after its
  /// answer while its watchers are told.
  public func width(of request: RequestClass, pods: Int) -> (seats: Double, afterwards: Double) {
    if request == .listPods {
      let seats = (Double(max(0, pods)) / parameters.objectsPerSeat).rounded(.up)
      return (min(parameters.mostSeats, max(1, seats)), 0)
    }
    let watchers = watchers(of: request)
    guard request.isMutating, watchers >= parameters.watchesPerSeat else { return (1, 0) }
    return (1, watchers / parameters.watchesPerSeat * parameters.eventSeconds)
  }

  /// How a load is borne.
  public func operate(at rates: RequestRates, pods: Int) -> OperatingPoint {
    var demand = 0.0
    for request in RequestClass.allCases {
      let cpu = cpu(of: request, pods: pods)
      demand += rates[request] * (cpu.answer + cpu.watchers)
    }
    // A request among others gets a share of the cores; more requests than seats never are inside.
    let crowd = max(1, parameters.seats / cores)
    var stretch = crowd
    if demand < cores {
      let waiting = SeatQueue.waitProbability(offered: demand, seats: cores)
      stretch = min(crowd, 1 + waiting / (cores - demand))
    }
    let store = parameters.etcd.latency(writesPerSecond: rates.writes)

    var holding: [Double] = []
    var seatDemand = [Double](repeating: 0, count: PriorityLevel.allCases.count)
    var arrivals = seatDemand
    var widths = seatDemand
    for request in RequestClass.allCases {
      let service =
        cpu(of: request, pods: pods).answer * stretch + (request.isMutating ? store : 0)
      holding.append(service)
      let width = width(of: request, pods: pods)
      let level = Int(request.level.rawValue)
      seatDemand[level] += rates[request] * (width.seats * service + width.afterwards)
      arrivals[level] += rates[request]
      widths[level] += rates[request] * width.seats
    }
    let seats = SeatAllocation.current(seats: parameters.seats, demand: seatDemand)
    let levels = PriorityLevel.allCases.map { level -> SeatQueue in
      let index = Int(level.rawValue)
      // Requests of width w are as good as w seats tied together.
      let width = arrivals[index] > 0 ? max(1, widths[index] / arrivals[index]) : 1
      let service = arrivals[index] > 0 ? seatDemand[index] / arrivals[index] / width : 0
      let flows = level == .nodeHigh || level == .system ? Double(nodes) : 3
      return SeatQueue(
        seats: seats[index] / width, offered: seatDemand[index] / width, service: service,
        room: level.room(flows: flows), patience: parameters.queueWait)
    }
    return OperatingPoint(
      cpuUtilisation: min(1, demand / cores), stretch: stretch, storeLatency: store,
      storeUtilisation: min(1, rates.writes / parameters.etcd.capacity), levels: levels,
      seats: seats, seatDemand: seatDemand, holding: holding)
  }
}

/// How an API server bears a load.
///
/// Mirrors: nothing upstream.
public struct OperatingPoint: Sendable, Equatable {
  /// The share of the cores in use.
  public var cpuUtilisation: Double
  /// How many times longer work takes than alone.
  public var stretch: Double
  /// The mean seconds of a write in the store.
  public var storeLatency: Double
  /// The share of the store's writes per second.
  public var storeUtilisation: Double
  /// The queue of each priority level, in the order of `PriorityLevel.allCases`.
  public var levels: [SeatQueue]
  /// The seats of each level.
  public var seats: [Double]
  /// The seats each level would like.
  public var seatDemand: [Double]
  /// The mean seconds that a request of each class is worked on.
  public var holding: [Double]

  /// The queue that a request joins.
  public func queue(of request: RequestClass) -> SeatQueue {
    levels[Int(request.level.rawValue)]
  }

  /// The mean seconds until an answer.
  public func mean(of request: RequestClass) -> Double {
    queue(of: request).meanWait + holding[Int(request.rawValue)]
  }

  /// The seconds within which a share `p` of requests is answered.
  public func quantile(_ p: Double, of request: RequestClass) -> Double {
    queue(of: request).sojournQuantile(p, service: holding[Int(request.rawValue)])
  }

  /// The share of requests answered with 429.
  public func rejected(_ request: RequestClass) -> Double { queue(of: request).rejected }
}
