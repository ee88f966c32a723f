// Lists, maps and comprehensions.

extension Evaluation {
  mutating func list(_ index: Int) throws(Failure) -> CELValue {
    let elements = plan.elements[index]
    var values: [CELValue] = []
    values.reserveCapacity(elements.steps.count)
    do throws(Failure) {
      for (place, step) in elements.steps.enumerated() {
        let value = try value(step)
        guard elements.hasOptionals, elements.optional[place] else {
          values.append(value)
          continue
        }
        guard case .optional(let optional) = value else {
          throw Failure(
            "cannot initialize optional list element from non-optional value \(value.plainText)")
        }
        if let inner = optional.value { values.append(inner) }
      }
    } catch {
      try chargeAfter(error, CallCost.list)
      throw error
    }
    try charge(CallCost.list)
    return .list(values)
  }

  mutating func map(_ index: Int) throws(Failure) -> CELValue {
    let elements = plan.elements[index]
    var entries: [(CELValue, CELValue)] = []
    entries.reserveCapacity(elements.optional.count)
    do throws(Failure) {
      for place in elements.optional.indices {
        let key = try value(elements.steps[2 * place])
        var value = try value(elements.steps[2 * place + 1])
        if case .bytes = key {
          throw Failure(
            .resourcesExhausted("internal error: hash of unhashable type types.Bytes"))
        }
        if elements.optional[place] {
          guard case .optional(let optional) = value else {
            throw Failure(
              "cannot initialize optional entry '\(key.plainText)' from non-optional value "
                + value.plainText)
          }
          guard let inner = optional.value else {
            remove(key, from: &entries)
            continue
          }
          value = inner
        }
        entries.append((key, value))
      }
    } catch {
      try chargeAfter(error, CallCost.map)
      throw error
    }
    try charge(CallCost.map)
    return .map(CELMap(entries))
  }

  /// An absent optional entry also takes away an earlier one of the same key.
  private func remove(_ key: CELValue, from entries: inout [(CELValue, CELValue)]) {
    entries.removeAll { entry in
      switch (entry.0, key) {
      case (.string(let a), .string(let b)): haveSameBytes(a, b)
      case (.int(let a), .int(let b)): a == b
      case (.uint(let a), .uint(let b)): a == b
      case (.bool(let a), .bool(let b)): a == b
      case (.double(let a), .double(let b)): a == b
      default: false
      }
    }
  }

  mutating func fold(_ index: Int) throws(Failure) -> CELValue {
    let fold = plan.folds[index]
    let elements: [CELValue]
    switch try value(fold.range) {
    case .list(let list): elements = list
    case .map(let map): elements = map.keys
    case let other: throw Failure("got '\(other.typeName)', expected iterable type")
    }
    slots[fold.accumulator] = .pending(fold.initial)
    for element in elements {
      slots[fold.variable] = .value(element)
      if let condition = fold.condition {
        do {
          if case .bool(false) = try value(condition) { break }
        } catch {
          if error.stopsEvaluation { throw error }
        }
      }
      do {
        slots[fold.accumulator] = .value(try value(fold.step))
      } catch {
        if error.stopsEvaluation { throw error }
        slots[fold.accumulator] = .error(error)
      }
    }
    slots[fold.variable] = .unset
    let result = try value(fold.result)
    slots[fold.accumulator] = .unset
    return result
  }

  /// `accumulator + [element]`.
  mutating func append(_ slot: Int, _ element: Int) throws(Failure) -> CELValue {
    var failure: Failure?
    do { _ = try read(slot) } catch {
      if error.stopsEvaluation { throw error }
      failure = error
    }
    try charge(1)
    var added: CELValue?
    do { added = try value(element) } catch {
      if error.stopsEvaluation { throw error }
      failure = failure ?? error
    }
    try charge(CallCost.list)
    try charge(1)
    if let failure { throw failure }
    guard case .value(.list(var list)) = slots[slot], let added else { throw .noSuchOverload }
    try allocate(MemoryLayout<CELValue>.stride)
    // The list is held here only, so that it grows in place.
    slots[slot] = .unset
    list.append(added)
    slots[slot] = .value(.list(list))
    return .list(list)
  }
}
