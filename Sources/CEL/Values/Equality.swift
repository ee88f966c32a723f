import KubernetesAPI

extension CELValue {
  /// Whether two values are equal as `==` sees it.
  ///
  /// - Throws: An error where a library's value is compared with something else, as upstream does.
  public func equals(_ other: CELValue) throws(CELEvaluationError) -> Bool {
    var comparison = Comparison()
    return try comparison.areEqual(self, other)
  }
}

/// One comparison of values that may be large.
struct Comparison {
  /// How many more values are looked at; values that share parts can be exponentially large.
  private var remaining = 1_000_000

  mutating func areEqual(
    _ left: CELValue, _ right: CELValue
  ) throws(CELEvaluationError) -> Bool {
    if case .null = left {
      if case .null = right { return true }
      return false
    }
    if case .null = right { return false }
    switch (left, right) {
    case (.int(let a), .int(let b)): return a == b
    case (.string(let a), .string(let b)): return haveSameBytes(a, b)
    case (.bool(let a), .bool(let b)): return a == b
    case (.uint, .int), (.int, .uint), (.uint, .uint), (.double, .int), (.int, .double),
      (.double, .uint), (.uint, .double), (.double, .double):
      return Ordering.ofNumbers(left, right) == 0
    case (.bytes(let a), .bytes(let b)): return a == b
    case (.timestamp(let a), .timestamp(let b)):
      return a.seconds == b.seconds && a.nanoseconds == b.nanoseconds
    case (.duration(let a), .duration(let b)): return a == b
    case (.type(let a), .type(let b)): return a.runtimeName == b.runtimeName
    case (.list(let a), .list(let b)): return try listsAreEqual(a, b)
    case (.map(let a), .map(let b)): return try mapsAreEqual(a, b)
    case (.optional(let a), .optional(let b)):
      guard let inner = a.value else { return b.value == nil }
      guard let outer = b.value else { return false }
      return try areEqual(inner, outer)
    case (.opaque(let a), .opaque(let b)): return try a.equals(b)
    case (.opaque, _): throw .noSuchOverload
    default: return false
    }
  }

  private mutating func spend(_ count: Int) throws(CELEvaluationError) {
    remaining -= count
    if remaining < 0 {
      throw CELEvaluationError(.resourcesExhausted("values are too large to compare"))
    }
  }

  /// An element whose comparison is an error does not make lists unequal, as upstream.
  private mutating func elementsDiffer(
    _ left: CELValue, _ right: CELValue
  ) throws(CELEvaluationError) -> Bool {
    do {
      return try !areEqual(left, right)
    } catch {
      if error.stopsEvaluation { throw error }
      return false
    }
  }

  private mutating func listsAreEqual(
    _ left: [CELValue], _ right: [CELValue]
  ) throws(CELEvaluationError) -> Bool {
    guard left.count == right.count else { return false }
    try spend(left.count)
    for place in left.indices where try elementsDiffer(left[place], right[place]) { return false }
    return true
  }

  private mutating func mapsAreEqual(
    _ left: CELMap, _ right: CELMap
  ) throws(CELEvaluationError) -> Bool {
    guard left.count == right.count else { return false }
    try spend(left.count)
    for place in 0..<left.count {
      guard let other = right.find(left.keys[place]) else { return false }
      if try elementsDiffer(left.values[place], other) { return false }
    }
    return true
  }
}

extension CELOpaque {
  fileprivate func equals(_ other: CELOpaque) throws(CELEvaluationError) -> Bool {
    switch (self, other) {
    case (.quantity(let a), .quantity(let b)): return a == b
    case (.semanticVersion(let a), .semanticVersion(let b)): return a.compare(b) == 0
    case (.url(let a), .url(let b)): return haveSameBytes(a.text, b.text)
    case (.ip(let a), .ip(let b)): return a == b
    case (.cidr(let a), .cidr(let b)): return a == b
    case (.format(let a), .format(let b)): return a.name == b.name
    default: throw .noSuchOverload
    }
  }
}
