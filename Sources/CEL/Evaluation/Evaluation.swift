/// One evaluation of a plan.
///
/// Costs are counted as upstream counts them, also where a step fails, because the limit decides
/// whether there is a result.
///
/// Mirrors: `google/cel-go@v0.29.2 interpreter/interpretable.go`, `interpreter/runtimecost.go`.
struct Evaluation {
  enum Slot {
    case unset
    case value(CELValue)
    case error(CELEvaluationError)
    /// What a comprehension collects, before it is first read.
    case pending(Int)
  }

  typealias Failure = CELEvaluationError

  let plan: Plan
  let scores: (any CELScoreSource)?
  let limit: UInt64
  var slots: [Slot]
  var cost: UInt64 = 0
  /// How many more bytes and elements may be created.
  private var remainingMemory = 64 << 20
  /// How many more steps regular expressions may take.
  var fuel = 500_000_000
  /// The last pattern that was not constant.
  var lastPattern: (text: String, expression: RegularExpression)?

  init(
    _ plan: Plan, _ variables: [CELValue], scores: (any CELScoreSource)?, limit: UInt64
  ) {
    self.plan = plan
    self.scores = scores
    self.limit = limit
    slots = [Slot](repeating: .unset, count: plan.slotCount)
    for index in 0..<min(plan.variables.count, variables.count) {
      slots[index] = .value(variables[index])
    }
  }

  mutating func charge(_ amount: UInt64) throws(Failure) {
    cost &+= amount
    if cost > limit { throw Failure(.costLimitExceeded) }
  }

  /// Notes that memory is taken, which the cost of some calls does not show.
  mutating func allocate(_ count: Int) throws(Failure) {
    remainingMemory -= count
    if remainingMemory < 0 {
      throw Failure(.resourcesExhausted("the expression makes too large values"))
    }
  }

  // MARK: Steps

  mutating func value(_ index: Int) throws(Failure) -> CELValue {
    switch plan.steps[index] {
    case .constant(let place): return plan.constants[place]
    case .attribute(let place):
      let result: CELValue
      do { result = try resolve(place) } catch {
        try chargeAfter(error, 1)
        throw error
      }
      try charge(1)
      return result
    case .test(let place): return try test(place)
    case .conditional(let place): return try resolve(place)
    case .and(let left, let right): return try logical(left, right, stop: false)
    case .or(let left, let right): return try logical(left, right, stop: true)
    case .equal(let left, let right): return .bool(try equality(left, right, isNegated: false))
    case .notEqual(let left, let right): return .bool(try equality(left, right, isNegated: true))
    case .not(let operand):
      let value = try argument(operand)
      try charge(1)
      guard case .bool(let bool) = value else { throw .noSuchOverload }
      return .bool(!bool)
    case .notStrictlyFalse(let operand): return .bool(try isNotStrictlyFalse(operand))
    case .negate(let operand):
      let value = try argument(operand)
      try charge(1)
      return try Arithmetic.negate(value)
    case .size(let operand):
      let value = try argument(operand)
      try charge(1)
      guard let size = value.size else { throw Failure(.noSuchOverloadOf("size")) }
      return .int(Int64(size))
    case .typeOf(let operand):
      let value = try argument(operand)
      try charge(1)
      return .type(value.type)
    case .identity(let operand):
      let value = try argument(operand)
      try charge(1)
      return value
    case .arithmetic(let kind, let left, let right, let cost):
      return try arithmetic(kind, left, right, cost)
    case .ordering(let kind, let left, let right, let cost):
      let (a, b) = try pair(left, right, cost)
      try charge(cost.amount(a, b, nil))
      return try Self.order(kind, a, b)
    case .membership(let left, let right, let cost):
      let (a, b) = try pair(left, right, cost)
      try charge(cost.amount(a, b, nil))
      return .bool(try Self.contains(b, a))
    case .matches(let text, let pattern, let place): return try matches(text, pattern, place)
    case .call(let place): return try call(place)
    case .list(let place): return try list(place)
    case .map(let place): return try map(place)
    case .fold(let place): return try fold(place)
    case .append(let slot, let element): return try append(slot, element)
    case .optionalOr(let left, let right):
      guard case .optional(let optional) = try value(left) else { throw .noSuchOverload }
      return optional.value != nil ? .optional(optional) : try value(right)
    case .optionalOrValue(let left, let right):
      guard case .optional(let optional) = try value(left) else { throw .noSuchOverload }
      if let inner = optional.value { return inner }
      return try value(right)
    }
  }

  /// A failed step costs as much as another; a stopped evaluation costs nothing more.
  mutating func chargeAfter(_ error: Failure, _ amount: UInt64) throws(Failure) {
    if error.stopsEvaluation { throw error }
    try charge(amount)
  }

  /// The only argument of a call that costs one even if the argument has no value.
  private mutating func argument(_ index: Int) throws(Failure) -> CELValue {
    do { return try value(index) } catch {
      try chargeAfter(error, 1)
      throw error
    }
  }

  /// Both arguments of a call; both are evaluated even if the first has no value.
  mutating func pair(
    _ left: Int, _ right: Int, _ callCost: CallCost
  ) throws(Failure) -> (CELValue, CELValue) {
    let first: CELValue
    do { first = try value(left) } catch {
      if error.stopsEvaluation { throw error }
      var second: CELValue?
      do { second = try value(right) } catch let other {
        if other.stopsEvaluation { throw other }
      }
      try charge(callCost.amount(nil, second, nil))
      throw error
    }
    do { return (first, try value(right)) } catch {
      if error.stopsEvaluation { throw error }
      try charge(callCost.amount(first, nil, nil))
      throw error
    }
  }

  // MARK: Logic

  /// `&&` and `||`: a value that decides makes up for an error on the other side.
  private mutating func logical(
    _ left: Int, _ right: Int, stop: Bool
  ) throws(Failure) -> CELValue {
    var failure: Failure?
    do {
      if case .bool(let bool) = try value(left) {
        if bool == stop { return .bool(stop) }
      } else {
        failure = .noSuchOverload
      }
    } catch {
      if error.stopsEvaluation { throw error }
      failure = error
    }
    do {
      if case .bool(let bool) = try value(right) {
        if bool == stop { return .bool(stop) }
      } else if failure == nil {
        failure = .noSuchOverload
      }
    } catch {
      if error.stopsEvaluation || failure == nil { throw error }
    }
    if let failure { throw failure }
    return .bool(!stop)
  }

  private mutating func isNotStrictlyFalse(_ operand: Int) throws(Failure) -> Bool {
    var result = true
    do {
      if case .bool(let bool) = try value(operand) { result = bool }
    } catch {
      if error.stopsEvaluation { throw error }
    }
    try charge(1)
    return result
  }

  private mutating func equality(
    _ left: Int, _ right: Int, isNegated: Bool
  ) throws(Failure) -> Bool {
    let (a, b) = try pair(left, right, .shorter)
    try charge(CallCost.shorter.amount(a, b, nil))
    do {
      return try a.equals(b) != isNegated
    } catch {
      // Upstream takes every answer but true for unequal, also an error.
      if isNegated, !error.stopsEvaluation { return true }
      throw error
    }
  }

  private static func order(
    _ kind: Plan.OrderingKind, _ left: CELValue, _ right: CELValue
  ) throws(Failure) -> CELValue {
    let order = try Ordering.compare(left, right)
    return switch kind {
    case .less: .bool(order < 0)
    case .lessOrEqual: .bool(order <= 0)
    case .greaterOrEqual: .bool(order >= 0)
    case .greater: .bool(order > 0)
    }
  }

  static func contains(_ container: CELValue, _ element: CELValue) throws(Failure) -> Bool {
    switch container {
    case .map(let map): return map.find(element) != nil
    case .list(let elements):
      for other in elements {
        do {
          if try element.equals(other) { return true }
        } catch {
          if error.stopsEvaluation { throw error }
        }
      }
      return false
    default: throw .noSuchOverload
    }
  }

  // MARK: Arithmetic

  private mutating func arithmetic(
    _ kind: Plan.ArithmeticKind, _ left: Int, _ right: Int, _ callCost: CallCost
  ) throws(Failure) -> CELValue {
    let (a, b) = try pair(left, right, callCost)
    try charge(callCost.amount(a, b, nil))
    switch kind {
    case .add: return try sum(a, b)
    case .subtract: return try Arithmetic.subtract(a, b)
    case .multiply: return try Arithmetic.multiply(a, b)
    case .divide: return try Arithmetic.divide(a, b)
    case .remainder: return try Arithmetic.remainder(a, b)
    }
  }

  private mutating func sum(_ left: CELValue, _ right: CELValue) throws(Failure) -> CELValue {
    switch (left, right) {
    case (.string(let a), .string(let b)):
      try allocate(a.utf8.count + b.utf8.count)
      return .string(a + b)
    case (.list(let a), .list(let b)):
      if a.isEmpty { return right }
      if b.isEmpty { return left }
      try allocate((a.count + b.count) * MemoryLayout<CELValue>.stride)
      return .list(a + b)
    case (.bytes(let a), .bytes(let b)):
      try allocate(a.count + b.count)
      return .bytes(a + b)
    default: return try Arithmetic.add(left, right)
    }
  }
}
