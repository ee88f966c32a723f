import Experiments
import Foundation
import Testing

@testable import Reporting

/// Names come from files: none may leave the place it is put into.
@Suite struct EscapingTests {
  private static let troublesome: [Unicode.Scalar] = [
    "<", ">", "&", "\"", "'", "/", "!", "-", "]", "\\", "\n", "\r", "\t", ",", ";", "a", "é",
    "\u{0}",
    "\u{B}", "\u{7F}", "\u{85}", "\u{202E}", "\u{2028}", "\u{FEFF}", "😀", "`", "=", " ",
  ]

  private static func texts(_ count: Int) -> [String] {
    var noise = Fixture.Noise(state: 11)
    return (0..<count).map { _ in
      var text = String.UnicodeScalarView()
      for _ in 0..<Int(noise.uniform() * 12) {
        text.append(troublesome[Int(noise.uniform() * Double(troublesome.count))])
      }
      return String(text)
    }
  }

  @Test func markupHoldsNoMarkupOfOthers() {
    for text in Self.texts(2000) {
      let markup: Markup = "\(text)"
      #expect(!markup.html.unicodeScalars.contains { "<>\"'".unicodeScalars.contains($0) })
      // Every ampersand begins one of our own references.
      let rest = markup.html.replacing(/&(amp|lt|gt|quot|#39);/, with: "")
      #expect(!rest.unicodeScalars.contains("&"))
      #expect(!rest.unicodeScalars.contains("\u{0}"))
    }
    let inner: Markup = "<b>\("a<b")</b>"
    #expect(("<i>\(inner)</i>" as Markup).html == "<i><b>a&lt;b</b></i>")
  }

  @Test func embeddedStringsReadBackAndEndNothing() throws {
    for text in Self.texts(2000) {
      let json = EmbeddedJSON.string(text)
      #expect(!json.unicodeScalars.contains { "<>&\u{2028}\n\r".unicodeScalars.contains($0) })
      let read = try JSONDecoder().decode(String.self, from: Data(json.utf8))
      #expect(
        read.unicodeScalars.elementsEqual(
          text.unicodeScalars.map { $0 == "\u{202E}" ? "\u{FFFD}" : $0 }))
    }
  }

  @Test func fieldsReadBack() {
    for text in Self.texts(2000) {
      let line = ReplicationsCSV.field(text) + "," + ReplicationsCSV.field("next") + "\r\n"
      let records = Self.records(line)
      #expect(records.count == 1)
      #expect(records.first?.count == 2)
      #expect(
        records.first?.first.map { $0.unicodeScalars.elementsEqual(text.unicodeScalars) } == true)
    }
  }

  @Test func everyFixtureIsARectangleOfFields() {
    for (name, make) in Fixture.all {
      let result = make()
      let records = Self.records(Reports.replicationsCSV(result))
      #expect(Set(records.map(\.count)).count == 1, "\(name)")
      #expect(records.count == 1 + result.arms.reduce(0) { $0 + $1.values.count }, "\(name)")
      #expect(records.first?.prefix(3) == ["arm", "replication", "fingerprint"], "\(name)")
    }
  }

  @Test func everyFixtureIsBalancedMarkupUnderAMegabyte() {
    for (name, make) in Fixture.all {
      let html = Reports.html(make())
      #expect(Self.unbalanced(html) == nil, "\(name)")
      #expect(html.utf8.count < 1_000_000, "\(name): \(html.utf8.count) bytes")
    }
  }

  @Test func everyFixtureKeepsTerminalsSafeAndNarrow() {
    for (name, make) in Fixture.all {
      let text = Reports.text(make())
      let isSafe = !text.unicodeScalars.contains {
        $0 != "\n" && $0.properties.generalCategory == .control
      }
      #expect(isSafe, "\(name)")
      if name != "hostile" {
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(name)")
      }
      #expect(text.split(separator: "\n").allSatisfy { $0.last != " " }, "\(name)")
    }
  }

  @Test func everyFixtureReadsBackFromJSON() throws {
    for (name, make) in Fixture.all where name != "broken" {
      let result = make()
      #expect(try JSONReport.read(Reports.json(result)) == result, "\(name)")
    }
    #expect(throws: DecodingError.self) {
      var result = Fixture.empty()
      result.schemaVersion = 2
      _ = try JSONReport.read(Reports.json(result))
    }
  }

  @Test func colourOnlyWhenTold() {
    let result = Fixture.outage()
    #expect(!Reports.text(result).contains("\u{1B}"))
    let coloured = TextReport(colour: true).render(result)
    #expect(coloured.contains("\u{1B}[1m"))
    #expect(coloured.replacing(/\u{1B}\[[0-9]+m/, with: "") == Reports.text(result))
  }

  /// The records of a text by RFC 4180, read a second way.
  private static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field = String.UnicodeScalarView()
    var isQuoted = false
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      if isQuoted {
        if scalar == "\"", index + 1 < scalars.count, scalars[index + 1] == "\"" {
          field.append("\"")
          index += 1
        } else if scalar == "\"" {
          isQuoted = false
        } else {
          field.append(scalar)
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," {
        record.append(String(field))
        field = .init()
      } else if scalar == "\r", index + 1 < scalars.count, scalars[index + 1] == "\n" {
        records.append(record + [String(field)])
        (record, field) = ([], .init())
        index += 1
      } else {
        field.append(scalar)
      }
      index += 1
    }
    return records
  }

  /// The first tag that closes what is not open; nil when all is well.
  private static func unbalanced(_ html: String) -> String? {
    let void: Set<Substring> = ["meta", "link", "input", "!DOCTYPE"]
    var open: [Substring] = []
    var rest = html[...]
    while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber || $0 == "!" }
      if tag.hasPrefix("/") {
        guard open.popLast() == name else { return String(tag) }
      } else if !tag.hasSuffix("/"), !void.contains(name) {
        open.append(name)
        if name == "script" || name == "style" {
          // Their content is not markup; it ends at the next closing tag of that name.
          guard let close = rest.range(of: "</\(name)>") else { return String(tag) }
          rest = rest[close.lowerBound...]
        }
      }
    }
    return open.last.map(String.init)
  }
}
