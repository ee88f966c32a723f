import GoSemantics
import Kubernetes
import Testing

@Suite struct CronTests {
  @Test(
    "texts that are no schedules",
    arguments: [
      "", " ", "@", "@reboot", "@every", "@every x", "TZ=", "TZ=UTC", "CRON_TZ=UTC ",
      "1-2-3 * * * *", "1/2/3 * * * *", "*/ * * * *", "*/99999999999999999999 * * * *",
      "-1 * * * *", "60 * * * *", "* * 0 * *", "* * * jan-foo *", "é * * * *",
    ])
  func malformed(text: String) {
    #expect(throws: CronSchedule.ParseError.self) { try CronSchedule(parsing: text) }
  }

  @Test("what never comes is nil, soon", arguments: ["0 0 31 2 *", ", * * * *", "0 0 30 2 *"])
  func never(text: String) throws {
    #expect(try CronSchedule(parsing: text).next(after: 0) == nil)
    #expect(try CronSchedule(parsing: "* * * * *").next(after: .max) == nil)
    #expect(try CronSchedule(parsing: "@every 1h").next(after: .max) == nil)
  }

  private static let second: Int64 = 1_000_000_000
  private static let minute = 60 * second

  @Test("a run is due a tenth of a second after its minute, and once only")
  func starts() throws {
    var job = CronJobSync(name: "tidy", schedule: "*/5 * * * *", created: 0)
    #expect(job.sync(jobs: [], at: Self.second).requeueAfter == 5 * Self.minute - 900_000_000)
    let now = 5 * Self.minute + CronJobSync.scheduleDelta
    let actions = job.sync(jobs: [], at: now)
    #expect(actions.start?.name == "tidy-5")
    #expect(actions.requeueAfter == 5 * Self.minute)
    let running = CronJobSync.ChildJob(name: "tidy-5", started: now)
    #expect(job.sync(jobs: [running], at: now + Self.second).start == nil)
  }

  @Test("policies for a job that still runs")
  func concurrency() throws {
    let running = CronJobSync.ChildJob(name: "tidy-5", started: 0)
    for policy in [CronJobSync.ConcurrencyPolicy.allow, .forbid, .replace] {
      var job = CronJobSync(name: "tidy", schedule: "*/5 * * * *", created: 0)
      job.concurrencyPolicy = policy
      _ = job.sync(jobs: [], at: 5 * Self.minute)
      let actions = job.sync(jobs: [running], at: 10 * Self.minute)
      #expect((actions.start != nil) == (policy != .forbid))
      #expect(actions.replaced == (policy == .replace ? ["tidy-5"] : []))
    }
  }

  @Test("after a pause the last missed run starts, if the deadline allows")
  func missed() throws {
    var job = CronJobSync(name: "tidy", schedule: "*/5 * * * *", created: 0)
    job.startingDeadlineSeconds = 30
    #expect(job.sync(jobs: [], at: 62 * Self.minute).start == nil)
    job.startingDeadlineSeconds = nil
    #expect(job.sync(jobs: [], at: 62 * Self.minute).start?.name == "tidy-60")
  }

  @Test("the oldest finished jobs are forgotten")
  func history() throws {
    var job = CronJobSync(name: "tidy", schedule: "0 0 1 1 *", created: 0)
    let jobs = [3, 1, 2, 4].map { (time: Int64) in
      CronJobSync.ChildJob(name: "j\(time)", ending: .complete(at: time), started: time)
    }
    let failed = [CronJobSync.ChildJob(name: "f", ending: .failed, started: 0)]
    job.active = ["j1", "j4"]
    #expect(job.cleanUp(jobs: jobs + failed) == ["j1"])
    #expect(job.active == ["j4"])
    let actions = job.sync(jobs: jobs + failed, at: 10)
    #expect(actions.events == ["SawCompletedJob"])
    #expect(actions.changesStatus)
    #expect(job.lastSuccessfulTime == 4)
  }

  @Test("an active job that is gone is looked up and dropped")
  func gone() throws {
    var job = CronJobSync(name: "tidy", schedule: "0 0 1 1 *", created: 0)
    job.active = ["tidy-1", "tidy-2"]
    let actions = job.sync(jobs: [CronJobSync.ChildJob(name: "tidy-2", started: 0)], at: 10)
    #expect(actions.missing == ["tidy-1"])
    #expect(actions.events == ["MissingJob"])
    #expect(job.active == ["tidy-2"])
  }
}
