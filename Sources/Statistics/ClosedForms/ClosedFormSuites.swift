import Conformance
import Documents

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How to replay the vectors of the closed forms that validate the simulator.
enum ClosedFormSuites {
  static let all: [VectorSuite] = [
    singleServer, multiServer, bounded, loss, generalService, machineRepair, kOutOfN, betaFactor,
    commonShock, regionFailover, simultaneousTokens, tokens,
  ]

  private static let tolerance = NumericTolerance(relative: 1e-10, absolute: 1e-12)

  private static func suite(
    _ algorithm: String, _ prepare: @escaping @Sendable (VectorInput) throws -> () -> Node
  ) -> VectorSuite {
    StatisticsSuites.suite(algorithm, tolerance, prepare)
  }

  private static let singleServer = suite("queue.mm1") { input in
    let queue = SingleServerQueue(
      arrivalRate: try input.number("arrivalRate"), serviceRate: try input.number("serviceRate"))
    return {
      var answer = queue.measures.node
      answer.set("utilization", Node(queue.measures.utilization))
      answer.set("p0", Node(queue.emptyProbability))
      answer.set("waitP99", Node(queue.waitQuantile(0.99)))
      answer.set("sojournP99", Node(queue.sojournQuantile(0.99)))
      answer.set("varianceNumber", Node(queue.numberVariance))
      answer.set("varianceSojourn", Node(queue.sojournVariance))
      return answer
    }
  }

  private static let multiServer = suite("queue.mmc") { input in
    let queue = MultiServerQueue(
      arrivalRate: try input.number("arrivalRate"), serviceRate: try input.number("serviceRate"),
      servers: try input.integer("servers"))
    return {
      var answer = queue.measures.node
      answer.set("utilization", Node(queue.measures.utilization))
      answer.set("offeredLoad", Node(queue.offeredLoad))
      answer.set("erlangC", Node(queue.waitProbability))
      answer.set("waitP95", Node(queue.waitQuantile(0.95)))
      answer.set("waitP99", Node(queue.waitQuantile(0.99)))
      answer.set(
        "probWaitExceedsMeanService",
        Node(queue.probabilityOfWaiting(longerThan: 1 / queue.serviceRate)))
      return answer
    }
  }

  private static let bounded = suite("queue.mmcK") { input in
    let queue = BoundedQueue(
      arrivalRate: try input.number("arrivalRate"), serviceRate: try input.number("serviceRate"),
      servers: try input.integer("servers"), capacity: try input.integer("capacity"))
    return {
      var answer = queue.measures.node
      answer.set("utilization", Node(queue.measures.utilization))
      answer.set("blocking", Node(queue.blocking))
      answer.set("p0", Node(queue.probabilities[0]))
      answer.set("effectiveArrivalRate", Node(queue.effectiveArrivalRate))
      return answer
    }
  }

  private static let loss = suite("queue.erlangB") { input in
    let load = try input.number("offeredLoad")
    let servers = try input.integer("servers")
    return { ["blocking": Node(LossSystem.blocking(offeredLoad: load, servers: servers))] }
  }

  private static let generalService = suite("queue.mg1") { input in
    let rate = try input.number("arrivalRate")
    let service = try input.inside("service")
    let mean = try service.number("mean")
    let variation: Double
    switch try service.text("distribution") {
    case "deterministic": variation = 0
    case "exponential": variation = 1
    case "erlang": variation = 1 / (try service.number("phases"))
    case "weibull":
      variation = GeneralServiceQueue.weibullSquaredVariation(shape: try service.number("shape"))
    default: variation = try service.number("squaredCoefficientOfVariation")
    }
    return {
      let measures = GeneralServiceQueue.measures(
        arrivalRate: rate, meanService: mean, squaredVariation: variation)
      var answer = measures.node
      answer.set("utilization", Node(measures.utilization))
      answer.set("serviceSquaredCV", Node(variation))
      return answer
    }
  }

  private static let machineRepair = suite("queue.machineRepair") { input in
    let (machines, repairers) = (try input.integer("machines"), try input.integer("repairers"))
    let (failure, repair) = (try input.number("failureRate"), try input.number("repairRate"))
    return {
      let group = RepairableGroup(
        components: machines, repairers: repairers, failureRate: failure, repairRate: repair)
      return [
        "meanDown": Node(group.meanDown), "meanUp": Node(group.meanUp),
        "meanWaitingForRepair": Node(group.meanWaitingForRepair),
        "failureThroughput": Node(group.failureThroughput),
        "meanDownTime": Node(group.meanDownTime),
        "machineAvailability": Node(group.componentAvailability),
        "repairerUtilization": Node(group.repairerUtilization),
        "probAllUp": Node(group.downProbabilities[0]),
        "probAllDown": Node(group.downProbabilities[machines]),
      ]
    }
  }

  private static let kOutOfN = suite("availability.kOutOfN") { input in
    let (count, required) = (try input.integer("components"), try input.integer("required"))
    let repairers = try input.integer("repairers")
    let (failure, repair) = (try input.number("failureRate"), try input.number("repairRate"))
    return {
      let group = RepairableGroup(
        components: count, repairers: repairers, failureRate: failure, repairRate: repair)
      let unavailability = group.unavailability(required: required)
      let availability = group.availability(required: required)
      let frequency = group.systemFailureFrequency(required: required)
      return [
        "availability": Node(availability), "unavailability": Node(unavailability),
        "systemFailureFrequency": Node(frequency),
        "meanDownTime": Node(unavailability / frequency),
        "meanUpTime": Node(availability / frequency),
        "mttfFromAllUp": Node(group.meanTimeToFailure(required: required)),
      ]
    }
  }

  /// The reference found unavailabilities as 1 − availability in 30 digits: its penalty is only as
  /// good as what those leave of the divisor.
  private static let betaFactor = VectorSuite(
    algorithm: "availability.betaFactor",
    matches: { expected, answer in
      let divisor = expected["unavailabilityIfIndependent"]?.double ?? 1
      let penalty = NumericTolerance(relative: max(tolerance.relative, 0x1p-102 / divisor))
      return expected.object?.count == answer.object?.count
        && (expected.object ?? []).allSatisfy { member in
          guard let value = answer[member.key] else { return false }
          return (member.key == "penaltyFactor" ? penalty : tolerance).matches(
            member.value, value)
        }
    }
  ) { vector in
    let input = VectorInput(vector.input)
    let (count, required) = (try input.integer("components"), try input.integer("required"))
    let u = try input.number("componentUnavailability")
    let beta = try input.number("beta")
    return PreparedDecision {
      let group = BetaFactorGroup(
        components: count, required: required, componentUnavailability: u, beta: beta)
      let answer: Node = [
        "availability": Node(1 - group.unavailability),
        "unavailability": Node(group.unavailability),
        "unavailabilityIfIndependent": Node(group.unavailabilityIfIndependent),
        "penaltyFactor": Node(group.penaltyFactor),
      ]
      return answer
    } answer: { (answer: Node) in
      answer
    }
  }

  private static let commonShock = suite("availability.marshallOlkin2") { input in
    let pair = CommonShockPair(
      firstRate: try input.number("rate1"), secondRate: try input.number("rate2"),
      commonRate: try input.number("rateCommon"))
    let time = try input.number("time")
    return {
      let (both, first, second) = (
        pair.bothSurvive(time), pair.firstSurvives(time), pair.secondSurvives(time)
      )
      return [
        "bothSurvive": Node(both), "firstSurvives": Node(first), "secondSurvives": Node(second),
        "atLeastOneSurvives": Node(first + second - both),
        "correlationOfLifetimes": Node(pair.lifetimeCorrelation),
        "probSimultaneousFailure": Node(pair.lifetimeCorrelation),
        "meanTimeToFirst": Node(pair.meanTimeToFirst),
        "meanTimeToLast": Node(pair.meanTimeToLast),
      ]
    }
  }

  private static let regionFailover = suite("availability.regionFailover") { input in
    let model = RegionFailover(
      regions: try input.integer("regions"), required: try input.integer("requiredRegions"),
      meanTimeToFailure: try input.number("regionMtbfHours"),
      meanTimeToRepair: try input.number("regionMttrHours"),
      failover: try input.number("failoverHours"))
    return {
      [
        "capacityUnavailability": Node(model.capacityUnavailability),
        "survivableFailureRatePerHour": Node(model.survivableFailureRate),
        "failoverUnavailabilityAllTraffic": Node(model.failoverUnavailabilityAllTraffic),
        "failoverUnavailabilityShareOfTraffic": Node(model.failoverUnavailabilityShare),
        "totalUnavailabilityAllTraffic": Node(model.totalUnavailability),
        "nines": Node(-log10(model.totalUnavailability)),
        "minutesPerYear": Node(model.totalUnavailability * 525_960),
      ]
    }
  }

  private static let simultaneousTokens = suite("tokenBucket.simultaneous") { input in
    let bucket = TokenBucket(rate: try input.number("rate"), burst: try input.integer("burst"))
    let requests = try input.integer("requests")
    return {
      let delays = bucket.simultaneous(requests)
      return [
        "lastDelay": Node(delays.last), "meanDelay": Node(delays.mean),
        "delayedCount": Node(delays.delayed),
      ]
    }
  }

  private static let tokens = suite("tokenBucket.fifo") { input in
    let bucket = TokenBucket(rate: try input.number("rate"), burst: try input.integer("burst"))
    let arrivals = try input.numbers("arrivals")
    return {
      let delays = bucket.delays(arrivals: arrivals)
      return [
        "delays": Node(delays.map { Node($0) }),
        "meanDelay": Node(delays.reduce(0, +) / Double(delays.count)),
        "maxDelay": Node(delays.max() ?? 0),
      ]
    }
  }
}

extension QueueMeasures {
  fileprivate var node: Node {
    [
      "L": Node(meanNumber), "Lq": Node(meanWaiting), "W": Node(meanSojourn),
      "Wq": Node(meanWait),
    ]
  }
}
