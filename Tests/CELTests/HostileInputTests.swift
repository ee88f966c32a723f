import Testing

@testable import CEL

/// Input that was made to hurt: an answer or an error, in bounded time.
@Suite struct HostileInputTests {
  private let environment = CELEnvironment(
    variables: [CELEnvironment.Variable("x", .dyn)], libraries: .openClusterManagement)

  private func fails(_ text: String) -> Bool {
    (try? CELProgram(compiling: text, in: environment)) == nil
  }

  private func outcome(_ text: String, _ value: CELValue = .null) throws -> CELOutcome {
    try CELProgram(compiling: text, in: environment).evaluate([value])
  }

  @Test(arguments: ["(", "[", "!(", "-(", "x[", "{1: ", "size(", "true ? (", "x.f("])
  func deepNestingIsRefused(opening: String) {
    #expect(fails(String(repeating: opening, count: 300)))
    #expect(fails(String(repeating: opening, count: 9_000)))
  }

  @Test func nestingBelowTheLimitIsRead() throws {
    let text = String(repeating: "(", count: 200) + "1" + String(repeating: ")", count: 200)
    #expect(try outcome(text).result.get().equals(.int(1)))
    let sum = "1" + String(repeating: " + 1", count: 240)
    #expect(try outcome(sum).result.get().equals(.int(241)))
    #expect(fails("1" + String(repeating: " + 1", count: 260)))
    #expect(fails("x" + String(repeating: ".a", count: 260)))
    // Chains of && and || become balanced trees.
    let chain = "true" + String(repeating: " && true", count: 5_000)
    #expect(try outcome(chain).result.get().equals(.bool(true)))
  }

  @Test func nestedMacrosFitTheStack() throws {
    for (open, close) in [
      ("[1].exists(a, ", ")"), ("[1].map(a, ", ")"), ("true ? (", ") : x"), ("[", "]"), ("!(", ")"),
      ("{1: ", "}"), ("size([", "])"),
    ] {
      let inner = open.hasPrefix("!") || open.contains("exists") ? "true" : "1"
      let text = String(repeating: open, count: 120) + inner + String(repeating: close, count: 120)
      _ = try? outcome(text)
    }
  }

  @Test func longTextIsRefused() {
    #expect(fails("'" + String(repeating: "a", count: 100_000) + "'"))
    #expect(!fails("'" + String(repeating: "a", count: 99_990) + "'"))
  }

  @Test(arguments: [
    "99999999999999999999", "-9223372036854775809", "18446744073709551616u", "0xFFFFFFFFFFFFFFFFF",
    "1e400", "'\\ud800'", "'\\U00110000'", "'\\x1'", "'\\8'", "b'\\u0041'", "'abc", "\"\"\"abc",
    "a.", ".", "?", "1 +", "{1}", "[1,,2]", "x.true", "if", "`a", "x.`a", "1.e5", "1..2", "@", "#",
    "\u{0}", "é", "'a' 'b'", "&", "|", "=", "a & b", "has(x)", "x.exists(1, true)",
    "x.all(a.b, true)", "google.protobuf.Unknown{}", "x{}", "unknown(1)", "x.unknown()",
    "1 < 1.0", "1 == 'a'", "[1] + 1", "!1", "-'a'", "1 && true", "true ? 1 : 'a'",
    "'%d'.format(['a'])", "'%z'.format([1])", "'%s'.format([])", "'%s'.format([1, 2])",
    "'a'.find('[')", "'a'.findAll('(')", "x[null]", "x[b'a']", "semver('1.2.3', true)",
  ])
  func faultyTextIsAnError(text: String) {
    #expect(fails(text), "\(text)")
  }

  @Test func chainsOfMacrosDoNotExplode() {
    var text = "optional.of(1)"
    for _ in 0..<40 { text += ".optMap(a, a)" }
    #expect(fails(text))
  }

  @Test func typesDoNotExplode() {
    var text = "1"
    for _ in 0..<60 { text = "[{'a': \(text)}].map(y, {y: y})[0]" }
    _ = fails(text)
  }

  @Test func comprehensionsMeetTheCostLimit() throws {
    let list = "[" + (0..<200).map(String.init).joined(separator: ",") + "]"
    let nested = "\(list).all(a, \(list).all(b, \(list).all(c, a + b + c >= 0)))"
    let outcome = try outcome(nested)
    guard case .failure(let error) = outcome.result else {
      Issue.record("no limit was met")
      return
    }
    #expect(error.isCostLimit)
    #expect(outcome.cost > CELProgram.perCallLimit)
    // Nothing absorbs the end of the evaluation.
    let absorbed = try self.outcome("true || (false || \(nested))")
    #expect(try absorbed.result.get().equals(.bool(true)))
    let stopped = try self.outcome("(\(nested)) || true")
    guard case .failure = stopped.result else {
      Issue.record("the limit was absorbed")
      return
    }
  }

  @Test func valuesDoNotExplode() throws {
    for start in ["'aaaaaaaa'", "[1, 2, 3, 4]", "dyn('aaaaaaaa')", "dyn(b'aaaaaaaa')"] {
      // 2^16 in one macro is more than enough copies of the tree; so the value is doubled inside.
      let doubled = (0..<17).reduce("a") { text, _ in "[\(text)].map(a, a + a)[0]" }
      let text = "[\(start)].map(a, \(doubled)).map(a, \(doubled))[0].size() > 0"
      _ = try? outcome(text)
    }
    let shared = (0..<40).reduce("a") { text, _ in "[\(text)].map(a, [a, a])[0]" }
    let equal = "[[1]].map(a, \(shared) == \(shared))"
    if case .success(let value)? = try? outcome(equal).result {
      Issue.record("compared exponentially many values: \(value.typeName)")
    }
    let printed = "[[1]].map(a, '%s'.format([\(shared)]))"
    if case .success(let value)? = try? outcome(printed).result {
      Issue.record("printed exponentially many values: \(value.typeName)")
    }
  }

  @Test func deepJSONIsRefused() throws {
    let environment = CELEnvironment(
      variables: [CELEnvironment.Variable("x", .string)], libraries: [.json])
    let program = try CELProgram(compiling: "x.parseJSON() == null", in: environment)
    for text in ["[", "{\"a\":"] {
      let outcome = program.evaluate([.string(String(repeating: text, count: 100_000))])
      guard case .failure = outcome.result else {
        Issue.record("deep JSON was read")
        return
      }
    }
  }
}
