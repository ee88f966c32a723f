/// Checks of calls of `format` whose format and arguments are written out.
///
/// Mirrors: `google/cel-go@v0.29.2 ext/formatting_v2.go` (stringFormatValidatorV2).
enum FormatValidation {
  static func faults(in root: Expression) -> [SyntaxFault] {
    var faults: [SyntaxFault] = []
    var pending = [root]
    while let node = pending.popLast() {
      pending += node.children
      guard case .call("format", let target?, let arguments) = node.kind, arguments.count == 1,
        case .literal(.string(let format)) = target.kind,
        case .list(let elements, _) = arguments[0].kind
      else { continue }
      do {
        var count = 0
        _ = try TextFormat.pieces(of: format, argumentCount: elements.count) {
          (index, clause) throws(CELEvaluationError) in
          count = index + 1
          try check(elements[index], clause)
        }
        if elements.count > count {
          faults.append(
            SyntaxFault(
              message: "too many arguments supplied to string.format (expected \(count), got "
                + "\(elements.count))", offset: node.offset))
        }
      } catch {
        faults.append(SyntaxFault(message: error.description, offset: node.offset))
      }
    }
    return faults
  }

  private static func check(
    _ node: Expression, _ clause: TextFormat.Clause
  ) throws(CELEvaluationError) {
    if node.type.isDyn { return }
    switch (clause, node.type) {
    case (.decimal, .int), (.decimal, .uint), (.decimal, .double), (.fixed, .int), (.fixed, .uint),
      (.fixed, .double), (.scientific, .int), (.scientific, .uint), (.scientific, .double),
      (.binary, .bool), (.binary, .int), (.binary, .uint), (.octal, .int), (.octal, .uint),
      (.hexadecimal, .int), (.hexadecimal, .uint), (.hexadecimal, .string),
      (.hexadecimal, .bytes):
      return
    case (.string, .opaque), (.string, .object), (.string, .error):
      throw TextFormat.refusal(clause, node.type.runtimeName)
    case (.string, _):
      switch node.kind {
      case .list(let elements, _): for element in elements { try check(element, clause) }
      case .map(let entries):
        for entry in entries {
          try check(entry.key, clause)
          try check(entry.value, clause)
        }
      default: return
      }
    default: throw TextFormat.refusal(clause, node.type.runtimeName)
    }
  }
}
