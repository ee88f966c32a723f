import Conformance
import Documents

/// How to replay the vectors of one series, of stopping, and of comparing systems.
enum ComparisonSuites {
  static let all: [VectorSuite] = [
    batchMeans, overlappingBatchMeans, autocorrelation, sequential, adjustment, dunnett, hsu, tukey,
    rinott, rinottStages, kimNelsonConstants, kimNelson, allocation, mannWhitney,
    kolmogorovSmirnov, permutation, signedRank, regression, bootstrap,
  ]

  private static let probability = NumericTolerance(relative: 1e-8, absolute: 1e-12)
  private static let integrated = NumericTolerance(relative: 1e-6, absolute: 1e-12)

  private static let batchMeans = suite("batchMeans.nonOverlapping") { input in
    let (values, size) = (try input.numbers("values"), try input.integer("batchSize"))
    let confidence = try input.number("confidence")
    return {
      let batches = try BatchMeans(values, batchSize: size, confidence: confidence)
      return [
        "batches": Node(batches.means.count), "mean": number(batches.interval.estimate),
        "varianceOfBatchMeans": number(batches.variance),
        "halfWidth": number(batches.interval.halfWidth), "low": number(batches.interval.lower),
        "high": number(batches.interval.upper), "lag1": number(batches.lagOneCorrelation),
        "vonNeumannRatio": number(batches.vonNeumannRatio),
        "vonNeumannZ": batches.independenceStatistic.map(number) ?? .null,
      ]
    }
  }

  private static let overlappingBatchMeans = suite("batchMeans.overlapping") { input in
    let (values, size) = (try input.numbers("values"), try input.integer("batchSize"))
    let confidence = try input.number("confidence")
    return {
      let batches = try OverlappingBatchMeans(values, batchSize: size, confidence: confidence)
      return [
        "mean": number(batches.interval.estimate),
        "longRunVariance": number(batches.longRunVariance),
        "degreesOfFreedom": number(batches.degreesOfFreedom),
        "halfWidth": number(batches.interval.halfWidth), "low": number(batches.interval.lower),
        "high": number(batches.interval.upper),
      ]
    }
  }

  private static let autocorrelation = suite("series.autocorrelation", probability) { input in
    let (values, lags) = (try input.numbers("values"), try input.integer("lags"))
    return {
      let result = try Autocorrelation(values, lags: lags)
      return [
        "acf": list(result.coefficients), "ljungBoxQ": number(result.ljungBox),
        "ljungBoxP": number(result.pValue),
      ]
    }
  }

  private static let sequential = suite("sequential.relativeHalfWidth") { input in
    let values = try input.numbers("values")
    let (share, confidence) = (try input.number("relativeError"), try input.number("confidence"))
    let initial = try input.integer("initialReplications")
    return {
      let rule = try StoppingRule(
        .relative(share), confidence: confidence, initialReplications: initial)
      var stopper = SequentialStopper(rule)
      for value in values { try stopper.add(value) }
      return [
        "stopped": Node(stopper.status == .reached), "replications": Node(stopper.summary.count),
        "mean": number(stopper.summary.mean), "halfWidth": number(stopper.interval.halfWidth),
        "adjustedRelativeError": number(rule.threshold),
      ]
    }
  }

  private static let adjustment = suite("multiple.adjust", probability) { input in
    let (pValues, alpha) = (try input.numbers("pValues"), try input.number("alpha"))
    return {
      var answer: Node = [:]
      for method in PValueAdjustment.allCases {
        answer.set(
          method.rawValue,
          [
            "adjusted": list(try method.adjusted(pValues)),
            "rejected": Node(try method.rejected(pValues, alpha: alpha).map { Node($0) }),
          ])
      }
      return answer
    }
  }

  private static let dunnett = suite("multiple.dunnettOneSidedCritical", integrated) { input in
    let comparisons = try input.integer("comparisons")
    let (freedom, correlation) = (
      try input.number("degreesOfFreedom"), try input.number("correlation")
    )
    let p = try input.number("probability")
    return {
      [
        "critical": number(
          Dunnett.quantile(
            p, comparisons: comparisons, degreesOfFreedom: freedom, correlation: correlation))
      ]
    }
  }

  private static let hsu = suite("multiple.hsuMCB", integrated) { input in
    let arms = try groups(input)
    let confidence = try input.number("confidence")
    let largerIsBetter = try input.flag("largerIsBetter")
    return {
      let result = try BestComparison.hsu(
        arms, confidence: confidence, largerIsBetter: largerIsBetter)
      return [
        "critical": number(result.critical), "halfWidth": number(result.halfWidth),
        "means": list(result.arms.map(\.mean)),
        "intervals": Node(
          result.arms.map { list([$0.difference.lower, $0.difference.upper]) }),
      ]
    }
  }

  private static let tukey = suite("multiple.tukeyHSD", integrated) { input in
    let arms = try groups(input)
    let confidence = try input.number("confidence")
    return {
      let result = try PairwiseComparison(arms, confidence: confidence)
      func matrix(_ entry: (Int, Int) -> Double) -> Node {
        Node(arms.indices.map { i in list(arms.indices.map { j in entry(i, j) }) })
      }
      return [
        "statistic": matrix { result.difference($0, $1).estimate },
        "pValue": matrix { result.pValue($0, $1) },
        "low": matrix { result.difference($0, $1).lower },
        "high": matrix { result.difference($0, $1).upper },
      ]
    }
  }

  private static let rinott = suite("select.rinottH", integrated) { input in
    let arms = try input.integer("systems")
    let p = try input.number("probabilityCorrectSelection")
    let initial = try input.integer("initialReplications")
    return {
      [
        "h": number(
          try RinottSelection.constant(arms: arms, probability: p, initialReplications: initial))
      ]
    }
  }

  private static let rinottStages = suite("select.rinottSecondStage", integrated) { input in
    let (variances, indifference) = (
      try input.numbers("variances"), try input.number("indifference")
    )
    let p = try input.number("probabilityCorrectSelection")
    let initial = try input.integer("initialReplications")
    return {
      let h = try RinottSelection.constant(
        arms: variances.count, probability: p, initialReplications: initial)
      return [
        "h": number(h),
        "totalReplications": Node(
          variances.map {
            Node(
              RinottSelection.totalReplications(
                variance: $0, constant: h, indifference: indifference,
                initialReplications: initial))
          }),
      ]
    }
  }

  private static let kimNelsonConstants = suite("select.knConstants") { input in
    let (arms, initial) = (
      try input.integer("systems"), try input.integer("initialReplications")
    )
    let alpha = try input.number("alpha")
    return {
      let constants = try KimNelsonSelection.constants(
        arms: arms, initialReplications: initial, alpha: alpha)
      return ["eta": number(constants.eta), "hSquared": number(constants.squaredH)]
    }
  }

  private static let kimNelson = suite("select.kn") { input in
    let observations = try lists(input, "observations")
    let (alpha, indifference) = (try input.number("alpha"), try input.number("indifference"))
    let initial = try input.integer("initialReplications")
    let largerIsBetter = try input.flag("largerIsBetter")
    return {
      var selection = try KimNelsonSelection(
        arms: observations.count, alpha: alpha, indifference: indifference,
        initialReplications: initial, largerIsBetter: largerIsBetter)
      for (arm, values) in observations.enumerated() { try selection.add(values, arm: arm) }
      let constants = try KimNelsonSelection.constants(
        arms: observations.count, initialReplications: initial, alpha: alpha)
      var selected = Node.null
      if case .selected(let arm) = selection.outcome { selected = Node(arm) }
      return [
        "selected": selected, "survivors": Node(selection.survivors.map { Node($0) }),
        "replicationsUsed": Node(selection.replications),
        "eliminatedAt": Node(selection.eliminatedAt.map { Node($0 ?? -1) }),
        "hSquared": number(constants.squaredH),
      ]
    }
  }

  private static let allocation = suite("select.ocba", probability) { input in
    let (means, deviations) = (
      try input.numbers("means"), try input.numbers("standardDeviations")
    )
    let budget = try input.integer("budget")
    let largerIsBetter = try input.flag("largerIsBetter")
    return {
      let result = try BudgetAllocation(
        means: means, standardDeviations: deviations, budget: budget,
        largerIsBetter: largerIsBetter)
      return [
        "best": Node(result.best), "fractions": list(result.fractions),
        "largestRemainder": Node(result.replications.map { Node($0) }),
        "approximatePCS": number(result.probabilityOfCorrectSelection),
      ]
    }
  }

  private static let mannWhitney = suite("test.mannWhitney", probability) { input in
    let (first, second) = (try input.numbers("first"), try input.numbers("second"))
    return {
      let test = try MannWhitneyTest(first, second)
      var answer: Node = [
        "U1": number(test.statistic), "asymptoticP": number(test.asymptotic()),
        "asymptoticPNoContinuity": number(test.asymptotic(continuity: false)),
        "A12": number(test.probabilityOfLarger), "cliffsDelta": number(test.cliffsDelta),
        "hodgesLehmannShift": number(try hodgesLehmannShift(first, second)),
      ]
      // The reference recorded exact p-values for at most 400 pairs.
      if first.count * second.count <= 400, let exact = test.exact {
        answer.set("exactP", number(exact.twoSided))
        answer.set("exactLess", number(exact.less))
        answer.set("exactGreater", number(exact.greater))
      }
      return answer
    }
  }

  private static let kolmogorovSmirnov = suite("test.ks2", probability) { input in
    let (first, second) = (try input.numbers("first"), try input.numbers("second"))
    return {
      let test = try KolmogorovSmirnovTest(first, second)
      return [
        "D": number(test.distance), "exactP": number(test.exact),
        "asymptoticP": number(test.asymptotic),
      ]
    }
  }

  private static let permutation = suite("test.permutationMeanDifference", probability) { input in
    let (first, second) = (try input.numbers("first"), try input.numbers("second"))
    return {
      var none = NoRandomness()
      let test = try PermutationTest(meanDifference: first, second, using: &none)
      return ["statistic": number(test.statistic), "twoSidedP": number(test.pValue)]
    }
  }

  private static let signedRank = suite("test.wilcoxonSignedRank", probability) { input in
    let (first, second) = (try input.numbers("first"), try input.numbers("second"))
    return {
      let test = try SignedRankTest(first, second)
      return [
        "statistic": number(test.statistic), "exactP": number(test.exact ?? test.asymptotic),
      ]
    }
  }

  private static let regression = suite("regression.decision", probability) { input in
    let (baseline, candidate) = (try input.numbers("baseline"), try input.numbers("candidate"))
    let (alpha, threshold) = (try input.number("alpha"), try input.number("noiseThreshold"))
    let smallerIsBetter = try input.flag("smallerIsBetter")
    return {
      let check = try RegressionCheck(
        baseline: baseline, candidate: candidate, alpha: alpha, noiseThreshold: threshold,
        smallerIsBetter: smallerIsBetter)
      let fences = check.candidateFences
      return [
        "relativeMedianChange": number(check.relativeMedianChange),
        "mannWhitneyP": number(check.pValue), "A12": number(check.probabilityOfLarger),
        "welchT": number(check.welch.statistic), "welchP": number(check.welch.pValue),
        "madBaseline": number(check.baselineSpread), "madCandidate": number(check.candidateSpread),
        "hodgesLehmannRatio": number(check.hodgesLehmannRatio),
        "tukeyFencesCandidate": [
          "q1": number(fences.lowerQuartile), "q3": number(fences.upperQuartile),
          "lowSevere": number(fences.fences(3).low), "lowMild": number(fences.fences(1.5).low),
          "highMild": number(fences.fences(1.5).high),
          "highSevere": number(fences.fences(3).high),
          "mildOutliers": Node(fences.mildOutliers), "severeOutliers": Node(fences.severeOutliers),
        ],
        "decision": Node(check.decision.rawValue),
      ]
    }
  }

  private static let bootstrap = suite("bootstrap.mean", probability) { input in
    let values = try input.numbers("values")
    let resamples = try lists(input, "resampleIndices").map { $0.map { Int(exactly: $0) ?? -1 } }
    let confidence = try input.number("confidence")
    return {
      let result = try Bootstrap(values, resamples: resamples, confidence: confidence)
      return [
        "mean": number(result.estimate),
        "percentile": list([result.percentile.lower, result.percentile.upper]),
        "z0": number(result.bias), "acceleration": number(result.acceleration),
        "bcaLevels": list(result.correctedLevels),
        "bca": list([result.corrected.lower, result.corrected.upper]),
      ]
    }
  }

  /// A number as the vectors write it: what JSON has no number for is a text.
  private static func number(_ value: Double) -> Node {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value > 0 ? "inf" : "-inf" }
    return Node(value)
  }

  private static func list(_ values: [Double]) -> Node { Node(values.map(number)) }

  private static func lists(
    _ input: VectorInput, _ name: String
  ) throws(VectorInputError) -> [[Double]] {
    let rows = try input.member(name).array ?? []
    return try rows.map { row throws(VectorInputError) in
      try VectorInput(["row": row]).numbers("row")
    }
  }

  private static func groups(_ input: VectorInput) throws(VectorInputError) -> [Arm] {
    try lists(input, "groups").enumerated().map { Arm("\($0)", $1) }
  }

  /// A suite whose answer is an error's text where the sample has no answer.
  private static func suite(
    _ algorithm: String, _ tolerance: NumericTolerance = StatisticsSuites.moment,
    _ prepare: @escaping @Sendable (VectorInput) throws -> () throws -> Node
  ) -> VectorSuite {
    VectorSuite(algorithm: algorithm, matches: tolerance.matches) { vector in
      let answer = try prepare(VectorInput(vector.input))
      return PreparedDecision(
        decide: { () -> Node in
          do { return try answer() } catch let error as SampleError {
            return ["error": Node(error.description)]
          }
        }, answer: { $0 })
    }
  }
}

/// For exact permutation tests: the vectors have no others, and zeros would do.
private struct NoRandomness: RandomNumberGenerator {
  mutating func next() -> UInt64 { 0 }
}
