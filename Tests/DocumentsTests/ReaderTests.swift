import Testing

@testable import Documents

@Suite struct ReaderTests {
  private func one(_ text: String) throws -> Node {
    try #require(try DocumentReader.read(text, file: "test.yaml").first)
  }

  @Test func yamlScalarsFollowKubectl() throws {
    let cases: [(String, Node)] = [
      ("yes", true), ("off", false), ("n", false), ("~", nil), ("Null", nil), ("5", 5),
      ("+5", 5), ("-0", 0), ("0755", 493), ("08", 8.0), ("0x1F", 31), ("0o17", 15), ("0b11", 3),
      ("1_000", 1000), ("1e3", 1000.0), (".5", 0.5), ("1.", 1.0), ("1:30", "1:30"),
      ("2001-01-01", "2001-01-01"), ("\"5\"", "5"), ("'yes'", "yes"), ("!!str 5", "5"),
      ("!!int \"5\"", 5), ("100m", "100m"), ("1.2.3", "1.2.3"), ("-", [nil]), ("--5", "--5"),
      ("9223372036854775807", 9_223_372_036_854_775_807),
      ("18446744073709551615", 1.8446744073709552e19),
      ("-9223372036854775808", -9_223_372_036_854_775_808),
    ]
    for (text, expected) in cases {
      let node = try #require(try DocumentReader.read("k: \n  \(text)", file: "t").first)
      #expect(node["k"] == expected, "\(text)")
    }
  }

  @Test func positionsAreKept() throws {
    let node = try one("a:\n  - b: 1\n    ü: x\n")
    let element = try #require(node["a"]?.array?.first)
    #expect(element.position == Node.Position(line: 2, column: 5))
    #expect(element.object?[1].keyPosition == Node.Position(line: 3, column: 5))
    #expect(element["ü"]?.position == Node.Position(line: 3, column: 8))
    let json = try DocumentReader.readJSON("{\n \"ü\": [1, \"ä\", 2]}")
    #expect(json["ü"]?.array?[2].position == Node.Position(line: 2, column: 16))
  }

  @Test func severalDocumentsAndMergeKeysAndAliases() throws {
    let nodes = try DocumentReader.read(
      "---\n---\na: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\nc: *x\n---\nd: 1\n...\n", file: "t")
    #expect(nodes.count == 2)
    #expect(nodes[0]["b"] == ["q": 3, "p": 1])
    #expect(nodes[0]["c"] == ["p": 1, "q": 2])
    #expect(try DocumentReader.read("{\"a\":1}\n{\"a\":2}", file: "t").count == 2)
    #expect(try DocumentReader.read("{a: 1}", file: "t") == [["a": 1]])
    #expect(try DocumentReader.read("", file: "t").isEmpty)
  }

  @Test func jsonText() throws {
    let text = #"{"a":[1,-2.5,1e300,"x\n\u00e9\ud83d\ude00"],"b":null,"c":{"d":true}}"#
    let node = try DocumentReader.readJSON(text)
    #expect(node["a"] == [1, -2.5, 1e300, "x\né😀"])
    #expect(try DocumentReader.readJSON(node.json()) == node)
    #expect(node.json() == #"{"a":[1,-2.5,1e+300,"x\né😀"],"b":null,"c":{"d":true}}"#)
    #expect(
      Node(["b": 1, "a": [:], "c": []]).json(pretty: true)
        == "{\n  \"a\": {},\n  \"b\": 1,\n  \"c\": []\n}")
    #expect(Node(Double.nan).json() == "\"NaN\"")
    #expect((["b": 2, "a": 1.0] as Node) == ["a": 1, "b": 2])
    #expect((["a": 1] as Node) != ["a": 1, "b": 2])
  }
}

/// Each of these once crashed, hung or exhausted some reader.
@Suite struct HostileInputTests {
  private func error(_ text: String, file: String = "t.yaml", limits: DocumentLimits = .standard)
    -> DocumentError?
  {
    do throws(DocumentError) {
      _ = try DocumentReader.read(text, file: file, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test func everyErrorHasItsPlace() {
    let cases: [(text: String, message: String)] = [
      ("a: 1\nb: [1,", "t.yaml:3:1: while parsing a flow node: did not find expected node content"),
      ("a: \"x\n", "t.yaml:2:1: while scanning a quoted scalar: found unexpected end of stream"),
      ("a: 1\na: 2\n", "t.yaml:2:1: duplicate key \"a\""),
      ("x:\n  y: .nan", "t.yaml:2:6: a number must be finite, not \".nan\""),
      ("x: [-.inf]", "t.yaml:1:5: a number must be finite, not \"-.inf\""),
      ("a: *b", "t.yaml:1:4: unknown or unfinished anchor \"b\""),
      ("a: &a [*a]", "t.yaml:1:8: unknown or unfinished anchor \"a\""),
      ("? [1]\n: 2", "t.yaml:1:3: a key must be a single word, not a list or object"),
      (
        "a:\n\t- b",
        "t.yaml:2:1: while scanning for the next token: found character that cannot start any token"
      ),
      ("<<: 5", "t.yaml:1:5: \"<<\" merges an object or a list of objects"),
    ]
    for (text, message) in cases {
      #expect(error(text)?.description == message)
    }
    #expect(
      error("{\"a\": 1,\n \"a\": 2}", file: "t.json")?.description
        == "t.json:2:2: duplicate key \"a\"")
    #expect(
      error("{\"a\": NaN}", file: "t.json")?.description == "t.json:1:7: expected a JSON value")
    #expect(error("{\"a\": 1e999}", file: "t.json")?.problem == "the number is out of range")
    #expect(error("{\"a\": [1, 2", file: "t.json")?.problem == "unexpected end of the text")
    #expect(error("{\"a\": 01}", file: "t.json")?.problem == "a number must not begin with 0")
  }

  @Test func invalidUTF8() {
    let bytes: [UInt8] = Array("a: 1\nb: ".utf8) + [0xFF, 0xFE, 0x0A]
    #expect(throws: DocumentError.self) { try DocumentReader.read(bytes, file: "t") }
    let json: [UInt8] = Array("{\"a\": \"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)
    #expect(throws: DocumentError.self) { try DocumentReader.readJSON(json) }
    let escaped: [UInt8] = Array("\"\\n".utf8) + [0xFF] + Array("\"".utf8)
    #expect(throws: DocumentError.self) { try DocumentReader.readJSON(escaped) }
  }

  @Test func deepNestingIsAnError() {
    for text in [
      String(repeating: "[", count: 200_000),
      String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000),
      String(repeating: "{a: ", count: 100_000),
      String(repeating: "- ", count: 100_000) + "x",
      (0..<3000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    ] {
      #expect(error(text) != nil)
      #expect(error(text, file: "t.json") != nil)
    }
    let nested = String(repeating: "[", count: 129) + String(repeating: "]", count: 129)
    #expect(
      error(nested, file: "t.json")?.description == "t.json:1:129: nests deeper than 128 levels")
    #expect(error(nested)?.description == "t.yaml:1:129: nests deeper than 128 levels")
    let allowed = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
    #expect(error(allowed) == nil)
    #expect(error(allowed, file: "t.json") == nil)
  }

  @Test func aliasBombsAreAnError() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<30 {
      let aliases = repeatElement("*a\(level - 1)", count: 10).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(error(bomb)?.problem == "holds more than 8000000 values")
    var ladder = "a0: &a0 [x]\n"
    for level in 1..<300 { ladder += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(error(ladder)?.problem == "nests deeper than 128 levels")
  }

  @Test func largeFilesAreAnError() {
    let limits = DocumentLimits(maximumBytes: 1000)
    #expect(
      error(String(repeating: "a", count: 1001), limits: limits)?.description
        == "t.yaml: is larger than the limit of 1000 bytes")
    let values = DocumentLimits(maximumNodes: 10)
    #expect(error("[1,2,3,4,5,6,7,8,9,10]", file: "t.json", limits: values) != nil)
    #expect(error("a: [1,2,3,4,5,6,7,8,9,10]", limits: values) != nil)
  }

  @Test func filesThatAreNone() {
    #expect(throws: DocumentError(file: "/nonexistent", problem: "no such file")) {
      try DocumentReader.readFile("/nonexistent")
    }
    #expect(throws: DocumentError(file: "/", problem: "is a directory, not a file")) {
      try DocumentReader.readFile("/")
    }
    #expect(throws: DocumentError.self) {
      try DocumentReader.readFile("/dev/zero", limits: DocumentLimits(maximumBytes: 1 << 20))
    }
  }

  @Test func manyKeysStayLinear() throws {
    let text = "{" + (0..<50_000).map { "\"key\($0)\":\($0)" }.joined(separator: ",") + "}"
    #expect(try DocumentReader.readJSON(text).object?.count == 50_000)
    #expect(error(text + " ") == nil)
  }
}
