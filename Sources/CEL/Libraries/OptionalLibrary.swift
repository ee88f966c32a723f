/// Values that may be absent.
///
/// Mirrors: `google/cel-go@v0.29.2 cel/library.go` (optionalLib).
enum OptionalLibrary {
  private static let key = CELType.parameter("K")
  private static let value = CELType.parameter("V")
  private static let optional = CELType.optional(value)
  private static let list = CELType.list(value)
  private static let map = CELType.map(key, value)

  static let functions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "optional.of",
      [
        .function("optional_of", value, optional) { (value) throws(CELEvaluationError) in
          .optional(CELOptional(value))
        }
      ]),
    FunctionDeclaration(
      "optional.ofNonZeroValue",
      [
        .function("optional_ofNonZeroValue", value, optional) {
          (value) throws(CELEvaluationError) in
          .optional(value.isZero ? .none : CELOptional(value))
        }
      ]),
    FunctionDeclaration(
      "optional.none",
      [
        Overload(
          "optional_none", [], optional,
          .variadic { (_) throws(CELEvaluationError) in .optional(.none) })
      ]),
    FunctionDeclaration(
      "value",
      [
        .method("optional_value", optional, value) { (target) throws(CELEvaluationError) in
          guard case .optional(let optional) = target else { throw .noSuchOverload }
          guard let value = optional.value else {
            throw CELEvaluationError("optional.none() dereference")
          }
          return value
        }
      ]),
    FunctionDeclaration(
      "hasValue",
      [
        .method("optional_hasValue", optional, .bool) { (target) throws(CELEvaluationError) in
          guard case .optional(let optional) = target else { throw .noSuchOverload }
          return .bool(optional.value != nil)
        }
      ]),
    FunctionDeclaration(
      "or",
      [Overload("optional_or_optional", [optional, optional], optional, isMember: true)]),
    FunctionDeclaration(
      "orValue", [Overload("optional_orValue_value", [optional, value], value, isMember: true)]),
    FunctionDeclaration(
      Operator.optionalSelect, [Overload("select_optional_field", [.dyn, .string], optional)]),
    FunctionDeclaration(
      Operator.optionalIndex,
      [
        Overload("list_optindex_optional_int", [list, .int], optional),
        Overload("optional_list_optindex_optional_int", [.optional(list), .int], optional),
        Overload("map_optindex_optional_value", [map, key], optional),
        Overload("optional_map_optindex_optional_value", [.optional(map), key], optional),
      ]),
    FunctionDeclaration(
      Operator.index,
      [
        Overload("optional_list_index_int", [.optional(list), .int], optional),
        Overload("optional_map_index_value", [.optional(map), key], optional),
      ]),
    FunctionDeclaration(
      "last",
      [
        .method("list_last", list, optional) { (list) throws(CELEvaluationError) in
          .optional(CELOptional(try list.elements().last))
        }
      ]),
    FunctionDeclaration(
      "first",
      [
        .method("list_first", list, optional) { (list) throws(CELEvaluationError) in
          .optional(CELOptional(try list.elements().first))
        }
      ]),
    FunctionDeclaration(
      "optional.unwrap", [.function("optional_unwrap", .list(optional), list, unwrapped)]),
    FunctionDeclaration(
      "unwrapOpt", [.method("optional_unwrapOpt", .list(optional), list, unwrapped)]),
  ]

  private static let unwrapped: Implementation.Unary = { (list) throws(CELEvaluationError) in
    var values: [CELValue] = []
    for element in try list.elements() {
      guard case .optional(let optional) = element else {
        throw CELEvaluationError("value \(element.plainText) is not optional")
      }
      if let value = optional.value { values.append(value) }
    }
    return .list(values)
  }
}
