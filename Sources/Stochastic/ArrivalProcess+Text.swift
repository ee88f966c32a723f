import Documents

extension ArrivalProcess {
  /// The names of all kinds.
  public static let kindNames = ["batch", "mmpp", "nhpp", "poisson", "renewal", "trace"]

  /// Reads the text form.
  ///
  ///     poisson(rate: 3/s)
  ///     nhpp(rate: 3/s, amplitude: 0.4, period: 1d, phase: 0)
  ///     nhpp(rate: 3/s, profile: business-week, offset: 2h)
  ///     nhpp(rate: 3/s, factors: [1, 2, 4, 1], period: 1d)
  ///     mmpp(rates: [10/s, 1/s], switching: [1/m, 1/h], initial: 0)
  ///     renewal(weibull(shape: 0.5, mean: 10s))
  ///     trace(0s, 3s, 9s)
  ///     trace(file: jobs.csv, column: submit, unit: 1s)
  ///     batch(poisson(rate: 1/m), size: geometric(p: 0.2))
  ///
  /// Rates without a unit are per second, and so are gaps and instants without one.
  ///
  /// - Throws: ``DistributionError`` with the place in the text and the nearest valid name.
  public init(
    parsing text: String, observations: ObservationSource? = nil
  ) throws(DistributionError) {
    let expression = try LawReader.read(text)
    self.init(
      kind: try ArrivalForm.kind(expression, text: text, observations: observations),
      written: expression.text)
  }
}

private enum ArrivalForm {
  static let positional: [String: [String]] = [
    "poisson": ["rate"], "nhpp": ["rate"], "renewal": ["gap"], "batch": ["arrivals", "size"],
    "mmpp": ["rates", "switching"],
  ]

  static func kind(
    _ expression: LawExpression, text: String, observations: ObservationSource?
  ) throws(DistributionError) -> ArrivalProcess.Kind {
    guard case .call(let name, let arguments) = expression.content else {
      var failure = DistributionError(
        text: text, column: expression.column,
        problem: "expected an arrival process such as poisson(rate: 3/s)")
      if case .word(let word) = expression.content {
        failure.suggestion = nearestName(to: word, among: ArrivalProcess.kindNames)
      }
      throw failure
    }
    var reader = try LawArguments(
      expression, name: name, arguments: arguments, positional: positional[name] ?? [],
      text: text)
    let kind = try self.kind(name, &reader, observations)
    try reader.finish()
    if let problem = kind.problem { throw reader.error(problem) }
    return kind
  }

  private static func kind(
    _ name: String, _ reader: inout LawArguments, _ observations: ObservationSource?
  ) throws(DistributionError) -> ArrivalProcess.Kind {
    switch name {
    case "poisson":
      return .poisson(rate: try reader.rate(reader.require("rate")))
    case "nhpp":
      return try nonHomogeneous(&reader)
    case "mmpp":
      return try modulated(&reader)
    case "renewal":
      let gap = try Distribution(
        reader.require("gap"), text: reader.text, observations: observations)
      return .renewal(gap)
    case "trace":
      return .trace(try instants(&reader, observations))
    case "batch":
      let inner = try reader.require("arrivals")
      let batches = try kind(inner, text: reader.text, observations: observations)
      if case .batched = batches {
        throw reader.error("a batch cannot hold batches", at: inner.column)
      }
      let size = try Distribution(
        reader.require("size"), text: reader.text, observations: observations)
      return .batched(batches, size: size)
    default:
      var failure = reader.error("unknown arrival process \"\(name)\"")
      failure.suggestion = nearestName(to: name, among: ArrivalProcess.kindNames)
      throw failure
    }
  }

  private static func nonHomogeneous(
    _ reader: inout LawArguments
  ) throws(DistributionError) -> ArrivalProcess.Kind {
    let base = try reader.rate(reader.require("rate"))
    if let expression = reader.take("profile") {
      guard case .word(let name) = expression.content else {
        throw reader.error("expected the name of a profile", at: expression.column)
      }
      let offset = try reader.optionalAmount("offset") ?? 0
      guard let table = FactorTable.named(name, offset: offset) else {
        var failure = reader.error("unknown profile \"\(name)\"", at: expression.column)
        failure.suggestion = nearestName(to: name, among: FactorTable.names)
        throw failure
      }
      return .nonHomogeneous(base: base, profile: .table(table))
    }
    if let expression = reader.take("factors") {
      var factors: [Double] = []
      for element in try reader.list(expression) { factors.append(try reader.plain(element)) }
      if let problem = weightProblem(factors) {
        throw reader.error(problem, at: expression.column)
      }
      let period = try reader.amount("period")
      let offset = try reader.optionalAmount("offset") ?? 0
      guard period > 0 else { throw reader.error("the period must be positive") }
      return .nonHomogeneous(
        base: base,
        profile: .table(FactorTable(factors: factors, period: period, offset: offset)))
    }
    guard let amplitude = try reader.optionalPlain("amplitude") else {
      throw reader.missing(["profile", "factors", "amplitude"])
    }
    return .nonHomogeneous(
      base: base,
      profile: .sinusoid(
        amplitude: amplitude, period: try reader.amount("period"),
        phase: try reader.optionalPlain("phase") ?? 0))
  }

  private static func modulated(
    _ reader: inout LawArguments
  ) throws(DistributionError) -> ArrivalProcess.Kind {
    var rates: [Double] = []
    for element in try reader.list(reader.require("rates")) {
      rates.append(try reader.rate(element))
    }
    var switchRates: [Double] = []
    for element in try reader.list(reader.require("switching")) {
      switchRates.append(try reader.rate(element))
    }
    let initial = reader.take("initial")
    let state =
      try initial.map { expression throws(DistributionError) in
        try reader.plain(expression)
      } ?? 0
    guard state == state.rounded(), (0..<Double(rates.count)).contains(state) else {
      throw reader.error("initial is the index of a rate, from 0", at: initial?.column)
    }
    return .modulated(rates: rates, switchRates: switchRates, initialState: Int(state))
  }

  private static func instants(
    _ reader: inout LawArguments, _ observations: ObservationSource?
  ) throws(DistributionError) -> [Double] {
    guard let file = reader.take("file") else {
      var times: [Double] = []
      for argument in reader.takeAll() { times.append(try reader.amount(argument.value)) }
      return times
    }
    return try LawForm.observations(file, &reader, observations)
  }
}

extension ArrivalProcess.Kind {
  /// The text form in normal parameters.
  var text: String {
    func rates(_ values: [Double]) -> String {
      "[" + values.map(rate).joined(separator: ", ") + "]"
    }
    func rate(_ value: Double) -> String { TimeUnit.plainText(value) + "/s" }
    switch self {
    case .poisson(let value):
      return "poisson(rate: \(rate(value)))"
    case .nonHomogeneous(let base, .sinusoid(let amplitude, let period, let phase)):
      return "nhpp(rate: \(rate(base)), amplitude: \(TimeUnit.plainText(amplitude)), "
        + "period: \(TimeUnit.text(seconds: period)), phase: \(TimeUnit.plainText(phase)))"
    case .nonHomogeneous(let base, .table(let table)):
      let factors = table.factors.map(TimeUnit.plainText).joined(separator: ", ")
      let period = TimeUnit.text(seconds: table.step * Double(table.factors.count))
      return "nhpp(rate: \(rate(base)), factors: [\(factors)], period: \(period), "
        + "offset: \(TimeUnit.text(seconds: table.offset)))"
    case .modulated(let values, let switchRates, let initial):
      return "mmpp(rates: \(rates(values)), switching: \(rates(switchRates)), initial: \(initial))"
    case .renewal(let gap):
      return "renewal(\(gap))"
    case .trace(let times):
      return "trace(\(times.map(TimeUnit.text(seconds:)).joined(separator: ", ")))"
    case .batched(let batches, let size):
      return "batch(\(batches.text), size: \(size))"
    }
  }
}
