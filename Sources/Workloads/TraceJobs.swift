import Stochastic

/// A job of a trace, in the terms all traces share.
public struct TraceJob: Sendable, Equatable {
  /// The name.
  public var name: String
  /// When it arrives, in seconds since the first job.
  public var arrival: Double
  /// How long it runs, in seconds; nil if the trace does not say.
  public var duration: Double?
  /// Thousandths of a core.
  public var milliCPU: Int64
  /// MiB.
  public var memoryMiB: Int64
  /// Whole GPUs; a share of one counts as one.
  public var gpuCount: Int64

  /// A job.
  public init(
    name: String, arrival: Double, duration: Double?, milliCPU: Int64, memoryMiB: Int64,
    gpuCount: Int64 = 0
  ) {
    self.name = name
    self.arrival = arrival
    self.duration = duration
    self.milliCPU = milliCPU
    self.memoryMiB = memoryMiB
    self.gpuCount = gpuCount
  }

  /// The tasks of openb in the order of creation; running time is from scheduling (or creation,
  /// where that is unknown) to deletion.
  public static func jobs(_ pods: [OpenbPod]) -> [TraceJob] {
    let created = pods.filter { $0.creation != nil }
      .sorted { ($0.creation ?? 0, $0.name) < ($1.creation ?? 0, $1.name) }
    let start = created.first?.creation ?? 0
    return created.map { pod in
      let begin = pod.scheduled ?? pod.creation ?? 0
      return TraceJob(
        name: pod.name, arrival: Double((pod.creation ?? 0) - start),
        duration: pod.deletion.map { Double(max(0, $0 - begin)) }, milliCPU: pod.milliCPU,
        memoryMiB: pod.memoryMiB, gpuCount: pod.gpuCount)
    }
  }

  /// The tasks of OpenDC in the order of submission.
  ///
  /// - Parameter memoryUnit: How many MiB one unit of the data set's memory is.
  public static func jobs(_ tasks: [OpenDCTask], memoryUnit: Double) -> [TraceJob] {
    let submitted = tasks.sorted {
      ($0.submissionMilliseconds, $0.identifier) < ($1.submissionMilliseconds, $1.identifier)
    }
    let start = submitted.first?.submissionMilliseconds ?? 0
    return submitted.map { task in
      TraceJob(
        name: task.identifier, arrival: Double(task.submissionMilliseconds - start) / 1e3,
        duration: Double(task.durationMilliseconds) / 1e3, milliCPU: task.cpuCount * 1000,
        memoryMiB: Int64(min(max(0, task.memoryCapacity * memoryUnit), 0x1p40).rounded()))
    }
  }

  /// The jobs of SWIM in the order of submission; they request nothing.
  ///
  /// - Parameter bytesPerSecond: How fast a job reads, moves and writes; nil leaves its duration
  ///   open.
  public static func jobs(_ jobs: [SwimJob], bytesPerSecond: Double?) -> [TraceJob] {
    let submitted = jobs.enumerated().sorted {
      ($0.element.submission, $0.offset) < ($1.element.submission, $1.offset)
    }
    let start = submitted.first?.element.submission ?? 0
    return submitted.map { _, job in
      let bytes = Double(job.inputBytes) + Double(job.shuffleBytes) + Double(job.outputBytes)
      return TraceJob(
        name: job.name, arrival: Double(job.submission) - Double(start),
        duration: bytesPerSecond.map { bytes / $0 }, milliCPU: 0, memoryMiB: 0)
    }
  }

  /// The requests of a language model in their order; they have no names and request nothing.
  ///
  /// - Parameter tokensPerSecond: How fast tokens are generated; nil leaves the duration open.
  public static func jobs(
    _ requests: [LanguageModelRequest], tokensPerSecond: Double?
  ) -> [TraceJob] {
    let arrived = requests.enumerated().sorted {
      ($0.element.arrival, $0.offset) < ($1.element.arrival, $1.offset)
    }
    return arrived.enumerated().map { place, request in
      TraceJob(
        name: "request-\(place + 1)", arrival: request.element.arrival,
        duration: tokensPerSecond.map { Double(request.element.outputTokens) / $0 }, milliCPU: 0,
        memoryMiB: 0)
    }
  }
}

/// Jobs drawn from a trace, one after the other.
///
/// Replayed, they come as recorded, in the trace's time divided by `speed`. Resampled, arrivals come
/// from a process of their own and every job is a whole row drawn at random, so that sizes and
/// durations keep their correlation.
public struct JobGenerator: Sendable {
  /// Where the arrivals come from.
  public enum Mode: Sendable {
    /// As recorded, `speed` times as fast; ends with the trace.
    case replay(speed: Double)
    /// By another process; never ends unless the process does.
    case resample(ArrivalProcess)
  }

  private let jobs: [TraceJob]
  private let speed: Double
  private var arrivals: ArrivalGenerator?
  private var rows: RandomStream
  private var index = 0

  /// The jobs of one entity.
  ///
  /// - Precondition: At least one job when resampling; a positive speed when replaying.
  public init(_ jobs: [TraceJob], _ mode: Mode, seed: StreamSeed, entity: String) {
    self.jobs = jobs
    rows = RandomStream(seed, entity: entity, purpose: "job")
    switch mode {
    case .replay(let speed):
      precondition(speed > 0, "a trace is replayed at a positive speed")
      self.speed = speed
    case .resample(let process):
      precondition(!jobs.isEmpty, "there is no job to draw")
      speed = 1
      arrivals = ArrivalGenerator(process, seed: seed, entity: entity)
    }
  }

  /// The next job, its arrival in seconds from the start of the run; nil at the end.
  public mutating func next() -> TraceJob? {
    guard arrivals != nil else {
      guard index < jobs.count else { return nil }
      var job = jobs[index]
      index += 1
      job.arrival /= speed
      return job
    }
    guard let arrival = arrivals?.next() else { return nil }
    var job = jobs[rows.index(below: jobs.count)]
    job.name += "-\(index)"
    job.arrival = arrival
    index += 1
    return job
  }
}
