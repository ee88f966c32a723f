import KubernetesAPI
import Testing

@Suite struct QuantityTests {
  private func quantity(_ text: String) throws -> Quantity { try Quantity(parsing: text) }

  @Test func equalAmountsAreEqualHoweverWritten() throws {
    let pairs = [("1", "1000m"), ("1Ki", "1024"), ("1e3", "1k"), ("0", "0m"), ("1024Mi", "1Gi")]
    for (a, b) in pairs {
      #expect(try quantity(a) == quantity(b))
      #expect(try quantity(a).hashValue == quantity(b).hashValue)
    }
    #expect(try quantity("999m") < quantity("1"))
  }

  @Test func unitsBeyondTheLargestLoseTheirSuffix() throws {
    // Upstream's own slip at this version, which its users see.
    #expect(try quantity("1000E").canonicalText == "1")
    #expect((try quantity("1E") + quantity("999E")).text == "1")
  }

  @Test func hostileTextsAreErrors() {
    for text in [
      "", " ", "1e99999999999", "1e-99999999999", "e", "1 Gi", "1e200000", "NaN", "0x10", "१",
      String(repeating: "9", count: 10_000), ".Gi.", "1.2.3", "--1", "1_000",
    ] {
      #expect(throws: QuantityError.self, "\(text.prefix(20))") { try Quantity(parsing: text) }
    }
  }

  @Test func strangeButLegal() throws {
    for (text, canonical) in [
      ("+", "0"), ("m", "0"), (".", "0"), (".5", "500m"), ("5.", "5"), ("-.5Gi", "-512Mi"),
      ("0.1n", "1n"), ("-0.1n", "-1n"), ("1e5000", "100e4998"), ("1e-5000", "1e-9"),
      ("1e4294967299", "1e3"),
    ] {
      #expect(try quantity(text).canonicalText == canonical, "\(text)")
    }
  }
}
