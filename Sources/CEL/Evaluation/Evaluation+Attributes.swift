// Variables, fields and elements.
//
// Mirrors: google/cel-go@v0.29.2 interpreter/attributes.go.

extension Evaluation {
  /// What an attribute holds; its fields are charged, it itself is not.
  mutating func resolve(_ index: Int) throws(Failure) -> CELValue {
    let object: CELValue
    switch plan.attributes[index].root {
    case .slot(let slot): object = try read(slot)
    case .step(let step): object = try value(step)
    case .conditional(let condition, let truthy, let falsy):
      guard case .bool(let bool) = try value(condition) else { throw .noSuchOverload }
      return try resolve(bool ? truthy : falsy)
    }
    return try qualified(object, index)
  }

  /// What a variable holds.
  mutating func read(_ slot: Int) throws(Failure) -> CELValue {
    switch slots[slot] {
    case .value(let value): return value
    case .error(let error): throw error
    case .pending(let initial):
      do {
        let value = try value(initial)
        slots[slot] = .value(value)
        return value
      } catch {
        slots[slot] = .error(error)
        throw error
      }
    case .unset:
      let name = plan.variables.indices.contains(slot) ? plan.variables[slot] : "#unused"
      throw Failure("no such attribute(s): \(name)")
    }
  }

  private mutating func qualified(
    _ root: CELValue, _ index: Int
  ) throws(Failure) -> CELValue {
    var object = root
    var isOptional = false
    if case .optional(let optional) = root {
      guard let value = optional.value else { return root }
      object = value
      isOptional = true
    }
    // The count is read anew, so that the list is not held while attributes inside are resolved.
    for place in 0..<plan.attributes[index].qualifiers.count {
      let qualifier = plan.attributes[index].qualifiers[place]
      isOptional = isOptional || qualifier.isOptional
      let found: CELValue?
      do {
        found = try field(qualifier, of: object, isPresenceTest: isOptional || qualifier.isTest)
      } catch {
        // Upstream observes no failed look-up of an optional field.
        if isOptional || error.stopsEvaluation { throw error }
        try charge(1)
        throw error
      }
      if isOptional {
        guard let found else { return .optional(.none) }
        object = found
      } else if qualifier.isTest {
        object = .bool(found != nil)
      } else if let found {
        object = found
      }
      try charge(1)
    }
    return isOptional ? .optional(CELOptional(object)) : object
  }

  private mutating func field(
    _ qualifier: Plan.Qualifier, of object: CELValue, isPresenceTest: Bool
  ) throws(Failure) -> CELValue? {
    switch qualifier.key {
    case .constant(let key):
      return try Self.element(key, of: object, isPresenceTest: isPresenceTest)
    case .attribute(let index):
      let key = try resolve(index)
      guard key.isQualifier else {
        throw Failure("invalid qualifier type: \(key.typeName)")
      }
      return try Self.element(key, of: object, isPresenceTest: isPresenceTest)
    }
  }

  /// The value of a key or at an index.
  ///
  /// - Returns: Nil only if the presence is tested and there is none.
  static func element(
    _ key: CELValue, of object: CELValue, isPresenceTest: Bool
  ) throws(Failure) -> CELValue? {
    switch object {
    case .map(let map):
      if let value = map.find(key) { return value }
    case .list(let elements):
      let index = try listIndex(key)
      if index >= 0, index < elements.count { return elements[Int(index)] }
      if !isPresenceTest { throw Failure(.indexOutOfBounds(key)) }
    default: break
    }
    if isPresenceTest { return nil }
    throw Failure(.noSuchKey(key))
  }

  private static func listIndex(_ key: CELValue) throws(Failure) -> Int64 {
    switch key {
    case .int(let value): return value
    case .double(let value):
      guard let whole = Lossless.int64(value) else {
        throw Failure("unsupported index value \(key.plainText) in list")
      }
      return whole
    case .uint(let value):
      guard let whole = Int64(exactly: value) else {
        throw Failure("unsupported index value \(key.plainText) in list")
      }
      return whole
    default: throw Failure("unsupported index type '\(key.typeName)' in list")
    }
  }

  /// `has(…)`.
  mutating func test(_ index: Int) throws(Failure) -> CELValue {
    var result: CELValue
    do { result = try resolve(index) } catch {
      try chargeAfter(error, 1)
      throw error
    }
    if case .optional(let optional) = result { result = .bool(optional.value != nil) }
    try charge(1)
    return result
  }
}
