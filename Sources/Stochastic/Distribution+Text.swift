import Documents
import CGSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where the values of `empirical(file: …, column: …)` come from.
///
/// This module reads no files; whoever reads a scenario passes the way to its files. The thrown
/// error's description becomes part of the message.
public typealias ObservationSource = (_ file: String, _ column: String?) throws -> [Double]

extension Distribution {
  /// Reads the text form.
  ///
  /// A quantity alone is a constant. Amounts are plain numbers or durations with a unit (ns, us,
  /// ms, s, m, h, d, w, y; `1h30m` adds up), never both in one text; with units, values are in
  /// seconds. The first parameters of a law may be given without their names.
  ///
  ///     30s                            constant(30s)
  ///     uniform(low: 1s, high: 2s)     triangular(low: 0, mode: 1, high: 4)
  ///     exponential(mean: 90d)         exponential(rate: 3/h)
  ///     exponential(afr: 1.5%)         annual failure rate
  ///     weibull(shape: 0.7, mean: 90d) … scale: … median:
  ///     lognormal(median: 5m, sigma: 1.2)   lognormal(mean: 5m, cv2: 4)
  ///     lognormal(median: 5m, p95: 1h)      lognormal(zeta: 1, sigma: 2)
  ///     normal(mean: 10, sd: 2)        gamma(shape: 0.35, scale: 5102h)
  ///     erlang(phases: 4, mean: 1s)    beta(a: 2, b: 3, low: 1s, high: 9s)
  ///     hyperexponential(mean: 1s, cv2: 5)
  ///     hyperexponential(0.9: 1s, 0.1: 60s)
  ///     pareto(shape: 1.5, minimum: 1s)
  ///     bounded-pareto(shape: 1.5, low: 1s, high: 1d)
  ///     zipf(exponent: 1.1, n: 1000)   poisson(mean: 3)   geometric(p: 0.1)
  ///     binomial(p: 0.1, trials: 9)    negative-binomial(p: 0.1, n: 2.5)
  ///     discrete(1s: 0.5, 5s: 0.5)     value: weight
  ///     empirical(1s, 3s, 4s)          empirical(file: gaps.csv, column: gap)
  ///     mixture(0.9: exponential(mean: 10s), 0.1: 5m)   weight: distribution
  ///     shifted(by: 10s, exponential(mean: 5s))
  ///
  /// - Throws: ``DistributionError`` with the place in the text and the nearest valid name.
  public init(
    parsing text: String, observations: ObservationSource? = nil
  ) throws(DistributionError) {
    let expression = try LawReader.read(text)
    try self.init(expression, text: text, observations: observations)
  }

  /// The names of all laws.
  public static let lawNames = [
    "bernoulli", "beta", "binomial", "bounded-pareto", "constant", "discrete", "empirical",
    "erlang", "exponential", "gamma", "geometric", "hyperexponential", "lognormal", "mixture",
    "negative-binomial", "normal", "pareto", "poisson", "shifted", "triangular", "uniform",
    "weibull", "zipf",
  ]

  init(
    _ expression: LawExpression, text: String, observations: ObservationSource?
  ) throws(DistributionError) {
    switch expression.content {
    case .quantity(let quantity):
      guard quantity.dimension != .rate else {
        throw DistributionError(
          text: text, column: expression.column,
          problem: "a rate is not a distribution; write exponential(rate: \(quantity.text))")
      }
      self.init(
        law: .constant(quantity.value), dimension: quantity.dimension == .time ? .time : .number,
        written: "constant(\(quantity.text))")
    case .call(let name, let arguments):
      var reader = try LawArguments(
        expression, name: name, arguments: arguments,
        positional: LawForm.positional[name] ?? [], text: text)
      let law = try LawForm.law(name, &reader, observations)
      try reader.finish()
      if let problem = law.problem { throw reader.error(problem) }
      self.init(
        law: law, dimension: reader.dimension == .time ? .time : .number,
        written: expression.text)
    case .word(let word):
      var failure = DistributionError(
        text: text, column: expression.column,
        problem: Self.lawNames.contains(word)
          ? "the parameters of \(word) are missing" : "unknown distribution \"\(word)\"")
      failure.suggestion =
        Self.lawNames.contains(word) ? nil : nearestName(to: word, among: Self.lawNames)
      throw failure
    case .string, .list:
      throw DistributionError(
        text: text, column: expression.column, problem: "expected a distribution")
    }
  }
}

/// How each law's arguments become its parameters.
enum LawForm {
  /// What unlabelled arguments stand for.
  fileprivate static let positional: [String: [String]] = [
    "bernoulli": ["p"], "beta": ["a", "b"], "binomial": ["p", "trials"],
    "bounded-pareto": ["shape", "low", "high"], "constant": ["value"],
    "erlang": ["phases", "mean"], "exponential": ["mean"], "gamma": ["shape", "scale"],
    "geometric": ["p"], "lognormal": ["median", "sigma"],
    "negative-binomial": ["p", "n"], "normal": ["mean", "sd"], "pareto": ["shape", "minimum"],
    "poisson": ["mean"], "shifted": ["by", "law"], "triangular": ["low", "mode", "high"],
    "uniform": ["low", "high"], "weibull": ["shape", "scale"], "zipf": ["exponent", "n"],
  ]

  fileprivate static func law(
    _ name: String, _ reader: inout LawArguments, _ observations: ObservationSource?
  ) throws(DistributionError) -> Law {
    switch name {
    case "constant":
      return .constant(try reader.amount("value"))
    case "uniform":
      return .uniform(low: try reader.amount("low"), high: try reader.amount("high"))
    case "triangular":
      return .triangular(
        low: try reader.amount("low"), mode: try reader.amount("mode"),
        high: try reader.amount("high"))
    case "exponential":
      return .exponential(mean: try exponentialMean(&reader))
    case "weibull":
      return try weibull(&reader)
    case "lognormal":
      return try lognormal(&reader)
    case "normal":
      return .normal(mean: try reader.amount("mean"), deviation: try reader.amount("sd"))
    case "gamma":
      let shape = try reader.plain("shape")
      if let mean = try reader.optionalAmount("mean") {
        return .gamma(shape: shape, scale: mean / shape)
      }
      return .gamma(shape: shape, scale: try reader.amount("scale"))
    case "erlang":
      let phases = try reader.integer("phases")
      if let scale = try reader.optionalAmount("scale") {
        return .erlang(phases: phases, scale: scale)
      }
      return .erlang(phases: phases, scale: try reader.amount("mean") / Double(phases))
    case "hyperexponential":
      return try hyperexponential(&reader)
    case "pareto":
      return .pareto(shape: try reader.plain("shape"), minimum: try reader.amount("minimum"))
    case "bounded-pareto":
      return .boundedPareto(
        shape: try reader.plain("shape"), low: try reader.amount("low"),
        high: try reader.amount("high"))
    case "beta":
      return .beta(
        a: try reader.plain("a"), b: try reader.plain("b"),
        low: try reader.optionalAmount("low") ?? 0, high: try reader.optionalAmount("high") ?? 1)
    case "empirical":
      return try empirical(&reader, observations)
    case "discrete":
      return try discrete(&reader)
    case "mixture":
      return try mixture(&reader, observations)
    case "shifted":
      let offset = try reader.amount("by")
      let inner = try part(try reader.require("law"), &reader, observations)
      return .shifted(by: offset, inner)
    default:
      return try countLaw(name, &reader)
    }
  }

  /// The laws of counts, whose parameters have no units.
  private static func countLaw(
    _ name: String, _ reader: inout LawArguments
  ) throws(DistributionError) -> Law {
    switch name {
    case "zipf":
      let exponent = try reader.plain("exponent")
      let count = try reader.integer("n")
      guard exponent > 0, count >= 1 else {
        throw reader.error("zipf needs a positive exponent and at least one rank")
      }
      return .zipf(ZipfLaw(exponent: exponent, count: count))
    case "poisson":
      return .poisson(mean: try reader.plain("mean"))
    case "bernoulli":
      return .binomial(p: try reader.plain("p"), trials: 1)
    case "binomial":
      return .binomial(p: try reader.plain("p"), trials: try reader.integer("trials"))
    case "geometric":
      return .geometric(p: try reader.plain("p"))
    case "negative-binomial":
      return .negativeBinomial(p: try reader.plain("p"), n: try reader.plain("n"))
    default:
      var failure = reader.error("unknown distribution \"\(name)\"")
      failure.suggestion = nearestName(to: name, among: Distribution.lawNames)
      throw failure
    }
  }

  private static func exponentialMean(
    _ reader: inout LawArguments
  ) throws(DistributionError) -> Double {
    if let expression = reader.take("rate") {
      guard case .quantity(let quantity) = expression.content, quantity.value > 0 else {
        throw reader.error("the rate must be positive, such as 3/h", at: expression.column)
      }
      let rate = try reader.rate(expression)
      try reader.note(quantity.dimension == .rate ? .time : .number, at: expression.column)
      return 1 / rate
    }
    if let expression = reader.take("afr") {
      let rate = try reader.plain(expression)
      guard rate > 0, rate < 1 else {
        throw reader.error("afr must lie between 0 % and 100 %", at: expression.column)
      }
      try reader.note(.time, at: expression.column)
      return TimeUnit.year.seconds / -log1p(-rate)
    }
    guard let mean = try reader.optionalAmount("mean") else {
      throw reader.missing(["mean", "rate", "afr"])
    }
    return mean
  }

  private static func weibull(_ reader: inout LawArguments) throws(DistributionError) -> Law {
    let shape = try reader.plain("shape")
    if let mean = try reader.optionalAmount("mean") {
      return .weibull(shape: shape, scale: mean / tgamma(1 + 1 / shape))
    }
    if let median = try reader.optionalAmount("median") {
      return .weibull(shape: shape, scale: median / pow(log(2), 1 / shape))
    }
    guard let scale = try reader.optionalAmount("scale") else {
      throw reader.missing(["scale", "mean", "median"])
    }
    return .weibull(shape: shape, scale: scale)
  }

  private static func lognormal(_ reader: inout LawArguments) throws(DistributionError) -> Law {
    if let median = try reader.optionalAmount("median") {
      guard median > 0 else { throw reader.error("median must be positive") }
      if let p95 = try reader.optionalAmount("p95") {
        guard p95 >= median else { throw reader.error("p95 must not be below the median") }
        return .lognormal(
          zeta: log(median), sigma: log(p95 / median) / gsl_cdf_ugaussian_Pinv(0.95))
      }
      guard let sigma = try reader.optionalPlain("sigma") else {
        throw reader.missing(["sigma", "p95"])
      }
      return .lognormal(zeta: log(median), sigma: sigma)
    }
    if let mean = try reader.optionalAmount("mean") {
      guard mean > 0 else { throw reader.error("mean must be positive") }
      let squared: Double
      if let cv2 = try reader.optionalPlain("cv2") {
        guard cv2 >= 0 else { throw reader.error("cv2 must not be negative") }
        squared = log1p(cv2)
      } else if let sigma = try reader.optionalPlain("sigma") {
        guard sigma >= 0 else { throw reader.error("sigma must not be negative") }
        squared = sigma * sigma
      } else {
        throw reader.missing(["cv2", "sigma"])
      }
      return .lognormal(zeta: log(mean) - squared / 2, sigma: sqrt(squared))
    }
    guard let location = reader.take("zeta") else {
      throw reader.missing(["median", "mean", "zeta"])
    }
    // The location is the logarithm of a number of seconds; it has no unit of its own, so the
    // law's dimension is said by `unit`.
    let zeta = try reader.plain(location)
    let sigma = try reader.plain("sigma")
    guard let unit = try reader.optionalAmount("unit") else {
      try reader.note(.number, at: location.column)
      return .lognormal(zeta: zeta, sigma: sigma)
    }
    guard unit > 0 else { throw reader.error("unit must be positive") }
    return .lognormal(zeta: zeta + log(unit), sigma: sigma)
  }

  private static func hyperexponential(
    _ reader: inout LawArguments
  ) throws(DistributionError) -> Law {
    if let mean = try reader.optionalAmount("mean") {
      let cv2 = try reader.plain("cv2")
      guard cv2 > 1 else { throw reader.error("cv2 of a hyperexponential must exceed 1") }
      guard mean > 0 else { throw reader.error("mean must be positive") }
      // Balanced means: both phases contribute the same share of the mean.
      let p = (1 + sqrt((cv2 - 1) / (cv2 + 1))) / 2
      return .hyperexponential(
        weights: [p, 1 - p], means: [mean / (2 * p), mean / (2 * (1 - p))])
    }
    var weights: [Double] = []
    var means: [Double] = []
    for argument in reader.takeAll() {
      guard let label = argument.label else {
        throw reader.error("expected weight: mean", at: argument.value.column)
      }
      weights.append(try reader.plain(label))
      means.append(try reader.amount(argument.value))
    }
    guard !weights.isEmpty else { throw reader.missing(["mean"]) }
    if let problem = weightProblem(weights) { throw reader.error(problem) }
    let total = weights.reduce(0, +)
    return .hyperexponential(weights: weights.map { $0 / total }, means: means)
  }

  private static func discrete(_ reader: inout LawArguments) throws(DistributionError) -> Law {
    var values: [Double] = []
    var weights: [Double] = []
    for argument in reader.takeAll() {
      values.append(try reader.amount(argument.label ?? argument.value))
      weights.append(argument.label == nil ? 1 : try reader.plain(argument.value))
    }
    guard !values.isEmpty else { throw reader.error("discrete needs value: weight") }
    if let problem = weightProblem(weights) { throw reader.error(problem) }
    return .discrete(DiscreteLaw(values: values, weights: weights))
  }

  private static func mixture(
    _ reader: inout LawArguments, _ observations: ObservationSource?
  ) throws(DistributionError) -> Law {
    var components: [MixtureLaw.Component] = []
    for argument in reader.takeAll() {
      guard let label = argument.label else {
        throw reader.error("expected weight: distribution", at: argument.value.column)
      }
      components.append(
        .init(
          weight: try reader.plain(label),
          distribution: try part(argument.value, &reader, observations)))
    }
    guard !components.isEmpty else {
      throw reader.error("mixture needs weight: distribution")
    }
    if let problem = weightProblem(components.map(\.weight)) { throw reader.error(problem) }
    return .mixture(MixtureLaw(components))
  }

  /// A distribution inside another; both must measure the same.
  private static func part(
    _ expression: LawExpression, _ reader: inout LawArguments,
    _ observations: ObservationSource?
  ) throws(DistributionError) -> Distribution {
    let part = try Distribution(expression, text: reader.text, observations: observations)
    if part.law != .constant(0) {
      try reader.note(part.dimension == .time ? .time : .number, at: expression.column)
    }
    return part
  }

  private static func empirical(
    _ reader: inout LawArguments, _ observations: ObservationSource?
  ) throws(DistributionError) -> Law {
    guard let file = reader.take("file") else {
      var values: [Double] = []
      for argument in reader.takeAll() {
        guard argument.label == nil else {
          throw reader.error("expected values or file:", at: argument.value.column)
        }
        values.append(try reader.amount(argument.value))
      }
      guard !values.isEmpty else { throw reader.error("empirical needs values or file:") }
      return .empirical(EmpiricalLaw(values))
    }
    return .empirical(EmpiricalLaw(try LawForm.observations(file, &reader, observations)))
  }

  /// The values of a file's column, times `unit:` if that is given.
  static func observations(
    _ file: LawExpression, _ reader: inout LawArguments, _ observations: ObservationSource?
  ) throws(DistributionError) -> [Double] {
    let path = try name(file, reader)
    var column: String?
    if let expression = reader.take("column") { column = try name(expression, reader) }
    let unit = try reader.optionalAmount("unit") ?? 1
    guard let observations else {
      throw reader.error("files cannot be read here", at: file.column)
    }
    let values: [Double]
    do {
      values = try observations(path, column)
    } catch {
      throw reader.error("\(error)", at: file.column)
    }
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else {
      throw reader.error("\"\(path)\" holds no values", at: file.column)
    }
    return values.map { $0 * unit }
  }

  private static func name(
    _ expression: LawExpression, _ reader: LawArguments
  ) throws(DistributionError) -> String {
    switch expression.content {
    case .word(let word): return word
    case .string(let string): return string
    case .quantity, .list, .call:
      throw reader.error("expected a name", at: expression.column)
    }
  }
}
