import Documents

/// The arguments of one call in a text, taken out by name or by position.
///
/// Keeps count of what has been asked for, so that an argument nobody asked for is reported with
/// the nearest name that would have been valid; and of the dimension of the amounts, so that a text
/// cannot mix durations with plain numbers.
struct LawArguments {
  let text: String
  let call: LawExpression
  let name: String
  private var remaining: [LawExpression.Argument]
  private var asked: [String] = []
  private(set) var dimension: Quantity.Dimension?

  /// - Parameter positional: The names that unlabelled arguments stand for, in order.
  init(
    _ call: LawExpression, name: String, arguments: [LawExpression.Argument],
    positional: [String], text: String
  ) throws(DistributionError) {
    self.text = text
    self.call = call
    self.name = name
    var named: [LawExpression.Argument] = []
    var seen: Set<String> = []
    for (index, argument) in arguments.enumerated() {
      var argument = argument
      if argument.label == nil, index < positional.count {
        argument.label = LawExpression(
          content: .word(positional[index]), column: argument.value.column)
      }
      if case .word(let label)? = argument.label?.content, !seen.insert(label).inserted {
        throw DistributionError(
          text: text, column: argument.value.column, problem: "\"\(label)\" is given twice")
      }
      named.append(argument)
    }
    remaining = named
  }

  func error(_ problem: String, at column: Int? = nil) -> DistributionError {
    DistributionError(text: text, column: column ?? call.column, problem: problem)
  }

  /// Takes the argument of that name, if it was given.
  mutating func take(_ label: String) -> LawExpression? {
    asked.append(label)
    let index = remaining.firstIndex { argument in
      if case .word(let word)? = argument.label?.content { return word == label }
      return false
    }
    return index.map { remaining.remove(at: $0).value }
  }

  /// Takes every argument left, labelled or not.
  mutating func takeAll() -> [LawExpression.Argument] {
    defer { remaining = [] }
    return remaining
  }

  mutating func require(_ label: String) throws(DistributionError) -> LawExpression {
    if let expression = take(label) { return expression }
    throw missing([label])
  }

  /// What to say when none of the given forms was found.
  func missing(_ labels: [String]) -> DistributionError {
    if let unknown = unknownArgument(also: labels) { return unknown }
    let list = labels.map { "\"\($0)\"" }.joined(separator: " or ")
    return error("\(name) needs \(list)")
  }

  /// Reports an argument that was never asked for.
  func finish() throws(DistributionError) {
    if let unknown = unknownArgument(also: []) { throw unknown }
  }

  private func unknownArgument(also labels: [String]) -> DistributionError? {
    guard let argument = remaining.first else { return nil }
    guard let label = argument.label else {
      return error("\(name) takes fewer arguments", at: argument.value.column)
    }
    var failure = error("\(name) has no parameter \"\(label.text)\"", at: label.column)
    failure.suggestion = nearestName(to: label.text, among: asked + labels)
    return failure
  }

  /// An amount: a duration or a plain number, the same for all amounts of a text.
  mutating func amount(_ expression: LawExpression) throws(DistributionError) -> Double {
    let quantity = try self.quantity(expression)
    switch quantity.dimension {
    case .rate:
      throw error("expected an amount, not a rate", at: expression.column)
    case .number where quantity.value == 0:
      return 0
    case .number, .time:
      try note(quantity.dimension, at: expression.column)
      return quantity.value
    }
  }

  mutating func amount(_ label: String) throws(DistributionError) -> Double {
    try amount(require(label))
  }

  mutating func optionalAmount(_ label: String) throws(DistributionError) -> Double? {
    guard let expression = take(label) else { return nil }
    return try amount(expression)
  }

  /// A number without unit.
  func plain(_ expression: LawExpression) throws(DistributionError) -> Double {
    let quantity = try self.quantity(expression)
    guard quantity.dimension == .number else {
      throw error("expected a number without unit", at: expression.column)
    }
    return quantity.value
  }

  mutating func plain(_ label: String) throws(DistributionError) -> Double {
    try plain(require(label))
  }

  mutating func optionalPlain(_ label: String) throws(DistributionError) -> Double? {
    guard let expression = take(label) else { return nil }
    return try plain(expression)
  }

  mutating func integer(_ label: String) throws(DistributionError) -> Int {
    let expression = try require(label)
    let value = try plain(expression)
    guard value == value.rounded(), abs(value) < 1e15 else {
      throw error("\(label) must be a whole number", at: expression.column)
    }
    return Int(value)
  }

  /// A rate: `3/s`, or a plain number of events per second.
  func rate(_ expression: LawExpression) throws(DistributionError) -> Double {
    let quantity = try self.quantity(expression)
    guard quantity.dimension != .time else {
      throw error("expected a rate such as 3/s, not a duration", at: expression.column)
    }
    return quantity.value
  }

  /// The elements of a list.
  func list(_ expression: LawExpression) throws(DistributionError) -> [LawExpression] {
    guard case .list(let elements) = expression.content else {
      throw error("expected a list in [ ]", at: expression.column)
    }
    return elements
  }

  /// Records the dimension of one amount and refuses a mixture of the two.
  mutating func note(_ dimension: Quantity.Dimension, at column: Int) throws(DistributionError) {
    if let other = self.dimension, other != dimension {
      throw error(
        "durations and plain numbers are mixed; give every amount a unit of time or none",
        at: column)
    }
    self.dimension = dimension
  }

  private func quantity(_ expression: LawExpression) throws(DistributionError) -> Quantity {
    switch expression.content {
    case .quantity(let quantity):
      return quantity
    case .word(let word):
      throw error("expected a number, not \"\(word)\"", at: expression.column)
    case .string, .list, .call:
      throw error("expected a number", at: expression.column)
    }
  }
}
