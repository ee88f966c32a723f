import Experiments
import Foundation
import Reporting
import Testing

/// What the reports look like, byte for byte.
///
/// After an intended change: `REGATTA_SNAPSHOTS=regenerate swift test --filter ReportingTests`, and
/// review the difference.
@Suite struct SnapshotTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Snapshots/report")

  @Test(arguments: ["text", "json", "csv", "html"])
  func report(format: String) throws {
    let renderer = try #require(Reports.renderer(format))
    let report = renderer.render(Fixture.outage())
    let file = Self.folder.appendingPathComponent("outage." + (format == "text" ? "txt" : format))
    if ProcessInfo.processInfo.environment["REGATTA_SNAPSHOTS"] == "regenerate" {
      try Data(report.utf8).write(to: file)
    }
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let (lines, expectedLines) = (
      report.split(separator: "\n", omittingEmptySubsequences: false),
      expected.split(separator: "\n", omittingEmptySubsequences: false)
    )
    let difference = zip(lines, expectedLines).enumerated().first { $0.element.0 != $0.element.1 }
    #expect(
      report.utf8.elementsEqual(expected.utf8),
      """
      \(file.lastPathComponent) differs first in line \((difference?.offset ?? min(lines.count, expectedLines.count)) + 1):
      \(difference.map { "\($0.element.0.prefix(300))" } ?? "(end)")
      instead of
      \(difference.map { "\($0.element.1.prefix(300))" } ?? "(end)")
      """)
  }

  @Test func equalResultsGiveEqualBytes() {
    for renderer in Reports.renderers {
      #expect(renderer.render(Fixture.outage()) == renderer.render(Fixture.outage()))
    }
  }

  @Test func jsonReadsBack() throws {
    let result = Fixture.outage()
    #expect(try JSONReport.read(Reports.json(result)) == result)
  }
}
