#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Components that fail while up and queue for repairers; all times exponential.
///
/// As "machine repairman" it is a pool of nodes with some repairs in parallel; as "k out of n" a
/// system that is up while at least k of its n components are.
public struct RepairableGroup: Sendable, Equatable {
  /// How many components.
  public let components: Int
  /// How many can be repaired at a time.
  public let repairers: Int
  /// Failures per unit of time of one component that is up.
  public let failureRate: Double
  /// Repairs per unit of time of one busy repairer.
  public let repairRate: Double
  /// The probability of each number of components down.
  public let downProbabilities: [Double]

  /// A group in the steady state.
  ///
  /// - Precondition: Positive counts and rates.
  public init(components: Int, repairers: Int, failureRate: Double, repairRate: Double) {
    precondition(
      components > 0 && repairers > 0 && failureRate > 0 && repairRate > 0,
      "a repairable group has components, repairers and positive rates")
    self.components = components
    self.repairers = repairers
    self.failureRate = failureRate
    self.repairRate = repairRate
    downProbabilities = BirthDeath.stationary(
      up: { Double(components - $0) * failureRate },
      down: { Double(min($0, repairers)) * repairRate }, states: components + 1)
  }

  private func expectation(_ value: (Int) -> Double) -> Double {
    downProbabilities.enumerated().reduce(0) { $0 + $1.element * value($1.offset) }
  }

  /// The mean number down.
  public var meanDown: Double { expectation { Double($0) } }
  /// The mean number down and waiting for a repairer.
  public var meanWaitingForRepair: Double { expectation { Double(max(0, $0 - repairers)) } }
  /// The mean number up.
  public var meanUp: Double { expectation { Double(components - $0) } }
  /// Failures per unit of time of all components.
  public var failureThroughput: Double { meanUp * failureRate }
  /// The mean time from a failure to the end of its repair.
  public var meanDownTime: Double { meanDown / failureThroughput }
  /// The share of time one component is up.
  public var componentAvailability: Double { meanUp / Double(components) }
  /// The share of time one repairer is busy.
  public var repairerUtilization: Double {
    expectation { Double(min($0, repairers)) } / Double(repairers)
  }

  /// The probability that fewer than `required` components are up.
  public func unavailability(required: Int) -> Double {
    downProbabilities[(components - required + 1)...].reduce(0, +)
  }

  /// The probability that at least `required` components are up.
  public func availability(required: Int) -> Double {
    downProbabilities[...(components - required)].reduce(0, +)
  }

  /// How often per unit of time the number up falls below `required`.
  public func systemFailureFrequency(required: Int) -> Double {
    downProbabilities[components - required] * Double(required) * failureRate
  }

  /// The mean time from all up until fewer than `required` are up.
  public func meanTimeToFailure(required: Int) -> Double {
    var (step, total) = (0.0, 0.0)
    for down in 0...(components - required) {
      let repair = Double(min(down, repairers)) * repairRate
      step = (1 + repair * step) / (Double(components - down) * failureRate)
      total += step
    }
    return total
  }
}

/// Identical components of which a share of the unavailability has a common cause.
public struct BetaFactorGroup: Sendable, Equatable {
  /// The probability that at least the required number is up.
  public let unavailability: Double
  /// What it would be if nothing were common.
  public let unavailabilityIfIndependent: Double

  /// A group of `components`, `required` of which are needed.
  public init(components: Int, required: Int, componentUnavailability u: Double, beta: Double) {
    func failure(_ u: Double) -> Double {
      (components - required + 1...components).reduce(0) {
        $0 + binomial(components, $1) * pow(u, Double($1)) * pow(1 - u, Double(components - $1))
      }
    }
    let independent = failure((1 - beta) * u)
    unavailability = beta * u + (1 - beta * u) * independent
    unavailabilityIfIndependent = failure(u)
  }

  /// How many times worse the common cause makes it.
  public var penaltyFactor: Double { unavailability / unavailabilityIfIndependent }
}

/// Two components hit by their own shocks and by common ones (Marshall and Olkin).
public struct CommonShockPair: Sendable, Equatable {
  /// The rate of the first component's own shocks.
  public var firstRate: Double
  /// The rate of the second component's own shocks.
  public var secondRate: Double
  /// The rate of the shocks that hit both.
  public var commonRate: Double

  /// A pair.
  public init(firstRate: Double, secondRate: Double, commonRate: Double) {
    self.firstRate = firstRate
    self.secondRate = secondRate
    self.commonRate = commonRate
  }

  private var total: Double { firstRate + secondRate + commonRate }

  /// The probability that both survive until `time`.
  public func bothSurvive(_ time: Double) -> Double { exp(-total * time) }
  /// The probability that the first survives until `time`.
  public func firstSurvives(_ time: Double) -> Double { exp(-(firstRate + commonRate) * time) }
  /// The probability that the second survives until `time`.
  public func secondSurvives(_ time: Double) -> Double { exp(-(secondRate + commonRate) * time) }
  /// The correlation of the lifetimes; also the probability that both end together.
  public var lifetimeCorrelation: Double { commonRate / total }
  /// The mean time to the first failure.
  public var meanTimeToFirst: Double { 1 / total }
  /// The mean time to the second failure.
  public var meanTimeToLast: Double {
    1 / (firstRate + commonRate) + 1 / (secondRate + commonRate) - 1 / total
  }
}

/// Regions with independent failures, of which some number is needed, and a time to fail over.
public struct RegionFailover: Sendable, Equatable {
  /// How many regions.
  public let regions: Int
  /// How many are needed to carry the load.
  public let required: Int
  /// The mean time between a region's repair and its next failure.
  public let meanTimeToFailure: Double
  /// The mean time to repair a region.
  public let meanTimeToRepair: Double
  /// How long traffic of a failed region is down before it is moved.
  public let failover: Double

  /// A set of regions; all times in one unit.
  public init(
    regions: Int, required: Int, meanTimeToFailure: Double, meanTimeToRepair: Double,
    failover: Double
  ) {
    self.regions = regions
    self.required = required
    self.meanTimeToFailure = meanTimeToFailure
    self.meanTimeToRepair = meanTimeToRepair
    self.failover = failover
  }

  private func downProbability(_ count: Int) -> Double {
    let u = meanTimeToRepair / (meanTimeToFailure + meanTimeToRepair)
    return binomial(regions, count) * pow(u, Double(count)) * pow(1 - u, Double(regions - count))
  }

  /// The probability that too few regions are up.
  public var capacityUnavailability: Double {
    guard regions - required + 1 <= regions else { return 0 }
    return (regions - required + 1...regions).reduce(0) { $0 + downProbability($1) }
  }

  /// How often per unit of time a region fails while enough others are up.
  public var survivableFailureRate: Double {
    (0..<max(0, regions - required)).reduce(0) {
      $0 + downProbability($1) * Double(regions - $1) / meanTimeToFailure
    }
  }

  /// To first order, the unavailability when a failover stops all traffic.
  public var failoverUnavailabilityAllTraffic: Double { survivableFailureRate * failover }

  /// To first order, the unavailability when a failover stops the failed region's share only.
  public var failoverUnavailabilityShare: Double {
    (0..<max(0, regions - required)).reduce(0) {
      $0 + downProbability($1) * failover / meanTimeToFailure
    }
  }

  /// The unavailability when a failover stops all traffic.
  public var totalUnavailability: Double {
    capacityUnavailability + failoverUnavailabilityAllTraffic
  }

  /// Exactly, for two regions of which one is needed, all traffic stopped during an exponential
  /// failover: the probabilities of failing over and of both regions being down.
  ///
  /// A region's repair during the failover ends it; after both were down the first region back
  /// takes the traffic at once.
  public static func exactPair(
    meanTimeToFailure: Double, meanTimeToRepair: Double, failover: Double
  ) -> (failingOver: Double, bothDown: Double) {
    let (a, b, f) = (1 / meanTimeToFailure, 1 / meanTimeToRepair, 1 / failover)
    let probabilities = MarkovChain.stationary(rates: [
      // both up, one down and failing over, one down and failed over, both down
      [0, 2 * a, 0, 0],
      [b, 0, f, a],
      [b, 0, 0, a],
      [0, 0, 2 * b, 0],
    ])
    return (probabilities[1], probabilities[3])
  }
}

func binomial(_ n: Int, _ k: Int) -> Double {
  var value = 1.0
  for i in 0..<min(k, n - k) { value = value * Double(n - i) / Double(i + 1) }
  return value
}
