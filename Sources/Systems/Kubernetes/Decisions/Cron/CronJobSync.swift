import GoSemantics

/// What a CronJob does in one pass. Times are nanoseconds since 1970.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/cronjob/cronjob_controllerv2.go`, `utils.go`.
public struct CronJobSync: Sendable, Equatable {
  /// How long after a schedule the pass is planned: nextScheduleDelta.
  public static let scheduleDelta: Int64 = 100_000_000

  /// What happens when the last job is still running.
  public enum ConcurrencyPolicy: String, Sendable {
    /// Jobs run side by side.
    case allow = "Allow"
    /// The new job waits or is left out.
    case forbid = "Forbid"
    /// The old job is deleted.
    case replace = "Replace"
  }

  /// How a job ended.
  public enum Ending: Sendable, Equatable {
    /// Condition `Complete`, at `status.completionTime`.
    case complete(at: Int64?)
    /// Condition `Failed`.
    case failed
  }

  /// A job of the CronJob's.
  public struct ChildJob: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// How it ended; nil if it has not.
    public var ending: Ending?
    /// `status.startTime`.
    public var started: Int64?

    /// Creates a job.
    public init(name: String, ending: Ending? = nil, started: Int64? = nil) {
      self.name = name
      self.ending = ending
      self.started = started
    }
  }

  /// The CronJob's name.
  public var name: String
  /// `spec.schedule`.
  public var schedule: String
  /// `spec.timeZone`.
  public var timeZone: String?
  /// `spec.suspend`.
  public var isSuspended = false
  /// `spec.concurrencyPolicy`.
  public var concurrencyPolicy = ConcurrencyPolicy.allow
  /// `spec.startingDeadlineSeconds`.
  public var startingDeadlineSeconds: Int64?
  /// `spec.successfulJobsHistoryLimit`; the API server fills in 3.
  public var successfulJobsHistoryLimit: Int32? = 3
  /// `spec.failedJobsHistoryLimit`; the API server fills in 1.
  public var failedJobsHistoryLimit: Int32? = 1
  /// `metadata.creationTimestamp`.
  public var created: Int64
  /// `status.lastScheduleTime`.
  public var lastScheduleTime: Int64?
  /// `status.lastSuccessfulTime`.
  public var lastSuccessfulTime: Int64?
  /// Names in `status.active`.
  public var active: [String] = []

  /// A CronJob that has run nothing yet.
  public init(name: String, schedule: String, created: Int64) {
    self.name = name
    self.schedule = schedule
    self.created = created
  }

  /// What a pass does after it has cleaned up, in this order.
  public struct Actions: Sendable, Equatable {
    /// Active jobs that are not there, to look up once more.
    public var missing: [String] = []
    /// Jobs to read and delete before the new one is made.
    public var replaced: [String] = []
    /// The job to make: its name, and the schedule that it stands for.
    public var start: (name: String, scheduled: Int64)?
    /// Whether the status must be written.
    public var changesStatus = false
    /// When to look again, from now; nil for the next event only.
    public var requeueAfter: Int64?
    /// Reasons of the events about it, such as why nothing was started.
    public var events: [String] = []

    /// Nothing.
    public init() {}

    /// Whether both are the same.
    public static func == (left: Actions, right: Actions) -> Bool {
      left.missing == right.missing && left.replaced == right.replaced
        && left.start?.name == right.start?.name
        && left.start?.scheduled == right.start?.scheduled
        && left.changesStatus == right.changesStatus
        && left.requeueAfter == right.requeueAfter && left.events == right.events
    }
  }

  /// Finished jobs beyond the history limits, which a pass deletes first; the status must be written
  /// if there are any.
  public mutating func cleanUp(jobs: [ChildJob]) -> [String] {
    let isFailed: (Ending) -> Bool = { $0 == .failed }
    let surplus =
      oldest(of: jobs, beyond: successfulJobsHistoryLimit) { !isFailed($0) }
      + oldest(of: jobs, beyond: failedJobsHistoryLimit, isFailed)
    active.removeAll { surplus.contains($0) }
    return surplus
  }

  private func oldest(
    of jobs: [ChildJob], beyond limit: Int32?, _ matches: (Ending) -> Bool
  ) -> [String] {
    guard let limit else { return [] }
    var finished = jobs.filter { $0.ending.map(matches) ?? false }
    let surplus = finished.count - Int(limit)
    guard surplus > 0 else { return [] }
    unstableSort(&finished) { left, right in
      if left.started == right.started { return bytewiseLess(left.name, right.name) }
      guard let own = left.started else { return false }
      return right.started.map { own < $0 } ?? true
    }
    return finished.prefix(surplus).map(\.name)
  }

  /// Looks at the jobs, those just cleaned up included, and the clock. The status changes as if all
  /// actions succeed.
  public mutating func sync(jobs: [ChildJob], at now: Int64) -> Actions {
    var actions = Actions()
    adopt(jobs, &actions)
    decide(at: now, &actions)
    return actions
  }

  private mutating func adopt(_ jobs: [ChildJob], _ actions: inout Actions) {
    var known: Set<String> = []
    for job in jobs {
      known.insert(job.name)
      guard let ending = job.ending else { continue }
      if remove(job.name, &actions) { actions.events.append("SawCompletedJob") }
      guard case .complete(let completed) = ending else { continue }
      if lastSuccessfulTime == nil {
        lastSuccessfulTime = completed
        actions.changesStatus = true
      } else if let completed, let last = lastSuccessfulTime, completed > last {
        lastSuccessfulTime = completed
        actions.changesStatus = true
      }
    }
    actions.missing = active.filter { !known.contains($0) }
    for job in actions.missing where remove(job, &actions) { actions.events.append("MissingJob") }
  }

  private mutating func remove(_ job: String, _ actions: inout Actions) -> Bool {
    guard let index = active.firstIndex(of: job) else { return false }
    active.remove(at: index)
    actions.changesStatus = true
    return true
  }

  private mutating func decide(at now: Int64, _ actions: inout Actions) {
    guard let schedule = readSchedule(&actions) else { return }
    let timing = MissedSchedules(self, schedule, now)
    guard let recent = timing.mostRecent(withDeadline: true) else {
      // No time between two schedules: the schedule can never be right.
      actions.events.append("InvalidSchedule")
      return
    }
    guard let scheduled = recent.time else {
      actions.requeueAfter = timing.requeue()
      return
    }
    if recent.missed == .many { actions.events.append("TooManyMissedTimes") }
    let jobName = "\(name)-\(scheduled / 60_000_000_000)"
    let deadline = startingDeadlineSeconds.map { scheduled &+ $0 &* 1_000_000_000 }
    if let deadline, deadline < now {
      actions.events.append("MissSchedule")
    } else if active.contains(jobName) || lastScheduleTime == scheduled {
      // Started already.
    } else if concurrencyPolicy == .forbid, !active.isEmpty {
      actions.events.append("JobAlreadyActive")
    } else {
      if concurrencyPolicy == .replace {
        actions.replaced = active
        active = []
      }
      actions.start = (jobName, scheduled)
      actions.changesStatus = true
      active.append(jobName)
      lastScheduleTime = scheduled
    }
    actions.requeueAfter = MissedSchedules(self, schedule, now).requeue()
  }

  private func readSchedule(_ actions: inout Actions) -> CronSchedule? {
    var text = schedule
    if let timeZone {
      if (try? ZoneInfo.location(timeZone)) == nil {
        actions.events.append("UnknownTimeZone")
        return nil
      }
      if !schedule.contains("TZ") { text = "TZ=\(timeZone) \(schedule)" }
    }
    if isSuspended { return nil }
    guard let schedule = try? CronSchedule(parsing: text) else {
      actions.events.append("UnparseableSchedule")
      return nil
    }
    return schedule
  }
}

/// Where now lies among the schedules.
private struct MissedSchedules {
  enum Missed { case none, few, many }

  let job: CronJobSync
  let schedule: CronSchedule
  let now: Int64

  init(_ job: CronJobSync, _ schedule: CronSchedule, _ now: Int64) {
    self.job = job
    self.schedule = schedule
    self.now = now
  }

  private func next(_ time: Int64) -> Int64? {
    let second: Int64 = 1_000_000_000
    let floor = time % second < 0 ? time / second - 1 : time / second
    guard let next = schedule.next(after: floor) else { return nil }
    let (result, overflow) = next.multipliedReportingOverflow(by: second)
    return overflow ? nil : result
  }

  /// The last schedule that has passed since the last start, and roughly how many there were; a
  /// nil time if there is none.
  ///
  /// - Returns: `nil` if the schedule never comes, or no two of its times differ.
  func mostRecent(
    withDeadline: Bool
  ) -> (earliest: Int64, time: Int64?, missed: Missed)? {
    let second: Int64 = 1_000_000_000
    var earliest = job.lastScheduleTime ?? job.created
    if withDeadline, let deadline = job.startingDeadlineSeconds {
      earliest = max(earliest, now &- deadline &* second)
    }
    guard let first = next(earliest), let following = next(first) else { return nil }
    if now < first { return (earliest, nil, .none) }
    if now < following { return (earliest, first, .none) }
    let gap = (following - first) / second
    if gap < 1 { return nil }
    let count = (now - first) / second / gap + 1
    // One schedule earlier than the estimate, because the gaps may differ.
    var time = next(first &+ (count - 2) &* gap &* second)
    var recent: Int64?
    while let passed = time, passed <= now {
      recent = passed
      time = next(passed)
    }
    return (earliest, recent, count > 100 ? .many : count > 0 ? .few : .none)
  }

  /// The time until shortly after the next schedule.
  func requeue() -> Int64? {
    var start = now
    if let recent = mostRecent(withDeadline: false) {
      start = recent.time ?? (recent.missed == .none ? recent.earliest : now)
    }
    return next(start).map { $0 &+ CronJobSync.scheduleDelta &- now }
  }
}
