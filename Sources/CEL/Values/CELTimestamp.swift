import GoSemantics

// Arithmetic and text of instants.

extension CELTimestamp {
  /// The first second of year 1 and the last of year 9999.
  static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
  static let overflow = CELEvaluationError("timestamp overflow")
  private static let second: Int64 = 1_000_000_000

  /// An instant from a count of seconds.
  static func checked(seconds: Int64) throws(CELEvaluationError) -> CELTimestamp {
    guard range.contains(seconds) else { throw overflow }
    return CELTimestamp(seconds: seconds)
  }

  func adding(nanoseconds length: Int64) throws(CELEvaluationError) -> CELTimestamp {
    var seconds = self.seconds
    var rest = Int64(nanoseconds) + length % Self.second
    // Seconds are within ±2^58, so these sums cannot overflow.
    seconds &+= length / Self.second
    if rest < 0 {
      rest += Self.second
      seconds &-= 1
    } else if rest >= Self.second {
      rest -= Self.second
      seconds &+= 1
    }
    guard Self.range.contains(seconds) else { throw Self.overflow }
    return CELTimestamp(seconds: seconds, nanoseconds: Int32(rest), offset: offset)
  }

  func nanoseconds(since other: CELTimestamp) throws(CELEvaluationError) -> Int64 {
    let seconds = self.seconds &- other.seconds
    let (whole, tooLarge) = seconds.multipliedReportingOverflow(by: Self.second)
    let (sum, overflow) = whole.addingReportingOverflow(
      Int64(nanoseconds) - Int64(other.nanoseconds))
    guard !tooLarge, !overflow else { throw Arithmetic.intOverflow }
    return sum
  }

  /// RFC 3339 with as many digits of a second as needed.
  var text: String {
    let wall = WallClock(seconds: seconds &+ Int64(offset))
    var text = Self.padded(wall.year, 4) + "-" + Self.padded(wall.month, 2) + "-"
    text += Self.padded(wall.day, 2) + "T" + Self.padded(wall.hour, 2) + ":"
    text += Self.padded(wall.minute, 2) + ":" + Self.padded(wall.second, 2)
    if nanoseconds != 0 {
      var digits = Self.padded(Int64(nanoseconds), 9)
      while digits.hasSuffix("0") { digits.removeLast() }
      text += "." + digits
    }
    if offset == 0 { return text + "Z" }
    let minutes = Int64(offset.magnitude) / 60
    return text + (offset < 0 ? "-" : "+") + Self.padded(minutes / 60, 2) + ":"
      + Self.padded(minutes % 60, 2)
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value.magnitude)
    return (value < 0 ? "-" : "")
      + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  /// Reads RFC 3339 as upstream's `time.Parse` does: the hour may have one digit and a fraction
  /// may follow a comma.
  ///
  /// - Returns: Nil if the text is not an instant.
  static func parse(_ text: String) -> CELTimestamp? {
    var reader = Reader(Array(text.utf8))
    guard let year = reader.number(digits: 4...4), reader.take("-"),
      let month = reader.number(digits: 2...2), (1...12).contains(month), reader.take("-"),
      let day = reader.number(digits: 2...2), reader.take("T"),
      let hour = reader.number(digits: 1...2), hour < 24, reader.take(":"),
      let minute = reader.number(digits: 2...2), minute < 60, reader.take(":"),
      let second = reader.number(digits: 2...2), second < 60
    else { return nil }
    var nanoseconds: Int64 = 0
    if let digits = reader.fraction() {
      // Digits beyond the ninth are dropped.
      for place in 0..<9 {
        nanoseconds = nanoseconds * 10 + (place < digits.count ? Int64(digits[place] - 48) : 0)
      }
    }
    var offset: Int64 = 0
    if !reader.take("Z") {
      let isNegative = reader.take("-")
      guard isNegative || reader.take("+"), let hours = reader.number(digits: 2...2),
        reader.take(":"), let minutes = reader.number(digits: 2...2), hours <= 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (isNegative ? -60 : 60)
    }
    guard reader.isAtEnd, day >= 1, day <= days(in: month, of: year) else { return nil }
    let wall = WallClock(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    return CELTimestamp(
      seconds: wall.secondsInUTC - offset, nanoseconds: Int32(nanoseconds), offset: Int32(offset))
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard place < bytes.count, UInt32(bytes[place]) == character.value else { return false }
      place += 1
      return true
    }

    mutating func number(digits: ClosedRange<Int>) -> Int64? {
      var value: Int64 = 0
      var count = 0
      while count < digits.upperBound, place < bytes.count, (48...57).contains(bytes[place]) {
        value = value * 10 + Int64(bytes[place] - 48)
        place += 1
        count += 1
      }
      return count >= digits.lowerBound ? value : nil
    }

    mutating func fraction() -> [UInt8]? {
      guard place + 1 < bytes.count, bytes[place] == 46 || bytes[place] == 44,
        (48...57).contains(bytes[place + 1])
      else { return nil }
      var end = place + 1
      while end < bytes.count, (48...57).contains(bytes[end]) { end += 1 }
      defer { place = end }
      return Array(bytes[place + 1..<end])
    }
  }
}
