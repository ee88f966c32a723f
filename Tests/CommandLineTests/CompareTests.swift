import Documents
import Foundation
import Testing

/// `regatta compare`, as a user runs it.
@Suite struct CompareTests {
  private func scene() throws -> URL {
    let folder = try Tool.temporaryFolder()
    let text = InvalidInputTests.valid.replacing(
      "  controlPlane: {kind: None}",
      with: """
          controlPlane: {kind: None}
          workloads: {generators: [{name: "web-{n}", count: 2, replicas: 3}]}
          failures: [{each: node, timeToFailure: "exponential(mean: 1h)", timeToRepair: 10m}]
          arms: [{name: slow, set: {"failures[0].timeToRepair": 30m}}]
        """
    ).replacing("replications: 2", with: "replications: 5")
    try Data(text.utf8).write(to: folder.appendingPathComponent("scenario.yaml"))
    return folder
  }

  @Test func `compare writes its directory, the same for any number of threads`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    for threads in ["1", "2"] {
      let outcome = try Tool.run(
        [
          "compare", ".", "--arm", "fast:failures[0].timeToRepair=1m", "--threads", threads,
          "--output", "out-\(threads)", "--quiet",
        ], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.isEmpty)
      #expect(outcome.output.contains("fast"))
    }
    for file in ["result.json", "replications.csv", "comparison.csv", "report.html"] {
      let first = try Data(contentsOf: folder.appendingPathComponent("out-1/" + file))
      #expect(first == (try Data(contentsOf: folder.appendingPathComponent("out-2/" + file))))
    }
  }

  @Test func `several scenarios are arms, named by their names`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try Tool.run(
      ["compare", ".", ".", "--set", "arms=[]", "--format", "json", "--output", "out", "--quiet"],
      in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let result = try DocumentReader.readJSON(outcome.output)
    #expect(result["arms"]?.array?.compactMap { $0["name"]?.string } == ["valid", "valid-2"])
    #expect(result["comparison"]?["baseline"]?.string == "valid")
  }

  @Test func `run takes the baseline only`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try Tool.run(
      ["run", ".", "--format", "json", "--output", "out", "--quiet"], in: folder)
    #expect(outcome.status == 0)
    let result = try DocumentReader.readJSON(outcome.output)
    #expect(result["arms"]?.array?.count == 1)
    #expect(result["comparison"] == nil)
  }

  @Test func `the recommended arm has to keep the objectives`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    let arguments = [
      "compare", ".", "--arm", "never:failures[0].timeToFailure=100d", "--quiet",
      "--output", "out", "--set",
    ]
    // Only the arm without failures is wholly available.
    let kept = try Tool.run(arguments + ["objectives=[availability >= 100%]"], in: folder)
    #expect(kept.status == 0, "\(kept.output)\(kept.errors)")
    let missed = try Tool.run(
      arguments + ["objectives=[availability >= 100%, pods.pending.max > 5]"], in: folder)
    #expect(missed.status == 1)
  }

  @Test(arguments: [
    (["--arm", "x:failures[0].timeToRepare=1m"], "unknown field"),
    (["--arm", "x"], "write name:path=value"),
    (["--arm", "slow:run.horizon=1h"], "two arms are called \"slow\""),
    (["--arm", "x:run.seed=9"], "spec.run.seed: must be 1"),
    (["--arm", "x:controlPlane.kind=Kramada"], "unknown control plane"),
    (["--metric", "availabilty"], "did you mean \"availability\"?"),
    (["--metric", "availability{region=us}"], "is not measured in the arm \"baseline\""),
    (["--best", "utilisation.cpu"], "neither larger nor smaller is better"),
    (["--indifference", "soon"], "is no bound"),
    (["--indifference", "0"], "must be above 0"),
    (["--set", "arms=[]"], "nothing to compare"),
  ])
  func `bad input exits with 2`(arguments: [String], complaint: String) throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try Tool.run(["compare", ".", "--output", "out"] + arguments, in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains(complaint), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("out").path))
  }

  @Test(arguments: [
    ["compare"], ["compare", "x", "--threads", "0"], ["compare", "x", "--max-replications", "1"],
  ])
  func `wrong usage exits with 64`(arguments: [String]) throws {
    #expect(try Tool.run(arguments).status == 64)
  }
}
