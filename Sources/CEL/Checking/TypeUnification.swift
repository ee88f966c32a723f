/// What checking has found about the types it had to leave open.
///
/// Mirrors: `google/cel-go@v0.29.2 checker/types.go`, `checker/mapping.go`. Upstream copies its
/// mapping before every attempt; here changes are noted, to be taken back.
struct TypeUnification {
  private var bindings: [CELType?] = []
  private var changes: [(variable: Int, before: CELType?)] = []
  /// How many more types may be looked at; types can grow exponentially with the text.
  private var remaining = 4_000_000

  /// Whether the work was stopped because types became too large.
  var isExhausted: Bool { remaining < 0 }

  mutating func newVariable() -> CELType {
    bindings.append(nil)
    return .variable(bindings.count - 1)
  }

  /// Whether an actual type fits a formal one; what had to be assumed for that is kept only if so.
  mutating func isAssignable(_ actual: CELType, to formal: CELType) -> Bool {
    areAssignable([actual], to: [formal])
  }

  /// The same for several types at once.
  mutating func areAssignable(_ actual: [CELType], to formal: [CELType]) -> Bool {
    let start = changes.count
    if allFit(actual, formal) { return true }
    while changes.count > start, let change = changes.popLast() {
      bindings[change.variable] = change.before
    }
    return false
  }

  private mutating func bind(_ variable: Int, to type: CELType) {
    changes.append((variable, bindings[variable]))
    bindings[variable] = type
  }

  private mutating func allFit(_ actual: [CELType], _ formal: [CELType]) -> Bool {
    guard actual.count == formal.count else { return false }
    for index in actual.indices where !fits(actual[index], formal[index]) { return false }
    return true
  }

  private mutating func fits(_ first: CELType, _ second: CELType) -> Bool {
    remaining -= 1
    if remaining < 0 { return false }
    if case .variable(let variable) = second {
      let (isValid, hasBinding) = substitutes(first, for: variable)
      if isValid { return true }
      if hasBinding { return false }
    }
    if case .variable(let variable) = first { return substitutes(second, for: variable).isValid }
    if first.isDynOrError || second.isDynOrError { return true }
    if case .null = first { return second.isNullable }
    if case .null = second { return first.isNullable }
    switch (first, second) {
    case (.type, .type): return true
    case (.list, .list), (.map, .map): return allFit(first.parts, second.parts)
    case (.opaque(let a, let ours), .opaque(let b, let theirs)):
      return a == b && allFit(ours, theirs)
    case (.object(let a), .object(let b)): return a == b
    case (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double), (.string, .string),
      (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration):
      return true
    default: return false
    }
  }

  private mutating func substitutes(
    _ type: CELType, for variable: Int
  ) -> (isValid: Bool, hasBinding: Bool) {
    if case .variable(variable) = type { return (true, true) }
    if let bound = bindings[variable] {
      if areSame(type, bound) { return (true, true) }
      if fits(type, bound) {
        let general = mostGeneral(type, bound)
        if !refers(general, to: variable) { bind(variable, to: general) }
        return (true, true)
      }
      return (false, true)
    }
    if refers(type, to: variable) { return (false, false) }
    bind(variable, to: type)
    return (true, false)
  }

  /// The less specific of two types that fit each other.
  mutating func mostGeneral(_ first: CELType, _ second: CELType) -> CELType {
    isLessSpecific(first, second) ? first : second
  }

  private mutating func isLessSpecific(_ first: CELType, _ second: CELType) -> Bool {
    remaining -= 1
    if remaining < 0 { return false }
    switch (first, second) {
    case (.dyn, _), (.variable, _): return true
    case (_, .dyn), (_, .variable): return false
    case (.type, .type): return true
    case (.opaque(let a, _), .opaque(let b, _)) where a != b: return false
    case (.opaque, .opaque), (.list, .list), (.map, .map):
      let ours = first.parts
      let theirs = second.parts
      guard ours.count == theirs.count else { return false }
      for index in ours.indices where !isLessSpecific(ours[index], theirs[index]) { return false }
      return true
    default: return areSame(first, second)
    }
  }

  private mutating func areSame(_ first: CELType, _ second: CELType) -> Bool {
    remaining -= 1
    if remaining < 0 { return false }
    switch (first, second) {
    case (.list(let a), .list(let b)): return areSame(a, b)
    case (.map(let a, let b), .map(let c, let d)): return areSame(a, c) && areSame(b, d)
    case (.type(let a?), .type(let b?)): return areSame(a, b)
    case (.opaque(let a, let ours), .opaque(let b, let theirs)):
      guard a == b, ours.count == theirs.count else { return false }
      for index in ours.indices where !areSame(ours[index], theirs[index]) { return false }
      return true
    case (.list, _), (.map, _), (.opaque, _): return false
    default: return first == second
    }
  }

  /// Whether two types are the same.
  mutating func areExactly(_ first: CELType, _ second: CELType) -> Bool { areSame(first, second) }

  private mutating func refers(_ type: CELType, to variable: Int) -> Bool {
    remaining -= 1
    if remaining < 0 { return true }
    if case .variable(let other) = type {
      if other == variable { return true }
      guard let bound = bindings[other] else { return false }
      return refers(bound, to: variable)
    }
    for part in type.parts where refers(part, to: variable) { return true }
    return false
  }

  /// The type with all that is known put in.
  ///
  /// - Parameter isFinal: Whether what is still open becomes `dyn`.
  mutating func resolved(_ type: CELType, isFinal: Bool = false) -> CELType {
    remaining -= 1
    if remaining < 0 { return .dyn }
    switch type {
    case .variable(let variable):
      if let bound = bindings[variable] { return resolved(bound, isFinal: isFinal) }
      return isFinal ? .dyn : type
    case .list(let element): return .list(resolved(element, isFinal: isFinal))
    case .map(let key, let value):
      return .map(resolved(key, isFinal: isFinal), resolved(value, isFinal: isFinal))
    case .type(let inner?): return .type(resolved(inner, isFinal: isFinal))
    case .opaque(let name, let parameters):
      if parameters.isEmpty { return type }
      var changed: [CELType] = []
      for parameter in parameters { changed.append(resolved(parameter, isFinal: isFinal)) }
      return .opaque(name, changed)
    default: return type
    }
  }
}
