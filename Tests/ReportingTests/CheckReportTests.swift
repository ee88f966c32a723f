import Foundation
import Testing

@testable import Experiments
@testable import Reporting

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct CheckReportTests {
  /// The fixture, and the same with one figure worse, one better and hostile names.
  private func check(_ name: String = "outage") -> ReferenceCheck {
    let reference = Fixture.outage()
    var now = reference
    now.scenario = name
    now.digest = "other"
    for (index, metric) in now.arms[0].metrics.enumerated() {
      let shift: Double
      switch (metric.name, metric.dimensions) {
      case ("availability.replicas", [:]): shift = -0.01
      case ("outage.longest", _): shift = -100
      case ("replicas.moved", _): shift = 3
      default: continue
      }
      for row in now.arms[0].values.indices {
        now.arms[0].values[row][index] = now.arms[0].values[row][index].map {
          $0 + shift * (1 + Double(row) / 100)
        }
      }
    }
    var rules = CheckRules()
    rules.objectives = true
    rules.fingerprints = true
    return ReferenceCheck(reference: reference, now: now, isSameScenario: false, rules: rules)
  }

  @Test func `the text starts with the verdict and shows regressions first`() {
    let lines = CheckReports.text(check()).split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("outage: FAILED, 1 regression"))
    let rows = lines.drop { !$0.contains("detectable") }.dropFirst()
    #expect(rows.first?.hasPrefix("availability.replicas ") == true)
    #expect(rows.first?.hasSuffix("regression") == true)
    #expect(rows.dropFirst().first?.hasSuffix("improvement") == true)
    #expect(rows.dropFirst(2).first?.hasSuffix("changed") == true)
    #expect(rows.count == check().lines.count)
    #expect(lines.contains { $0.contains("The scenario is not the one of the reference") })
  }

  @Test func `the JSON holds everything`() throws {
    struct Document: Decodable {
      var check: ReferenceCheck
      var passed: Bool
    }
    let check = check()
    let document = try JSONDecoder().decode(
      Document.self, from: Data(CheckReports.json(check).utf8))
    #expect(document.check == check)
    #expect(!document.passed)
  }

  @Test func `hostile names stay text`() throws {
    let name = "<b>|`x` \"&'\u{1B}[31m\u{FFFF}]]>"
    let markdown = CheckReports.markdown(check(name))
    #expect(!markdown.contains("<b>"))
    #expect(!markdown.contains("\u{1B}"))
    #expect(markdown.contains("\\|\\`x\\`"))
    #expect(markdown.contains("**regression**"))
    let junit = CheckReports.junit(check(name))
    let reader = XMLParser(data: Data(junit.utf8))
    let cases = Cases()
    reader.delegate = cases
    #expect(reader.parse(), "\(String(describing: reader.parserError))")
    #expect(
      cases.suite
        == name.replacing("\u{1B}", with: "\u{FFFD}").replacing("\u{FFFF}", with: "\u{FFFD}"))
    #expect(cases.failures.first == "availability.replicas")
    #expect(cases.names.count == check().lines.count + check().otherCases)
    #expect(cases.names.contains("fingerprints"))
    #expect(cases.names.contains("outage.longest"))
  }

  private final class Cases: NSObject, XMLParserDelegate {
    var suite = ""
    var names: [String] = []
    var failures: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String] = [:]
    ) {
      switch element {
      case "testsuite": suite = attributes["name"] ?? ""
      case "testcase": names.append(attributes["name"] ?? "")
      case "failure": failures.append(names.last ?? "")
      default: break
      }
    }
  }
}

extension ReferenceCheck {
  /// One case for fingerprints, and one per missed objective or one for all.
  fileprivate var otherCases: Int { 1 + max(1, missedObjectives?.count ?? 0) }
}

@Suite struct HistoryReportTests {
  private func runs() -> [RunRecord] {
    [
      RunRecord(Fixture.outage(), time: "2026-11-27T12:00:00Z", command: "run 'a b'"),
      RunRecord(Fixture.outage(), time: "2026-11-28T12:00:00Z", command: "check x"),
    ]
  }

  @Test func `a history is a table, or one table per figure`() {
    let table = HistoryReports.text(runs(), metrics: [])
    #expect(table.split(separator: "\n").count == 3)
    #expect(table.contains("2026-11-27 12:00:00  run"))
    var runs = runs()
    for index in runs.indices {
      runs[index].arms[0].metrics.removeAll { $0.name != "outage.longest" }
    }
    let figures = HistoryReports.text(runs, metrics: ["outage.longest"])
    #expect(figures.split(separator: "\n").count == 4)
    #expect(figures.contains(": outage.longest\n"))
    #expect(HistoryReports.text([], metrics: []) == "No runs.\n")
  }

  @Test func `CSV has a row per figure, JSON reads back`() throws {
    let runs = runs()
    let rows = HistoryReports.csv(runs).split(separator: "\r\n")
    #expect(rows.count == 1 + runs.reduce(0) { $0 + $1.arms[0].metrics.count })
    #expect(rows[1].contains(",run 'a b',"))
    let read = try JSONDecoder().decode(
      [RunRecord].self, from: Data(HistoryReports.json(runs).utf8))
    #expect(read == runs)
  }
}
