import Testing

@testable import CEL

@Suite struct ErrorTextTests {
  @Test(arguments: [
    ("unknownVar == 1", "undeclared reference to 'unknownVar' (in container '')", 1, 1),
    ("1 +\n  'a'", "found no matching overload for '_+_' applied to '(int, string)'", 1, 3),
    ("'a'.foo()", "undeclared reference to 'foo' (in container '')", 1, 8),
    ("1.5.size()", "found no matching overload for 'size' applied to 'double.()'", 1, 9),
    ("1 && true", "expected type 'bool' but found 'int'", 1, 1),
    ("[1].exists(1, true)", "argument must be a simple name", 1, 12),
    ("has(1)", "invalid argument to has() macro", 1, 5),
    ("1 a", "Syntax error: mismatched input 'a' expecting <EOF>", 1, 3),
    ("(1).a", "type 'int' does not support field selection", 1, 4),
    ("\n package", "reserved identifier: package", 2, 2),
    ("9999999999999999999", "invalid int literal", 1, 1),
  ])
  func compileErrors(text: String, message: String, line: Int, column: Int) {
    do {
      _ = try CELProgram(compiling: text, in: CELEnvironment())
      Issue.record("\(text) compiled")
    } catch {
      #expect(
        error.issues.first
          == CELCompileError.Issue(message: message, line: line, column: column), "\(text)")
    }
  }

  @Test func theTextShowsThePlace() {
    do {
      _ = try CELProgram(compiling: "1 + 'ä' == é", in: CELEnvironment())
      Issue.record("it compiled")
    } catch {
      #expect(error.description.hasPrefix("ERROR: <input>:1:"))
      #expect(error.description.contains("\n | "))
    }
  }

  @Test(arguments: [
    ("1 / 0", "division by zero"), ("1 % 0", "modulus by zero"), ("{}['a']", "no such key: a"),
    ("[][0]", "index out of bounds: 0"), ("9223372036854775807 + 1", "integer overflow"),
    ("0u - 1u", "unsigned integer overflow"), ("dyn(1) + 'a'", "no such overload"),
    ("int('x')", "type conversion error from 'string' to 'int'"),
    ("timestamp(253402300800)", "timestamp overflow"), ("dyn('a').b", "no such key: b"),
    ("dyn(double('NaN')) < 1", "NaN values cannot be ordered"),
  ])
  func evaluationErrors(text: String, message: String) throws {
    let result = try CELProgram(compiling: text, in: CELEnvironment()).evaluate([:])
    guard case .failure(let error) = result else {
      Issue.record("\(text) has a value")
      return
    }
    #expect(error.description == message)
  }

  @Test(arguments: [
    ("false && 1 / 0 > 0", false), ("1 / 0 > 0 && false", false), ("true || 1 / 0 > 0", true),
    ("1 / 0 > 0 || true", true), ("[0, 1].exists(x, 1 / x == 1)", true),
    ("[0, 2].all(x, 1 / x == 1)", false),
  ])
  func logicAbsorbsErrors(text: String, expected: Bool) throws {
    let result = try CELProgram(compiling: text, in: CELEnvironment()).evaluate([:])
    #expect(try result.get().equals(.bool(expected)))
  }
}
