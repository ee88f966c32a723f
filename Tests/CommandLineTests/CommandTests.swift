import Documents
import Foundation
import Testing

@Suite struct CommandTests {
  private func scene() throws -> URL {
    let folder = try Tool.temporaryFolder()
    try Data(InvalidInputTests.valid.utf8).write(
      to: folder.appendingPathComponent("scenario.yaml"))
    return folder
  }

  private func bytes(_ folder: URL, _ name: String) -> Data? {
    try? Data(contentsOf: folder.appendingPathComponent(name))
  }

  @Test func `run writes its directory, the same for any number of threads`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    for threads in ["1", "2"] {
      let outcome = try Tool.run(
        ["run", ".", "--threads", threads, "--output", "out-\(threads)", "--quiet"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.errors.isEmpty)
      #expect(outcome.output.contains("Report: out-\(threads)/report.html"))
    }
    for file in ["result.json", "replications.csv", "report.html"] {
      let first = bytes(folder, "out-1/" + file)
      #expect(first != nil)
      #expect(first == bytes(folder, "out-2/" + file))
    }
  }

  @Test func `results go to standard output, progress to standard error`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try Tool.run(
      ["run", "scenario.yaml", "--format", "json", "--events", "--output", "out"], in: folder)
    #expect(outcome.status == 0)
    let result = try DocumentReader.readJSON(outcome.output)
    #expect(result["scenario"]?.string == "valid")
    #expect(Data(outcome.output.utf8) == bytes(folder, "out/result.json"))
    #expect(outcome.errors.contains("2 of 2 replications"))
    #expect(bytes(folder, "out/events.jsonl") != nil)
  }

  @Test func `a missed objective exits with 1`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try Tool.run(
      ["run", ".", "--set", "objectives=[pods.pending.max > 5]", "--output", "out"], in: folder)
    #expect(outcome.status == 1)
    #expect(bytes(folder, "out/result.json") != nil)
  }

  @Test func `explain prints a scenario that means the same`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try Tool.run(["explain", ".", "--seed", "9", "--replications", "4"], in: folder)
    #expect(first.status == 0)
    #expect(first.output.contains("seed: 9"))
    try Data(first.output.utf8).write(to: folder.appendingPathComponent("explained.yaml"))
    let second = try Tool.run(["explain", "explained.yaml"], in: folder)
    #expect(second.status == 0)
    func digest(_ text: String) -> Substring? {
      text.split(separator: "\n").first?.split(separator: " ").last
    }
    #expect(digest(first.output) == digest(second.output))
  }

  @Test(arguments: [
    "systems", "settings", "failures", "distributions", "presets", "metrics", "shapes",
    "scenarios",
  ])
  func `list names things`(topic: String) throws {
    let outcome = try Tool.run(["list", topic])
    #expect(outcome.status == 0)
    #expect(!outcome.output.isEmpty)
  }

  @Test func `the committed schema and reference are those of the code`() throws {
    for (format, file) in [
      ("json", "docs/reference/scenario.schema.json"), ("markdown", "docs/reference/scenario.md"),
    ] {
      let outcome = try Tool.run(["schema", "--format", format])
      #expect(outcome.status == 0)
      let committed = bytes(Tool.root, file).map { String(decoding: $0, as: UTF8.self) }
      #expect(
        committed == outcome.output,
        "\(file) is not what the code says: regatta schema --format \(format) > \(file)")
    }
  }

  @Test func `every shipped scenario can be explained`() throws {
    let folder = Tool.root.appendingPathComponent("scenarios")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter {
      FileManager.default.fileExists(atPath: folder.path + "/\($0)/scenario.yaml")
    }
    #expect(!names.isEmpty)
    for name in names {
      let outcome = try Tool.run(["explain", "scenarios/" + name])
      #expect(outcome.status == 0, "\(name): \(outcome.errors)")
    }
  }
}
