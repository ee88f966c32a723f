import GoSemantics
import Testing

@Suite struct TextTests {
  @Test(
    arguments: [
      (0, "0s"), (1, "1ns"), (1_100, "1.1µs"), (2_200_000, "2.2ms"), (3_300_000_000, "3.3s"),
      (245_000_000_000, "4m5s"), (245_001_000_000, "4m5.001s"), (18_367_001_000_000, "5h6m7.001s"),
      (480_000_000_001, "8m0.000000001s"), (.max, "2562047h47m16.854775807s"),
      (.min, "-2562047h47m16.854775808s"), (-1_500_000_000, "-1.5s"), (3_600_000_000_000, "1h0m0s"),
    ] as [(Int64, String)])
  func durationsFormatAndRead(nanoseconds: Int64, text: String) throws {
    #expect(GoDuration.format(nanoseconds: nanoseconds) == text)
    #expect(try GoDuration.parse(text) == nanoseconds)
  }

  @Test(
    arguments: [
      ("0", 0), ("+5s", 5_000_000_000), ("-.5s", -500_000_000), ("1.s", 1_000_000_000),
      ("1h15m30.918273645s", 4_530_918_273_645), ("10us", 10_000), ("10μs", 10_000),
      ("0.3333333333333333333h", 1_200_000_000_000),
      ("9007199254.740993s", 9_007_199_254_740_993_000),
      ("0.100000000000000000000h", 360_000_000_000),
    ] as [(String, Int64)])
  func durationsRead(text: String, nanoseconds: Int64) throws {
    #expect(try GoDuration.parse(text) == nanoseconds)
  }

  @Test(arguments: [
    ("", "invalid duration \"\""), ("3", "missing unit in duration \"3\""),
    ("-", "invalid duration \"-\""), (".s", "invalid duration \".s\""),
    ("1d", "unknown unit \"d\" in duration \"1d\""),
    ("9223372036854775808ns", "invalid duration \"9223372036854775808ns\""),
    ("3000000h", "invalid duration \"3000000h\""),
  ])
  func badDurations(text: String, problem: String) {
    #expect(throws: GoDuration.ParseError(description: problem)) {
      try GoDuration.parse(text)
    }
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "-0"), (1, "1"), (-1.5, "-1.5"), (100_000, "100000"), (1e6, "1e+06"),
      (1_234_567, "1.234567e+06"), (999_999.5, "999999.5"), (0.0001, "0.0001"),
      (0.00001, "1e-05"), (0.1, "0.1"), (1e100, "1e+100"),
      (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (123_456, "123456"),
    ] as [(Double, String)])
  func numbers(value: Double, text: String) {
    #expect(GoNumber.text(value) == text)
  }

  @Test(
    arguments: [
      (1e20, "100000000000000000000"), (1e21, "1e+21"), (1e-6, "0.000001"), (1e-7, "1e-7"),
      (1_234_567, "1234567"), (0.5, "0.5"), (0, "0"),
    ] as [(Double, String)])
  func numbersInJSON(value: Double, text: String) {
    #expect(GoNumber.json(value) == text)
  }

  @Test func shorterNumbers() {
    #expect(GoNumber.text(Float(0.1)) == "0.1")
    #expect(GoNumber.text(Float(16_777_216)) == "1.6777216e+07")
  }
}

@Suite struct TimeTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600_000_000_000),
      ("2026-01-01T00:00:00.5+01:00", 1_767_222_000_500_000_000),
      ("1969-12-31T23:59:59Z", -1_000_000_000), ("1970-01-01T00:00:00.1234567899Z", 123_456_789),
    ] as [(String, Int64)])
  func instants(text: String, nanoseconds: Int64) {
    #expect(GoTime.nanoseconds(rfc3339: text) == nanoseconds)
  }

  @Test(arguments: [
    "", "2026-01-01", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:00", "2026-01-01T00:00:00Zx", "2026-01-01T00:00:00.Z", "9999-01-01T00:00:00Z",
  ])
  func noInstants(text: String) {
    #expect(GoTime.nanoseconds(rfc3339: text) == nil)
  }
}
