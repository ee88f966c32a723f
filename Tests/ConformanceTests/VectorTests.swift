import Conformance
import Documents
import Foundation
import Testing

@Suite struct VectorTests {
  private func double(_ algorithm: String) -> VectorSuite {
    VectorSuite(algorithm: algorithm) { vector in
      let n = try NodeDecoder(file: "vector").decode(Int64.self, from: vector.input["n"] ?? .null)
      return PreparedDecision(decide: { n * 2 }, answer: { ["twice": Node($0)] })
    }
  }

  @Test func replayJudgesEachCase() throws {
    let text = """
      {"id":"a","algorithm":"double","source":"s","input":{"n":2},"expected":{"twice":4}}

      {"id":"b","algorithm":"double","input":{"n":3},"expected":{"twice":7}}
      {"id":"c","algorithm":"double","input":{"n":3},"expected":{"anyOf":[{"twice":1},{"twice":6}]}}
      {"id":"d","algorithm":"other","input":{},"expected":{}}
      {"id":"e","algorithm":"double","input":{"n":"x"},"expected":{"twice":0}}
      """
    let cases = try VectorFile.parse(Array(text.utf8), file: "t.jsonl")
    let runner = VectorRunner(suites: [double("double")])
    let outcomes = cases.map { runner.replay($0) }
    #expect(outcomes.map(\.agrees) == [true, false, true, false, false])
    #expect(outcomes[3].status == .unsupported)
    #expect(
      outcomes[1].report == """
        b (double)
          input:    {"n":3}
          expected: {"twice":7}
          got:      {"twice":6}
          first difference: twice: expected 7, got 6
        """)
    #expect(outcomes[0].emitted.json() == #"{"answer":{"twice":4},"id":"a"}"#)
    #expect(outcomes[4].report.contains("failed: vector"))
  }

  @Test func onlyDecidingIsTimed() throws {
    final class Clock { var now: UInt64 = 0 }
    let clock = Clock()
    // Time passes only when the clock is read, 1 ms each, so the passes are counted exactly.
    let cases = [VectorCase(id: "a", algorithm: "double", input: ["n": 1], expected: ["twice": 2])]
    let result = VectorRunner(suites: [double("double")]).replay(
      cases,
      clock: {
        clock.now += 1_000_000
        return clock.now
      }, measurable: 20_000_000)
    #expect(result.nanoseconds == 1_000_000)
    #expect(result.outcomes.allSatisfy { $0.agrees })
  }

  @Test func malformedFilesAreOneClearError() throws {
    let cases: [(String, String)] = [
      ("", "t: holds no vectors"),
      ("\n\n{\"id\":\"a\"", "t:3:10: unexpected end of the text"),
      ("{\"id\":\"a\"}", "t:1:1: missing field \"algorithm\""),
      ("{\"id\":1}", "t:1:7: id: must be a string, not the number 1"),
      ("[]", "t:1:1: must be an object, not a list"),
      (
        "{\"id\":\"a\",\"algorithm\":\"x\",\"input\":1,\"expected\":1}\n"
          + "{\"id\":\"a\",\"algorithm\":\"x\",\"input\":1,\"expected\":1}",
        "t:2:1: id: duplicate case \"a\""
      ),
    ]
    for (text, message) in cases {
      do throws(DocumentError) {
        _ = try VectorFile.parse(Array(text.utf8), file: "t")
        Issue.record("no error for \(text)")
      } catch {
        #expect(error.description == message)
      }
    }
  }

  @Test func damagedGzipIsAnError() throws {
    let vectors = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Vectors/kubernetes/intstr.jsonl.gz")
    let whole = try Data(contentsOf: vectors)
    let folder = FileManager.default.temporaryDirectory.appending(path: "conformance-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try VectorFile.read(path: vectors.path).count > 700)
    let cut = folder.appending(path: "cut.jsonl.gz")
    try whole.prefix(whole.count / 2).write(to: cut)
    #expect(throws: DocumentError(file: cut.path, problem: "is damaged or truncated gzip data")) {
      try VectorFile.read(path: cut.path)
    }
    var bytes = whole
    for index in 200..<400 { bytes[index] ^= 0x5A }
    let damaged = folder.appending(path: "damaged.jsonl.gz")
    try bytes.write(to: damaged)
    #expect(throws: DocumentError.self) { try VectorFile.read(path: damaged.path) }
    #expect(throws: DocumentError(file: "/nonexistent", problem: "no such file")) {
      try VectorFile.read(path: "/nonexistent")
    }
  }

  @Test func firstDifferenceNamesThePath() {
    let left: Node = ["a": [1, ["b": 2]], "c": 3]
    #expect(NodeDifference.first(left, ["a": [1, ["b": 2]], "c": 3.0]) == nil)
    #expect(NodeDifference.first(left, ["a": [1, ["b": 5]], "c": 3])?.path == "a[1].b")
    #expect(NodeDifference.first(left, ["a": [1], "c": 3])?.path == "a[1]")
    #expect(NodeDifference.first(left, ["a": [1, ["b": 2]]])?.path == "c")
    #expect(NodeDifference.first(left, ["a": [1, ["b": 2]], "c": 3, "d": 1])?.path == "d")
  }
}
