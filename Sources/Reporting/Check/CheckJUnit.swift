import Experiments

/// A check as CI systems read test results: one case per figure, objective and behaviour.
struct CheckJUnit {
  /// One test case.
  private struct Case {
    var name: String
    var failure: String?
    var isSkipped = false
    var text = ""
  }

  private let check: ReferenceCheck

  init(_ check: ReferenceCheck) {
    self.check = check
  }

  func render() -> String {
    let cases = figures() + others()
    let failures = cases.count { $0.failure != nil }
    let skipped = cases.count { $0.isSkipped }
    let counts =
      #"tests="\#(cases.count)" failures="\#(failures)" skipped="\#(skipped)" errors="0""#
    let suite = Self.escaped(check.now.scenario)
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#, #"<testsuites name="regatta check" \#(counts)>"#,
      #"  <testsuite name="\#(suite)" \#(counts)>"#,
    ]
    for test in cases {
      let head = #"    <testcase classname="\#(suite)" name="\#(Self.escaped(test.name))""#
      var body: [String] = []
      if let failure = test.failure {
        body.append(#"      <failure message="\#(Self.escaped(failure))"/>"#)
      }
      if test.isSkipped { body.append(#"      <skipped message="too few values"/>"#) }
      if !test.text.isEmpty {
        body.append("      <system-out>\(Self.escaped(test.text))</system-out>")
      }
      lines += body.isEmpty ? [head + "/>"] : [head + ">"] + body + ["    </testcase>"]
    }
    return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
  }

  private func figures() -> [Case] {
    check.lines.map { line in
      let change = [line.differenceText, line.shareText].filter { !$0.isEmpty }
      let text =
        "\(line.verdictText): \(line.referenceText) in the reference, \(line.nowText) now"
        + (change.isEmpty ? "" : "; difference " + change.joined(separator: ", "))
        + (line.detectableText.isEmpty ? "" : "; detectable " + line.detectableText)
      return Case(
        name: line.label(among: check.armCount),
        failure: check.fails(line) ? text : nil,
        isSkipped: line.verdict == .untested && !check.fails(line), text: text)
    }
  }

  private func others() -> [Case] {
    var cases: [Case] = []
    if let missed = check.missedObjectives {
      cases += missed.map { Case(name: "objective " + $0, failure: "missed") }
      if missed.isEmpty { cases.append(Case(name: "objectives")) }
    }
    if let changed = check.changedFingerprints {
      let text = "\(changed) of \(check.commonReplications) fingerprints changed"
      cases.append(Case(name: "fingerprints", failure: changed > 0 ? text : nil))
    }
    return cases
  }

  /// Text that neither leaves its attribute nor holds what XML forbids.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in TextReport.plain(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
