import GoSemantics
import Testing

/// Instants beyond what 64 bits of nanoseconds hold, and Go's reading of numbers.
@Suite struct InstantTests {
  @Test func instantsReachFurtherThanNanoseconds() throws {
    let zero = try #require(GoInstant(rfc3339: "0001-01-01T00:00:00Z"))
    #expect(zero == .zero)
    #expect(zero < GoInstant(seconds: 0))
    let late = GoInstant(seconds: 1_770_000_000).adding(nanoseconds: .max)
    #expect(late.rfc3339.hasPrefix("2318-"))
    #expect(late.nanoseconds(since: zero) == .max)
    #expect(zero.nanoseconds(since: late) == .min)
  }

  @Test func fractionsCountAndAreCutOff() throws {
    let instant = try #require(GoInstant(rfc3339: "2026-01-15T12:00:00.999999+01:00"))
    #expect(instant.rfc3339 == "2026-01-15T11:00:00Z")
    #expect(instant.nanoseconds == 999_999_000)
    #expect(
      instant.adding(nanoseconds: -1_000_000_000).nanoseconds(since: instant) == -1_000_000_000)
    #expect(
      GoInstant(seconds: 5, nanoseconds: -1) == GoInstant(seconds: 4, nanoseconds: 999_999_999))
  }

  @Test(arguments: [
    ("12.5", 12.5), ("1e1", 10), ("-0", -0.0), (".5", 0.5), ("5.", 5), ("0x1p-2", 0.25),
    ("1_000", 1000), ("+7", 7),
  ])
  func numbersAreReadAsGoDoes(text: String, value: Double) throws {
    #expect(try GoNumber.parse(text) == value)
  }

  @Test(arguments: ["", "x", "1__0", "_1", "1_", "0x1", "1e", " 1", "1 ", "1.2.3", "--1"])
  func othersAreRefused(text: String) {
    #expect(throws: GoNumber.ParseError.self) { try GoNumber.parse(text) }
  }

  @Test func namesOfNumbers() throws {
    #expect(try GoNumber.parse("inf") == .infinity)
    #expect(try GoNumber.parse("NaN").isNaN)
    #expect(throws: GoNumber.ParseError.self) { try GoNumber.parse("1e999") }
  }
}
