import Kubernetes
import Testing

@Suite struct JobTests {
  private static let second: Int64 = 1_000_000_000

  private func pod(_ id: UInt64, _ phase: JobPod.Phase, finished: Int64 = 0) -> JobPod {
    var pod = JobPod(id: id, phase: phase)
    pod.finished = finished
    return pod
  }

  @Test("a job of three makes two at a time, counts, and completes")
  func completes() {
    let spec = JobSpec(parallelism: 2, completions: 3)
    var first = JobSync(spec: spec, status: JobStatus(), at: 0)
    let start = first.run(pods: [])
    #expect(start.created.count == 2)
    #expect(start.firstStatus?.active == 2)

    var second = JobSync(spec: spec, status: start.firstStatus ?? JobStatus(), at: 1)
    let middle = second.run(pods: [pod(1, .succeeded), pod(2, .active)])
    #expect(middle.created.count == 1)
    #expect(middle.firstStatus?.uncountedSucceeded == [1])
    #expect(middle.finalizersRemoved == [1])
    #expect(middle.lastStatus?.succeeded == 1)

    var third = JobSync(spec: spec, status: middle.lastStatus ?? JobStatus(), at: 2)
    let end = third.run(pods: [pod(2, .succeeded), pod(3, .succeeded)])
    #expect(end.firstStatus?.isTrue("SuccessCriteriaMet") == true)
    #expect(end.firstStatus?.isFinished == false)
    #expect(end.lastStatus?.isTrue("Complete") == true)
    #expect(end.lastStatus?.succeeded == 3)
  }

  @Test("failures wait 10, 20, 40 … seconds, at most ten minutes")
  func backoff() {
    #expect(JobBackoff.remaining(failures: 0, since: 0, at: 0) == 0)
    let delays: [(Int32, Int64)] = [(1, 10), (2, 20), (6, 320), (7, 600), (.max, 600)]
    for (failures, seconds) in delays {
      let left = JobBackoff.remaining(failures: failures, since: 0, at: Self.second)
      #expect(left == (seconds - 1) * Self.second)
    }
    var record = JobBackoff()
    record.note(succeeded: [], failed: [5, 3])
    record.note(succeeded: [6], failed: [5, 7, 8])
    #expect(record.failures == 2)
    #expect(record.lastFailure == 8)
  }

  @Test("too many failures: FailureTarget first, Failed when nothing runs any more")
  func fails() {
    var spec = JobSpec(parallelism: 2, completions: 2, backoffLimit: 0)
    spec.activeDeadlineSeconds = 100
    var status = JobStatus()
    status.startTime = 0
    var pass = JobSync(spec: spec, status: status, at: 1)
    let actions = pass.run(pods: [pod(1, .failed), pod(2, .active)])
    #expect(actions.deleted == [2])
    #expect(actions.firstStatus?.isTrue("FailureTarget") == true)
    #expect(actions.lastStatus?.isFinished == false)
    #expect(actions.lastStatus?.failed == 2)
    var last = JobSync(spec: spec, status: actions.lastStatus ?? status, at: 2)
    let end = last.run(pods: [])
    #expect((end.lastStatus ?? end.firstStatus)?.isTrue("Failed") == true)
  }

  @Test("the deadline ends a job, and is waited for")
  func deadline() {
    var spec = JobSpec()
    spec.activeDeadlineSeconds = 30
    var status = JobStatus()
    status.startTime = 0
    var early = JobSync(spec: spec, status: status, at: 10 * Self.second)
    #expect(early.run(pods: [pod(1, .active)]).deadlineAfter == 20 * Self.second)
    var late = JobSync(spec: spec, status: status, at: 30 * Self.second)
    let actions = late.run(pods: [pod(1, .active)])
    #expect(actions.firstStatus?.conditions.first?.reason == "DeadlineExceeded")
  }

  @Test("a suspended job deletes its pods and forgets when it began")
  func suspend() {
    var spec = JobSpec(parallelism: 2)
    spec.isSuspended = true
    var status = JobStatus()
    status.startTime = 0
    var pass = JobSync(spec: spec, status: status, at: 1)
    let actions = pass.run(pods: [pod(1, .active), pod(2, .active)])
    #expect(actions.deleted.sorted() == [1, 2])
    #expect(actions.firstStatus?.isTrue("Suspended") == true)
    #expect(actions.firstStatus?.startTime == nil)
  }

  @Test("each index fails on its own")
  func indexed() {
    var spec = JobSpec(parallelism: 3, completions: 3, backoffLimitPerIndex: 1)
    spec.isIndexed = true
    var failed = pod(1, .failed)
    failed.completionIndex = 1
    var pass = JobSync(spec: spec, status: JobStatus(), at: 0)
    var actions = pass.run(pods: [failed])
    #expect(actions.created.map(\.completionIndex) == [0, 2])
    #expect(actions.finalizersRemoved.isEmpty)

    pass = JobSync(spec: spec, status: JobStatus(), at: 20 * Self.second)
    actions = pass.run(pods: [failed])
    #expect(actions.created.map(\.completionIndex) == [0, 1, 2])
    #expect(actions.created.map(\.indexFailures) == [0, 1, 0])

    failed.indexFailures = 1
    pass = JobSync(spec: spec, status: JobStatus(), at: 0)
    actions = pass.run(pods: [failed])
    #expect(actions.firstStatus?.failedIndexes?.description == "1")
  }

  @Test("failure and success policies")
  func policies() {
    var spec = JobSpec(parallelism: 2, completions: 2)
    spec.podFailurePolicy = [
      .init(action: .ignore, match: .conditions([.init(type: "DisruptionTarget")])),
      .init(action: .failJob, match: .exitCodes(container: nil, isIn: true, values: [42])),
    ]
    #expect(spec.replacesFailedOnly)
    var disrupted = pod(1, .failed)
    disrupted.conditions = [.init(type: "DisruptionTarget")]
    var pass = JobSync(spec: spec, status: JobStatus(), at: 0)
    #expect(pass.run(pods: [disrupted]).firstStatus?.failed == 0)
    var fatal = pod(2, .failed)
    fatal.exitCodes = [.init(container: "main", code: 42)]
    pass = JobSync(spec: spec, status: JobStatus(), at: 0)
    #expect(pass.run(pods: [fatal]).firstStatus?.conditions.first?.reason == "PodFailurePolicy")

    spec = JobSpec(parallelism: 2, completions: 4)
    spec.isIndexed = true
    spec.successPolicy = [.init(succeededIndexes: "0-1", succeededCount: 1)]
    var leader = pod(3, .succeeded)
    leader.completionIndex = 1
    pass = JobSync(spec: spec, status: JobStatus(), at: 0)
    #expect(pass.run(pods: [leader]).firstStatus?.isTrue("SuccessCriteriaMet") == true)
  }

  @Test("sets of indexes", arguments: [("", ""), ("0,1", "0,1"), ("5,x,7-9,20", "5,7-9")])
  func indexes(text: String, expected: String) {
    let parsed = CompletionIndexes(parsing: text, completions: 10)
    #expect(parsed.description == expected)
    #expect(
      parsed.union(CompletionIndexes([2, 3, 4])).firstMissing(99, below: 10).count
        == 10 - parsed.union(CompletionIndexes([2, 3, 4])).count)
  }
}
