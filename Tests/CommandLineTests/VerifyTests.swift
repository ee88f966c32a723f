import Documents
import Foundation
import Testing

@Suite struct VerifyTests {
  private static let vectors = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Vectors").path

  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "verify-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Runs the built tool, which lies beside the tests.
  private func verify(_ arguments: [String]) throws -> (
    status: Int32, output: String, errors: String
  ) {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "regatta")
    process.arguments = ["verify"] + arguments
    let (output, errors) = (folder.appending(path: "out"), folder.appending(path: "err"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    return (
      process.terminationStatus, try String(contentsOf: output, encoding: .utf8),
      try String(contentsOf: errors, encoding: .utf8)
    )
  }

  private func file(_ name: String, _ text: String) throws -> String {
    let path = folder.appending(path: name)
    try Data(text.utf8).write(to: path)
    return path.path
  }

  private static let right =
    #"{"id":"a","algorithm":"kubernetes.intstr.scaledValue","input":{"value":"44%","total":10,"roundUp":true},"expected":{"value":5}}"#
  private static let wrong =
    #"{"id":"b","algorithm":"kubernetes.intstr.scaledValue","input":{"value":"44%","total":10},"expected":{"value":5}}"#
  private static let unknown = #"{"id":"c","algorithm":"no.such","input":{},"expected":{}}"#

  @Test func agreementIsStatusZero() throws {
    let path = "\(Self.vectors)/kubernetes/rate_limiters.jsonl.gz"
    let run = try verify([path])
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.contains("kubernetes.tokenBucket.reserve"))
    #expect(run.output.contains("120/120 agreed"))
    #expect(run.output.hasSuffix("638/638 agreed in all\n"))
  }

  @Test func disagreementIsStatusOneWithTheDifference() throws {
    let path = try file("v.jsonl", [Self.right, Self.wrong, Self.unknown].joined(separator: "\n"))
    let run = try verify([path])
    #expect(run.status == 1)
    #expect(run.output.contains("1/2 agreed"))
    #expect(run.output.contains("0/1 agreed, 1 unsupported"))
    #expect(run.output.contains("first difference: value: expected 5, got 4"))
    #expect(run.output.contains("input:    {\"total\":10,\"value\":\"44%\"}"))
  }

  @Test func jsonAndEmit() throws {
    let path = try file("v.jsonl", [Self.right, Self.wrong, Self.unknown].joined(separator: "\n"))
    let emitted = folder.appending(path: "answers.jsonl").path
    let run = try verify(["--json", "--emit", emitted, path])
    #expect(run.status == 1)
    let lines = try DocumentReader.read(run.output, file: "out.json")
    #expect(lines.count == 2)
    #expect(
      lines[0].object?.map(\.key) == ["file", "algorithm", "total", "agreed", "unsupported", "ms"])
    #expect(lines[0]["agreed"] == 1)
    #expect(lines[1]["unsupported"] == 1)
    #expect(lines[0]["ms"]?.double != nil)
    let answers = try DocumentReader.readFile(emitted)
    #expect(answers.map { $0["id"]?.string } == ["a", "b", "c"])
    #expect(answers[0]["answer"] == ["value": 5])
    #expect(answers[2]["answer"] == .null)
  }

  @Test func badFilesAreOneClearErrorAndStatusTwo() throws {
    let good = try file("good.jsonl", Self.right)
    let cut = try file("cut.jsonl", Self.right + "\n{\"id\":\"x\"")
    let cases: [(String, String)] = [
      ("\(folder.path)/none.jsonl", "none.jsonl: no such file"),
      (folder.path, "is a directory, not a file"),
      (cut, "cut.jsonl:2:10: unexpected end of the text"),
      (try file("empty.jsonl", ""), "empty.jsonl: holds no vectors"),
      (try file("text.jsonl.gz", "not gzip"), "text.jsonl.gz:1:1: expected null"),
      (
        try file("deep.jsonl", String(repeating: "[", count: 500_000)),
        "deep.jsonl:1:129: nests deeper than 128 levels"
      ),
      (
        try file("field.jsonl", #"{"id":"a","algorithm":7,"input":{},"expected":{}}"#),
        "field.jsonl:1:23: algorithm: must be a string, not the number 7"
      ),
    ]
    for (path, message) in cases {
      let run = try verify([good, path])
      #expect(run.status == 2, "\(path)")
      #expect(run.output.isEmpty, "no partial output")
      #expect(run.errors.contains(message), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1)
    }
    #expect(try verify([]).status == 64)
    let run = try verify(["--emit", "/nonexistent/x", good])
    #expect(run.status == 2)
    #expect(run.errors.contains("/nonexistent/x: cannot be written"))
  }
}
