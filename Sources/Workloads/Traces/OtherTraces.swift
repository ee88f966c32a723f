/// A MapReduce job of the SWIM samples (Facebook 2009 and 2010).
public struct SwimJob: Sendable, Equatable {
  /// The name.
  public var name: String
  /// When it was submitted, in seconds from the start.
  public var submission: Int64
  /// Seconds since the job before.
  public var gap: Int64
  /// Bytes read.
  public var inputBytes: Int64
  /// Bytes moved between the phases.
  public var shuffleBytes: Int64
  /// Bytes written.
  public var outputBytes: Int64

  /// Reads `FB-*.tsv`, which has no header, plain or compressed.
  public static func read(
    path: String, limits: TraceLimits = TraceLimits()
  ) throws(TraceError) -> [SwimJob] {
    let columns = ["job", "submission", "gap", "input", "shuffle", "output"]
    return try TraceTable(path: path, columns: columns, limits: limits).map {
      row throws(TraceError) in
      SwimJob(
        name: try row.text("job"), submission: try row.integer("submission"),
        gap: try row.integer("gap"), inputBytes: try row.integer("input"),
        shuffleBytes: try row.integer("shuffle"), outputBytes: try row.integer("output"))
    }
  }
}

/// A request to a language model (Azure 2023).
public struct LanguageModelRequest: Sendable, Equatable {
  /// When it came, in seconds since the first request.
  public var arrival: Double
  /// Tokens of the prompt.
  public var promptTokens: Int64
  /// Tokens generated.
  public var outputTokens: Int64

  /// Reads `AzureLLMInferenceTrace_*.csv`, plain or compressed.
  public static func read(
    path: String, limits: TraceLimits = TraceLimits()
  ) throws(TraceError) -> [LanguageModelRequest] {
    var start: Int64?
    return try TraceTable(path: path, limits: limits).map { row throws(TraceError) in
      let ticks = try hundredNanoseconds(row)
      let first = start ?? ticks
      start = first
      guard ticks >= first else { throw row.error("TIMESTAMP", "is before the first request") }
      return LanguageModelRequest(
        arrival: Double(ticks - first) / 1e7, promptTokens: try row.integer("ContextTokens"),
        outputTokens: try row.integer("GeneratedTokens"))
    }
  }

  /// `2023-11-16 18:17:03.9799600` in units of 100 ns since 1970.
  private static func hundredNanoseconds(_ row: TraceRow) throws(TraceError) -> Int64 {
    let text = try row.text("TIMESTAMP")
    let parts = text.split(whereSeparator: { "-: .".contains($0) })
    let numbers = parts.compactMap { Int64($0) }
    guard numbers.count == parts.count, (6...7).contains(numbers.count),
      (1970...9999).contains(numbers[0]), (1...12).contains(numbers[1]),
      (1...31).contains(numbers[2]), numbers[3] < 24, numbers[4] < 60, numbers[5] < 61
    else { throw row.error("TIMESTAMP", "\"\(text.prefix(40))\" is not a date and time") }
    var fraction: Int64 = 0
    if parts.count == 7 {
      for digit in 0..<7 {
        let digits = Array(parts[6])
        let value = digit < digits.count ? Int64(digits[digit].wholeNumberValue ?? 0) : 0
        fraction = fraction * 10 + value
      }
    }
    let day = daysSince1970(year: numbers[0], month: numbers[1], day: numbers[2])
    let seconds = day * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]
    return seconds * 10_000_000 + fraction
  }

  /// By Howard Hinnant's algorithm: years begin in March, so that leap days come last.
  private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

/// A task of OpenDC's workload traces.
public struct OpenDCTask: Sendable, Equatable {
  /// The identifier; fragments refer to it.
  public var identifier: String
  /// When it was submitted, in milliseconds since 1970.
  public var submissionMilliseconds: Int64
  /// How long it ran, in milliseconds.
  public var durationMilliseconds: Int64
  /// How many cores.
  public var cpuCount: Int64
  /// MHz of all cores together.
  public var cpuCapacityMegahertz: Double
  /// Memory in the data set's own unit, MB in some and kB in others.
  public var memoryCapacity: Double

  /// Reads `*_tasks.csv`, plain or compressed.
  public static func read(
    path: String, limits: TraceLimits = TraceLimits()
  ) throws(TraceError) -> [OpenDCTask] {
    try TraceTable(path: path, limits: limits).map { row throws(TraceError) in
      OpenDCTask(
        identifier: try row.text("id"),
        submissionMilliseconds: try row.integer("submission_time"),
        durationMilliseconds: try row.integer("duration"),
        cpuCount: try row.integer("cpu_count", in: 0...1 << 20),
        cpuCapacityMegahertz: try row.number("cpu_capacity"),
        memoryCapacity: try row.number("mem_capacity"))
    }
  }
}

/// A piece of a task's life with constant CPU use.
public struct OpenDCFragment: Sendable, Equatable {
  /// The task.
  public var task: String
  /// How long the piece is, in milliseconds.
  public var durationMilliseconds: Int64
  /// MHz used.
  public var cpuUsageMegahertz: Double

  /// Reads `*_fragments.csv`, plain or compressed.
  public static func read(
    path: String, limits: TraceLimits = TraceLimits()
  ) throws(TraceError) -> [OpenDCFragment] {
    try TraceTable(path: path, limits: limits).map { row throws(TraceError) in
      OpenDCFragment(
        task: try row.text("id"), durationMilliseconds: try row.integer("duration"),
        cpuUsageMegahertz: try row.number("cpu_usage"))
    }
  }
}

/// An outage of OpenDC's failure traces.
public struct OpenDCFailure: Sendable, Equatable {
  /// Milliseconds from the start of the outage before to the start of this one.
  public var intervalMilliseconds: Int64
  /// How long it lasted, in milliseconds.
  public var durationMilliseconds: Int64
  /// The share of hosts that it hit, 0 to 1.
  public var intensity: Double

  /// Reads `*_failures.csv`, plain or compressed.
  public static func read(
    path: String, limits: TraceLimits = TraceLimits()
  ) throws(TraceError) -> [OpenDCFailure] {
    try TraceTable(path: path, limits: limits).map { row throws(TraceError) in
      let intensity = try row.number("failure_intensity")
      guard intensity <= 1 else {
        throw row.error("failure_intensity", "must lie in 0 … 1, not \(intensity)")
      }
      return OpenDCFailure(
        intervalMilliseconds: try row.integer("failure_interval"),
        durationMilliseconds: try row.integer("failure_duration"), intensity: intensity)
    }
  }
}
