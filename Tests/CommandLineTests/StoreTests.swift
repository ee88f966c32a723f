import Documents
import Foundation
import Testing

/// What is kept between runs, and what happens when that fails.
@Suite struct StoreTests {
  private let folder: URL

  init() throws {
    folder = try Tool.temporaryFolder()
    try Data(CheckTests.scenario.utf8).write(to: folder.appendingPathComponent("scenario.yaml"))
  }

  private func remove() { try? FileManager.default.removeItem(at: folder) }

  private func tool(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(arguments, in: folder)
  }

  private func bytes(_ name: String) -> Data? {
    try? Data(contentsOf: folder.appendingPathComponent(name))
  }

  /// A run that has not ended.
  private func start(_ arguments: [String]) throws -> (process: Process, errors: FileHandle) {
    let process = Process()
    process.executableURL = Tool.path
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    return (process, errors.fileHandleForReading)
  }

  @Test(.timeLimit(.minutes(3)))
  func `a killed experiment goes on and ends with the same bytes`() throws {
    defer { remove() }
    let run = ["run", ".", "--replications", "300", "--threads", "2"]
    #expect(
      try Tool.run(run + ["--output", "whole", "--no-store", "--quiet"], in: folder).status == 0)
    // Killed in the middle, twice: as soon as it tells of a further tenth.
    for _ in 0..<2 {
      let (process, errors) = try start(run + ["--output", "killed"])
      let told = errors.availableData
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal)
      #expect(String(decoding: told, as: UTF8.self).contains("of 300 replications"))
      #expect(bytes("killed/result.json") == nil)
    }
    let last = try Tool.run(run + ["--output", "killed"], in: folder)
    #expect(last.status == 0)
    // "… of 300 replications (60 from before)"
    let resumed = last.errors.split(separator: "\n").compactMap { line in
      line.firstMatch(of: #/\((\d+) from before\)/#).flatMap { Int($0.1) }
    }
    #expect((resumed.first ?? 0) >= 30, "\(last.errors)")
    for file in ["result.json", "replications.csv", "report.html"] {
      #expect(bytes("killed/" + file) != nil)
      #expect(bytes("killed/" + file) == bytes("whole/" + file))
    }
    // A complete experiment is not taken up again.
    let again = try Tool.run(run + ["--output", "again"], in: folder)
    #expect(!again.errors.contains("from before"))
    #expect(bytes("again/result.json") == bytes("whole/result.json"))
    #expect(try tool("history").output.split(separator: "\n").count == 3)
  }

  @Test func `flags and other scenarios do not take each other's replications`() throws {
    defer { remove() }
    let (process, errors) = try start(["run", ".", "--replications", "300", "--threads", "1"])
    _ = errors.availableData
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    for changes in [["--check"], ["--set", "run.horizon=3h"], ["--seed", "9"]] {
      let outcome = try Tool.run(["run", ".", "--replications", "20"] + changes, in: folder)
      #expect(outcome.status == 0)
      #expect(!outcome.errors.contains("from before"))
    }
    // Fewer replications of the same do.
    let outcome = try tool("run", ".", "--replications", "40")
    #expect(outcome.errors.contains("from before"), "\(outcome.errors)")
  }

  @Test func `processes share a store`() throws {
    defer { remove() }
    let runs = try (0..<4).map {
      try start(["run", ".", "--seed", "\($0 % 2)", "--output", "out-\($0)", "--threads", "1"])
    }
    for run in runs {
      let complaints = String(decoding: run.errors.readDataToEndOfFile(), as: UTF8.self)
      run.process.waitUntilExit()
      #expect(run.process.terminationStatus == 0)
      #expect(!complaints.contains("warning"), "\(complaints)")
    }
    #expect(bytes("out-0/result.json") == bytes("out-2/result.json"))
    #expect(bytes("out-1/result.json") == bytes("out-3/result.json"))
    let history = try tool("history", "--format", "json")
    #expect(try DocumentReader.readJSON(history.output).array?.count == 4)
  }

  @Test func `a store that does not serve is a warning, one that was asked for an error`() throws {
    defer { remove() }
    let runs = folder.appendingPathComponent("runs")
    try FileManager.default.createDirectory(at: runs, withIntermediateDirectories: true)
    try Data(String(repeating: "broken ", count: 1000).utf8).write(
      to: runs.appendingPathComponent("regatta.sqlite"))
    let outcome = try tool("run", ".", "--output", "out", "--quiet")
    #expect(outcome.status == 0)
    #expect(bytes("out/result.json") != nil)
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(outcome.errors.contains("warning: no history"))
    #expect(outcome.errors.contains("runs/regatta.sqlite: is damaged or no database"))
    for arguments in [
      ["history"], ["run", ".", "--output", "other", "--store", "runs/regatta.sqlite"],
      ["run", ".", "--output", "other", "--store", "scenario.yaml/store"],
    ] {
      let refused = try Tool.run(arguments, in: folder)
      #expect(refused.status == 2)
      #expect(refused.errors.split(separator: "\n").count == 1, "\(refused.errors)")
      #expect(refused.errors.hasPrefix("error: "))
    }
    #expect(bytes("other/result.json") == nil)
    // No folder can be made below a file.
    try FileManager.default.removeItem(at: runs)
    try Data().write(to: runs)
    let second = try tool("run", ".", "--output", "second", "--quiet")
    #expect(second.status == 0)
    #expect(second.errors.contains("its folder cannot be made"))
    #expect(bytes("second/result.json") == bytes("out/result.json"))
  }

  @Test func `a store that another program holds is waited for`() throws {
    defer { remove() }
    #expect(try tool("run", ".", "--output", "first", "--quiet").status == 0)
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    holder.currentDirectoryURL = folder
    holder.arguments = [
      "python3", "-c",
      """
      import sqlite3, time
      store = sqlite3.connect("runs/regatta.sqlite", isolation_level=None)
      store.execute("BEGIN EXCLUSIVE")
      print("held", flush=True)
      time.sleep(3)
      """,
    ]
    let said = Pipe()
    holder.standardOutput = said
    try holder.run()
    #expect(!said.fileHandleForReading.availableData.isEmpty)
    let outcome = try tool("run", ".", "--output", "second", "--quiet")
    holder.waitUntilExit()
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(bytes("second/result.json") == bytes("first/result.json"))
    let history = try tool("history", "--format", "json")
    #expect(try DocumentReader.readJSON(history.output).array?.count == 2)
  }

  @Test func `sweep and plan forget their replications when they have ended`() throws {
    defer { remove() }
    let vary = ["--vary", "run.horizon=3h,4h", "--quiet"]
    #expect(try Tool.run(["sweep", "."] + vary, in: folder).status == 0)
    // Nothing is left for a second sweep to take up.
    let (process, errors) = try start(["sweep", ".", "--vary", "run.horizon=3h,4h"])
    let told = String(decoding: errors.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(told.contains("replications") && !told.contains("from before"), "\(told)")
  }

  @Test func `nothing is kept without a store`() throws {
    defer { remove() }
    #expect(try tool("run", ".", "--output", "out", "--no-store").status == 0)
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("runs").path))
    let history = try tool("history")
    #expect(history.status == 2)
    #expect(history.errors.contains("runs/regatta.sqlite: no such file"))
    #expect(try tool("run", ".", "--no-store", "--store", "x").status == 64)
    #expect(try tool("run", ".", "--output", "out", "--store", "kept/here.sqlite").status == 0)
    let kept = try tool("history", "checkd", "--store", "kept/here.sqlite")
    #expect(kept.status == 2)
    #expect(kept.errors.contains("did you mean \"checked\"?"))
    #expect(try tool("history", ".", "--store", "kept/here.sqlite").status == 0)
    #expect(
      try tool("history", "--metric", "outages.total", "--store", "kept/here.sqlite").status == 2)
  }
}
