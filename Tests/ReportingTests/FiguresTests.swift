import Foundation
import Testing

@testable import Reporting

/// Numbers as people read them: examples, and laws that hold for any number.
@Suite struct FiguresTests {
  /// Figures hold their units with no-break spaces; the tests write plain ones.
  private func plain(_ text: String) -> String { String(text.map { $0 == "\u{A0}" ? " " : $0 }) }

  @Test(arguments: [
    (0, "0 s"), (0.000_000_2, "0.20 µs"), (0.002_62, "2.62 ms"), (0.000_85, "850 µs"),
    (0.85, "850 ms"), (0.9996, "1.00 s"),
    (5.237, "5.24 s"), (9.996, "10.0 s"), (41.24, "41.2 s"), (59.94, "59.9 s"), (59.96, "1m 00s"),
    (312, "5m 12s"), (305, "5m 05s"), (3599.4, "59m 59s"), (3599.6, "1h 00m"), (7500, "2h 05m"),
    (86_399, "1d 00h"), (273_600, "3d 04h"), (-312, "-5m 12s"), (1e9, "11,574d 02h"),
  ])
  func durations(seconds: Double, text: String) {
    #expect(plain(Figures.duration(seconds)) == text)
  }

  @Test(arguments: [
    (312.34, 0.4, "5m 12.3s"), (312.34, 4, "5m 12s"), (3599.96, 0.1, "1h 00m 00s"),
    (7512, 20, "2h 05m 12s"), (7512, 200, "2h 05m"), (273_720, 600, "3d 04h 02m"),
    (312, 0, "5m 12s"),
    (599.97, 0.1, "10m 00.0s"),
  ])
  func durationsOfNarrowIntervals(seconds: Double, halfWidth: Double, text: String) {
    #expect(plain(Figures.duration(seconds, halfWidth: halfWidth)) == text)
  }

  @Test(arguments: [
    (0.9995, nil, "99.95 %"), (1, nil, "100 %"), (0, nil, "0 %"), (0.61, nil, "61.0 %"),
    (0.999_999_999_999, nil, ">99.9999999 %"), (0.997_12, 0.000_13, "99.712 %"),
    (0.9999, 0.01, "99.99 %"), (0.000_000_000_1, nil, "<0.0000001 %"), (0.05, nil, "5.0 %"),
    (1.2, nil, "120.0 %"),
  ])
  func percentages(ratio: Double, halfWidth: Double?, text: String) {
    #expect(plain(Figures.percent(ratio, halfWidth: halfWidth)) == text)
  }

  @Test(arguments: [
    (0, nil, "0"), (480, nil, "480"), (48_210, nil, "48,210"), (1_234_567.8, nil, "1,234,568"),
    (1.337, nil, "1.34"), (171.93, 1.4, "171.9"), (171.93, 14, "172"), (0.000_123, nil, "0.000123"),
    (-5.5, nil, "-5.50"), (.nan, nil, "NaN"), (.infinity, nil, "∞"), (1e18, nil, "1e+18"),
  ])
  func numbers(value: Double, halfWidth: Double?, text: String) {
    #expect(Figures.number(value, halfWidth: halfWidth) == text)
  }

  @Test func ninesCountTheLoss() {
    #expect(Figures.nines(0.9995) == "3.3")
    #expect(Figures.nines(0.99) == "2.0")
    #expect(Figures.nines(1) == nil)
    #expect(Figures.nines(0.5) == nil)
    #expect(plain(Figures.roundPercent(0.95)) == "95 %")
    #expect(plain(Figures.roundPercent(0.999)) == "99.9 %")
    #expect(Figures.clock(90_061.9) == "1d 01:01:01")
  }

  /// What is read off a figure differs from the value by no more than half of its last digit.
  @Test func fixedIsExactToItsLastDigit() throws {
    var noise = Fixture.Noise(state: 1)
    for _ in 0..<5000 {
      let decimals = Int(noise.uniform() * 7)
      let value = (noise.uniform() - 0.5) * pow(10, noise.uniform() * 9)
      let text = Figures.fixed(value, decimals: decimals)
      let read = try #require(Double(text.filter { $0 != "," }))
      #expect(
        abs(read - value) <= 0.5000001 * pow(10, Double(-decimals)) + 1e-15 * abs(value),
        "\(value) as \(text)")
      #expect(text.split(separator: ".").dropFirst().first?.count ?? 0 == decimals)
    }
  }

  /// No figure says that an hour has sixty minutes left over, and longer never reads shorter.
  @Test func durationsReadBack() throws {
    var noise = Fixture.Noise(state: 2)
    let units: [String: Double] = [
      "d": 86_400, "h": 3600, "m": 60, "s": 1, "ms": 1e-3, "µs": 1e-6,
    ]
    func read(_ text: String) throws -> Double {
      var total = 0.0
      var number = ""
      var unit = ""
      func flush() throws {
        guard !number.isEmpty else { return }
        total += try #require(Double(number)) * (try #require(units[unit], "\(text)"))
      }
      for character in text where character != "," {
        if character.isNumber || character == "." {
          if !unit.isEmpty {
            try flush()
            (number, unit) = ("", "")
          }
          number.append(character)
        } else if !character.isWhitespace {
          unit.append(character)
        }
      }
      try flush()
      return total
    }
    for _ in 0..<5000 {
      let seconds = pow(10, noise.uniform() * 12 - 4)
      let text = Figures.duration(seconds)
      let value = try read(text)
      let last = seconds < 86_370 ? max(seconds * 0.01, 0) : 1800
      #expect(abs(value - seconds) <= max(last, 1e-6), "\(seconds) as \(text)")
      let parts = text.split(whereSeparator: \.isWhitespace)
      #expect(parts.count < 2 || !parts[1].hasPrefix("60"), "\(seconds) as \(text)")
    }
  }

  /// A loss is never rounded away, nor is a service made out of nothing.
  @Test func percentagesKeepTheEnds() {
    var noise = Fixture.Noise(state: 3)
    for _ in 0..<5000 {
      let small = pow(10, -noise.uniform() * 14)
      #expect(plain(Figures.percent(1 - small)) != "100 %" || 1 - small == 1)
      #expect(plain(Figures.percent(small)) != "0 %")
      #expect(plain(Figures.percent(1 - small, halfWidth: 0.1)) != "100.0 %")
    }
  }
}
