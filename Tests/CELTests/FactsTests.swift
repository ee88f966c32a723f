import Testing

@testable import CEL

/// Evaluates an expression without variables; nil if it is faulty or has no value.
func evaluate(_ text: String) -> CELValue? {
  let environment = CELEnvironment(libraries: .openClusterManagement)
  guard let program = try? CELProgram(compiling: text, in: environment) else { return nil }
  return try? program.evaluate([]).result.get()
}

@Suite struct FactsTests {
  @Test(arguments: Facts.all.map(\.name))
  func factsHold(name: String) throws {
    let environment = CELEnvironment(libraries: .openClusterManagement)
    let text = try #require(Facts.all.first { $0.name == name }?.text)
    var count = 0
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "⇒").map(String.init)
      try #require(parts.count == 2, "\(line)")
      count += 1
      let expected = parts[1].drop { $0 == " " }
      let got = value(parts[0], environment)
      if expected == "error" {
        if case .success(let value) = got { Issue.record("\(line): got \(value)") }
        continue
      }
      guard case .success(let answer) = got else {
        Issue.record("\(line): got \(got)")
        continue
      }
      guard case .success(let wanted) = value(String(expected), environment) else {
        Issue.record("\(line): the expected value is faulty")
        continue
      }
      let isNaN = if case .double(let number) = wanted { number.isNaN } else { false }
      let isSame = isNaN ? "\(answer)" == "NaN" : try answer.equals(wanted)
      #expect(
        isSame && answer.typeName == wanted.typeName, "\(line): got \(answer.typeName) \(answer)")
    }
    #expect(count > 20)
  }

  private func value(
    _ text: String, _ environment: CELEnvironment
  ) -> Result<CELValue, CELEvaluationError> {
    do {
      return try CELProgram(compiling: text, in: environment).evaluate([]).result
    } catch {
      return .failure(CELEvaluationError("\(error)"))
    }
  }
}
