import KubernetesAPI

/// Kubernetes' quantities.
///
/// Mirrors: `k8s.io/apiserver@v0.35.4 pkg/cel/library/quantity.go`.
enum QuantityLibrary {
  private static let type = CELType.object("kubernetes.Quantity")

  private static func quantity(_ value: CELValue) throws(CELEvaluationError) -> Quantity {
    guard case .opaque(.quantity(let quantity)) = value else { throw .noSuchOverload }
    return quantity
  }

  static let functions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "quantity",
      [
        .function("string_to_quantity", .string, type) { (text) throws(CELEvaluationError) in
          let text = try text.text()
          do throws(QuantityError) {
            return .opaque(.quantity(try Quantity(parsing: text)))
          } catch {
            throw CELEvaluationError(error.description)
          }
        }
      ]),
    FunctionDeclaration(
      "isQuantity",
      [
        .function("is_quantity_string", .string, .bool) { (text) throws(CELEvaluationError) in
          .bool((try? Quantity(parsing: try text.text())) != nil)
        }
      ]),
    FunctionDeclaration(
      "sign",
      [
        .function("quantity_sign", type, .int) { (target) throws(CELEvaluationError) in
          .int(Int64(try quantity(target).signum))
        }
      ]),
    FunctionDeclaration(
      "isGreaterThan", [comparison("quantity_is_greater_than") { $0 == 1 }]),
    FunctionDeclaration("isLessThan", [comparison("quantity_is_less_than") { $0 == -1 }]),
    FunctionDeclaration(
      "compareTo",
      [
        .method("quantity_compare_to", type, type, .int) { (a, b) throws(CELEvaluationError) in
          .int(Int64(Quantity.compare(try quantity(a), try quantity(b))))
        }
      ]),
    FunctionDeclaration(
      "asApproximateFloat",
      [
        .method("quantity_get_float", type, .double) { (target) throws(CELEvaluationError) in
          .double(try quantity(target).approximateDouble)
        }
      ]),
    FunctionDeclaration(
      "asInteger",
      [
        .method("quantity_get_int", type, .int) { (target) throws(CELEvaluationError) in
          guard let value = try quantity(target).wholeNumber else {
            throw CELEvaluationError("cannot convert value to integer")
          }
          return .int(value)
        }
      ]),
    FunctionDeclaration(
      "isInteger",
      [
        .method("quantity_is_integer", type, .bool) { (target) throws(CELEvaluationError) in
          .bool(try quantity(target).wholeNumber != nil)
        }
      ]),
    FunctionDeclaration(
      "add",
      [
        .method("quantity_add", type, type, type) { (a, b) throws(CELEvaluationError) in
          .opaque(.quantity(try quantity(a) + quantity(b)))
        },
        .method("quantity_add_int", type, .int, type) { (a, b) throws(CELEvaluationError) in
          let number = Quantity(try b.integer(), format: .decimalExponent)
          return .opaque(.quantity(try quantity(a) + number))
        },
      ]),
    FunctionDeclaration(
      "sub",
      [
        .method("quantity_sub", type, type, type) { (a, b) throws(CELEvaluationError) in
          .opaque(.quantity(try quantity(a) - quantity(b)))
        },
        .method("quantity_sub_int", type, .int, type) { (a, b) throws(CELEvaluationError) in
          let number = Quantity(try b.integer(), format: .decimalExponent)
          return .opaque(.quantity(try quantity(a) - number))
        },
      ]),
  ]

  private static func comparison(
    _ id: String, _ test: @escaping @Sendable (Int) -> Bool
  ) -> Overload {
    .method(id, type, type, .bool) { (a, b) throws(CELEvaluationError) in
      .bool(test(Quantity.compare(try quantity(a), try quantity(b))))
    }
  }
}

extension Quantity {
  /// `AsInt64`: the amount if it is whole, kept in 64 bits and fits there.
  fileprivate var wholeNumber: Int64? {
    guard let (value, scale) = small, scale >= 0 else { return nil }
    var result = value
    for _ in 0..<scale {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      result = product
    }
    return result
  }
}
