/// Which schedules the webhook takes. The controller reads them with another library, so that a
/// valid schedule need not run.
///
/// The webhook asks its library whether the schedule is due now, so that its answer to a broken
/// schedule can depend on the time: a list is not read beyond an element that is due, and at zero
/// seconds, minutes or hours the field is not read at all. Here nothing is ever due except what
/// always is.
///
/// Mirrors: `adhocore/gronx@v1.6.3 gronx.go`, `checker.go`, `validator.go`.
enum CronAdmissionSyntax {
  static func isValid(_ schedule: String) -> Bool {
    guard let fields = fields(schedule) else { return false }
    return fields.enumerated().allSatisfy { position, field in isValid(field, position) }
  }

  private static let shorthands = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0", "@daily": "0 0 * * *", "@hourly": "0 * * * *",
    "@always": "* * * * *", "@5minutes": "*/5 * * * *", "@10minutes": "*/10 * * * *",
    "@15minutes": "*/15 * * * *", "@30minutes": "0,30 * * * *", "@everysecond": "* * * * * *",
  ]
  private static let names = [
    "SUN": "0", "MON": "1", "TUE": "2", "WED": "3", "THU": "4", "FRI": "5", "SAT": "6",
    "JAN": "1", "FEB": "2", "MAR": "3", "APR": "4", "MAY": "5", "JUN": "6", "JUL": "7",
    "AUG": "8", "SEP": "9", "OCT": "10", "NOV": "11", "DEC": "12",
  ]

  /// Six or seven fields, seconds first; nil if there are too few or too many.
  private static func fields(_ schedule: String) -> [String]? {
    var text = Substring(schedule)
    while let first = text.utf8.first, first == 0x20 || first == 0x09 { text.removeFirst() }
    while let last = text.utf8.last, last == 0x20 || last == 0x09 { text.removeLast() }
    let expression = shorthands[text.lowercased()] ?? String(text)
    var words: [String] = [""]
    var isInBlank = false
    for byte in expression.uppercased().utf8 {
      let isBlank = byte == 0x20 || (byte >= 0x09 && byte <= 0x0D && byte != 0x0B)
      if isBlank {
        if !isInBlank { words.append("") }
      } else {
        words[words.count - 1].unicodeScalars.append(Unicode.Scalar(byte))
      }
      isInBlank = isBlank
    }
    guard (5...7).contains(words.count) else { return nil }
    words = words.map(withoutNames)
    let endsWithYear = words.count == 6 && hasFourDigits(words[5])
    return words.count == 5 || endsWithYear ? ["0"] + words : words
  }

  private static func withoutNames(_ word: String) -> String {
    var result = ""
    var rest = Substring(word)
    while !rest.isEmpty {
      if let number = names[String(rest.prefix(3))] {
        result += number
        rest = rest.dropFirst(3)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }

  private static func hasFourDigits(_ word: String) -> Bool {
    var run = 0
    for byte in word.utf8 {
      run = byte >= 0x30 && byte <= 0x39 ? run + 1 : 0
      if run == 4 { return true }
    }
    return false
  }

  // MARK: One field

  private enum Verdict { case due, valid, invalid }

  private static func isValid(_ field: String, _ position: Int) -> Bool {
    let isDay = position == 3
    let isWeekday = position == 5
    for part in field.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      let isSpecial = (isDay || isWeekday) && part.contains { "LW#".contains($0) }
      let verdict = verdict(part, position)
      if verdict == .due { return true }
      if !isSpecial {
        if verdict == .invalid { return false }
        continue
      }
      if !(isDay ? isDayOfMonth(part) : isDayOfWeek(part)) { return false }
    }
    return true
  }

  private static func bounds(_ position: Int) -> ClosedRange<Int> {
    switch position {
    case 0, 1: 0...59
    case 2: 0...23
    case 3: 1...31
    case 4: 1...12
    case 5: 0...7
    case 6: 1...9999
    default: 0...0
    }
  }

  private static func verdict(_ part: String, _ position: Int) -> Verdict {
    if part == "*" || part == "?" { return .due }
    let bounds = bounds(position)
    if part.contains("/") { return step(part, bounds) }
    if part.contains("-") {
      var part = part
      if position == 5, let range = part.firstRange(of: "7-") {
        part.replaceSubrange(range, with: "0-")
      }
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
      guard let start = Int(ends[0]), let end = Int(ends[1]), end >= start,
        bounds.contains(start), bounds.contains(end)
      else { return .invalid }
      return start == bounds.lowerBound && end == bounds.upperBound ? .due : .valid
    }
    if position != 5, part == "0" { return .valid }
    guard let value = Int(part), bounds.contains(value) else { return .invalid }
    return .valid
  }

  private static func step(_ part: String, _ bounds: ClosedRange<Int>) -> Verdict {
    let parts = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let step = Int(parts[1]), step != 0 else { return .invalid }
    if part.hasPrefix("*/") || part.hasPrefix("0/") {
      return step == 1 || step == -1 ? .due : .valid
    }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard let start = Int(ends[0]), start >= bounds.lowerBound else { return .invalid }
    if ends.count > 1 {
      guard let end = Int(ends[1]), end >= start, end <= bounds.upperBound else {
        return .invalid
      }
    }
    return .valid
  }

  /// `L`, or a number before `W`.
  private static func isDayOfMonth(_ part: String) -> Bool {
    if part == "L" { return true }
    guard let end = part.firstIndex(of: "W"), end > part.startIndex else { return false }
    return Int(part[..<end]) != nil
  }

  /// A number before `L`, or two around `#`.
  private static func isDayOfWeek(_ part: String) -> Bool {
    if let end = part.firstIndex(of: "L"), end > part.startIndex {
      return Int(part[..<end]) != nil
    }
    let parts = part.split(separator: "#", omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts[0].isEmpty else { return false }
    return Int(parts[0]) != nil && Int(parts[1]) != nil
  }
}
