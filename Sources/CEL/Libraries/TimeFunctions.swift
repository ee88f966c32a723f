import GoSemantics
import Synchronization

/// The parts of instants and durations.
///
/// Mirrors: `google/cel-go@v0.29.2 common/stdlib/standard.go` (inTimeZone),
/// `common/types/duration.go`.
enum TimeFunctions {
  private typealias Part = @Sendable (WallClock, CELTimestamp) -> Int64

  static let functions: [FunctionDeclaration] = [
    part("getFullYear", "year") { wall, _ in wall.year },
    part("getMonth", "month") { wall, _ in wall.month - 1 },
    part("getDayOfYear", "day_of_year") { wall, _ in
      let start = WallClock(year: wall.year, month: 1, day: 1).secondsInUTC
      let day = WallClock(year: wall.year, month: wall.month, day: wall.day).secondsInUTC
      return (day - start) / 86_400
    },
    part("getDayOfMonth", "day_of_month") { wall, _ in wall.day - 1 },
    part("getDate", "day_of_month_1_based") { wall, _ in wall.day },
    part("getDayOfWeek", "day_of_week") { wall, _ in wall.weekday },
    part("getHours", "hours", ofDuration: { Int64(fraction($0, of: 3_600_000_000_000)) }) {
      wall, _ in wall.hour
    },
    part("getMinutes", "minutes", ofDuration: { Int64(fraction($0, of: 60_000_000_000)) }) {
      wall, _ in wall.minute
    },
    part("getSeconds", "seconds", ofDuration: { Int64(fraction($0, of: 1_000_000_000)) }) {
      wall, _ in wall.second
    },
    part("getMilliseconds", "milliseconds", ofDuration: { $0 / 1_000_000 }) { _, time in
      Int64(time.nanoseconds / 1_000_000)
    },
  ]

  /// A length in larger units, rounded as Go's `Duration.Hours` rounds.
  private static func fraction(_ length: Int64, of unit: Int64) -> Double {
    Double(length / unit) + Double(length % unit) / Double(unit)
  }

  private static func part(
    _ name: String, _ word: String,
    ofDuration: (@Sendable (Int64) -> Int64)? = nil, _ read: @escaping Part
  ) -> FunctionDeclaration {
    var overloads = [
      Overload(
        "timestamp_to_\(word)", [.timestamp], .int, isMember: true,
        .unary { (time) throws(CELEvaluationError) in
          guard case .timestamp(let time) = time else { throw .noSuchOverload }
          return .int(read(WallClock(seconds: time.seconds), time))
        }),
      Overload(
        "timestamp_to_\(word)_with_tz", [.timestamp, .string], .int, isMember: true,
        .binary { (time, zone) throws(CELEvaluationError) in
          guard case .timestamp(let time) = time, case .string(let zone) = zone else {
            throw .noSuchOverload
          }
          let offset = try offset(of: zone, at: time.seconds)
          return .int(read(WallClock(seconds: time.seconds &+ offset), time))
        }),
    ]
    if let ofDuration {
      overloads.append(
        Overload(
          "duration_to_\(word)", [.duration], .int, isMember: true,
          .unary { (length) throws(CELEvaluationError) in
            guard case .duration(let length) = length else { throw .noSuchOverload }
            return .int(ofDuration(length))
          }))
    }
    return FunctionDeclaration(name, overloads)
  }

  /// The places that were asked for: reading their files takes much longer than a call may.
  private static let places = Mutex<[String: TimeLocation?]>([:])

  private static func location(_ name: String) -> TimeLocation? {
    places.withLock { places in
      if let known = places[name] { return known }
      if places.count >= 1024 { places.removeAll() }
      let found = try? ZoneInfo.location(name)
      places[name] = .some(found)
      return found
    }
  }

  /// Seconds ahead of UTC of `+01:00` or `Europe/Berlin`.
  private static func offset(
    of zone: String, at seconds: Int64
  ) throws(CELEvaluationError) -> Int64 {
    guard let colon = zone.firstIndex(of: ":") else {
      guard let location = location(zone) else {
        throw CELEvaluationError("unknown time zone \(zone)")
      }
      return location.offset(at: seconds)
    }
    guard let hours = Int64(zone[..<colon]), let minutes = Int64(zone[zone.index(after: colon)...])
    else {
      throw CELEvaluationError("strconv.Atoi: parsing \"\(zone)\": invalid syntax")
    }
    // No clock on Earth is further from UTC; beyond, the calendar would overflow.
    guard hours.magnitude <= 1_000_000, minutes.magnitude <= 60_000_000 else {
      throw CELEvaluationError("time zone offset out of range: \(zone)")
    }
    return (zone.hasPrefix("-") ? hours * 60 - minutes : hours * 60 + minutes) * 60
  }
}
