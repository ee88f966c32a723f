import GoSemantics

/// When a cron job is due: `30 2 * * MON-FRI`, `@daily`, `@every 90m`, `TZ=Asia/Tokyo 0 9 * * *`.
///
///     let schedule = try CronSchedule(parsing: "0 9 * * *")
///     schedule.next(after: now, in: berlin)
///
/// Mirrors: `robfig/cron@v3.0.1 parser.go` (ParseStandard), `spec.go`, `constantdelay.go`,
/// vectors `kubernetes/cron.jsonl.gz`.
public struct CronSchedule: Sendable, Hashable {
  /// Why a text is no schedule.
  public struct ParseError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence.
    public var description: String

    /// - Parameter description: One sentence.
    public init(description: String) {
      self.description = description
    }
  }

  /// The two forms of a schedule.
  enum Form: Sendable, Hashable {
    /// Whenever calendar and clock match.
    case fields(CronFields)
    /// Whole seconds after the last time.
    case every(Int64)
  }

  let form: Form
  /// The place that the schedule names; nil for that of the start time.
  public let location: TimeLocation?

  /// Reads five fields or a descriptor, with or without `TZ=` or `CRON_TZ=`.
  ///
  /// - Parameter zone: Finds the place that the schedule names.
  public init(
    parsing text: String,
    zone: (String) throws(ZoneInfo.UnknownZone) -> TimeLocation = ZoneInfo.location
  ) throws(ParseError) {
    guard !text.isEmpty else { throw ParseError(description: "the schedule is empty") }
    var rest = text
    if text.hasPrefix("TZ=") || text.hasPrefix("CRON_TZ=") {
      let scalars = text.unicodeScalars
      // Without a space upstream crashes.
      guard let space = scalars.firstIndex(of: " "), let equals = scalars.firstIndex(of: "="),
        equals < space
      else { throw ParseError(description: "nothing follows the time zone in \"\(text)\"") }
      do {
        location = try zone(String(scalars[scalars.index(after: equals)..<space]))
      } catch {
        throw ParseError(description: error.description)
      }
      rest = Self.trimmed(scalars[space...])
    } else {
      location = nil
    }

    if rest.hasPrefix("@") {
      form = try Self.descriptor(rest)
    } else {
      form = .fields(try CronFields(Self.words(rest.unicodeScalars)))
    }
  }

  private static func descriptor(_ text: String) throws(ParseError) -> Form {
    let every = "@every "
    if text.hasPrefix(every) {
      do {
        let delay = try GoDuration.parse(String(text.dropFirst(every.count)))
        return .every(max(delay / 1_000_000_000, 1))
      } catch {
        throw ParseError(description: "\(text): \(error.description)")
      }
    }
    let fields: [String: [String]] = [
      "@yearly": ["0", "0", "1", "1", "*"], "@annually": ["0", "0", "1", "1", "*"],
      "@monthly": ["0", "0", "1", "*", "*"], "@weekly": ["0", "0", "*", "*", "0"],
      "@daily": ["0", "0", "*", "*", "*"], "@midnight": ["0", "0", "*", "*", "*"],
      "@hourly": ["0", "*", "*", "*", "*"],
    ]
    guard let meaning = fields[text] else {
      throw ParseError(description: "unrecognized descriptor \"\(text)\"")
    }
    return .fields(try CronFields(meaning))
  }

  private static func trimmed(_ text: Substring.UnicodeScalarView) -> String {
    var text = text
    while let first = text.first, first.properties.isWhitespace { text.removeFirst() }
    while let last = text.last, last.properties.isWhitespace { text.removeLast() }
    return String(text)
  }

  private static func words(_ text: String.UnicodeScalarView) -> [String] {
    text.split { $0.properties.isWhitespace }.map { String($0) }
  }
}
