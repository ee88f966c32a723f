/// The functions, operators and types that every environment has.
///
/// Mirrors: `google/cel-go@v0.29.2 common/stdlib/standard.go`.
enum StandardLibrary {
  private static let a = CELType.parameter("A")
  private static let b = CELType.parameter("B")

  static let types: [String: CELType] = [
    "bool": .bool, "bytes": .bytes, "double": .double, "int": .int, "uint": .uint,
    "string": .string, "null_type": .null, "list": .list(.dyn), "map": .map(.dyn, .dyn),
    "type": .type(nil), "google.protobuf.Timestamp": .timestamp,
    "google.protobuf.Duration": .duration,
  ]

  static let functions: [FunctionDeclaration] =
    logic + arithmetic + comparisons + collections + conversions + texts + TimeFunctions.functions

  private static let logic: [FunctionDeclaration] = [
    FunctionDeclaration(
      Operator.conditional, [Overload("conditional", [.bool, a, a], a)]),
    FunctionDeclaration(Operator.and, [Overload("logical_and", [.bool, .bool], .bool)]),
    FunctionDeclaration(Operator.or, [Overload("logical_or", [.bool, .bool], .bool)]),
    FunctionDeclaration(Operator.not, [Overload("logical_not", [.bool], .bool)]),
    FunctionDeclaration(
      Operator.notStrictlyFalse, [Overload("not_strictly_false", [.bool], .bool)]),
    FunctionDeclaration(Operator.equal, [Overload("equals", [a, a], .bool)]),
    FunctionDeclaration(Operator.notEqual, [Overload("not_equals", [a, a], .bool)]),
  ]

  private static func simple(_ name: String, _ word: String, _ types: [CELType])
    -> FunctionDeclaration
  {
    FunctionDeclaration(name, types.map { Overload("\(word)_\($0.runtimeName)", [$0, $0], $0) })
  }

  private static let arithmetic: [FunctionDeclaration] = [
    FunctionDeclaration(
      Operator.add,
      [
        Overload("add_bytes", [.bytes, .bytes], .bytes, cost: .joining),
        Overload("add_double", [.double, .double], .double),
        Overload("add_duration_duration", [.duration, .duration], .duration),
        Overload("add_duration_timestamp", [.duration, .timestamp], .timestamp),
        Overload("add_timestamp_duration", [.timestamp, .duration], .timestamp),
        Overload("add_int64", [.int, .int], .int),
        Overload("add_list", [.list(a), .list(a)], .list(a)),
        Overload("add_string", [.string, .string], .string, cost: .joining),
        Overload("add_uint64", [.uint, .uint], .uint),
      ]),
    simple("_/_", "divide", [.double, .int, .uint]),
    simple("_%_", "modulo", [.int, .uint]),
    simple("_*_", "multiply", [.double, .int, .uint]),
    FunctionDeclaration(
      Operator.negate,
      [
        Overload("negate_double", [.double], .double), Overload("negate_int64", [.int], .int),
      ]),
    FunctionDeclaration(
      "_-_",
      [
        Overload("subtract_double", [.double, .double], .double),
        Overload("subtract_duration_duration", [.duration, .duration], .duration),
        Overload("subtract_int64", [.int, .int], .int),
        Overload("subtract_timestamp_duration", [.timestamp, .duration], .timestamp),
        Overload("subtract_timestamp_timestamp", [.timestamp, .timestamp], .duration),
        Overload("subtract_uint64", [.uint, .uint], .uint),
      ]),
  ]

  private static let comparisons: [FunctionDeclaration] = [
    ("_<_", "less"), ("_<=_", "less_equals"), ("_>_", "greater"), ("_>=_", "greater_equals"),
  ].map { name, word in
    // Comparisons of different number types are declared upstream, but not enabled.
    let types: [CELType] = [
      .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration,
    ]
    return FunctionDeclaration(
      name,
      types.map { type in
        let isLong = type == .string || type == .bytes
        return Overload(
          "\(word)_\(type.runtimeName)", [type, type], .bool, cost: isLong ? .shorter : .one)
      })
  }

  private static let collections: [FunctionDeclaration] = [
    FunctionDeclaration(
      Operator.index,
      [
        Overload("index_list", [.list(a), .int], a),
        Overload("index_map", [.map(a, b), a], b),
      ]),
    FunctionDeclaration(
      Operator.in,
      [
        Overload("in_list", [a, .list(a)], .bool, cost: .membership),
        Overload("in_map", [a, .map(a, b)], .bool),
      ]),
    FunctionDeclaration(
      "size",
      [CELType.bytes, .list(a), .map(a, b), .string].flatMap { type in
        [
          Overload("size_\(type.runtimeName)", [type], .int),
          Overload("\(type.runtimeName)_size", [type], .int, isMember: true),
        ]
      }),
    FunctionDeclaration("type", [Overload("type", [a], .type(a))]),
    FunctionDeclaration("dyn", [Overload("to_dyn", [a], .dyn)]),
  ]

  private static func conversion(
    _ name: String, _ result: CELType, _ sources: [(id: String, type: CELType, cost: CallCost)],
    _ convert: @escaping Implementation.Unary
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name,
      sources.map { Overload($0.id, [$0.type], result, cost: $0.cost, .unary(convert)) })
  }

  private static let conversions: [FunctionDeclaration] = [
    conversion(
      "bool", .bool, [("bool_to_bool", .bool, .one), ("string_to_bool", .string, .one)],
      Conversion.toBool),
    conversion(
      "bytes", .bytes,
      [("bytes_to_bytes", .bytes, .one), ("string_to_bytes", .string, .traversal)],
      Conversion.toBytes),
    conversion(
      "double", .double,
      [
        ("double_to_double", .double, .one), ("int64_to_double", .int, .one),
        ("string_to_double", .string, .one), ("uint64_to_double", .uint, .one),
      ], Conversion.toDouble),
    conversion(
      "duration", .duration,
      [("duration_to_duration", .duration, .one), ("string_to_duration", .string, .one)],
      Conversion.toDuration),
    conversion(
      "int", .int,
      [
        ("int64_to_int64", .int, .one), ("double_to_int64", .double, .one),
        ("duration_to_int64", .duration, .one), ("string_to_int64", .string, .one),
        ("timestamp_to_int64", .timestamp, .one), ("uint64_to_int64", .uint, .one),
      ], Conversion.toInt),
    conversion(
      "string", .string,
      [
        ("string_to_string", .string, .one), ("bool_to_string", .bool, .one),
        ("bytes_to_string", .bytes, .traversal), ("double_to_string", .double, .one),
        ("duration_to_string", .duration, .one), ("int64_to_string", .int, .one),
        ("timestamp_to_string", .timestamp, .one), ("uint64_to_string", .uint, .one),
      ], Conversion.toString),
    conversion(
      "timestamp", .timestamp,
      [
        ("timestamp_to_timestamp", .timestamp, .one), ("int64_to_timestamp", .int, .one),
        ("string_to_timestamp", .string, .one),
      ], Conversion.toTimestamp),
    conversion(
      "uint", .uint,
      [
        ("uint64_to_uint64", .uint, .one), ("double_to_uint64", .double, .one),
        ("int64_to_uint64", .int, .one), ("string_to_uint64", .string, .one),
      ], Conversion.toUInt),
  ]

  private static func test(
    _ name: String, _ id: String, _ cost: CallCost,
    _ function: @escaping @Sendable (String, String) -> Bool
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name,
      [
        Overload(
          id, [.string, .string], .bool, isMember: true, cost: cost,
          .binary { (text, part) throws(CELEvaluationError) in
            guard case .string(let text) = text, case .string(let part) = part else {
              throw .noSuchOverload
            }
            return .bool(function(text, part))
          })
      ])
  }

  private static let texts: [FunctionDeclaration] = [
    test("contains", "contains_string", .containing, ByteSearch.contains),
    test("startsWith", "starts_with_string", .secondTraversal, ByteSearch.starts),
    test("endsWith", "ends_with_string", .secondTraversal, ByteSearch.ends),
    FunctionDeclaration(
      "matches",
      [
        Overload("matches", [.string, .string], .bool, cost: .matching),
        Overload("matches_string", [.string, .string], .bool, isMember: true, cost: .matching),
      ]),
  ]
}
