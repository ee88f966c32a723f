import GoSemantics
import Testing

@Suite struct TimeLocationTests {
  /// A version 2 file without transitions, and a rule.
  private static func zoneFile(rule: String, version: UInt8 = 50) -> [UInt8] {
    func header(zones: UInt8) -> [UInt8] {
      Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, zones, 0, 0, 0, 4]
    }
    let zone: [UInt8] = [0, 0, 14, 16, 0, 0] + Array("CET\0".utf8)
    return header(zones: 1) + zone + header(zones: 1) + zone + Array("\n\(rule)\n".utf8)
  }

  private func seconds(_ text: String) throws -> Int64 {
    try #require(GoTime.nanoseconds(rfc3339: text)) / 1_000_000_000
  }

  @Test("a rule counts where a file has no transitions")
  func ruleOfBerlin() throws {
    let bytes = Self.zoneFile(rule: "CET-1CEST,M3.5.0,M10.5.0/3")
    let berlin = try TimeLocation(name: "Berlin", zoneFile: bytes)
    let before = try seconds("2026-03-29T00:59:59Z")
    #expect(berlin.offset(at: before) == 3_600)
    #expect(berlin.offset(at: before + 1) == 7_200)
    #expect(GoTime.rfc3339(seconds: before + 1, in: berlin) == "2026-03-29T03:00:00+02:00")
    #expect(berlin.offset(at: try seconds("2026-10-25T01:00:00Z")) == 3_600)
    // Half past two does not exist on that day: with the offset before the change it is past three.
    let gap = WallClock(year: 2026, month: 3, day: 29, hour: 2, minute: 30)
    #expect(berlin.wallClock(at: berlin.seconds(of: gap)).hour == 3)
  }

  @Test("summer may span the turn of the year")
  func ruleOfSydney() throws {
    let bytes = Self.zoneFile(rule: "AEST-10AEDT,M10.1.0,M4.1.0/3")
    let sydney = try TimeLocation(name: "Sydney", zoneFile: bytes)
    #expect(sydney.offset(at: try seconds("2026-01-01T00:00:00Z")) == 11 * 3_600)
    #expect(sydney.offset(at: try seconds("2026-07-01T00:00:00Z")) == 10 * 3_600)
  }

  @Test("cut or changed files are errors, never traps")
  func damagedFiles() throws {
    let whole = Self.zoneFile(rule: "CET-1CEST,M3.5.0,M10.5.0/3")
    let body = whole.count - "\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8.count
    for length in 0..<body {
      #expect(throws: TimeLocation.ZoneFileError.self) {
        try TimeLocation(name: "cut", zoneFile: Array(whole[..<length]))
      }
    }
    for position in whole.indices {
      var changed = whole
      changed[position] = 255
      let location = try? TimeLocation(name: "changed", zoneFile: changed)
      _ = location?.wallClock(at: 1_800_000_000)
    }
  }

  @Test("a zone that is not there is named")
  func unknownZone() throws {
    for name in ["No/Such", "../etc/passwd", "/etc/passwd", "a\\b"] {
      let error = #expect(throws: ZoneInfo.UnknownZone.self) { try ZoneInfo.location(name) }
      #expect(error?.description.contains(name) == true)
    }
    #expect(try ZoneInfo.location("") == .utc)
    #expect(try ZoneInfo.location("Local") == .utc)
  }

  @Test("calendar and seconds agree, leap years and years before 1970 included")
  func calendar() {
    for day in stride(from: Int64(-800_000), through: 800_000, by: 97) {
      let wall = WallClock(seconds: day * 86_400 + 3_661)
      #expect(wall.secondsInUTC == day * 86_400 + 3_661)
    }
    #expect(
      WallClock(year: 2026, month: 14, day: 0).secondsInUTC
        == WallClock(year: 2027, month: 1, day: 31).secondsInUTC)
    #expect(WallClock(year: 1970, month: 1, day: 1).weekday == 4)
  }
}
