import Stochastic
import Testing
import Workloads

@Suite("Trace readers")
struct TraceTests {
  static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  static let fixtures = root + "/Tests/Fixtures/traces/"

  @Test("openb machines and their shapes")
  func nodes() throws {
    let nodes = try OpenbNode.read(path: Self.fixtures + "openb_node_list_all_node.csv.gz")
    #expect(nodes.count == 1_523)
    #expect(nodes.reduce(0) { $0 + $1.gpuCount } == 6_212)
    #expect(nodes.reduce(0) { $0 + $1.milliCPU } == 125_514_000)
    #expect(nodes.reduce(0) { $0 + $1.memoryMiB } == 612_028_416)
    #expect(nodes.filter { $0.gpuModel == "G2" }.count == 549)
    let shapes = MachineShape.distinct(in: nodes)
    #expect(shapes == MachineShape.openb)
    let file = try MachineShape.read(path: Self.root + "/scenarios/data/openb-node-shapes.csv")
    #expect(Set(file) == Set(shapes))
    #expect(Set(shapes.map(\.name)).count == shapes.count)
    #expect(MachineShape.named("96c-384g-8xg2")?.count == 549)
  }

  @Test("openb tasks become jobs in the order of creation")
  func pods() throws {
    let pods = try OpenbPod.read(
      path: Self.fixtures + "openb_pod_list_default-first-200.csv")
    #expect(pods.count == 200)
    #expect(pods[0].milliCPU == 12_000 && pods[0].memoryMiB == 16_384)
    #expect(pods[0].creation == 0 && pods[0].deletion == 12_537_496 && pods[0].scheduled == 0)
    let jobs = TraceJob.jobs(pods)
    #expect(jobs.count == 200 && jobs[0].arrival == 0)
    #expect(zip(jobs, jobs.dropFirst()).allSatisfy { $0.arrival <= $1.arrival })
  }

  @Test("files without times are openb files too")
  func shortPods() throws {
    let text = "name,cpu_milli,memory_mib,num_gpu,gpu_milli\np,6000,12288,1,460\n"
    let pod = try OpenbPod.read(TraceTable(Array(text.utf8), file: "x.csv"))[0]
    #expect(pod.milliGPU == 460 && pod.creation == nil)
    #expect(TraceJob.jobs([pod]).isEmpty)
  }

  @Test("requests to a language model, in seconds from the first")
  func requests() throws {
    let requests = try LanguageModelRequest.read(
      path: Self.fixtures + "AzureLLMInferenceTrace_conv-first-50.csv.gz")
    #expect(requests.count == 50)
    #expect(requests[0].arrival == 0)
    #expect(requests[0].promptTokens == 374 && requests[0].outputTokens == 44)
    #expect(abs(requests[1].arrival - 4.314579) < 1e-9)
  }

  @Test(
    "every malformed row is one error with its line",
    arguments: [
      ("a,b\n1\n", "t:2: has 1 fields where 2 are expected"),
      ("a,b\n1,2\n\n3,x\n", "t:4: b: \"x\" is not a whole number"),
      ("a,b\n1,-2\n", "t:2: b: must be at least 0, not -2"),
      ("a,b\n1,99999999999999999999\n", "t:2: b: \"99999999999999999999\" is not a whole number"),
      ("a,a\n", "t:1: a: the column occurs twice"),
      ("a,c\n1,2\n", "t:2: b: there is no such column; there are a, c"),
      ("a,b\n\"1,2\n", "t:2: a quotation mark is not closed"),
      ("", "t: is empty"),
    ])
  func errors(_ text: String, _ message: String) {
    #expect {
      let table = try TraceTable(Array(text.utf8), file: "t")
      try table.forEachRow { row throws(TraceError) in _ = try row.integer("b") }
    } throws: {
      if "\($0)" != message { Issue.record("said \($0)") }
      return "\($0)" == message
    }
  }

  @Test("numbers must be finite and not negative", arguments: ["nan", "inf", "-1", "", "1e999"])
  func numbers(_ text: String) throws {
    let table = try TraceTable(Array("a,b\n\(text),1\n".utf8), file: "t")
    #expect(throws: TraceError.self) {
      try table.forEachRow { row throws(TraceError) in _ = try row.number("a") }
    }
  }

  @Test("missing, damaged and too large files")
  func files() throws {
    #expect(throws: TraceError(file: "/no/such", problem: "cannot be opened for reading")) {
      try TraceTable(path: "/no/such")
    }
    #expect(throws: TraceError.self) { try TraceTable(path: Self.fixtures) }
    let path = Self.fixtures + "openb_node_list_all_node.csv.gz"
    #expect(throws: TraceError(file: path, problem: "is larger than 1000 bytes")) {
      try OpenbNode.read(path: path, limits: TraceLimits(maximumBytes: 1000))
    }
    #expect(throws: TraceError(file: path, line: 12, problem: "has more than 10 rows")) {
      try OpenbNode.read(path: path, limits: TraceLimits(maximumRows: 10))
    }
  }

  @Test("quotes, carriage returns, tabs and byte order marks")
  func dialects() throws {
    let text = "\u{FEFF}a,b\r\n\"x, \"\"y\"\"\",2\r\n"
    let rows = try TraceTable(Array(text.utf8), file: "t").map { row throws(TraceError) in
      (try row.text("a"), try row.integer("b"))
    }
    #expect(rows.count == 1 && rows[0] == ("x, \"y\"", 2))
    let tabs = try TraceTable(
      Array("job0\t49\t49\t740773\t2339561\t627471\n".utf8), file: "t", tabs: true,
      columns: ["1", "2", "3", "4", "5", "6"])
    let bytes = try tabs.map { row throws(TraceError) in try row.number("4") }
    #expect(bytes == [740_773])
  }

  @Test("a trace is replayed at any speed, or resampled")
  func generators() throws {
    let jobs = [
      TraceJob(name: "a", arrival: 0, duration: 5, milliCPU: 1, memoryMiB: 2),
      TraceJob(name: "b", arrival: 10, duration: 5, milliCPU: 3, memoryMiB: 4),
    ]
    let seed = StreamSeed(master: 1)
    var replay = JobGenerator(jobs, .replay(speed: 2), seed: seed, entity: "jobs")
    #expect(replay.next()?.arrival == 0)
    #expect(replay.next()?.arrival == 5)
    #expect(replay.next() == nil)
    var resample = JobGenerator(
      jobs, .resample(.poisson(rate: 1)), seed: seed, entity: "jobs")
    let drawn = (0..<1000).compactMap { _ in resample.next() }
    #expect(zip(drawn, drawn.dropFirst()).allSatisfy { $0.arrival < $1.arrival })
    #expect(abs(Double(drawn.count { $0.milliCPU == 1 }) - 500) < 80)
    #expect(drawn.allSatisfy { ($0.milliCPU == 1) == ($0.memoryMiB == 2) })
  }

  @Test("scenarios read columns of files in their own folder only")
  func observations() throws {
    let source = TraceTable.observations(in: Self.root + "/scenarios/data")
    let law = try Distribution(
      parsing: "empirical(file: openb-node-shapes.csv, column: cpu_milli)", observations: source)
    #expect(law.mean > 8_000)
    for file in ["/etc/passwd", "../data/openb-node-shapes.csv", "none.csv"] {
      #expect(throws: DistributionError.self) {
        try Distribution(
          parsing: "empirical(file: \"\(file)\", column: count)", observations: source)
      }
    }
  }
}
