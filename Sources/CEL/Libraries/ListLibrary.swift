/// Kubernetes' functions on lists.
///
/// Mirrors: `k8s.io/apiserver@v0.35.4 pkg/cel/library/lists.go`.
enum ListLibrary {
  private static let a = CELType.parameter("A")
  private static let comparable: [CELType] = [
    .int, .uint, .double, .bool, .duration, .timestamp, .string, .bytes,
  ]

  private static func word(_ type: CELType) -> String {
    switch type {
    case .duration: "duration"
    case .timestamp: "timestamp"
    default: type.runtimeName
    }
  }

  static let functions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "isSorted",
      comparable.map { type in
        .method("list_\(word(type))_is_sorted_bool", .list(type), .bool) {
          (list) throws(CELEvaluationError) in
          let elements = try list.elements()
          if let first = elements.first { try requireOrder(first) }
          for (previous, next) in zip(elements, elements.dropFirst()) {
            try requireOrder(next)
            do {
              if try Ordering.compare(previous, next) > 0 { return .bool(false) }
            } catch {
              // Upstream takes a failed comparison for no fault of the order.
              continue
            }
          }
          return .bool(true)
        }
      }),
    FunctionDeclaration(
      "sum",
      [
        (CELType.int, CELValue.int(0)), (.uint, .uint(0)), (.double, .double(0)),
        (.duration, .duration(0)),
      ].map { type, zero in
        .method("list_\(word(type))_sum_\(word(type))", .list(type), type) {
          (list) throws(CELEvaluationError) in
          var sum = zero
          for element in try list.elements() { sum = try Arithmetic.add(sum, element) }
          return sum
        }
      }),
    extremum("max", preferred: -1),
    extremum("min", preferred: 1),
    FunctionDeclaration(
      "indexOf",
      [
        .method("list_a_index_of_int", .list(a), a, .int) {
          (list, item) throws(CELEvaluationError) in
          let elements = try list.elements()
          for (place, element) in elements.enumerated() where try isEqual(element, item) {
            return .int(Int64(place))
          }
          return .int(-1)
        }
      ]),
    FunctionDeclaration(
      "lastIndexOf",
      [
        .method("list_a_last_index_of_int", .list(a), a, .int) {
          (list, item) throws(CELEvaluationError) in
          let elements = try list.elements()
          for place in elements.indices.reversed() where try isEqual(elements[place], item) {
            return .int(Int64(place))
          }
          return .int(-1)
        }
      ]),
  ]

  private static func isEqual(
    _ element: CELValue, _ item: CELValue
  ) throws(CELEvaluationError) -> Bool {
    do { return try element.equals(item) } catch {
      if error.stopsEvaluation { throw error }
      return false
    }
  }

  private static func requireOrder(_ value: CELValue) throws(CELEvaluationError) {
    switch value {
    case .int, .uint, .double, .bool, .duration, .timestamp, .string, .bytes: return
    default: throw .noSuchOverload
    }
  }

  private static func extremum(_ name: String, preferred: Int) -> FunctionDeclaration {
    FunctionDeclaration(
      name,
      comparable.map { type in
        .method("list_\(word(type))_\(name)_\(word(type))", .list(type), type) {
          (list) throws(CELEvaluationError) in
          var result: CELValue?
          for element in try list.elements() {
            try requireOrder(element)
            guard let best = result else {
              result = element
              continue
            }
            do {
              if try Ordering.compare(best, element) == preferred { result = element }
            } catch {
              // A failed comparison prefers nothing, as upstream.
              continue
            }
          }
          guard let result else { throw CELEvaluationError("\(name) called on empty list") }
          return result
        }
      })
  }
}
