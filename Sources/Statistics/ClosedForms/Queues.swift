#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is known of a stable queue in the steady state. Times are in the unit of the rates.
public struct QueueMeasures: Sendable, Equatable {
  /// The share of time a server is busy.
  public var utilization: Double
  /// The mean number waiting.
  public var meanWaiting: Double
  /// The mean number waiting or in service.
  public var meanNumber: Double
  /// The mean time from arrival to the start of service.
  public var meanWait: Double
  /// The mean time from arrival to departure.
  public var meanSojourn: Double
}

/// M/M/1: Poisson arrivals, exponential service, one server.
public struct SingleServerQueue: Sendable, Equatable {
  /// Arrivals per unit of time.
  public let arrivalRate: Double
  /// Services per unit of time of a busy server.
  public let serviceRate: Double

  /// A stable queue.
  ///
  /// - Precondition: The arrival rate is positive and below the service rate.
  public init(arrivalRate: Double, serviceRate: Double) {
    precondition(arrivalRate > 0 && arrivalRate < serviceRate, "the queue must be stable")
    self.arrivalRate = arrivalRate
    self.serviceRate = serviceRate
  }

  private var rho: Double { arrivalRate / serviceRate }
  private var slack: Double { serviceRate - arrivalRate }

  /// Means in the steady state.
  public var measures: QueueMeasures {
    QueueMeasures(
      utilization: rho, meanWaiting: rho * rho / (1 - rho), meanNumber: rho / (1 - rho),
      meanWait: rho / slack, meanSojourn: 1 / slack)
  }

  /// The probability of an empty system.
  public var emptyProbability: Double { 1 - rho }

  /// The variance of the number in the system.
  public var numberVariance: Double { rho / ((1 - rho) * (1 - rho)) }

  /// The variance of the time in the system.
  public var sojournVariance: Double { 1 / (slack * slack) }

  /// The `p`-quantile of the time waiting.
  public func waitQuantile(_ p: Double) -> Double { max(0, log(rho / (1 - p)) / slack) }

  /// The `p`-quantile of the time in the system, which is exponential.
  public func sojournQuantile(_ p: Double) -> Double { -log(1 - p) / slack }
}

/// M/M/c: Poisson arrivals, exponential service, several servers, one line.
public struct MultiServerQueue: Sendable, Equatable {
  /// Arrivals per unit of time.
  public let arrivalRate: Double
  /// Services per unit of time of one busy server.
  public let serviceRate: Double
  /// How many servers.
  public let servers: Int

  /// A stable queue.
  ///
  /// - Precondition: The arrival rate is positive and below the rate of all servers.
  public init(arrivalRate: Double, serviceRate: Double, servers: Int) {
    precondition(
      arrivalRate > 0 && servers > 0 && arrivalRate < serviceRate * Double(servers),
      "the queue must be stable")
    self.arrivalRate = arrivalRate
    self.serviceRate = serviceRate
    self.servers = servers
  }

  /// Arrivals per mean service time.
  public var offeredLoad: Double { arrivalRate / serviceRate }

  private var slack: Double { Double(servers) * serviceRate - arrivalRate }

  /// The probability that an arrival must wait (Erlang C).
  public var waitProbability: Double {
    let blocking = LossSystem.blocking(offeredLoad: offeredLoad, servers: servers)
    let rho = offeredLoad / Double(servers)
    return blocking / (1 - rho * (1 - blocking))
  }

  /// Means in the steady state.
  public var measures: QueueMeasures {
    let rho = offeredLoad / Double(servers)
    let waiting = waitProbability * rho / (1 - rho)
    return QueueMeasures(
      utilization: rho, meanWaiting: waiting, meanNumber: waiting + offeredLoad,
      meanWait: waiting / arrivalRate, meanSojourn: waiting / arrivalRate + 1 / serviceRate)
  }

  /// The `p`-quantile of the time waiting.
  public func waitQuantile(_ p: Double) -> Double {
    max(0, log(waitProbability / (1 - p)) / slack)
  }

  /// The probability of waiting longer than `time`.
  public func probabilityOfWaiting(longerThan time: Double) -> Double {
    waitProbability * exp(-slack * time)
  }
}

/// M/G/c/c: arrivals that find all servers busy are lost.
public enum LossSystem {
  /// The share lost (Erlang B); depends on the law of service through its mean only.
  public static func blocking(offeredLoad: Double, servers: Int) -> Double {
    var blocking = 1.0
    for server in 1...servers {
      blocking = offeredLoad * blocking / (Double(server) + offeredLoad * blocking)
    }
    return blocking
  }
}

/// M/M/c/K: at most K in the system, further arrivals are lost.
public struct BoundedQueue: Sendable, Equatable {
  /// The probability of each number in the system.
  public let probabilities: [Double]
  private let arrivalRate: Double
  private let servers: Int

  /// A queue of any load.
  public init(arrivalRate: Double, serviceRate: Double, servers: Int, capacity: Int) {
    self.arrivalRate = arrivalRate
    self.servers = servers
    probabilities = BirthDeath.stationary(
      up: { _ in arrivalRate }, down: { Double(min($0, servers)) * serviceRate },
      states: capacity + 1)
  }

  /// The share of arrivals lost.
  public var blocking: Double { probabilities[probabilities.count - 1] }

  /// The rate of arrivals that are not lost.
  public var effectiveArrivalRate: Double { arrivalRate * (1 - blocking) }

  /// Means in the steady state; times are those of arrivals not lost.
  public var measures: QueueMeasures {
    var (number, waiting, busy) = (0.0, 0.0, 0.0)
    for (state, probability) in probabilities.enumerated() {
      number += Double(state) * probability
      waiting += Double(max(0, state - servers)) * probability
      busy += Double(min(state, servers)) * probability
    }
    return QueueMeasures(
      utilization: busy / Double(servers), meanWaiting: waiting, meanNumber: number,
      meanWait: waiting / effectiveArrivalRate, meanSojourn: number / effectiveArrivalRate)
  }
}

/// M/G/1: Poisson arrivals, any service, one server (Pollaczek and Khinchine).
public enum GeneralServiceQueue {
  /// Means in the steady state.
  ///
  /// - Precondition: The load is below one.
  public static func measures(
    arrivalRate: Double, meanService: Double, squaredVariation: Double
  ) -> QueueMeasures {
    let rho = arrivalRate * meanService
    precondition(rho < 1, "the queue must be stable")
    let wait =
      arrivalRate * meanService * meanService * (1 + squaredVariation) / (2 * (1 - rho))
    return QueueMeasures(
      utilization: rho, meanWaiting: arrivalRate * wait, meanNumber: arrivalRate * wait + rho,
      meanWait: wait, meanSojourn: wait + meanService)
  }

  /// The squared coefficient of variation of a Weibull law.
  public static func weibullSquaredVariation(shape: Double) -> Double {
    let first = tgamma(1 + 1 / shape)
    return tgamma(1 + 2 / shape) / (first * first) - 1
  }
}
